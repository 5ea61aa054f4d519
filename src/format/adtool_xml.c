#include "format/adtool_xml.h"
#include "base/number.h"
#include "base/table.h"
#include "wire/xml.h"

#define COST_LIMIT 1e9 /* before scaling */

struct action {
    bool is_defence;
    bool has_cost;
    bool is_impossible;
    double cost;
    const struct xml *element; /* the first of this label */
    uint32_t node;             /* in the tree */
};

struct reading {
    struct arena *arena;
    struct text file;
    struct text domain;
    struct fault *fault;
    struct table actions; /* by label */
    struct action **order;
    size_t order_room;
    size_t order_count;
    double scale;
    struct adtool_tree *tree;
};

static enum rc refuse(struct reading *reading, enum rc rc, const struct xml *element,
                      const char *sentence)
{
    return fault_add_at(reading->fault, rc, reading->file, element->line, element->column, "%s",
                        sentence);
}

static bool is_switched(const struct xml *node)
{
    return text_is(xml_attribute(node, "switchRole"), "yes") ||
           text_is(xml_attribute(node, "switchRole"), "true");
}

/* The next child node of the same side, or of the other one. */
static const struct xml *next_node(const struct xml *from, bool wants_switched)
{
    while (from != NULL && (!xml_is(from, "node") || is_switched(from) != wants_switched)) {
        from = from->next;
    }
    return from;
}

static struct text label_of(const struct xml *node)
{
    const struct xml *label = xml_child(node, "label");
    return label != NULL ? label->text : TEXT_NONE;
}

static bool speaks_of_cost(struct text words)
{
    return text_contains(words, TEXT("Cost")) || text_contains(words, TEXT("cost"));
}

static struct text find_used_domain(const struct xml *node)
{
    for (const struct xml *child = node->first; child != NULL; child = child->next) {
        struct text found = TEXT_NONE;
        if (xml_is(child, "parameter") && speaks_of_cost(xml_attribute(child, "domainId"))) {
            found = xml_attribute(child, "domainId");
        } else if (xml_is(child, "node")) {
            found = find_used_domain(child);
        }
        if (found.size > 0) {
            return found;
        }
    }
    return TEXT_NONE;
}

static struct text find_domain(const struct xml *root)
{
    for (const struct xml *domain = xml_child(root, "domain"); domain != NULL;
         domain = xml_next(domain, "domain")) {
        const struct xml *class = xml_child(domain, "class");
        if (class != NULL && speaks_of_cost(class->text)) {
            return xml_attribute(domain, "id");
        }
    }
    return find_used_domain(root);
}

/* ---- first pass: what the actions are ---- */

static enum rc read_cost(struct reading *reading, const struct xml *node, struct action *action)
{
    for (const struct xml *parameter = xml_child(node, "parameter"); parameter != NULL;
         parameter = xml_next(parameter, "parameter")) {
        double cost = 0;
        struct text words = text_trim(parameter->text);
        if (!text_equals(xml_attribute(parameter, "domainId"), reading->domain) ||
            text_is(xml_attribute(parameter, "category"), "derived")) {
            continue;
        }
        bool is_impossible = text_is(words, "Infinity");
        if (!is_impossible && (!number_read(words, &cost) || cost < 0 || cost > COST_LIMIT)) {
            return refuse(reading, RC_INVALID, parameter, "give a cost from 0 to 1000000000");
        }
        bool is_other =
            action->is_impossible != is_impossible || action->cost < cost || action->cost > cost;
        if (action->has_cost && is_other) {
            return refuse(reading, RC_CONFLICT, parameter,
                          "an action of this label has another cost elsewhere; give one cost, or "
                          "two labels");
        }
        action->has_cost = true;
        action->is_impossible = is_impossible;
        action->cost = cost;
    }
    return RC_OK;
}

static enum rc note_action(struct reading *reading, const struct xml *node, bool is_defence)
{
    struct text label = label_of(node);
    if (label.size == 0) {
        return refuse(reading, RC_INVALID, node, "this action has no label");
    }
    struct action *action = table_get(&reading->actions, label);
    if (action == NULL) {
        action = ARENA_NEW(reading->arena, struct action);
        action->is_defence = is_defence;
        action->element = node;
        table_put(&reading->actions, label, action);
        if (reading->order_count == reading->order_room) {
            size_t room = reading->order_room * 2 + 64;
            reading->order = arena_grow(reading->arena, reading->order,
                                        reading->order_room * sizeof(struct action *),
                                        room * sizeof(struct action *));
            reading->order_room = room;
        }
        reading->order[reading->order_count++] = action;
    }
    if (action->is_defence != is_defence) {
        return refuse(reading, RC_CONFLICT, node,
                      "this label is an attack here and a defence elsewhere");
    }
    return read_cost(reading, node, action);
}

static enum rc note_node(struct reading *reading, const struct xml *node, bool is_defence)
{
    enum rc rc = RC_OK;
    reading->tree->nodes++;
    if (next_node(node->first, false) == NULL) {
        rc = note_action(reading, node, is_defence);
    }
    for (const struct xml *child = node->first; rc == RC_OK && child != NULL; child = child->next) {
        if (xml_is(child, "node")) {
            rc = note_node(reading, child, is_defence != is_switched(child));
        }
    }
    return rc;
}

