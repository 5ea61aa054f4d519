#include "domain/tara/tara_suggest.h"

#include "domain/tara/tara_suggest_part.h"
#include "domain/tara/tara_tool.h"

#define WORK_BYTES ((size_t)1 << 30)

/* ---- finding ---- */

/* The rules are rated with the analysis' method; where that has other factors
 * or levels than the rules name, with the built-in one, and nothing of the
 * rating is proposed. */
static enum rc read_rules(struct tara_suggesting *suggesting)
{
    struct snapshot own = suggesting->set->snapshot;
    struct tara_threats *threats = suggesting->threats;
    struct arena *arena = threats->arena;
    struct threat_rules_file *files;
    struct tara_method method;
    struct record *record;
    struct fault ignored;
    const struct method *built_in;
    size_t count;
    struct value id = record_value(suggesting->analysis, "method");
    fault_init(&ignored, arena);
    own.arena = arena;
    own.fault = &ignored;
    tara_threats_catalogue(arena, &files, &count);
    suggesting->proposer = text_print(suggesting->set->snapshot.arena, "Threat rules %.*s",
                                      TEXT_ARGS(tara_threats_version(arena, files, count)));
    const struct model_entity *kind = model_named(own.workspace->model, TEXT("method_version"));
    enum rc rc = id.kind == VALUE_ID ? snapshot_get_id(&own, kind, id.id, &record) : RC_NOT_FOUND;
    rc = rc == RC_OK ? tara_method_read(&own, record, &method) : rc;
    if (rc == RC_OK && method.method->potential.is_given) {
        tara_threats_init(threats, arena, &ignored, method.method);
        suggesting->has_method = tara_threats_rules(threats, files, count) == RC_OK;
    }
    if (suggesting->has_method) {
        threats->fault = suggesting->set->snapshot.fault;
        return RC_OK;
    }
    rc = tara_tool_method(arena, suggesting->set->snapshot.fault, &built_in);
    if (rc == RC_OK) {
        tara_threats_init(threats, arena, suggesting->set->snapshot.fault, built_in);
        rc = tara_threats_rules(threats, files, count);
    }
    return rc;
}

static enum rc find(struct tara_suggesting *suggesting)
{
    struct value item = record_value(suggesting->analysis, "item");
    suggesting->item = item.kind == VALUE_ID ? item.id : (struct id){{0}};
    enum rc rc = read_rules(suggesting);
    rc = rc == RC_OK ? tara_architecture_load(&suggesting->set->snapshot, suggesting->set->actor,
                                              suggesting->threats, &suggesting->architecture)
                     : rc;
    rc = rc == RC_OK ? tara_threats_find(suggesting->threats, TARA_SUGGEST_SECONDS) : rc;
    return rc == RC_OK ? tara_suggest_links_load(suggesting) : rc;
}

/* ---- keeping ---- */

struct keeping {
    struct tara_suggesting *suggesting;
    const struct model_entity *kind;
    struct record **known;
    size_t known_count;
    struct table by_origin; /* origin -> record */
    struct table found;     /* origin -> threat */
};

static enum rc read_known(struct keeping *keeping)
{
    struct snapshot *snapshot = &keeping->suggesting->set->snapshot;
    struct value analysis = value_id(keeping->suggesting->analysis->id);
    keeping->kind = model_named(snapshot->workspace->model, TEXT("suggestion"));
    table_init(&keeping->by_origin, snapshot->arena);
    table_init(&keeping->found, snapshot->arena);
    enum rc rc = snapshot_all(snapshot, keeping->kind, "f_analysis = ?1", &analysis, 1,
                              &keeping->known, &keeping->known_count);
    for (size_t i = 0; rc == RC_OK && i < keeping->known_count; i++) {
        struct text origin = tara_text(keeping->known[i], "origin_id");
        if (origin.size > 0) {
            table_put(&keeping->by_origin, origin, keeping->known[i]);
        }
    }
    return rc;
}

