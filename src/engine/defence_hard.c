/* A module with shared leaves. The defender's choices for these are tried in
 * turn; then each is passed for nothing, never, or at a price. Those at a price
 * are the dimensions: a vector has a cost for each set of them that the attacker
 * has paid for. Everything below a gate that is reached twice is shared, so such
 * a gate costs 0 or never in every cell and nothing is paid twice. */
#include "engine/defence_part.h"

#include <string.h>

#define SHARED_CHOICES_LIMIT 2000 /* shared leaves of one module: the depth of the search */

struct item {
    int64_t defence;
    int64_t *cells;
};

struct items {
    struct item *list;
    size_t count;
};

struct trying {
    struct defence_work *work; /* its arena outlives the call */
    const struct defence_hard *hard;
    struct arena *scratch; /* of one set of choices */
    struct items *items;   /* by node, of the region's nodes */
    int64_t *price;        /* by leaf of the region: for the shared ones */
    uint32_t *dimension;   /* by leaf: its bit, where its price is neither 0 nor never */
    size_t cells;
    struct defence_front best;
    bool is_easiest; /* the others at what leaves the dearest attack, for nothing */
};

static struct item new_item(struct trying *trying, int64_t defence, int64_t attack)
{
    struct item item = {defence, ARENA_MANY(trying->scratch, int64_t, trying->cells)};
    for (size_t s = 0; s < trying->cells; s++) {
        item.cells[s] = attack;
    }
    return item;
}

static void set_leaf(struct trying *trying, uint32_t leaf)
{
    uint32_t node = trying->hard->region->leaves[leaf];
    struct defence_front front = trying->hard->fronts[node];
    struct items *items = &trying->items[node];
    items->list = ARENA_MANY(trying->scratch, struct item, front.count);
    items->count = 1;
    if (trying->hard->region->is_shared[leaf]) {
        int64_t price = trying->price[leaf];
        items->list[0] = new_item(trying, 0, price);
        if (price > 0 && price < DEFENCE_NEVER) {
            for (size_t s = 0; s < trying->cells; s++) {
                bool is_paid = (s >> trying->dimension[leaf] & 1) != 0;
                items->list[0].cells[s] = is_paid ? 0 : DEFENCE_NEVER;
            }
        }
        return;
    }
    if (trying->is_easiest) {
        items->list[0] = new_item(trying, 0, front.points[front.count - 1].attack);
        return;
    }
    items->count = front.count;
    for (size_t i = 0; i < front.count; i++) {
        items->list[i] = new_item(trying, front.points[i].defence, front.points[i].attack);
    }
}

static bool is_at_least(const struct trying *trying, struct item a, struct item b)
{
    for (size_t s = 0; s < trying->cells; s++) {
        if (a.cells[s] < b.cells[s]) {
            return false;
        }
    }
    return true;
}

/* Keeps items by rising cost, none with another that costs no more and is at
 * least as hard everywhere. */
static void insert(struct trying *trying, struct items *items, struct item item)
{
    size_t at = items->count;
    for (size_t i = 0; i < items->count; i++) {
        struct item other = items->list[i];
        if (other.defence > item.defence) {
            at = i < at ? i : at;
        } else if (is_at_least(trying, other, item)) {
            return;
        }
    }
    size_t put = at;
    for (size_t i = at; i < items->count; i++) {
        if (!is_at_least(trying, item, items->list[i])) {
            items->list[put++] = items->list[i];
        }
    }
    memmove(&items->list[at + 1], &items->list[at], (put - at) * sizeof *items->list);
    items->list[at] = item;
    items->count = put + 1;
}

static struct items merge(struct trying *trying, struct items a, struct items b, bool is_or)
{
    struct items out = {ARENA_MANY(trying->scratch, struct item, a.count * b.count + 1), 0};
    int64_t *cells = ARENA_MANY(trying->scratch, int64_t, trying->cells);
    for (size_t i = 0; i < a.count; i++) {
        for (size_t j = 0; j < b.count; j++) {
            struct item x = a.list[i];
            struct item y = b.list[j];
            for (size_t s = 0; s < trying->cells; s++) {
                int64_t least = x.cells[s] < y.cells[s] ? x.cells[s] : y.cells[s];
                cells[s] = is_or ? least : defence_sum(x.cells[s], y.cells[s]);
            }
            size_t before = out.count;
            struct item fresh = {defence_sum(x.defence, y.defence), cells};
            insert(trying, &out, fresh);
            bool is_kept = out.count != before;
            for (size_t k = 0; k < out.count && !is_kept; k++) {
                is_kept = out.list[k].cells == cells;
            }
            if (is_kept) {
                cells = ARENA_MANY(trying->scratch, int64_t, trying->cells);
            }
            if (!defence_work_add(trying->work, (out.count + 1) * trying->cells) ||
                arena_is_over(trying->scratch)) {
                trying->work->is_over = true;
                return out;
            }
        }
    }
    return out;
}

static void set_gate(struct trying *trying, uint32_t gate)
{
    const struct defence_graph *graph = &trying->hard->tree->graph;
    struct items items = trying->items[graph->children[graph->first_child[gate]]];
    bool is_or = graph->kinds[gate] == DEFENCE_OR;
    for (uint32_t i = graph->first_child[gate] + 1; i < graph->first_child[gate + 1]; i++) {
        if (graph->children[i] != graph->children[i - 1]) {
            items = merge(trying, items, trying->items[graph->children[i]], is_or);
        }
        if (trying->work->is_over) {
            return;
        }
    }
    trying->items[gate] = items;
}

