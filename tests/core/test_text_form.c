/* Out and in again without a difference; what is wrong is told with its place;
 * an import that dies leaves nothing behind. */
#include "core/forms.h"
#include "core/personal.h"
#include "core/stock.h"
#include "core/workspace_open.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- there and back ---- */

static void make_all(struct stock *stock, const struct model_entity *kind)
{
    (void)stock_make(stock, kind, STOCK_ALL, 1);
    (void)stock_make(stock, kind, STOCK_REQUIRED, 2);
}

/* Texts that a notation may trip over. */
static void make_texts(struct shop *shop)
{
    static const char *const texts[] = {
        "one\\ntwo",
        "one\\ntwo\\n",
        "\\n\\none\\n\\n\\n",
        "  leading\\nblanks",
        "\\tleading\\ntab",
        "CR\\r\\nLF",
        "end \\n  ",
        "- a: |\\n---\\n...\\n#",
        "\\u0007\\nbell",
        "\\u2028\\nsep",
        "\\u0085\\nnel",
        "\\ufeffmark\\nx",
        "\\\\n is \\\"no\\\"",
        "true",
        "0012",
        "ümläut €\\n😀\\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct text commands = text_print(shop->arena,
                                          "{\"entity\": \"comment\", \"fields\": {\"subject\": "
                                          "\"PE-0001\", \"text\": \"%s\"}}",
                                          texts[i]);
        shop_expect(shop, shop_do_text(shop, &shop_program, commands), RC_OK, texts[i]);
    }
}

static void erase(struct shop *shop, struct text key)
{
    struct record *person = shop_get(shop, key, 0);
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    change_set_init(&set, &snapshot, &shop_program);
    shop_expect(shop, personal_erase(&set, person, TEXT("left")), RC_OK, "erase");
    shop_expect(shop, change_commit(&set), RC_OK, "erase");
    snapshot_close(&snapshot);
}

/* Two persons: one erased, one erased and named anew. */
static void make_persons(struct shop *shop)
{
    const char *fields = "{'name': 'Gone', 'email': 'gone@example.org', 'kind': 'employee'}";
    struct text gone = shop_make_record(shop, "person", fields);
    struct text back = shop_make_record(shop, "person", fields);
    erase(shop, gone);
    erase(shop, back);
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'person', 'verb': 'change', 'key': '%.*s', 'fields': {'name': "
                        "'Back'}}",
                        TEXT_ARGS(back)),
                RC_OK, "named anew");
}

static void make_decision(struct stock *stock, const struct actor *author,
                          const struct actor *decider)
{
    const struct model_entity *kind = model_named(stock->shop->model, TEXT("evidence"));
    stock->maker = author;
    struct text key = stock_make(stock, kind, STOCK_REQUIRED, 3);
    stock->maker = NULL;
    shop_expect(stock->shop,
                shop_do(stock->shop, decider,
                        "{'entity': 'evidence', 'verb': 'verify', 'key': '%.*s', 'password': '%s'}",
                        TEXT_ARGS(key), SHOP_PASSWORD),
                RC_OK, "verify");
}

/* Something of everything. */
static void fill(struct shop *shop)
{
    struct stock stock;
    struct actor author = shop_actor(shop, "author", "*", NULL);
    struct actor decider = shop_actor(shop, "decider", "*", NULL);
    stock_open(&stock, shop);
    stock_each(&stock, make_all);
    make_texts(shop);
    make_persons(shop);
    make_decision(&stock, &author, &decider);
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "[{'entity': 'site', 'verb': 'retire', 'key': '%.*s'},"
                        " {'entity': 'role', 'verb': 'change', 'key': 'RO-0001', 'owner': "
                        "'PE-0001', 'fields': {'competence': 'Long experience'}}]",
                        TEXT_ARGS(stock_make(&stock, model_named(shop->model, TEXT("site")),
                                             STOCK_REQUIRED, 9))),
                RC_OK, "retire and change");
}

static int64_t count_of(struct shop *shop, const char *what)
{
    struct text sql = text_print(shop->arena, "SELECT count(*) FROM %s", what);
    return shop_integer(shop, (struct query){sql, NULL, 0});
}

