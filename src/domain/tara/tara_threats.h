/* tara_threats.h - threats from an architecture: rules, run, list, estimate.
 *
 * Purpose: what the command without a workspace and the verb of an analysis
 * share: the rules of the catalogue, and the way from a closed model to the
 * list of its threats with the easiest way to each and its feasibility.
 * Ownership: everything lives in the arena given to tara_threats_init.
 * Cost: see threat_run.h; a time box ends it with RC_TOO_LARGE. The clock is
 * the machine's; nothing that is stored depends on it.
 * Errors: those of threat_rules.h, threat_run.h and threat_list.h. */
#ifndef CSMS_DOMAIN_TARA_TARA_THREATS_H
#define CSMS_DOMAIN_TARA_TARA_THREATS_H

#include "engine/threat_model.h"
#include "engine/threat_rate.h"
#include "format/threat_rules.h"

#define TARA_RATED_NODES_LIMIT 2000000 /* larger graphs get no feasibility */

struct tara_threats {
    struct arena *arena;
    struct fault *fault;
    struct threat_symbols symbols;
    struct threat_rules rules;
    struct threat_model model; /* filled by the caller, then closed */
    struct threat_graph *graph;
    struct threat_list *list;
    struct threat_rating rating;
    bool is_rated;
    double seconds; /* that rules and graph took */
};

/* The rule files that the program carries; their version is a hash of them. */
void tara_threats_catalogue(struct arena *arena, struct threat_rules_file **out, size_t *count);
struct text tara_threats_version(struct arena *arena, const struct threat_rules_file *files,
                                 size_t count);

/* method: whose factors the steps are rated with. */
void tara_threats_init(struct tara_threats *threats, struct arena *arena, struct fault *fault,
                       const struct method *method);
enum rc tara_threats_rules(struct tara_threats *threats, const struct threat_rules_file *files,
                           size_t count) MUST_USE;
/* From the closed model to list, graph and rating. */
enum rc tara_threats_find(struct tara_threats *threats, double seconds) MUST_USE;
/* The profile (of rating.grid) of the easiest way to a threat; NO_LEVEL where unknown. */
int tara_threats_easiest(const struct tara_threats *threats, const struct threat *threat);

#endif
