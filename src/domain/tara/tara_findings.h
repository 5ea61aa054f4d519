/* tara_findings.h - what is missing or contradictory in one analysis.
 *
 * Purpose: the module's completeness checks (tara_checks.c), narrowed to the
 * records of one analysis, and those that need computed figures (TARA-C1 ...),
 * in order of severity, check and key.
 * Ownership: the analysis' arena. Cost: one query a check. */
#ifndef CSMS_DOMAIN_TARA_TARA_FINDINGS_H
#define CSMS_DOMAIN_TARA_TARA_FINDINGS_H

#include "domain/tara/tara_load.h"

struct tara_finding {
    const struct check *check;
    const struct record *record;
};

struct tara_findings {
    struct tara_finding *at;
    size_t count;
};

enum rc tara_findings_load(const struct tara *tara, struct tara_findings *out) MUST_USE;

#endif
