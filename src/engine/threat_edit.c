/* Edits of a finished run: what falls, what stands again, what is new. */
#include "engine/threat_join.h"

#include <string.h>

#define FIRST_ROOM 64

/* A way and, where it is used as a premise, which one; 0 is none. */
#define REF(rule, premise, way) \
    ((uint64_t)(rule) << 40 | (uint64_t)(premise) << 32 | (uint64_t)(way) | UINT64_C(1) << 63)
#define REF_RULE(ref) ((uint32_t)((ref) >> 40 & 0x7fffff))
#define REF_PREMISE(ref) ((uint32_t)((ref) >> 32 & 0xff))
#define REF_WAY(ref) ((uint32_t)(ref))

/* What is kept beside each fact of a relation. */
struct beside {
    uint32_t room;
    uint32_t *stamps; /* when it was derived; every fact has a way from earlier ones */
    uint8_t *doubts;
    uint64_t *first_way;
    uint64_t *first_use;
};

/* What is kept beside the ways of a rule. */
struct way_links {
    uint32_t room;
    uint32_t premises;
    uint32_t predicates[THREAT_LITERALS_LIMIT];
    uint64_t *next_way;
    uint64_t *next_use; /* [count][premises] */
    uint32_t *slots;    /* way + 1 */
    uint32_t slot_room;
};

struct fact_ref {
    uint32_t predicate;
    uint32_t row;
};

struct fact_list {
    struct fact_ref *at;
    size_t count;
    size_t room;
};

struct threat_edit {
    struct threat_run *run;
    struct beside *beside;   /* by predicate */
    struct way_links *links; /* by rule */
    uint32_t clock;
    struct fact_list pending;
    struct fact_list doubted;
};

static void list_put(struct arena *arena, struct fact_list *list, uint32_t predicate, uint32_t row)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? FIRST_ROOM : list->room * 2;
        list->at =
            arena_grow(arena, list->at, list->room * sizeof *list->at, room * sizeof *list->at);
        list->room = room;
    }
    list->at[list->count++] = (struct fact_ref){predicate, row};
}

/* ---- what is kept beside ---- */

static struct beside *beside_of(struct threat_edit *edit, uint32_t predicate)
{
    struct beside *beside = &edit->beside[predicate];
    uint32_t need = edit->run->relations[predicate].count;
    struct arena *arena = edit->run->arena;
    if (need > beside->room) {
        size_t old = beside->room;
        size_t room = (size_t)need + need / 2 + FIRST_ROOM;
        beside->stamps = arena_grow(arena, beside->stamps, old * 4, room * 4);
        beside->doubts = arena_grow(arena, beside->doubts, old, room);
        beside->first_way = arena_grow(arena, beside->first_way, old * 8, room * 8);
        beside->first_use = arena_grow(arena, beside->first_use, old * 8, room * 8);
        beside->room = (uint32_t)room;
    }
    return beside;
}

static uint32_t *way_of(const struct threat_run *run, uint32_t rule, uint32_t way)
{
    return run->ways[rule].rows + (size_t)way * run->ways[rule].stride;
}

static uint32_t slot_of(const struct threat_run *run, const struct way_links *links, uint32_t rule,
                        const uint32_t *way)
{
    uint32_t stride = run->ways[rule].stride;
    uint64_t h = rule;
    for (uint32_t i = 0; i < stride; i++) {
        h = (h ^ way[i]) * UINT64_C(0x9e3779b97f4a7c15);
        h ^= h >> 32;
    }
    uint32_t slot = (uint32_t)h & (links->slot_room - 1);
    while (links->slots[slot] != 0 &&
           memcmp(way_of(run, rule, links->slots[slot] - 1), way, stride * sizeof(uint32_t)) != 0) {
        slot = (slot + 1) & (links->slot_room - 1);
    }
    return slot;
}

static void fill_slots(struct threat_edit *edit, uint32_t rule, uint32_t room)
{
    struct way_links *links = &edit->links[rule];
    links->slots = ARENA_MANY(edit->run->arena, uint32_t, room);
    links->slot_room = room;
    for (uint32_t way = 0; way < edit->run->ways[rule].count; way++) {
        const uint32_t *rows = way_of(edit->run, rule, way);
        if (rows[0] != THREAT_NOTHING) {
            links->slots[slot_of(edit->run, links, rule, rows)] = way + 1;
        }
    }
}

