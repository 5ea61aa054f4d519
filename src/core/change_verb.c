/* What a record goes through: its life-cycle verbs, and those of every entity. */
#include "core/change_part.h"
#include "core/decision.h"
#include "core/personal.h"

static enum rc retire(struct change_set *set, const struct record *record,
                      const struct verb_input *input, bool is_retiring, struct record **out)
{
    const char *action = set->is_import ? "import" : "retire";
    enum rc rc = change_may(set, record, action, input->revision);
    if (rc != RC_OK) {
        return rc;
    }
    if ((record->retired_us != 0) == is_retiring) {
        return fault_add(set->snapshot.fault, RC_CONFLICT, TEXT_NONE, "%.*s is %s already",
                         TEXT_ARGS(record->key), is_retiring ? "retired" : "in use");
    }
    struct change trial = {.kind = CHANGE_UPDATE,
                           .verb = is_retiring ? "retire" : "restore",
                           .record = record_copy(set->snapshot.arena, record),
                           .old = record_copy(set->snapshot.arena, record),
                           .reason = input->reason};
    trial.record->retired_us = is_retiring ? CHANGE_RETIRED_NOW : 0;
    change_stage(set, trial);
    *out = trial.record;
    return RC_OK;
}

static enum rc review(struct change_set *set, const struct record *record,
                      const struct verb_input *input, struct record **out)
{
    enum rc rc = change_may(set, record, "write", input->revision);
    if (rc == RC_OK) {
        struct change trial = {.kind = CHANGE_REVIEW,
                               .verb = "review",
                               .record = record_copy(set->snapshot.arena, record),
                               .old = record_copy(set->snapshot.arena, record),
                               .reason = input->reason};
        change_stage(set, trial);
        *out = trial.record;
    }
    return rc;
}

/* The record stays as it is; its personal fields can be read no more. */
static enum rc erase(struct change_set *set, const struct record *record,
                     const struct verb_input *input, struct record **out)
{
    enum rc rc = change_may(set, record, "administer", input->revision);
    rc = rc == RC_OK ? personal_erase(set, record, input->reason) : rc;
    if (rc == RC_OK) {
        *out = record_copy(set->snapshot.arena, record);
    }
    return rc;
}

static enum rc unknown_verb(struct change_set *set, const struct record *record, struct text name)
{
    const struct life_cycle *life = entity_life(record->kind->entity);
    struct buffer names;
    buffer_init(&names, set->snapshot.arena);
    for (size_t i = 0; i < life->verb_count; i++) {
        buffer_print(&names, "%s, ", life->verbs[i].name);
    }
    return fault_add(set->snapshot.fault, RC_NOT_FOUND, TEXT_NONE,
                     "a %s has no verb \"%.*s\"; it has: %.*sretire, restore, review%s",
                     record->kind->entity->title, TEXT_ARGS(name), TEXT_ARGS(buffer_text(&names)),
                     entity_is_personal(record->kind->entity) ? ", erase" : "");
}

static enum rc check_legal(struct change_set *set, const struct record *record,
                           const struct verb *verb, const struct verb_input *input)
{
    const struct entity *entity = record->kind->entity;
    struct fault *fault = set->snapshot.fault;
    if (record->retired_us != 0 ||
        !entity_words_have(verb->from, record->state.at, record->state.size)) {
        return fault_add(fault, RC_CONFLICT, TEXT_NONE,
                         "%.*s is %s; \"%s\" is possible only from: %s", TEXT_ARGS(record->key),
                         record->retired_us != 0
                             ? "retired"
                             : entity_state(entity, record->state.at, record->state.size)->label,
                         verb->label, verb->from);
    }
    if ((verb->flags & VERB_REASON) != 0 && input->reason.size == 0) {
        return fault_add(fault, RC_INVALID, TEXT("reason"), "\"%s\" needs a reason", verb->label);
    }
    return RC_OK;
}

static uint64_t changed_fields(const struct record *before, const struct record *after)
{
    uint64_t changed = 0;
    for (size_t i = 0; i < before->kind->entity->field_count; i++) {
        bool is_same = value_equals(before->values[i], after->values[i]);
        changed |= is_same ? 0 : UINT64_C(1) << i;
    }
    return changed;
}

/* What the verb does beside the state; it may fill fields of its own record. */
static enum rc act(struct change_set *set, const struct verb *verb, struct change *trial)
{
    struct rule_call call = {set, trial->record, trial->old, 0};
    enum rc rc = verb->act != NULL ? verb->act(&call, trial->record) : RC_OK;
    trial->changed = changed_fields(trial->old, trial->record);
    if (rc == RC_OK && trial->changed != 0) {
        trial->record->content_revision++;
        trial->record->content_hash = record_hash_content(set->snapshot.arena, trial->record);
        call.changed = trial->changed;
        rc = change_check_now(set, trial);
    }
    return rc;
}

static enum rc take(struct change_set *set, const struct record *record, const struct verb *verb,
                    const struct verb_input *input, struct record **out)
{
    struct change trial = {.kind = CHANGE_UPDATE,
                           .verb = verb->name,
                           .record = record_copy(set->snapshot.arena, record),
                           .old = record_copy(set->snapshot.arena, record),
                           .reason = input->reason};
    if (verb->to != NULL) {
        trial.record->state = text_of(verb->to);
    }
    enum rc rc = act(set, verb, &trial);
    if (rc == RC_OK && (verb->to != NULL || trial.changed != 0)) {
        change_stage(set, trial);
    }
    if (rc == RC_OK) {
        *out = trial.record;
    }
    return rc;
}

enum rc change_verb(struct change_set *set, const struct record *record, struct text name,
                    const struct verb_input *input, struct record **out)
{
    const struct entity *entity = record->kind->entity;
    const struct verb *verb = entity_verb(entity, name.at, name.size);
    if (verb == NULL) {
        if (text_is(name, "retire") || text_is(name, "restore")) {
            return retire(set, record, input, text_is(name, "retire"), out);
        }
        if (text_is(name, "erase") && entity_is_personal(entity)) {
            return erase(set, record, input, out);
        }
        return text_is(name, "review") ? review(set, record, input, out)
                                       : unknown_verb(set, record, name);
    }
    enum rc rc = change_may(set, record, verb->permission, input->revision);
    rc = rc == RC_OK ? check_legal(set, record, verb, input) : rc;
    if (rc == RC_OK && (verb->flags & VERB_DECISION) != 0) {
        rc = decision_take(set, record, verb, input);
    }
    return rc == RC_OK ? take(set, record, verb, input, out) : rc;
}
