#include "base/rc.h"

#include <stddef.h>

struct rc_row {
    int http_status;
    int exit_code;
    const char *name;
    const char *sentence;
};

#define RC(name, http, exit_code, sentence) {http, exit_code, #name, sentence},
static const struct rc_row rows[] = {
#include "base/rc.def"
};
#undef RC

static const struct rc_row *row_of(enum rc rc)
{
    size_t at = (size_t)rc < (size_t)RC_COUNT ? (size_t)rc : (size_t)RC_BROKEN;
    return &rows[at];
}

int rc_http_status(enum rc rc)
{
    return row_of(rc)->http_status;
}

int rc_exit_code(enum rc rc)
{
    return row_of(rc)->exit_code;
}

const char *rc_name(enum rc rc)
{
    return row_of(rc)->name;
}

const char *rc_sentence(enum rc rc)
{
    return row_of(rc)->sentence;
}
