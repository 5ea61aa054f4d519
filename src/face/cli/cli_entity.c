#include "core/bulk.h"
#include "core/question.h"
#include "core/sheet.h"
#include "core/thread.h"
#include "face/cli/cli.h"

#include <stdlib.h>
#include <string.h>

static enum rc need_key(struct cli *cli, const struct model_entity *kind, struct record **out)
{
    const char *key = cli_argument(cli, 2);
    if (key == NULL) {
        return cli_usage(cli, text_print(cli->arena, "%s %s KEY", cli->words[0], cli->words[1]).at);
    }
    return snapshot_get(&cli->snapshot, kind, text_of(key), out);
}

/* ---- reading ---- */

static enum rc list(struct cli *cli, const struct model_entity *kind)
{
    struct question question = {.kind = kind,
                                .actor = &cli->actor,
                                .limit = QUESTION_PAGE_LIMIT,
                                .words = text_of(cli_option(cli, "words")),
                                .sort = text_of(cli_option(cli, "sort")),
                                .with_retired = cli_option(cli, "retired") != NULL};
    const char *as_of = cli_option(cli, "as-of");
    if (as_of != NULL && !text_to_integer(text_of(as_of), &cli->snapshot.as_of)) {
        return fault_add(&cli->fault, RC_INVALID, TEXT("--as-of"), "a ledger sequence is needed");
    }
    for (int i = 2; i + 1 < cli->count; i++) {
        const char *name = cli->words[i] + 2;
        int at = strncmp(cli->words[i], "--", 2) == 0
                     ? entity_field_index(kind->entity, name, strlen(name))
                     : -1;
        bool is_filter = at >= 0 || strcmp(cli->words[i], "--state") == 0 ||
                         strcmp(cli->words[i], "--owner") == 0;
        if (is_filter && question.filter_count < QUESTION_FILTER_LIMIT) {
            question.filters[question.filter_count++] =
                (struct filter){text_of(name), text_of(cli->words[i + 1])};
        }
    }
    struct answer answer;
    struct renderer renderer;
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    if (cli->is_json) {
        json_put_list(&cli->writer);
    }
    do {
        enum rc rc = question_ask(&cli->snapshot, &question, &answer);
        if (rc != RC_OK) {
            return rc;
        }
        for (size_t i = 0; i < answer.count && cli->is_json; i++) {
            render_record(&renderer, answer.records[i], RENDER_NO_SUSPECTS);
        }
        if (!cli->is_json) {
            cli_put_table(cli, kind, answer.records, answer.count);
        }
        question.after = answer.next;
    } while (answer.next.size > 0);
    if (cli->is_json) {
        json_put_list_end(&cli->writer);
    }
    return RC_OK;
}

static enum rc show(struct cli *cli, const struct model_entity *kind)
{
    struct record *record;
    struct renderer renderer;
    const char *as_of = cli_option(cli, "as-of");
    if (as_of != NULL && !text_to_integer(text_of(as_of), &cli->snapshot.as_of)) {
        return fault_add(&cli->fault, RC_INVALID, TEXT("--as-of"), "a ledger sequence is needed");
    }
    enum rc rc = need_key(cli, kind, &record);
    if (rc != RC_OK) {
        return rc;
    }
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    if (cli->is_json) {
        render_record(&renderer, record, RENDER_SUSPECTS);
    } else {
        cli_put_record(cli, record);
    }
    return RC_OK;
}

static enum rc history(struct cli *cli, const struct model_entity *kind)
{
    struct record *record;
    struct renderer renderer;
    enum rc rc = need_key(cli, kind, &record);
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    rc = rc == RC_OK ? render_history(&renderer, record) : rc;
    return rc == RC_OK ? cli_outline(cli) : rc;
}

static enum rc links(struct cli *cli, const struct model_entity *kind)
{
    struct record *record;
    struct renderer renderer;
    enum rc rc = need_key(cli, kind, &record);
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    rc = rc == RC_OK ? render_links(&renderer, record) : rc;
    return rc == RC_OK ? cli_outline(cli) : rc;
}

static enum rc thread(struct cli *cli, const struct model_entity *kind)
{
    struct record *record;
    struct renderer renderer;
    enum rc rc = need_key(cli, kind, &record);
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    rc = rc == RC_OK ? thread_render(&renderer, record) : rc;
    return rc == RC_OK ? cli_outline(cli) : rc;
}

static enum rc decisions(struct cli *cli, const struct model_entity *kind)
{
    struct record *record;
    struct renderer renderer;
    enum rc rc = need_key(cli, kind, &record);
    renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
    rc = rc == RC_OK ? render_decisions(&renderer, record) : rc;
    return rc == RC_OK ? cli_outline(cli) : rc;
}

