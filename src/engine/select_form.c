#include "engine/select_form.h"

#include <string.h>

#define COMPARED_ROWS_LIMIT 64 /* above, rows that others imply stay: only slower */

struct forming {
    struct arena *arena;
    const struct select_problem *problem;
    struct select_form *form;
    uint32_t *first_of_level; /* rows of a problem's level: CSR */
    uint32_t *row_of_level;
    uint32_t *order;   /* levels, lower ones first */
    uint32_t *number;  /* by the problem's control: number here, or SELECT_NOWHERE */
    uint8_t *is_kept;  /* by the problem's level */
    uint32_t *next;    /* by the problem's level: the next in its chain */
    int32_t *delta_of; /* scratch by control, all 0 between uses */
    uint32_t row_room;
    uint32_t entry_room;
    uint32_t entries;
};

/* Row numbers by level, and levels with the lower ones first. */
static void index_levels(struct forming *forming)
{
    const struct select_problem *problem = forming->problem;
    uint32_t *first = ARENA_MANY(forming->arena, uint32_t, problem->levels + 2);
    uint32_t *rows = ARENA_MANY(forming->arena, uint32_t, problem->rows);
    uint8_t *is_done = ARENA_MANY(forming->arena, uint8_t, problem->levels);
    uint32_t *walk = ARENA_MANY(forming->arena, uint32_t, problem->levels);
    uint32_t put = 0;
    for (uint32_t r = 0; r < problem->rows; r++) {
        first[problem->row_levels[r] + 2]++;
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        first[l + 2] += first[l + 1];
    }
    for (uint32_t r = 0; r < problem->rows; r++) {
        rows[first[problem->row_levels[r] + 1]++] = r;
    }
    forming->order = ARENA_MANY(forming->arena, uint32_t, problem->levels);
    for (uint32_t start = 0; start < problem->levels; start++) {
        uint32_t depth = 0;
        for (uint32_t l = start; l != SELECT_NOWHERE && !is_done[l]; l = problem->lower[l]) {
            is_done[l] = 1;
            walk[depth++] = l;
        }
        while (depth > 0) {
            forming->order[put++] = walk[--depth];
        }
    }
    forming->first_of_level = first;
    forming->row_of_level = rows;
}

/* A control that costs nothing is taken; one above the budget is never bought. */
static void number_controls(struct forming *forming)
{
    const struct select_problem *problem = forming->problem;
    struct select_form *form = forming->form;
    forming->number = ARENA_MANY(forming->arena, uint32_t, problem->controls);
    form->is_free = ARENA_MANY(forming->arena, uint8_t, problem->controls);
    form->origin = ARENA_MANY(forming->arena, uint32_t, problem->controls);
    form->costs = ARENA_MANY(forming->arena, int64_t, problem->controls);
    for (uint32_t c = 0; c < problem->controls; c++) {
        forming->number[c] = SELECT_NOWHERE;
        form->is_free[c] = problem->costs[c] == 0;
        if (problem->costs[c] > 0 && problem->costs[c] <= form->budget) {
            form->origin[form->controls] = c;
            form->costs[form->controls] = problem->costs[c];
            forming->number[c] = form->controls++;
        }
    }
    forming->delta_of = ARENA_MANY(forming->arena, int32_t, form->controls);
}

/* What the free controls leave of a row's need, and what can still be bought. */
static int64_t row_need(const struct forming *forming, uint32_t row, int64_t *buyable)
{
    const struct select_problem *problem = forming->problem;
    int64_t need = problem->needs[row];
    int64_t sum = 0;
    for (uint32_t i = problem->first_entry[row]; i < problem->first_entry[row + 1]; i++) {
        uint32_t c = problem->entry[i].control;
        if (forming->form->is_free[c]) {
            need -= problem->entry[i].delta;
        } else if (forming->number[c] != SELECT_NOWHERE) {
            sum += problem->entry[i].delta;
        }
    }
    *buyable = sum;
    return need;
}

