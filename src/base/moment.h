/* moment.h - points in time and dates.
 *
 * Purpose: a moment is microseconds since 1970-01-01 UTC (int64_t, _us in
 * names); its text is RFC 3339 in UTC with microseconds. A date is the text
 * YYYY-MM-DD and stays a date. The clock is handed in, never asked for, so
 * that engines and tests decide what time it is.
 * Cost: O(1). Range: years 0001 to 9999. */
#ifndef CSMS_BASE_MOMENT_H
#define CSMS_BASE_MOMENT_H

#include "base/text.h"

#define MOMENT_SECOND_US INT64_C(1000000)
#define MOMENT_DAY_US (INT64_C(86400) * MOMENT_SECOND_US)
#define MOMENT_TEXT_SIZE 27 /* 2026-11-22T13:00:00.000000Z */

struct clock {
    int64_t (*now_us)(void *self);
    void *self;
};

int64_t clock_now_us(const struct clock *clock);
extern const struct clock clock_of_machine;

struct text moment_text(int64_t moment_us, char out[MOMENT_TEXT_SIZE + 1]);
/* Accepts a date, or date and time with optional fraction and Z or +hh:mm. */
bool moment_from_text(struct text text, int64_t *moment_us);
bool moment_is_date(struct text text);
struct text moment_date(int64_t moment_us, char out[11]);
/* "90d", "12h", "30m", "45s" */
bool moment_duration(struct text text, int64_t *duration_us);

#endif
