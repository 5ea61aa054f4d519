/* The documents that the program writes of itself are those in docs/. */
#include "base/file.h"
#include "core/describe.h"
#include "modules.h"

#include "base/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct text describe(const struct model *model, struct arena *arena);

static void expect_same(const char *name, describe *make)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct model *model = model_open(modules, module_count);
    struct fault fault;
    struct text stored;
    fault_init(&fault, arena);
    struct text path = text_print(arena, "%s/docs/%s.md", CSMS_SOURCE_DIR, name);
    assert_int_equal(file_read(arena, path.at, 10000000, &fault, &stored), RC_OK);
    if (!text_equals(make(model, arena), stored)) {
        fail_msg("docs/%s.md is old; run: csms describe %s > docs/%s.md", name, name, name);
    }
    model_close(model);
    arena_close(arena);
}

static void the_model_is_described(void **state)
{
    (void)state;
    expect_same("model", describe_model);
}

static void the_api_is_described(void **state)
{
    (void)state;
    expect_same("api", describe_api);
}

static void the_command_line_is_described(void **state)
{
    (void)state;
    expect_same("cli", describe_cli);
}

static void the_trace_is_described(void **state)
{
    (void)state;
    expect_same("trace", describe_trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_model_is_described), cmocka_unit_test(the_api_is_described),
        cmocka_unit_test(the_command_line_is_described), cmocka_unit_test(the_trace_is_described)};
    sign_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
