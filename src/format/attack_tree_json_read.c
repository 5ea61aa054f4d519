/* One case from JSON: its tree, and the figures of its steps. */
#include "base/number.h"
#include "format/attack_tree_json_part.h"

#define FIGURE_LIMIT 1e15 /* of costs and days; sums stay exact to the unit */

static const struct {
    const char *name;
    enum attack_gate gate;
} TYPES[] = {{"leaf", ATTACK_LEAF},
             {"or", ATTACK_OR},
             {"and", ATTACK_AND},
             {"sand", ATTACK_SAND},
             {"vot", ATTACK_K_OF_N}};

static enum rc bad(struct attack_tree_json_case *reading, struct text path, const char *sentence)
{
    return fault_add(&reading->problem, RC_INVALID, path, "%s", sentence);
}

static enum rc read_type(struct attack_tree_json_case *reading, const struct json *node,
                         enum attack_gate *gate, uint32_t *k)
{
    struct text type = json_text(json_member(node, "type"));
    int64_t number = 0;
    size_t i = 0;
    while (i < sizeof TYPES / sizeof *TYPES && !text_is(type, TYPES[i].name)) {
        i++;
    }
    if (i == sizeof TYPES / sizeof *TYPES) {
        return bad(reading, node->name, "the type is none of leaf, or, and, sand, vot");
    }
    if (TYPES[i].gate == ATTACK_K_OF_N &&
        (!json_integer(json_member(node, "k"), &number) || number < 1 || number > UINT32_MAX)) {
        return bad(reading, node->name, "a vot gate needs k, an integer from 1");
    }
    *gate = TYPES[i].gate;
    *k = (uint32_t)number;
    return RC_OK;
}

/* A list of points, one for each factor, as a profile. */
enum rc attack_tree_json_points(struct attack_tree_json_case *reading, struct text path,
                                const struct json *list, uint16_t *out)
{
    const struct method *method = reading->grid->method;
    int levels[METHOD_FACTORS_LIMIT];
    int f = 0;
    if (list->kind != JSON_LIST || list->count != (size_t)reading->grid->factors) {
        return fault_add(&reading->problem, RC_INVALID, path,
                         "ap is not a list of %d points, one for each factor",
                         reading->grid->factors);
    }
    for (const struct json *item = list->first; item != NULL; item = item->next, f++) {
        int64_t points = NO_LEVEL;
        levels[f] = json_integer(item, &points) ? method_factor_level_of_points(method, f, points)
                                                : NO_LEVEL;
        if (levels[f] == NO_LEVEL) {
            return fault_add(&reading->problem, RC_INVALID, path,
                             "no level of %.*s is worth these points",
                             TEXT_ARGS(method->potential.factors[f].id));
        }
    }
    *out = profile_grid_number(reading->grid, levels);
    return RC_OK;
}

static enum rc read_rating(struct attack_tree_json_case *reading, const struct json *node,
                           uint32_t number)
{
    const struct json *ap = json_member(node, "ap");
    uint16_t profile;
    if (ap == NULL || ap->kind == JSON_NULL) {
        return RC_OK; /* whether it may stay unrated is the tree's question */
    }
    enum rc rc = attack_tree_json_points(reading, node->name, ap, &profile);
    if (rc == RC_OK) {
        attack_tree_rate(&reading->builder, number, profile);
    }
    return rc;
}

static enum rc find_node(struct attack_tree_json_case *reading, struct text path,
                         const struct json *name, uint32_t *out)
{
    void *found = NULL;
    if (name != NULL && name->kind == JSON_TEXT) {
        found = table_get(&reading->numbers, name->text);
    }
    if (found == NULL) {
        return fault_add(&reading->problem, RC_NOT_FOUND, path, "\"%.*s\" is no node of this case",
                         TEXT_ARGS(json_text(name)));
    }
    *out = (uint32_t)((uintptr_t)found - 1);
    return RC_OK;
}