static void out_and_in_gives_the_same_bytes(void **state)
{
    struct shop *shop = shop_of(state);
    struct shop *other = shop_make(shop->schema[0] != '\0', 0);
    struct forms forms = forms_open();
    struct text_form_report report;
    fill(shop);
    size_t count = forms_export(&forms, shop, "one");
    shop_expect(other, forms_import(&forms, other, &shop_program, "one", &report), RC_OK, "import");
    assert_int_equal(report.created + report.changed, count);
    assert_int_equal(forms_export(&forms, other, "two"), count);
    forms_expect_same(&forms, "one", "two");
    assert_true(count_of(shop, "decision") > 0);
    assert_int_equal(count_of(other, "decision WHERE f_is_imported = 1"),
                     count_of(shop, "decision"));
    assert_int_equal(count_of(other, "record WHERE retired_us IS NOT NULL"),
                     count_of(shop, "record WHERE retired_us IS NOT NULL"));
    shop_expect_verified(other);
    int64_t size = shop_ledger_size(other);
    shop_expect(other, forms_import(&forms, other, &shop_program, "two", &report), RC_OK, "again");
    assert_int_equal(report.unchanged, count);
    assert_int_equal(shop_ledger_size(other), size);
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "two", &report), RC_OK, "back");
    assert_int_equal(report.unchanged, count);
    assert_int_equal(count_of(shop, "decision WHERE f_is_imported = 1"), 0);
    forms_close(&forms);
    shop_end(other);
}

/* What a file does not say, the record does not have after it. */
static void an_import_makes_records_as_the_file_says(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    struct text key = shop_make_record(shop, "site", "{'name': 'One', 'kind': 'plant'}");
    struct text gone = shop_make_record(shop, "site", "{'name': 'Two', 'kind': 'plant'}");
    shop_expect(shop,
                shop_do(shop, &shop_program, "{'entity': 'site', 'verb': 'retire', 'key': '%.*s'}",
                        TEXT_ARGS(gone)),
                RC_OK, "retire");
    (void)forms_export(&forms, shop, "one");
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "[{'entity': 'site', 'verb': 'change', 'key': '%.*s', 'fields': {'name': "
                        "'Other', 'city': 'Somewhere'}}, {'entity': 'site', 'verb': 'restore', "
                        "'key': '%.*s'}, {'entity': 'role', 'verb': 'retire', 'key': 'RO-0002'}]",
                        TEXT_ARGS(key), TEXT_ARGS(gone)),
                RC_OK, "change");
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_OK, "import");
    assert_int_equal(report.changed, 2);
    assert_true(text_is(value_as_text(record_value(shop_get(shop, key, 0), "name")), "One"));
    assert_true(value_is_none(record_value(shop_get(shop, key, 0), "city")));
    assert_true(shop_get(shop, gone, 0)->retired_us != 0);
    assert_true(shop_get(shop, TEXT("RO-0002"), 0)->retired_us != 0); /* not in the files */
    shop_expect_verified(shop);
    forms_close(&forms);
}

static void the_hand_may_leave_out_ids_and_states(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    forms_write_header(&forms, "one", "org");
    forms_write(&forms, "one", ".gitignore", TEXT("*~\n"));
    forms_write(&forms, "one", "org/site.yaml",
                TEXT("# two sites, the first refers to the second\n"
                     "- key: SI-0007\n  name: \"Plant\"\n  kind: plant\n  parent: SI-0003\n"
                     "- {key: SI-0003, name: \"Centre\", kind: plant}\n"));
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_OK, "import");
    assert_int_equal(report.created, 2);
    assert_true(id_equals(record_value(shop_get(shop, TEXT("SI-0007"), 0), "parent").id,
                          shop_get(shop, TEXT("SI-0003"), 0)->id));
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_OK, "again");
    assert_int_equal(report.unchanged, 2);
    struct text next = shop_make_record(shop, "site", "{'name': 'Next', 'kind': 'plant'}");
    assert_true(text_is(next, "SI-0008"));
    shop_expect_verified(shop);
    forms_close(&forms);
}

