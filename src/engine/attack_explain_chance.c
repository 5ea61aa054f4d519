/* The derivation of V7, by probability. */
#include "engine/attack_explain.h"
#include "engine/attack_variant.h"

struct telling {
    struct arena *arena;
    const struct attack_input *input;
    struct attack_rating rating;
    struct buffer *out;
};

/* "2.5 %", so many digits that bands of a hundredth of a percent show. */
static struct text percent(const struct telling *telling, double probability)
{
    return text_print(telling->arena, "%.6g %%", probability * 100);
}

static void put_attack(const struct telling *telling)
{
    const struct attack_tree *tree = telling->input->tree;
    const struct attack_answer *answer = &telling->rating.answer;
    buffer_put_z(telling->out, "1. The steps of the most probable attack:\n");
    for (size_t i = 0; i < answer->step_count; i++) {
        if (i == ATTACK_EXPLAIN_LINES) {
            buffer_print(telling->out, "  ... and %zu more\n", answer->step_count - i);
            break;
        }
        uint32_t node = answer->steps[i];
        double chance = telling->input->probabilities[tree->position_of[node]];
        buffer_print(telling->out, "  %.*s: %.*s\n",
                     TEXT_ARGS(attack_tree_name(tree, telling->arena, node)),
                     TEXT_ARGS(percent(telling, chance)));
    }
    buffer_print(telling->out, "2. Multiplied, this attack alone succeeds with %.*s.\n",
                 TEXT_ARGS(percent(telling, telling->rating.attack_probability)));
}

static void put_band(const struct telling *telling)
{
    const struct method *method = telling->input->grid->method;
    const struct method_bands *bands = &method->potential.chances;
    double probability = telling->rating.probability;
    buffer_print(telling->out,
                 "3. Some attack succeeds with %.*s: all of them together, and a step that several "
                 "share counts once.\n",
                 TEXT_ARGS(percent(telling, probability)));
    for (int i = 0; i < bands->count; i++) {
        if (bands->at[i].level != telling->rating.answer.level) {
            continue;
        }
        struct text to = i + 1 < bands->count ? text_print(telling->arena, "to below %g %%",
                                                           (double)bands->at[i + 1].min / 100)
                                              : TEXT("upwards");
        struct text level = method->feasibility.ids[bands->at[i].level];
        buffer_print(telling->out, "   It lies in the band from %g %% %.*s: %.*s.\n",
                     (double)bands->at[i].min / 100, TEXT_ARGS(to),
                     TEXT_ARGS(method_word(telling->arena, level)));
    }
}

enum rc attack_explain_chance(struct arena *arena, const struct attack_input *input,
                              struct fault *fault, struct buffer *out)
{
    struct telling telling = {.arena = arena, .input = input, .out = out};
    enum rc rc = attack_variant_rate(METHOD_PROBABILITY, input, arena, fault, &telling.rating);
    if (rc != RC_OK) {
        return rc;
    }
    const struct attack_answer *answer = &telling.rating.answer;
    struct text level = input->grid->method->feasibility.ids[answer->level];
    buffer_print(out, "%.*s\nAttack feasibility %.*s by probability (variant V7, exact).\n\n",
                 TEXT_ARGS(attack_tree_name(input->tree, arena, input->tree->root)),
                 TEXT_ARGS(method_word(arena, level)));
    if (answer->best == ATTACK_INFEASIBLE) {
        buffer_put_z(out, "No attack succeeds: every one has a step that never does.\n");
        return RC_OK;
    }
    put_attack(&telling);
    put_band(&telling);
    return RC_OK;
}
