/* What goes out as LP, MPS and OPB, and what another solver makes of it. The
 * comparison with CBC is left out where there is no such program. */
#include "base/file.h"
#include "base/number.h"
#include "engine/pack.h"
#include "engine/select.h"
#include "engine/select_random.h"
#include "format/select_export.h"
#include "format/select_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PROBLEMS 60

static const char *const g10 = "3 8 2 3\n4 4 5\n5 -1\n2 0\n0 1 1 0 1\n0 1 1 1 1\n1 3 1 2 7\n";

static struct text export(struct arena *arena, const struct select_problem *problem,
                          const char *format)
{
    struct buffer out;
    struct fault fault;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    assert_int_equal(select_export_write(arena, problem, text_of(format), &out, &fault), RC_OK);
    return buffer_text(&out);
}

static const struct select_problem *read_problem(struct arena *arena, struct text input)
{
    const struct select_problem *problem = NULL;
    struct fault fault;
    fault_init(&fault, arena);
    assert_int_equal(select_text_read(arena, TEXT("problem"), input, &fault, &problem), RC_OK);
    return problem;
}

static void each_format_says_the_problem(void **state)
{
    static const struct {
        const char *format;
        const char *text;
    } rows[] = {
        {"lp", "\\ control selection: 3 controls, 2 levels, 3 rows; the most gain\n"
               "\\ gains are scaled by 10^0, costs by 10^0\n"
               "Maximize\n gain: + 5 y0 + 2 y1\nSubject To\n"
               " budget: + 4 x0 + 4 x1 + 5 x2 <= 8\n"
               " r0: + 1 x0 - 1 y0 >= 0\n r1: + 1 x1 - 1 y0 >= 0\n r2: + 3 x2 - 3 y1 >= 0\n"
               " n1: y0 - y1 >= 0\nBinary\n x0 x1 x2 y0 y1\nEnd\n"},
        {"opb", "* #variable= 5 #constraint= 5\n"
                "* control selection: 3 controls, 2 levels, 3 rows; the least loss (the gain, "
                "negative)\n* gains are scaled by 10^0, costs by 10^0\n"
                "min: -5 x4 -2 x5 ;\n-4 x1 -4 x2 -5 x3 >= -8 ;\n+1 x1 -1 x4 >= 0 ;\n"
                "+1 x2 -1 x4 >= 0 ;\n+3 x3 -3 x5 >= 0 ;\n+1 x4 -1 x5 >= 0 ;\n"},
    };
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct select_problem *problem = read_problem(arena, text_of(g10));
    struct buffer out;
    struct fault fault;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text written = export(arena, problem, rows[i].format);
        if (!text_is(written, rows[i].text)) {
            fail_msg("%s: %.*s", rows[i].format, TEXT_ARGS(written));
        }
    }
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    assert_int_equal(select_export_write(arena, problem, TEXT("xls"), &out, &fault), RC_INVALID);
    arena_close(arena);
}

/* ---- CBC ---- */

static bool has_solver(void)
{
    FILE *asked = popen("command -v cbc 2>/dev/null", "r");
    char line[256] = "";
    bool is_there = asked != NULL && fgets(line, sizeof line, asked) != NULL;
    if (asked != NULL) {
        (void)pclose(asked);
    }
    return is_there;
}

/* CBC's optimum of a file; both senses of the objective give the same size. */
static double solve(struct arena *arena, const char *folder, const char *format, struct text model)
{
    struct fault fault;
    struct text answer;
    double value = -1;
    fault_init(&fault, arena);
    char *path = text_to_z(arena, text_print(arena, "%s/model.%s", folder, format));
    char *solution = text_to_z(arena, text_print(arena, "%s/solution", folder));
    char *command = text_to_z(
        arena, text_print(arena,
                          "cbc %s sec 60 ratioGap 0 allowableGap 0 solve solution %s quit "
                          ">/dev/null 2>&1",
                          path, solution));
    assert_int_equal(file_write(path, model, 0600, &fault), RC_OK);
    assert_int_equal(system(command), 0);
    assert_int_equal(file_read(arena, solution, 1 << 24, &fault, &answer), RC_OK);
    struct text line = text_cut(&answer, '\n');
    assert_true(text_starts(line, TEXT("Optimal")));
    while (line.size > 0 && !number_read(text_trim(line), &value)) {
        (void)text_cut(&line, ' ');
    }
    (void)unlink(path);
    (void)unlink(solution);
    return value < 0 ? -value : value;
}

static void another_solver_finds_the_same(void **state)
{
    char folder[] = "/tmp/csms-select-XXXXXX";
    uint64_t random = 41;
    (void)state;
    if (!has_solver() || mkdtemp(folder) == NULL) {
        skip();
    }
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    for (int i = 0; i < PROBLEMS; i++) {
        struct select_problem problem;
        struct select_answer answer;
        struct fault fault;
        const struct select_options options = {.seed = 1, .rounds = 12};
        const char *format = i % 3 == 0 ? "mps" : "lp";
        fault_init(&fault, arena);
        select_random_make(arena, &random, 14, &problem);
        assert_int_equal(select_solve(arena, &problem, problem.budget, &options, &fault, &answer),
                         RC_OK);
        assert_true(answer.is_proven);
        double value = solve(arena, folder, format, export(arena, &problem, format));
        if (value < (double)answer.gain - 1e-6 || value > (double)answer.gain + 1e-6) {
            fail_msg("problem %d as %s: %g, not %lld", i, format, value, (long long)answer.gain);
        }
        arena_reset(arena);
    }
    (void)rmdir(folder);
    arena_close(arena);
}

/* The smallest instance of the test data, there compressed. */
static struct text read_small(struct arena *arena)
{
    const char *data = getenv("CSMS_TESTDATA");
    struct buffer input;
    buffer_init(&input, arena);
    if (data == NULL) {
        return TEXT_NONE;
    }
    char *command = text_to_z(
        arena, text_print(arena, "xz -dc '%s/attack-trees/control-selection/small.txt.xz'", data));
    FILE *pipe = popen(command, "r");
    while (pipe != NULL) {
        size_t got = fread(buffer_reserve(&input, 1 << 16), 1, 1 << 16, pipe);
        if (got == 0) {
            break;
        }
        input.size += got;
    }
    if (pipe != NULL) {
        (void)pclose(pipe);
    }
    return buffer_text(&input);
}

static void the_small_instance_is_proven(void **state)
{
    char folder[] = "/tmp/csms-select-XXXXXX";
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text input = read_small(arena);
    struct select_answer answer;
    struct fault fault;
    const struct select_options options = {.seed = 1, .rounds = 3};
    (void)state;
    fault_init(&fault, arena);
    if (input.size == 0) {
        arena_close(arena);
        skip();
    }
    const struct select_problem *problem = read_problem(arena, input);
    assert_int_equal(select_solve(arena, problem, problem->budget, &options, &fault, &answer),
                     RC_OK);
    assert_true(answer.is_proven);
    assert_int_equal(answer.gain, 376);
    if (has_solver() && mkdtemp(folder) != NULL) {
        double value = solve(arena, folder, "lp", export(arena, problem, "lp"));
        assert_true(value > 375.999 && value < 376.001);
        (void)rmdir(folder);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_format_says_the_problem),
        cmocka_unit_test(another_solver_finds_the_same),
        cmocka_unit_test(the_small_instance_is_proven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
