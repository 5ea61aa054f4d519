/* layout.h - where the boxes of a tree or graph go.
 *
 * Purpose: one result for screen, PDF and terminal. Boxes stand in layers: each
 * one layer after its last parent. Within a layer they follow the tidy-tree
 * rules: children in their given order below the middle of their parent,
 * subtrees as close as their outlines permit. A shared box stands once, below
 * the first parent of the layer before it; edges from further up keep a lane
 * through the layers between, so no edge runs through a box.
 * Purity: pure, deterministic: same input, same picture.
 * Shape: coordinates start at 0,0; corners are top left; an edge is a run of
 * points from the end of its parent to the start of its child, one after the
 * other in points. LAYOUT_DOWN puts layers below each other, LAYOUT_RIGHT
 * beside each other.
 * Ownership: the arena. Cost: O(boxes + edges + lanes) time and memory.
 * Lanes cost a cell a layer; beyond LAYOUT_LANES_LIMIT cells further long edges
 * run straight (only pictures nobody can read get there).
 * Errors: RC_CYCLE, RC_NOT_FOUND (an edge names no box), RC_INVALID (a size or
 * gap out of range), RC_TOO_LARGE.
 * Source: Reingold, Tilford, Tidier Drawings of Trees (1981), with outlines
 * kept as linked cells; layers by longest path as in Sugiyama (1981). */
#ifndef CSMS_ENGINE_LAYOUT_H
#define CSMS_ENGINE_LAYOUT_H

#include "base/fault.h"

#define LAYOUT_BOXES_LIMIT 200000
#define LAYOUT_EDGES_LIMIT 1000000
#define LAYOUT_LANES_LIMIT 400000
#define LAYOUT_SIZE_LIMIT 2000 /* of a box or gap, in the caller's unit */

enum layout_direction { LAYOUT_DOWN, LAYOUT_RIGHT };

struct layout_box {
    int width;
    int height;
};

struct layout_edge {
    uint32_t from;
    uint32_t to;
};

struct layout_point {
    int x;
    int y;
};

struct layout_picture { /* what is to be placed */
    const struct layout_box *boxes;
    uint32_t box_count;
    const struct layout_edge *edges;
    uint32_t edge_count;
    enum layout_direction direction;
    int gap_beside; /* between boxes of a layer */
    int gap_layers; /* between layers; edges bend there */
};

struct layout {
    struct layout_point *corners; /* by box */
    uint32_t *layers;             /* by box */
    uint32_t *first_point;        /* by edge, [edge_count + 1] into points */
    struct layout_point *points;
    int width;
    int height;
};

enum rc layout_place(struct arena *arena, const struct layout_picture *picture, struct fault *fault,
                     struct layout *out) MUST_USE;

#endif
