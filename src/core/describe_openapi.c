#include "core/describe.h"

#include <string.h>

#define FIXED_METHODS_LIMIT 4

static const struct describe_path fixed_paths[] = {
    {"post", "/api/login", "sign in; the answer is the session, the cookie its key", NULL,
     "name password code", NULL},
    {"get", "/api/session", "who is signed in, with the CSRF token of changes", NULL, NULL, NULL},
    {"post", "/api/logout", "sign out", NULL, "", NULL},
    {"post", "/api/password", "change one's password", NULL, "old new", NULL},
    {"post", "/api/second-factor", "a fresh secret for one-time codes, not yet in force", NULL, "",
     NULL},
    {"post", "/api/second-factor/confirm", "put the secret in force by a first code", NULL,
     "secret code", NULL},
    {"get", "/api/meta", "entities, fields, verbs and choices, for screens", NULL, NULL, NULL},
    {"get", "/api/openapi.json", "this description", NULL, NULL, NULL},
    {"get", "/api/docs", "the same as a page for people", NULL, NULL, "text/html"},
    {"get", "/api/search", "records of any entity by key or words", "q limit", NULL, NULL},
    {"get", "/api/checks", "findings; about: a record's key, for it and its parts",
     "module clause about form", NULL, NULL},
    {"get", "/api/ledger", "entries behind a sequence, else the newest", "after limit", NULL, NULL},
    {"get", "/api/events", "ledger entries as they come (server-sent events)", NULL, NULL,
     "text/event-stream"},
    {"post", "/api/bulk", "many changes, all or nothing", "name", "commands", NULL},
    {"post", "/api/blobs", "store content; the answer holds its SHA-256", NULL, "bytes", NULL,
     "201"},
    {"get", "/api/blobs/{sha256}", "stored content", NULL, NULL, "application/octet-stream"},
    {"get", "/api/workspace/text-form", "the whole workspace as YAML files in a tar archive", NULL,
     NULL, "application/x-tar"},
    {"post", "/api/workspace/text-form",
     "such an archive, all or nothing; name: what messages call it; branch: merge it field by "
     "field; preview=true: tell the changes and make none",
     "name branch prefer take preview", "tar", NULL},
    {"post", "/api/workspace/verify",
     "everything that is stored, held against the ledger and a checkpoint", "name", "bytes", NULL},
    {"get", "/api/workspace/checkpoint", "signed head with the hashes it covers, to keep elsewhere",
     NULL, NULL, "application/octet-stream"},
    {"get", "/api/workspace/evidence",
     "entries with proofs, verifiable offline; of all, or of a record and its parts", "record",
     NULL, NULL},
    {"get", "/api/workspace/backup", "an online copy; needs the permission to administer", NULL,
     NULL, "application/vnd.sqlite3"},
    {"post", "/api/workspace/clock", "move a simulated clock by a duration such as 90d", NULL,
     "duration", NULL},
    {"post", "/api/workspace/accounts",
     "verb create, password or token: an account or token for somebody; the secret is told once",
     NULL, "verb name person scope is_administrator days", NULL, "201"}};

const struct describe_path *describe_fixed_paths(size_t *count)
{
    *count = COUNT(fixed_paths);
    return fixed_paths;
}

static const char *schema_of(enum field_type type)
{
    switch (type) {
    case FIELD_INTEGER:
        return "{\"type\":[\"integer\",\"null\"]}";
    case FIELD_BOOL:
        return "{\"type\":[\"boolean\",\"null\"]}";
    case FIELD_DATE:
        return "{\"type\":[\"string\",\"null\"],\"format\":\"date\"}";
    case FIELD_MOMENT:
        return "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}";
    case FIELD_REF:
    case FIELD_ANY:
        return "{\"anyOf\":[{\"$ref\":\"#/components/schemas/Reference\"},{\"type\":\"null\"}]}";
    case FIELD_REFS:
        return "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Reference\"}}";
    case FIELD_JSON:
        return "{}";
    default:
        return "{\"type\":[\"string\",\"null\"]}";
    }
}

