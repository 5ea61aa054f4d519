#include "engine/layout.h"
#include "engine/layout_tree.h"

/* "Across" runs along a layer, "along" from layer to layer. */
struct work {
    struct arena *arena;
    struct fault *fault;
    const struct layout_picture *picture;
    uint32_t boxes;
    uint32_t edges;
    uint32_t *layer_of; /* by box */
    uint32_t layers;
    uint32_t *tree_edge;  /* by box: the edge it hangs on, or LAYOUT_NONE */
    uint32_t *first_lane; /* by edge: its first lane item, or LAYOUT_NONE */
    uint32_t items;       /* boxes, then lanes, then the root over all */
    int64_t *middles;     /* by item, across */
    int64_t *starts;      /* by layer, along */
    int64_t *ends;
};

static enum rc check_picture(struct work *work)
{
    const struct layout_picture *picture = work->picture;
    if (picture->box_count > LAYOUT_BOXES_LIMIT || picture->edge_count > LAYOUT_EDGES_LIMIT) {
        return fault_add(work->fault, RC_TOO_LARGE, TEXT_NONE,
                         "a picture has at most %d boxes and %d edges", LAYOUT_BOXES_LIMIT,
                         LAYOUT_EDGES_LIMIT);
    }
    if (picture->gap_beside < 1 || picture->gap_beside > LAYOUT_SIZE_LIMIT ||
        picture->gap_layers < 1 || picture->gap_layers > LAYOUT_SIZE_LIMIT) {
        return fault_add(work->fault, RC_INVALID, TEXT_NONE, "gaps are from 1 to %d",
                         LAYOUT_SIZE_LIMIT);
    }
    for (uint32_t i = 0; i < picture->box_count; i++) {
        struct layout_box box = picture->boxes[i];
        if (box.width < 1 || box.width > LAYOUT_SIZE_LIMIT || box.height < 1 ||
            box.height > LAYOUT_SIZE_LIMIT) {
            return fault_add(work->fault, RC_INVALID, TEXT_NONE,
                             "box %u: width and height are from 1 to %d", i, LAYOUT_SIZE_LIMIT);
        }
    }
    for (uint32_t e = 0; e < picture->edge_count; e++) {
        if (picture->edges[e].from >= picture->box_count ||
            picture->edges[e].to >= picture->box_count) {
            return fault_add(work->fault, RC_NOT_FOUND, TEXT_NONE,
                             "edge %u names a box that does not exist", e);
        }
    }
    return RC_OK;
}

static int64_t across_size(const struct work *work, uint32_t box)
{
    const struct layout_box *of = &work->picture->boxes[box];
    return work->picture->direction == LAYOUT_DOWN ? of->width : of->height;
}

static int64_t along_size(const struct work *work, uint32_t box)
{
    const struct layout_box *of = &work->picture->boxes[box];
    return work->picture->direction == LAYOUT_DOWN ? of->height : of->width;
}

/* Edges by the box they leave, in their given order. */
static void sort_edges(const struct work *work, uint32_t *first, uint32_t *sorted)
{
    for (uint32_t e = 0; e < work->edges; e++) {
        first[work->picture->edges[e].from + 2]++;
    }
    for (uint32_t box = 0; box < work->boxes; box++) {
        first[box + 2] += first[box + 1];
    }
    for (uint32_t e = 0; e < work->edges; e++) {
        sorted[first[work->picture->edges[e].from + 1]++] = e;
    }
}

