#include "domain/tara/tara_tree.h"

#include "engine/attack_tree_sentence.h"

/* Nodes in post-order: children before parents. */
struct step {
    uint32_t node;
    size_t next; /* child */
};

struct walk {
    struct tara_value *value;
    struct step *stack;
    uint8_t *marks; /* by node: 0 not seen, 1 on the way down, 2 done */
    uint32_t *order;
    size_t count;
    bool has_cycle;
};

/* ---- which nodes ---- */

static void walk_from(struct walk *walk, uint32_t start)
{
    const struct tara *tara = walk->value->tara;
    struct step *stack = walk->stack;
    size_t depth = 0;
    if (walk->marks[start] != 0) {
        return;
    }
    walk->marks[start] = 1;
    stack[depth++] = (struct step){start, 0};
    while (depth > 0) {
        struct step *top = &stack[depth - 1];
        const struct tara_indexes *children = &tara->nodes[top->node].children;
        if (top->next == children->count) {
            walk->marks[top->node] = 2;
            walk->order[walk->count++] = top->node;
            depth--;
            continue;
        }
        uint32_t child = children->at[top->next++];
        if (walk->marks[child] == 1) {
            walk->has_cycle = true;
        } else if (walk->marks[child] == 0) {
            walk->marks[child] = 1;
            stack[depth++] = (struct step){child, 0};
        }
    }
}

static uint32_t find_root(const struct tara_value *value)
{
    const struct tara *tara = value->tara;
    uint32_t root = tara_index_of(
        tara, TARA_NODE, record_value(tara->lists[TARA_TREE].records[value->tree], "root"));
    size_t tops = 0;
    uint32_t top = TARA_NONE;
    for (size_t i = 0; root == TARA_NONE && i < tara->lists[TARA_NODE].count; i++) {
        if (tara->nodes[i].tree == value->tree && tara->nodes[i].parents.count == 0) {
            top = (uint32_t)i;
            tops++;
        }
    }
    return root != TARA_NONE || tops != 1 ? root : top;
}

/* The root and what it reaches first, then nodes of the tree that hang loose. */
static void collect(struct walk *walk)
{
    struct tara_value *value = walk->value;
    const struct tara *tara = value->tara;
    value->root = find_root(value);
    if (value->root != TARA_NONE) {
        walk_from(walk, value->root);
    }
    for (size_t i = 0; i < tara->lists[TARA_NODE].count; i++) {
        if (tara->nodes[i].tree == value->tree) {
            walk_from(walk, (uint32_t)i);
        }
    }
    value->nodes = walk->order;
    value->count = walk->count;
}

/* ---- what can be computed ---- */

static enum tara_status status_of_gate(const struct tara_value *value, const struct tara_node *node)
{
    size_t live = 0;
    size_t unknown = 0;
    for (size_t i = 0; i < node->children.count; i++) {
        enum tara_status child = value->status[node->children.at[i]];
        live += child == TARA_LIVE;
        unknown += child == TARA_UNKNOWN;
    }
    size_t needed = node->gate == ATTACK_OR       ? 1
                    : node->gate == ATTACK_K_OF_N ? node->k
                                                  : node->children.count;
    if (node->children.count == 0 || needed == 0 || needed > node->children.count) {
        return TARA_UNKNOWN;
    }
    if (live + unknown < needed) {
        return TARA_CUT;
    }
    return unknown > 0 ? TARA_UNKNOWN : TARA_LIVE;
}

static void find_status(struct tara_value *value, const struct tara_case *given)
{
    const struct tara *tara = value->tara;
    for (size_t i = 0; i < value->count; i++) {
        uint32_t at = value->nodes[i];
        const struct tara_node *node = &tara->nodes[at];
        const struct tara_rating *rating =
            given != NULL && given->ratings != NULL ? given->ratings[at] : node->rating;
        value->ratings[at] = rating;
        if (given != NULL && given->is_cut != NULL && given->is_cut[at]) {
            value->status[at] = TARA_CUT;
        } else if (rating != NULL) {
            value->status[at] = rating->level != NO_LEVEL ? TARA_LIVE : TARA_UNKNOWN;
        } else if (node->gate == ATTACK_LEAF) {
            value->status[at] = TARA_UNKNOWN;
        } else {
            value->status[at] = status_of_gate(value, node);
        }
    }
}

