/* The commands cvss and ssvc, from lines to lines. */
#include "vuln/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static int open_arena(void **state)
{
    *state = arena_open((size_t)64 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static void scores_stand_beside_their_vectors(void **state)
{
    (void)state;
    lines_expect(vuln_tool_cvss,
                 TEXT("AV:N/AC:L/Au:N/C:N/I:N/A:C\n"
                      "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P\r\n"
                      "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/CR:L/E:X\n"
                      "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H"),
                 "7.8\t-\t-\n"
                 "9.8\t9.3\t-\n"
                 "9.8\t-\t9.5\n"
                 "10.0\n");
}

static void a_bad_line_is_answered_and_the_rest_goes_on(void **state)
{
    (void)state;
    lines_expect(vuln_tool_cvss, TEXT("\nAV:Q\x1b[2J\nCVSS:9.9/AV:N\nAV:N/AC:L/Au:N/C:N/I:N/A:C\n"),
                 "invalid: column 1: here a metric is missing; write NAME:VALUE\n"
                 "invalid: column 4: \"Q?[2J\" is no value of the metric AV\n"
                 "invalid: column 1: this version of CVSS is unknown; 2.0 (without a prefix), "
                 "CVSS:3.0/, CVSS:3.1/ and CVSS:4.0/ are read\n"
                 "7.8\t-\t-\n");
    lines_expect(vuln_tool_cvss, TEXT(""), "");
}

/* Refusals take memory; what a line took is gone with it, or a long file of them would end. */
static void a_million_bad_lines_take_the_memory_of_one(void **state)
{
    struct buffer lines;
    buffer_init(&lines, *state);
    for (int i = 0; i < 1000000; i++) {
        buffer_put_z(&lines, "?\n");
    }
    struct arena *arena = arena_open((size_t)400 << 20);
    struct text got = lines_run(arena, vuln_tool_cvss, buffer_text(&lines));
    assert_int_equal(got.size, 1000000 * strlen("invalid: column 1: here a metric is missing; "
                                                "write NAME:VALUE\n"));
    arena_close(arena);
}

static void decisions_come_with_their_whole_vector(void **state)
{
    (void)state;
    lines_expect(
        vuln_tool_ssvc, TEXT("supplier/PSI:S/E:A/TI:T/U:S\nsupplier/E:A\n"),
        "Immediate\tssvc:DT_SP:1.0.0/E:A/U:S/TI:T/PSI:S/DSOI:I\n"
        "invalid: column 13: \"U\" is missing; the table needs all of its decision points\n");
}

static void no_file_is_asked_for(void **state)
{
    struct fault fault;
    struct tool_call call = {.arena = *state, .fault = &fault};
    fault_init(&fault, *state);
    assert_int_equal(vuln_tool_cvss(&call), RC_INVALID);
    assert_int_equal(fault.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_stand_beside_their_vectors),
        cmocka_unit_test(a_bad_line_is_answered_and_the_rest_goes_on),
        cmocka_unit_test_setup_teardown(a_million_bad_lines_take_the_memory_of_one, open_arena,
                                        close_arena),
        cmocka_unit_test(decisions_come_with_their_whole_vector),
        cmocka_unit_test_setup_teardown(no_file_is_asked_for, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
