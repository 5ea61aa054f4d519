#include "engine/threat_rate.h"

/* The profile a way's own steps need. */
static uint16_t rating_of(const struct threat_graph *graph, const struct profile_grid *grid,
                          uint32_t way)
{
    struct threat_factors factors = threat_list_way_factors(graph, way);
    int levels[METHOD_FACTORS_LIMIT];
    for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
        levels[f] = factors.levels[f];
    }
    return profile_grid_number(grid, levels);
}

enum rc threat_rate(struct arena *arena, const struct threat_graph *graph, struct fault *fault,
                    struct threat_rating *out)
{
    struct attack_tree_builder builder;
    struct threat_rating rating;
    enum rc rc = profile_grid_open(arena, graph->run->rules->method, fault, &rating.grid);
    if (rc != RC_OK) {
        return rc;
    }
    attack_tree_builder_init(&builder, arena);
    rating.needs = ARENA_MANY(arena, uint16_t, graph->way_count);
    for (uint32_t fact = 0; fact < graph->fact_count; fact++) {
        attack_tree_add(&builder, ATTACK_OR, 0, TEXT_NONE);
    }
    for (uint32_t way = 0; way < graph->way_count; way++) {
        uint32_t gate = attack_tree_add(&builder, ATTACK_AND, 0, TEXT_NONE);
        attack_tree_link(&builder, graph->heads[way], gate);
        for (uint32_t i = graph->first_need[way]; i < graph->first_need[way + 1]; i++) {
            attack_tree_link(&builder, gate, graph->needs[i]);
        }
    }
    for (uint32_t way = 0; way < graph->way_count; way++) {
        uint32_t step = attack_tree_add(&builder, ATTACK_LEAF, 0, TEXT_NONE);
        rating.needs[way] = rating_of(graph, rating.grid, way);
        attack_tree_rate(&builder, step, rating.needs[way]);
        attack_tree_link(&builder, graph->fact_count + way, step);
    }
    rc = attack_graph_close(&builder, rating.grid, fault, &rating.graph);
    if (rc == RC_OK) {
        *out = rating;
    }
    return rc;
}

/* The threats whose easiest profile is this one. */
static size_t want(const struct threat_list *list, const struct threat_rating *rating,
                   uint16_t profile, uint8_t *wanted)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        wanted[i] = attack_graph_best(rating->graph, list->at[i].fact) == profile;
        count += wanted[i];
    }
    return count;
}

void threat_rate_paths(struct threat_list *list, struct threat_graph *graph, struct arena *arena,
                       const struct threat_rating *rating)
{
    uint64_t work = 0;
    uint8_t *is_easiest = ARENA_MANY(arena, uint8_t, rating->grid->count);
    uint8_t *wanted = ARENA_MANY(arena, uint8_t, list->count);
    uint8_t *allowed = ARENA_MANY(arena, uint8_t, graph->way_count);
    for (size_t i = 0; i < list->count; i++) {
        uint16_t best = attack_graph_best(rating->graph, list->at[i].fact);
        if (best < rating->grid->count) {
            is_easiest[best] = 1;
        }
    }
    for (uint16_t profile = 0; profile < rating->grid->count; profile++) {
        work += is_easiest[profile] != 0 ? graph->way_count : 0;
        if (is_easiest[profile] == 0 || work > THREAT_RATE_WORK_LIMIT ||
            want(list, rating, profile, wanted) == 0) {
            continue;
        }
        for (uint32_t way = 0; way < graph->way_count; way++) {
            allowed[way] = profile_grid_is_able(rating->grid, profile, rating->needs[way]);
        }
        struct arena *scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        threat_graph_rank(graph, scratch, allowed);
        threat_list_repath(list, arena, scratch, wanted);
        arena_close(scratch);
    }
    threat_graph_rank(graph, arena, NULL);
}
