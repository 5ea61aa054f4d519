/* What a record must fulfil beyond its fields' own limits. The set's state
 * counts: what one change set makes together is checked together. */
#include "domain/tara/tara_load.h"
#include "domain/tara/tara_part.h"

#include <string.h>

#define WALK_LIMIT 50000
#define PART_DEPTH 8

static enum rc refuse(struct rule_call *call, const char *field, enum rc rc, struct text sentence)
{
    struct snapshot *snapshot = &call->set->snapshot;
    return fault_add(snapshot->fault, rc, text_print(snapshot->arena, "fields.%s", field), "%.*s",
                     TEXT_ARGS(sentence));
}

#define REFUSE(call, field, rc, ...) \
    refuse((call), (field), (rc), text_print((call)->set->snapshot.arena, __VA_ARGS__))

static bool is_changed(const struct rule_call *call, const char *field)
{
    int at = entity_field_index(call->record->kind->entity, field, strlen(field));
    return call->old == NULL || (at >= 0 && ((call->changed >> at) & 1) != 0);
}

/* ---- one analysis ---- */

static struct record *analysis_of(struct rule_call *call, const struct record *record)
{
    struct id whole;
    const struct record *at = record;
    for (int depth = 0; depth < PART_DEPTH && record_is_part_of(at, &whole); depth++) {
        struct record *next = change_find_id(call->set, whole);
        if (next == NULL || strcmp(next->kind->entity->name, "tara_analysis") == 0) {
            return next;
        }
        at = next;
    }
    return NULL;
}

static enum rc check_end(struct rule_call *call, const struct field *field, struct id id,
                         const struct record *analysis)
{
    struct record *end = change_find_id(call->set, id);
    if (end == NULL || strcmp(end->kind->entity->name, "tara_analysis") == 0) {
        return RC_OK;
    }
    const struct record *other = analysis_of(call, end);
    if (other == NULL || id_equals(other->id, analysis->id)) {
        return RC_OK; /* components, persons and catalogue entries belong to no analysis */
    }
    return REFUSE(call, field->name, RC_INVALID,
                  "%.*s belongs to %.*s, this record to %.*s; choose one of the same analysis",
                  TEXT_ARGS(end->key), TEXT_ARGS(other->key), TEXT_ARGS(analysis->key));
}

enum rc tara_rule_part(struct rule_call *call)
{
    const struct entity *entity = call->record->kind->entity;
    const struct record *analysis = analysis_of(call, call->record);
    enum rc worst = RC_OK;
    for (size_t i = 0; analysis != NULL && i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        struct value value = call->record->values[i];
        bool is_open = field->type == FIELD_ANY || field_has(field, FIELD_PART);
        if (is_open || (!is_changed(call, field->name) && call->old != NULL)) {
            continue;
        }
        size_t count = value.kind == VALUE_IDS ? value_ids_count(value) : value.kind == VALUE_ID;
        for (size_t k = 0; k < count; k++) {
            struct id id = value.kind == VALUE_IDS ? value_ids_at(value, k) : value.id;
            enum rc rc = check_end(call, field, id, analysis);
            worst = rc != RC_OK ? rc : worst;
        }
    }
    return worst;
}

/* ---- others of the same kind ---- */

struct others {
    struct record **at;
    size_t count;
};

/* Records of this kind whose field names the same record as this one's does. */
static enum rc find_others(struct rule_call *call, const char *field, struct others *out)
{
    struct change_set *set = call->set;
    struct change_referring found;
    struct value whole = record_value(call->record, field);
    if (whole.kind != VALUE_ID) {
        return RC_OK;
    }
    enum rc rc = change_referrers(set, call->record->kind, field, whole.id, &found);
    if (rc != RC_OK) {
        return rc;
    }
    struct others others = {ARENA_MANY(set->snapshot.arena, struct record *, found.count + 1), 0};
    for (size_t i = 0; i < found.count; i++) {
        if (!id_equals(found.records[i]->id, call->record->id)) {
            others.at[others.count++] = found.records[i];
        }
    }
    *out = others;
    return RC_OK;
}

