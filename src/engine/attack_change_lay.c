/* Lays the gates of a tree out so that a change touches few cache lines. */
#include "engine/attack_change_part.h"
#include "engine/attack_readers.h"

/* Where to write count links: in place, or in `more` with its place noted. */
static uint32_t *link_room(uint32_t *links, uint32_t count, uint32_t room, uint32_t *more,
                           uint32_t *used)
{
    if (count <= room) {
        return links;
    }
    links[0] = *used;
    *used += count;
    return &more[links[0]];
}

static void copy_links(uint32_t *to, const uint32_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        to[i] = from[i];
    }
}

static uint32_t place_at(const struct attack_change *change, uint32_t position)
{
    return position < change->step_count
               ? attack_change_profile_place(change, change->steps[position].profile)
               : attack_change_gate_place(change, position - change->step_count);
}

static void link_gate(struct attack_change *change, uint32_t number,
                      const struct attack_readers *readers, uint32_t *used)
{
    const struct attack_tree *tree = change->tree;
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    const uint32_t *operands = &tree->operands[tree->first_operand[number]];
    uint32_t from = readers->first[tree->steps + number];
    gate->needs = tree->needs[number];
    gate->operands = tree->first_operand[number + 1] - tree->first_operand[number];
    gate->readers = readers->first[tree->steps + number + 1] - from;
    uint32_t *links = link_room(gate->links, gate->operands + gate->readers, ATTACK_CHANGE_LINKS,
                                change->more, used);
    for (uint32_t i = 0; i < gate->operands; i++) {
        links[i] = place_at(change, operands[i]);
    }
    copy_links(links + gate->operands, &readers->gates[from], gate->readers);
}

static uint32_t first_reader(const struct attack_change *change, uint32_t number)
{
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    return gate->readers > 0 ? attack_change_links(change, gate)[gate->operands] : number;
}

static void link_nodes(struct attack_change *change, const struct attack_readers *readers)
{
    const struct attack_tree *tree = change->tree;
    uint32_t used = 0;
    for (uint32_t at = 0; at < tree->steps; at++) {
        struct attack_change_step *step = &change->steps[at];
        step->profile = tree->ratings[tree->node_at[at]];
        step->readers = readers->first[at + 1] - readers->first[at];
        copy_links(
            link_room(step->links, step->readers, ATTACK_CHANGE_READERS, change->more, &used),
            &readers->gates[readers->first[at]], step->readers);
    }
    for (uint32_t g = 0; g < change->gate_count; g++) {
        link_gate(change, g, readers, &used);
    }
    for (uint32_t at = 0; at < tree->steps; at++) {
        struct attack_change_step *step = &change->steps[at];
        step->ahead =
            step->readers > 0 ? first_reader(change, attack_change_readers(change, step)[0]) : 0;
    }
    for (uint32_t g = 0; g < change->gate_count; g++) {
        attack_change_gate_at(change, g)->ahead = first_reader(change, first_reader(change, g));
    }
}

/* How many links do not fit beside their node. */
static uint32_t count_more(const struct attack_change *change, const struct attack_readers *readers)
{
    const struct attack_tree *tree = change->tree;
    uint32_t more = 0;
    for (uint32_t at = 0; at < tree->count; at++) {
        uint32_t count = readers->first[at + 1] - readers->first[at];
        uint32_t room = ATTACK_CHANGE_READERS;
        if (at >= tree->steps) {
            uint32_t g = at - tree->steps;
            count += tree->first_operand[g + 1] - tree->first_operand[g];
            room = ATTACK_CHANGE_LINKS;
        }
        more += count > room ? count : 0;
    }
    return more;
}

void attack_change_lay_out(struct attack_change *change)
{
    const struct attack_tree *tree = change->tree;
    struct arena *arena = change->arena;
    struct attack_readers readers = attack_readers_list(arena, tree->count, change->gate_count,
                                                        tree->first_operand, tree->operands);
    size_t lines = attack_change_gate_line(change, change->gate_count);
    change->steps = ARENA_MANY(arena, struct attack_change_step, tree->steps);
    change->more = ARENA_MANY(arena, uint32_t, count_more(change, &readers));
    change->bases[ATTACK_CHANGE_OWN] =
        profile_grid_room(arena, change->grid, (lines + change->set_lines - 1) / change->set_lines);
    change->bases[ATTACK_CHANGE_GRID] = change->grid->sets;
    change->spare = profile_grid_room(arena, change->grid, 1);
    change->result = profile_grid_room(arena, change->grid, 1);
    attack_queue_init(&change->queue, arena, change->gate_count);
    link_nodes(change, &readers);
}
