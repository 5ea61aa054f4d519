/* What a case is answered, but for the minimal attacks. */
#include "base/number.h"
#include "engine/attack_bottleneck.h"
#include "engine/attack_damage.h"
#include "engine/attack_schedule.h"
#include "engine/attack_sum.h"
#include "engine/attack_tree_profile.h"
#include "engine/attack_tree_sentence.h"
#include "engine/attack_variant.h"
#include "format/attack_tree_json_part.h"

#include <math.h>

#define CAPABILITIES_LIMIT 50 /* listed */
#define SEARCH_NODES 100000   /* larger trees are rated by V1 and V4 alone */

void attack_tree_json_put_level(const struct attack_tree_json_case *reading,
                                struct json_writer *writer, const char *name, int level)
{
    struct text id = reading->grid->method->feasibility.ids[level];
    struct buffer word;
    bool starts = true;
    buffer_init(&word, reading->arena);
    for (size_t i = 0; i < id.size; i++) {
        char c = id.at[i];
        if (c != '_') {
            buffer_put_char(&word, starts && c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
        }
        starts = c == '_';
    }
    json_member_text(writer, name, buffer_text(&word));
}

static void put_vector(const struct attack_tree_json_case *reading, struct json_writer *writer,
                       uint16_t profile)
{
    const struct method_potential *potential = &reading->grid->method->potential;
    json_put_object(writer);
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        json_put_name(writer, factor->id);
        json_put_integer(writer, factor->levels[reading->grid->levels[profile][f]].points);
    }
    json_put_object_end(writer);
}

static void put_capabilities(const struct attack_tree_json_case *reading,
                             struct json_writer *writer, const struct attack_answer *answer)
{
    json_member_integer(writer, "n_capabilities", (int64_t)answer->capability_count);
    json_put_name_z(writer, "capabilities");
    json_put_list(writer);
    for (size_t i = 0; i < answer->capability_count && i < CAPABILITIES_LIMIT; i++) {
        put_vector(reading, writer, answer->capabilities[i]);
    }
    json_put_list_end(writer);
}

/* "attackers": {name: [points]} of the case: would they succeed? */
static enum rc put_attackers(struct attack_tree_json_case *reading, struct json_writer *writer,
                             const struct attack_tree_profile *run)
{
    const struct json *attackers = json_member(reading->item, "attackers");
    if (attackers == NULL || attackers->kind != JSON_OBJECT) {
        return RC_OK;
    }
    json_put_name_z(writer, "attackers");
    json_put_object(writer);
    for (const struct json *one = attackers->first; one != NULL; one = one->next) {
        uint16_t profile;
        enum rc rc = attack_tree_json_points(reading, one->name, one, &profile);
        if (rc != RC_OK) {
            return rc;
        }
        json_put_name(writer, one->name);
        json_put_bool(writer, attack_tree_profile_is_able(run, profile));
    }
    json_put_object_end(writer);
    return RC_OK;
}

static enum rc put_factor_maximum(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    struct attack_tree_profile *run;
    struct attack_answer answer;
    const struct method *method = reading->grid->method;
    char hex[HASH_HEX_SIZE + 1];
    enum rc rc = attack_tree_profile_open(reading->arena, reading->tree, reading->grid,
                                          &reading->problem, &run);
    if (rc != RC_OK) {
        return rc;
    }
    attack_tree_profile_pass(run);
    rc = attack_tree_profile_answer(run, reading->arena, &reading->problem, &answer);
    if (rc != RC_OK) {
        return rc;
    }
    json_member_integer(writer, "ap_factor_max", answer.total);
    attack_tree_json_put_level(reading, writer, "level", answer.level);
    attack_tree_json_put_level(reading, writer, "ap_factor_max_level", answer.level);
    json_put_name_z(writer, "vector");
    put_vector(reading, writer, answer.best);
    json_put_name_z(writer, "witness");
    json_put_list(writer);
    for (size_t i = 0; i < answer.step_count; i++) {
        json_put_text(writer, attack_tree_name(reading->tree, reading->arena, answer.steps[i]));
    }
    json_put_list_end(writer);
    json_member_text(
        writer, "sentence",
        attack_tree_sentence(reading->arena, reading->tree, method, reading->grid, &answer));
    json_member_z(writer, "variant", answer.variant);
    json_member_z(writer, "exactness", attack_variant_exactness(answer.exactness));
    json_member_text(writer, "input_hash", hash_hex(attack_input_hash(&reading->input), hex));
    put_capabilities(reading, writer, &answer);
    return put_attackers(reading, writer, run);
}

