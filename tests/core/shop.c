#include "core/shop.h"
#include "core/workspace_open.h"

#include "modules.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct actor shop_program = {.name = {"cli:test", 8}, .may_all = true};

void shop_expect(struct shop *shop, enum rc rc, enum rc wanted, const char *what)
{
    if (rc != wanted) {
        fail_msg("%s: %s instead of %s\n%.*s", what, rc_name(rc), rc_name(wanted),
                 TEXT_ARGS(shop_words(shop)));
    }
}

/* ---- opening and closing ---- */

static struct workspace_options options_of(struct shop *shop)
{
    return (struct workspace_options){
        .url = shop->url, .state_folder = shop->state_folder, .model = shop->model, .name = "Shop"};
}

static void schema_script(struct shop *shop, const char *verb, const char *after)
{
    const char *url = getenv("CSMS_TEST_POSTGRES");
    struct text sql = text_print(shop->arena, "%s SCHEMA %s %s", verb, shop->schema, after);
    struct store *store;
    struct connection *connection;
    shop_expect(shop, store_open(url, false, &shop->fault, &store), RC_OK, verb);
    shop_expect(shop, connection_open(store, CONNECTION_WRITE, &shop->fault, &connection), RC_OK,
                verb);
    shop_expect(shop, connection_script(connection, sql, &shop->fault), RC_OK, verb);
    connection_close(connection);
    store_close(store);
}

static void take_schema(struct shop *shop)
{
    static int count;
    const char *url = getenv("CSMS_TEST_POSTGRES");
    snprintf(shop->schema, sizeof shop->schema, "csms_shop_%d_%d", (int)getpid(), ++count);
    snprintf(shop->url, sizeof shop->url, "%s%coptions=-csearch_path%%3D%s", url,
             strchr(url, '?') != NULL ? '&' : '?', shop->schema);
    schema_script(shop, "CREATE", "");
}

struct shop *shop_make(bool is_shared, int64_t simulated_from_us)
{
    if (is_shared && getenv("CSMS_TEST_POSTGRES") == NULL) {
        return NULL;
    }
    sign_start();
    struct shop *shop = calloc(1, sizeof *shop);
    assert_non_null(shop);
    shop->arena = arena_open((size_t)4 << 30);
    fault_init(&shop->fault, shop->arena);
    shop->model = model_open(modules, module_count);
    strcpy(shop->folder, "/tmp/csms-shop-XXXXXX");
    assert_non_null(mkdtemp(shop->folder));
    snprintf(shop->state_folder, sizeof shop->state_folder, "%s/state", shop->folder);
    snprintf(shop->url, sizeof shop->url, "%s/one.csms", shop->folder);
    if (is_shared) {
        take_schema(shop);
    }
    shop->is_simulated = simulated_from_us != 0;
    struct workspace_options options = options_of(shop);
    options.simulated_from_us = simulated_from_us;
    shop_expect(shop, workspace_create(&options, &shop->fault, &shop->workspace), RC_OK, "create");
    return shop;
}

void shop_reopen(struct shop *shop)
{
    struct workspace_options options = options_of(shop);
    workspace_close(shop->workspace);
    shop->workspace = NULL;
    fault_init(&shop->fault, shop->arena);
    shop_expect(shop, workspace_open(&options, &shop->fault, &shop->workspace), RC_OK, "open");
}

