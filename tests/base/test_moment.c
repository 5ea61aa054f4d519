/* Points in time, dates and durations: RFC 3339 as text, both ways. */
#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct sample {
    const char *in;
    const char *out; /* NULL: refused */
};

static const struct sample samples[] = {
    {"1970-01-01", "1970-01-01T00:00:00.000000Z"},
    {"2026-11-22T13:00:00Z", "2026-11-22T13:00:00.000000Z"},
    {"2026-11-22T13:00:00.5Z", "2026-11-22T13:00:00.500000Z"},
    {"2026-11-22T13:00:00.1234567Z", "2026-11-22T13:00:00.123456Z"},
    {"2026-11-22T13:00:00+02:00", "2026-11-22T11:00:00.000000Z"},
    {"2026-11-22T23:30:00-05:30", "2026-11-23T05:00:00.000000Z"},
    {"2024-02-29", "2024-02-29T00:00:00.000000Z"},
    {"2000-02-29", "2000-02-29T00:00:00.000000Z"},
    {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
    {"0001-01-01", "0001-01-01T00:00:00.000000Z"},
    {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
    {"9999-12-31T23:59:59-00:01", NULL},
    {"0001-01-01T00:00:00+00:01", NULL},
    {"2023-02-29", NULL},
    {"1900-02-29", NULL},
    {"2026-13-01", NULL},
    {"2026-00-01", NULL},
    {"2026-04-31", NULL},
    {"2026-11-22T24:00:00Z", NULL},
    {"2026-11-22T13:60:00Z", NULL},
    {"2026-11-22T13:00:60Z", NULL},
    {"2026-11-22T13:00:00", NULL},
    {"2026-11-22T13:00:00.Z", NULL},
    {"2026-11-22 13:00:00Z", NULL},
    {"2026-11-22T13:00:00z", NULL},
    {"2026-11-22T13:00:00+2:00", NULL},
    {"2026-11-22T13:00:00+24:00", NULL},
    {"2026-11-2", NULL},
    {"0000-01-01", NULL},
    {"", NULL},
};

static void texts_become_moments_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        int64_t moment_us = 0;
        char out[MOMENT_TEXT_SIZE + 1];
        bool is_good = moment_from_text(text_of(samples[i].in), &moment_us);
        if (is_good != (samples[i].out != NULL)) {
            fail_msg("\"%s\" is %s", samples[i].in, is_good ? "accepted" : "refused");
        }
        if (is_good) {
            moment_text(moment_us, out);
            assert_string_equal(out, samples[i].out);
        }
    }
}

static void every_day_of_four_centuries_has_its_date(void **state)
{
    (void)state;
    for (int64_t day = -135140; day < 146097; day++) {
        char out[MOMENT_TEXT_SIZE + 1];
        char date[11];
        int64_t back_us = 0;
        moment_text(day * MOMENT_DAY_US, out);
        assert_true(moment_from_text(text_of(out), &back_us));
        assert_true(back_us == day * MOMENT_DAY_US);
        assert_true(moment_is_date(moment_date(back_us + MOMENT_DAY_US - 1, date)));
        assert_memory_equal(date, out, 10);
    }
}

static void durations(void **state)
{
    (void)state;
    int64_t us = 0;
    assert_true(moment_duration(TEXT("90d"), &us) && us == 90 * MOMENT_DAY_US);
    assert_true(moment_duration(TEXT("12h"), &us) && us == MOMENT_DAY_US / 2);
    assert_true(moment_duration(TEXT("30m"), &us) && us == 1800 * MOMENT_SECOND_US);
    assert_true(moment_duration(TEXT("45s"), &us) && us == 45 * MOMENT_SECOND_US);
    assert_false(moment_duration(TEXT("d"), &us));
    assert_false(moment_duration(TEXT("-1d"), &us));
    assert_false(moment_duration(TEXT("1w"), &us));
    assert_false(moment_duration(TEXT("99999999999999999999d"), &us));
}

static void dates_are_ten_characters(void **state)
{
    (void)state;
    assert_true(moment_is_date(TEXT("2026-11-22")));
    assert_false(moment_is_date(TEXT("2026-11-22T13:00:00Z")));
    assert_false(moment_is_date(TEXT("2026-11-31")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_become_moments_and_back),
        cmocka_unit_test(every_day_of_four_centuries_has_its_date),
        cmocka_unit_test(durations),
        cmocka_unit_test(dates_are_ten_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