/* Levels worth something that can be reached, threaded into chains. */
static void keep_levels(struct forming *forming)
{
    const struct select_problem *problem = forming->problem;
    uint8_t *is_possible = ARENA_MANY(forming->arena, uint8_t, problem->levels);
    uint8_t *is_sure = ARENA_MANY(forming->arena, uint8_t, problem->levels);
    uint32_t *nearest = ARENA_MANY(forming->arena, uint32_t, problem->levels);
    forming->is_kept = ARENA_MANY(forming->arena, uint8_t, problem->levels);
    forming->next = ARENA_MANY(forming->arena, uint32_t, problem->levels);
    for (uint32_t i = 0; i < problem->levels; i++) {
        uint32_t l = forming->order[i];
        uint32_t low = problem->lower[l];
        is_possible[l] = low == SELECT_NOWHERE || is_possible[low];
        is_sure[l] = low == SELECT_NOWHERE || is_sure[low];
        for (uint32_t j = forming->first_of_level[l]; j < forming->first_of_level[l + 1]; j++) {
            int64_t buyable;
            int64_t need = row_need(forming, forming->row_of_level[j], &buyable);
            is_sure[l] &= need <= 0;
            is_possible[l] &= need <= buyable;
        }
        forming->next[l] = SELECT_NOWHERE;
        nearest[l] = low == SELECT_NOWHERE || forming->is_kept[low] ? low : nearest[low];
        forming->form->sure_gain += is_sure[l] ? problem->gains[l] : 0;
        forming->is_kept[l] = problem->gains[l] > 0 && is_possible[l] && !is_sure[l];
        if (!forming->is_kept[l]) {
            continue;
        }
        forming->form->levels++;
        forming->is_kept[l] = 2; /* starts a chain */
        if (nearest[l] != SELECT_NOWHERE && forming->next[nearest[l]] == SELECT_NOWHERE) {
            forming->next[nearest[l]] = l;
            forming->is_kept[l] = 1;
        }
    }
}

static void reserve(struct forming *forming, uint32_t entries)
{
    struct select_form *form = forming->form;
    if (form->rows + 1 >= forming->row_room) {
        uint32_t room = forming->row_room * 2 + 256;
        form->needs = arena_grow(forming->arena, form->needs, form->rows * sizeof *form->needs,
                                 room * sizeof *form->needs);
        form->first_entry = arena_grow(forming->arena, form->first_entry,
                                       ((size_t)form->rows + 1) * sizeof *form->first_entry,
                                       room * sizeof *form->first_entry);
        forming->row_room = room;
    }
    if (forming->entries + entries > forming->entry_room) {
        uint32_t room = forming->entry_room * 2 + 1024 + entries;
        form->entry =
            arena_grow(forming->arena, form->entry, forming->entries * sizeof *form->entry,
                       room * sizeof *form->entry);
        forming->entry_room = room;
    }
}

static enum rc add_row(struct forming *forming, uint32_t row, struct fault *fault)
{
    const struct select_problem *problem = forming->problem;
    struct select_form *form = forming->form;
    int64_t buyable;
    int64_t need = row_need(forming, row, &buyable);
    int64_t sum = 0;
    if (need <= 0) {
        return RC_OK;
    }
    reserve(forming, problem->first_entry[row + 1] - problem->first_entry[row]);
    for (uint32_t i = problem->first_entry[row]; i < problem->first_entry[row + 1]; i++) {
        struct select_entry entry = problem->entry[i];
        entry.control = forming->number[entry.control];
        if (entry.control != SELECT_NOWHERE) {
            entry.delta = (int32_t)(entry.delta < need ? entry.delta : need);
            sum += entry.delta;
            form->entry[forming->entries++] = entry;
        }
    }
    form->needs[form->rows++] = (int32_t)need;
    form->first_entry[form->rows] = forming->entries;
    if (sum > INT32_MAX || arena_is_over(forming->arena) ||
        forming->entries > SELECT_ENTRIES_LIMIT) {
        return fault_add(fault, RC_TOO_LARGE, TEXT("rows"),
                         "row %u and the levels above it are too large to search; split the "
                         "problem or give numbers with fewer places",
                         row);
    }
    return RC_OK;
}

