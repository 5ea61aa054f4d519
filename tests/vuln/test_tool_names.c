/* The commands purl and cpe, from lines to lines. */
#include "vuln/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void package_urls_are_answered_line_by_line(void **state)
{
    (void)state;
    lines_expect(vuln_tool_purl,
                 TEXT("pkg:npm/%40lamp/beam@1?b=2&a=1#/x/\n"
                      "nothing\r\n"
                      "pkg:gem/lamp?Platform=java\n"
                      "pkg:own/lamp"),
                 "{\"type\":\"npm\",\"namespace\":\"@lamp\",\"name\":\"beam\",\"version\":\"1\","
                 "\"qualifiers\":{\"a\":\"1\",\"b\":\"2\"},\"subpath\":\"x\","
                 "\"canonical\":\"pkg:npm/%40lamp/beam@1?a=1&b=2#x\",\"is_registered\":true}\n"
                 "{\"error\":\"a package URL starts with \\\"pkg:\\\"\",\"position\":0}\n"
                 "{\"error\":\"the type defines this key in lower case\",\"position\":13,"
                 "\"canonical\":\"pkg:gem/lamp?platform=java\",\"is_registered\":true}\n"
                 "{\"type\":\"own\",\"namespace\":null,\"name\":\"lamp\",\"version\":null,"
                 "\"qualifiers\":null,\"subpath\":null,\"canonical\":\"pkg:own/lamp\","
                 "\"is_registered\":false}\n");
}

static void platform_names_are_answered_line_by_line(void **state)
{
    (void)state;
    lines_expect(
        vuln_tool_cpe,
        TEXT("cpe:/a:acme:lamp:1.0%2b:-\n"
             "cpe:2.3:a:acme:lamp\n"
             "lamp\n"
             "cpe:2.3:a:acme:lamp:*:*:*:*:*:*:*:*\tcpe:/a:acme:lamp:1\n"
             "cpe:/a:acme:lamp\tlamp\n"),
        "{\"part\":\"a\",\"vendor\":\"acme\",\"product\":\"lamp\",\"version\":\"1.0\\\\+\","
        "\"update\":\"-\",\"edition\":\"*\",\"language\":\"*\",\"sw_edition\":\"*\","
        "\"target_sw\":\"*\",\"target_hw\":\"*\",\"other\":\"*\","
        "\"formatted\":\"cpe:2.3:a:acme:lamp:1.0\\\\+:-:*:*:*:*:*:*\","
        "\"uri\":\"cpe:/a:acme:lamp:1.0%2b:-\"}\n"
        "{\"error\":\"there are fewer than eleven attributes\",\"position\":19,"
        "\"formatted\":\"cpe:2.3:a:acme:lamp:*:*:*:*:*:*:*:*\",\"uri\":\"cpe:/a:acme:lamp\"}\n"
        "{\"error\":\"a name starts with \\\"cpe:2.3:\\\" or \\\"cpe:/\\\"\",\"position\":0}\n"
        "{\"source\":\"cpe:2.3:a:acme:lamp:*:*:*:*:*:*:*:*\","
        "\"target\":\"cpe:2.3:a:acme:lamp:1:*:*:*:*:*:*:*\","
        "\"relations\":{\"part\":\"equal\",\"vendor\":\"equal\",\"product\":\"equal\","
        "\"version\":\"superset\",\"update\":\"equal\",\"edition\":\"equal\","
        "\"language\":\"equal\",\"sw_edition\":\"equal\",\"target_sw\":\"equal\","
        "\"target_hw\":\"equal\",\"other\":\"equal\"},\"relation\":\"superset\","
        "\"is_match\":true,\"is_version_unknown\":false,\"has_no_version\":false}\n"
        "{\"error\":\"a name starts with \\\"cpe:2.3:\\\" or \\\"cpe:/\\\"\",\"position\":0,"
        "\"name\":\"target\"}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(package_urls_are_answered_line_by_line),
        cmocka_unit_test(platform_names_are_answered_line_by_line),
    };
    return cmocka_run_group_tests_name("commands about names", tests, NULL, NULL);
}
