/* The commands engine threats and engine attack-graph, from words to JSON. */
#include "base/file.h"
#include "base/json.h"
#include "domain/tara/tara_tool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define MODELS CSMS_SOURCE_DIR "/tests/data/models/"

struct answer {
    struct arena *arena;
    struct fault fault;
    struct buffer out;
    enum rc rc;
    const struct json *json;
};

static void run(struct answer *answer, enum rc (*tool)(struct tool_call *call), char **words)
{
    struct tool_call call = {.argv = words};
    answer->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&answer->fault, answer->arena);
    buffer_init(&answer->out, answer->arena);
    answer->json = NULL;
    while (words[call.argc] != NULL) {
        call.argc++;
    }
    call.arena = answer->arena;
    call.files = folder_disk(answer->arena, "");
    call.fault = &answer->fault;
    call.out = &answer->out;
    answer->rc = tool(&call);
    if (answer->rc == RC_OK &&
        json_read(answer->arena, TEXT("answer"), text_trim(buffer_text(&answer->out)),
                  &answer->fault, &answer->json) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&answer->fault, answer->arena)));
    }
}

#define RUN(answer, tool, ...) run((answer), (tool), (char *[]){__VA_ARGS__, NULL})

static const struct json *threats_of(const struct answer *answer)
{
    const struct json *threats = json_member(answer->json, "threats");
    assert_non_null(threats);
    assert_true(threats->count > 0);
    return threats;
}

static void every_form_gets_an_answer_of_one_shape(void **state)
{
    (void)state;
    static const struct {
        char *file;
        const char *form;
    } rows[] = {{MODELS "small.yaml", "csms-architecture"},
                {MODELS "small.otm.json", "otm"},
                {MODELS "small.threagile.yaml", "threagile"},
                {MODELS "small.dragon1.json", "threat-dragon"},
                {MODELS "small.dragon2.json", "threat-dragon"},
                {CSMS_SOURCE_DIR "/examples/headlamp", "text-form"}};
    static const char *const members[] = {"id",   "title",       "rule",  "stride",    "annex5",
                                          "refs", "feasibility", "steps", "derivation"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        RUN(&answer, tara_tool_threats, rows[i].file, "--json");
        assert_int_equal(answer.rc, RC_OK);
        assert_true(text_is(json_text(json_member(answer.json, "form")), rows[i].form));
        for (const struct json *threat = threats_of(&answer)->first; threat != NULL;
             threat = threat->next) {
            for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
                assert_non_null(json_member(threat, members[m]));
            }
            assert_true(json_member(threat, "derivation")->count > 0);
        }
        assert_non_null(json_member(answer.json, "seconds"));
        assert_null(json_member(json_member(answer.json, "attack_graph"), "nodes"));
        arena_close(answer.arena);
    }
}

static void a_folder_of_rules_takes_the_place_of_the_catalogue(void **state)
{
    (void)state;
    struct answer mine;
    struct answer theirs;
    RUN(&mine, tara_tool_threats, MODELS "small.yaml", "--graph");
    RUN(&theirs, tara_tool_threats, "--rules", CSMS_SOURCE_DIR "/catalog/threat-rules", "--graph",
        MODELS "small.yaml");
    assert_int_equal(mine.rc, RC_OK);
    assert_int_equal(theirs.rc, RC_OK);
    struct text a = json_canonical(mine.arena, threats_of(&mine));
    struct text b = json_canonical(theirs.arena, threats_of(&theirs));
    assert_true(text_equals(a, b));
    const struct json *graph = json_member(mine.json, "attack_graph");
    int64_t facts;
    int64_t ways;
    assert_true(json_integer(json_member(graph, "facts"), &facts));
    assert_true(json_integer(json_member(graph, "ways"), &ways));
    assert_int_equal(json_member(graph, "nodes")->count, facts + ways);
    arena_close(theirs.arena);
    arena_close(mine.arena);
}

static void decisions_of_an_earlier_answer_stay(void **state)
{
    (void)state;
    struct answer first;
    struct answer second;
    char path[] = "/tmp/csms-decisions-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    RUN(&first, tara_tool_threats, MODELS "small.yaml");
    assert_int_equal(first.rc, RC_OK);
    struct text id = json_text(json_member(threats_of(&first)->first, "id"));
    struct text bytes = text_print(first.arena,
                                   "[{\"id\":\"%.*s\",\"decision\":\"refuted\",\"note\":\"n\"},"
                                   "{\"id\":\"T-gone\",\"decision\":\"accepted\"}]",
                                   TEXT_ARGS(id));
    assert_int_equal(file_write(path, bytes, 0600, &first.fault), RC_OK);
    RUN(&second, tara_tool_threats, MODELS "small.yaml", "--decisions", path);
    assert_int_equal(second.rc, RC_OK);
    const struct json *decision = json_member(threats_of(&second)->first, "decision");
    assert_true(text_is(json_text(json_member(decision, "decision")), "refuted"));
    assert_int_equal(json_member(second.json, "orphaned")->count, 1);
    arena_close(second.arena);
    arena_close(first.arena);
    unlink(path);
}

static void what_cannot_be_done_is_said(void **state)
{
    (void)state;
    static const struct {
        char *words[4];
        enum rc rc;
        const char *says;
    } rows[] = {
        {{NULL}, RC_INVALID, "MODEL: name the file"},
        {{"a", "b", NULL}, RC_INVALID, "one model at a time"},
        {{"a", "--surprise", NULL}, RC_INVALID, "known are --rules"},
        {{"/nowhere/at/all", NULL}, RC_NOT_FOUND, "/nowhere/at/all"},
        {{MODELS "small.yaml", "--rules", "/nowhere", NULL}, RC_NOT_FOUND, "/nowhere"},
        {{MODELS "small.yaml", "--rules", MODELS, NULL}, RC_INVALID, "small"},
        {{MODELS "small.mal.json", NULL}, RC_UNSUPPORTED, "this is no model"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer;
        run(&answer, tara_tool_threats, (char **)(uintptr_t)rows[i].words);
        struct text said = fault_text(&answer.fault, answer.arena);
        if (answer.rc != rows[i].rc || !text_contains(said, text_of(rows[i].says))) {
            fail_msg("row %zu: %s %.*s", i, rc_name(answer.rc), TEXT_ARGS(said));
        }
        arena_close(answer.arena);
    }
}

static void a_mal_graph_tells_what_is_reached(void **state)
{
    (void)state;
    struct answer answer;
    RUN(&answer, tara_tool_mal, MODELS "small.mal.json");
    assert_int_equal(answer.rc, RC_OK);
    assert_int_equal(json_member(answer.json, "reached")->count, 5);
    assert_int_equal(json_member(answer.json, "unreached")->count, 3);
    arena_close(answer.arena);
    RUN(&answer, tara_tool_mal, MODELS "small.yaml");
    assert_int_equal(answer.rc, RC_INVALID);
    arena_close(answer.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_gets_an_answer_of_one_shape),
        cmocka_unit_test(a_folder_of_rules_takes_the_place_of_the_catalogue),
        cmocka_unit_test(decisions_of_an_earlier_answer_stay),
        cmocka_unit_test(what_cannot_be_done_is_said),
        cmocka_unit_test(a_mal_graph_tells_what_is_reached),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
