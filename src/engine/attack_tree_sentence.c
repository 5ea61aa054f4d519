#include "engine/attack_tree_sentence.h"

/* How a factor reads, in the order in which a sentence names them. */
static const struct {
    const char *id;
    const char *before;
    const char *after;
    bool is_always_named;
} PHRASES[] = {{"SE", "as ", "", true},
               {"KoIC", "with ", " knowledge", false},
               {"Eq", "with ", " equipment", true},
               {"WoO", "in a window rated ", "", false},
               {"ET", "in ", "", true}};

#define PHRASE_COUNT (sizeof PHRASES / sizeof *PHRASES)

static void put_comma(struct buffer *out, size_t start)
{
    if (out->size > start) {
        buffer_put_z(out, ", ");
    }
}

static bool has_phrase(struct text id)
{
    for (size_t i = 0; i < PHRASE_COUNT; i++) {
        if (text_is(id, PHRASES[i].id)) {
            return true;
        }
    }
    return false;
}

static void put_profile(struct buffer *out, const struct profile_grid *grid, uint16_t profile)
{
    const struct method_potential *potential = &grid->method->potential;
    size_t start = out->size;
    for (size_t i = 0; i < PHRASE_COUNT; i++) {
        int f = method_factor_find(grid->method, text_of(PHRASES[i].id));
        if (f == NO_LEVEL || (grid->levels[profile][f] == 0 && !PHRASES[i].is_always_named)) {
            continue;
        }
        put_comma(out, start);
        buffer_put_z(out, PHRASES[i].before);
        buffer_put(out, potential->factors[f].levels[grid->levels[profile][f]].label);
        buffer_put_z(out, PHRASES[i].after);
    }
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        if (!has_phrase(factor->id) && grid->levels[profile][f] > 0) {
            put_comma(out, start);
            buffer_put(out, factor->name);
            buffer_put_z(out, ": ");
            buffer_put(out, factor->levels[grid->levels[profile][f]].label);
        }
    }
}

static void put_steps(struct buffer *out, struct arena *arena, const struct attack_tree *tree,
                      const struct attack_answer *answer)
{
    bool is_cut = answer->step_count > ATTACK_TREE_SENTENCE_STEPS;
    size_t named = is_cut ? ATTACK_TREE_SENTENCE_STEPS - 1 : answer->step_count;
    for (size_t i = 0; i < named; i++) {
        if (i > 0) {
            buffer_put_z(out, i + 1 == named && !is_cut ? " and " : ", ");
        }
        buffer_put(out, attack_tree_name(tree, arena, answer->steps[i]));
    }
    if (is_cut) {
        buffer_print(out, " and %zu more", answer->step_count - named);
    }
}

struct text attack_tree_sentence_profile(struct arena *arena, const struct profile_grid *grid,
                                         uint16_t profile)
{
    struct buffer out;
    buffer_init(&out, arena);
    put_profile(&out, grid, profile);
    return buffer_text(&out);
}

struct text attack_tree_sentence(struct arena *arena, const struct attack_tree *tree,
                                 const struct method *method, const struct profile_grid *grid,
                                 const struct attack_answer *answer)
{
    struct buffer out;
    buffer_init(&out, arena);
    if (answer->best == ATTACK_INFEASIBLE) {
        return TEXT("nobody can do it: every attack has a step that is cut off");
    }
    buffer_put_z(&out, "easiest: ");
    put_steps(&out, arena, tree, answer);
    if (grid != NULL) {
        buffer_put_z(&out, ", ");
        put_profile(&out, grid, answer->best);
        buffer_print(&out, ": %d, ", answer->total);
    } else {
        buffer_put_z(&out, ": ");
    }
    buffer_put(&out, method_word(arena, method->feasibility.ids[answer->level]));
    return buffer_text(&out);
}