static void an_import_needs_its_permission(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    struct actor writer = shop_visitor(shop, "*.read *.write", (struct id){{0}});
    struct actor importer = shop_visitor(shop, "org.import", (struct id){{0}});
    forms_write_header(&forms, "one", "org");
    forms_write(&forms, "one", "org/site.yaml",
                TEXT("- key: SI-0001\n  name: \"Plant\"\n  kind: plant\n  retired: true\n"));
    shop_expect(shop, forms_import(&forms, shop, &writer, "one", &report), RC_DENIED, "writer");
    shop_expect(shop, forms_import(&forms, shop, &importer, "one", &report), RC_OK, "importer");
    forms_close(&forms);
}

static void an_export_wants_an_empty_folder(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    size_t count;
    forms_write(&forms, "one", "mine.txt", TEXT("mine"));
    struct snapshot snapshot = shop_snapshot(shop);
    shop_expect(
        shop,
        text_form_export(&snapshot, folder_disk(snapshot.arena, forms_path(&forms, "one")), &count),
        RC_CONFLICT, "export");
    snapshot_close(&snapshot);
    forms_close(&forms);
}

/* ---- what is refused ---- */

#define SITE(key) "- key: " key "\n  name: \"S\"\n  kind: plant\n"
#define ID "01a203a4-c627-70b5-b78c-6df8d28b857f"

struct wrong {
    const char *about;
    const char *path; /* of the file, beside a good header that names org and common */
    const char *bytes;
    const char *place; /* file:line:column of the first problem, or its file */
    const char *words;
};

