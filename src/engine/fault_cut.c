#include "engine/fault_cut.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 12
#define LEAST_WORTH (-40.0) /* its logarithm */

struct fault_cut_mark {
    double reach;  /* probability of coming here */
    double chance; /* probability of the function */
    uint32_t made; /* what stands for it */
    uint8_t fate;
    bool is_seen;
    bool is_known; /* may_skip */
    bool may_skip;
};

/* What becomes of a node: it stays; its variable is not asked, and the branch
 * that is on the right side of both goes on; it ends as a constant. */
enum fate { STAYS, SKIPS_LOW, SKIPS_HIGH, ENDS };

struct cutting {
    struct bdd *bdd;
    const double *chances;
    struct fault_cut_mark *marks;
    struct arena *scratch;
    enum fault_side side;
    uint32_t *list; /* references of the function, operands last */
    uint32_t count;
};

static uint32_t branch(const struct bdd *bdd, uint32_t function, bool is_high)
{
    const struct bdd_node *node = &bdd->nodes[function >> 1];
    return (is_high ? node->high : node->low) ^ (function & 1);
}

static int falling(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

/* All references below the function, without constants, highest index first. */
static void collect(struct cutting *cutting, uint32_t function)
{
    const struct bdd *bdd = cutting->bdd;
    struct fault_cut_mark *marks = cutting->marks;
    uint32_t room = 64;
    cutting->list = ARENA_MANY(cutting->scratch, uint32_t, room);
    cutting->list[cutting->count++] = function;
    marks[function].is_seen = true;
    for (uint32_t i = 0; i < cutting->count; i++) {
        if (room - cutting->count < 2) {
            cutting->list =
                arena_grow(cutting->scratch, cutting->list, room * sizeof *cutting->list,
                           room * 2 * sizeof *cutting->list);
            room *= 2;
        }
        for (int k = 0; k < 2; k++) {
            uint32_t below = branch(bdd, cutting->list[i], k == 0);
            if (below >> 1 != 0 && !marks[below].is_seen) {
                marks[below].is_seen = true;
                cutting->list[cutting->count++] = below;
            }
        }
    }
    qsort(cutting->list, cutting->count, sizeof *cutting->list, falling);
}

static double chance_of(const struct cutting *cutting, uint32_t function)
{
    return cutting->chances[cutting->bdd->nodes[function >> 1].variable];
}

static void weigh(struct cutting *cutting)
{
    struct fault_cut_mark *marks = cutting->marks;
    marks[BDD_TRUE].chance = 1;
    marks[BDD_FALSE].chance = 0;
    for (uint32_t i = cutting->count; i-- > 0;) {
        uint32_t f = cutting->list[i];
        double p = chance_of(cutting, f);
        marks[f].chance = p * marks[branch(cutting->bdd, f, true)].chance +
                          (1 - p) * marks[branch(cutting->bdd, f, false)].chance;
    }
}

/* Is the branch on the right side of the other one? */
static bool may_stand_for(struct cutting *cutting, uint32_t f, bool is_high)
{
    struct bdd *bdd = cutting->bdd;
    struct fault_cut_mark *mark = &cutting->marks[f];
    if (!mark->is_known) {
        uint32_t taken = branch(bdd, f, is_high);
        uint32_t other = branch(bdd, f, !is_high);
        uint32_t outside = cutting->side == FAULT_ABOVE ? bdd_and(bdd, other, bdd_not(taken))
                                                        : bdd_and(bdd, taken, bdd_not(other));
        mark->is_known = true;
        mark->may_skip = !bdd->is_full && outside == BDD_FALSE;
    }
    return mark->may_skip;
}

static enum fate fate_of(struct cutting *cutting, uint32_t f, double worth)
{
    const struct fault_cut_mark *marks = cutting->marks;
    double p = chance_of(cutting, f);
    double high = marks[branch(cutting->bdd, f, true)].chance;
    double low = marks[branch(cutting->bdd, f, false)].chance;
    double ends = cutting->side == FAULT_BELOW ? marks[f].chance : 1 - marks[f].chance;
    bool is_high = (high > low) == (cutting->side == FAULT_ABOVE);
    double skips = (high > low ? high - low : low - high) * (is_high ? 1 - p : p);
    if (skips <= ends && marks[f].reach * skips <= worth && may_stand_for(cutting, f, is_high)) {
        return is_high ? SKIPS_LOW : SKIPS_HIGH;
    }
    return marks[f].reach * ends <= worth ? ENDS : STAYS;
}

/* Nodes that stay when nothing of this probability or less is kept. */
static uint32_t plan(struct cutting *cutting, double worth)
{
    struct fault_cut_mark *marks = cutting->marks;
    uint32_t stay = 0;
    for (uint32_t i = 0; i < cutting->count; i++) {
        marks[cutting->list[i]].reach = 0;
    }
    marks[cutting->list[0]].reach = 1;
    for (uint32_t i = 0; i < cutting->count; i++) {
        uint32_t f = cutting->list[i];
        if (marks[f].reach <= 0) {
            continue;
        }
        double p = chance_of(cutting, f);
        enum fate fate = fate_of(cutting, f, worth);
        marks[f].fate = (uint8_t)fate;
        stay += fate == STAYS;
        if (fate != ENDS) {
            double high = fate == STAYS ? p : fate == SKIPS_LOW ? 1 : 0;
            marks[branch(cutting->bdd, f, true)].reach += marks[f].reach * high;
            marks[branch(cutting->bdd, f, false)].reach += marks[f].reach * (1 - high);
        }
    }
    return stay;
}

static uint32_t rebuild(struct cutting *cutting)
{
    struct bdd *bdd = cutting->bdd;
    struct fault_cut_mark *marks = cutting->marks;
    marks[BDD_TRUE].made = BDD_TRUE;
    marks[BDD_FALSE].made = BDD_FALSE;
    for (uint32_t i = cutting->count; i-- > 0;) {
        uint32_t f = cutting->list[i];
        uint32_t high = branch(bdd, f, true);
        uint32_t low = branch(bdd, f, false);
        marks[f].made = cutting->side == FAULT_BELOW ? BDD_FALSE : BDD_TRUE;
        if (marks[f].reach <= 0) {
            continue;
        }
        switch ((enum fate)marks[f].fate) {
        case STAYS:
            marks[f].made =
                bdd_make(bdd, bdd->nodes[f >> 1].variable, marks[high].made, marks[low].made);
            break;
        case SKIPS_LOW:
            marks[f].made = marks[high].made;
            break;
        case SKIPS_HIGH:
            marks[f].made = marks[low].made;
            break;
        case ENDS:
            break;
        }
    }
    return marks[cutting->list[0]].made;
}

/* The least worth with which no more than `nodes` nodes stay. */
static double worth_of(struct cutting *cutting, uint32_t nodes)
{
    double from = LEAST_WORTH;
    double to = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double between = (from + to) / 2;
        uint32_t stay = plan(cutting, exp(between));
        if (stay > nodes) {
            from = between;
            continue;
        }
        to = between;
        if (stay > nodes - nodes / 8) {
            break;
        }
    }
    return exp(to);
}

