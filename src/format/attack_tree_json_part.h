/* attack_tree_json_part.h - what attack_tree_json*.c share. Private to them.
 * Purity, ownership, cost, errors: see attack_tree_json.h. */
#ifndef CSMS_FORMAT_ATTACK_TREE_JSON_PART_H
#define CSMS_FORMAT_ATTACK_TREE_JSON_PART_H

#include "base/json.h"
#include "base/table.h"
#include "engine/attack_input.h"

/* One case on its way from JSON to answers; problem collects what is wrong. */
struct attack_tree_json_case {
    struct arena *arena;
    const struct profile_grid *grid;
    struct fault problem;
    const struct json *item;

    struct attack_tree_builder builder;
    struct table numbers;        /* name to node number + 1 */
    struct table words;          /* tag to its number */
    const struct json **json_of; /* by node */
    bool has_ap;                 /* else every step is rated as free */
    const struct attack_tree *tree;
    struct attack_input input;
    double *costs; /* by node, where input.costs is given */
    double *probabilities;
    double *damages; /* by node, 0 where absent; NULL where no node has one */
};

enum rc attack_tree_json_read(struct attack_tree_json_case *reading,
                              const struct json *item) MUST_USE;
/* A list of points, one for each factor, as a profile. */
enum rc attack_tree_json_points(struct attack_tree_json_case *reading, struct text path,
                                const struct json *list, uint16_t *out) MUST_USE;
/* Appends the members of the answer; after an error they are to be dropped. */
enum rc attack_tree_json_put(struct attack_tree_json_case *reading,
                             struct json_writer *writer) MUST_USE;
/* Those that need the minimal attacks. */
enum rc attack_tree_json_put_attacks(struct attack_tree_json_case *reading,
                                     struct json_writer *writer) MUST_USE;
/* "very_low" as "VeryLow" */
void attack_tree_json_put_level(const struct attack_tree_json_case *reading,
                                struct json_writer *writer, const char *name, int level);

#endif