static const struct wrong wrongs[] = {
    {"no YAML", "org/site.yaml", "- key: [\n", "org/site.yaml:2:1", "this is not YAML"},
    {"no list", "org/site.yaml", "key: SI-0001\n", "org/site.yaml:1:1", "a list of records"},
    {"no record", "org/site.yaml", "- SI-0001\n", "org/site.yaml:1:3", "a record was expected"},
    {"no key", "org/site.yaml", "- name: \"S\"\n", "org/site.yaml:1:3", "has no key"},
    {"another's key", "org/site.yaml", "- key: PE-0001\n", "org/site.yaml:1:8", "SI-0001"},
    {"a key without number", "org/site.yaml", "- key: SI-x\n", "org/site.yaml:1:8", "looks like"},
    {"no id", "org/site.yaml", SITE("SI-0001") "  id: abc\n", "org/site.yaml:4:7", "UUID"},
    {"a key twice", "org/site.yaml", SITE("SI-0001") SITE("SI-0001"), "org/site.yaml:4:3",
     "the key is given twice"},
    {"a key twice, written otherwise", "org/site.yaml", SITE("SI-0001") SITE("SI-1"),
     "org/site.yaml:4:3", "the key is given twice"},
    {"an id twice", "org/site.yaml", SITE("SI-0001") "  id: " ID "\n" SITE("SI-0002") "  id: " ID,
     "org/site.yaml:5:3", "the id is given twice"},
    {"an unknown field", "org/site.yaml", SITE("SI-0001") "  colour: red\n", "org/site.yaml:4:11",
     "no such field"},
    {"a missing field", "org/site.yaml", "- key: SI-0001\n  kind: plant\n", "org/site.yaml:1:3",
     "Name is missing"},
    {"a wrong choice", "org/site.yaml", "- key: SI-0001\n  name: \"S\"\n  kind: castle\n",
     "org/site.yaml:3:9", "is not one of"},
    {"a wrong type", "org/site.yaml", SITE("SI-0001") "  head_count: \"7\"\n", "org/site.yaml:4:15",
     "a whole number"},
    {"text for a number", "org/site.yaml", "- key: SI-0001\n  name: 7\n  kind: plant\n",
     "org/site.yaml:2:9", "text was expected"},
    {"a dangling reference", "org/site.yaml", SITE("SI-0001") "  parent: SI-0404\n",
     "org/site.yaml:4:11", "there is no site \"SI-0404\""},
    {"a reference to the wrong kind", "org/site.yaml", SITE("SI-0001") "  parent: RO-0001\n",
     "org/site.yaml:4:11", "a site was expected"},
    {"a dangling owner", "org/site.yaml", SITE("SI-0001") "  owner: PE-0404\n",
     "org/site.yaml:4:10", "there is no person"},
    {"an unknown state", "org/site.yaml", SITE("SI-0001") "  state: gone\n", "org/site.yaml:4:10",
     "it has: "},
    {"retired by a word", "org/site.yaml", SITE("SI-0001") "  retired: \"yes\"\n",
     "org/site.yaml:4:12", "true or false"},
    {"a field that nobody can erase", "org/site.yaml", SITE("SI-0001") "  erased: [name]\n",
     "org/site.yaml:4:12", "no personal field"},
    {"a cycle of references", "org/site.yaml",
     SITE("SI-0001") "  parent: SI-0002\n" SITE("SI-0002") "  parent: SI-0001\n",
     "org/site.yaml:4:11", "would stand above"},
    {"a cycle of parts", "common/comment.yaml",
     "- key: CM-0001\n  subject: CM-0002\n  text: \"x\"\n"
     "- key: CM-0002\n  subject: CM-0001\n  text: \"x\"\n",
     "common/comment.yaml:1:3", "part of itself"},
    {"the id of another kind", "org/site.yaml", NULL, "org/site.yaml:1:3", "the id belongs to"},
    {"the key of another record", "org/role.yaml",
     "- key: RO-0001\n  id: " ID "\n  title: \"R\"\n  purpose: \"P\"\n  permissions: \"*.read\"\n",
     "org/role.yaml:1:3", "RO-0001 is another record"},
    {"an unknown file", "org/castle.yaml", "[]", "org/castle.yaml", "no such records"},
    {"a file of another module", "org/comment.yaml", "[]", "org/comment.yaml", "no such records"},
    {"a file of the ledger", "common/baseline.yaml", "[]", "common/baseline.yaml",
     "the ledger of its own workspace"},
    {"a file beside the modules", "notes.txt", "x", "notes.txt", "belongs to no module"},
    {"a module that the header does not name", "item/item.yaml", "[]", "item", "does not list"},
    {"content that is not listed", "blobs/" ID, "x", "blobs/" ID, "does not name this content"},
    {"a content list with other names", "blobs.yaml", "- a: 1\n", "blobs.yaml:1:3", "media_type"},
    {"another format", "csms.yaml", "format: x\nversion: 1\n", "csms.yaml:1:1", "were expected"},
    {"another version", "csms.yaml", "format: csms-text-form\nversion: 2\n", "csms.yaml:2:10",
     "version 2"},
    {"an unknown module", "csms.yaml", "format: csms-text-form\nversion: 1\nmodules: [castle]\n",
     "csms.yaml:3:11", "no module \"castle\""},
};

static struct text id_of_role(struct shop *shop)
{
    char id[ID_TEXT_SIZE + 1];
    return text_copy(shop->arena, id_text(shop_get(shop, TEXT("RO-0001"), 0)->id, id));
}

static void expect_refusal(struct forms *forms, struct shop *shop, const struct wrong *wrong)
{
    struct text_form_report report;
    struct text bytes =
        wrong->bytes != NULL
            ? text_of(wrong->bytes)
            : text_print(shop->arena, SITE("SI-0001") "  id: %.*s\n", TEXT_ARGS(id_of_role(shop)));
    int64_t size = shop_ledger_size(shop);
    forms_write_header(forms, wrong->about, "org, common");
    forms_write(forms, wrong->about, "org/.keep", TEXT(""));
    forms_write(forms, wrong->about, "common/.keep", TEXT(""));
    forms_write(forms, wrong->about, wrong->path, bytes);
    enum rc rc = forms_import(forms, shop, &shop_program, wrong->about, &report);
    if (rc == RC_OK || shop->fault.count == 0) {
        fail_msg("%s: %s", wrong->about, rc_name(rc));
    }
    struct text words = shop_words(shop);
    if (!text_starts(words, text_of(wrong->place)) ||
        !text_contains(shop->fault.problems[0].sentence, text_of(wrong->words))) {
        fail_msg("%s: %s: %s expected, not\n%.*s", wrong->about, wrong->place, wrong->words,
                 TEXT_ARGS(words));
    }
    assert_int_equal(shop_ledger_size(shop), size);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    for (size_t i = 0; i < sizeof wrongs / sizeof *wrongs; i++) {
        expect_refusal(&forms, shop, &wrongs[i]);
    }
    forms_close(&forms);
}