static void remove_folder(const char *folder)
{
    DIR *entries = opendir(folder);
    for (struct dirent *at = entries != NULL ? readdir(entries) : NULL; at != NULL;
         at = readdir(entries)) {
        char path[512];
        if (strcmp(at->d_name, ".") == 0 || strcmp(at->d_name, "..") == 0) {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", folder, at->d_name);
        if (at->d_type == DT_DIR) {
            remove_folder(path);
        } else {
            unlink(path);
        }
    }
    if (entries != NULL) {
        closedir(entries);
    }
    rmdir(folder);
}

void shop_end(struct shop *shop)
{
    if (shop == NULL) {
        return;
    }
    workspace_close(shop->workspace);
    if (shop->schema[0] != '\0') {
        schema_script(shop, "DROP", "CASCADE");
    }
    remove_folder(shop->folder);
    model_close(shop->model);
    arena_close(shop->arena);
    free(shop);
}

int shop_on_sqlite(void **state)
{
    *state = shop_make(false, 0);
    return 0;
}

int shop_on_postgres(void **state)
{
    *state = shop_make(true, 0);
    return 0;
}

int shop_on_clock(void **state)
{
    int64_t start_us = 0;
    assert_true(moment_from_text(TEXT("2026-01-05T08:00:00Z"), &start_us));
    *state = shop_make(false, start_us);
    return 0;
}

int shop_close(void **state)
{
    shop_end(*state);
    return 0;
}

struct shop *shop_of(void **state)
{
    if (*state == NULL) {
        skip();
    }
    return *state;
}

/* ---- changing ---- */

static enum rc run_commands(struct change_set *set, const struct json *commands)
{
    struct record *record = NULL;
    if (commands->kind != JSON_OBJECT) {
        return bulk_add(set, commands);
    }
    return bulk_one(set, commands, TEXT_NONE, &record);
}

enum rc shop_do_text(struct shop *shop, const struct actor *actor, struct text commands)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    const struct json *json;
    change_set_init(&set, &snapshot, actor);
    enum rc rc = json_read(shop->arena, TEXT("commands"), commands, &shop->fault, &json);
    rc = rc == RC_OK ? run_commands(&set, json) : rc;
    rc = rc == RC_OK ? change_commit(&set) : rc;
    for (const struct change *at = set.first; rc == RC_OK && at != NULL; at = at->next) {
        if (at->record != NULL) {
            snprintf(shop->key, sizeof shop->key, "%.*s", TEXT_ARGS(at->record->key));
        }
    }
    snapshot_close(&snapshot);
    return rc;
}

enum rc shop_do(struct shop *shop, const struct actor *actor, const char *format, ...)
{
    va_list args;
    char *words = NULL;
    va_start(args, format);
    int size = vasprintf(&words, format, args);
    va_end(args);
    assert_true(size >= 0);
    for (char *at = words; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    struct text commands = text_copy(shop->arena, text_of(words));
    free(words);
    return shop_do_text(shop, actor, commands);
}

struct text shop_make_record(struct shop *shop, const char *entity, const char *fields)
{
    shop_expect(shop,
                shop_do(shop, &shop_program, "{'entity': '%s', 'fields': %s}", entity, fields),
                RC_OK, entity);
    return text_copy(shop->arena, text_of(shop->key));
}

bool shop_has_problem(const struct shop *shop, struct text path)
{
    for (size_t i = 0; i < shop->fault.count; i++) {
        if (text_equals(shop->fault.problems[i].path, path)) {
            return true;
        }
    }
    return false;
}

struct text shop_words(struct shop *shop)
{
    return fault_text(&shop->fault, shop->arena);
}

/* ---- reading ---- */

struct snapshot shop_snapshot(struct shop *shop)
{
    struct snapshot snapshot;
    fault_init(&shop->fault, shop->arena);
    shop_expect(shop, snapshot_open(&snapshot, shop->workspace, shop->arena, &shop->fault), RC_OK,
                "snapshot");
    return snapshot;
}

struct record *shop_get(struct shop *shop, struct text key, int64_t as_of)
{
    struct snapshot snapshot = shop_snapshot(shop);
    const struct model_entity *kind = model_of_key(shop->model, key);
    struct record *record = NULL;
    assert_non_null(kind);
    snapshot.as_of = as_of;
    shop_expect(shop, snapshot_get(&snapshot, kind, key, &record), RC_OK, "get");
    snapshot_close(&snapshot);
    return record;
}

int64_t shop_integer(struct shop *shop, struct query query)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct value value;
    shop_expect(shop,
                connection_one(snapshot.connection, shop->arena, query, &shop->fault, &value, 1),
                RC_OK, "integer");
    snapshot_close(&snapshot);
    return value.integer;
}

