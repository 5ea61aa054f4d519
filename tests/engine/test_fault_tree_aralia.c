/* The Aralia trees give the answers of answers.csv; limits hold around them. */
#include "base/file.h"
#include "base/number.h"
#include "engine/fault_bound.h"
#include "engine/fault_count.h"
#include "engine/fault_sets.h"
#include "engine/fault_value.h"
#include "format/mef_xml.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "/attack-trees/aralia/"
#define FILE_LIMIT_BYTES ((size_t)16 << 20)
#define PUBLISHED_DIGITS 1e-5 /* six digits are published */

enum column { MODEL, EVENTS, GATES, SETS = 12, PROBABILITY, COLUMNS };

struct row {
    struct text cell[COLUMNS];
};

static struct text test_file(struct arena *arena, const char *folder, struct text name)
{
    struct fault fault;
    struct text input = TEXT_NONE;
    struct text path = text_print(arena, "%s" FOLDER "%.*s", folder, TEXT_ARGS(name));
    fault_init(&fault, arena);
    if (file_read(arena, path.at, FILE_LIMIT_BYTES, &fault, &input) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return input;
}

static bool next_row(struct text *rest, struct row *row)
{
    struct text line = text_trim(text_cut(rest, '\n'));
    for (int i = 0; i < COLUMNS; i++) {
        row->cell[i] = text_cut(&line, ',');
    }
    return row->cell[MODEL].size > 0;
}

/* Needs seconds in a release build, minutes with sanitizers: left to the former. */
static bool is_hard(const struct row *row)
{
    return text_is(row->cell[MODEL], "das9701") || text_is(row->cell[MODEL], "cea9601");
}

static struct mef_file read_tree(struct arena *arena, const char *folder, struct text model)
{
    struct mef_file file;
    struct fault fault;
    struct text name = text_print(arena, "%.*s.xml", TEXT_ARGS(model));
    fault_init(&fault, arena);
    if (mef_xml_read(arena, name, test_file(arena, folder, name), &fault, &file) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return file;
}

static void check_sizes(const struct row *row, const struct mef_file *file)
{
    int64_t events = 0;
    if (text_is(row->cell[MODEL], "edfpa15p")) { /* the table repeats the sizes of das9207 */
        assert_int_equal(file->basic_events, 100);
        return;
    }
    assert_true(text_to_integer(row->cell[EVENTS], &events));
    assert_int_equal(file->basic_events, events);
    assert_true(file->gates > 0);
}

/* The first hundred sets in order of size exist and do not get smaller. */
static void check_first_sets(struct arena *arena, const struct fault_solution *solution)
{
    double *ones = ARENA_MANY(arena, double, solution->tree->count);
    struct fault_sets sets;
    struct fault_set set;
    uint32_t before = 0;
    for (uint32_t i = 0; i < solution->tree->count; i++) {
        ones[i] = 1;
    }
    fault_sets_open(&sets, solution, ones, arena);
    for (int i = 0; i < 100; i++) {
        assert_true(fault_sets_next(&sets, &set));
        assert_true(set.count >= before);
        before = set.count;
    }
}

static void check_tree(struct arena *arena, const char *folder, const struct row *row)
{
    struct mef_file file = read_tree(arena, folder, row->cell[MODEL]);
    struct fault_solution solution;
    struct fault fault;
    double probability = 0;
    fault_init(&fault, arena);
    check_sizes(row, &file);
    assert_int_equal(
        fault_solution_open(file.tree, (struct fault_solution_options){0}, &fault, &solution),
        RC_OK);
    assert_true(solution.is_solved && solution.has_sets);
    struct text count = fault_count_sets(&solution, arena);
    if (!text_equals(count, row->cell[SETS])) {
        fail_msg("%.*s: %.*s cut sets", TEXT_ARGS(row->cell[MODEL]), TEXT_ARGS(count));
    }
    struct text published = row->cell[PROBABILITY];
    assert_true(number_read(published, &probability));
    double found = fault_value_probability(&solution);
    if (fabs(found / probability - 1) > PUBLISHED_DIGITS) {
        fail_msg("%.*s: probability %.9g", TEXT_ARGS(row->cell[MODEL]), found);
    }
    check_first_sets(arena, &solution);
    fault_solution_close(&solution);
}

static bool is_sanitized(void)
{
#ifdef __SANITIZE_ADDRESS__
    return true;
#else
    return false;
#endif
}

static void every_answer_is_reproduced(void **state)
{
    const char *folder = getenv("CSMS_TESTDATA");
    struct row row;
    int rows = 0;
    (void)state;
    if (folder == NULL) {
        skip();
        return;
    }
    struct arena *table = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct text rest = test_file(table, folder, TEXT("answers.csv"));
    assert_true(next_row(&rest, &row)); /* the heading */
    while (next_row(&rest, &row)) {
        if (row.cell[PROBABILITY].size == 0 || (is_hard(&row) && is_sanitized())) {
            continue;
        }
        check_tree(arena, folder, &row);
        arena_reset(arena);
        rows++;
    }
    assert_int_equal(rows, is_sanitized() ? 23 : 25);
    arena_close(arena);
    arena_close(table);
}

static void the_malformed_tree_is_refused_where_it_is_wrong(void **state)
{
    const char *folder = getenv("CSMS_TESTDATA");
    struct mef_file file;
    struct fault fault;
    (void)state;
    if (folder == NULL) {
        skip();
        return;
    }
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&fault, arena);
    assert_int_equal(mef_xml_read(arena, TEXT("nus9601.xml"),
                                  test_file(arena, folder, TEXT("nus9601.xml")), &fault, &file),
                     RC_CONFLICT);
    assert_true(text_starts(fault_text(&fault, arena),
                            TEXT("nus9601.xml:2585:1: \"e555\": this formula already names it")));
    arena_close(arena);
}

/* Starved of nodes, the limits must still hold the exact probability. */
static void limits_hold_around_the_exact_value(void **state)
{
    static const char *const models[] = {"edfpa15r", "das9207", "isp9603", "baobab1", "jbd9601"};
    const char *folder = getenv("CSMS_TESTDATA");
    (void)state;
    if (folder == NULL) {
        skip();
        return;
    }
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct mef_file file = read_tree(arena, folder, text_of(models[i]));
        struct fault_solution whole;
        struct fault_solution starved;
        struct fault fault;
        fault_init(&fault, arena);
        struct fault_solution_options options = {.has_no_sets = true};
        assert_int_equal(fault_solution_open(file.tree, options, &fault, &whole), RC_OK);
        double exact = fault_value_probability(&whole);
        options.node_limit = 300;
        assert_int_equal(fault_solution_open(file.tree, options, &fault, &starved), RC_OK);
        assert_false(starved.is_solved);
        (void)fault_value_probability(&starved);
        double width = 1;
        for (uint32_t nodes = 100; nodes <= 6400; nodes *= 8) {
            struct fault_bound limits =
                fault_bound_probability(&starved, (struct fault_bound_options){.nodes = nodes});
            assert_true(limits.low <= exact * (1 + 1e-9) && exact <= limits.high * (1 + 1e-9));
            width = limits.high - limits.low;
        }
        assert_true(width < 0.5 * exact);
        fault_solution_close(&whole);
        fault_solution_close(&starved);
        arena_reset(arena);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_reproduced),
        cmocka_unit_test(the_malformed_tree_is_refused_where_it_is_wrong),
        cmocka_unit_test(limits_hold_around_the_exact_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