/* Whether row a holding makes the row whose deltas stand in delta_of hold. */
static bool implies(const struct forming *forming, uint32_t a, int64_t need)
{
    const struct select_form *form = forming->form;
    for (uint32_t i = form->first_entry[a]; i < form->first_entry[a + 1]; i++) {
        int64_t other = forming->delta_of[form->entry[i].control];
        if (form->entry[i].delta * need > other * form->needs[a]) {
            return false;
        }
    }
    return true;
}

/* Takes out the rows from `from` on that another of them implies. */
static void drop_implied(struct forming *forming, uint32_t from)
{
    struct select_form *form = forming->form;
    uint32_t put = from;
    uint32_t entries = form->first_entry[from];
    bool is_dropped[COMPARED_ROWS_LIMIT] = {false};
    uint32_t count = form->rows - from;
    if (count > COMPARED_ROWS_LIMIT) {
        return;
    }
    for (uint32_t b = 0; b < count; b++) {
        uint32_t start = form->first_entry[from + b];
        uint32_t end = form->first_entry[from + b + 1];
        for (uint32_t i = start; i < end; i++) {
            forming->delta_of[form->entry[i].control] = form->entry[i].delta;
        }
        for (uint32_t a = 0; a < count && !is_dropped[b]; a++) {
            is_dropped[b] =
                a != b && !is_dropped[a] && implies(forming, from + a, form->needs[from + b]);
        }
        for (uint32_t i = start; i < end; i++) {
            forming->delta_of[form->entry[i].control] = 0;
        }
    }
    for (uint32_t b = 0; b < count; b++) {
        uint32_t start = form->first_entry[from + b];
        uint32_t end = form->first_entry[from + b + 1];
        if (is_dropped[b]) {
            continue;
        }
        memmove(&form->entry[entries], &form->entry[start], (end - start) * sizeof *form->entry);
        form->needs[put] = form->needs[from + b];
        form->first_entry[put] = entries; /* never above start: read before it is written */
        entries += end - start;
        put++;
    }
    form->rows = put;
    form->first_entry[put] = entries;
    forming->entries = entries;
}

static enum rc add_level(struct forming *forming, uint32_t level, struct fault *fault)
{
    const struct select_problem *problem = forming->problem;
    struct select_form *form = forming->form;
    uint32_t from = form->rows;
    form->first_row[form->levels] = from;
    reserve(forming, 0);
    form->first_entry[from] = forming->entries;
    for (uint32_t l = level; l != SELECT_NOWHERE; l = problem->lower[l]) {
        for (uint32_t j = forming->first_of_level[l]; j < forming->first_of_level[l + 1]; j++) {
            enum rc rc = add_row(forming, forming->row_of_level[j], fault);
            if (rc != RC_OK) {
                return rc;
            }
        }
    }
    drop_implied(forming, from);
    form->gains[form->levels] = problem->gains[level];
    form->all_gain += problem->gains[level];
    form->level_origin[form->levels++] = level;
    form->first_row[form->levels] = form->rows;
    return RC_OK;
}

static enum rc add_chains(struct forming *forming, struct fault *fault)
{
    struct select_form *form = forming->form;
    uint32_t levels = form->levels;
    form->levels = 0;
    form->gains = ARENA_MANY(forming->arena, int64_t, levels);
    form->level_origin = ARENA_MANY(forming->arena, uint32_t, levels);
    form->first_row = ARENA_MANY(forming->arena, uint32_t, (size_t)levels + 1);
    form->first_level = ARENA_MANY(forming->arena, uint32_t, (size_t)levels + 1);
    for (uint32_t i = 0; i < forming->problem->levels; i++) {
        uint32_t l = forming->order[i];
        if (forming->is_kept[l] != 2) {
            continue;
        }
        for (; l != SELECT_NOWHERE; l = forming->next[l]) {
            enum rc rc = add_level(forming, l, fault);
            if (rc != RC_OK) {
                return rc;
            }
        }
        form->first_level[++form->chains] = form->levels;
    }
    return RC_OK;
}

