#include "base/moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t machine_now_us(void *self)
{
    (void)self;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * MOMENT_SECOND_US + now.tv_nsec / 1000;
}

const struct clock clock_of_machine = {machine_now_us, NULL};

int64_t clock_now_us(const struct clock *clock)
{
    return clock->now_us(clock->self);
}

/* Days since 1970-01-01 of a proleptic Gregorian date, by eras of 400 years. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void date_of(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153;
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct text moment_text(int64_t moment_us, char out[MOMENT_TEXT_SIZE + 1])
{
    int64_t days = floor_divide(moment_us, MOMENT_DAY_US);
    int64_t rest = moment_us - days * MOMENT_DAY_US;
    int year;
    int month;
    int day;
    date_of(days, &year, &month, &day);
    int seconds = (int)(rest / MOMENT_SECOND_US);
    char whole[64];
    (void)snprintf(whole, sizeof whole, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", year, month, day,
                   seconds / 3600, seconds / 60 % 60, seconds % 60, (int)(rest % MOMENT_SECOND_US));
    memcpy(out, whole, MOMENT_TEXT_SIZE);
    out[MOMENT_TEXT_SIZE] = '\0';
    return (struct text){out, MOMENT_TEXT_SIZE};
}

static bool digits(struct text text, size_t at, size_t count, int64_t *out)
{
    if (text.size < at + count) {
        return false;
    }
    for (size_t i = at; i < at + count; i++) {
        if (text.at[i] < '0' || text.at[i] > '9') {
            return false;
        }
    }
    return text_to_integer(text_part(text, at, count), out);
}

static bool date_part(struct text text, int64_t *days)
{
    static const int64_t month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t year;
    int64_t month;
    int64_t day;
    if (!digits(text, 0, 4, &year) || !digits(text, 5, 2, &month) || !digits(text, 8, 2, &day) ||
        text.at[4] != '-' || text.at[7] != '-' || year < 1 || month < 1 || month > 12) {
        return false;
    }
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int64_t longest = month_days[month - 1] + (month == 2 && is_leap);
    if (day < 1 || day > longest) {
        return false;
    }
    *days = days_of(year, month, day);
    return true;
}

static bool time_part(struct text text, int64_t *us)
{
    int64_t hour;
    int64_t minute;
    int64_t second;
    if (!digits(text, 0, 2, &hour) || !digits(text, 3, 2, &minute) ||
        !digits(text, 6, 2, &second) || text.at[2] != ':' || text.at[5] != ':' || hour > 23 ||
        minute > 59 || second > 59) {
        return false;
    }
    *us = (hour * 3600 + minute * 60 + second) * MOMENT_SECOND_US;
    return true;
}

static bool zone_part(struct text zone, int64_t *offset_us)
{
    int64_t hour;
    int64_t minute;
    if (text_is(zone, "Z")) {
        *offset_us = 0;
        return true;
    }
    if (zone.size != 6 || (zone.at[0] != '+' && zone.at[0] != '-') || zone.at[3] != ':' ||
        !digits(zone, 1, 2, &hour) || !digits(zone, 4, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    int64_t offset = (hour * 60 + minute) * 60 * MOMENT_SECOND_US;
    *offset_us = zone.at[0] == '+' ? offset : -offset;
    return true;
}

bool moment_from_text(struct text text, int64_t *moment_us)
{
    int64_t days;
    int64_t clock_us = 0;
    int64_t offset_us = 0;
    if (!date_part(text, &days)) {
        return false;
    }
    if (text.size > 10) {
        struct text rest = text_from(text, 11);
        if (text.at[10] != 'T' || !time_part(rest, &clock_us)) {
            return false;
        }
        rest = text_from(rest, 8);
        if (rest.size > 0 && rest.at[0] == '.') {
            int64_t unit = MOMENT_SECOND_US / 10;
            rest = text_from(rest, 1);
            size_t count = 0;
            while (rest.size > 0 && rest.at[0] >= '0' && rest.at[0] <= '9') {
                clock_us += (rest.at[0] - '0') * unit;
                unit /= 10;
                rest = text_from(rest, 1);
                count++;
            }
            if (count == 0) {
                return false;
            }
        }
        if (!zone_part(rest, &offset_us)) {
            return false;
        }
    }
    int64_t moment = days * MOMENT_DAY_US + clock_us - offset_us;
    if (moment < days_of(1, 1, 1) * MOMENT_DAY_US ||
        moment >= days_of(10000, 1, 1) * MOMENT_DAY_US) {
        return false; /* the offset led out of the years that have a text */
    }
    *moment_us = moment;
    return true;
}

bool moment_is_date(struct text text)
{
    int64_t days;
    return text.size == 10 && date_part(text, &days);
}

struct text moment_date(int64_t moment_us, char out[11])
{
    char whole[MOMENT_TEXT_SIZE + 1];
    moment_text(moment_us, whole);
    memcpy(out, whole, 10);
    out[10] = '\0';
    return (struct text){out, 10};
}

bool moment_duration(struct text text, int64_t *duration_us)
{
    int64_t count;
    if (text.size < 2 || !text_to_integer(text_part(text, 0, text.size - 1), &count) || count < 0 ||
        count > 36500) {
        return false;
    }
    switch (text.at[text.size - 1]) {
    case 'd':
        *duration_us = count * MOMENT_DAY_US;
        return true;
    case 'h':
        *duration_us = count * 3600 * MOMENT_SECOND_US;
        return true;
    case 'm':
        *duration_us = count * 60 * MOMENT_SECOND_US;
        return true;
    case 's':
        *duration_us = count * MOMENT_SECOND_US;
        return true;
    default:
        return false;
    }
}
