#include "core/branch.h"

#include <string.h>

#define CHOICES_LIMIT 10000

static bool side_named(struct text name, enum text_form_side *out)
{
    if (text_is(name, "ours")) {
        *out = TEXT_FORM_OURS;
    } else if (text_is(name, "theirs")) {
        *out = TEXT_FORM_THEIRS;
    } else {
        return false;
    }
    return true;
}

static enum rc take_choices(struct change_set *set, const struct branch_input *input,
                            struct text_form_merge *merge)
{
    struct snapshot *snapshot = &set->snapshot;
    struct text rest = input->choices;
    struct text_form_choice *choices =
        ARENA_MANY(snapshot->arena, struct text_form_choice, CHOICES_LIMIT);
    merge->choices = choices;
    if (input->prefer.size > 0 && !side_named(input->prefer, &merge->prefer)) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("prefer"),
                         "\"%.*s\" is no side; say ours or theirs", TEXT_ARGS(input->prefer));
    }
    while (rest.size > 0) {
        struct text word = text_cut(&rest, ' ');
        struct text side = word;
        struct text field = text_cut(&side, '=');
        if (word.size == 0) {
            continue;
        }
        if (merge->choice_count == CHOICES_LIMIT || field.size == 0 ||
            !side_named(side, &choices[merge->choice_count].side)) {
            return fault_add(snapshot->fault, RC_INVALID, TEXT("take"),
                             "\"%.*s\" is no choice; say KEY.field=ours or KEY.field=theirs, at "
                             "most %d of them",
                             TEXT_ARGS(word), CHOICES_LIMIT);
        }
        choices[merge->choice_count++].field = field;
    }
    return RC_OK;
}

enum rc branch_merge(struct change_set *set, const struct folder *folder,
                     const struct branch_input *input, struct text_form_report *out)
{
    struct snapshot *snapshot = &set->snapshot;
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("branch"));
    struct text_form_merge merge = {0};
    struct verb_input verb = {0};
    struct text_form_report report = {0};
    struct record *branch = NULL;
    enum rc rc = change_find(set, kind, input->key, &branch);
    rc = rc == RC_OK ? take_choices(set, input, &merge) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    merge.base = record_value(branch, "sequence").integer;
    set->is_import = true; /* a branch is merged by nothing else */
    rc = change_verb(set, branch, TEXT("merge"), &verb, &branch);
    rc = rc == RC_OK ? text_form_import(set, folder, &merge, &report) : rc;
    if (rc == RC_OK) {
        *out = report;
    }
    return rc;
}

void branch_put_report(struct json_writer *writer, const struct text_form_report *report)
{
    json_member_integer(writer, "created", (int64_t)report->created);
    json_member_integer(writer, "changed", (int64_t)report->changed);
    json_member_integer(writer, "unchanged", (int64_t)report->unchanged);
    json_member_integer(writer, "contents", (int64_t)report->blobs);
    json_member_integer(writer, "renamed", (int64_t)report->renamed);
}

void branch_put_changes(struct json_writer *writer, const struct change_set *set)
{
    json_put_name_z(writer, "changes");
    json_put_list(writer);
    for (const struct change *at = set->first; at != NULL; at = at->next) {
        if (at->record == NULL) {
            continue;
        }
        const struct entity *entity = at->record->kind->entity;
        json_put_object(writer);
        json_member_z(writer, "entity", entity->name);
        json_member_text(writer, "key", at->record->key);
        json_member_z(writer, "verb", at->old == NULL ? "create" : at->verb);
        json_put_name_z(writer, "fields");
        json_put_list(writer);
        for (size_t i = 0; i < entity->field_count; i++) {
            if (((at->changed >> i) & 1) != 0) {
                json_put_text(writer, text_of(entity->fields[i].name));
            }
        }
        json_put_list_end(writer);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}