/* ---- the engine's tree ---- */

struct build {
    struct tara_value *value;
    struct attack_tree_builder builder;
    uint32_t *queue;
    size_t queued;
};

static void add_node(struct build *build, uint32_t at)
{
    struct tara_value *value = build->value;
    const struct tara_node *node = &value->tara->nodes[at];
    const struct tara_rating *rating = value->ratings[at];
    if (value->engine_of[at] != TARA_NONE) {
        return;
    }
    /* What is rated as a whole is a step to the engine, whatever its gate. */
    enum attack_gate gate = rating != NULL ? ATTACK_LEAF : (enum attack_gate)node->gate;
    value->engine_of[at] = attack_tree_add(&build->builder, gate, node->k, node->title);
    value->node_of[value->engine_of[at]] = at;
    build->queue[build->queued++] = at;
    if (rating != NULL && value->approach == TARA_UNRATED) {
        value->approach = rating->approach;
    } else if (rating != NULL && value->approach != rating->approach) {
        value->approach = TARA_MIXED;
    }
}

static void add_below(struct build *build, uint32_t start)
{
    struct tara_value *value = build->value;
    size_t done = build->queued;
    add_node(build, start);
    while (done < build->queued) {
        uint32_t at = build->queue[done++];
        const struct tara_node *node = &value->tara->nodes[at];
        for (size_t i = 0; value->ratings[at] == NULL && i < node->children.count; i++) {
            uint32_t child = node->children.at[i];
            if (value->status[child] == TARA_LIVE) {
                add_node(build, child);
                attack_tree_link(&build->builder, value->engine_of[at], value->engine_of[child]);
            }
        }
    }
}

/* Without a value of the root, everything that is complete hangs below one OR. */
static uint32_t add_parts(struct build *build)
{
    struct tara_value *value = build->value;
    uint32_t top = attack_tree_add(&build->builder, ATTACK_OR, 0, TEXT("parts"));
    value->node_of[top] = TARA_NONE;
    for (size_t i = value->count; i-- > 0;) {
        uint32_t at = value->nodes[i];
        if (value->status[at] == TARA_LIVE && value->engine_of[at] == TARA_NONE) {
            add_below(build, at);
            attack_tree_link(&build->builder, top, value->engine_of[at]);
        }
    }
    return top;
}

static void rate_steps(struct build *build)
{
    struct tara_value *value = build->value;
    for (size_t i = 0; i < build->queued; i++) {
        const struct tara_rating *rating = value->ratings[build->queue[i]];
        if (rating != NULL) {
            uint16_t word = value->approach == TARA_POTENTIAL
                                ? profile_grid_number(value->tara->method.grid, rating->levels)
                                : (uint16_t)rating->level;
            attack_tree_rate(&build->builder, value->engine_of[build->queue[i]], word);
        }
    }
}

static enum rc run_profile(struct tara_value *value, struct fault *fault)
{
    struct attack_tree_profile *run;
    enum rc rc = attack_tree_profile_open(value->tara->arena, value->engine,
                                          value->tara->method.grid, fault, &run);
    if (rc == RC_OK) {
        attack_tree_profile_pass(run);
        value->profile_run = run;
        rc = value->has_answer
                 ? attack_tree_profile_answer(run, value->tara->arena, fault, &value->answer)
                 : RC_OK;
    }
    return rc;
}

static enum rc run_level(struct tara_value *value, struct fault *fault)
{
    struct attack_tree_level *run;
    enum rc rc = attack_tree_level_open(value->tara->arena, value->engine,
                                        value->tara->method.method, fault, &run);
    if (rc == RC_OK) {
        attack_tree_level_pass(run);
        value->level_run = run;
        rc = value->has_answer
                 ? attack_tree_level_answer(run, value->tara->arena, fault, &value->answer)
                 : RC_OK;
    }
    return rc;
}