static void make_link_room(struct threat_edit *edit, uint32_t rule)
{
    struct way_links *links = &edit->links[rule];
    uint32_t count = edit->run->ways[rule].count;
    struct arena *arena = edit->run->arena;
    if (count > links->room) {
        size_t old = links->room;
        size_t room = (size_t)count + count / 2 + FIRST_ROOM;
        links->next_way = arena_grow(arena, links->next_way, old * 8, room * 8);
        links->next_use = arena_grow(arena, links->next_use, old * 8 * links->premises,
                                     room * 8 * links->premises);
        links->room = (uint32_t)room;
    }
    if (links->slots == NULL || count > links->slot_room / 2) {
        uint32_t room = FIRST_ROOM;
        while (room / 2 <= count && room < (1u << 31)) {
            room *= 2;
        }
        fill_slots(edit, rule, room * 2);
    }
}

/* Puts a way into the lists of its head and of its premises. */
static void link_way(struct threat_edit *edit, uint32_t rule, uint32_t way)
{
    struct way_links *links = &edit->links[rule];
    const uint32_t *rows = way_of(edit->run, rule, way);
    struct beside *head = beside_of(edit, edit->run->rules->rules[rule].head.predicate);
    links->next_way[way] = head->first_way[rows[0]];
    head->first_way[rows[0]] = REF(rule, 0, way);
    for (uint32_t i = 0; i < links->premises; i++) {
        struct beside *premise = beside_of(edit, links->predicates[i]);
        links->next_use[(size_t)way * links->premises + i] = premise->first_use[rows[i + 1]];
        premise->first_use[rows[i + 1]] = REF(rule, i, way);
    }
}

/* ---- support ---- */

/* Do all premises stand, and where a limit is given, from before it? */
static bool stands(struct threat_edit *edit, uint32_t rule, uint32_t way, uint32_t before)
{
    const struct way_links *links = &edit->links[rule];
    const uint32_t *rows = way_of(edit->run, rule, way);
    if (rows[0] == THREAT_NOTHING) {
        return false;
    }
    for (uint32_t i = 0; i < links->premises; i++) {
        const struct beside *premise = &edit->beside[links->predicates[i]];
        uint32_t row = rows[i + 1];
        if (threat_relation_is_dead(&edit->run->relations[links->predicates[i]], row) ||
            premise->doubts[row] != 0 || premise->stamps[row] >= before) {
            return false;
        }
    }
    return true;
}

static bool is_supported(struct threat_edit *edit, struct fact_ref fact, uint32_t before)
{
    uint64_t ref = edit->beside[fact.predicate].first_way[fact.row];
    while (ref != 0) {
        if (stands(edit, REF_RULE(ref), REF_WAY(ref), before)) {
            return true;
        }
        ref = edit->links[REF_RULE(ref)].next_way[REF_WAY(ref)];
    }
    return false;
}

/* Puts the heads of all ways that use a fact on the list. */
static void put_heads(struct threat_edit *edit, struct fact_ref fact)
{
    uint64_t ref = edit->beside[fact.predicate].first_use[fact.row];
    while (ref != 0) {
        uint32_t rule = REF_RULE(ref);
        uint32_t way = REF_WAY(ref);
        uint32_t head = way_of(edit->run, rule, way)[0];
        if (head != THREAT_NOTHING) {
            list_put(edit->run->arena, &edit->pending, edit->run->rules->rules[rule].head.predicate,
                     head);
        }
        const struct way_links *links = &edit->links[rule];
        ref = links->next_use[(size_t)way * links->premises + REF_PREMISE(ref)];
    }
}

static void end_way(struct threat_edit *edit, uint32_t rule, uint32_t way)
{
    uint32_t *rows = way_of(edit->run, rule, way);
    if (rows[0] != THREAT_NOTHING) {
        list_put(edit->run->arena, &edit->pending, edit->run->rules->rules[rule].head.predicate,
                 rows[0]);
        rows[0] = THREAT_NOTHING;
        edit->run->ways[rule].dead_count++;
    }
}

