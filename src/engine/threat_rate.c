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
        attack_tree_rate(&builder, step, rating_of(graph, rating.grid, way));
        attack_tree_link(&builder, graph->fact_count + way, step);
    }
    rc = attack_graph_close(&builder, rating.grid, fault, &rating.graph);
    if (rc == RC_OK) {
        *out = rating;
    }
    return rc;
}
