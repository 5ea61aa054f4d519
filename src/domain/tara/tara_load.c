#include "domain/tara/tara_load.h"

#include "domain/tara/tara_evaluate.h"
#include "domain/tara/tara_queries.h"
#include "engine/attack_potential.h"
#include "engine/attack_tree.h"
#include "engine/attack_vector.h"

#include <stdlib.h>
#include <string.h>

#define PART_DEPTH 8

const char *const tara_factor_ids[TARA_FACTORS] = {"ET", "SE", "KoIC", "WoO", "Eq"};
const char *const tara_factor_fields[TARA_FACTORS] = {"elapsed_time", "expertise", "knowledge",
                                                      "window", "equipment"};

static const struct {
    const char *id;
    const char *label;
} approaches[] = {[TARA_POTENTIAL] = {"attack_potential", "Attack potential"},
                  [TARA_CVSS] = {"cvss", "CVSS exploitability"},
                  [TARA_VECTOR] = {"attack_vector", "Attack vector"},
                  [TARA_MIXED] = {"mixed", "Several approaches"},
                  [TARA_UNRATED] = {"", "Not rated"}};

const char *tara_factor_field(struct text factor_id)
{
    for (int i = 0; i < TARA_FACTORS; i++) {
        if (text_is(factor_id, tara_factor_ids[i])) {
            return tara_factor_fields[i];
        }
    }
    return NULL;
}

const char *tara_approach_id(enum tara_approach approach)
{
    return approaches[approach].id;
}

const char *tara_approach_label(enum tara_approach approach)
{
    return approaches[approach].label;
}

enum tara_approach tara_approach_of(struct text id)
{
    for (int i = TARA_POTENTIAL; i <= TARA_VECTOR; i++) {
        if (text_is(id, approaches[i].id)) {
            return (enum tara_approach)i;
        }
    }
    return TARA_UNRATED;
}

struct text tara_text(const struct record *record, const char *field)
{
    struct value value = record_value(record, field);
    return value.kind == VALUE_TEXT ? value.text : TEXT_NONE;
}

int64_t tara_integer(const struct record *record, const char *field, int64_t otherwise)
{
    struct value value = record_value(record, field);
    return value.kind == VALUE_INTEGER ? value.integer : otherwise;
}

const char *tara_category_label(struct text id)
{
    static const char *const labels[][2] = {
        {"S", "Safety"}, {"F", "Financial"}, {"O", "Operational"}, {"P", "Privacy"}};
    for (size_t i = 0; i < COUNT(labels); i++) {
        if (text_is(id, labels[i][0])) {
            return labels[i][1];
        }
    }
    return "Other";
}

/* ---- ratings ---- */

static void rate_potential(const struct tara_method *method, struct tara_rating *rating,
                           struct fault *fault)
{
    struct attack_potential result;
    if (attack_potential_rate(method->method, rating->levels, fault, &result) == RC_OK) {
        rating->total = result.total;
        rating->level = result.level;
    }
}

static void rate_cvss(const struct tara_method *method, struct tara_rating *rating,
                      struct fault *fault)
{
    static const char *const vectors[] = {"network", "adjacent", "local", "physical"};
    struct cvss_exploitability result;
    if (cvss_exploitability_read(rating->cvss_text, fault, &rating->cvss) == RC_OK &&
        cvss_exploitability_rate(method->method, rating->cvss, fault, &result) == RC_OK) {
        rating->total = result.hundredths;
        rating->level = result.level;
        rating->vector = method_vector(method->method, text_of(vectors[rating->cvss.av]));
    }
}

static void rate_vector(const struct tara_method *method, struct tara_rating *rating,
                        struct fault *fault)
{
    if (!method->method->vectors.is_given) {
        (void)fault_add(fault, RC_UNSUPPORTED, TEXT_NONE, "the method rates no attack vectors");
    } else if (rating->vector == NO_LEVEL) {
        (void)fault_add(fault, RC_INVALID, TEXT_NONE, "the attack vector is missing");
    } else {
        rating->level = method->method->vectors.levels[rating->vector];
    }
}

void tara_rating_compute(const struct tara_method *method, struct arena *arena,
                         struct tara_rating *rating)
{
    struct fault fault;
    fault_init(&fault, arena);
    rating->total = NO_LEVEL;
    rating->level = NO_LEVEL;
    switch (rating->approach) {
    case TARA_POTENTIAL:
        rate_potential(method, rating, &fault);
        break;
    case TARA_CVSS:
        rate_cvss(method, rating, &fault);
        break;
    case TARA_VECTOR:
        rate_vector(method, rating, &fault);
        break;
    default:
        (void)fault_add(&fault, RC_INVALID, TEXT_NONE, "the approach is missing");
    }
    if (rating->level == NO_LEVEL) {
        rating->problem =
            fault.count > 0 ? fault.problems[0].sentence : TEXT("the rating is not complete");
    }
}