static enum rc put_fields(struct keeping *keeping, const struct record *record, struct text fields,
                          struct record **out)
{
    struct change_set *set = keeping->suggesting->set;
    struct change_input input = {.reason = TEXT("the threat rules were run")};
    enum rc rc = json_read(set->snapshot.arena, TEXT("suggestion"), fields, set->snapshot.fault,
                           &input.fields);
    if (rc != RC_OK) {
        return rc;
    }
    set->is_action = true;
    rc = record == NULL ? change_create(set, keeping->kind, &input, out)
                        : change_update(set, record, &input, out);
    set->is_action = false;
    return rc;
}

static enum rc keep(struct keeping *keeping, const struct threat *threat,
                    struct tara_suggested *out)
{
    struct record *known = table_get(&keeping->by_origin, threat->id);
    struct record *record = NULL;
    enum rc rc = RC_OK;
    if (known == NULL) {
        rc = put_fields(keeping, NULL, tara_suggest_fields(keeping->suggesting, threat), &record);
        out->created += rc == RC_OK;
    } else if (text_is(known->state, "proposed")) {
        rc = put_fields(keeping, known, tara_suggest_fields(keeping->suggesting, threat), &record);
        out->changed += rc == RC_OK && record->revision != known->revision;
    } else if (tara_integer(known, "lapsed", 0) != 0) {
        rc = put_fields(keeping, known, TEXT("{\"lapsed\":false}"), &record);
        out->changed += rc == RC_OK;
    }
    return rc;
}

static enum rc keep_found(struct keeping *keeping, struct tara_suggested *out)
{
    const struct threat_list *list = keeping->suggesting->threats->list;
    struct snapshot *snapshot = &keeping->suggesting->set->snapshot;
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < list->count; i++) {
        struct threat *threat = &list->at[i];
        if (!tara_suggest_concerns(keeping->suggesting, threat)) {
            continue;
        }
        if (++out->found > TARA_SUGGEST_LIMIT || arena_is_over(snapshot->arena)) {
            return fault_add(snapshot->fault, RC_TOO_LARGE, keeping->suggesting->analysis->key,
                             "more than %d threats follow from this item; split it into items of "
                             "a size that can be gone through",
                             TARA_SUGGEST_LIMIT);
        }
        table_put(&keeping->found, threat->id, threat);
        rc = keep(keeping, threat, out);
    }
    return rc;
}

/* What the rules found once and find no more; trees hang on their threats. */
static enum rc mark_lapsed(struct keeping *keeping, struct tara_suggested *out)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < keeping->known_count; i++) {
        const struct record *known = keeping->known[i];
        struct text origin = tara_text(known, "origin_id");
        bool is_threat = text_is(tara_text(known, "entity"), "threat_scenario");
        struct record *record;
        if (origin.size == 0 || !is_threat || table_get(&keeping->found, origin) != NULL ||
            tara_integer(known, "lapsed", 0) != 0) {
            continue;
        }
        rc = put_fields(keeping, known, TEXT("{\"lapsed\":true}"), &record);
        out->lapsed += rc == RC_OK;
    }
    return rc;
}

enum rc tara_suggest(struct change_set *set, const struct record *analysis,
                     struct tara_suggested *out)
{
    struct tara_threats threats = {.arena = arena_open(WORK_BYTES)};
    struct tara_suggesting suggesting = {.set = set, .analysis = analysis, .threats = &threats};
    struct keeping keeping = {.suggesting = &suggesting};
    struct tara_suggested suggested = {0};
    enum rc rc = find(&suggesting);
    rc = rc == RC_OK ? read_known(&keeping) : rc;
    rc = rc == RC_OK ? keep_found(&keeping, &suggested) : rc;
    rc = rc == RC_OK ? mark_lapsed(&keeping, &suggested) : rc;
    if (rc == RC_OK) {
        *out = suggested;
    }
    arena_close(threats.arena);
    return rc;
}
