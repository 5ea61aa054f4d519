#include "engine/select_cover.h"

#include <string.h>

#define FREE 1e-9 /* a price this low is no price */
#define SLIP 1e-9 /* what a cover must save at least to be a better one */

#define SHORT_LIST 32

struct item {
    uint32_t control;
    int32_t part;
    double rate;
};

struct select_cover_run {
    const struct select_cover_ask *ask;
    uint8_t *fate; /* by control */
    int32_t *left; /* by row: need not yet held */
    double *rest;  /* by control: price that the bound has not used yet */
    struct item *items;
    uint8_t *best;
    double best_cost;
    uint64_t nodes;
    bool is_found;
    bool is_stopped;
};

void select_cover_init(struct select_cover *cover, struct arena *arena,
                       const struct select_form *form, const uint32_t *number,
                       const uint32_t rows[2], uint32_t controls)
{
    uint32_t base = form->first_entry[rows[0]];
    uint32_t entries = form->first_entry[rows[1]] - base;
    uint32_t *first = ARENA_MANY(arena, uint32_t, (size_t)controls + 2);
    cover->controls = controls;
    cover->rows = rows[1] - rows[0];
    cover->needs = form->needs + rows[0];
    cover->first_entry = ARENA_MANY(arena, uint32_t, (size_t)cover->rows + 1);
    cover->entry = ARENA_MANY(arena, struct select_entry, entries);
    cover->use = ARENA_MANY(arena, struct select_entry, entries);
    for (uint32_t i = 0; i < entries; i++) {
        cover->entry[i] = form->entry[base + i];
        cover->entry[i].control = number[cover->entry[i].control];
        first[cover->entry[i].control + 2]++;
    }
    for (uint32_t c = 0; c < controls; c++) {
        first[c + 2] += first[c + 1];
    }
    for (uint32_t r = 0; r < cover->rows; r++) {
        cover->first_entry[r + 1] = form->first_entry[rows[0] + r + 1] - base;
        for (uint32_t i = cover->first_entry[r]; i < cover->first_entry[r + 1]; i++) {
            struct select_entry entry = cover->entry[i];
            cover->use[first[entry.control + 1]++] = (struct select_entry){r, entry.delta};
        }
    }
    cover->first_use = first;
}

struct select_cover_run *select_cover_open(struct arena *arena, uint32_t controls, uint32_t rows)
{
    struct select_cover_run *run = ARENA_NEW(arena, struct select_cover_run);
    run->fate = ARENA_MANY(arena, uint8_t, controls);
    run->left = ARENA_MANY(arena, int32_t, rows);
    run->rest = ARENA_MANY(arena, double, controls);
    run->items = ARENA_MANY(arena, struct item, controls);
    run->best = ARENA_MANY(arena, uint8_t, controls);
    return run;
}

/* By rising rate; short lists, nearly all, by plain insertion. */
static void sort_items(struct item *items, uint32_t count)
{
    uint32_t gap = count > SHORT_LIST ? count / 2 : 1;
    for (; gap > 0; gap /= 2) {
        for (uint32_t i = gap; i < count; i++) {
            struct item item = items[i];
            uint32_t at = i;
            for (; at >= gap && items[at - gap].rate > item.rate; at -= gap) {
                items[at] = items[at - gap];
            }
            items[at] = item;
        }
    }
}

/* The open controls of a row by what its need costs with them. Returns their number. */
static uint32_t sort_row(struct select_cover_run *run, uint32_t row)
{
    const struct select_cover *cover = run->ask->cover;
    int32_t left = run->left[row];
    uint32_t count = 0;
    for (uint32_t i = cover->first_entry[row]; i < cover->first_entry[row + 1]; i++) {
        struct select_entry entry = cover->entry[i];
        if (run->fate[entry.control] == SELECT_OPEN) {
            int32_t part = entry.delta < left ? entry.delta : left;
            double rate = run->rest[entry.control] / part;
            run->items[count++] = (struct item){entry.control, part, rate};
        }
    }
    sort_items(run->items, count);
    return count;
}

/* What this row costs at the least with the unused prices, which it uses up.
 * Negative where it cannot hold any more. */
static double fill_row(struct select_cover_run *run, uint32_t row, uint32_t count)
{
    double cost = 0;
    double dear = 0;
    int32_t left = run->left[row];
    for (uint32_t i = 0; i < count && left > 0; i++) {
        int32_t part = run->items[i].part < left ? run->items[i].part : left;
        dear = run->items[i].rate;
        cost += dear * part;
        left -= part;
    }
    if (left > 0) {
        return -1;
    }
    for (uint32_t i = 0; i < count; i++) {
        double used = dear * run->items[i].part;
        double *rest = &run->rest[run->items[i].control];
        *rest = *rest > used ? *rest - used : 0;
    }
    return cost;
}

/* No way to finish costs less; *control is where to branch, SELECT_NOWHERE
 * where all rows hold. Negative where some row cannot hold any more. */
