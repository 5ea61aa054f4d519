/* Numbers with a fraction: which texts are numbers, and that writing loses nothing. */
#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

static void numbers_in_the_form_of_json_are_read(void **state)
{
    static const struct {
        const char *text;
        double number;
    } good[] = {{"0", 0},         {"-0.5", -0.5},     {"12.25", 12.25}, {"1e3", 1000},
                {"2.5E-1", 0.25}, {"1e-320", 1e-320}, {"1e-400", 0},    {"-7e+2", -700}};
    static const char *const bad[] = {"",    "-",   "+1", ".5", "1.",    "01",  "1e",  "0x10",
                                      "nan", "inf", "1 ", " 1", "1e999", "1,5", "--1", "1e+"};
    char long_text[80];
    double number;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(number_read(text_of(good[i].text), &number));
        assert_true(number == good[i].number);
    }
    number = 42;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(number_read(text_of(bad[i]), &number));
    }
    memset(long_text, '1', sizeof long_text);
    assert_false(number_read((struct text){long_text, sizeof long_text}, &number));
    assert_true(number == 42);
}

static void every_double_survives_writing_and_reading(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    uint64_t random = 1;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double number;
        double again;
        struct buffer out;
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&number, &random, sizeof number);
        if (!isfinite(number)) {
            continue;
        }
        buffer_init(&out, arena);
        number_put(&out, number);
        assert_true(number_read(buffer_text(&out), &again));
        assert_true(again == number);
        arena_reset(arena);
    }
    arena_close(arena);
}

static void the_shortest_form_is_written(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct json_writer writer;
    struct buffer out;
    (void)state;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    number_put_member(&writer, "p", 0.1);
    number_put_member(&writer, "q", 3);
    number_put_member(&writer, "r", 1.058e-13);
    json_put_object_end(&writer);
    assert_true(text_equals(buffer_text(&out), TEXT("{\"p\":0.1,\"q\":3,\"r\":1.058e-13}")));
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_the_form_of_json_are_read),
        cmocka_unit_test(every_double_survives_writing_and_reading),
        cmocka_unit_test(the_shortest_form_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