/* What the attacker pays in all: the shared ones he chose, and the rest. */
static int64_t least_attack(const struct trying *trying, struct item item, const int64_t *sums)
{
    int64_t least = DEFENCE_NEVER;
    for (size_t s = 0; s < trying->cells; s++) {
        int64_t all = defence_sum(item.cells[s], sums[s]);
        least = all < least ? all : least;
    }
    return least;
}

/* Gives each priced shared leaf its bit. False where there are too many. */
static bool set_dimensions(struct trying *trying)
{
    const struct defence_region *region = trying->hard->region;
    uint32_t dimensions = 0;
    for (uint32_t i = 0; i < region->leaf_count; i++) {
        if (region->is_shared[i] && trying->price[i] > 0 && trying->price[i] < DEFENCE_NEVER) {
            trying->dimension[i] = dimensions++;
        }
    }
    trying->cells =
        (size_t)1 << (dimensions < DEFENCE_SHARED_LIMIT ? dimensions : DEFENCE_SHARED_LIMIT);
    return dimensions <= DEFENCE_SHARED_LIMIT;
}

static const int64_t *sum_sets(struct trying *trying)
{
    const struct defence_region *region = trying->hard->region;
    int64_t *sums = ARENA_MANY(trying->scratch, int64_t, trying->cells);
    for (uint32_t i = 0; i < region->leaf_count; i++) {
        if (!region->is_shared[i] || trying->price[i] == 0 || trying->price[i] >= DEFENCE_NEVER) {
            continue;
        }
        for (size_t s = 0; s < trying->cells; s++) {
            bool is_paid = (s >> trying->dimension[i] & 1) != 0;
            sums[s] = is_paid ? defence_sum(sums[s], trying->price[i]) : sums[s];
        }
    }
    return sums;
}

/* With the prices as they are: the module's items, and what each costs to attack. */
static struct items evaluate(struct trying *trying, const int64_t **sums)
{
    const struct defence_region *region = trying->hard->region;
    arena_reset(trying->scratch);
    bool fits = set_dimensions(trying);
    if (!fits || !defence_work_add(trying->work, region->leaf_count * trying->cells)) {
        trying->work->is_over = true;
        return (struct items){NULL, 0};
    }
    *sums = sum_sets(trying);
    for (uint32_t i = 0; i < region->leaf_count; i++) {
        set_leaf(trying, i);
    }
    for (uint32_t i = 0; i < region->count && !trying->work->is_over; i++) {
        set_gate(trying, region->nodes[i]);
    }
    return trying->work->is_over ? (struct items){NULL, 0}
                                 : trying->items[region->nodes[region->count - 1]];
}

static bool is_beaten(const struct trying *trying, struct defence_point point)
{
    for (size_t i = trying->best.count; i-- > 0;) {
        if (trying->best.points[i].defence <= point.defence) {
            return trying->best.points[i].attack >= point.attack;
        }
    }
    return false;
}

/* Whether any choice for the leaves from here on can still give a front point:
 * everything else at its hardest, for nothing. */
static bool is_hopeless(struct trying *trying, uint32_t leaf, int64_t spent)
{
    const struct defence_region *region = trying->hard->region;
    const int64_t *sums = NULL;
    for (uint32_t i = leaf; i < region->leaf_count; i++) {
        struct defence_front front = trying->hard->fronts[region->leaves[i]];
        trying->price[i] = front.points[front.count - 1].attack;
    }
    trying->is_easiest = true;
    struct items items = evaluate(trying, &sums);
    trying->is_easiest = false;
    if (items.count == 0) {
        return true;
    }
    return is_beaten(trying,
                     (struct defence_point){spent, least_attack(trying, items.list[0], sums)});
}

static void finish(struct trying *trying, int64_t spent)
{
    const int64_t *sums = NULL;
    struct items items = evaluate(trying, &sums);
    for (size_t i = 0; i < items.count; i++) {
        struct defence_point point = {defence_sum(spent, items.list[i].defence),
                                      least_attack(trying, items.list[i], sums)};
        if (!is_beaten(trying, point)) {
            trying->best =
                defence_unite(trying->work, trying->best, (struct defence_front){&point, 1});
        }
    }
}

static void try_leaf(struct trying *trying, uint32_t leaf, int64_t spent)
{
    const struct defence_region *region = trying->hard->region;
    while (leaf < region->leaf_count && !region->is_shared[leaf]) {
        leaf++;
    }
    if (trying->work->is_over || is_hopeless(trying, leaf, spent)) {
        return;
    }
    if (leaf == region->leaf_count) {
        finish(trying, spent);
        return;
    }
    struct defence_front front = trying->hard->fronts[region->leaves[leaf]];
    for (size_t i = 0; i < front.count; i++) {
        trying->price[leaf] = front.points[i].attack;
        try_leaf(trying, leaf + 1, defence_sum(spent, front.points[i].defence));
    }
}

struct defence_front defence_hard_find(struct defence_work *work, const struct defence_hard *hard)
{
    struct arena *arena = work->arena;
    const struct defence_region *region = hard->region;
    struct trying trying = {.work = work,
                            .hard = hard,
                            .scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES),
                            .items = work->room,
                            .price = ARENA_MANY(arena, int64_t, region->leaf_count),
                            .dimension = ARENA_MANY(arena, uint32_t, region->leaf_count)};
    if (work->room == NULL) {
        work->room = ARENA_MANY(arena, struct items, hard->tree->graph.nodes);
        trying.items = work->room;
    }
    work->is_over = work->is_over || region->shared_count > SHARED_CHOICES_LIMIT;
    try_leaf(&trying, 0, 0);
    arena_close(trying.scratch);
    return trying.best;
}