static void put_schema(struct json_writer *writer, const struct entity *entity)
{
    json_put_name_z(writer, entity->name);
    json_put_object(writer);
    json_member_z(writer, "type", "object");
    json_member_z(writer, "description", entity->about);
    json_put_name_z(writer, "properties");
    json_put_object(writer);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        json_put_name_z(writer, field->name);
        if (field->type != FIELD_CHOICE) {
            json_put_raw(writer, text_of(schema_of(field->type)));
            continue;
        }
        json_put_object(writer);
        json_put_name_z(writer, "enum");
        json_put_list(writer);
        for (size_t k = 0; k < field->choice_count; k++) {
            json_put_text(writer, text_of(field->choices[k].id));
        }
        json_put_null(writer);
        json_put_list_end(writer);
        json_put_object_end(writer);
    }
    json_put_object_end(writer);
    json_put_object_end(writer);
}

/* ---- operations ---- */

static void put_parameter(struct json_writer *writer, struct text name, const char *in,
                          bool is_needed)
{
    json_put_object(writer);
    json_member_text(writer, "name", name);
    json_member_z(writer, "in", in);
    json_member_bool(writer, "required", is_needed);
    json_put_name_z(writer, "schema");
    json_put_raw(writer, TEXT("{\"type\":\"string\"}"));
    json_put_object_end(writer);
}

/* What stands in braces in the path, then the queries, then a header. */
static void put_parameters(struct json_writer *writer, struct text path, const char *queries,
                           const char *header)
{
    struct text names = text_of(queries);
    json_put_name_z(writer, "parameters");
    json_put_list(writer);
    while (text_contains(path, TEXT("{"))) {
        (void)text_cut(&path, '{');
        put_parameter(writer, text_cut(&path, '}'), "path", true);
    }
    while (names.size > 0) {
        put_parameter(writer, text_cut(&names, ' '), "query", false);
    }
    if (header != NULL) {
        put_parameter(writer, text_of(header), "header", false);
    }
    json_put_list_end(writer);
}

static void put_content(struct json_writer *writer, const char *media_type, struct text schema)
{
    json_put_name_z(writer, "content");
    json_put_object(writer);
    json_put_name_z(writer, media_type);
    json_put_object(writer);
    json_put_name_z(writer, "schema");
    json_put_raw(writer, schema);
    json_put_object_end(writer);
    json_put_object_end(writer);
}

static struct text reference_to(struct arena *arena, const char *prefix, const char *name)
{
    return text_print(arena, "{\"$ref\":\"#/components/schemas/%s%s\"}", prefix, name);
}

struct operation {
    const char *method;
    struct text path;
    const char *summary;
    const char *queries;
    const char *header;
    struct text body;   /* schema, or empty */
    struct text answer; /* schema, or empty: any JSON */
    const char *status;
    const char *takes; /* media types; NULL: JSON */
    const char *gives;
};

static void put_operation(struct json_writer *writer, const struct operation *operation)
{
    json_put_name_z(writer, operation->method);
    json_put_object(writer);
    json_member_z(writer, "summary", operation->summary);
    put_parameters(writer, operation->path, operation->queries, operation->header);
    if (operation->body.size > 0) {
        json_put_name_z(writer, "requestBody");
        json_put_object(writer);
        put_content(writer, operation->takes != NULL ? operation->takes : "application/json",
                    operation->body);
        json_put_object_end(writer);
    }
    json_put_name_z(writer, "responses");
    json_put_object(writer);
    json_put_name_z(writer, operation->status != NULL ? operation->status : "200");
    json_put_object(writer);
    json_member_z(writer, "description", "done");
    put_content(writer, operation->gives != NULL ? operation->gives : "application/json",
                operation->answer.size > 0 ? operation->answer : TEXT("{}"));
    json_put_object_end(writer);
    json_put_name_z(writer, "default");
    json_put_raw(writer, TEXT("{\"$ref\":\"#/components/responses/Problem\"}"));
    json_put_object_end(writer);
    json_put_object_end(writer);
}

/* One path with its operations (of the same path). */
static void put_path(struct json_writer *writer, const struct operation *operations, size_t count)
{
    json_put_name(writer, operations[0].path);
    json_put_object(writer);
    for (size_t i = 0; i < count; i++) {
        put_operation(writer, &operations[i]);
    }
    json_put_object_end(writer);
}

/* ---- the paths of an entity ---- */