static enum rc add_nodes(struct attack_tree_json_case *reading, const struct json *nodes)
{
    reading->json_of = ARENA_MANY(reading->arena, const struct json *, nodes->count);
    for (const struct json *node = nodes->first; node != NULL; node = node->next) {
        enum attack_gate gate = ATTACK_LEAF;
        uint32_t k = 0;
        if (node->kind != JSON_OBJECT) {
            return bad(reading, node->name, "a node is an object");
        }
        enum rc rc = read_type(reading, node, &gate, &k);
        if (rc != RC_OK) {
            return rc;
        }
        uint32_t number = attack_tree_add(&reading->builder, gate, k, node->name);
        reading->json_of[number] = node;
        table_put(&reading->numbers, node->name, (void *)((uintptr_t)number + 1));
        if (!reading->has_ap && gate == ATTACK_LEAF) {
            attack_tree_rate(&reading->builder, number, 0);
        }
        rc = read_rating(reading, node, number);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc link_nodes(struct attack_tree_json_case *reading, const struct json *nodes)
{
    uint32_t parent = 0;
    for (const struct json *node = nodes->first; node != NULL; node = node->next, parent++) {
        const struct json *children = json_member(node, "ch");
        if (children == NULL || children->kind == JSON_NULL) {
            continue;
        }
        if (children->kind != JSON_LIST) {
            return bad(reading, node->name, "ch is not a list of node names");
        }
        for (const struct json *name = children->first; name != NULL; name = name->next) {
            uint32_t child;
            enum rc rc = find_node(reading, node->name, name, &child);
            if (rc != RC_OK) {
                return rc;
            }
            attack_tree_link(&reading->builder, parent, child);
        }
    }
    return RC_OK;
}

static bool is_given(const struct json *node, const char *name)
{
    const struct json *json = json_member(node, name);
    return json != NULL && json->kind != JSON_NULL;
}

/* Where no step has points but some have other figures, these are what counts. */
static bool has_points(const struct json *nodes)
{
    bool has_others = false;
    for (const struct json *node = nodes->first; node != NULL; node = node->next) {
        if (is_given(node, "ap")) {
            return true;
        }
        has_others = has_others || is_given(node, "cost") || is_given(node, "prob") ||
                     is_given(node, "days");
    }
    return !has_others;
}

static enum rc read_tree(struct attack_tree_json_case *reading)
{
    const struct json *nodes = json_member(reading->item, "nodes");
    const struct json *root = json_member(reading->item, "root");
    uint32_t number;
    if (nodes == NULL || nodes->kind != JSON_OBJECT || nodes->count == 0) {
        return bad(reading, TEXT("nodes"), "the case has no nodes");
    }
    if (nodes->count > ATTACK_TREE_NODES_LIMIT) {
        return fault_add(&reading->problem, RC_TOO_LARGE, TEXT("nodes"),
                         "an attack tree has at most %d nodes", ATTACK_TREE_NODES_LIMIT);
    }
    if (root == NULL || root->kind != JSON_TEXT) {
        return bad(reading, TEXT("root"), "the case names no root");
    }
    reading->has_ap = has_points(nodes);
    enum rc rc = add_nodes(reading, nodes);
    if (rc == RC_OK) {
        rc = link_nodes(reading, nodes);
    }
    if (rc == RC_OK) {
        rc = find_node(reading, TEXT("root"), root, &number);
    }
    return rc == RC_OK
               ? attack_tree_close(&reading->builder, number, &reading->problem, &reading->tree)
               : rc;
}

/* A figure of every step that counts, by step; NULL where one has none. */
static enum rc read_figures(struct attack_tree_json_case *reading, const char *name, double most,
                            const double **out)
{
    const struct attack_tree *tree = reading->tree;
    double *figures = ARENA_MANY(reading->arena, double, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        const struct json *node = reading->json_of[tree->node_at[step]];
        if (!is_given(node, name)) {
            return RC_OK;
        }
        if (!number_of_json(json_member(node, name), &figures[step]) || figures[step] < 0 ||
            figures[step] > most) {
            return fault_add(&reading->problem, RC_INVALID, node->name,
                             "%s is no number from 0 to %g", name, most);
        }
    }
    *out = figures;
    return RC_OK;
}

static double *by_node(const struct attack_tree_json_case *reading, const double *by_step)
{
    const struct attack_tree *tree = reading->tree;
    if (by_step == NULL) {
        return NULL;
    }
    double *figures = ARENA_MANY(reading->arena, double, tree->nodes);
    for (uint32_t step = 0; step < tree->steps; step++) {
        figures[tree->node_at[step]] = by_step[step];
    }
    return figures;
}

/* The same word has the same number, from 1; steps without a word have 0. */
static enum rc read_tags(struct attack_tree_json_case *reading, const char *name,
                         const char *factor_id)
{
    const struct attack_tree *tree = reading->tree;
    int factor = method_factor_find(reading->grid->method, text_of(factor_id));
    uint16_t *tags = NULL;
    for (uint32_t step = 0; factor != NO_LEVEL && step < tree->steps; step++) {
        const struct json *node = reading->json_of[tree->node_at[step]];
        const struct json *tag = json_member(node, name);
        if (tag == NULL || tag->kind == JSON_NULL) {
            continue;
        }
        if (tag->kind != JSON_TEXT) {
            return fault_add(&reading->problem, RC_INVALID, node->name, "%s is no text", name);
        }
        if (tags == NULL) {
            tags = ARENA_MANY(reading->arena, uint16_t, tree->steps);
        }
        void *known = table_get(&reading->words, tag->text);
        if (known == NULL && reading->input.tag_limit == UINT16_MAX) {
            return bad(reading, node->name, "the case has too many different tags");
        }
        if (known == NULL) {
            known = (void *)(uintptr_t)reading->input.tag_limit++;
            table_put(&reading->words, tag->text, known);
        }
        tags[step] = (uint16_t)(uintptr_t)known;
    }
    if (tags != NULL) {
        reading->input.tags[factor] = tags;
    }
    return RC_OK;
}

static enum rc read_repeated(struct attack_tree_json_case *reading)
{
    const struct attack_tree *tree = reading->tree;
    uint16_t *repeated = ARENA_MANY(reading->arena, uint16_t, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        const struct json *node = reading->json_of[tree->node_at[step]];
        if (!is_given(node, "ap_repeated")) {
            return RC_OK;
        }
        enum rc rc = attack_tree_json_points(reading, node->name, json_member(node, "ap_repeated"),
                                             &repeated[step]);
        if (rc != RC_OK) {
            return rc;
        }
    }
    reading->input.repeated = repeated;
    return RC_OK;
}

static enum rc read_damages(struct attack_tree_json_case *reading)
{
    double *damages = ARENA_MANY(reading->arena, double, reading->tree->nodes);
    bool is_any = false;
    for (uint32_t node = 0; node < reading->tree->nodes; node++) {
        const struct json *json = reading->json_of[node];
        if (!is_given(json, "damage")) {
            continue;
        }
        is_any = true;
        if (!number_of_json(json_member(json, "damage"), &damages[node]) || damages[node] < 0) {
            return bad(reading, json->name, "damage is no number from 0");
        }
    }
    reading->damages = is_any ? damages : NULL;
    return RC_OK;
}

enum rc attack_tree_json_read(struct attack_tree_json_case *reading, const struct json *item)
{
    if (item->kind != JSON_OBJECT) {
        return bad(reading, TEXT_NONE, "a case is an object");
    }
    reading->item = item;
    attack_tree_builder_init(&reading->builder, reading->arena);
    table_init(&reading->numbers, reading->arena);
    table_init(&reading->words, reading->arena);
    enum rc rc = read_tree(reading);
    if (rc != RC_OK) {
        return rc;
    }
    struct attack_input *input = &reading->input;
    *input = (struct attack_input){.tree = reading->tree, .grid = reading->grid, .tag_limit = 1};
    rc = read_figures(reading, "cost", FIGURE_LIMIT, &input->costs);
    if (rc == RC_OK) {
        rc = read_figures(reading, "days", FIGURE_LIMIT, &input->days);
    }
    if (rc == RC_OK) {
        rc = read_figures(reading, "prob", 1, &input->probabilities);
    }
    if (rc == RC_OK) {
        rc = read_repeated(reading);
    }
    if (rc == RC_OK) {
        rc = read_tags(reading, "expert_field", "SE");
    }
    if (rc == RC_OK) {
        rc = read_tags(reading, "tool", "Eq");
    }
    if (rc == RC_OK) {
        rc = read_damages(reading);
    }
    reading->costs = rc == RC_OK ? by_node(reading, input->costs) : NULL;
    reading->probabilities = rc == RC_OK ? by_node(reading, input->probabilities) : NULL;
    return rc;
}