static bool is_same(const struct record *a, const struct record *b, const char *field)
{
    return value_equals(record_value(a, field), record_value(b, field));
}

/* ---- the method ---- */

static enum rc method_of(struct rule_call *call, const struct method **out, struct text *key)
{
    struct snapshot *snapshot = &call->set->snapshot;
    const struct record *analysis = analysis_of(call, call->record);
    struct value id = analysis != NULL ? record_value(analysis, "method") : value_none();
    const struct record *method = id.kind == VALUE_ID ? change_find_id(call->set, id.id) : NULL;
    if (method == NULL) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT_NONE,
                         "the analysis names no method; without it nothing can be rated");
    }
    *key = method->key;
    const struct method *made = table_get(&call->set->made, hash_text(&method->content_hash));
    enum rc rc = RC_OK;
    if (made == NULL) {
        rc = method_read(snapshot->arena, method->key, tara_text(method, "pack"), snapshot->fault,
                         &made);
    }
    if (rc == RC_OK) {
        table_put(&call->set->made, hash_text(&method->content_hash), (void *)(uintptr_t)made);
        *out = made;
    }
    return rc;
}

static bool is_known_impact(struct text id)
{
    return text_is(id, "negligible") || text_is(id, "moderate") || text_is(id, "major") ||
           text_is(id, "severe");
}

enum rc tara_rule_method(struct rule_call *call)
{
    struct snapshot *snapshot = &call->set->snapshot;
    const struct method *method;
    if (!is_changed(call, "pack")) {
        return RC_OK;
    }
    enum rc rc = method_read(snapshot->arena, TEXT("pack"), tara_text(call->record, "pack"),
                             snapshot->fault, &method);
    if (rc != RC_OK) {
        return rc;
    }
    for (int i = 0; i < method->impact.count; i++) {
        if (!is_known_impact(method->impact.ids[i])) {
            return REFUSE(call, "pack", RC_UNSUPPORTED,
                          "scales.impact: \"%.*s\" is none of negligible, moderate, major, severe",
                          TEXT_ARGS(method->impact.ids[i]));
        }
    }
    for (int f = 0; f < method->potential.count; f++) {
        if (tara_factor_field(method->potential.factors[f].id) == NULL) {
            return REFUSE(call, "pack", RC_UNSUPPORTED,
                          "attack_potential.factors: \"%.*s\" is none of ET, SE, KoIC, WoO, Eq",
                          TEXT_ARGS(method->potential.factors[f].id));
        }
    }
    return RC_OK;
}

/* ---- impact ---- */

enum rc tara_rule_impact_rating(struct rule_call *call)
{
    const struct method *method;
    struct others others = {NULL, 0};
    struct text key;
    enum rc rc = method_of(call, &method, &key);
    rc = rc == RC_OK ? find_others(call, "damage_scenario", &others) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    struct text category = tara_text(call->record, "category");
    struct text level = tara_text(call->record, "level");
    if (method_category(method, category) == NO_LEVEL) {
        return REFUSE(call, "category", RC_INVALID, "%.*s has no category %.*s", TEXT_ARGS(key),
                      TEXT_ARGS(category));
    }
    if (method_impact(method, level) == NO_LEVEL) {
        return REFUSE(call, "level", RC_INVALID, "%.*s has no impact level %.*s", TEXT_ARGS(key),
                      TEXT_ARGS(level));
    }
    for (size_t i = 0; i < others.count; i++) {
        if (is_same(call->record, others.at[i], "category") &&
            is_same(call->record, others.at[i], "stakeholder")) {
            return REFUSE(call, "category", RC_CONFLICT,
                          "%.*s rates this category for this stakeholder already; change that one",
                          TEXT_ARGS(others.at[i]->key));
        }
    }
    return RC_OK;
}

/* ---- attack trees ---- */

enum rc tara_rule_attack_tree(struct rule_call *call)
{
    struct others others = {NULL, 0};
    enum rc rc = tara_rule_part(call);
    rc = rc == RC_OK ? find_others(call, "threat_scenario", &others) : rc;
    if (rc == RC_OK && others.count > 0) {
        return REFUSE(call, "threat_scenario", RC_CONFLICT,
                      "the threat scenario has the tree %.*s; add paths there",
                      TEXT_ARGS(others.at[0]->key));
    }
    return rc;
}

