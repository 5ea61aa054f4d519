/* attack_input.h - everything that is known of a tree's steps, and its hash.
 *
 * Purpose: what the variants of attack_variant.h read beside the ratings of the
 * tree. Lists are by position of the step ([tree->steps]) and NULL where not
 * given for all steps that count.
 * The hash names an input for reports and re-runs: SHA-256 over a canonical
 * form of the tree that counts (gates, k, operands and ratings by position) and
 * of the given lists; names are no part of it, so renaming changes nothing.
 * Purity: pure. Ownership: borrows all. Cost: O(nodes + edges). Errors: none. */
#ifndef CSMS_ENGINE_ATTACK_INPUT_H
#define CSMS_ENGINE_ATTACK_INPUT_H

#include "base/hash.h"
#include "engine/attack_tree.h"
#include "engine/profile_grid.h"

struct attack_input {
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    const double *costs;
    const double *days;
    const double *probabilities; /* 0 to 1, independent */
    const uint16_t *repeated;    /* V6: profiles of the repeated attack */
    /* V8: by factor, what the step needs at its level (a field of expertise, a
     * kind of tool); 0: nothing that differs from others. Values < tag_limit. */
    const uint16_t *tags[METHOD_FACTORS_LIMIT];
    uint16_t tag_limit;
};

struct hash attack_input_hash(const struct attack_input *input);

#endif
