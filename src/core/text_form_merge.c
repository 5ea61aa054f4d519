#include "core/text_form_merge.h"

#include "base/utf8.h"
#include "core/validate.h"

#include <string.h>

#define WORDS_BYTES 120

struct merging {
    struct change_set *set;
    const struct text_form_merge *merge;
    const struct text_form_entry *entry;
    const struct record *ours;
    struct record *base; /* empty where there was none */
    bool had_base;
    struct record *theirs;
    enum rc worst; /* RC_CONFLICT once a choice is open */
};

/* ---- choices ---- */

static enum text_form_side chosen(const struct merging *m, const char *field)
{
    struct text name =
        text_print(m->set->snapshot.arena, "%.*s.%s", TEXT_ARGS(m->ours->key), field);
    for (size_t i = 0; i < m->merge->choice_count; i++) {
        if (text_equals(m->merge->choices[i].field, name)) {
            return m->merge->choices[i].side;
        }
    }
    return m->merge->prefer;
}

/* As much of a text as a message bears. */
static struct text short_words(struct arena *arena, struct text text)
{
    size_t size = 0;
    while (size < text.size && size < WORDS_BYTES) {
        (void)utf8_next(text, &size);
    }
    return text_print(arena, "\"%.*s%s\"", (int)size, text.at, size < text.size ? "..." : "");
}

static struct text id_words(const struct merging *m, struct id id)
{
    struct record *record = change_find_id(m->set, id);
    return record != NULL ? record->key : TEXT("?");
}

static struct text words_of(const struct merging *m, const struct record *record, size_t index)
{
    struct arena *arena = m->set->snapshot.arena;
    struct value value = record->values[index];
    struct buffer out;
    buffer_init(&out, arena);
    if (field_has(&record->kind->entity->fields[index], FIELD_PERSONAL)) {
        return TEXT("(personal)");
    }
    switch (value.kind) {
    case VALUE_NONE:
        return TEXT("nothing");
    case VALUE_INTEGER:
        return text_print(arena, "%lld", (long long)value.integer);
    case VALUE_ID:
        return id_words(m, value.id);
    case VALUE_IDS:
        for (size_t i = 0; i < value_ids_count(value); i++) {
            buffer_print(&out, "%s%.*s", i > 0 ? " " : "",
                         TEXT_ARGS(id_words(m, value_ids_at(value, i))));
        }
        return buffer_text(&out);
    default:
        return short_words(arena, value_as_text(value));
    }
}

/* True: theirs. */
static bool choose(struct merging *m, const char *field, struct text here, struct text there,
                   struct text before)
{
    enum text_form_side side = chosen(m, field);
    if (side == TEXT_FORM_ASK) {
        m->worst =
            fault_add_at(m->set->snapshot.fault, RC_CONFLICT, m->entry->file, m->entry->json->line,
                         m->entry->json->column,
                         "%.*s.%s changed on both sides: it was %.*s, is %.*s here and %.*s in "
                         "the file; choose %.*s.%s=ours or =theirs",
                         TEXT_ARGS(m->ours->key), field, TEXT_ARGS(before), TEXT_ARGS(here),
                         TEXT_ARGS(there), TEXT_ARGS(m->ours->key), field);
    }
    return side == TEXT_FORM_THEIRS;
}

/* ---- the three states ---- */

static enum rc load(struct merging *m, const struct change_input *theirs, uint64_t *differs_here,
                    uint64_t *differs_before)
{
    struct change_set *set = m->set;
    struct snapshot then = set->snapshot;
    struct fault ignored;
    fault_init(&ignored, set->snapshot.arena);
    then.as_of = m->merge->base;
    then.fault = &ignored;
    enum rc rc = snapshot_get_id(&then, m->entry->kind, m->entry->id, &m->base);
    m->had_base = rc == RC_OK;
    if (rc == RC_NOT_FOUND) {
        m->base = record_open(set->snapshot.arena, m->entry->kind);
    } else if (rc != RC_OK) {
        return fault_add(set->snapshot.fault, rc, m->entry->key, "the state before cannot be read");
    }
    m->theirs = record_copy(set->snapshot.arena, m->ours);
    struct record *trial = record_copy(set->snapshot.arena, m->base);
    rc = validate_fields(set, theirs, m->theirs, differs_here);
    return rc == RC_OK ? validate_fields(set, theirs, trial, differs_before) : rc;
}