#define LIST_QUERIES "q sort after limit count retired as_of state owner"

/* Own words of a list, and every field that it can be filtered by. */
static const char *list_queries(struct arena *arena, const struct entity *entity, bool is_sheet)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, is_sheet ? "q state owner" : LIST_QUERIES);
    for (size_t i = 0; i < entity->field_count; i++) {
        if (!field_has(&entity->fields[i], FIELD_PERSONAL)) {
            buffer_print(&out, " %s", entity->fields[i].name);
        }
    }
    return text_to_z(arena, buffer_text(&out));
}

static void put_sheets(struct json_writer *writer, struct arena *arena,
                       const struct model_entity *kind)
{
    const char *queries = list_queries(arena, kind->entity, true);
    struct text path = text_print(arena, "/api/%.*s", TEXT_ARGS(kind->path));
    struct operation csv = {.method = "get",
                            .path = text_print(arena, "%.*s.csv", TEXT_ARGS(path)),
                            .summary = "the whole list as a sheet",
                            .queries = queries,
                            .gives = "text/csv",
                            .answer = TEXT("{\"type\":\"string\"}")};
    struct operation json = {.method = "get",
                             .path = text_print(arena, "%.*s.json", TEXT_ARGS(path)),
                             .summary = "the whole list as JSON",
                             .queries = queries};
    struct operation import = {.method = "post",
                               .path = text_print(arena, "%.*s/import", TEXT_ARGS(path)),
                               .summary = "create and change by a sheet, all or nothing",
                               .takes = "text/csv",
                               .body = TEXT("{\"type\":\"string\"}")};
    put_path(writer, &csv, 1);
    put_path(writer, &json, 1);
    put_path(writer, &import, 1);
}

static void put_verbs(struct json_writer *writer, struct arena *arena,
                      const struct model_entity *kind, struct text record)
{
    const struct life_cycle *life = entity_life(kind->entity);
    static const char *const common[][2] = {{"retire", "take it out of use"},
                                            {"restore", "take it into use again"},
                                            {"review-links", "confirm its links as they are"},
                                            {"erase", "destroy its personal texts for good"}};
    struct operation verb = {.method = "post",
                             .header = "If-Match",
                             .body = reference_to(arena, "", "Decision"),
                             .answer = reference_to(arena, "Record_", kind->entity->name)};
    for (size_t i = 0; i < life->verb_count; i++) {
        verb.path = text_print(arena, "%.*s/%s", TEXT_ARGS(record), life->verbs[i].name);
        verb.summary = life->verbs[i].label;
        put_path(writer, &verb, 1);
    }
    for (size_t i = 0; i < COUNT(common) - (entity_is_personal(kind->entity) ? 0 : 1); i++) {
        verb.path = text_print(arena, "%.*s/%s", TEXT_ARGS(record), common[i][0]);
        verb.summary = common[i][1];
        put_path(writer, &verb, 1);
    }
}

static void put_entity_paths(struct json_writer *writer, struct arena *arena,
                             const struct model_entity *kind)
{
    static const char *const reads[] = {"history", "links", "thread", "decisions", "derivation"};
    struct text path = text_print(arena, "/api/%.*s", TEXT_ARGS(kind->path));
    struct text record = text_print(arena, "%.*s/{key}", TEXT_ARGS(path));
    struct text whole = reference_to(arena, "Record_", kind->entity->name);
    struct text change =
        text_print(arena,
                   "{\"type\":\"object\",\"properties\":{\"fields\":{\"$ref\":\"#/components/"
                   "schemas/%s\"},\"key\":{\"type\":\"string\"},\"owner\":{\"type\":[\"string\","
                   "\"null\"]},\"reason\":{\"type\":\"string\"},\"revision\":{\"type\":"
                   "\"integer\"}}}",
                   kind->entity->name);
    const struct operation lists[] = {
        {.method = "get",
         .path = path,
         .summary = "a page of the list",
         .queries = list_queries(arena, kind->entity, false),
         .answer = text_print(arena,
                              "{\"type\":\"object\",\"properties\":{\"items\":{\"type\":"
                              "\"array\",\"items\":%.*s},\"next\":{\"type\":[\"string\","
                              "\"null\"]},\"count\":{\"type\":\"integer\"}}}",
                              TEXT_ARGS(whole))},
        {.method = "post",
         .path = path,
         .summary = "create",
         .body = change,
         .answer = whole,
         .status = "201"}};
    const struct operation records[] = {{.method = "get",
                                         .path = record,
                                         .summary = "one record, now or as of a ledger sequence",
                                         .queries = "as_of",
                                         .header = "If-None-Match",
                                         .answer = whole},
                                        {.method = "patch",
                                         .path = record,
                                         .summary = "change; If-Match holds the revision",
                                         .header = "If-Match",
                                         .body = change,
                                         .answer = whole}};
    put_path(writer, lists, COUNT(lists));
    put_path(writer, records, COUNT(records));
    for (size_t i = 0; i < COUNT(reads); i++) {
        struct operation read = {.method = "get",
                                 .path = text_print(arena, "%.*s/%s", TEXT_ARGS(record), reads[i]),
                                 .summary = reads[i],
                                 .queries = "as_of"};
        put_path(writer, &read, 1);
    }
    put_verbs(writer, arena, kind, record);
    put_sheets(writer, arena, kind);
}

