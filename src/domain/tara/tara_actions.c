/* What verbs of this module do beside the state. */
#include "core/rule.h"
#include "domain/tara/tara_part.h"
#include "domain/tara/tara_suggest.h"

/* ---- accepting a suggestion ---- */

static const struct model_entity *proposed_kind(struct rule_call *call)
{
    const struct model *model = call->set->snapshot.workspace->model;
    return model_named(model, value_as_text(record_value(call->record, "entity")));
}

enum rc tara_rule_suggestion(struct rule_call *call)
{
    struct snapshot *snapshot = &call->set->snapshot;
    struct text effect = value_as_text(record_value(call->record, "effect"));
    const struct model_entity *kind = proposed_kind(call);
    if (effect.size == 0) {
        return RC_OK;
    }
    if (!rule_has(call, "proposal")) {
        return fault_add(snapshot->fault, RC_INVALID, rule_path(call, "proposal"),
                         "what is made or changed needs the values that it gets; give an object "
                         "of fields, or leave \"%s\" empty",
                         rule_label(call, "effect"));
    }
    if (text_is(effect, "change") && !rule_has(call, "subject")) {
        return fault_add(snapshot->fault, RC_INVALID, rule_path(call, "subject"),
                         "name the record that accepting it changes");
    }
    if (text_is(effect, "create") && (kind == NULL || kind->entity->is_system)) {
        return fault_add(snapshot->fault, RC_INVALID, rule_path(call, "entity"),
                         "name the kind of record that accepting it makes, such as "
                         "threat_scenario");
    }
    return tara_rule_part(call);
}

static enum rc change_subject(struct rule_call *call, const struct change_input *input,
                              struct record **out)
{
    struct id id = record_value(call->record, "subject").id;
    struct record *subject = change_find_id(call->set, id);
    return subject != NULL ? change_update(call->set, subject, input, out)
                           : fault_add(call->set->snapshot.fault, RC_NOT_FOUND,
                                       rule_path(call, "subject"), "the record is not there");
}

enum rc tara_act_accept(struct rule_call *call, struct record *record)
{
    struct snapshot *snapshot = &call->set->snapshot;
    struct text effect = value_as_text(record_value(record, "effect"));
    struct text proposal = value_as_text(record_value(record, "proposal"));
    struct record *result = NULL;
    struct change_input input = {
        .path = TEXT("proposal."),
        .reason = text_print(snapshot->arena, "accepting %.*s", TEXT_ARGS(record->key))};
    if (effect.size == 0) {
        return RC_OK; /* a remark that asks for nothing */
    }
    enum rc rc =
        json_read(snapshot->arena, TEXT("proposal"), proposal, snapshot->fault, &input.fields);
    if (rc != RC_OK) {
        return rc;
    }
    rc = text_is(effect, "create") ? change_create(call->set, proposed_kind(call), &input, &result)
                                   : change_subject(call, &input, &result);
    if (rc != RC_OK) {
        return rc;
    }
    record_set(record, "result", value_id(result->id));
    return tara_suggest_follow(call->set, record, result);
}

/* ---- threats from the architecture ---- */

enum rc tara_act_suggest_threats(struct rule_call *call, struct record *record)
{
    struct tara_suggested suggested;
    return tara_suggest(call->set, record, &suggested);
}