/* One variant's total and level under its own names; where it is no exact
 * figure, "NAME_exactness" says so. */
static enum rc put_variant(struct attack_tree_json_case *reading, struct json_writer *writer,
                           enum method_variant variant, const char *total, const char *level)
{
    struct attack_rating rating;
    enum rc rc =
        attack_variant_rate(variant, &reading->input, reading->arena, &reading->problem, &rating);
    if (rc != RC_OK) {
        return rc;
    }
    if (rating.answer.best == ATTACK_INFEASIBLE) { /* orders that contradict each other */
        json_put_name_z(writer, total != NULL ? total : level);
        json_put_null(writer);
        return RC_OK;
    }
    if (total != NULL) {
        json_member_integer(writer, total, rating.answer.total);
    }
    if (level != NULL) {
        attack_tree_json_put_level(reading, writer, level, rating.answer.level);
    }
    if (rating.answer.exactness != ATTACK_EXACT) {
        json_put_name(writer, text_print(reading->arena, "%s_exactness", total));
        json_put_text(writer, text_of(attack_variant_exactness(rating.answer.exactness)));
    }
    if (rating.first_level != NO_LEVEL) {
        attack_tree_json_put_level(reading, writer, "level_first", rating.first_level);
        attack_tree_json_put_level(reading, writer, "level_repeated", rating.repeated_level);
    }
    return RC_OK;
}

static bool has_tags(const struct attack_input *input)
{
    bool has = false;
    for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
        has = has || input->tags[f] != NULL;
    }
    return has;
}

static enum rc put_variants(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    const struct attack_input *input = &reading->input;
    const struct method_potential *potential = &reading->grid->method->potential;
    bool has_days = input->days != NULL && potential->days_factor != NO_LEVEL;
    const struct {
        bool is_asked;
        enum method_variant variant;
        const char *total;
        const char *level;
    } rows[] = {
        {true, METHOD_TOTAL_MAXIMUM, "ap_total_max", NULL},
        {true, METHOD_TOTAL_SUM, "ap_total_sum", NULL},
        {has_days, METHOD_DAYS_SUM, "ap_days_sum", "ap_days_sum_level"},
        {has_days, METHOD_SCHEDULE, "ap_schedule", "ap_schedule_level"},
        {has_tags(input), METHOD_PROMOTION, "ap_with_promotion", "level_with_promotion"},
        {input->repeated != NULL && potential->has_combination, METHOD_TWO_PARTS, NULL,
         "level_two_parts"},
    };
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].is_asked) {
            rc = put_variant(reading, writer, rows[i].variant, rows[i].total, rows[i].level);
        }
    }
    return rc;
}

static enum rc put_schedule(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    struct attack_schedule_run *run;
    struct attack_sum found;
    enum rc rc = attack_schedule_open(reading->arena, reading->tree, &reading->problem, &run);
    if (rc != RC_OK) {
        return rc;
    }
    attack_schedule_find(run, reading->input.days, NULL, &found);
    json_put_name_z(writer, "schedule_days");
    if (found.is_feasible) {
        number_put_json(writer, found.least);
    } else {
        json_put_null(writer);
    }
    if (found.exactness != ATTACK_EXACT) {
        number_put_member(writer, "schedule_days_bound", found.bound);
    }
    return RC_OK;
}

static enum rc put_costs(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    struct attack_sum_run *run;
    struct attack_sum found;
    const double *all;
    const struct attack_tree *tree = reading->tree;
    enum rc rc =
        attack_bottleneck_find(tree, reading->arena, reading->input.costs, &reading->problem, &all);
    if (rc == RC_OK) {
        rc = attack_sum_open(reading->arena, tree, &reading->problem, &run);
    }
    if (rc != RC_OK) {
        return rc;
    }
    attack_sum_find(run, reading->input.costs, NULL, &found);
    number_put_member(writer, "min_cost", found.least);
    if (found.exactness != ATTACK_EXACT) {
        number_put_member(writer, "min_cost_bound", found.bound);
    }
    number_put_member(writer, "min_of_max_cost", all[tree->position_of[tree->root]]);
    return RC_OK;
}