/* ---- the other paths ---- */

static struct text body_of(struct arena *arena, const char *members)
{
    struct buffer out;
    struct text rest = text_of(members);
    buffer_init(&out, arena);
    if (text_is(rest, "commands")) {
        return TEXT("{\"type\":\"object\",\"properties\":{\"commands\":{\"type\":\"array\","
                    "\"items\":{\"type\":\"object\"}}}}");
    }
    buffer_put_z(&out, "{\"type\":\"object\",\"properties\":{");
    for (const char *comma = ""; rest.size > 0; comma = ",") {
        struct text member = text_cut(&rest, ' ');
        bool is_flag = text_starts(member, TEXT("is_"));
        const char *type = is_flag ? "boolean" : text_is(member, "days") ? "integer" : "string";
        buffer_print(&out, "%s\"%.*s\":{\"type\":\"%s\"}", comma, TEXT_ARGS(member), type);
    }
    buffer_put_z(&out, "}}");
    return buffer_text(&out);
}

static struct operation operation_of(struct arena *arena, const struct describe_path *fixed)
{
    struct text body = text_of(fixed->body);
    struct operation operation = {.method = fixed->method,
                                  .path = text_of(fixed->path),
                                  .summary = fixed->summary,
                                  .queries = fixed->queries,
                                  .gives = fixed->answer};
    if (text_is(body, "bytes") || text_is(body, "tar")) {
        operation.takes = text_is(body, "tar") ? "application/x-tar" : "application/octet-stream";
        operation.body = TEXT("{\"type\":\"string\",\"format\":\"binary\"}");
    } else if (fixed->body != NULL) {
        operation.body = body_of(arena, fixed->body);
    }
    operation.status = fixed->status;
    return operation;
}

/* Rows of the same path follow one another. */
static void put_fixed(struct json_writer *writer, struct arena *arena)
{
    struct operation operations[FIXED_METHODS_LIMIT];
    size_t count = 0;
    for (size_t i = 0; i < COUNT(fixed_paths); i++) {
        operations[count++] = operation_of(arena, &fixed_paths[i]);
        bool is_last = i + 1 == COUNT(fixed_paths) || count == FIXED_METHODS_LIMIT ||
                       strcmp(fixed_paths[i].path, fixed_paths[i + 1].path) != 0;
        if (is_last) {
            put_path(writer, operations, count);
            count = 0;
        }
    }
}

static void put_views(struct json_writer *writer, struct arena *arena, const struct module *module)
{
    for (size_t i = 0; i < module->view_count; i++) {
        const struct module_view *view = &module->views[i];
        struct operation operation = {.method = strcmp(view->method, "GET") == 0 ? "get" : "post",
                                      .path = text_print(arena, "/api/%s", view->path),
                                      .summary = view->about,
                                      .queries = "as_of"};
        put_path(writer, &operation, 1);
    }
}

/* ---- the whole ---- */

static void put_record_schema(struct json_writer *writer, struct arena *arena, const char *name)
{
    json_put_name(writer, text_print(arena, "Record_%s", name));
    json_put_raw(writer, text_print(arena,
                                    "{\"allOf\":[{\"$ref\":\"#/components/schemas/Record\"},{"
                                    "\"type\":\"object\",\"properties\":{\"fields\":{\"$ref\":"
                                    "\"#/components/schemas/%s\"}}}]}",
                                    name));
}

