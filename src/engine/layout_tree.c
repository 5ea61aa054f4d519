#include "engine/layout_tree.h"

/* One side of a subtree's outline: a chain of items, one a layer, each with the
 * way from its edge to the edge of the next. */
struct outline {
    uint32_t *next;
    int64_t *way;
};

struct placing {
    const struct layout_tree *tree;
    struct outline left;
    struct outline right;
    int64_t *from_parent;
};

/* A walk down an outline, in the frame of the forest being joined. */
struct cursor {
    const struct outline *outline;
    uint32_t item;
    int64_t x;
};

static int64_t left_edge(const struct layout_tree *tree, uint32_t item)
{
    return -(tree->widths[item] / 2);
}

static int64_t right_edge(const struct layout_tree *tree, uint32_t item)
{
    return left_edge(tree, item) + tree->widths[item];
}

static void cursor_step(struct cursor *cursor)
{
    cursor->x += cursor->outline->way[cursor->item];
    cursor->item = cursor->outline->next[cursor->item];
}

/* Goes to the last item of an outline that is `layers` deep. */
static void cursor_end(struct cursor *cursor, uint32_t layers)
{
    for (uint32_t i = 1; i < layers; i++) {
        cursor_step(cursor);
    }
}

static void outline_extend(struct outline *outline, struct cursor end, struct cursor tail)
{
    outline->next[end.item] = tail.item;
    outline->way[end.item] = tail.x - end.x;
}

/* Joins child to the right of the forest that starts with first (at 0) and ends
 * with last (at last_at). Returns where the child's middle goes. */
static int64_t join(struct placing *placing, uint32_t first, uint32_t last, int64_t last_at,
                    uint32_t child)
{
    const struct layout_tree *tree = placing->tree;
    struct cursor forest = {&placing->right, last, last_at + right_edge(tree, last)};
    struct cursor inner = {&placing->left, child, left_edge(tree, child)};
    int64_t at = INT64_MIN;
    uint32_t layers = 0;
    while (forest.item != LAYOUT_NONE && inner.item != LAYOUT_NONE) {
        int64_t needed = forest.x + tree->gap - inner.x;
        at = needed > at ? needed : at;
        layers++;
        cursor_step(&forest);
        cursor_step(&inner);
    }
    if (forest.item != LAYOUT_NONE) { /* the forest shows below the child */
        struct cursor end = {&placing->right, child, at + right_edge(tree, child)};
        cursor_end(&end, layers);
        outline_extend(&placing->right, end, forest);
    } else if (inner.item != LAYOUT_NONE) { /* the child shows below the forest */
        struct cursor end = {&placing->left, first, left_edge(tree, first)};
        cursor_end(&end, layers);
        inner.x += at;
        outline_extend(&placing->left, end, inner);
    }
    return at;
}

static void place_children(struct placing *placing, uint32_t item)
{
    const struct layout_tree *tree = placing->tree;
    uint32_t begin = tree->first[item];
    uint32_t end = tree->first[item + 1];
    placing->left.next[item] = placing->right.next[item] = LAYOUT_NONE;
    if (begin == end) {
        return;
    }
    uint32_t first = tree->children[begin];
    uint32_t last = first;
    int64_t last_at = 0;
    placing->from_parent[first] = 0;
    for (uint32_t i = begin + 1; i < end; i++) {
        last_at = join(placing, first, last, last_at, tree->children[i]);
        last = tree->children[i];
        placing->from_parent[last] = last_at;
    }
    int64_t middle = last_at / 2;
    for (uint32_t i = begin; i < end; i++) {
        placing->from_parent[tree->children[i]] -= middle;
    }
    placing->left.next[item] = first;
    placing->left.way[item] = left_edge(tree, first) - middle - left_edge(tree, item);
    placing->right.next[item] = last;
    placing->right.way[item] = last_at + right_edge(tree, last) - middle - right_edge(tree, item);
}

void layout_tree_place(struct arena *arena, const struct layout_tree *tree, int64_t *middles)
{
    struct placing placing = {.tree = tree};
    placing.left = (struct outline){ARENA_MANY(arena, uint32_t, tree->count),
                                    ARENA_MANY(arena, int64_t, tree->count)};
    placing.right = (struct outline){ARENA_MANY(arena, uint32_t, tree->count),
                                     ARENA_MANY(arena, int64_t, tree->count)};
    placing.from_parent = ARENA_MANY(arena, int64_t, tree->count);
    for (uint32_t i = 0; i < tree->count; i++) {
        place_children(&placing, tree->by_depth[i]);
    }
    middles[tree->by_depth[tree->count - 1]] = 0;
    for (uint32_t i = tree->count; i-- > 0;) {
        uint32_t item = tree->by_depth[i];
        for (uint32_t c = tree->first[item]; c < tree->first[item + 1]; c++) {
            uint32_t child = tree->children[c];
            middles[child] = middles[item] + placing.from_parent[child];
        }
    }
}
