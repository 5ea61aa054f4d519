#include "base/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_TEXT_LIMIT 64 /* longer ones are no figure that a person rated */

static const char *digits(const char *at)
{
    while (*at >= '0' && *at <= '9') {
        at++;
    }
    return at;
}

/* The end of the longest number at the start; NULL where there is none. */
static const char *number_end(const char *at)
{
    const char *whole = at + (*at == '-');
    const char *end = digits(whole);
    if (end == whole || (*whole == '0' && end - whole > 1)) {
        return NULL;
    }
    if (*end == '.') {
        const char *fraction = end + 1;
        end = digits(fraction);
        if (end == fraction) {
            return NULL;
        }
    }
    if (*end == 'e' || *end == 'E') {
        const char *power = end + 1;
        power += *power == '+' || *power == '-';
        end = digits(power);
        if (end == power) {
            return NULL;
        }
    }
    return end;
}

bool number_read(struct text text, double *out)
{
    char z[NUMBER_TEXT_LIMIT + 1];
    if (text.size == 0 || text.size > NUMBER_TEXT_LIMIT) {
        return false;
    }
    memcpy(z, text.at, text.size);
    z[text.size] = '\0';
    if (number_end(z) != z + text.size) {
        return false;
    }
    /* The program never leaves the C locale, so the point is a point. */
    double number = strtod(z, NULL);
    if (!isfinite(number)) {
        return false;
    }
    *out = number;
    return true;
}

/* The shortest decimal that reads back as the same double. */
static struct text shortest(char z[32], double number)
{
    assert(isfinite(number));
    for (int digit_count = 15; digit_count <= 17; digit_count++) {
        (void)snprintf(z, 32, "%.*g", digit_count, number);
        if (strtod(z, NULL) == number) {
            break;
        }
    }
    return text_of(z);
}

void number_put(struct buffer *out, double number)
{
    char z[32];
    buffer_put(out, shortest(z, number));
}

bool number_of_json(const struct json *json, double *out)
{
    return json != NULL && json->kind == JSON_NUMBER && number_read(json->text, out);
}

void number_put_json(struct json_writer *writer, double number)
{
    char z[32];
    json_put_raw(writer, shortest(z, number));
}

void number_put_member(struct json_writer *writer, const char *name, double number)
{
    json_put_name_z(writer, name);
    number_put_json(writer, number);
}
