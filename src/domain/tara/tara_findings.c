#include "domain/tara/tara_findings.h"

#include "domain/tara/tara_part.h"
#include "domain/tara/tara_queries.h"

#include <stdlib.h>
#include <string.h>

static int severity_rank(const char *severity)
{
    if (strcmp(severity, "error") == 0) {
        return 0;
    }
    return strcmp(severity, "warning") == 0 ? 1 : 2;
}

static int by_severity(const void *a, const void *b)
{
    const struct tara_finding *left = a;
    const struct tara_finding *right = b;
    int order = severity_rank(left->check->severity) - severity_rank(right->check->severity);
    if (order == 0) {
        order = strcmp(left->check->id, right->check->id);
    }
    return order != 0 ? order
                      : (left->record->number > right->record->number) -
                            (left->record->number < right->record->number);
}

static const struct record *record_of(const struct tara *tara, struct id id)
{
    const struct tara_found *found = tara_find(tara, id);
    if (found != NULL) {
        return found->record;
    }
    return id_equals(id, tara->analysis->id) ? tara->analysis : NULL;
}

enum rc tara_findings_load(const struct tara *tara, struct tara_findings *out)
{
    struct tara_findings all = {NULL, 0};
    struct tara_checking checking;
    size_t room = 0;
    enum rc rc = tara_query_checking(tara, &checking);
    for (size_t c = 0; rc == RC_OK && c < TARA_CHECK_COUNT; c++) {
        struct id *ids;
        size_t count;
        rc = tara_query_check(tara->snapshot, &tara_checks[c], &checking, &ids, &count);
        if (rc != RC_OK) {
            return rc;
        }
        if (all.count + count > room) {
            size_t wider = (all.count + count) * 2;
            all.at = arena_grow(tara->arena, all.at, room * sizeof *all.at, wider * sizeof *all.at);
            room = wider;
        }
        for (size_t i = 0; i < count; i++) {
            const struct record *record = record_of(tara, ids[i]);
            if (record != NULL) {
                all.at[all.count++] = (struct tara_finding){&tara_checks[c], record};
            }
        }
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (all.count > 0) {
        qsort(all.at, all.count, sizeof *all.at, by_severity);
    }
    *out = all;
    return RC_OK;
}
