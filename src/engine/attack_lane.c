#include "engine/attack_lane.h"
#include "engine/attack_change_part.h"

#include <assert.h>
#include <string.h>

/* Always inlined: gcc drops calls of a function that only prefetches. */
#define INLINE static inline __attribute__((always_inline))

#define SETS_LIMIT 16384
#define SETS_A_GATE 16 /* room to begin with: most lanes end early */
#define RECORDS_A_SET 2
#define NODES_A_SET 4

/* A step or gate that differs in some lanes. */
struct record {
    uint64_t lanes;
    uint32_t from;  /* its place in all other lanes */
    uint32_t first; /* into `to`: its place in each of these, lowest lane first */
};

/* One of the records that a gate rests on. */
struct node {
    uint32_t next; /* or 0 */
    uint32_t record;
};

struct attack_lanes {
    struct attack_change *change;
    uint32_t *heads;   /* by gate: into nodes, 0 for none */
    uint32_t *seen_in; /* by step: the last case that rated it, from 1 */
    uint32_t case_number;
    size_t width; /* lanes a batch: fewer after one that did not fit */
    bool is_over;
    uint64_t *sets; /* room for those that differ, while this is asked */
    uint32_t set_room;
    uint32_t set_count;
    uint32_t record_count;
    uint32_t node_count;
    uint32_t to_count;
    struct record *records;
    struct node *nodes;
    uint32_t *to;
    uint32_t *places; /* of the gate at hand, in the lane at hand */
    const struct record *root;
};

static uint32_t widest_gate(const struct attack_change *change)
{
    uint32_t most = 1;
    for (uint32_t g = 0; g < change->gate_count; g++) {
        uint32_t operands = attack_change_gate_at(change, g)->operands;
        most = operands > most ? operands : most;
    }
    return most;
}

enum rc attack_lane_open(struct arena *arena, struct attack_change *change, struct fault *fault,
                         struct attack_lanes **out)
{
    struct attack_lanes *lanes = ARENA_NEW(arena, struct attack_lanes);
    uint32_t room = ATTACK_LANE_COUNT + SETS_A_GATE * change->gate_count;
    room = room < SETS_LIMIT ? room : SETS_LIMIT;
    *lanes = (struct attack_lanes){
        .change = change,
        .heads = ARENA_MANY(arena, uint32_t, change->gate_count),
        .seen_in = ARENA_MANY(arena, uint32_t, change->step_count),
        .width = ATTACK_LANE_COUNT,
        .sets = profile_grid_room(arena, change->grid, room),
        .set_room = room,
        .records = ARENA_MANY(arena, struct record, room * RECORDS_A_SET),
        .nodes = ARENA_MANY(arena, struct node, room * NODES_A_SET),
        .to = ARENA_MANY(arena, uint32_t, room * RECORDS_A_SET),
        .places = ARENA_MANY(arena, uint32_t, widest_gate(change)),
    };
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the what-ifs need more memory than this call may use");
    }
    *out = lanes;
    return RC_OK;
}

static uint32_t spare_place(const struct attack_lanes *lanes)
{
    return ATTACK_TREE_PLACE(ATTACK_CHANGE_LANES, lanes->set_count * lanes->change->set_lines);
}

static uint64_t *set_at(const struct attack_lanes *lanes, uint32_t place)
{
    return attack_tree_kernel_at(lanes->change->bases, place);
}

static void put_place(struct attack_lanes *lanes, uint32_t place)
{
    if (lanes->to_count == lanes->set_room * RECORDS_A_SET) {
        lanes->is_over = true;
        return;
    }
    lanes->to[lanes->to_count++] = place;
}

/* Tells the readers of a record about it. */
static void put_record(struct attack_lanes *lanes, struct record record, const uint32_t *readers,
                       uint32_t reader_count)
{
    struct attack_change *change = lanes->change;
    if (lanes->record_count == lanes->set_room * RECORDS_A_SET ||
        reader_count >= lanes->set_room * NODES_A_SET - lanes->node_count) {
        lanes->is_over = true;
        return;
    }
    lanes->records[lanes->record_count] = record;
    for (uint32_t r = 0; r < reader_count; r++) {
        const char *gate = (const char *)attack_change_gate_at(change, readers[r]);
        for (uint32_t line = 0; line < change->block_lines; line++) {
            __builtin_prefetch(gate + (size_t)line * sizeof(struct attack_change_gate));
        }
        uint32_t node = ++lanes->node_count; /* node 0 is none */
        lanes->nodes[node] = (struct node){lanes->heads[readers[r]], lanes->record_count};
        lanes->heads[readers[r]] = node;
        attack_queue_put(&change->queue, readers[r]);
    }
    lanes->record_count++;
}