static enum rc compute(struct tara_value *value)
{
    struct fault fault;
    struct arena *arena = value->tara->arena;
    struct build build = {.value = value, .queue = ARENA_MANY(arena, uint32_t, value->count + 1)};
    fault_init(&fault, arena);
    attack_tree_builder_init(&build.builder, arena);
    value->has_answer = value->root != TARA_NONE && value->status[value->root] == TARA_LIVE;
    uint32_t top = 0;
    if (value->has_answer) {
        add_below(&build, value->root);
        top = value->engine_of[value->root];
    } else {
        top = add_parts(&build);
    }
    if (build.queued == 0) {
        return RC_OK;
    }
    rate_steps(&build);
    enum rc rc = attack_tree_close(&build.builder, top, &fault, &value->engine);
    if (rc == RC_OK) {
        rc = value->approach == TARA_POTENTIAL ? run_profile(value, &fault)
                                               : run_level(value, &fault);
    }
    if (rc == RC_OK) {
        return RC_OK;
    }
    value->engine = NULL;
    value->has_answer = false;
    value->problem = fault.count > 0 ? fault.problems[0].sentence : TEXT("it cannot be computed");
    return rc == RC_TOO_LARGE ? fault_add(value->tara->snapshot->fault, rc, TEXT_NONE, "%.*s",
                                          TEXT_ARGS(value->problem))
                              : RC_OK;
}

/* ---- words ---- */

static bool lacks_rating(const struct tara_value *value, uint32_t at)
{
    const struct tara_node *node = &value->tara->nodes[at];
    return value->status[at] == TARA_UNKNOWN &&
           (value->ratings[at] != NULL || node->gate == ATTACK_LEAF || node->children.count == 0);
}

static struct text why_unknown(const struct tara_value *value)
{
    struct buffer out;
    size_t missing = 0;
    buffer_init(&out, value->tara->arena);
    for (size_t i = 0; i < value->count; i++) {
        if (!lacks_rating(value, value->nodes[i])) {
            continue;
        }
        const struct tara_node *node = &value->tara->nodes[value->nodes[i]];
        if (missing < 5) {
            buffer_print(&out, "%s%.*s",
                         missing > 0 ? ", " : "not rated yet: ", TEXT_ARGS(node->record->key));
        }
        missing++;
    }
    if (missing > 5) {
        buffer_print(&out, " and %zu more", missing - 5);
    }
    return missing > 0 ? buffer_text(&out)
                       : TEXT("a gate needs more children than it has; look at its k");
}

static void explain(struct tara_value *value, const struct walk *walk)
{
    if (value->has_answer || value->problem.size > 0) {
        return;
    }
    if (walk->has_cycle) {
        value->problem = TEXT("the nodes form a cycle; a node cannot be below itself");
    } else if (value->count == 0) {
        value->problem = TEXT("the tree has no nodes yet");
    } else if (value->root == TARA_NONE) {
        value->problem = TEXT("the tree has no root; choose the node that stands for the aim");
    } else if (value->status[value->root] == TARA_CUT) {
        value->problem = TEXT("no attack remains");
    } else {
        value->problem = why_unknown(value);
    }
}

/* ---- the door ---- */

