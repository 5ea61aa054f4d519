/* The commands version compare and vers contains, from lines to lines. */
#include "vuln/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void versions_are_compared_line_by_line(void **state)
{
    (void)state;
    lines_expect(vuln_tool_version,
                 TEXT("deb\t1.0~rc1\t1.0\r\n"
                      "PyPI\t1.0\t1\n"
                      "generic\t2.8.123e\t2.8.75\n"
                      "lamp\t1\t2\n"
                      "deb 1 2\n"
                      "npm\t1\t2"),
                 "<\n=\n>\n"
                 "invalid: there is no ecosystem lamp\n"
                 "invalid: give an ecosystem and two versions, apart by tabs\n"
                 "<\n");
}

static void ranges_are_asked_line_by_line(void **state)
{
    (void)state;
    lines_expect(vuln_tool_vers,
                 TEXT("vers:npm/>=1.0.0|<2.0.0\t1.5.0\n"
                      "vers:npm/>=1.0.0|<2.0.0\t2.0.0\n"
                      "vers:npm/|1.0.0\t1.0.0\n"
                      "vers:lamp/1\t1\n"
                      "vers:npm/*"),
                 "true\nfalse\n"
                 "invalid: column 10: a constraint is missing beside this |\n"
                 "invalid: there is no version scheme lamp\n"
                 "invalid: give a range and a version, apart by a tab\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_compared_line_by_line),
        cmocka_unit_test(ranges_are_asked_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