/* A step lies elsewhere in one lane. */
static void put_step(struct attack_lanes *lanes, uint32_t step, size_t lane, uint32_t place)
{
    struct attack_change *change = lanes->change;
    const struct attack_change_step *at = &change->steps[step];
    struct record record = {.lanes = UINT64_C(1) << lane,
                            .from = attack_change_profile_place(change, at->profile),
                            .first = lanes->to_count};
    put_place(lanes, place);
    if (change->gate_count > 0) {
        put_record(lanes, record, attack_change_readers(change, at), at->readers);
    } else { /* the step is the root */
        record.lanes |= lanes->root == NULL ? 0 : lanes->root->lanes;
        record.first = 0;
        lanes->records[0] = record;
        lanes->root = &lanes->records[0];
    }
}

/* A gate while it is evaluated in the lanes that touch it. */
struct visit {
    struct attack_tree_join join; /* as it is settled */
    uint32_t head;
    uint64_t touching;                  /* lanes in which an operand differs */
    uint64_t several;                   /* and more than one does */
    uint64_t differ;                    /* lanes in which the gate differs, too */
    uint32_t places[ATTACK_LANE_COUNT]; /* where it lies in these, by lane */
};

/* Puts the operand that lies at `from` elsewhere; which one it was. */
static uint32_t move_place(uint32_t *places, uint32_t count, uint32_t from, uint32_t to)
{
    uint32_t i = 0;
    while (i < count && places[i] != from) {
        i++;
    }
    assert(i < count);
    places[i] = to;
    return i;
}

static uint32_t place_in(const struct attack_lanes *lanes, const struct record *record,
                         uint64_t lane)
{
    return lanes->to[record->first + (uint32_t)__builtin_popcountll(record->lanes & (lane - 1))];
}

/* Room for so many sets that may be kept. */
static bool has_room(struct attack_lanes *lanes, uint32_t sets)
{
    lanes->is_over = lanes->is_over || lanes->set_room - lanes->set_count < sets;
    return !lanes->is_over;
}

/* Any gate in one lane, all its operands anew. */
static void run_lane(struct attack_lanes *lanes, struct visit *visit, uint64_t lane)
{
    const struct attack_change *change = lanes->change;
    struct attack_tree_join join = visit->join;
    uint32_t place = spare_place(lanes);
    if (!has_room(lanes, 1)) {
        return;
    }
    memcpy(lanes->places, join.places, join.count * sizeof *lanes->places);
    join.places = lanes->places;
    for (uint32_t node = visit->head; node != 0; node = lanes->nodes[node].next) {
        const struct record *record = &lanes->records[lanes->nodes[node].record];
        if ((record->lanes & lane) != 0) {
            (void)move_place(lanes->places, join.count, record->from,
                             place_in(lanes, record, lane));
        }
    }
    if (change->kernels->join(&join, change->grid->stride, set_at(lanes, place))) {
        visit->differ |= lane;
        visit->places[__builtin_ctzll(lane)] = place;
        lanes->set_count++;
    }
}

/* What the operands but one make, with OR or AND. */
static const uint64_t *others_of(struct attack_lanes *lanes, const struct visit *visit,
                                 uint32_t from)
{
    const struct attack_change *change = lanes->change;
    struct attack_tree_join join = visit->join;
    bool is_or = join.needs == 1;
    if (join.count == 1) {
        return set_at(lanes, attack_change_profile_place(change, is_or ? ATTACK_INFEASIBLE : 0));
    }
    if (join.count == 2) {
        return set_at(lanes, join.places[join.places[0] == from ? 1 : 0]);
    }
    memcpy(lanes->places, join.places, join.count * sizeof *lanes->places);
    uint32_t last = lanes->places[join.count - 1];
    (void)move_place(lanes->places, join.count, from, last);
    join.places = lanes->places;
    join.count--;
    join.needs = is_or ? 1 : join.count;
    (void)change->kernels->join(&join, change->grid->stride, change->spare);
    return change->spare;
}