enum rc tara_tree_value(const struct tara *tara, uint32_t tree, const struct tara_case *given,
                        struct tara_value **out)
{
    size_t count = tara->lists[TARA_NODE].count + 2;
    struct arena *arena = tara->arena;
    struct tara_value *value = ARENA_NEW(arena, struct tara_value);
    struct walk walk = {.value = value,
                        .stack = ARENA_MANY(arena, struct step, count),
                        .marks = ARENA_MANY(arena, uint8_t, count),
                        .order = ARENA_MANY(arena, uint32_t, count)};
    *value = (struct tara_value){.tara = tara,
                                 .tree = tree,
                                 .status = ARENA_MANY(arena, enum tara_status, count),
                                 .engine_of = ARENA_MANY(arena, uint32_t, count),
                                 .node_of = ARENA_MANY(arena, uint32_t, count),
                                 .ratings = ARENA_MANY(arena, const struct tara_rating *, count),
                                 .approach = TARA_UNRATED};
    for (size_t i = 0; i < count; i++) {
        value->engine_of[i] = TARA_NONE;
        value->node_of[i] = TARA_NONE;
    }
    collect(&walk);
    find_status(value, given);
    enum rc rc = walk.has_cycle ? RC_OK : compute(value);
    if (rc == RC_OK) {
        explain(value, &walk);
        *out = value;
    }
    return rc;
}

bool tara_tree_node(const struct tara_value *value, uint32_t node, int *level, int *total)
{
    uint32_t number = value->engine_of[node];
    const struct tara_rating *rating = value->ratings[node];
    const struct profile_grid *grid = value->tara->method.grid;
    if (value->engine != NULL && number != TARA_NONE && value->profile_run != NULL) {
        uint16_t best = attack_tree_profile_best(value->profile_run, number);
        if (best != PROFILE_NONE) {
            *level = grid->feasibility[best];
            *total = grid->totals[best];
            return true;
        }
    }
    if (value->engine != NULL && number != TARA_NONE && value->level_run != NULL) {
        int best = attack_tree_level_best(value->level_run, number);
        if (best != NO_LEVEL) {
            *level = best;
            *total =
                rating != NULL && rating->approach == TARA_POTENTIAL ? rating->total : NO_LEVEL;
            return true;
        }
    }
    if (rating == NULL || rating->level == NO_LEVEL || value->status[node] == TARA_CUT) {
        return false;
    }
    *level = rating->level;
    *total = rating->approach == TARA_POTENTIAL ? rating->total : NO_LEVEL;
    return true;
}

/* The vector of the step that decides: the first of the attack at the answer's level. */
static int deciding_vector(const struct tara_value *value)
{
    for (size_t i = 0; i < value->answer.step_count; i++) {
        uint32_t node = value->node_of[value->answer.steps[i]];
        const struct tara_rating *rating = node != TARA_NONE ? value->ratings[node] : NULL;
        if (rating != NULL && rating->vector != NO_LEVEL &&
            (value->profile_run != NULL || rating->level == value->answer.level)) {
            return rating->vector;
        }
    }
    return NO_LEVEL;
}

struct tara_feasibility tara_tree_feasibility(const struct tara_value *value)
{
    struct tara_feasibility out = {.approach = value->approach,
                                   .level = NO_LEVEL,
                                   .total = NO_LEVEL,
                                   .vector = NO_LEVEL,
                                   .problem = value->problem};
    if (value->has_answer) {
        out.is_rated = true;
        out.level = value->answer.level;
        out.total = value->answer.total;
        out.vector = deciding_vector(value);
    }
    return out;
}

struct tara_indexes tara_tree_paths(const struct tara_value *value)
{
    const struct tara *tara = value->tara;
    size_t room = tara->lists[TARA_NODE].count + 1;
    uint32_t *queue = ARENA_MANY(tara->arena, uint32_t, room);
    uint8_t *seen = ARENA_MANY(tara->arena, uint8_t, room);
    struct tara_indexes out = {ARENA_MANY(tara->arena, uint32_t, room), 0};
    size_t queued = 0;
    if (value->root == TARA_NONE) {
        return out;
    }
    queue[queued++] = value->root;
    seen[value->root] = 1;
    for (size_t done = 0; done < queued; done++) {
        uint32_t at = queue[done];
        const struct tara_node *node = &tara->nodes[at];
        if (node->gate != ATTACK_OR || value->ratings[at] != NULL) {
            out.at[out.count++] = at;
            continue;
        }
        for (size_t i = 0; i < node->children.count; i++) {
            uint32_t child = node->children.at[i];
            if (seen[child] == 0) {
                seen[child] = 1;
                queue[queued++] = child;
            }
        }
    }
    return out;
}

