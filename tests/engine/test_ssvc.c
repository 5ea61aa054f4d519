/* SSVC: known decisions, refusals with their place, and what holds for every row of every table. */
#include "engine/ssvc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int open_arena(void **state)
{
    *state = arena_open((size_t)16 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static void vectors_decide(void **state)
{
    static const struct {
        const char *vector;
        const char *outcome;
        const char *written;
    } rows[] = {
        {"supplier/E:A/U:S/TI:T/PSI:S", "Immediate", "ssvc:DT_SP:1.0.0/E:A/U:S/TI:T/PSI:S/DSOI:I"},
        {"supplier/psi:minimal/ti:partial/utility:laborious/Exploitation:none", "Defer",
         "ssvc:DT_SP:1.0.0/E:N/U:L/TI:P/PSI:M/DSOI:D"},
        {"ssvc:DT_DP:1.0.0/E:A/EXP:O/A:Y/HI:VH/DSOI:I", "Immediate",
         "ssvc:DT_DP:1.0.0/E:A/EXP:O/A:Y/HI:VH/DSOI:I"},
        {"SSVCv2/E:N/A:N/T:P/P:M/B:A/M:H/D:T/2024-05-02T15:29:44Z/", "Track",
         "cisa:DT_CO:2.0.3/E:N/A:N/TI:P/MWI:H/CISA:T"},
        {"SSVCv2/E:A/A:Y/T:T/P:E/B:I/M:H/D:C", "Act",
         "cisa:DT_CO:2.0.3/E:A/A:Y/TI:T/MWI:H/CISA:AC"},
        {"SSVCv2/E:N/A:N/T:T/M:H/D:R", "Track*", "cisa:DT_CO:2.0.3/E:N/A:N/TI:T/MWI:H/CISA:T*"},
        {"public-safety/SI:N", "Minimal", "ssvc:DT_PSI:1.0.0/SI:N/PSI:M"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ssvc_choice choice;
        struct fault fault;
        struct buffer out;
        fault_init(&fault, *state);
        buffer_init(&out, *state);
        if (ssvc_read(text_of(rows[i].vector), &fault, &choice) != RC_OK) {
            fail_msg("%s: %.*s", rows[i].vector, TEXT_ARGS(fault_text(&fault, *state)));
        }
        assert_string_equal(ssvc_outcome(&choice)->name, rows[i].outcome);
        ssvc_put_vector(&out, &choice);
        assert_string_equal(text_to_z(*state, buffer_text(&out)), rows[i].written);
    }
}

static void refusals_say_where(void **state)
{
    static const struct {
        const char *vector;
        int column;
        const char *sentence;
    } rows[] = {
        {"", 1, "is no table"},
        {"nobody/E:A", 1, "\"nobody\" is no table"},
        {"utility", 8, "\"A\" is missing"},
        {"utility/A:Y/VD", 13, "\"VD\" is no POINT:VALUE"},
        {"utility/A:Y//VD:C", 13, "\"\" is no POINT:VALUE"},
        {"utility/A:Y/XX:C", 13, "\"XX\" is no decision point"},
        {"utility/A:Y/VD:X", 16, "\"X\" is no value"},
        {"utility/A:Y/A:Y/VD:C", 15, "\"Y\" is a second value"},
        {"utility/A:Y/VD:C/U:L", 21, "\"Super Effective\" is what follows"},
        {"utility/A:Y/VD:C/2024-05-02T15:29:44Z", 18, "is no decision point"},
        {"SSVCv2/E:N/A:N/T:P/M:L/D:X", 26, "\"X\" is no value of this letter"},
        {"SSVCv2/E:N/A:N/T:P/M:L/D:C", 27, "\"Track\" is what follows"},
        {"SSVCv2/E:N/A:N/T:P/B:A", 23, "\"MWI\" is missing"},
        {"SSVCv2/2024-05-02T15:29:44Z/E:N/A:N/T:P/M:L", 8, "is no decision point"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ssvc_choice choice;
        struct fault fault;
        fault_init(&fault, *state);
        assert_int_equal(ssvc_read(text_of(rows[i].vector), &fault, &choice), RC_INVALID);
        const char *sentence = text_to_z(*state, fault.problems[0].sentence);
        if (fault.problems[0].column != rows[i].column ||
            strstr(sentence, rows[i].sentence) == NULL) {
            fail_msg("%s: column %d: %s", rows[i].vector, fault.problems[0].column, sentence);
        }
    }
}

static int value_number(const struct ssvc_point *point, const struct ssvc_value *value)
{
    return (int)(value - point->values);
}

/* The choice of a row; false behind the last row. */
static bool choice_of(const struct ssvc_table *table, size_t row, struct ssvc_choice *out)
{
    out->table = table;
    for (int i = table->count - 1; i >= 0; i--) {
        size_t count = (size_t)table->points[i]->count;
        out->values[i] = (unsigned char)(row % count);
        row /= count;
    }
    return row == 0;
}

static void check_row(struct arena *arena, const struct ssvc_choice *choice)
{
    const struct ssvc_table *table = choice->table;
    int urgency = value_number(table->outcome, ssvc_outcome(choice));
    struct ssvc_choice again;
    struct fault fault;
    struct buffer out;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    ssvc_put_vector(&out, choice);
    assert_int_equal(ssvc_read(buffer_text(&out), &fault, &again), RC_OK);
    assert_ptr_equal(again.table, table);
    assert_memory_equal(again.values, choice->values, (size_t)table->count);
    for (int i = 0; i < table->count; i++) {
        struct ssvc_choice worse = *choice;
        if (++worse.values[i] < table->points[i]->count) {
            assert_true(value_number(table->outcome, ssvc_outcome(&worse)) >= urgency);
        }
    }
}

/* Every vector that is written is read as it was, and nothing worse is less urgent. */
static void every_row_reads_back_and_is_monotone(void **state)
{
    const struct ssvc_table *table;
    for (size_t t = 0; (table = ssvc_table_at(t)) != NULL; t++) {
        struct ssvc_choice choice;
        size_t rows = 0;
        while (choice_of(table, rows, &choice)) {
            check_row(*state, &choice);
            rows++;
        }
        assert_int_equal(rows, strlen(table->outcomes));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(vectors_decide, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(refusals_say_where, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(every_row_reads_back_and_is_monotone, open_arena,
                                        close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