static double least_more(struct select_cover_run *run, uint32_t *control)
{
    const struct select_cover *cover = run->ask->cover;
    double sum = 0;
    double most = -1;
    *control = SELECT_NOWHERE;
    memcpy(run->rest, run->ask->prices, cover->controls * sizeof *run->rest);
    for (uint32_t r = 0; r < cover->rows; r++) {
        if (run->left[r] <= 0) {
            continue;
        }
        uint32_t count = sort_row(run, r);
        double cost = fill_row(run, r, count);
        if (cost < 0) {
            return -1;
        }
        sum += cost;
        if (cost > most) {
            most = cost;
            *control = run->items[0].control;
        }
    }
    return sum;
}

static void take(struct select_cover_run *run, uint32_t control)
{
    const struct select_cover *cover = run->ask->cover;
    run->fate[control] = SELECT_IN;
    for (uint32_t i = cover->first_use[control]; i < cover->first_use[control + 1]; i++) {
        run->left[cover->use[i].control] -= cover->use[i].delta;
    }
}

static void give_back(struct select_cover_run *run, uint32_t control)
{
    const struct select_cover *cover = run->ask->cover;
    run->fate[control] = SELECT_OPEN;
    for (uint32_t i = cover->first_use[control]; i < cover->first_use[control + 1]; i++) {
        run->left[cover->use[i].control] += cover->use[i].delta;
    }
}

static void keep(struct select_cover_run *run, double cost)
{
    run->best_cost = cost;
    run->is_found = true;
    for (uint32_t c = 0; c < run->ask->cover->controls; c++) {
        run->best[c] = run->fate[c] == SELECT_IN;
    }
}

static void visit(struct select_cover_run *run, double cost)
{
    uint32_t control;
    if (run->is_stopped || ++run->nodes > run->ask->nodes) {
        run->is_stopped = true;
        return;
    }
    double more = least_more(run, &control);
    if (more < 0 || cost + more >= run->best_cost - SLIP) {
        return;
    }
    if (control == SELECT_NOWHERE) {
        keep(run, cost);
        return;
    }
    take(run, control);
    visit(run, cost + run->ask->prices[control]);
    give_back(run, control);
    run->fate[control] = SELECT_OUT;
    visit(run, cost);
    run->fate[control] = SELECT_OPEN;
}

static void start(struct select_cover_run *run, const struct select_cover_ask *ask)
{
    const struct select_cover *cover = ask->cover;
    run->ask = ask;
    run->nodes = 0;
    run->is_found = false;
    run->is_stopped = false;
    run->best_cost = ask->limit;
    memcpy(run->left, cover->needs, cover->rows * sizeof *run->left);
    memset(run->fate, SELECT_OPEN, cover->controls);
    for (uint32_t c = 0; c < cover->controls; c++) {
        uint8_t fate = ask->fates != NULL ? ask->fates[c] : (uint8_t)SELECT_OPEN;
        if (fate == SELECT_OUT) {
            run->fate[c] = SELECT_OUT;
        } else if (fate == SELECT_IN || ask->prices[c] <= FREE) {
            take(run, c);
        }
    }
}

struct select_cover_answer select_cover_least(struct select_cover_run *run,
                                              const struct select_cover_ask *ask, uint8_t *chosen)
{
    uint32_t control;
    start(run, ask);
    double bound = least_more(run, &control);
    if (bound < 0) {
        return (struct select_cover_answer){false, ask->limit, ask->limit};
    }
    visit(run, 0);
    if (run->is_found) {
        memcpy(chosen, run->best, ask->cover->controls);
    }
    bound = run->is_stopped ? bound : run->best_cost;
    bound = bound < ask->limit ? bound : ask->limit;
    return (struct select_cover_answer){run->is_found, run->best_cost, bound};
}

static bool may_go(const struct select_cover_run *run, uint32_t control)
{
    const struct select_cover *cover = run->ask->cover;
    for (uint32_t i = cover->first_use[control]; i < cover->first_use[control + 1]; i++) {
        if (run->left[cover->use[i].control] + cover->use[i].delta > 0) {
            return false;
        }
    }
    return true;
}

void select_cover_thin(struct select_cover_run *run, const struct select_cover_ask *ask,
                       const double *keen, uint8_t *chosen)
{
    const struct select_cover *cover = ask->cover;
    uint32_t count = 0;
    run->ask = ask;
    memcpy(run->left, cover->needs, cover->rows * sizeof *run->left);
    for (uint32_t c = 0; c < cover->controls; c++) {
        if (!chosen[c]) {
            continue;
        }
        take(run, c);
        if (ask->prices[c] <= FREE && (ask->fates == NULL || ask->fates[c] != SELECT_IN)) {
            run->items[count++] = (struct item){c, 0, keen[c]};
        }
    }
    sort_items(run->items, count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t c = run->items[i].control;
        if (may_go(run, c)) {
            give_back(run, c);
            chosen[c] = 0;
        }
    }
}
