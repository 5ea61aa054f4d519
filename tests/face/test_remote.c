/* The command line on a server says and does what it says and does on a file. */
#include "base/file.h"
#include "core/folder.h"
#include "face/server.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXAMPLE CSMS_SOURCE_DIR "/examples/headlamp"
#define SAID_BYTES ((size_t)64 << 20)

struct said {
    int code;
    struct text words; /* both outputs */
};

static struct text file_bytes(struct server *server, const char *name)
{
    struct fault fault;
    struct text bytes = TEXT_NONE;
    struct text path = text_print(server->arena, "%s/%s", server->folder, name);
    fault_init(&fault, server->arena);
    if (file_read(server->arena, path.at, SAID_BYTES, &fault, &bytes) != RC_OK) {
        fail_msg("%s cannot be read", path.at);
    }
    return bytes;
}

static void put_file(struct server *server, const char *name, const char *bytes)
{
    struct fault fault;
    struct text path = text_print(server->arena, "%s/%s", server->folder, name);
    fault_init(&fault, server->arena);
    assert_int_equal(file_write(path.at, text_of(bytes), 0644, &fault), RC_OK);
}

static struct said here(struct server *server, const char *words)
{
    int code = server_run(server, words);
    return (struct said){code, file_bytes(server, "run.out")};
}

static struct said there_as(struct server *server, const char *token, const char *words)
{
    char kept[sizeof server->url];
    memcpy(kept, server->url, sizeof kept);
    snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d", server->port);
    struct said said = here(server, text_print(server->arena, "--token %s %s", token, words).at);
    memcpy(server->url, kept, sizeof kept);
    return said;
}

/* ---- the workspace of these tests ---- */

static char *token_of(struct server *server, const char *options)
{
    struct said said =
        here(server, text_print(server->arena, "account token administrator %s", options).at);
    assert_int_equal(said.code, 0);
    return text_to_z(server->arena, text_trim(said.words));
}

static int open_with(void **state, const char *init)
{
    struct server *server = server_make(NULL);
    *state = server;
    assert_int_equal(server_run(server, init), 0);
    server_launch(server);
    server_sign_in(server);
    put_file(server, "token", token_of(server, "")); /* once: each is an entry of the ledger */
    return 0;
}

static int open_example(void **state)
{
    int failed = open_with(state, "init --name Example");
    struct server *server = *state;
    assert_int_equal(server_run(server, "import " EXAMPLE), 0);
    return failed;
}

static int open_empty(void **state)
{
    return open_with(state, "init --name Empty");
}

static int open_simulated(void **state)
{
    return open_with(state, "init --simulated 2026-01-01T00:00:00Z");
}

static struct said there(struct server *server, const char *words)
{
    char *token = text_to_z(server->arena, file_bytes(server, "token"));
    return there_as(server, token, words);
}

static void expect_same_folder(struct server *server, const char *one, const char *two)
{
    struct text command = text_print(server->arena, "diff -r %s %s", one, two);
    assert_int_equal(system(command.at), 0);
}

static struct text below(struct server *server, const char *name)
{
    return text_print(server->arena, "%s/%s", server->folder, name);
}

/* ---- text forms ---- */

static void an_export_is_the_same_byte_by_byte(void **state)
{
    struct server *server = *state;
    put_file(server, "content.bin", "some bytes");
    struct text local = below(server, "local");
    struct text remote = below(server, "remote");
    struct said first = here(server, text_print(server->arena, "export %s", local.at).at);
    struct said second = there(server, text_print(server->arena, "export %s", remote.at).at);
    assert_int_equal(first.code, 0);
    assert_int_equal(second.code, 0);
    expect_same_folder(server, local.at, remote.at);
    expect_same_folder(server, remote.at, EXAMPLE);
    size_t in = text_find(first.words, '/');
    assert_true(text_equals(text_part(first.words, 0, in), text_part(second.words, 0, in)));
    struct said again = there(server, text_print(server->arena, "export %s", remote.at).at);
    assert_int_equal(again.code, 6);
    assert_true(text_contains(again.words, TEXT("the folder is not empty")));
}