static void add_columns(struct arena *arena, struct select_form *form)
{
    uint32_t entries = form->rows > 0 ? form->first_entry[form->rows] : 0;
    uint32_t *first = ARENA_MANY(arena, uint32_t, (size_t)form->controls + 2);
    form->use = ARENA_MANY(arena, struct select_entry, entries);
    form->row_level = ARENA_MANY(arena, uint32_t, form->rows);
    for (uint32_t l = 0; l < form->levels; l++) {
        for (uint32_t r = form->first_row[l]; r < form->first_row[l + 1]; r++) {
            form->row_level[r] = l;
        }
    }
    for (uint32_t i = 0; i < entries; i++) {
        first[form->entry[i].control + 2]++;
    }
    for (uint32_t c = 0; c < form->controls; c++) {
        first[c + 2] += first[c + 1];
    }
    for (uint32_t r = 0; r < form->rows; r++) {
        for (uint32_t i = form->first_entry[r]; i < form->first_entry[r + 1]; i++) {
            struct select_entry entry = form->entry[i];
            form->use[first[entry.control + 1]++] = (struct select_entry){r, entry.delta};
        }
    }
    form->first_use = first;
}

enum rc select_form_open(struct arena *arena, const struct select_problem *problem, int64_t budget,
                         struct fault *fault, struct select_form **out)
{
    struct forming forming = {.arena = arena, .problem = problem};
    struct select_form *form = ARENA_NEW(arena, struct select_form);
    form->problem = problem;
    form->budget = budget;
    forming.form = form;
    index_levels(&forming);
    number_controls(&forming);
    keep_levels(&forming);
    enum rc rc = add_chains(&forming, fault);
    if (rc != RC_OK) {
        return rc;
    }
    add_columns(arena, form);
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the problem needs more memory than this call may use");
    }
    *out = form;
    return RC_OK;
}

struct select_state *select_form_state(struct arena *arena, const struct select_form *form)
{
    struct select_state *state = ARENA_NEW(arena, struct select_state);
    state->form = form;
    state->is_in = ARENA_MANY(arena, uint8_t, form->controls);
    state->slack = ARENA_MANY(arena, int32_t, form->rows);
    state->open = ARENA_MANY(arena, uint32_t, form->levels);
    for (uint32_t l = 0; l < form->levels; l++) {
        state->open[l] = form->first_row[l + 1] - form->first_row[l];
        for (uint32_t r = form->first_row[l]; r < form->first_row[l + 1]; r++) {
            state->slack[r] = -form->needs[r];
        }
    }
    return state;
}

void select_form_put(struct select_state *state, uint32_t control)
{
    const struct select_form *form = state->form;
    const struct select_entry *end = &form->use[form->first_use[control + 1]];
    for (const struct select_entry *at = &form->use[form->first_use[control]]; at < end; at++) {
        int32_t before = state->slack[at->control];
        int32_t after = before + at->delta;
        state->slack[at->control] = after;
        if (before < 0 && after >= 0) {
            uint32_t level = form->row_level[at->control];
            if (--state->open[level] == 0) {
                state->gain += form->gains[level];
            }
        }
    }
    state->is_in[control] = 1;
    state->cost += form->costs[control];
}

void select_form_drop(struct select_state *state, uint32_t control)
{
    const struct select_form *form = state->form;
    const struct select_entry *end = &form->use[form->first_use[control + 1]];
    for (const struct select_entry *at = &form->use[form->first_use[control]]; at < end; at++) {
        int32_t before = state->slack[at->control];
        int32_t after = before - at->delta;
        state->slack[at->control] = after;
        if (before >= 0 && after < 0) {
            uint32_t level = form->row_level[at->control];
            if (state->open[level]++ == 0) {
                state->gain -= form->gains[level];
            }
        }
    }
    state->is_in[control] = 0;
    state->cost -= form->costs[control];
}

void select_form_set(struct select_state *state, const uint8_t *is_in)
{
    for (uint32_t c = 0; c < state->form->controls; c++) {
        if (state->is_in[c] && !is_in[c]) {
            select_form_drop(state, c);
        } else if (!state->is_in[c] && is_in[c]) {
            select_form_put(state, c);
        }
    }
}

void select_form_choice(const struct select_form *form, const uint8_t *is_in, uint8_t *chosen)
{
    memcpy(chosen, form->is_free, form->problem->controls);
    for (uint32_t c = 0; c < form->controls; c++) {
        chosen[form->origin[c]] = is_in[c];
    }
}