static void end_ways_using(struct threat_edit *edit, struct fact_ref fact)
{
    uint64_t ref = edit->beside[fact.predicate].first_use[fact.row];
    while (ref != 0) {
        const struct way_links *links = &edit->links[REF_RULE(ref)];
        end_way(edit, REF_RULE(ref), REF_WAY(ref));
        ref = links->next_use[(size_t)REF_WAY(ref) * links->premises + REF_PREMISE(ref)];
    }
}

/* Doubts every fact on the list that no way from earlier facts supports, and
 * then what was derived from it. */
static void spread_doubt(struct threat_edit *edit)
{
    while (edit->pending.count > 0) {
        struct fact_ref fact = edit->pending.at[--edit->pending.count];
        struct beside *beside = &edit->beside[fact.predicate];
        if (beside->doubts[fact.row] == 0 &&
            !threat_relation_is_dead(&edit->run->relations[fact.predicate], fact.row) &&
            !is_supported(edit, fact, beside->stamps[fact.row])) {
            beside->doubts[fact.row] = 1;
            list_put(edit->run->arena, &edit->doubted, fact.predicate, fact.row);
            put_heads(edit, fact);
        }
    }
}

/* Lets stand again what follows from facts that are not doubted. */
static void lift_doubt(struct threat_edit *edit)
{
    for (size_t i = 0; i < edit->doubted.count; i++) {
        struct fact_ref fact = edit->doubted.at[i];
        list_put(edit->run->arena, &edit->pending, fact.predicate, fact.row);
    }
    while (edit->pending.count > 0) {
        struct fact_ref fact = edit->pending.at[--edit->pending.count];
        struct beside *beside = &edit->beside[fact.predicate];
        if (beside->doubts[fact.row] != 0 && is_supported(edit, fact, UINT32_MAX)) {
            beside->doubts[fact.row] = 0;
            beside->stamps[fact.row] = ++edit->clock;
            put_heads(edit, fact);
        }
    }
}

static void bury_doubted(struct threat_edit *edit)
{
    for (size_t i = 0; i < edit->doubted.count; i++) {
        struct fact_ref fact = edit->doubted.at[i];
        struct beside *beside = &edit->beside[fact.predicate];
        if (beside->doubts[fact.row] == 0) {
            continue;
        }
        beside->doubts[fact.row] = 0;
        threat_relation_kill(&edit->run->relations[fact.predicate], fact.row);
        for (uint64_t ref = beside->first_way[fact.row]; ref != 0;
             ref = edit->links[REF_RULE(ref)].next_way[REF_WAY(ref)]) {
            end_way(edit, REF_RULE(ref), REF_WAY(ref));
        }
        end_ways_using(edit, fact);
    }
    edit->doubted.count = 0;
    edit->pending.count = 0;
}

/* ---- the state of an edit, made by the first one ---- */

/* Stamps by rounds: a fact gets its stamp once all premises of a way have one. */
static void stamp_all(struct threat_edit *edit)
{
    struct threat_run *run = edit->run;
    for (uint32_t p = THREAT_FACTS + 1; p < run->rules->predicate_count; p++) {
        for (uint32_t row = 0; row < run->relations[p].count; row++) {
            edit->beside[p].doubts[row] = 1;
            list_put(run->arena, &edit->doubted, p, row);
        }
    }
    lift_doubt(edit);
    edit->doubted.count = 0;
}

static void make_edit(struct threat_run *run)
{
    const struct threat_rules *rules = run->rules;
    struct threat_edit *edit = ARENA_NEW(run->arena, struct threat_edit);
    edit->run = run;
    edit->beside = ARENA_MANY(run->arena, struct beside, rules->predicate_count);
    edit->links = ARENA_MANY(run->arena, struct way_links, rules->rule_count);
    for (uint32_t p = 0; p < rules->predicate_count; p++) {
        beside_of(edit, p);
    }
    for (uint32_t rule = 0; rule < rules->rule_count; rule++) {
        edit->links[rule].premises =
            threat_run_premises(&rules->rules[rule], edit->links[rule].predicates);
        make_link_room(edit, rule);
        for (uint32_t way = 0; way < run->ways[rule].count; way++) {
            link_way(edit, rule, way);
        }
    }
    stamp_all(edit);
    run->edit = edit;
}