static void an_import_makes_the_same_workspace(void **state)
{
    struct server *server = *state;
    struct said said = there(server, "import " EXAMPLE);
    assert_int_equal(said.code, 0);
    assert_true(text_is(said.words, "72 records created, 0 changed, 0 unchanged; 0 contents\n"));
    struct text out = below(server, "out");
    assert_int_equal(here(server, text_print(server->arena, "export %s", out.at).at).code, 0);
    expect_same_folder(server, out.at, EXAMPLE);
    struct said again = there(server, "import " EXAMPLE);
    assert_true(text_is(again.words, "0 records created, 0 changed, 72 unchanged; 0 contents\n"));
}

/* ---- one command, two ways ---- */

static void expect_same(struct server *server, const char *words, int code)
{
    struct said first = here(server, words);
    struct said second = there(server, words);
    if (first.code != code || second.code != code || !text_equals(first.words, second.words)) {
        fail_msg("%s: %d and %d for %d\n--- on the file\n%.*s\n--- on the server\n%.*s", words,
                 first.code, second.code, code, TEXT_ARGS(first.words), TEXT_ARGS(second.words));
    }
}

static void every_command_says_the_same(void **state)
{
    static const struct {
        const char *words;
        int code;
    } commands[] = {{"verify", 0},
                    {"verify --json", 0},
                    {"check", 6},
                    {"check --json", 6},
                    {"check --sarif", 6},
                    {"check --module item", 6},
                    {"check --about TA-0001", 6},
                    {"threat-scenario list", 0},
                    {"threat-scenario list --json", 0},
                    {"threat-scenario list --words spoofing", 0},
                    {"asset list --analysis TA-0001", 0},
                    {"component list --retired", 0},
                    {"threat-scenario show TS-0001", 0},
                    {"threat-scenario show TS-0001 --json", 0},
                    {"attack-node show AN-0001", 0},
                    {"method-version show MV-0001 --json", 0},
                    {"threat-scenario show TS-9999", 3},
                    {"threat-scenario show TS-0001 --as-of 60", 0},
                    {"threat-scenario history TS-0001", 0},
                    {"threat-scenario links TS-0001", 0},
                    {"threat-scenario thread TS-0001", 0},
                    {"threat-scenario export-csv", 0},
                    {"asset export-json", 0},
                    {"damage-scenario export-csv --words light", 0},
                    {"tara evaluate", 0},
                    {"tara evaluate --json", 0},
                    {"tara show TA-0001 --json", 0},
                    {"tara report-html TA-0001", 0},
                    {"import " EXAMPLE, 0},
                    {"clock advance 3d", 6},
                    {"clock advance soon", 2},
                    {"bulk", 2},
                    {"export", 2},
                    {"nonsense", 3},
                    {"threat-scenario change TS-0001 --nonsense 1", 2},
                    {"engine attack-potential", 0},
                    {"describe cli", 0}};
    struct server *server = *state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        expect_same(server, commands[i].words, commands[i].code);
    }
}