static uint64_t merge_fields(struct merging *m, uint64_t differs_here, uint64_t differs_before)
{
    const struct entity *entity = m->ours->kind->entity;
    uint64_t taken = 0;
    for (size_t i = 0; i < entity->field_count; i++) {
        uint64_t bit = UINT64_C(1) << i;
        if ((differs_here & bit) == 0 || (differs_before & bit) == 0) {
            continue; /* the same on both sides, or changed by ours alone */
        }
        bool is_ours_changed = !value_equals(m->ours->values[i], m->base->values[i]);
        if (!is_ours_changed || choose(m, entity->fields[i].name, words_of(m, m->ours, i),
                                       words_of(m, m->theirs, i), words_of(m, m->base, i))) {
            taken |= bit;
        }
    }
    return taken;
}

static struct id owner_id(struct merging *m, const struct change_input *theirs)
{
    struct id id = {{0}};
    const struct model *model = m->set->snapshot.workspace->model;
    struct record *record = NULL;
    if (theirs->owner.size > 0 &&
        change_find(m->set, model_named(model, TEXT("person")), theirs->owner, &record) == RC_OK) {
        id = record->id;
    }
    return id;
}

static bool merge_owner(struct merging *m, const struct change_input *theirs)
{
    struct id there = owner_id(m, theirs);
    bool is_theirs_changed = !id_equals(there, m->base->owner) && !id_equals(there, m->ours->owner);
    bool is_ours_changed = !id_equals(m->ours->owner, m->base->owner);
    return is_theirs_changed &&
           (!is_ours_changed || choose(m, "owner", id_words(m, m->ours->owner), id_words(m, there),
                                       id_words(m, m->base->owner)));
}

/* One side took it out of use, the other one went on working on it. */
static bool merge_retired(struct merging *m, bool is_theirs_changed)
{
    bool here = m->ours->retired_us != 0;
    bool before = m->had_base && m->base->retired_us != 0;
    bool there = m->entry->is_retired;
    bool is_ours_changed =
        m->had_base && !hash_equals(m->ours->content_hash, m->base->content_hash);
    if (here && !before && !there && is_theirs_changed) {
        return !choose(m, "retired", TEXT("retired"), TEXT("changed"), TEXT("in use"));
    }
    if (there && !before && !here && is_ours_changed) {
        return choose(m, "retired", TEXT("changed"), TEXT("retired"), TEXT("in use"));
    }
    return there == before ? here : there;
}

enum rc text_form_merge(struct change_set *set, const struct text_form_merge *merge,
                        const struct text_form_entry *entry, const struct change_input *theirs,
                        struct text_form_merged *out)
{
    struct merging m = {.set = set, .merge = merge, .entry = entry, .ours = entry->stored};
    struct text_form_merged merged = {0};
    uint64_t differs_here = 0;
    uint64_t differs_before = 0;
    enum rc rc = load(&m, theirs, &differs_here, &differs_before);
    if (rc != RC_OK) {
        return rc;
    }
    merged.taken = merge_fields(&m, differs_here, differs_before);
    merged.takes_owner = merge_owner(&m, theirs);
    merged.is_retired = merge_retired(&m, differs_before != 0);
    bool is_state_theirs = entry->state.size > 0 && !text_equals(entry->state, m.base->state) &&
                           !text_equals(entry->state, m.ours->state);
    bool is_state_ours = !text_equals(m.ours->state, m.base->state);
    merged.takes_state = is_state_theirs && !is_state_ours && (differs_here & ~merged.taken) == 0;
    merged.is_ours_only = merged.taken == 0 && !merged.takes_owner && !merged.takes_state &&
                          merged.is_retired == (m.ours->retired_us != 0);
    if (m.worst == RC_OK) {
        *out = merged;
    }
    return m.worst;
}

const struct json *text_form_some_fields(struct arena *arena, const struct entity *entity,
                                         const struct json *fields, uint64_t taken)
{
    struct json *some = ARENA_NEW(arena, struct json);
    struct json **end = &some->first;
    *some = *fields;
    some->first = NULL;
    some->count = 0;
    for (const struct json *at = fields->first; at != NULL; at = at->next) {
        int index = entity_field_index(entity, at->name.at, at->name.size);
        if (index >= 0 && ((taken >> index) & 1) != 0) {
            struct json *copy = ARENA_NEW(arena, struct json);
            *copy = *at;
            copy->next = NULL;
            *end = copy;
            end = &copy->next;
            some->count++;
        }
    }
    return some;
}
