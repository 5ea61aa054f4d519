/* fault_value.h - probabilities and importance, read off a solution.
 *
 * Purpose: fault_value_probability gives the exact probability of the top (up
 * to rounding: only sums and products of numbers that are not negative, for the
 * value and for its complement). fault_value_importance gives for every event
 *   birnbaum     P(top | event) - P(top | no event)
 *   criticality  birnbaum x p / P(top): the event is there and decides
 *   fussell_vesely  (P(top) - P(top | no event)) / P(top): the share of the top
 *                that needs the event
 *   raw          P(top | event) / P(top), risk achievement worth
 *   rrw          P(top) / P(top | no event), risk reduction worth
 * in one sweep up and one down. A ratio with nothing below its line is 0 where
 * its numerator is 0, else infinite. The exact share that needs the event is
 * its criticality, so the two are equal here; programs that add up cut sets
 * print an approximation for the former.
 *
 * Needs solution->is_solved. Purity: none of it has state. Cost: O(nodes).
 * Errors: none. Source: Birnbaum 1969; Vesely and others 1983 (NUREG/CR-3385). */
#ifndef CSMS_ENGINE_FAULT_VALUE_H
#define CSMS_ENGINE_FAULT_VALUE_H

#include "engine/fault_solution.h"

struct fault_importance {
    double birnbaum;
    double criticality;
    double fussell_vesely;
    double raw;
    double rrw;
};

/* Also sets p and q of every variable, which importance needs. */
double fault_value_probability(struct fault_solution *solution);
/* By tree node; of nodes that do not matter all is 0 but raw and rrw, which are 1. */
struct fault_importance *fault_value_importance(struct fault_solution *solution,
                                                struct arena *arena);

#endif