static void make_room(struct fault_cut *cut)
{
    if (cut->mark_room < cut->bdd->count * 2) {
        cut->mark_room = cut->bdd->count * 4;
        cut->marks = ARENA_MANY(cut->arena, struct fault_cut_mark, cut->mark_room);
    }
}

void fault_cut_open(struct fault_cut *cut, struct bdd *bdd, const double *chances,
                    struct arena *arena, struct arena *scratch)
{
    *cut = (struct fault_cut){.bdd = bdd, .chances = chances, .arena = arena, .scratch = scratch};
}

uint32_t fault_cut(struct fault_cut *cut, uint32_t function, uint32_t nodes, enum fault_side side)
{
    uint32_t made = function;
    if ((function >> 1) + 1 <= nodes) {
        return function;
    }
    arena_reset(cut->scratch);
    make_room(cut);
    struct cutting cutting = {.bdd = cut->bdd,
                              .chances = cut->chances,
                              .marks = cut->marks,
                              .scratch = cut->scratch,
                              .side = side};
    collect(&cutting, function);
    if (cutting.count > nodes) {
        weigh(&cutting);
        (void)plan(&cutting, worth_of(&cutting, nodes));
        made = rebuild(&cutting);
    }
    for (uint32_t i = 0; i < cutting.count; i++) {
        cut->marks[cutting.list[i]] = (struct fault_cut_mark){0};
    }
    if (cut->bdd->is_full) {
        made = side == FAULT_BELOW ? BDD_FALSE : BDD_TRUE;
    }
    return made;
}