/* One file with several mistakes tells all of them. */
static void all_mistakes_are_told(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    forms_write_header(&forms, "one", "org");
    forms_write(&forms, "one", "org/site.yaml",
                TEXT("- key: SI-0001\n  kind: castle\n  colour: red\n"
                     "- key: SI-0002\n  name: \"S\"\n  kind: plant\n  parent: SI-0404\n"));
    assert_int_equal(forms_import(&forms, shop, &shop_program, "one", &report), RC_INVALID);
    assert_int_equal(shop->fault.count, 3);
    forms_close(&forms);
}

static void content_is_checked(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    char hex[HASH_HEX_SIZE + 1];
    struct text name = hash_hex(hash_of(TEXT("content")), hex);
    const char *path = text_print(forms.arena, "blobs/%.*s", TEXT_ARGS(name)).at;
    forms_write_header(&forms, "one", "");
    forms_write(
        &forms, "one", "blobs.yaml",
        text_print(forms.arena, "- sha256: %.*s\n  media_type: text/plain\n", TEXT_ARGS(name)));
    assert_int_equal(forms_import(&forms, shop, &shop_program, "one", &report), RC_NOT_FOUND);
    forms_write(&forms, "one", path, TEXT("other"));
    assert_int_equal(forms_import(&forms, shop, &shop_program, "one", &report), RC_INVALID);
    forms_write(&forms, "one", path, TEXT("content"));
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_OK, "content");
    assert_int_equal(report.blobs, 1);
    forms_close(&forms);
}

/* A file cannot make an approval that counts, nor change one. */
static void decisions_are_never_changed(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    fill(shop);
    (void)forms_export(&forms, shop, "one");
    struct text words = forms_read(&forms, "one", "common/decision.yaml");
    struct text forged =
        text_print(forms.arena, "%.*s  statement: \"Forged.\"\n", TEXT_ARGS(words));
    forms_write(&forms, "one", "common/decision.yaml", forged);
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_CONFLICT,
                "forged");
    struct shop *other = shop_make(false, 0);
    struct text marked = text_print(forms.arena, "%.*s  is_imported: false\n", TEXT_ARGS(words));
    forms_write(&forms, "one", "common/decision.yaml", marked);
    shop_expect(other, forms_import(&forms, other, &shop_program, "one", &report), RC_OK, "mark");
    assert_int_equal(count_of(other, "decision WHERE f_is_imported = 1"),
                     count_of(other, "decision"));
    shop_end(other);
    forms_close(&forms);
}

/* A baseline belongs to its ledger; so does what is said about it. */
static void what_belongs_to_a_ledger_stays_there(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    (void)shop_make_record(shop, "baseline", "{'name': 'Gate 3'}");
    struct text said = shop_make_record(shop, "comment", "{'subject': 'BL-0001', 'text': 'a'}");
    (void)shop_make_record(
        shop, "comment",
        text_print(shop->arena, "{'subject': '%.*s', 'text': 'b'}", TEXT_ARGS(said)).at);
    (void)shop_make_record(shop, "site", "{'name': 'Plant', 'kind': 'plant'}");
    (void)shop_make_record(shop, "comment", "{'subject': 'SI-0001', 'text': 'c'}");
    assert_int_equal(forms_export(&forms, shop, "one"), 2);
    struct text_form_report report;
    struct shop *other = shop_make(false, 0);
    shop_expect(other, forms_import(&forms, other, &shop_program, "one", &report), RC_OK, "import");
    shop_end(other);
    forms_close(&forms);
}

/* ---- the example ---- */

static enum rc import_example(struct shop *shop)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct text_form_report report;
    change_set_init(&set, &snapshot, &shop_program);
    enum rc rc = text_form_import(
        &set, folder_disk(set.snapshot.arena, CSMS_SOURCE_DIR "/examples/headlamp"), NULL, &report);
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