/* Longest path from the boxes without parents. */
static enum rc find_layers(struct work *work, const uint32_t *first, const uint32_t *sorted)
{
    uint32_t *parents = ARENA_MANY(work->arena, uint32_t, work->boxes);
    uint32_t *ready = ARENA_MANY(work->arena, uint32_t, work->boxes);
    uint32_t count = 0;
    work->layer_of = ARENA_MANY(work->arena, uint32_t, work->boxes);
    for (uint32_t e = 0; e < work->edges; e++) {
        parents[work->picture->edges[e].to]++;
    }
    for (uint32_t box = 0; box < work->boxes; box++) {
        if (parents[box] == 0) {
            ready[count++] = box;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t layer = work->layer_of[ready[i]] + 1;
        work->layers = layer > work->layers ? layer : work->layers;
        for (uint32_t s = first[ready[i]]; s < first[ready[i] + 1]; s++) {
            uint32_t to = work->picture->edges[sorted[s]].to;
            work->layer_of[to] = layer > work->layer_of[to] ? layer : work->layer_of[to];
            if (--parents[to] == 0) {
                ready[count++] = to;
            }
        }
    }
    if (count < work->boxes) {
        return fault_add(work->fault, RC_CYCLE, TEXT_NONE,
                         "the edges run in a circle, so there is no order of layers");
    }
    return RC_OK;
}

static uint32_t layer_span(const struct work *work, uint32_t edge)
{
    const struct layout_edge *of = &work->picture->edges[edge];
    return work->layer_of[of->to] - work->layer_of[of->from];
}

/* Each box hangs on the first edge from the layer before; other long edges get
 * one lane item for each layer they cross. */
static void hang_boxes(struct work *work)
{
    uint32_t lanes = 0;
    work->tree_edge = ARENA_MANY(work->arena, uint32_t, work->boxes);
    work->first_lane = ARENA_MANY(work->arena, uint32_t, work->edges);
    for (uint32_t box = 0; box < work->boxes; box++) {
        work->tree_edge[box] = LAYOUT_NONE;
    }
    for (uint32_t e = 0; e < work->edges; e++) {
        uint32_t span = layer_span(work, e);
        uint32_t to = work->picture->edges[e].to;
        work->first_lane[e] = LAYOUT_NONE;
        if (span == 1 && work->tree_edge[to] == LAYOUT_NONE) {
            work->tree_edge[to] = e;
        } else if (span > 1 && lanes + span - 1 <= LAYOUT_LANES_LIMIT) {
            work->first_lane[e] = work->boxes + lanes;
            lanes += span - 1;
        }
    }
    work->items = work->boxes + lanes + 1;
}

struct forest {
    int64_t *widths;
    uint32_t *depth_of; /* layer + 1; the root 0 */
    uint32_t *first;
    uint32_t *children;
    uint32_t count;   /* of children */
    uint8_t *goes_on; /* by item: a lane whose next item is its continuation */
};

static void forest_add_lanes(const struct work *work, struct forest *forest, uint32_t edge)
{
    uint32_t lane = work->first_lane[edge];
    uint32_t layer = work->layer_of[work->picture->edges[edge].from] + 1;
    for (uint32_t i = 0; i + 1 < layer_span(work, edge); i++) {
        forest->widths[lane + i] = 1;
        forest->depth_of[lane + i] = layer + i + 1;
        forest->goes_on[lane + i] = i + 2 < layer_span(work, edge);
    }
}

/* The ordered forest of boxes and lanes, as children lists by item. */
static void build_forest(const struct work *work, const uint32_t *first, const uint32_t *sorted,
                         struct forest *forest)
{
    for (uint32_t box = 0; box < work->boxes; box++) {
        forest->widths[box] = across_size(work, box);
        forest->depth_of[box] = work->layer_of[box] + 1;
        forest->first[box] = forest->count;
        for (uint32_t s = first[box]; s < first[box + 1]; s++) {
            uint32_t edge = sorted[s];
            uint32_t to = work->picture->edges[edge].to;
            if (work->tree_edge[to] == edge) {
                forest->children[forest->count++] = to;
            } else if (work->first_lane[edge] != LAYOUT_NONE) {
                forest->children[forest->count++] = work->first_lane[edge];
                forest_add_lanes(work, forest, edge);
            }
        }
    }
    for (uint32_t lane = work->boxes; lane + 1 < work->items; lane++) {
        forest->first[lane] = forest->count;
        if (forest->goes_on[lane]) {
            forest->children[forest->count++] = lane + 1;
        }
    }
    forest->first[work->items - 1] = forest->count;
    for (uint32_t box = 0; box < work->boxes; box++) {
        if (work->tree_edge[box] == LAYOUT_NONE) {
            forest->children[forest->count++] = box;
        }
    }
    forest->first[work->items] = forest->count;
}

static const uint32_t *sort_by_depth(const struct work *work, const struct forest *forest)
{
    uint32_t *next = ARENA_MANY(work->arena, uint32_t, work->layers + 2);
    uint32_t *sorted = ARENA_MANY(work->arena, uint32_t, work->items);
    for (uint32_t item = 0; item < work->items; item++) {
        next[work->layers - forest->depth_of[item] + 1]++;
    }
    for (uint32_t d = 0; d < work->layers; d++) {
        next[d + 1] += next[d];
    }
    for (uint32_t item = 0; item < work->items; item++) {
        sorted[next[work->layers - forest->depth_of[item]]++] = item;
    }
    return sorted;
}

static void place_across(struct work *work, const uint32_t *first, const uint32_t *sorted)
{
    struct forest forest = {.widths = ARENA_MANY(work->arena, int64_t, work->items),
                            .depth_of = ARENA_MANY(work->arena, uint32_t, work->items),
                            .first = ARENA_MANY(work->arena, uint32_t, work->items + 1),
                            .children = ARENA_MANY(work->arena, uint32_t, work->items),
                            .goes_on = ARENA_MANY(work->arena, uint8_t, work->items)};
    build_forest(work, first, sorted, &forest);
    struct layout_tree tree = {.count = work->items,
                               .widths = forest.widths,
                               .by_depth = sort_by_depth(work, &forest),
                               .first = forest.first,
                               .children = forest.children,
                               .gap = work->picture->gap_beside};
    work->middles = ARENA_MANY(work->arena, int64_t, work->items);
    layout_tree_place(work->arena, &tree, work->middles);
    int64_t least = INT64_MAX;
    for (uint32_t item = 0; item + 1 < work->items; item++) {
        int64_t edge = work->middles[item] - forest.widths[item] / 2;
        least = edge < least ? edge : least;
    }
    for (uint32_t item = 0; item + 1 < work->items; item++) {
        work->middles[item] -= least;
    }
}

static void place_along(struct work *work)
{
    work->starts = ARENA_MANY(work->arena, int64_t, work->layers + 1);
    work->ends = ARENA_MANY(work->arena, int64_t, work->layers + 1);
    for (uint32_t box = 0; box < work->boxes; box++) {
        int64_t *deepest = &work->ends[work->layer_of[box]]; /* sizes first */
        *deepest = along_size(work, box) > *deepest ? along_size(work, box) : *deepest;
    }
    for (uint32_t layer = 0; layer < work->layers; layer++) {
        work->ends[layer] += work->starts[layer];
        work->starts[layer + 1] = work->ends[layer] + work->picture->gap_layers;
    }
}

static struct layout_point point_at(const struct work *work, int64_t across, int64_t along)
{
    return work->picture->direction == LAYOUT_DOWN ? (struct layout_point){(int)across, (int)along}
                                                   : (struct layout_point){(int)along, (int)across};
}

static void draw_edge(const struct work *work, uint32_t edge, struct layout *layout,
                      uint32_t *count)
{
    const struct layout_edge *of = &work->picture->edges[edge];
    uint32_t layer = work->layer_of[of->from];
    int64_t end = work->starts[layer] + along_size(work, of->from);
    struct layout_point *points = layout->points;
    points[(*count)++] = point_at(work, work->middles[of->from], end);
    if (end < work->ends[layer]) {
        points[(*count)++] = point_at(work, work->middles[of->from], work->ends[layer]);
    }
    if (work->first_lane[edge] != LAYOUT_NONE) {
        for (uint32_t i = 0; i + 1 < layer_span(work, edge); i++) {
            int64_t across = work->middles[work->first_lane[edge] + i];
            points[(*count)++] = point_at(work, across, work->starts[layer + 1 + i]);
            points[(*count)++] = point_at(work, across, work->ends[layer + 1 + i]);
        }
    }
    points[(*count)++] =
        point_at(work, work->middles[of->to], work->starts[work->layer_of[of->to]]);
}

static enum rc draw(const struct work *work, struct layout *layout)
{
    int64_t across = 0;
    uint32_t lanes = work->items - 1 - work->boxes;
    uint32_t count = 0;
    layout->corners = ARENA_MANY(work->arena, struct layout_point, work->boxes);
    layout->layers = work->layer_of;
    layout->first_point = ARENA_MANY(work->arena, uint32_t, work->edges + 1);
    layout->points = ARENA_MANY(work->arena, struct layout_point, work->edges * 3 + lanes * 2);
    for (uint32_t item = 0; item + 1 < work->items; item++) {
        int64_t size = item < work->boxes ? across_size(work, item) : 1;
        int64_t start = work->middles[item] - size / 2;
        across = start + size > across ? start + size : across;
        if (item < work->boxes) {
            layout->corners[item] = point_at(work, start, work->starts[work->layer_of[item]]);
        }
    }
    int64_t along = work->layers > 0 ? work->ends[work->layers - 1] : 0;
    if (across > INT32_MAX || along > INT32_MAX) {
        return fault_add(work->fault, RC_TOO_LARGE, TEXT_NONE, "the picture grows too large");
    }
    for (uint32_t e = 0; e < work->edges; e++) {
        layout->first_point[e] = count;
        draw_edge(work, e, layout, &count);
    }
    layout->first_point[work->edges] = count;
    struct layout_point size = point_at(work, across, along);
    layout->width = size.x;
    layout->height = size.y;
    return RC_OK;
}

enum rc layout_place(struct arena *arena, const struct layout_picture *picture, struct fault *fault,
                     struct layout *out)
{
    struct work work = {.arena = arena,
                        .fault = fault,
                        .picture = picture,
                        .boxes = picture->box_count,
                        .edges = picture->edge_count};
    struct layout layout = {0};
    enum rc rc = check_picture(&work);
    if (rc != RC_OK) {
        return rc;
    }
    uint32_t *first = ARENA_MANY(arena, uint32_t, work.boxes + 2);
    uint32_t *sorted = ARENA_MANY(arena, uint32_t, work.edges);
    sort_edges(&work, first, sorted);
    rc = find_layers(&work, first, sorted);
    if (rc == RC_OK) {
        hang_boxes(&work);
        place_across(&work, first, sorted);
        place_along(&work);
        rc = draw(&work, &layout);
    }
    if (rc == RC_OK && arena_is_over(arena)) {
        rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                       "the picture needs more memory than this call may use");
    }
    if (rc == RC_OK) {
        *out = layout;
    }
    return rc;
}
