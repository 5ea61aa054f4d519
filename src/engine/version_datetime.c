/* Moments (RFC 3339) as versions, by the instant; what is none is older and goes by its bytes. */
#include "engine/version_part.h"

struct moment_parts {
    int64_t year, month, day, hour, minute, second, offset_minutes;
    struct text fraction;
};

static bool take_field(struct text *rest, size_t digits, int64_t limit, int64_t *out)
{
    struct text field = text_part(*rest, 0, digits);
    if (field.size != digits || !version_all_digits(field) || !text_to_integer(field, out) ||
        *out > limit) {
        return false;
    }
    version_skip(rest, digits);
    return true;
}

static bool take_offset(struct text *rest, int64_t *out)
{
    int64_t hours;
    int64_t minutes;
    if (version_accept(rest, 'Z') || version_accept(rest, 'z')) {
        *out = 0;
        return rest->size == 0;
    }
    bool is_west = version_next_is(*rest, '-');
    if ((!is_west && !version_next_is(*rest, '+'))) {
        return false;
    }
    version_skip(rest, 1);
    if (!take_field(rest, 2, 23, &hours) || !version_accept(rest, ':') ||
        !take_field(rest, 2, 59, &minutes)) {
        return false;
    }
    *out = (hours * 60 + minutes) * (is_west ? -1 : 1);
    return rest->size == 0;
}

static bool moment_read(struct text rest, struct moment_parts *out)
{
    *out = (struct moment_parts){.fraction = TEXT_NONE};
    if (!take_field(&rest, 4, 9999, &out->year) || !version_accept(&rest, '-') ||
        !take_field(&rest, 2, 12, &out->month) || !version_accept(&rest, '-') ||
        !take_field(&rest, 2, 31, &out->day) || rest.size == 0 ||
        (rest.at[0] != 'T' && rest.at[0] != 't')) {
        return false;
    }
    version_skip(&rest, 1);
    if (!take_field(&rest, 2, 23, &out->hour) || !version_accept(&rest, ':') ||
        !take_field(&rest, 2, 59, &out->minute) || !version_accept(&rest, ':') ||
        !take_field(&rest, 2, 60, &out->second)) {
        return false;
    }
    if (version_accept(&rest, '.')) {
        out->fraction = version_take_digits(&rest);
    }
    return out->month > 0 && out->day > 0 && take_offset(&rest, &out->offset_minutes);
}

/* Days since the first of March of the year 0, Gregorian. */
static int64_t days_of(const struct moment_parts *moment)
{
    int64_t year = moment->month > 2 ? moment->year : moment->year - 1;
    int64_t month = moment->month > 2 ? moment->month - 3 : moment->month + 9;
    int64_t leap_days = year < 0 ? -1 : year / 4 - year / 100 + year / 400;
    return year * 365 + leap_days + (month * 153 + 2) / 5 + moment->day;
}

void version_datetime_write(struct version_writer *writer, struct text version)
{
    struct moment_parts moment;
    if (!moment_read(version, &moment)) {
        version_put(writer, 0);
        version_put_text(writer, version);
        return;
    }
    int64_t minutes = (days_of(&moment) * 24 + moment.hour) * 60 + moment.minute;
    int64_t seconds = (minutes - moment.offset_minutes) * 60 + moment.second;
    uint64_t shifted = (uint64_t)(seconds + ((int64_t)1 << 40));
    version_put(writer, 1);
    for (int shift = 40; shift >= 0; shift -= 8) {
        version_put(writer, (unsigned)(shifted >> shift) & 255);
    }
    while (moment.fraction.size > 0 && moment.fraction.at[moment.fraction.size - 1] == '0') {
        moment.fraction.size--;
    }
    version_put_text(writer, moment.fraction);
}

void version_text_write(struct version_writer *writer, struct text version)
{
    version_put_text(writer, version);
}