static enum rc derivation(struct cli *cli, const struct model_entity *kind)
{
    for (size_t i = 0; i < cli->model->module_count; i++) {
        const struct module *module = cli->model->modules[i];
        for (size_t k = 0; k < module->derivation_count; k++) {
            if (strcmp(module->derivations[k].entity, kind->entity->name) == 0) {
                struct module_call call = {.workspace = cli->workspace,
                                           .connection = cli->snapshot.connection,
                                           .arena = cli->arena,
                                           .fault = &cli->fault,
                                           .actor = &cli->actor,
                                           .key = text_of(cli_argument(cli, 2)),
                                           .out = &cli->out};
                enum rc rc = module->derivations[k].run(&call);
                return rc == RC_OK ? cli_outline(cli) : rc;
            }
        }
    }
    return fault_add(&cli->fault, RC_NOT_FOUND, TEXT_NONE, "nothing is computed for a %s",
                     kind->entity->title);
}

/* ---- writing ---- */

static void put_flag(struct json_writer *writer, const struct field *field, const char *value)
{
    int64_t integer;
    struct text text = text_of(value);
    json_put_name_z(writer, field->name);
    if (text.size == 0) {
        json_put_null(writer);
    } else if (field->type == FIELD_INTEGER && text_to_integer(text, &integer)) {
        json_put_integer(writer, integer);
    } else if (field->type == FIELD_BOOL && (text_is(text, "true") || text_is(text, "false"))) {
        json_put_bool(writer, text_is(text, "true"));
    } else if (field->type == FIELD_REFS) {
        json_put_list(writer);
        while (text.size > 0) {
            struct text key = text_cut(&text, ',');
            json_put_text(writer, text_trim(key));
        }
        json_put_list_end(writer);
    } else if (field->type == FIELD_JSON) {
        json_put_raw(writer, text);
    } else {
        json_put_text(writer, text);
    }
}