/* ---- ways that come and go with an absence ---- */

static void keep_new_way(struct threat_walk *walk)
{
    struct threat_run *run = walk->run;
    struct threat_edit *edit = run->edit;
    const struct threat_join *join = walk->join;
    uint32_t predicate = join->rule->head.predicate;
    uint32_t tuple[THREAT_ARITY_LIMIT];
    uint32_t way[THREAT_LITERALS_LIMIT + 1];
    bool is_new;
    threat_join_head(walk, tuple);
    way[0] = threat_relation_add(&run->relations[predicate], tuple, &is_new);
    memcpy(way + 1, walk->premises, sizeof walk->premises);
    if (is_new) {
        beside_of(edit, predicate)->stamps[way[0]] = ++edit->clock;
    } else if (threat_join_begs(walk, way[0])) {
        return;
    }
    struct way_links *links = &edit->links[join->rule_number];
    uint32_t slot = slot_of(run, links, join->rule_number, way);
    if (links->slots[slot] != 0) {
        return;
    }
    uint32_t number = threat_run_keep_way(run, join->rule_number, way[0], walk->premises);
    links->slots[slot] = number + 1;
    make_link_room(edit, join->rule_number);
    link_way(edit, join->rule_number, number);
}

static void end_found_way(struct threat_walk *walk)
{
    struct threat_run *run = walk->run;
    const struct threat_join *join = walk->join;
    uint32_t way[THREAT_LITERALS_LIMIT + 1];
    uint32_t tuple[THREAT_ARITY_LIMIT];
    threat_join_head(walk, tuple);
    way[0] = threat_relation_find(&run->relations[join->rule->head.predicate], tuple);
    memcpy(way + 1, walk->premises, sizeof walk->premises);
    if (way[0] == THREAT_NOTHING) {
        return;
    }
    const struct way_links *links = &run->edit->links[join->rule_number];
    uint32_t slot = slot_of(run, links, join->rule_number, way);
    if (links->slots[slot] != 0) {
        end_way(run->edit, join->rule_number, links->slots[slot] - 1);
    }
}

/* For every absence of these facts in a rule, what it lets be derived. */
static void walk_absences(struct threat_run *run, const struct fact_list *facts, bool is_ending,
                          void (*found)(struct threat_walk *walk))
{
    for (uint32_t rule = 0; rule < run->rules->rule_count; rule++) {
        const struct threat_rule *body = &run->rules->rules[rule];
        for (uint32_t i = 0; i < body->literal_count; i++) {
            for (size_t f = 0; body->literals[i].is_absent && f < facts->count; f++) {
                if (facts->at[f].predicate != body->literals[i].predicate) {
                    continue;
                }
                const struct threat_relation *relation = &run->relations[facts->at[f].predicate];
                struct threat_walk walk = {.run = run,
                                           .join = threat_join_get(run, rule, i),
                                           .found = found,
                                           .asks_start = !is_ending,
                                           .ignores_absence = is_ending};
                threat_join_walk_absence(&walk, threat_relation_row(relation, facts->at[f].row));
            }
        }
    }
}

/* ---- the edit ---- */