void tara_rating_read(const struct tara_method *method, struct arena *arena,
                      const struct record *record, struct tara_rating *out)
{
    const struct method *m = method->method;
    struct text vector = tara_text(record, "vector");
    *out = (struct tara_rating){.record = record,
                                .approach = tara_approach_of(tara_text(record, "approach")),
                                .cvss_text = tara_text(record, "cvss"),
                                .vector = NO_LEVEL};
    if (vector.size > 0) {
        out->vector = method_vector(m, vector);
    }
    for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
        out->levels[f] = NO_LEVEL;
    }
    for (int f = 0; f < m->potential.count; f++) {
        const char *field = tara_factor_field(m->potential.factors[f].id);
        struct text level = field != NULL ? tara_text(record, field) : TEXT_NONE;
        out->levels[f] = level.size > 0 ? method_factor_level(m, f, level) : NO_LEVEL;
    }
    tara_rating_compute(method, arena, out);
}

/* ---- finding ---- */

const struct tara_found *tara_find(const struct tara *tara, struct id id)
{
    return table_get(&tara->by_id, id_bytes(&id));
}

uint32_t tara_index(const struct tara *tara, enum tara_kind kind, struct id id)
{
    const struct tara_found *found = tara_find(tara, id);
    return found != NULL && found->kind == kind ? found->index : TARA_NONE;
}

uint32_t tara_index_of(const struct tara *tara, enum tara_kind kind, struct value reference)
{
    return reference.kind == VALUE_ID ? tara_index(tara, kind, reference.id) : TARA_NONE;
}

static struct tara_indexes indexes_of(const struct tara *tara, enum tara_kind kind,
                                      struct value ids)
{
    size_t count = ids.kind == VALUE_IDS ? value_ids_count(ids) : 0;
    struct tara_indexes out = {ARENA_MANY(tara->arena, uint32_t, count + 1), 0};
    for (size_t i = 0; i < count; i++) {
        uint32_t index = tara_index(tara, kind, value_ids_at(ids, i));
        if (index != TARA_NONE) {
            out.at[out.count++] = index;
        }
    }
    return out;
}

/* ---- method ---- */

enum rc tara_method_read(struct snapshot *snapshot, const struct record *record,
                         struct tara_method *out)
{
    struct text pack = tara_text(record, "pack");
    struct tara_method method = {.record = record};
    enum rc rc = json_read(snapshot->arena, record->key, pack, snapshot->fault, &method.pack);
    rc = rc == RC_OK
             ? method_read(snapshot->arena, record->key, pack, snapshot->fault, &method.method)
             : rc;
    if (rc == RC_OK && method.method->potential.is_given) {
        rc = profile_grid_open(snapshot->arena, method.method, snapshot->fault, &method.grid);
    }
    if (rc == RC_OK) {
        *out = method;
    }
    return rc;
}

static enum rc load_method(struct tara *tara)
{
    struct snapshot *snapshot = tara->snapshot;
    struct value id = record_value(tara->analysis, "method");
    const struct model_entity *kind =
        model_named(snapshot->workspace->model, TEXT("method_version"));
    struct record *record;
    if (id.kind != VALUE_ID) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("fields.method"), "%.*s names no method",
                         TEXT_ARGS(tara->analysis->key));
    }
    enum rc rc = snapshot_get_id(snapshot, kind, id.id, &record);
    return rc == RC_OK ? tara_method_read(snapshot, record, &tara->method) : rc;
}

/* ---- records ---- */

static enum rc load_lists(struct tara *tara)
{
    for (int kind = 0; kind < TARA_KINDS; kind++) {
        struct tara_list *list = &tara->lists[kind];
        enum rc rc = tara_query_all(tara->snapshot, (enum tara_kind)kind, tara->analysis->id, list);
        if (rc != RC_OK) {
            return rc;
        }
        if (list->count > TARA_NODES_LIMIT || arena_is_over(tara->arena)) {
            return fault_add(tara->snapshot->fault, RC_TOO_LARGE, tara->analysis->key,
                             "the analysis is larger than one call may hold; split it by item");
        }
        struct tara_found *found = ARENA_MANY(tara->arena, struct tara_found, list->count + 1);
        for (size_t i = 0; i < list->count; i++) {
            found[i] = (struct tara_found){(enum tara_kind)kind, (uint32_t)i, list->records[i]};
            table_put(&tara->by_id, id_bytes(&list->records[i]->id), &found[i]);
        }
    }
    return RC_OK;
}

static int gate_of(struct text id)
{
    static const char *const names[] = {"leaf", "or", "and", "sand", "k_of_n"};
    for (size_t i = 0; i < COUNT(names); i++) {
        if (text_is(id, names[i])) {
            return (int)i;
        }
    }
    return ATTACK_LEAF;
}

struct ordered {
    uint32_t index;
    int64_t position;
    int64_t number;
};

static int by_position(const void *a, const void *b)
{
    const struct ordered *left = a;
    const struct ordered *right = b;
    if (left->position != right->position) {
        return left->position < right->position ? -1 : 1;
    }
    return (left->number > right->number) - (left->number < right->number);
}