struct climb {
    struct record *node;
    const struct climb *from;
};

static struct text cycle_words(struct rule_call *call, const struct climb *last)
{
    struct arena *arena = call->set->snapshot.arena;
    struct text words = call->record->key.size > 0 ? call->record->key : TEXT("this node");
    struct text own = words;
    for (const struct climb *at = last; at != NULL; at = at->from) {
        words = text_print(arena, "%.*s, %.*s", TEXT_ARGS(at->node->key), TEXT_ARGS(words));
    }
    return text_print(arena, "%.*s, %.*s", TEXT_ARGS(own), TEXT_ARGS(words));
}

struct climbing {
    struct rule_call *call;
    struct arena *scratch;
    struct table seen;
    struct climb **queue;
    size_t count;
    size_t room;
};

static void climb_add(struct climbing *climbing, struct climb climb)
{
    if (climbing->count == climbing->room) {
        size_t wider = climbing->room > 0 ? climbing->room * 2 : 64;
        climbing->queue =
            arena_grow(climbing->scratch, climbing->queue, climbing->room * sizeof(struct climb *),
                       wider * sizeof(struct climb *));
        climbing->room = wider;
    }
    climbing->queue[climbing->count] = ARENA_NEW(climbing->scratch, struct climb);
    *climbing->queue[climbing->count++] = climb;
}

/* Queues the children of a node; refuses where the call's own record is one. */
static enum rc climb_from(struct climbing *climbing, const struct record *node,
                          const struct climb *from)
{
    struct rule_call *call = climbing->call;
    struct value children = record_value(node, "children");
    for (size_t i = 0; children.kind == VALUE_IDS && i < value_ids_count(children); i++) {
        struct id id = value_ids_at(children, i);
        if (id_equals(id, call->record->id)) {
            return REFUSE(call, "children", RC_CYCLE,
                          "a node cannot be below itself: %.*s; take one link away",
                          TEXT_ARGS(cycle_words(call, from)));
        }
        struct record *child = table_get(&climbing->seen, id_bytes(&id)) == NULL
                                   ? change_find_id(call->set, id)
                                   : NULL;
        if (child != NULL) {
            climb_add(climbing, (struct climb){child, from});
            table_put(&climbing->seen, id_bytes(&child->id), child);
        }
    }
    return RC_OK;
}

/* Does the node reach itself through its children? Breadth first. */
static enum rc check_cycle(struct rule_call *call)
{
    struct arena *scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES); /* an import asks often */
    struct climbing climbing = {.call = call, .scratch = scratch};
    table_init(&climbing.seen, scratch);
    enum rc rc = climb_from(&climbing, call->record, NULL);
    for (size_t done = 0; rc == RC_OK && done < climbing.count; done++) {
        rc = climbing.count > WALK_LIMIT
                 ? REFUSE(call, "children", RC_TOO_LARGE, "more than %d nodes below this one",
                          WALK_LIMIT)
                 : climb_from(&climbing, climbing.queue[done]->node, climbing.queue[done]);
    }
    arena_close(scratch);
    return rc;
}

enum rc tara_rule_attack_node(struct rule_call *call)
{
    const struct record *record = call->record;
    struct text gate = tara_text(record, "gate");
    struct value ids = record_value(record, "children");
    int64_t children = ids.kind == VALUE_IDS ? (int64_t)value_ids_count(ids) : 0;
    int64_t k = tara_integer(record, "k", 0);
    if (text_is(gate, "leaf") && children > 0) {
        return REFUSE(call, "children", RC_INVALID,
                      "a step has no children; make it OR, AND or AND in order");
    }
    if (text_is(gate, "k_of_n") && (k < 1 || (children > 0 && k > children))) {
        return REFUSE(call, "k", RC_INVALID,
                      "k of n needs a k from 1 to %lld, the number of "
                      "children",
                      (long long)(children > 0 ? children : REFS_LIMIT));
    }
    if (!text_is(gate, "k_of_n") && k != 0) {
        return REFUSE(call, "k", RC_INVALID, "k belongs to the gate \"k of n\" only; leave it out");
    }
    enum rc rc = tara_rule_part(call);
    bool may_close = call->old != NULL || call->set->is_import; /* else nothing is above it yet */
    may_close = may_close && is_changed(call, "children");
    return rc == RC_OK && may_close ? check_cycle(call) : rc;
}

