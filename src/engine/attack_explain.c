#include "engine/attack_explain.h"
#include "engine/attack_sensitivity.h"
#include "engine/attack_tree_profile.h"
#include "engine/attack_tree_sentence.h"

struct explaining {
    struct arena *arena;
    const struct attack_tree *tree;
    const struct profile_grid *grid;
    struct attack_answer answer;
    struct attack_change *change;
    struct buffer *out;
    bool *is_on_way; /* by node */
};

static struct text name_of(const struct explaining *explaining, uint32_t node)
{
    return attack_tree_name(explaining->tree, explaining->arena, node);
}

static struct text level_of(const struct explaining *explaining, int level)
{
    const struct method *method = explaining->grid->method;
    return method_word(explaining->arena, method->feasibility.ids[level]);
}

/* "1 + 3 + 3 + 1 + 0 = 8" */
static void put_sum(const struct explaining *explaining, uint16_t profile)
{
    const struct method_potential *potential = &explaining->grid->method->potential;
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        buffer_print(explaining->out, "%s%d", f > 0 ? " + " : "",
                     factor->levels[explaining->grid->levels[profile][f]].points);
    }
    buffer_print(explaining->out, " = %u", explaining->grid->totals[profile]);
}

/* True where the list ends here; then says how many more there are. */
static bool is_cut(const struct explaining *explaining, size_t at, size_t count)
{
    if (at != ATTACK_EXPLAIN_LINES) {
        return false;
    }
    buffer_print(explaining->out, "  ... and %zu more\n", count - at);
    return true;
}

static void put_steps(const struct explaining *explaining)
{
    const struct attack_answer *answer = &explaining->answer;
    const struct method_potential *potential = &explaining->grid->method->potential;
    buffer_put_z(explaining->out, "1. The steps of the easiest attack, in points of ");
    for (int f = 0; f < potential->count; f++) {
        buffer_print(explaining->out, "%s%.*s", f > 0 ? " + " : "",
                     TEXT_ARGS(potential->factors[f].id));
    }
    buffer_put_z(explaining->out, ":\n");
    for (size_t i = 0; i < answer->step_count && !is_cut(explaining, i, answer->step_count); i++) {
        uint32_t node = answer->steps[i];
        buffer_print(explaining->out, "  %.*s: ", TEXT_ARGS(name_of(explaining, node)));
        put_sum(explaining, explaining->tree->ratings[node]);
        buffer_put_char(explaining->out, '\n');
    }
}

/* Each factor counts with its maximum over the attack; the first step that has it. */
static void put_maxima(const struct explaining *explaining)
{
    const struct attack_answer *answer = &explaining->answer;
    const struct profile_grid *grid = explaining->grid;
    const struct method_potential *potential = &grid->method->potential;
    buffer_put_z(explaining->out, "2. Each factor counts with its maximum:\n");
    for (int f = 0; f < potential->count; f++) {
        int most = 0;
        uint32_t setter = answer->steps[0];
        for (size_t i = 0; i < answer->step_count; i++) {
            int level = grid->levels[explaining->tree->ratings[answer->steps[i]]][f];
            if (level > most) {
                most = level;
                setter = answer->steps[i];
            }
        }
        const struct method_level *level = &potential->factors[f].levels[most];
        buffer_print(explaining->out, "  %.*s: %d, %.*s, by %.*s\n",
                     TEXT_ARGS(potential->factors[f].name), level->points, TEXT_ARGS(level->label),
                     TEXT_ARGS(name_of(explaining, setter)));
    }
}

static void put_band(const struct explaining *explaining)
{
    const struct attack_answer *answer = &explaining->answer;
    const struct method_bands *bands = &explaining->grid->method->potential.bands;
    buffer_put_z(explaining->out, "3. The sum: ");
    put_sum(explaining, answer->best);
    buffer_put_z(explaining->out, ".\n");
    for (int i = 0; i < bands->count; i++) {
        if (answer->total >= bands->at[i].min && answer->total <= bands->at[i].max) {
            bool has_end = i + 1 < bands->count;
            struct text to = has_end ? text_print(explaining->arena, "to %d", bands->at[i].max)
                                     : TEXT("upwards");
            buffer_print(explaining->out, "   %d lies in the band from %d %.*s: %.*s.\n",
                         answer->total, bands->at[i].min, TEXT_ARGS(to),
                         TEXT_ARGS(level_of(explaining, answer->level)));
        }
    }
}

static const char *gate_words(const struct explaining *explaining, uint32_t node)
{
    switch ((enum attack_gate)explaining->tree->gates[node]) {
    case ATTACK_OR:
        return "one of these is enough";
    case ATTACK_AND:
        return "all of these";
    case ATTACK_SAND:
        return "all of these, in order";
    case ATTACK_K_OF_N:
        return "some of these";
    case ATTACK_LEAF:
    default:
        return "rated";
    }
}

static void put_way(const struct explaining *explaining)
{
    const struct attack_answer *answer = &explaining->answer;
    const struct attack_tree *tree = explaining->tree;
    buffer_put_z(explaining->out, "4. How it goes up to the root:\n");
    for (size_t i = answer->critical_count, line = 0; i-- > 0;) {
        uint32_t node = answer->critical[i];
        if (tree->position_of[node] < tree->steps) {
            continue;
        }
        if (is_cut(explaining, line++, answer->critical_count)) {
            return;
        }
        buffer_print(explaining->out, "  %.*s (%s", TEXT_ARGS(name_of(explaining, node)),
                     gate_words(explaining, node));
        if (tree->gates[node] == ATTACK_K_OF_N) {
            buffer_print(explaining->out, ", %u", tree->ks[node]);
        }
        buffer_put_z(explaining->out, ") by ");
        bool is_first = true;
        for (uint32_t e = tree->first_child[node]; e < tree->first_child[node + 1]; e++) {
            if (explaining->is_on_way[tree->children[e]]) {
                buffer_print(explaining->out, "%s%.*s", is_first ? "" : ", ",
                             TEXT_ARGS(name_of(explaining, tree->children[e])));
                is_first = false;
            }
        }
        buffer_put_char(explaining->out, '\n');
    }
}