/* Nodes that refer forward are fine; nodes that stand below themselves are not. */
static void an_attack_tree_stays_a_tree(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    struct text_form_report report;
    shop_expect(shop, import_example(shop), RC_OK, "example");
    (void)forms_export(&forms, shop, "all");
    forms_expect_same_folder(&forms, CSMS_SOURCE_DIR "/examples/headlamp", "all");
    forms_write_header(&forms, "one", "tara");
    forms_write(
        &forms, "one", "tara/attack_node.yaml",
        TEXT("- {key: AN-0901, tree: AT-0001, title: \"a\", gate: or, children: [AN-0902]}\n"
             "- {key: AN-0902, tree: AT-0001, title: \"b\", gate: or, children: [AN-0903]}\n"
             "- {key: AN-0903, tree: AT-0001, title: \"c\", gate: leaf}\n"));
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_OK, "forward");
    forms_write(
        &forms, "one", "tara/attack_node.yaml",
        TEXT("- {key: AN-0911, tree: AT-0001, title: \"a\", gate: or, children: [AN-0912]}\n"
             "- key: AN-0912\n  tree: AT-0001\n  title: \"b\"\n  gate: or\n"
             "  children: [AN-0911]\n"));
    shop_expect(shop, forms_import(&forms, shop, &shop_program, "one", &report), RC_CYCLE, "cycle");
    assert_true(text_contains(shop_words(shop), TEXT("tara/attack_node.yaml:6:13: ")));
    shop_expect_verified(shop);
    forms_close(&forms);
}

/* ---- what dies ---- */

#define SITES 400

static void write_sites(struct forms *forms)
{
    struct buffer out;
    buffer_init(&out, forms->arena);
    for (int i = 1; i <= SITES; i++) {
        buffer_print(&out, "- key: SI-%04d\n  name: \"Site %d\"\n  kind: plant\n", i, i);
    }
    forms_write_header(forms, "one", "org");
    forms_write(forms, "one", "org/site.yaml", buffer_text(&out));
}

/* In a process of its own, which is killed after a while. */
static void import_and_die(struct forms *forms, struct shop *shop, useconds_t after_us)
{
    struct text_form_report report;
    workspace_close(shop->workspace);
    shop->workspace = NULL;
    pid_t child = fork();
    if (child == 0) {
        shop_reopen(shop);
        (void)forms_import(forms, shop, &shop_program, "one", &report);
        _exit(0);
    }
    assert_true(child > 0);
    usleep(after_us);
    kill(child, SIGKILL);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    shop_reopen(shop);
}

static void a_killed_import_is_all_or_nothing(void **state)
{
    struct shop *shop = shop_of(state);
    struct forms forms = forms_open();
    int64_t before = count_of(shop, "site");
    size_t died = 0;
    write_sites(&forms);
    for (useconds_t after_us = 2000; after_us < 2000000; after_us += after_us / 4) {
        import_and_die(&forms, shop, after_us);
        int64_t now = count_of(shop, "site");
        assert_true(now == before || now == before + SITES);
        shop_expect_verified(shop);
        if (now != before) {
            break;
        }
        died++;
    }
    assert_int_equal(count_of(shop, "site"), before + SITES);
    assert_true(died > 0);
    forms_close(&forms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_ON_BOTH(out_and_in_gives_the_same_bytes),
        SHOP_ON_BOTH(an_import_makes_records_as_the_file_says),
        SHOP_ON_BOTH(the_hand_may_leave_out_ids_and_states),
        SHOP_ON_BOTH(an_import_needs_its_permission),
        SHOP_ON_SQLITE(an_export_wants_an_empty_folder),
        SHOP_ON_SQLITE(what_is_wrong_is_told_with_its_place),
        SHOP_ON_SQLITE(all_mistakes_are_told),
        SHOP_ON_BOTH(content_is_checked),
        SHOP_ON_SQLITE(decisions_are_never_changed),
        SHOP_ON_BOTH(what_belongs_to_a_ledger_stays_there),
        SHOP_ON_BOTH(an_attack_tree_stays_a_tree),
        SHOP_ON_BOTH(a_killed_import_is_all_or_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