static void checkpoints_packs_and_copies_are_good(void **state)
{
    struct server *server = *state;
    const char *arena_words;
    struct text checkpoint = below(server, "checkpoint");
    struct text pack = below(server, "pack.json");
    struct text copy = below(server, "copy.csms");
    arena_words = text_print(server->arena, "evidence checkpoint %s", checkpoint.at).at;
    assert_int_equal(there(server, arena_words).code, 0);
    expect_same(server, text_print(server->arena, "verify --checkpoint %s", checkpoint.at).at, 0);
    put_file(server, "odd", "this is no checkpoint");
    expect_same(server, text_print(server->arena, "verify --checkpoint %s/odd", server->folder).at,
                2);
    arena_words = text_print(server->arena, "evidence export %s --record TS-0001", pack.at).at;
    assert_int_equal(there(server, arena_words).code, 0);
    assert_int_equal(
        here(server, text_print(server->arena, "verify --offline %s", pack.at).at).code, 0);
    struct text words = text_print(server->arena, "backup %s", copy.at);
    struct said made = there(server, words.at);
    assert_int_equal(made.code, 0);
    assert_true(text_starts(made.words, TEXT("wrote ")));
    struct stat about;
    assert_int_equal(stat(copy.at, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    expect_same(server, words.at, 6); /* never over a file */
    char kept[sizeof server->url];
    memcpy(kept, server->url, sizeof kept);
    snprintf(server->url, sizeof server->url, "%s/restored.csms", server->folder);
    struct said restored = here(server, text_print(server->arena, "restore %s", copy.at).at);
    memcpy(server->url, kept, sizeof kept);
    assert_int_equal(restored.code, 0);
    assert_true(text_starts(restored.words, TEXT("verified: ")));
}

static void changes_and_sheets_arrive(void **state)
{
    struct server *server = *state;
    struct said said = there(server, "site create --name North --kind plant --key SI-0091");
    assert_int_equal(said.code, 0);
    assert_true(text_is(said.words, "SI-0091  revision 1  draft\n") ||
                text_starts(said.words, TEXT("SI-0091  revision 1  ")));
    said = there(server, "site change SI-0091 --name South --revision 1");
    assert_true(text_starts(said.words, TEXT("SI-0091  revision 2  ")));
    assert_int_equal(there(server, "site change SI-0091 --name East --revision 1").code, 7);
    put_file(server, "sites.csv", "key,name,kind\r\nSI-0092,\"Far, far\",plant\r\n");
    struct text sheet = below(server, "sites.csv");
    said = there(server, text_print(server->arena, "site import-csv %s", sheet.at).at);
    assert_int_equal(said.code, 0);
    assert_true(text_is(said.words, "1 rows, 1 changes\n"));
    expect_same(server, "site show SI-0092", 0);
    put_file(server, "bulk.json",
             "{\"commands\":[{\"entity\":\"site\",\"verb\":\"create\",\"fields\":{\"name\":"
             "\"A\",\"kind\":\"plant\"}},{\"entity\":\"site\",\"verb\":\"create\",\"fields\":{"
             "\"name\":\"B\",\"kind\":\"plant\"}}]}");
    said = there(server, text_print(server->arena, "bulk %s/bulk.json", server->folder).at);
    assert_int_equal(said.code, 0);
    assert_true(text_is(said.words, "2 changes\n"));
}

/* ---- what is wrong keeps its place ---- */

static void problems_keep_file_line_and_column(void **state)
{
    struct server *server = *state;
    static const struct {
        const char *file;
        const char *bytes;
    } wrongs[] = {{"tara/asset.yaml", "- key: AS-0001\n  nonsense: 1\n  state: gone\n"},
                  {"tara/asset.yaml", "- key: AS-0001\n\tname: \"tab\"\n"},
                  {"tara/asset.yaml", "- key: XX-1\n"},
                  {"item/item.yaml", "{}\n"},
                  {"item/notes.txt", "nothing"},
                  {"csms.yaml", "format: other\nversion: 1\n"}};
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        struct text form = text_print(server->arena, "%s/wrong%zu", server->folder, i);
        struct text copy = text_print(server->arena, "cp -r %s %s", EXAMPLE, form.at);
        assert_int_equal(system(copy.at), 0);
        put_file(server, text_print(server->arena, "wrong%zu/%s", i, wrongs[i].file).at,
                 wrongs[i].bytes);
        expect_same(server, text_print(server->arena, "import %s", form.at).at, 2);
    }
    put_file(server, "bad.csv", "key,nonsense\r\n1,2\r\n");
    put_file(server, "bad.json", "[{\"key\":\"SI-1\",\"fields\":{\"name\":}}]");
    put_file(server, "bulk-bad.json", "{\"commands\":[\n{\"entity\"]}");
    expect_same(server, text_print(server->arena, "site import-csv %s/bad.csv", server->folder).at,
                2);
    expect_same(server,
                text_print(server->arena, "site import-json %s/bad.json", server->folder).at, 2);
    expect_same(server, text_print(server->arena, "bulk %s/bulk-bad.json", server->folder).at, 2);
    expect_same(server, "import /nowhere/at/all", 3);
}

/* A tool's child tells what is wrong as the parent would. */
static void tools_tell_places_from_their_cage(void **state)
{
    struct server *server = *state;
    put_file(server, "tree.json", "{\"cases\": [\n  {\"id\": }]}");
    struct text path = below(server, "tree.json");
    struct said said = here(server, text_print(server->arena, "engine attack-tree %s", path.at).at);
    assert_int_equal(said.code, 2);
    struct text start = text_print(server->arena, "csms: %s:2:10: ", path.at);
    assert_true(text_starts(said.words, start));
    said = here(server, "engine attack-tree /nowhere.json");
    assert_int_equal(said.code, 3);
    assert_true(text_is(said.words, "csms: /nowhere.json: cannot open this file: No such file or "
                                    "directory\n"));
}

/* ---- damage, rights, limits ---- */

static void damage_is_told_by_the_server_too(void **state)
{
    struct server *server = *state;
    sqlite3 *store;
    assert_int_equal(sqlite3_open(server->url, &store), SQLITE_OK);
    assert_int_equal(sqlite3_exec(store, "UPDATE asset SET state = 'lost' WHERE key = 'AS-0001'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    struct said first = here(server, "verify");
    struct said second = there(server, "verify");
    assert_int_equal(first.code, 13);
    assert_int_equal(second.code, 13);
    assert_true(text_contains(second.words, TEXT("NOT verified: ")));
    assert_true(text_contains(second.words, TEXT("asset")));
    assert_int_equal(sqlite3_exec(store, "UPDATE asset SET state = 'active' WHERE key = 'AS-0001'",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(store);
    expect_same(server, "verify", 0);
}

static void a_token_does_only_what_it_is_for(void **state)
{
    struct server *server = *state;
    char *narrow = token_of(server, "--scope tara.read");
    char *importer = token_of(server, "--scope tara.read,tara.import");
    static const char *const denied[] = {"verify",
                                         "evidence checkpoint /tmp/csms-never",
                                         "evidence export /tmp/csms-never",
                                         "clock advance 1d",
                                         "account create eve",
                                         "account token administrator",
                                         "import " EXAMPLE};
    for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
        struct said said = there_as(server, narrow, denied[i]);
        if (said.code != 5) {
            fail_msg("%s: %d %.*s", denied[i], said.code, TEXT_ARGS(said.words));
        }
        assert_int_equal(access("/tmp/csms-never", F_OK), -1);
    }
    struct text words = text_print(server->arena, "export %s/never", server->folder);
    assert_int_equal(there_as(server, narrow, words.at).code, 5);
    words = text_print(server->arena, "backup %s/never.csms", server->folder);
    assert_int_equal(there_as(server, narrow, words.at).code, 5);
    assert_int_equal(access(below(server, "never.csms").at, F_OK), -1);
    assert_int_equal(there_as(server, importer, "import " EXAMPLE).code, 5);
    assert_int_equal(there_as(server, "csms_nonsense", "verify").code, 4);
    assert_int_equal(there_as(server, narrow, "threat-scenario show TS-0001").code, 0);
    /* an administrator's token with a limit makes no accounts either */
    char *limited = token_of(server, "--scope org.administer");
    assert_int_equal(there_as(server, limited, "account token administrator").code, 5);
}

static void accounts_are_made_over_the_wire(void **state)
{
    struct server *server = *state;
    struct said said = there(server, "account create wire");
    assert_int_equal(said.code, 0);
    assert_true(text_starts(said.words, TEXT("wire has the one-time password ")));
    said = there(server, "account token wire --days 3");
    assert_int_equal(said.code, 0);
    assert_int_equal(there_as(server, text_to_z(server->arena, text_trim(said.words)),
                              "threat-scenario show TS-0001")
                         .code,
                     5);
    assert_int_equal(there(server, "account create wire").code, 6);
    assert_int_equal(there(server, "account token nobody").code, 3);
    assert_int_equal(there(server, "account token wire --days 900").code, 2);
}

static void what_needs_the_file_is_refused_with_what_to_do(void **state)
{
    struct server *server = *state;
    struct said said = there(server, "restore x");
    assert_int_equal(said.code, 10);
    assert_true(text_contains(said.words, TEXT("where its file will lie")));
    said = there(server, "init");
    assert_int_equal(said.code, 10);
}

static void much_is_taken_only_from_who_is_signed_in(void **state)
{
    struct server *server = *state;
    static const char *const paths[] = {"/api/workspace/text-form", "/api/bulk",
                                        "/api/sites/import"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct text head = text_print(server->arena,
                                      "POST %s HTTP/1.1\r\nHost: localhost\r\n"
                                      "Content-Length: %d\r\n\r\n",
                                      paths[i], 100 << 20);
        assert_int_equal(server_raw(server, head).status, 413);
        head = text_print(server->arena,
                          "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                          "Content-Length: %d\r\n\r\n",
                          paths[i], token_of(server, ""), 300 << 20);
        assert_int_equal(server_raw(server, head).status, 413);
    }
    char *large = arena_take(server->arena, 12 << 20);
    memset(large, ' ', 12 << 20);
    struct buffer out;
    buffer_init(&out, server->arena);
    buffer_print(&out,
                 "POST /api/bulk HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                 "Content-Length: %d\r\n\r\n",
                 token_of(server, ""), 12 << 20);
    buffer_put(&out, (struct text){large, 12 << 20});
    assert_int_not_equal(server_raw(server, buffer_text(&out)).status, 413);
}

/* ---- archives that aim at the server ---- */

static struct reply send_form(struct server *server, struct text archive)
{
    struct buffer out;
    buffer_init(&out, server->arena);
    buffer_print(&out,
                 "POST /api/workspace/text-form HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                 "Bearer %s\r\nContent-Type: application/x-tar\r\nContent-Length: %zu\r\n\r\n",
                 token_of(server, ""), archive.size);
    buffer_put(&out, archive);
    return server_raw(server, buffer_text(&out));
}

static struct text tar_of(struct server *server, const char *script)
{
    struct text command = text_print(server->arena, "cd %s && rm -rf in && mkdir in && cd in && %s",
                                     server->folder, script);
    assert_int_equal(system(command.at), 0);
    return file_bytes(server, "a.tar");
}

static void archives_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const scripts[] = {
        "echo x > csms.yaml && tar --format=ustar -P -cf ../a.tar ../in/csms.yaml",
        "ln -s /etc/passwd csms.yaml && tar --format=ustar -cf ../a.tar csms.yaml",
        "echo x > csms.yaml && tar --format=ustar -P -cf ../a.tar $PWD/csms.yaml",
        "echo x > csms.yaml && tar --format=pax -cf ../a.tar csms.yaml",
        "echo x > csms.yaml && tar --format=ustar -cf ../a.tar csms.yaml && truncate -s 700 "
        "../a.tar",
        "echo no archive at all > ../a.tar"};
    struct server *server = *state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) {
        struct reply reply = send_form(server, tar_of(server, scripts[i]));
        if (reply.status != 422) {
            fail_msg("%s: %d %.*s", scripts[i], reply.status, TEXT_ARGS(reply.body));
        }
    }
    struct reply empty =
        send_form(server, tar_of(server, "tar --format=ustar -cf ../a.tar -T /dev/null"));
    assert_int_equal(empty.status, 404);
    assert_int_equal(send_form(server, TEXT("")).status, 422);
}

static void a_clock_that_is_simulated_moves(void **state)
{
    struct server *server = *state;
    struct said said = there(server, "clock advance 90d");
    assert_int_equal(said.code, 0);
    assert_true(text_starts(said.words, TEXT("the simulated clock says 2026-04-01T")));
    said = there(server, "verify");
    assert_int_equal(said.code, 0);
    assert_true(text_contains(said.words, TEXT("SIMULATED")));
}

int main(void)
{
    const struct CMUnitTest example[] = {
        cmocka_unit_test(an_export_is_the_same_byte_by_byte),
        cmocka_unit_test(every_command_says_the_same),
        cmocka_unit_test(problems_keep_file_line_and_column),
        cmocka_unit_test(tools_tell_places_from_their_cage),
        cmocka_unit_test(damage_is_told_by_the_server_too),
        cmocka_unit_test(a_token_does_only_what_it_is_for),
        cmocka_unit_test(accounts_are_made_over_the_wire),
        cmocka_unit_test(what_needs_the_file_is_refused_with_what_to_do),
        cmocka_unit_test(checkpoints_packs_and_copies_are_good),
        cmocka_unit_test(changes_and_sheets_arrive)};
    const struct CMUnitTest empty[] = {cmocka_unit_test(an_import_makes_the_same_workspace),
                                       cmocka_unit_test(much_is_taken_only_from_who_is_signed_in),
                                       cmocka_unit_test(archives_that_lead_elsewhere_are_refused)};
    const struct CMUnitTest simulated[] = {cmocka_unit_test(a_clock_that_is_simulated_moves)};
    int failed = cmocka_run_group_tests(example, open_example, server_close);
    failed += cmocka_run_group_tests(empty, open_empty, server_close);
    return failed + cmocka_run_group_tests(simulated, open_simulated, server_close);
}