struct text tara_tree_sentence(const struct tara_value *value)
{
    const struct tara_method *method = &value->tara->method;
    return value->has_answer
               ? attack_tree_sentence(value->tara->arena, value->engine, method->method,
                                      value->profile_run != NULL ? method->grid : NULL,
                                      &value->answer)
               : value->problem;
}

/* ---- controls ---- */

static bool counts(struct text includes, struct text state)
{
    if (text_is(state, "dropped")) {
        return false;
    }
    if (text_is(includes, "verified")) {
        return text_is(state, "verified");
    }
    return text_is(includes, "planned") || !text_is(state, "planned");
}

/* The rating as it is with one control in place. */
static const struct tara_rating *raised(const struct tara *tara, const struct record *control,
                                        const struct tara_rating *rating)
{
    struct tara_rating *out = ARENA_NEW(tara->arena, struct tara_rating);
    struct tara_rating with;
    tara_rating_read(&tara->method, tara->arena, control, &with);
    *out = *rating;
    for (int f = 0; f < tara->method.method->potential.count; f++) {
        out->levels[f] = with.levels[f] > out->levels[f] ? with.levels[f] : out->levels[f];
    }
    if (rating->approach == TARA_VECTOR && with.vector != NO_LEVEL) {
        const int *levels = tara->method.method->vectors.levels;
        out->vector = levels[with.vector] < levels[rating->vector] ? with.vector : rating->vector;
    }
    if (rating->approach == TARA_CVSS && with.cvss_text.size > 0) {
        out->cvss_text = with.cvss_text;
    }
    tara_rating_compute(&tara->method, tara->arena, out);
    return out->level != NO_LEVEL && out->level <= rating->level ? out : rating;
}

static void apply(const struct tara *tara, const struct record *control, struct tara_case *given)
{
    struct value nodes = record_value(control, "nodes");
    struct text effect = tara_text(control, "effect");
    for (size_t i = 0; nodes.kind == VALUE_IDS && i < value_ids_count(nodes); i++) {
        uint32_t node = tara_index(tara, TARA_NODE, value_ids_at(nodes, i));
        if (node == TARA_NONE) {
            continue;
        }
        if (text_is(effect, "cut")) {
            given->is_cut[node] = true;
        } else if (text_is(effect, "raise") && given->ratings[node] != NULL &&
                   given->ratings[node]->level != NO_LEVEL) {
            given->ratings[node] = raised(tara, control, given->ratings[node]);
        }
    }
}

struct tara_case tara_tree_controls(const struct tara *tara, const bool *is_on)
{
    const struct tara_list *controls = &tara->lists[TARA_CONTROL];
    size_t count = tara->lists[TARA_NODE].count + 1;
    struct tara_case given = {ARENA_MANY(tara->arena, const struct tara_rating *, count),
                              ARENA_MANY(tara->arena, bool, count)};
    for (size_t i = 0; i + 1 < count; i++) {
        given.ratings[i] = tara->nodes[i].rating;
    }
    for (size_t i = 0; i < controls->count; i++) {
        if (is_on[i]) {
            apply(tara, controls->records[i], &given);
        }
    }
    return given;
}

struct tara_case tara_tree_scenario(const struct tara *tara, uint32_t scenario)
{
    const struct tara_list *list = &tara->lists[TARA_CONTROL];
    const struct record *record = tara->lists[TARA_SCENARIO].records[scenario];
    struct value controls = record_value(record, "controls");
    struct text includes = tara_text(record, "includes");
    bool *is_on = ARENA_MANY(tara->arena, bool, list->count + 1);
    for (size_t i = 0; controls.kind == VALUE_IDS && i < value_ids_count(controls); i++) {
        uint32_t at = tara_index(tara, TARA_CONTROL, value_ids_at(controls, i));
        if (at != TARA_NONE) {
            is_on[at] = counts(includes, list->records[at]->state);
        }
    }
    return tara_tree_controls(tara, is_on);
}