/* The rows that end: alive ones that are not given again. */
static void find_gone(struct threat_edit *edit, const struct threat_tuple *gone, size_t gone_count,
                      const struct threat_tuple *come, size_t come_count, struct fact_list *out)
{
    struct threat_run *run = edit->run;
    for (size_t i = 0; i < gone_count; i++) {
        struct threat_relation *relation = &run->relations[gone[i].fact];
        uint32_t row = threat_relation_find(relation, gone[i].arguments);
        if (row != THREAT_NOTHING && !threat_relation_is_dead(relation, row)) {
            edit->beside[gone[i].fact].doubts[row] = 1;
            list_put(run->arena, out, gone[i].fact, row);
        }
    }
    for (size_t i = 0; i < come_count; i++) {
        uint32_t row = threat_relation_find(&run->relations[come[i].fact], come[i].arguments);
        if (row != THREAT_NOTHING) {
            edit->beside[come[i].fact].doubts[row] = 0;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        struct fact_ref fact = out->at[i];
        if (edit->beside[fact.predicate].doubts[fact.row] != 0) {
            edit->beside[fact.predicate].doubts[fact.row] = 0;
            out->at[kept++] = fact;
        }
    }
    out->count = kept;
}

/* Adds the rows that come, hidden from all ranges until the next round. */
static void add_come(struct threat_edit *edit, const struct threat_tuple *come, size_t come_count,
                     struct fact_list *out)
{
    for (size_t i = 0; i < come_count; i++) {
        bool is_new;
        uint32_t row =
            threat_relation_add(&edit->run->relations[come[i].fact], come[i].arguments, &is_new);
        if (is_new) {
            beside_of(edit, come[i].fact);
            list_put(edit->run->arena, out, come[i].fact, row);
        }
    }
}

static void start_round(struct threat_run *run)
{
    for (size_t p = 0; p < run->rules->predicate_count; p++) {
        threat_relation_widen(&run->relations[p], run->symbols->count);
        run->relations[p].old_end = run->relations[p].count;
        run->relations[p].now_end = run->relations[p].count;
    }
}

enum rc threat_run_update(struct threat_run *run, const struct threat_tuple *gone,
                          size_t gone_count, const struct threat_tuple *come, size_t come_count)
{
    struct fact_list ends = {0};
    struct fact_list begins = {0};
    start_round(run);
    if (run->edit == NULL) {
        make_edit(run);
    }
    struct threat_edit *edit = run->edit;
    find_gone(edit, gone, gone_count, come, come_count, &ends);
    add_come(edit, come, come_count, &begins);
    walk_absences(run, &begins, true, end_found_way);
    for (size_t i = 0; i < ends.count; i++) {
        end_ways_using(edit, ends.at[i]);
        threat_relation_kill(&run->relations[ends.at[i].predicate], ends.at[i].row);
    }
    spread_doubt(edit);
    lift_doubt(edit);
    bury_doubted(edit);
    for (size_t p = 0; p < THREAT_FACTS; p++) {
        run->relations[p].now_end = run->relations[p].count;
    }
    walk_absences(run, &ends, false, keep_new_way);
    threat_join_rounds(run, keep_new_way);
    return threat_join_verdict(run);
}

static size_t compare_facts(struct threat_run *run, const struct threat_model *model,
                            struct threat_tuple *gone, struct threat_tuple *come,
                            size_t *come_count)
{
    size_t gone_count = 0;
    for (uint32_t p = 0; p < THREAT_FACTS; p++) {
        const struct threat_relation *mine = &run->relations[p];
        const struct threat_relation *theirs = &model->facts[p];
        size_t bytes = sizeof(uint32_t) * mine->arity;
        for (uint32_t row = 0; row < mine->count; row++) {
            const uint32_t *tuple = threat_relation_row(mine, row);
            if (!threat_relation_is_dead(mine, row) &&
                threat_relation_find(theirs, tuple) == THREAT_NOTHING) {
                gone[gone_count].fact = (enum threat_fact)p;
                memcpy(gone[gone_count++].arguments, tuple, bytes);
            }
        }
        for (uint32_t row = 0; row < theirs->count; row++) {
            const uint32_t *tuple = threat_relation_row(theirs, row);
            uint32_t found = threat_relation_find(mine, tuple);
            if (found == THREAT_NOTHING || threat_relation_is_dead(mine, found)) {
                come[*come_count].fact = (enum threat_fact)p;
                memcpy(come[(*come_count)++].arguments, tuple, bytes);
            }
        }
    }
    return gone_count;
}

enum rc threat_run_follow(struct threat_run *run, const struct threat_model *model)
{
    size_t mine = 0;
    size_t theirs = 0;
    size_t come_count = 0;
    for (size_t p = 0; p < THREAT_FACTS; p++) {
        mine += run->relations[p].count - run->relations[p].dead_count;
        theirs += model->facts[p].count;
    }
    struct threat_tuple *gone = ARENA_MANY(run->arena, struct threat_tuple, mine);
    struct threat_tuple *come = ARENA_MANY(run->arena, struct threat_tuple, theirs);
    size_t gone_count = compare_facts(run, model, gone, come, &come_count);
    return threat_run_update(run, gone, gone_count, come, come_count);
}