/* What is left when the easiest attack loses one of its steps. */
static void put_runners_up(const struct explaining *explaining)
{
    const struct attack_answer *answer = &explaining->answer;
    buffer_put_z(explaining->out, "5. Why no other attack wins: without\n");
    for (size_t i = 0; i < answer->step_count && !is_cut(explaining, i, answer->step_count); i++) {
        struct attack_what_if what_if = {answer->steps[i], ATTACK_INFEASIBLE};
        uint16_t best;
        (void)attack_change_try(explaining->change, &what_if, 1, &best);
        buffer_print(explaining->out, "  %.*s the next best attack needs ",
                     TEXT_ARGS(name_of(explaining, what_if.node)));
        if (best == ATTACK_INFEASIBLE) {
            buffer_put_z(explaining->out, "what nobody has: every attack takes this step\n");
            continue;
        }
        put_sum(explaining, best);
        buffer_print(explaining->out, ", %.*s\n",
                     TEXT_ARGS(level_of(explaining, explaining->grid->feasibility[best])));
    }
}

static void put_attackers(const struct explaining *explaining)
{
    const struct attack_answer *answer = &explaining->answer;
    size_t count = answer->capability_count;
    buffer_put_z(explaining->out, "6. The least capable attackers who succeed:\n");
    for (size_t i = 0; i < count && !is_cut(explaining, i, count); i++) {
        struct text words = attack_tree_sentence_profile(explaining->arena, explaining->grid,
                                                         answer->capabilities[i]);
        buffer_print(explaining->out, "  %.*s: %u points\n", TEXT_ARGS(words),
                     explaining->grid->totals[answer->capabilities[i]]);
    }
}

static void put_move(const struct explaining *explaining, const struct attack_move *move)
{
    const struct method_potential *potential = &explaining->grid->method->potential;
    buffer_print(explaining->out, "  %.*s ", TEXT_ARGS(name_of(explaining, move->node)));
    if (move->factor == ATTACK_MOVE_FREE) {
        buffer_put_z(explaining->out, "asking for nothing");
    } else if (move->factor == ATTACK_MOVE_INFEASIBLE) {
        buffer_put_z(explaining->out, "cut off");
    } else {
        const struct method_factor *factor = &potential->factors[move->factor];
        buffer_print(explaining->out, "with %.*s %.*s instead of %.*s", TEXT_ARGS(factor->name),
                     TEXT_ARGS(factor->levels[move->to].label),
                     TEXT_ARGS(factor->levels[move->from].label));
    }
    if (move->total == NO_LEVEL) {
        buffer_put_z(explaining->out, ": nobody succeeds\n");
    } else {
        buffer_print(explaining->out, ": %d, %.*s\n", move->total,
                     TEXT_ARGS(level_of(explaining, move->level)));
    }
}

static enum rc put_moves(const struct explaining *explaining, struct fault *fault)
{
    struct attack_sensitivity found;
    enum rc rc = attack_sensitivity_find(explaining->change, explaining->arena,
                                         (struct attack_patience){0}, false, fault, &found);
    if (rc != RC_OK) {
        return rc;
    }
    buffer_put_z(explaining->out, found.move_count > 0
                                      ? "7. Single changes that would move the level:\n"
                                      : "7. No single change of a rating would move the level.\n");
    for (size_t i = 0; i < found.move_count && !is_cut(explaining, i, found.move_count); i++) {
        put_move(explaining, &found.moves[i]);
    }
    return RC_OK;
}

enum rc attack_explain_tree(struct arena *arena, const struct attack_tree *tree,
                            const struct profile_grid *grid, struct fault *fault,
                            struct buffer *out)
{
    struct explaining explaining = {.arena = arena, .tree = tree, .grid = grid, .out = out};
    struct attack_tree_profile *run;
    enum rc rc = attack_tree_profile_open(arena, tree, grid, fault, &run);
    if (rc == RC_OK) {
        attack_tree_profile_pass(run);
        rc = attack_tree_profile_answer(run, arena, fault, &explaining.answer);
    }
    if (rc == RC_OK) {
        rc = attack_change_open(arena, tree, grid, fault, &explaining.change);
    }
    if (rc != RC_OK) {
        return rc;
    }
    const struct attack_answer *answer = &explaining.answer;
    buffer_print(out, "%.*s\n", TEXT_ARGS(name_of(&explaining, tree->root)));
    if (answer->best == ATTACK_INFEASIBLE) {
        buffer_put_z(out, "Nobody can do it: every attack has a step that is cut off.\n");
        return RC_OK;
    }
    explaining.is_on_way = ARENA_MANY(arena, bool, tree->nodes);
    for (size_t i = 0; i < answer->critical_count; i++) {
        explaining.is_on_way[answer->critical[i]] = true;
    }
    buffer_print(out, "Attack feasibility %.*s, %d points (variant %s, exact).\n\n",
                 TEXT_ARGS(level_of(&explaining, answer->level)), answer->total, answer->variant);
    put_steps(&explaining);
    put_maxima(&explaining);
    put_band(&explaining);
    put_way(&explaining);
    put_runners_up(&explaining);
    put_attackers(&explaining);
    return put_moves(&explaining, fault);
}