/* OR or AND in the lanes in which this operand alone differs. */
static void run_record(struct attack_lanes *lanes, struct visit *visit, const struct record *record)
{
    const struct attack_change *change = lanes->change;
    uint32_t from[ATTACK_LANE_COUNT];
    uint8_t lane_of[ATTACK_LANE_COUNT];
    uint32_t count = 0;
    uint32_t at = record->first;
    for (uint64_t rest = record->lanes; rest != 0; rest &= rest - 1) {
        if ((visit->several & rest & -rest) == 0) {
            lane_of[count] = (uint8_t)__builtin_ctzll(rest);
            from[count++] = lanes->to[at];
        }
        at++;
    }
    if (count == 0 || !has_room(lanes, count)) {
        return;
    }
    struct attack_tree_lanes run = {.bases = change->bases,
                                    .places = from,
                                    .others = others_of(lanes, visit, record->from),
                                    .before = visit->join.before,
                                    .out = set_at(lanes, spare_place(lanes)),
                                    .count = count,
                                    .is_or = visit->join.needs == 1};
    uint64_t differ = change->kernels->lanes(&run, change->grid->stride);
    for (; differ != 0; differ &= differ - 1) {
        uint32_t lane = lane_of[__builtin_ctzll(differ)];
        visit->differ |= UINT64_C(1) << lane;
        visit->places[lane] = spare_place(lanes);
        lanes->set_count++;
    }
}

INLINE void fetch_operands(const struct attack_lanes *lanes, const struct attack_tree_join *join)
{
    for (uint32_t i = 0; i < join->count; i++) {
        for (uint32_t line = 0; line < lanes->change->set_lines; line++) {
            __builtin_prefetch(set_at(lanes, join->places[i] + line));
        }
    }
}

static void run_visit(struct attack_lanes *lanes, struct visit *visit)
{
    bool is_plain = visit->join.needs == 1 || visit->join.needs == visit->join.count;
    for (uint32_t node = visit->head; node != 0; node = lanes->nodes[node].next) {
        uint64_t touched = lanes->records[lanes->nodes[node].record].lanes;
        visit->several |= visit->touching & touched;
        visit->touching |= touched;
    }
    if (!is_plain) {
        visit->several = visit->touching;
    }
    for (uint32_t node = visit->head; is_plain && node != 0; node = lanes->nodes[node].next) {
        run_record(lanes, visit, &lanes->records[lanes->nodes[node].record]);
    }
    for (uint64_t rest = visit->several; rest != 0; rest &= rest - 1) {
        run_lane(lanes, visit, rest & -rest);
    }
}

/* Evaluates a gate in every lane that touches it and tells its readers. */
static void run_gate(struct attack_lanes *lanes, uint32_t number)
{
    struct attack_change *change = lanes->change;
    struct attack_change_gate *gate = attack_change_gate_at(change, number);
    const uint32_t *links = attack_change_links(change, gate);
    struct visit visit;
    visit.join = (struct attack_tree_join){.bases = change->bases,
                                           .places = links,
                                           .before = attack_change_gate_set(change, number),
                                           .count = gate->operands,
                                           .needs = gate->needs};
    visit.head = lanes->heads[number];
    visit.touching = 0;
    visit.several = 0;
    visit.differ = 0;
    lanes->heads[number] = 0;
    fetch_operands(lanes, &visit.join);
    run_visit(lanes, &visit);
    if (visit.differ == 0 || lanes->is_over) {
        return;
    }
    struct record record = {.lanes = visit.differ,
                            .from = attack_change_gate_place(change, number),
                            .first = lanes->to_count};
    for (uint64_t rest = visit.differ; rest != 0; rest &= rest - 1) {
        put_place(lanes, visit.places[__builtin_ctzll(rest)]);
    }
    put_record(lanes, record, links + gate->operands, gate->readers);
    if (number + 1 == change->gate_count && !lanes->is_over) {
        lanes->root = &lanes->records[lanes->record_count - 1];
    }
}

static void begin(struct attack_lanes *lanes)
{
    lanes->change->bases[ATTACK_CHANGE_LANES] = lanes->sets;
    lanes->is_over = false;
    lanes->set_count = 0;
    lanes->record_count = 0;
    lanes->node_count = 0;
    lanes->to_count = 0;
    lanes->root = NULL;
}

/* Runs what was put; false where it did not fit. */
static bool run(struct attack_lanes *lanes)
{
    struct attack_queue *queue = &lanes->change->queue;
    uint32_t gate = 0;
    while ((gate = attack_queue_take(queue, gate)) != ATTACK_QUEUE_EMPTY) {
        if (lanes->is_over) {
            lanes->heads[gate] = 0;
        } else {
            lanes->change->touched++;
            run_gate(lanes, gate);
        }
    }
    return !lanes->is_over;
}

/* The root's set in a lane. */
static const uint64_t *root_in(const struct attack_lanes *lanes, size_t lane)
{
    const struct record *root = lanes->root;
    uint64_t bit = UINT64_C(1) << lane;
    return root == NULL || (root->lanes & bit) == 0
               ? attack_change_set(lanes->change, lanes->change->tree->root)
               : set_at(lanes, place_in(lanes, root, bit));
}

