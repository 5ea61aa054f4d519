/* check.h - completeness checks, run.
 *
 * Purpose: the one list of checks of all modules, run on a snapshot: who
 * violates what, with clause, severity and what to do. The command line, the
 * screens and compliance use the same answers.
 * Cost: one query a check. Errors: RC_BROKEN where SQL fails, RC_NOT_FOUND and
 * RC_DENIED for the record that it is about. */
#ifndef CSMS_CORE_CHECK_H
#define CSMS_CORE_CHECK_H

#include "core/render.h"

struct check_filter {
    struct text module;        /* or empty */
    struct text clause;        /* or empty */
    struct text about;         /* key or id of a record: it and its parts; or empty */
    const struct actor *actor; /* who asks: only what he may read; NULL: all */
};

struct finding {
    const struct check *check;
    struct card card;
};

enum rc check_run(struct snapshot *snapshot, const struct check_filter *filter,
                  struct finding **out, size_t *count) MUST_USE;
void check_render(struct renderer *renderer, const struct finding *findings, size_t count);
/* SARIF 2.1.0 */
void check_render_sarif(struct json_writer *writer, const struct finding *findings, size_t count);

#endif