static const struct {
    const char *name;
    const char *schema;
} common_schemas[] = {
    {"Reference", "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"format\":\"uu"
                  "id\"},\"key\":{\"type\":\"string\"},\"entity\":{\"type\":\"string\"},\"title\":{"
                  "\"type\":\"string\"}}}"},
    {"Record", "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\",\"format\":\"uu"
               "id\"},\"key\":{\"type\":\"string\"},\"entity\":{\"type\":\"string\"},\"title\":{"
               "\"type\":\"string\"},\"revision\":{\"type\":\"integer\"},\"state\":{\"type\":\"s"
               "tring\"},\"owner\":{\"anyOf\":[{\"$ref\":\"#/components/schemas/Reference\"},{\""
               "type\":\"null\"}]},\"created_at\":{\"type\":\"string\",\"format\":\"date-time\"}"
               ",\"changed_at\":{\"type\":\"string\",\"format\":\"date-time\"},\"retired_at\":{"
               "\"type\":[\"string\",\"null\"],\"format\":\"date-time\"},\"content_hash\":{\"typ"
               "e\":\"string\"},\"suspect_links\":{\"type\":\"integer\"}}}"},
    {"Decision", "{\"type\":\"object\",\"properties\":{\"reason\":{\"type\":\"string\"},\"password"
                 "\":{\"type\":\"string\"},\"meaning\":{\"type\":\"string\"},\"expires\":{\"type\""
                 ":\"string\",\"format\":\"date\"},\"revision\":{\"type\":\"integer\"}}}"},
    {"Problem", "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{"
                "\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"stri"
                "ng\"},\"detail\":{\"type\":\"string\"},\"problems\":{\"type\":\"array\",\"items"
                "\":{\"type\":\"object\"}}}}"}};

static void put_components(struct json_writer *writer, struct arena *arena,
                           const struct model *model)
{
    json_put_name_z(writer, "components");
    json_put_object(writer);
    json_put_name_z(writer, "securitySchemes");
    json_put_raw(writer, TEXT("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":"
                              "\"csms_session\"},\"token\":{\"type\":\"http\",\"scheme\":"
                              "\"bearer\"}}"));
    json_put_name_z(writer, "responses");
    json_put_raw(writer, TEXT("{\"Problem\":{\"description\":\"a problem (RFC 9457)\",\"content\":"
                              "{\"application/problem+json\":{\"schema\":{\"$ref\":"
                              "\"#/components/schemas/Problem\"}}}}}"));
    json_put_name_z(writer, "schemas");
    json_put_object(writer);
    for (size_t i = 0; i < COUNT(common_schemas); i++) {
        json_put_name_z(writer, common_schemas[i].name);
        json_put_raw(writer, text_of(common_schemas[i].schema));
    }
    for (size_t i = 0; i < model->entity_count; i++) {
        put_schema(writer, model->entities[i].entity);
        put_record_schema(writer, arena, model->entities[i].entity->name);
    }
    json_put_object_end(writer);
    json_put_object_end(writer);
}

void describe_openapi(const struct model *model, struct json_writer *writer)
{
    struct arena *arena = writer->out->arena;
    json_put_object(writer);
    json_member_z(writer, "openapi", "3.1.0");
    json_put_name_z(writer, "info");
    json_put_object(writer);
    json_member_z(writer, "title", "csms");
    json_member_z(writer, "version", CSMS_VERSION);
    json_put_object_end(writer);
    json_put_name_z(writer, "security");
    json_put_raw(writer, TEXT("[{\"session\":[]},{\"token\":[]}]"));
    json_put_name_z(writer, "paths");
    json_put_object(writer);
    put_fixed(writer, arena);
    for (size_t i = 0; i < model->entity_count; i++) {
        put_entity_paths(writer, arena, &model->entities[i]);
    }
    for (size_t i = 0; i < model->module_count; i++) {
        put_views(writer, arena, model->modules[i]);
    }
    json_put_object_end(writer);
    put_components(writer, arena, model);
    json_put_object_end(writer);
}
