/* What the minimal attacks of a case answer: counted, listed, priced, weighed. */
#include "base/number.h"
#include "engine/attack_diagram.h"
#include "format/attack_tree_json_part.h"

#include <stdlib.h>

#define ATTACKS_LIMIT 1000 /* listed */
#define SHARES_LIMIT 200   /* attacks, beyond which no Fussell-Vesely is given */
#define BEST_COSTS 5
#define DIAGRAM_NODES 4000000

/* The first attacks by cost. */
struct listing {
    struct attack_diagram_attack attacks[ATTACKS_LIMIT];
    size_t count;
    bool is_whole;
};

static int name_order(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static void put_names(const struct attack_tree_json_case *reading, struct json_writer *writer,
                      const struct attack_diagram_attack *attack)
{
    struct text *names = ARENA_MANY(reading->arena, struct text, attack->count);
    for (uint32_t i = 0; i < attack->count; i++) {
        names[i] = attack_tree_name(reading->tree, reading->arena, attack->steps[i]);
    }
    qsort(names, attack->count, sizeof *names, name_order);
    json_put_list(writer);
    for (uint32_t i = 0; i < attack->count; i++) {
        json_put_text(writer, names[i]);
    }
    json_put_list_end(writer);
}

static void list_attacks(const struct attack_tree_json_case *reading,
                         const struct attack_diagram *diagram, struct listing *listing)
{
    struct attack_diagram_list list;
    struct attack_diagram_attack attack;
    attack_diagram_list(&list, diagram, reading->costs);
    while (listing->count < ATTACKS_LIMIT && attack_diagram_next(&list, &attack)) {
        listing->attacks[listing->count++] = attack;
    }
    listing->is_whole = listing->count < ATTACKS_LIMIT || !attack_diagram_next(&list, &attack);
}

static void put_list(const struct attack_tree_json_case *reading, struct json_writer *writer,
                     const struct attack_diagram *diagram, const struct listing *listing)
{
    json_put_name_z(writer, "n_minimal_attacks");
    json_put_raw(writer, attack_diagram_count(diagram));
    json_put_name_z(writer, "minimal_attacks");
    json_put_list(writer);
    for (size_t i = 0; i < listing->count; i++) {
        put_names(reading, writer, &listing->attacks[i]);
    }
    json_put_list_end(writer);
    if (reading->costs == NULL) {
        return;
    }
    json_put_name_z(writer, "k_best_costs");
    json_put_list(writer);
    for (size_t i = 0; i < listing->count && i < BEST_COSTS; i++) {
        double cost = 0;
        for (uint32_t s = 0; s < listing->attacks[i].count; s++) {
            cost += reading->costs[listing->attacks[i].steps[s]];
        }
        number_put_json(writer, cost);
    }
    json_put_list_end(writer);
}

/* The probability that one of the minimal attacks with this step succeeds. */
static enum rc share_of(struct attack_tree_json_case *reading, const struct listing *listing,
                        uint32_t step, double *out)
{
    struct attack_tree_builder builder;
    struct attack_diagram diagram;
    const struct attack_tree *tree = reading->tree;
    const struct attack_tree *part;
    uint32_t *node_of = ARENA_MANY(reading->arena, uint32_t, tree->nodes);
    double *probabilities = ARENA_MANY(reading->arena, double, tree->steps);
    attack_tree_builder_init(&builder, reading->arena);
    for (uint32_t s = 0; s < tree->steps; s++) {
        node_of[tree->node_at[s]] = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
        attack_tree_rate(&builder, s, 0);
        probabilities[s] = reading->input.probabilities[s];
    }
    uint32_t root = attack_tree_add(&builder, ATTACK_OR, 0, TEXT_NONE);
    for (size_t i = 0; i < listing->count; i++) {
        const struct attack_diagram_attack *attack = &listing->attacks[i];
        bool has_step = false;
        for (uint32_t s = 0; s < attack->count; s++) {
            has_step = has_step || attack->steps[s] == step;
        }
        uint32_t gate = has_step ? attack_tree_add(&builder, ATTACK_AND, 0, TEXT_NONE) : 0;
        for (uint32_t s = 0; has_step && s < attack->count; s++) {
            attack_tree_link(&builder, gate, node_of[attack->steps[s]]);
        }
        if (has_step) {
            attack_tree_link(&builder, root, gate);
        }
    }
    if (root + 1 == builder.nodes) { /* in no minimal attack */
        *out = 0;
        return RC_OK;
    }
    struct attack_diagram_options options = {.node_limit = DIAGRAM_NODES,
                                             .probabilities = probabilities};
    enum rc rc = attack_tree_close(&builder, root, &reading->problem, &part);
    if (rc == RC_OK) {
        rc = attack_diagram_open(reading->arena, part, options, &reading->problem, &diagram);
    }
    if (rc == RC_OK) {
        *out = attack_diagram_probability(&diagram);
        attack_diagram_close(&diagram);
    }
    return rc;
}

/* Fussell-Vesely: the share of the root's probability in which a minimal attack
 * with the step succeeds. */
static enum rc put_shares(struct attack_tree_json_case *reading, struct json_writer *writer,
                          const struct listing *listing, double top)
{
    enum rc rc = RC_OK;
    json_put_name_z(writer, "fussell_vesely");
    json_put_object(writer);
    for (uint32_t step = 0; rc == RC_OK && step < reading->tree->steps; step++) {
        uint32_t node = reading->tree->node_at[step];
        double share = 0;
        rc = share_of(reading, listing, node, &share);
        json_put_name(writer, attack_tree_name(reading->tree, reading->arena, node));
        number_put_json(writer, share / top);
    }
    json_put_object_end(writer);
    return rc;
}

static enum rc put_probabilities(struct attack_tree_json_case *reading, struct json_writer *writer,
                                 struct attack_diagram *diagram, const struct listing *listing)
{
    const struct attack_tree *tree = reading->tree;
    double top = attack_diagram_probability(diagram);
    const double *birnbaum = attack_diagram_birnbaum(diagram);
    int level = method_probability_level(reading->grid->method, top);
    number_put_member(writer, "prob_top", top);
    if (level != NO_LEVEL) {
        attack_tree_json_put_level(reading, writer, "prob_top_level", level);
    }
    json_put_name_z(writer, "birnbaum");
    json_put_object(writer);
    for (uint32_t step = 0; step < tree->steps; step++) {
        uint32_t node = tree->node_at[step];
        json_put_name(writer, attack_tree_name(tree, reading->arena, node));
        number_put_json(writer, birnbaum[node]);
    }
    json_put_object_end(writer);
    bool is_small =
        listing->is_whole && listing->count <= SHARES_LIMIT && tree->steps <= SHARES_LIMIT;
    return is_small && top > 0 ? put_shares(reading, writer, listing, top) : RC_OK;
}

enum rc attack_tree_json_put_attacks(struct attack_tree_json_case *reading,
                                     struct json_writer *writer)
{
    struct attack_diagram diagram;
    struct fault too_large;
    struct attack_diagram_options options = {.node_limit = DIAGRAM_NODES,
                                             .probabilities = reading->probabilities};
    fault_init(&too_large, reading->arena);
    enum rc rc = attack_diagram_open(reading->arena, reading->tree, options, &too_large, &diagram);
    if (rc == RC_TOO_LARGE) { /* the other answers stand */
        json_member_text(writer, "left_out", text_trim(fault_text(&too_large, reading->arena)));
        return RC_OK;
    }
    if (rc != RC_OK) {
        return fault_add(&reading->problem, rc, TEXT_NONE, "%.*s",
                         TEXT_ARGS(fault_text(&too_large, reading->arena)));
    }
    struct listing *listing = ARENA_NEW(reading->arena, struct listing);
    list_attacks(reading, &diagram, listing);
    put_list(reading, writer, &diagram, listing);
    if (reading->probabilities != NULL) {
        rc = put_probabilities(reading, writer, &diagram, listing);
    }
    attack_diagram_close(&diagram);
    return rc;
}
