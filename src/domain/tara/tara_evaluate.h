/* tara_evaluate.h - impact, feasibility, risk and assurance level of an analysis.
 *
 * Purpose: the computing half of tara_load. Every risk record gets its figures,
 * and every pair of threat and damage scenario that nobody has made a record of
 * is computed as well, so that nothing hides behind missing paperwork.
 * Ownership: the analysis' arena. Cost: one engine pass a tree, and one more
 * for each risk with a control scenario. Errors: RC_TOO_LARGE. */
#ifndef CSMS_DOMAIN_TARA_TARA_EVALUATE_H
#define CSMS_DOMAIN_TARA_TARA_EVALUATE_H

#include "domain/tara/tara_load.h"

enum rc tara_evaluate(struct tara *tara) MUST_USE;
/* The initial risk that ranks highest for a threat, or NULL where none is rated. */
const struct tara_risk *tara_evaluate_highest(const struct tara *tara, uint32_t threat);
/* The highest initial risk value that a threat would have at this feasibility
 * level; 0 where none of its damage scenarios is rated. */
int tara_evaluate_guess(const struct tara *tara, uint32_t threat, int level);
/* The treatment decision that counts for a risk (decided before proposed), or NULL. */
const struct record *tara_evaluate_treatment(const struct tara *tara, const struct tara_risk *risk);

#endif
