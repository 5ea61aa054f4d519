#include "domain/common/common_rules.h"

static struct text path_of(struct rule_call *call, const char *field)
{
    return text_print(call->set->snapshot.arena, "fields.%s", field);
}

/* An answer stands under the same record as the comment that it answers. */
static enum rc check_answer(struct rule_call *call, struct id answered)
{
    struct fault *fault = call->set->snapshot.fault;
    if (id_equals(answered, call->record->id)) {
        return fault_add(fault, RC_CYCLE, path_of(call, "answers"),
                         "a comment cannot answer itself; choose another");
    }
    const struct record *other = change_find_id(call->set, answered);
    if (other != NULL &&
        !value_equals(record_value(other, "subject"), record_value(call->record, "subject"))) {
        return fault_add(fault, RC_INVALID, path_of(call, "answers"),
                         "%.*s stands under another record; answer it there",
                         TEXT_ARGS(other->key));
    }
    return RC_OK;
}

/* A comment may name a field of its subject. */
static enum rc check_field(struct rule_call *call, struct text name)
{
    struct value subject = record_value(call->record, "subject");
    const struct record *about =
        subject.kind == VALUE_ID ? change_find_id(call->set, subject.id) : NULL;
    if (about == NULL || entity_field_index(about->kind->entity, name.at, name.size) >= 0) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "field"),
                     "a %s has no field \"%.*s\"; leave it empty to speak of the whole record",
                     about->kind->entity->title, TEXT_ARGS(name));
}

enum rc common_check_comment(struct rule_call *call)
{
    struct value answers = record_value(call->record, "answers");
    struct text field = value_as_text(record_value(call->record, "field"));
    enum rc worst = answers.kind == VALUE_ID ? check_answer(call, answers.id) : RC_OK;
    enum rc rc = field.size > 0 ? check_field(call, field) : RC_OK;
    return rc != RC_OK ? rc : worst;
}

enum rc common_check_task(struct rule_call *call)
{
    struct text starts = value_as_text(record_value(call->record, "starts_on"));
    struct text due = value_as_text(record_value(call->record, "due_on"));
    if (starts.size == 0 || due.size == 0 || text_compare(starts, due) <= 0) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "due_on"),
                     "the task would be due before it starts; exchange or correct the dates");
}

enum rc common_check_saved_view(struct rule_call *call)
{
    struct text name = value_as_text(record_value(call->record, "entity"));
    if (model_named(call->set->snapshot.workspace->model, name) != NULL) {
        return RC_OK;
    }
    return fault_add(call->set->snapshot.fault, RC_INVALID, path_of(call, "entity"),
                     "there is no kind of record \"%.*s\"; use a name such as threat_scenario",
                     TEXT_ARGS(name));
}
