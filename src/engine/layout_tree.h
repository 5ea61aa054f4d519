/* layout_tree.h - the tidy-tree part of layout.h.
 *
 * Purpose: places the items of an ordered forest whose layers are given: how
 * far each stands to the right of its parent, no two closer than the gap.
 * Only layout.c uses it. Cost: O(items): joining two subtrees walks their
 * outlines only as deep as the shallower one goes. Errors: none. */
#ifndef CSMS_ENGINE_LAYOUT_TREE_H
#define CSMS_ENGINE_LAYOUT_TREE_H

#include "base/arena.h"

#include <stdint.h>

#define LAYOUT_NONE UINT32_MAX

/* Items are 0 .. count-1; the last one is the root over all and has no size. */
struct layout_tree {
    uint32_t count;
    const int64_t *widths;    /* across, by item */
    const uint32_t *by_depth; /* items, deepest first, the root last */
    const uint32_t *first;    /* [count + 1], into children */
    const uint32_t *children; /* in order */
    int64_t gap;
};

/* Writes the middle of each item; the root's is 0. */
void layout_tree_place(struct arena *arena, const struct layout_tree *tree, int64_t *middles);

#endif