/* ---- ratings and controls ---- */

static struct text level_list(struct arena *arena, const struct method_factor *factor)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (int i = 0; i < factor->count; i++) {
        buffer_print(&out, "%s%.*s", i > 0 ? ", " : "", TEXT_ARGS(factor->levels[i].id));
    }
    return buffer_text(&out);
}

static enum rc check_factor(struct rule_call *call, const struct method *method, int f,
                            bool is_needed)
{
    const struct method_factor *factor = &method->potential.factors[f];
    const char *field = tara_factor_field(factor->id);
    struct text level = field != NULL ? tara_text(call->record, field) : TEXT_NONE;
    struct arena *arena = call->set->snapshot.arena;
    if (level.size == 0 && is_needed) {
        return REFUSE(call, field, RC_INVALID, "%.*s is not rated; choose %.*s",
                      TEXT_ARGS(factor->name), TEXT_ARGS(level_list(arena, factor)));
    }
    if (level.size > 0 && method_factor_level(method, f, level) == NO_LEVEL) {
        return REFUSE(call, field, RC_INVALID, "\"%.*s\" is no level of %.*s; choose %.*s",
                      TEXT_ARGS(level), TEXT_ARGS(factor->name),
                      TEXT_ARGS(level_list(arena, factor)));
    }
    return RC_OK;
}

static enum rc check_factors(struct rule_call *call, const struct method *method, bool is_needed)
{
    enum rc worst = RC_OK;
    if (!method->potential.is_given && is_needed) {
        return REFUSE(call, "approach", RC_UNSUPPORTED, "the method has no attack potential");
    }
    for (int f = 0; f < method->potential.count; f++) {
        enum rc rc = check_factor(call, method, f, is_needed);
        worst = rc != RC_OK ? rc : worst;
    }
    return worst;
}

static enum rc check_vector(struct rule_call *call, const struct method *method, bool is_needed)
{
    struct text vector = tara_text(call->record, "vector");
    struct buffer list;
    buffer_init(&list, call->set->snapshot.arena);
    for (int i = 0; i < method->vectors.scale.count; i++) {
        buffer_print(&list, "%s%.*s", i > 0 ? ", " : "", TEXT_ARGS(method->vectors.scale.ids[i]));
    }
    if (!method->vectors.is_given && is_needed) {
        return REFUSE(call, "approach", RC_UNSUPPORTED, "the method rates no attack vectors");
    }
    if (vector.size == 0 ? is_needed : method_vector(method, vector) == NO_LEVEL) {
        return REFUSE(call, "vector", RC_INVALID, "choose one of: %.*s",
                      TEXT_ARGS(buffer_text(&list)));
    }
    return RC_OK;
}

static enum rc check_cvss(struct rule_call *call, const struct method *method, bool is_needed)
{
    struct text vector = tara_text(call->record, "cvss");
    struct cvss_metrics metrics;
    if (vector.size == 0 && !is_needed) {
        return RC_OK;
    }
    if (is_needed && !method->cvss.is_given) {
        return REFUSE(call, "approach", RC_UNSUPPORTED, "the method has no CVSS exploitability");
    }
    struct fault own;
    fault_init(&own, call->set->snapshot.arena);
    enum rc rc = cvss_exploitability_read(vector, &own, &metrics);
    return rc == RC_OK ? rc
                       : refuse(call, "cvss", rc,
                                own.count > 0 ? own.problems[0].sentence
                                              : TEXT("this is no CVSS 3.x vector"));
}