static bool is_own_option(const char *name)
{
    static const char *const own[] = {"reason",  "key",     "owner", "revision", "password",
                                      "meaning", "expires", "as-of", "help"};
    for (size_t i = 0; i < COUNT(own); i++) {
        if (strcmp(own[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* --field value ... as a JSON object; dashes stand for underscores. */
enum rc cli_fields(struct cli *cli, const struct model_entity *kind, const struct json **out)
{
    struct buffer text;
    struct json_writer writer;
    buffer_init(&text, cli->arena);
    json_writer_init(&writer, &text);
    json_put_object(&writer);
    for (int i = 2; i < cli->count; i++) {
        if (strncmp(cli->words[i], "--", 2) != 0) {
            continue;
        }
        char *name = text_to_z(cli->arena, text_of(cli->words[i] + 2));
        if (is_own_option(name)) {
            i++;
            continue;
        }
        for (char *at = name; *at != '\0'; at++) {
            *at = (char)(*at == '-' ? '_' : *at);
        }
        const struct field *field = entity_field(kind->entity, name);
        if (field == NULL || i + 1 == cli->count) {
            return fault_add(&cli->fault, RC_INVALID, text_of(cli->words[i]),
                             field == NULL ? "a %s has no such field; csms %s --help lists them"
                                           : "a value must follow (%s, csms %s)",
                             kind->entity->title, kind->command.at);
        }
        put_flag(&writer, field, cli->words[++i]);
    }
    json_put_object_end(&writer);
    return json_read(cli->arena, TEXT("command line"), buffer_text(&text), &cli->fault, out);
}

static enum rc finish(struct cli *cli, struct change_set *set, struct record *record)
{
    struct record *fresh;
    struct renderer renderer;
    enum rc rc = change_commit(set);
    rc = rc == RC_OK ? snapshot_get_id(&cli->snapshot, record->kind, record->id, &fresh) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (cli->is_json) {
        renderer_init(&renderer, &cli->snapshot, &cli->writer, NULL);
        render_record(&renderer, fresh, RENDER_SUSPECTS);
    } else {
        buffer_print(&cli->out, "%.*s  revision %lld  %.*s\n", TEXT_ARGS(fresh->key),
                     (long long)fresh->revision, TEXT_ARGS(fresh->state));
    }
    return RC_OK;
}

static enum rc create_or_change(struct cli *cli, const struct model_entity *kind, bool is_create)
{
    struct change_set set;
    struct record *record = NULL;
    struct change_input input = {.key = text_of(cli_option(cli, "key")),
                                 .owner = text_of(cli_option(cli, "owner")),
                                 .reason = text_of(cli_option(cli, "reason"))};
    const char *revision = cli_option(cli, "revision");
    if (revision != NULL && !text_to_integer(text_of(revision), &input.revision)) {
        return fault_add(&cli->fault, RC_INVALID, TEXT("--revision"), "a whole number is needed");
    }
    change_set_init(&set, &cli->snapshot, &cli->actor);
    enum rc rc = cli_fields(cli, kind, &input.fields);
    if (rc == RC_OK && is_create) {
        rc = change_create(&set, kind, &input, &record);
    } else if (rc == RC_OK) {
        rc = need_key(cli, kind, &record);
        rc = rc == RC_OK ? change_update(&set, record, &input, &record) : rc;
    }
    return rc == RC_OK ? finish(cli, &set, record) : rc;
}

static enum rc verb(struct cli *cli, const struct model_entity *kind, const char *name)
{
    struct change_set set;
    struct record *record;
    const char *password = cli_option(cli, "password");
    struct verb_input input = {.reason = text_of(cli_option(cli, "reason")),
                               .password =
                                   text_of(password != NULL ? password : getenv("CSMS_PASSWORD")),
                               .meaning = text_of(cli_option(cli, "meaning")),
                               .expires = text_of(cli_option(cli, "expires"))};
    change_set_init(&set, &cli->snapshot, &cli->actor);
    enum rc rc = need_key(cli, kind, &record);
    rc = rc == RC_OK ? change_verb(&set, record, text_of(name), &input, &record) : rc;
    return rc == RC_OK ? finish(cli, &set, record) : rc;
}

/* ---- sheets ---- */

static enum rc export_sheet(struct cli *cli, const struct model_entity *kind, bool is_csv)
{
    struct sheet_request request = {
        .kind = kind, .actor = &cli->actor, .words = text_of(cli_option(cli, "words"))};
    return sheet_export(&cli->snapshot, &request, is_csv, &cli->out);
}

static enum rc import_sheet(struct cli *cli, const struct model_entity *kind, bool is_csv)
{
    struct change_set set;
    struct sheet_input input = {.kind = kind, .is_csv = is_csv};
    size_t count = 0;
    const char *path = cli_argument(cli, 2);
    if (path == NULL) {
        return cli_usage(cli, "ENTITY import-csv|import-json FILE");
    }
    change_set_init(&set, &cli->snapshot, &cli->actor);
    input.file = text_of(path);
    enum rc rc = cli_read_input(cli, path, &input.bytes);
    rc = rc == RC_OK ? sheet_import(&set, &input, &count) : rc;
    rc = rc == RC_OK ? change_commit(&set) : rc;
    if (rc == RC_OK) {
        buffer_print(&cli->out, "%zu rows, %zu changes\n", count, set.count);
    }
    return rc;
}

/* ---- help ---- */

static void help(struct cli *cli, const struct model_entity *kind)
{
    const struct entity *entity = kind->entity;
    const struct life_cycle *life = entity_life(entity);
    buffer_print(&cli->out,
                 "%s: %s\n\ncsms %.*s list|show|create|change|history|links|thread|decisions|"
                 "derivation|retire|restore|review",
                 entity->title, entity->about, TEXT_ARGS(kind->command));
    for (size_t i = 0; i < life->verb_count; i++) {
        buffer_print(&cli->out, "|%s", life->verbs[i].name);
    }
    buffer_put_z(&cli->out, "|export-csv|export-json|import-csv|import-json\n\nfields:\n");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        buffer_print(&cli->out, "  --%-24s %s%s%s%s\n", field->name, field_type_name(field->type),
                     field->refers != NULL ? " " : "", field->refers != NULL ? field->refers : "",
                     field_has(field, FIELD_REQUIRED) ? " (required)" : "");
    }
}

enum rc cli_entity(struct cli *cli, const struct model_entity *kind)
{
    const char *name = cli_argument(cli, 1);
    if (name == NULL || cli_option(cli, "help") != NULL) {
        help(cli, kind);
        return RC_OK;
    }
    enum rc rc = cli_open(cli);
    if (rc != RC_OK) {
        return rc;
    }
    static const struct {
        const char *name;
        enum rc (*run)(struct cli *cli, const struct model_entity *kind);
    } reads[] = {
        {"list", list},     {"show", show},           {"history", history},      {"links", links},
        {"thread", thread}, {"decisions", decisions}, {"derivation", derivation}};
    for (size_t i = 0; i < COUNT(reads); i++) {
        if (strcmp(reads[i].name, name) == 0) {
            return reads[i].run(cli, kind);
        }
    }
    if (strcmp(name, "create") == 0 || strcmp(name, "change") == 0) {
        return create_or_change(cli, kind, strcmp(name, "create") == 0);
    }
    if (strcmp(name, "export-csv") == 0 || strcmp(name, "export-json") == 0) {
        return export_sheet(cli, kind, strcmp(name, "export-csv") == 0);
    }
    if (strcmp(name, "import-csv") == 0 || strcmp(name, "import-json") == 0) {
        return import_sheet(cli, kind, strcmp(name, "import-csv") == 0);
    }
    return verb(cli, kind, name);
}
