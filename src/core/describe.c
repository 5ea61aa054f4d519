#include "core/describe.h"

#include <string.h>

static const char *const parts[] = {"",
                                    "Leadership and governance",
                                    "Policies and processes",
                                    "Secure by design",
                                    "Threat analysis and risk assessment",
                                    "Vulnerabilities and updates",
                                    "Incidents and recovery",
                                    "Supply chain",
                                    "Workforce",
                                    "Assurance and evidence"};

static void member_words(struct json_writer *writer, const char *name, const char *words)
{
    struct text rest = text_of(words);
    json_put_name_z(writer, name);
    json_put_list(writer);
    while (rest.size > 0) {
        struct text word = text_cut(&rest, ' ');
        if (word.size > 0) {
            json_put_text(writer, word);
        }
    }
    json_put_list_end(writer);
}

static void member_optional(struct json_writer *writer, const char *name, const char *z)
{
    json_put_name_z(writer, name);
    if (z != NULL) {
        json_put_text(writer, text_of(z));
    } else {
        json_put_null(writer);
    }
}

/* ---- meta ---- */

static void put_choices(struct json_writer *writer, const struct field *field)
{
    json_put_name_z(writer, "choices");
    json_put_list(writer);
    for (size_t i = 0; i < field->choice_count; i++) {
        json_put_object(writer);
        json_member_z(writer, "id", field->choices[i].id);
        json_member_z(writer, "label", field->choices[i].label);
        json_member_z(writer, "tone",
                      field->choices[i].tone != NULL ? field->choices[i].tone : "none");
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_field(struct json_writer *writer, const struct field *field)
{
    bool is_text = field->type == FIELD_TEXT || field->type == FIELD_PROSE;
    json_put_object(writer);
    json_member_z(writer, "name", field->name);
    json_member_z(writer, "label", field->label);
    json_member_z(writer, "about", field->about != NULL ? field->about : "");
    json_member_z(writer, "type", field_type_name(field->type));
    json_member_bool(writer, "is_required", field_has(field, FIELD_REQUIRED));
    json_member_bool(writer, "is_listed", field_has(field, FIELD_LISTED));
    json_member_bool(writer, "is_read_only", field_has(field, FIELD_READ_ONLY));
    json_member_bool(writer, "is_personal", field_has(field, FIELD_PERSONAL));
    json_member_bool(writer, "needs_reason", field_has(field, FIELD_REASON));
    json_member_bool(writer, "is_part", field_has(field, FIELD_PART));
    member_optional(writer, "unit", field->unit);
    json_member_integer(writer, "min", field->min);
    json_member_integer(writer, "max", is_text ? field_text_limit(field) : field->max);
    put_choices(writer, field);
    member_words(writer, "refers", field->refers);
    json_put_object_end(writer);
}

static void put_life(struct json_writer *writer, const struct entity *entity)
{
    const struct life_cycle *life = entity_life(entity);
    json_put_name_z(writer, "states");
    json_put_list(writer);
    for (size_t i = 0; i < life->state_count; i++) {
        json_put_object(writer);
        json_member_z(writer, "id", life->states[i].id);
        json_member_z(writer, "label", life->states[i].label);
        json_member_z(writer, "tone", life->states[i].tone != NULL ? life->states[i].tone : "none");
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_name_z(writer, "verbs");
    json_put_list(writer);
    for (size_t i = 0; i < life->verb_count; i++) {
        const struct verb *verb = &life->verbs[i];
        json_put_object(writer);
        json_member_z(writer, "name", verb->name);
        json_member_z(writer, "label", verb->label);
        member_words(writer, "from", verb->from);
        member_optional(writer, "to", verb->to);
        json_member_z(writer, "permission", verb->permission);
        json_member_bool(writer, "is_decision", (verb->flags & VERB_DECISION) != 0);
        json_member_bool(writer, "needs_reason", (verb->flags & VERB_REASON) != 0);
        member_optional(writer, "meaning", verb->meaning);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
}

static void put_entity(struct json_writer *writer, const struct model_entity *kind)
{
    const struct entity *entity = kind->entity;
    const struct field *part = entity_part_field(entity);
    json_put_object(writer);
    json_member_z(writer, "name", entity->name);
    json_member_text(writer, "path", kind->path);
    json_member_text(writer, "command", kind->command);
    json_member_z(writer, "key_prefix", entity->key_prefix);
    json_member_z(writer, "module", kind->module->name);
    json_member_z(writer, "title", entity->title);
    json_member_z(writer, "plural", entity->plural);
    json_member_z(writer, "about", entity->about);
    member_words(writer, "clauses", entity->clauses);
    member_optional(writer, "title_field", entity->title_field);
    member_optional(writer, "parent_field", part != NULL ? part->name : NULL);
    json_member_bool(writer, "is_system", entity->is_system);
    json_member_bool(writer, "may_create", !entity->is_system || entity->fill != NULL);
    json_member_bool(writer, "is_remark", entity->is_remark);
    json_put_name_z(writer, "fields");
    json_put_list(writer);
    for (size_t i = 0; i < entity->field_count; i++) {
        put_field(writer, &entity->fields[i]);
    }
    json_put_list_end(writer);
    put_life(writer, entity);
    json_put_object_end(writer);
}

void describe_meta(const struct model *model, struct json_writer *writer)
{
    json_put_object(writer);
    json_member_z(writer, "version", CSMS_VERSION);
    json_put_name_z(writer, "parts");
    json_put_list(writer);
    for (size_t i = 1; i < COUNT(parts); i++) {
        json_put_object(writer);
        json_member_integer(writer, "number", (int64_t)i);
        json_member_z(writer, "title", parts[i]);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_name_z(writer, "modules");
    json_put_list(writer);
    for (size_t i = 0; i < model->module_count; i++) {
        json_put_object(writer);
        json_member_z(writer, "name", model->modules[i]->name);
        json_member_z(writer, "title", model->modules[i]->title);
        json_member_integer(writer, "part", model->modules[i]->part);
        json_member_z(writer, "about", model->modules[i]->about);
        json_put_object_end(writer);
    }
    json_put_list_end(writer);
    json_put_name_z(writer, "entities");
    json_put_list(writer);
    for (size_t i = 0; i < model->entity_count; i++) {
        put_entity(writer, &model->entities[i]);
    }
    json_put_list_end(writer);
    json_put_object_end(writer);
}

/* ---- Markdown ---- */

static void flags_of(struct buffer *out, const struct field *field)
{
    static const struct {
        enum field_flag flag;
        const char *word;
    } words[] = {{FIELD_REQUIRED, "required"}, {FIELD_READ_ONLY, "set by the program"},
                 {FIELD_PERSONAL, "personal"}, {FIELD_REASON, "change needs a reason"},
                 {FIELD_PART, "part of"},      {FIELD_SCOPE, "scope"}};
    const char *comma = "";
    for (size_t i = 0; i < COUNT(words); i++) {
        if (field_has(field, words[i].flag)) {
            buffer_print(out, "%s%s", comma, words[i].word);
            comma = ", ";
        }
    }
}

struct text describe_model(const struct model *model, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "# Data model\n\nMade by `csms describe model`.\n");
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct entity *entity = model->entities[i].entity;
        buffer_print(&out, "\n## %s (`%s`, %s-0001)\n\n%s\n\n", entity->title, entity->name,
                     entity->key_prefix, entity->about);
        if (entity->clauses != NULL) {
            buffer_print(&out, "Clauses: %s\n\n", entity->clauses);
        }
        buffer_put_z(&out, "| field | type | rules | about |\n|---|---|---|---|\n");
        for (size_t k = 0; k < entity->field_count; k++) {
            const struct field *field = &entity->fields[k];
            buffer_print(&out, "| %s | %s%s%s | ", field->name, field_type_name(field->type),
                         field->refers != NULL ? " " : "",
                         field->refers != NULL ? field->refers : "");
            flags_of(&out, field);
            buffer_print(&out, " | %s |\n", field->about != NULL ? field->about : field->label);
        }
    }
    return buffer_text(&out);
}

struct text describe_api(const struct model *model, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "# JSON API\n\nMade by `csms describe api`. The same as OpenAPI: "
                       "`/api/openapi.json`.\n\n| path | methods | what |\n|---|---|---|\n");
    size_t fixed_count;
    const struct describe_path *fixed = describe_fixed_paths(&fixed_count);
    for (size_t i = 0; i < fixed_count; i++) {
        const char *method = strcmp(fixed[i].method, "get") == 0 ? "GET" : "POST";
        buffer_print(&out, "| %s | %s | %s |\n", fixed[i].path, method, fixed[i].summary);
    }
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct model_entity *kind = &model->entities[i];
        buffer_print(&out, "| /api/%.*s | GET POST | list, create %s |\n", TEXT_ARGS(kind->path),
                     kind->entity->plural);
        buffer_print(&out, "| /api/%.*s/{key} | GET PATCH | one, change |\n",
                     TEXT_ARGS(kind->path));
    }
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->view_count; k++) {
            const struct module_view *view = &model->modules[i]->views[k];
            buffer_print(&out, "| /api/%s | %s | %s |\n", view->path, view->method, view->about);
        }
    }
    return buffer_text(&out);
}