enum rc tara_rule_feasibility_rating(struct rule_call *call)
{
    const struct method *method;
    struct others others = {NULL, 0};
    struct text key;
    enum tara_approach approach = tara_approach_of(tara_text(call->record, "approach"));
    enum rc rc = method_of(call, &method, &key);
    rc = rc == RC_OK ? find_others(call, "node", &others) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (others.count > 0) {
        return REFUSE(call, "node", RC_CONFLICT,
                      "the node is rated already by %.*s; change that "
                      "one",
                      TEXT_ARGS(others.at[0]->key));
    }
    enum rc factors = check_factors(call, method, approach == TARA_POTENTIAL);
    enum rc vector = check_vector(call, method, approach == TARA_VECTOR);
    enum rc cvss = check_cvss(call, method, approach == TARA_CVSS);
    rc = factors != RC_OK ? factors : vector;
    return rc != RC_OK ? rc : cvss;
}

enum rc tara_rule_control(struct rule_call *call)
{
    const struct method *method;
    struct text key;
    bool has_effect =
        tara_text(call->record, "vector").size > 0 || tara_text(call->record, "cvss").size > 0;
    for (int f = 0; f < TARA_FACTORS; f++) {
        has_effect = has_effect || tara_text(call->record, tara_factor_fields[f]).size > 0;
    }
    if (text_is(tara_text(call->record, "effect"), "raise") && !has_effect) {
        return REFUSE(call, "effect", RC_INVALID,
                      "say what the step needs with the control in place: at least one level");
    }
    enum rc rc = tara_rule_part(call);
    rc = rc == RC_OK ? method_of(call, &method, &key) : rc;
    rc = rc == RC_OK ? check_factors(call, method, false) : rc;
    rc = rc == RC_OK ? check_vector(call, method, false) : rc;
    return rc == RC_OK ? check_cvss(call, method, false) : rc;
}

/* ---- risk and treatment ---- */

static bool leads_to(const struct record *threat, struct id damage)
{
    struct value ids = record_value(threat, "damage_scenarios");
    for (size_t i = 0; ids.kind == VALUE_IDS && i < value_ids_count(ids); i++) {
        if (id_equals(value_ids_at(ids, i), damage)) {
            return true;
        }
    }
    return false;
}

enum rc tara_rule_risk(struct rule_call *call)
{
    struct others others = {NULL, 0};
    struct value damage = record_value(call->record, "damage_scenario");
    struct value threat_id = record_value(call->record, "threat_scenario");
    enum rc rc = tara_rule_part(call);
    rc = rc == RC_OK ? find_others(call, "threat_scenario", &others) : rc;
    if (rc != RC_OK || damage.kind != VALUE_ID || threat_id.kind != VALUE_ID) {
        return rc;
    }
    const struct record *threat = change_find_id(call->set, threat_id.id);
    if (threat != NULL && !leads_to(threat, damage.id)) {
        return REFUSE(call, "damage_scenario", RC_INVALID,
                      "%.*s does not lead to this damage scenario; add it there first",
                      TEXT_ARGS(threat->key));
    }
    for (size_t i = 0; i < others.count; i++) {
        if (is_same(call->record, others.at[i], "damage_scenario") &&
            is_same(call->record, others.at[i], "category") &&
            is_same(call->record, others.at[i], "control_scenario")) {
            return REFUSE(call, "category", RC_CONFLICT,
                          "%.*s is this risk already: same scenarios, category and controls",
                          TEXT_ARGS(others.at[i]->key));
        }
    }
    return RC_OK;
}

enum rc tara_rule_treatment(struct rule_call *call)
{
    struct text option = tara_text(call->record, "option");
    bool has_goals = record_value(call->record, "goals").kind == VALUE_IDS;
    bool has_claims = record_value(call->record, "claims").kind == VALUE_IDS;
    if (has_goals && !text_is(option, "reduce")) {
        return REFUSE(call, "goals", RC_INVALID,
                      "goals belong to the option reduce; remove them or change the option");
    }
    if (has_claims && !text_is(option, "share") && !text_is(option, "retain")) {
        return REFUSE(call, "claims", RC_INVALID,
                      "claims belong to the options share and retain; remove them or change the "
                      "option");
    }
    return tara_rule_part(call);
}
