/* Open-PSA files: what is taken, and where what is refused stands. */
#include "format/mef_xml.h"

#include "engine/fault_count.h"
#include "engine/fault_value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int open_arena(void **state)
{
    *state = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

#define GATE(name, formula) "<define-gate name=\"" name "\">" formula "</define-gate>\n"
#define EVENT(name, p) \
    "<define-basic-event name=\"" name "\"><float value=\"" p "\"/></define-basic-event>\n"
#define HOUSE(name, value) \
    "<define-house-event name=\"" name "\"><constant value=\"" value "\"/></define-house-event>\n"
#define REF(name) "<basic-event name=\"" name "\"/>"
#define FILE_OF(inner) \
    "<opsa-mef>\n<define-fault-tree name=\"t\">\n" inner "</define-fault-tree></opsa-mef>"
#define TWO EVENT("a", "0.1") EVENT("b", "0.2")

static enum rc read(struct arena *arena, const char *input, struct fault *fault,
                    struct mef_file *out)
{
    fault_init(fault, arena);
    return mef_xml_read(arena, TEXT("t.xml"), text_of(input), fault, out);
}

static void formulas_mean_what_they_say(void **state)
{
    static const struct {
        const char *input;
        double probability;
        const char *sets;
    } rows[] = {
        {FILE_OF(GATE("r", "<and>" REF("a") REF("b") "</and>") TWO), 0.02, "1"},
        {FILE_OF(GATE("r", "<or>" REF("a") REF("b") "</or>") TWO), 0.28, "2"},
        {FILE_OF(GATE("r", "<xor>" REF("a") REF("b") "</xor>") TWO), 0.26, "2"},
        {FILE_OF(GATE("r", "<iff>" REF("a") REF("b") "</iff>") TWO), 0.74, "1"},
        {FILE_OF(GATE("r", "<nand>" REF("a") REF("b") "</nand>") TWO), 0.98, "1"},
        {FILE_OF(GATE("r", "<nor>" REF("a") REF("b") "</nor>") TWO), 0.72, "1"},
        {FILE_OF(GATE("r", "<imply>" REF("a") REF("b") "</imply>") TWO), 0.92, "1"},
        {FILE_OF(GATE("r", "<not>" REF("a") "</not>") TWO), 0.9, "1"},
        {FILE_OF(GATE("r", REF("a")) TWO), 0.1, "1"},
        {FILE_OF(GATE("r", "<constant value=\"true\"/>") TWO), 1, "1"},
        {FILE_OF(GATE("r", "<constant value=\"false\"/>") TWO), 0, "0"},
        {FILE_OF(GATE("r", "<atleast min=\"2\">" REF("a") REF("b") REF("c") "</atleast>")
                     TWO EVENT("c", "5e-1")),
         0.15, "3"},
        {FILE_OF(GATE("r", "<cardinality min=\"1\" max=\"1\">" REF("a") REF("b") "</cardinality>")
                     TWO),
         0.26, "2"},
        {FILE_OF(GATE("r", "<and><gate name=\"g\"/>" REF("a") "</and>") GATE(
             "g", "<or>" REF("b") "<house-event name=\"h\"/></or>") HOUSE("h", "false") TWO),
         0.02, "1"},
        {FILE_OF(GATE("r", "<or><and>" REF("a") "<not>" REF("b") "</not></and>"
                                                                 "<event name=\"h\"/></or>")
                     HOUSE("h", "false") TWO),
         0.08, "1"},
        {"<opsa-mef><label>x</label><define-fault-tree name=\"t\"><define-component name=\"c\">"
         "<define-gate name=\"r\"><label>top</label><or>" REF(
             "a") "<event name=\"b\"/></or>"
                  "</define-gate></define-component></define-fault-tree><model-data>" TWO
                  "</model-data></opsa-mef>",
         0.28, "2"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mef_file file;
        struct fault fault;
        struct fault_solution solution;
        if (read(*state, rows[i].input, &fault, &file) != RC_OK ||
            fault_solution_open(file.tree, (struct fault_solution_options){0}, &fault, &solution) !=
                RC_OK) {
            fail_msg("%s: %.*s", rows[i].input, TEXT_ARGS(fault_text(&fault, *state)));
        }
        double found = fault_value_probability(&solution);
        struct text count = fault_count_sets(&solution, *state);
        if (fabs(found - rows[i].probability) > 1e-12 || !text_is(count, rows[i].sets)) {
            fail_msg("%s: %g, %.*s", rows[i].input, found, TEXT_ARGS(count));
        }
        fault_solution_close(&solution);
    }
}

static void what_the_file_defines_is_counted(void **state)
{
    struct mef_file file;
    struct fault fault;
    assert_int_equal(
        read(*state,
             FILE_OF(GATE("r", "<or><gate name=\"g\"/><not>" REF("a") "</not></or>")
                         GATE("g", REF("b")) TWO EVENT("unused", "0") HOUSE("h", "true")),
             &fault, &file),
        RC_OK);
    assert_int_equal(file.gates, 2);
    assert_int_equal(file.basic_events, 3);
    assert_int_equal(file.house_events, 1);
}

static void what_is_refused_says_where(void **state)
{
    static const struct {
        const char *input;
        enum rc rc;
        const char *words;
    } rows[] = {
        {"<opsa-mef/>", RC_INVALID, "t.xml:1:1: <opsa-mef>: no gate is defined here"},
        {"<other/>", RC_INVALID, "t.xml:1:1: <other>: a fault-tree file starts with"},
        {"<opsa-mef>", RC_INVALID, "t.xml:1:11: no element found"},
        {FILE_OF(GATE("r", REF("a")) TWO EVENT("b", "0.3")), RC_CONFLICT,
         "t.xml:6:1: \"b\" is already defined in line 5"},
        {FILE_OF(GATE("a", REF("b")) TWO), RC_CONFLICT, "t.xml:4:1: \"a\" is already defined"},
        {FILE_OF(GATE("r", "<or>\n" REF("a") REF("a") "</or>") TWO), RC_CONFLICT,
         "t.xml:4:24: \"a\": this formula already names it"},
        {FILE_OF(GATE("r", REF("x")) TWO), RC_NOT_FOUND, "t.xml:3:23: \"x\": this name is nowhere"},
        {FILE_OF(GATE("r", "<gate name=\"a\"/>") TWO), RC_INVALID, "t.xml:3:23: \"a\": this name"},
        {FILE_OF(GATE("r", "<gate name=\"g\"/>") GATE("g", "<gate name=\"h\"/>")
                     GATE("h", "<or><gate name=\"g\"/>" REF("a") "</or>") TWO),
         RC_CYCLE, "g -> h -> g"},
        {FILE_OF(GATE("g", "<gate name=\"g\"/>") TWO), RC_CYCLE, "run in a circle"},
        {FILE_OF(GATE("r", REF("a")) GATE("s", REF("b")) TWO), RC_INVALID,
         "t.xml:4:1: both \"r\" and \"s\" are used by no gate"},
        {FILE_OF(GATE("r", "<or/>") TWO), RC_INVALID, "t.xml:3:23: <or>: the number of operands"},
        {FILE_OF(GATE("r", "<xor>" REF("a") "</xor>") TWO), RC_INVALID, "exactly two operands"},
        {FILE_OF(GATE("r", "<atleast min=\"3\">" REF("a") REF("b") "</atleast>") TWO), RC_INVALID,
         "t.xml:3:23: <atleast>: min is not between"},
        {FILE_OF(GATE("r", "<atleast>" REF("a") REF("b") "</atleast>") TWO), RC_INVALID,
         "<atleast>: min is not between"},
        {FILE_OF(GATE("r", "<cardinality min=\"2\" max=\"1\">" REF("a") REF("b") "</cardinality>")
                     TWO),
         RC_INVALID, "min and max are not in order"},
        {FILE_OF(GATE("r", "") TWO), RC_INVALID, "\"r\": a gate is defined by one formula"},
        {FILE_OF(GATE("r", REF("a") REF("b")) TWO), RC_INVALID, "a gate is defined by one"},
        {FILE_OF(GATE("r", "<maybe/>") TWO), RC_UNSUPPORTED, "<maybe>: this is no formula"},
        {FILE_OF(GATE("r", REF("a")) EVENT("a", "1.5")), RC_INVALID, "t.xml:4:30: <float>: the"},
        {FILE_OF(GATE("r", REF("a")) EVENT("a", "nan")), RC_INVALID, "between 0 and 1"},
        {FILE_OF(GATE("r", REF("a")) "<define-basic-event name=\"a\"/>"), RC_INVALID,
         "give the probability as one <float"},
        {FILE_OF(GATE("r", REF("a")) "<define-basic-event name=\"a\"><exponential/>"
                                     "</define-basic-event>"),
         RC_UNSUPPORTED, "<exponential>: a probability is read as a number only"},
        {FILE_OF("<define-CCF-group name=\"c\"/>" GATE("r", REF("a")) TWO), RC_UNSUPPORTED,
         "t.xml:3:1: <define-CCF-group>: this is not read"},
        {FILE_OF("<define-gate>" REF("a") "</define-gate>" TWO), RC_INVALID, "has no name"},
        {FILE_OF("<define-gate name=\"r\" role=\"private\">" REF("a") "</define-gate>" TWO),
         RC_UNSUPPORTED, "private names are not read"},
        {FILE_OF(GATE("r", "<house-event name=\"h\"/>") HOUSE("h", "maybe")), RC_INVALID,
         "neither true nor false"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mef_file file = {0};
        struct fault fault;
        enum rc rc = read(*state, rows[i].input, &fault, &file);
        struct text words = fault_text(&fault, *state);
        if (rc != rows[i].rc || !text_contains(words, text_of(rows[i].words)) ||
            !text_starts(words, TEXT("t.xml:")) || file.tree != NULL) {
            fail_msg("%s: %d %.*s", rows[i].input, rc, TEXT_ARGS(words));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(formulas_mean_what_they_say, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_the_file_defines_is_counted, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_is_refused_says_where, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