/* ---- between: the costs as integers ---- */

/* The least power of ten that makes all costs integers, as far as there is one. */
static void find_scale(struct reading *reading)
{
    reading->scale = 1;
    for (size_t i = 0; i < reading->order_count; i++) {
        double cost = reading->order[i]->cost;
        while (reading->tree->digits < ADTOOL_DIGITS) {
            double scaled = cost * reading->scale;
            double off = scaled - (double)(int64_t)(scaled + 0.5);
            if (off < 1e-7 && off > -1e-7) {
                break;
            }
            reading->scale *= 10;
            reading->tree->digits++;
        }
    }
}

static enum rc add_actions(struct reading *reading)
{
    struct adtool_tree *tree = reading->tree;
    find_scale(reading);
    for (size_t i = 0; i < reading->order_count; i++) {
        struct action *action = reading->order[i];
        double scaled = action->cost * reading->scale;
        if (!action->has_cost) {
            return refuse(reading, RC_INVALID, action->element,
                          "this action has no cost, here or where its label stands again");
        }
        if (!action->is_impossible && scaled > (double)DEFENCE_COST_LIMIT) {
            return refuse(reading, RC_INVALID, action->element,
                          "this cost is too large beside others with decimal places");
        }
        int64_t cost = action->is_impossible ? DEFENCE_NEVER : (int64_t)(scaled + 0.5);
        action->node = defence_tree_action(
            &tree->tree, action->is_defence ? DEFENCE_CONTROL : DEFENCE_ATTACK, cost);
        tree->attacks += !action->is_defence;
        tree->defences += action->is_defence;
    }
    return RC_OK;
}

/* ---- second pass: the gates, as the attacker sees them ---- */

static uint32_t add_node(struct reading *reading, const struct xml *node, bool is_defence);

/* All children of the node's own side under one gate; with `first`, that and
 * all children of the other side. A single one stands for itself. */
static uint32_t join(struct reading *reading, const struct xml *node, bool is_defence,
                     uint32_t first)
{
    bool is_counter = first != UINT32_MAX;
    bool is_or = text_is(xml_attribute(node, "refinement"), "disjunctive") != is_defence;
    uint32_t *children = ARENA_MANY(reading->arena, uint32_t, node->count + 1);
    size_t count = 0;
    if (is_counter) {
        is_or = is_defence;
        children[count++] = first;
    }
    for (const struct xml *child = next_node(node->first, is_counter); child != NULL;
         child = next_node(child->next, is_counter)) {
        children[count++] = add_node(reading, child, is_defence != is_counter);
    }
    return count == 1 ? children[0]
                      : defence_tree_gate(&reading->tree->tree, is_or ? DEFENCE_OR : DEFENCE_AND,
                                          children, count);
}

/* For an attack: how it succeeds. For a defence: how the attacker gets past it,
 * which swaps the gates: past one of those that are all needed, past all of
 * those of which one is enough. */
static uint32_t add_node(struct reading *reading, const struct xml *node, bool is_defence)
{
    uint32_t number;
    if (next_node(node->first, false) == NULL) {
        const struct action *action = table_get(&reading->actions, label_of(node));
        number = action->node;
    } else {
        number = join(reading, node, is_defence, UINT32_MAX);
    }
    return next_node(node->first, true) != NULL ? join(reading, node, is_defence, number) : number;
}

static enum rc check_refinement(struct reading *reading, const struct xml *node)
{
    enum rc rc = RC_OK;
    struct text word = xml_attribute(node, "refinement");
    if (word.at != NULL && !text_is(word, "disjunctive") && !text_is(word, "conjunctive") &&
        !text_is(word, "sequential")) {
        return refuse(reading, RC_INVALID, node,
                      "the refinement is none of disjunctive, conjunctive, sequential");
    }
    if (word.at == NULL && next_node(node->first, false) != NULL) {
        return refuse(reading, RC_INVALID, node, "this node does not say how it is refined");
    }
    for (const struct xml *child = node->first; rc == RC_OK && child != NULL; child = child->next) {
        rc = xml_is(child, "node") ? check_refinement(reading, child) : RC_OK;
    }
    return rc;
}

enum rc adtool_xml_read(struct arena *arena, struct text file, struct text input,
                        struct text domain, struct fault *fault, struct adtool_tree *out)
{
    struct adtool_tree tree = {.nodes = 0};
    struct reading reading = {
        .arena = arena, .file = file, .domain = domain, .fault = fault, .tree = &tree};
    const struct xml *document;
    enum rc rc = xml_read(arena, file, input, fault, &document);
    if (rc != RC_OK) {
        return rc;
    }
    const struct xml *root = xml_is(document, "adtree") ? xml_child(document, "node") : NULL;
    if (root == NULL) {
        return refuse(&reading, RC_INVALID, document, "this is no adtree with a node in it");
    }
    if (domain.size == 0) {
        reading.domain = find_domain(document);
    }
    table_init(&reading.actions, arena);
    defence_tree_begin(&tree.tree, arena);
    rc = check_refinement(&reading, root);
    if (rc == RC_OK) {
        rc = note_node(&reading, root, false);
    }
    if (rc == RC_OK) {
        rc = add_actions(&reading);
    }
    if (rc == RC_OK) {
        tree.root = add_node(&reading, root, false);
        *out = tree;
    }
    return rc;
}