int64_t shop_ledger_size(struct shop *shop)
{
    return shop_integer(shop, QUERY_PLAIN("SELECT count(*) FROM ledger"));
}

struct hash shop_blob(struct shop *shop, const char *words)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct hash sha256;
    change_set_init(&set, &snapshot, &shop_program);
    shop_expect(shop, change_blob(&set, TEXT("text/plain"), text_of(words), &sha256), RC_OK,
                "blob");
    shop_expect(shop, change_commit(&set), RC_OK, "blob");
    snapshot_close(&snapshot);
    return sha256;
}

void shop_clock(struct shop *shop, int64_t to_us)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    change_set_init(&set, &snapshot, &shop_program);
    change_clock(&set, to_us);
    shop_expect(shop, change_commit(&set), RC_OK, "clock");
    snapshot_close(&snapshot);
}

/* ---- people ---- */

static void appoint(struct shop *shop, const char *person, const char *permissions,
                    const char *scope)
{
    struct text role = shop_make_record(
        shop, "role",
        text_print(shop->arena, "{'title': 'Role', 'purpose': 'Tests', 'permissions': '%s'}",
                   permissions)
            .at);
    struct text scoped =
        scope != NULL ? text_print(shop->arena, ", 'scope': '%s'", scope) : TEXT_NONE;
    (void)shop_make_record(shop, "role_assignment",
                           text_print(shop->arena, "{'person': '%s', 'role': '%.*s'%.*s}", person,
                                      TEXT_ARGS(role), TEXT_ARGS(scoped))
                               .at);
}

static void make_account(struct shop *shop, const char *name, struct text person)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct text password;
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    change_set_init(&set, &snapshot, &shop_program);
    shop_expect(shop, account_create(&set, text_of(name), person, false, &password), RC_OK, name);
    shop_expect(shop, change_commit(&set), RC_OK, name);
    shop_expect(shop, account_by_name(&snapshot, text_of(name), row), RC_OK, name);
    shop_expect(shop,
                account_set_password(&snapshot, &shop_program, row, TEXT(SHOP_PASSWORD), false),
                RC_OK, name);
    snapshot_close(&snapshot);
}

struct actor shop_actor(struct shop *shop, const char *name, const char *permissions,
                        const char *scope)
{
    struct text person = shop_make_record(
        shop, "person",
        text_print(shop->arena, "{'name': 'Holder of %s', 'kind': 'employee'}", name).at);
    appoint(shop, person.at, permissions, scope);
    make_account(shop, name, person);
    struct snapshot snapshot = shop_snapshot(shop);
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    struct actor actor = {.may_all = false};
    shop_expect(shop, account_by_name(&snapshot, text_of(name), row), RC_OK, name);
    shop_expect(shop, access_of_account(&snapshot, row, &actor), RC_OK, name);
    snapshot_close(&snapshot);
    return actor;
}

struct actor shop_visitor(struct shop *shop, const char *permissions, struct id scope)
{
    struct grant *grant = ARENA_NEW(shop->arena, struct grant);
    *grant = (struct grant){text_of(permissions), scope};
    return (struct actor){.name = TEXT("account:00000000-0000-8000-8000-00000000beef"),
                          .grants = grant,
                          .grant_count = 1};
}

/* ---- proving ---- */

enum rc shop_verify(struct shop *shop, const struct checkpoint *checkpoint)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct verify_report report;
    enum rc rc = verify_workspace(&snapshot, checkpoint, &report);
    snapshot_close(&snapshot);
    return rc;
}

void shop_expect_verified(struct shop *shop)
{
    shop_expect(shop, shop_verify(shop, NULL), RC_OK, "verify");
}