/* The product over the steps of the most probable attack. */
static enum rc put_best_probability(struct attack_tree_json_case *reading,
                                    struct json_writer *writer)
{
    const struct attack_tree *tree = reading->tree;
    struct attack_sum_run *run;
    struct attack_sum found;
    double product = 1;
    enum rc rc = attack_sum_open(reading->arena, tree, &reading->problem, &run);
    if (rc != RC_OK) {
        return rc;
    }
    double *logarithms = ARENA_MANY(reading->arena, double, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        logarithms[step] = fabs(log(reading->input.probabilities[step]));
    }
    attack_sum_find(run, logarithms, NULL, &found);
    for (size_t i = 0; i < found.step_count; i++) {
        product *= reading->input.probabilities[tree->position_of[found.steps[i]]];
    }
    number_put_member(writer, "max_attack_prob", found.is_feasible ? product : 0);
    if (found.exactness != ATTACK_EXACT) {
        number_put_member(writer, "max_attack_prob_bound", exp(-found.bound));
    }
    return RC_OK;
}

/* The children of a gate get the numbers that the damage tree gave them. */
static uint32_t add_damage_gate(const struct attack_tree_json_case *reading,
                                struct attack_damage_tree *damage_tree, uint32_t g,
                                const uint32_t *number_of)
{
    const struct attack_tree *tree = reading->tree;
    uint32_t count = tree->first_operand[g + 1] - tree->first_operand[g];
    uint32_t *children = ARENA_MANY(reading->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        children[i] = number_of[tree->operands[tree->first_operand[g] + i]];
    }
    return attack_damage_gate(damage_tree, tree->needs[g],
                              reading->damages[tree->node_at[tree->steps + g]], children, count);
}

static enum rc put_damage(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    const struct attack_tree *tree = reading->tree;
    struct attack_damage_tree damage_tree;
    struct attack_damage_front front;
    struct fault too_large;
    uint32_t *number_of = ARENA_MANY(reading->arena, uint32_t, tree->count);
    attack_damage_begin(&damage_tree, reading->arena);
    for (uint32_t at = 0; at < tree->count; at++) {
        number_of[at] = at < tree->steps
                            ? attack_damage_step(&damage_tree, reading->input.costs[at],
                                                 reading->damages[tree->node_at[at]])
                            : add_damage_gate(reading, &damage_tree, at - tree->steps, number_of);
    }
    fault_init(&too_large, reading->arena);
    enum rc rc = attack_damage_find(reading->arena, &damage_tree, number_of[tree->count - 1],
                                    &too_large, &front);
    if (rc == RC_TOO_LARGE) { /* the other answers stand */
        json_member_text(writer, "cost_damage_left_out",
                         text_trim(fault_text(&too_large, reading->arena)));
        return RC_OK;
    }
    if (rc != RC_OK) {
        return fault_add(&reading->problem, rc, TEXT_NONE, "%.*s",
                         TEXT_ARGS(fault_text(&too_large, reading->arena)));
    }
    json_put_name_z(writer, "cost_damage_front");
    json_put_list(writer);
    for (size_t i = 0; i < front.count; i++) {
        json_put_list(writer);
        number_put_json(writer, front.points[i].cost);
        number_put_json(writer, front.points[i].damage);
        json_put_list_end(writer);
    }
    json_put_list_end(writer);
    return RC_OK;
}

static enum rc put_searches(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    const struct attack_input *input = &reading->input;
    enum rc rc = reading->has_ap ? put_variants(reading, writer) : RC_OK;
    if (rc == RC_OK && input->days != NULL) {
        rc = put_schedule(reading, writer);
    }
    if (rc == RC_OK && input->costs != NULL) {
        rc = put_costs(reading, writer);
    }
    if (rc == RC_OK && input->costs != NULL && reading->damages != NULL) {
        rc = put_damage(reading, writer);
    }
    if (rc == RC_OK && input->probabilities != NULL) {
        rc = put_best_probability(reading, writer);
    }
    return rc == RC_OK ? attack_tree_json_put_attacks(reading, writer) : rc;
}

enum rc attack_tree_json_put(struct attack_tree_json_case *reading, struct json_writer *writer)
{
    enum rc rc = reading->has_ap ? put_factor_maximum(reading, writer) : RC_OK;
    if (rc == RC_OK && reading->tree->count <= SEARCH_NODES) {
        rc = put_searches(reading, writer);
    } else if (rc == RC_OK) {
        json_member_text(writer, "left_out",
                         text_print(reading->arena,
                                    "trees of more than %d nodes are rated by factor maximum only",
                                    SEARCH_NODES));
    }
    if (rc == RC_OK && arena_is_over(reading->arena)) {
        rc = fault_add(&reading->problem, RC_TOO_LARGE, TEXT_NONE,
                       "the case needs more memory than this call may use");
    }
    return rc;
}