/* The last rating of a step counts, as it does one after another. */
static void put_case(struct attack_lanes *lanes, size_t lane, struct attack_lane_case what)
{
    struct attack_change *change = lanes->change;
    const struct attack_tree *tree = change->tree;
    lanes->case_number++;
    for (size_t i = what.count; i-- > 0;) {
        uint32_t node = what.what_ifs[i].node;
        uint16_t profile = what.what_ifs[i].profile;
        uint32_t step = node < tree->nodes ? tree->position_of[node] : ATTACK_NOWHERE;
        if (step >= tree->steps || !attack_change_is_profile(change, profile) ||
            lanes->seen_in[step] == lanes->case_number) {
            continue;
        }
        lanes->seen_in[step] = lanes->case_number;
        if (change->steps[step].profile != profile) {
            put_step(lanes, step, lane, attack_change_profile_place(change, profile));
        }
    }
}

/* Half as many from now on; false where it was a single one. */
static bool narrow(struct attack_lanes *lanes, size_t tried)
{
    lanes->width = tried > 1 ? tried / 2 : 1;
    return tried > 1;
}

void attack_lane_try(struct attack_lanes *lanes, const struct attack_lane_case *cases, size_t count,
                     uint16_t *bests)
{
    size_t done = 0;
    while (done < count) {
        size_t width = count - done < lanes->width ? count - done : lanes->width;
        if (lanes->case_number > UINT32_MAX - ATTACK_LANE_COUNT) {
            lanes->case_number = 0;
            memset(lanes->seen_in, 0, lanes->change->step_count * sizeof *lanes->seen_in);
        }
        begin(lanes);
        for (size_t lane = 0; lane < width; lane++) {
            put_case(lanes, lane, cases[done + lane]);
        }
        if (run(lanes)) {
            for (size_t lane = 0; lane < width; lane++) {
                bests[done + lane] = attack_change_easiest(lanes->change, root_in(lanes, lane));
            }
            done += width;
        } else if (!narrow(lanes, width)) {
            (void)attack_change_try(lanes->change, cases[done].what_ifs, cases[done].count,
                                    &bests[done]);
            done++;
        }
    }
}

/* The attackers for whom the root hangs on the step, from two what-ifs. */
static void weigh_alone(struct attack_lanes *lanes, uint32_t node, uint64_t *out)
{
    size_t stride = lanes->change->grid->stride;
    struct attack_what_if what_if = {node, 0};
    uint16_t best;
    memcpy(out, attack_change_try(lanes->change, &what_if, 1, &best), stride * sizeof *out);
    what_if.profile = ATTACK_INFEASIBLE;
    const uint64_t *without = attack_change_try(lanes->change, &what_if, 1, &best);
    for (size_t w = 0; w < stride; w++) {
        out[w] &= ~without[w];
    }
}

/* The step's set turned round: all profiles (those who can do what needs
 * nothing) but those of its rating. */
static void put_flip(struct attack_lanes *lanes, size_t lane, uint32_t node)
{
    struct attack_change *change = lanes->change;
    uint32_t step = change->tree->position_of[node];
    const uint64_t *now =
        set_at(lanes, attack_change_profile_place(change, change->steps[step].profile));
    const uint64_t *all = set_at(lanes, attack_change_profile_place(change, 0));
    uint32_t place = spare_place(lanes);
    uint64_t *set = set_at(lanes, place);
    lanes->set_count++;
    for (size_t w = 0; w < change->grid->stride; w++) {
        set[w] = all[w] ^ now[w];
    }
    put_step(lanes, step, lane, place);
}

static void put_difference(const uint64_t *a, const uint64_t *b, size_t stride, uint64_t *out)
{
    for (size_t w = 0; w < stride; w++) {
        out[w] = a[w] ^ b[w];
    }
}

void attack_lane_weigh(struct attack_lanes *lanes, const uint32_t *nodes, size_t count,
                       uint64_t *out)
{
    const struct attack_change *change = lanes->change;
    size_t stride = change->grid->stride;
    const uint64_t *now = attack_change_set(change, change->tree->root);
    size_t done = 0;
    while (done < count) {
        size_t width = count - done < lanes->width ? count - done : lanes->width;
        begin(lanes);
        for (size_t lane = 0; lane < width; lane++) {
            put_flip(lanes, lane, nodes[done + lane]);
        }
        if (run(lanes)) {
            for (size_t lane = 0; lane < width; lane++) {
                put_difference(now, root_in(lanes, lane), stride, &out[(done + lane) * stride]);
            }
            done += width;
        } else if (!narrow(lanes, width)) {
            weigh_alone(lanes, nodes[done], &out[done * stride]);
            done++;
        }
    }
}