struct text describe_cli(const struct model *model, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "# Command line\n\nMade by `csms describe cli`.\n\n`csms [--workspace "
                       "FILE|URL] [--json] ENTITY VERB [KEY] [--field value ...]`\n\n"
                       "| command | verbs |\n|---|---|\n");
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct model_entity *kind = &model->entities[i];
        const struct life_cycle *life = entity_life(kind->entity);
        buffer_print(&out,
                     "| %.*s | list show create change history links thread decisions derivation "
                     "retire restore review",
                     TEXT_ARGS(kind->command));
        for (size_t k = 0; k < life->verb_count; k++) {
            buffer_print(&out, " %s", life->verbs[k].name);
        }
        buffer_put_z(&out, " export-csv export-json import-csv import-json |\n");
    }
    for (size_t i = 0; i < model->module_count; i++) {
        const struct module *module = model->modules[i];
        for (size_t k = 0; k < module->view_count; k++) {
            if (module->views[k].command != NULL) {
                buffer_print(&out, "| %s | %s |\n", module->views[k].command,
                             module->views[k].about);
            }
        }
        for (size_t k = 0; k < module->tool_count; k++) {
            buffer_print(&out, "| %s %s | %s (no workspace) |\n", module->tools[k].command,
                         module->tools[k].usage, module->tools[k].about);
        }
    }
    return buffer_text(&out);
}

static void trace_words(struct buffer *out, const char *clauses, const char *what,
                        const char *where)
{
    struct text rest = text_of(clauses);
    while (rest.size > 0) {
        struct text clause = text_cut(&rest, ' ');
        if (clause.size > 0) {
            buffer_print(out, "| %.*s | %s | %s |\n", TEXT_ARGS(clause), what, where);
        }
    }
}

struct text describe_trace(const struct model *model, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "# Trace of clauses\n\nMade by `csms describe trace`.\n\n"
                       "| clause | by | where |\n|---|---|---|\n");
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct entity *entity = model->entities[i].entity;
        trace_words(&out, entity->clauses, "entity", entity->name);
        for (size_t k = 0; k < entity->field_count; k++) {
            trace_words(&out, entity->fields[k].clause, entity->name, entity->fields[k].name);
        }
    }
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->check_count; k++) {
            const struct check *check = &model->modules[i]->checks[k];
            trace_words(&out, check->clauses, "check", check->id);
        }
    }
    return buffer_text(&out);
}