static void sort_children(const struct tara *tara, struct tara_node *node)
{
    struct ordered *order = ARENA_MANY(tara->arena, struct ordered, node->children.count + 1);
    for (size_t i = 0; i < node->children.count; i++) {
        const struct tara_node *child = &tara->nodes[node->children.at[i]];
        order[i] = (struct ordered){node->children.at[i], child->position, child->record->number};
    }
    qsort(order, node->children.count, sizeof *order, by_position);
    for (size_t i = 0; i < node->children.count; i++) {
        node->children.at[i] = order[i].index;
    }
}

static void link_parents(struct tara *tara)
{
    size_t count = tara->lists[TARA_NODE].count;
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < tara->nodes[i].children.count; c++) {
            tara->nodes[tara->nodes[i].children.at[c]].parents.count++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct tara_indexes *parents = &tara->nodes[i].parents;
        parents->at = ARENA_MANY(tara->arena, uint32_t, parents->count + 1);
        parents->count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < tara->nodes[i].children.count; c++) {
            struct tara_indexes *parents = &tara->nodes[tara->nodes[i].children.at[c]].parents;
            parents->at[parents->count++] = (uint32_t)i;
        }
    }
}

static void link_nodes(struct tara *tara)
{
    const struct tara_list *list = &tara->lists[TARA_NODE];
    tara->nodes = ARENA_MANY(tara->arena, struct tara_node, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        tara->nodes[i] = (struct tara_node){
            .record = record,
            .title = tara_text(record, "title"),
            .gate = gate_of(tara_text(record, "gate")),
            .k = (uint32_t)tara_integer(record, "k", 0),
            .position = tara_integer(record, "position", INT64_MAX),
            .tree = tara_index_of(tara, TARA_TREE, record_value(record, "tree")),
            .children = indexes_of(tara, TARA_NODE, record_value(record, "children"))};
    }
    for (size_t i = 0; i < list->count; i++) {
        sort_children(tara, &tara->nodes[i]);
    }
    link_parents(tara);
}

static void link_ratings(struct tara *tara)
{
    const struct tara_list *list = &tara->lists[TARA_RATING];
    tara->ratings = ARENA_MANY(tara->arena, struct tara_rating, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        uint32_t node = tara_index_of(tara, TARA_NODE, record_value(list->records[i], "node"));
        tara_rating_read(&tara->method, tara->arena, list->records[i], &tara->ratings[i]);
        if (node != TARA_NONE) {
            tara->nodes[node].rating = &tara->ratings[i];
        }
    }
}

static void link_threats(struct tara *tara)
{
    const struct tara_list *threats = &tara->lists[TARA_THREAT];
    const struct tara_list *trees = &tara->lists[TARA_TREE];
    tara->threats = ARENA_MANY(tara->arena, struct tara_threat, threats->count + 1);
    for (size_t i = 0; i < threats->count; i++) {
        const struct record *record = threats->records[i];
        tara->threats[i] = (struct tara_threat){
            .record = record,
            .damages = indexes_of(tara, TARA_DAMAGE, record_value(record, "damage_scenarios")),
            .tree = TARA_NONE,
            .widest_vector = NO_LEVEL};
    }
    for (size_t i = 0; i < trees->count; i++) {
        uint32_t threat =
            tara_index_of(tara, TARA_THREAT, record_value(trees->records[i], "threat_scenario"));
        if (threat != TARA_NONE && tara->threats[threat].tree == TARA_NONE) {
            tara->threats[threat].tree = (uint32_t)i;
        }
    }
}

enum rc tara_load(struct snapshot *snapshot, struct text key, struct tara **out)
{
    const struct model_entity *kind =
        model_named(snapshot->workspace->model, TEXT("tara_analysis"));
    struct tara *tara = ARENA_NEW(snapshot->arena, struct tara);
    struct record *analysis;
    tara->snapshot = snapshot;
    tara->arena = snapshot->arena;
    table_init(&tara->by_id, snapshot->arena);
    enum rc rc = snapshot_get(snapshot, kind, key, &analysis);
    if (rc != RC_OK) {
        return rc;
    }
    tara->analysis = analysis;
    rc = load_method(tara);
    rc = rc == RC_OK ? load_lists(tara) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    link_nodes(tara);
    link_ratings(tara);
    link_threats(tara);
    rc = tara_evaluate(tara);
    if (rc == RC_OK) {
        *out = tara;
    }
    return rc;
}

enum rc tara_analysis_of(struct snapshot *snapshot, const struct record *record, struct text *key)
{
    const struct record *at = record;
    for (int depth = 0; depth < PART_DEPTH; depth++) {
        struct id whole;
        struct record *next;
        if (strcmp(at->kind->entity->name, "tara_analysis") == 0) {
            *key = at->key;
            return RC_OK;
        }
        if (!record_is_part_of(at, &whole)) {
            break;
        }
        const struct model_entity *kind = snapshot_kind_of(snapshot, whole);
        if (kind == NULL || snapshot_get_id(snapshot, kind, whole, &next) != RC_OK) {
            break;
        }
        at = next;
    }
    return fault_add(snapshot->fault, RC_NOT_FOUND, record->key,
                     "%.*s is part of no analysis, so nothing is computed for it",
                     TEXT_ARGS(record->key));
}
