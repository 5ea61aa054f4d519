#include "format/mef_xml.h"

#include "base/number.h"
#include "base/table.h"
#include "wire/xml.h"

struct reading {
    struct arena *arena;
    struct fault *fault;
    struct text file;
    struct fault_tree_builder builder;
    struct table names; /* to struct defined */
    struct defined **all;
    uint32_t count;
    uint32_t room;
    struct mef_file out;
};

enum defined_kind { IS_GATE, IS_BASIC, IS_HOUSE };

/* What a name stands for. */
struct defined {
    const struct xml *element;
    const struct xml *formula; /* of a gate */
    uint32_t node;
    enum defined_kind kind;
    uint32_t user; /* the last formula that names it, as node + 1; 0: none */
};

static enum rc refuse(const struct reading *reading, const struct xml *at, enum rc rc,
                      const char *sentence)
{
    return fault_add_at(reading->fault, rc, reading->file, at->line, at->column, "<%.*s>: %s",
                        TEXT_ARGS(at->name), sentence);
}

static enum rc refuse_name(const struct reading *reading, const struct xml *at, enum rc rc,
                           const char *sentence)
{
    return fault_add_at(reading->fault, rc, reading->file, at->line, at->column, "\"%.*s\": %s",
                        TEXT_ARGS(xml_attribute(at, "name")), sentence);
}

static bool is_passed_over(const struct xml *element)
{
    return xml_is(element, "label") || xml_is(element, "attributes");
}

/* The one child that says something, or NULL where there is none or a second. */
static const struct xml *only_child(const struct xml *element)
{
    const struct xml *only = NULL;
    for (const struct xml *child = element->first; child != NULL; child = child->next) {
        if (!is_passed_over(child)) {
            if (only != NULL) {
                return NULL;
            }
            only = child;
        }
    }
    return only;
}

/* ---- definitions ---- */

static enum rc read_probability(const struct reading *reading, const struct xml *element,
                                double *out)
{
    const struct xml *value = only_child(element);
    double number = 0;
    if (value == NULL) {
        return refuse_name(reading, element, RC_INVALID,
                           "give the probability as one <float value=\"...\"/>");
    }
    if (!xml_is(value, "float") && !xml_is(value, "int")) {
        return refuse(reading, value, RC_UNSUPPORTED,
                      "a probability is read as a number only: <float value=\"...\"/>");
    }
    if (!number_read(xml_attribute(value, "value"), &number) || number < 0 || number > 1) {
        return refuse(reading, value, RC_INVALID,
                      "the probability is not a number between 0 and 1");
    }
    *out = number;
    return RC_OK;
}

static enum rc read_truth(const struct reading *reading, const struct xml *constant, bool *out)
{
    struct text value = xml_attribute(constant, "value");
    if (!text_is(value, "true") && !text_is(value, "false")) {
        return refuse(reading, constant, RC_INVALID, "the value is neither true nor false");
    }
    *out = text_is(value, "true");
    return RC_OK;
}

static enum rc read_house(const struct reading *reading, const struct xml *element,
                          struct fault_node *node)
{
    const struct xml *constant = only_child(element);
    bool is_true = false;
    if (constant == NULL || !xml_is(constant, "constant")) {
        return refuse_name(reading, element, RC_INVALID,
                           "give the house event one <constant value=\"true|false\"/>");
    }
    enum rc rc = read_truth(reading, constant, &is_true);
    node->gate = is_true ? FAULT_TRUE : FAULT_FALSE;
    return rc;
}

static enum rc fill(struct reading *reading, struct defined *defined, struct fault_node *node)
{
    const struct xml *element = defined->element;
    if (defined->kind == IS_BASIC) {
        node->gate = FAULT_EVENT;
        reading->out.basic_events++;
        return read_probability(reading, element, &node->probability);
    }
    if (defined->kind == IS_HOUSE) {
        reading->out.house_events++;
        return read_house(reading, element, node);
    }
    reading->out.gates++;
    defined->formula = only_child(element);
    if (defined->formula == NULL) {
        return refuse_name(reading, element, RC_INVALID, "a gate is defined by one formula");
    }
    return RC_OK;
}

static enum rc define(struct reading *reading, const struct xml *element, enum defined_kind kind)
{
    struct text name = xml_attribute(element, "name");
    struct text role = xml_attribute(element, "role");
    if (name.size == 0) {
        return refuse(reading, element, RC_INVALID, "this definition has no name");
    }
    if (role.size > 0 && !text_is(role, "public")) {
        return refuse_name(reading, element, RC_UNSUPPORTED,
                           "private names are not read; make it public and its name unique");
    }
    const struct defined *before = table_get(&reading->names, name);
    if (before != NULL) {
        return fault_add_at(reading->fault, RC_CONFLICT, reading->file, element->line,
                            element->column,
                            "\"%.*s\" is already defined in line %d; rename one of the two",
                            TEXT_ARGS(name), before->element->line);
    }
    struct defined *defined = ARENA_NEW(reading->arena, struct defined);
    struct fault_node node = {.gate = FAULT_AND, .name = name};
    defined->element = element;
    defined->kind = kind;
    enum rc rc = fill(reading, defined, &node);
    if (reading->count == reading->room) {
        uint32_t room = reading->room > 0 ? reading->room * 2 : 64;
        reading->all =
            arena_grow(reading->arena, reading->all, reading->room * sizeof(struct defined *),
                       room * sizeof(struct defined *));
        reading->room = room;
    }
    reading->all[reading->count++] = defined;
    defined->node = fault_tree_add(&reading->builder, node);
    table_put(&reading->names, name, defined);
    return rc;
}

/* opsa-mef, define-fault-tree, define-component or model-data: what is in it.
 * As deep as XML_DEPTH. */
static enum rc read_container(struct reading *reading, const struct xml *container)
{
    enum rc rc = RC_OK;
    for (const struct xml *at = container->first; rc == RC_OK && at != NULL; at = at->next) {
        if (xml_is(at, "define-gate")) {
            rc = define(reading, at, IS_GATE);
        } else if (xml_is(at, "define-basic-event")) {
            rc = define(reading, at, IS_BASIC);
        } else if (xml_is(at, "define-house-event")) {
            rc = define(reading, at, IS_HOUSE);
        } else if (xml_is(at, "define-fault-tree") || xml_is(at, "define-component") ||
                   xml_is(at, "model-data")) {
            rc = read_container(reading, at);
        } else if (!is_passed_over(at)) {
            rc = refuse(reading, at, RC_UNSUPPORTED,
                        "this is not read; fault trees, components, gates, basic and house "
                        "events are");
        }
    }
    return rc;
}

/* ---- formulas ---- */

static const struct {
    const char *name;
    enum fault_gate gate;
    size_t least; /* operands */
    size_t most;
} OPERATORS[] = {{"and", FAULT_AND, 1, SIZE_MAX},
                 {"or", FAULT_OR, 1, SIZE_MAX},
                 {"not", FAULT_NOT, 1, 1},
                 {"xor", FAULT_XOR, 2, 2},
                 {"iff", FAULT_IFF, 2, 2},
                 {"nand", FAULT_NAND, 1, SIZE_MAX},
                 {"nor", FAULT_NOR, 1, SIZE_MAX},
                 {"imply", FAULT_IMPLY, 2, 2},
                 {"atleast", FAULT_AT_LEAST, 1, SIZE_MAX},
                 {"cardinality", FAULT_COUNT, 1, SIZE_MAX}};

#define REFERENCE_KINDS 4

static const struct {
    const char *name;
    int kind; /* -1: any */
} REFERENCES[REFERENCE_KINDS] = {
    {"gate", IS_GATE}, {"basic-event", IS_BASIC}, {"house-event", IS_HOUSE}, {"event", -1}};

static int reference_kind(const struct xml *element)
{
    int i = 0;
    while (i < REFERENCE_KINDS && !xml_is(element, REFERENCES[i].name)) {
        i++;
    }
    return i;
}

static enum rc find(const struct reading *reading, const struct xml *element, uint32_t user,
                    uint32_t *out)
{
    int reference = reference_kind(element);
    struct text name = xml_attribute(element, "name");
    struct defined *found = name.size > 0 ? table_get(&reading->names, name) : NULL;
    int kind = REFERENCES[reference].kind;
    if (found == NULL) {
        return refuse_name(reading, element, RC_NOT_FOUND, "this name is nowhere defined");
    }
    if (kind >= 0 && kind != (int)found->kind) {
        return refuse_name(reading, element, RC_INVALID, "this name is defined as something else");
    }
    if (found->user == user + 1) {
        return refuse_name(reading, element, RC_CONFLICT,
                           "this formula already names it; take one of the two away");
    }
    found->user = user + 1;
    *out = found->node;
    return RC_OK;
}

static bool read_limit(const struct xml *element, const char *name, uint32_t most, uint32_t *out)
{
    int64_t number = 0;
    if (!text_to_integer(xml_attribute(element, name), &number) || number < 0 || number > most) {
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

static enum rc read_operator(const struct reading *reading, const struct xml *formula,
                             struct fault_node *node)
{
    size_t i = 0;
    while (i < sizeof OPERATORS / sizeof *OPERATORS && !xml_is(formula, OPERATORS[i].name)) {
        i++;
    }
    if (i == sizeof OPERATORS / sizeof *OPERATORS) {
        return refuse(reading, formula, RC_UNSUPPORTED, "this is no formula that is read");
    }
    uint32_t operands = (uint32_t)(formula->count < UINT32_MAX ? formula->count : UINT32_MAX);
    node->gate = OPERATORS[i].gate;
    if (operands < OPERATORS[i].least || operands > OPERATORS[i].most) {
        return refuse(reading, formula, RC_INVALID,
                      OPERATORS[i].least == 2 ? "this takes exactly two operands"
                                              : "the number of operands does not fit");
    }
    if (node->gate == FAULT_AT_LEAST &&
        (!read_limit(formula, "min", operands, &node->least) || node->least == 0)) {
        return refuse(reading, formula, RC_INVALID,
                      "min is not between 1 and the number of operands");
    }
    if (node->gate == FAULT_COUNT && (!read_limit(formula, "max", operands, &node->most) ||
                                      !read_limit(formula, "min", node->most, &node->least))) {
        return refuse(reading, formula, RC_INVALID,
                      "min and max are not in order between 0 and the number of operands");
    }
    return RC_OK;
}

static enum rc read_formula(struct reading *reading, const struct xml *formula, uint32_t user,
                            uint32_t *out);

static enum rc read_operands(struct reading *reading, const struct xml *formula, uint32_t parent)
{
    for (const struct xml *at = formula->first; at != NULL; at = at->next) {
        uint32_t child = 0;
        enum rc rc = read_formula(reading, at, parent, &child);
        if (rc != RC_OK) {
            return rc;
        }
        fault_tree_link(&reading->builder, parent, child);
    }
    return RC_OK;
}

/* A formula's node, which user's formula names; new for operators and constants. As deep as
 * XML_DEPTH. */
static enum rc read_formula(struct reading *reading, const struct xml *formula, uint32_t user,
                            uint32_t *out)
{
    struct fault_node node = {.gate = FAULT_AND};
    bool is_true = false;
    if (reference_kind(formula) < REFERENCE_KINDS) {
        return find(reading, formula, user, out);
    }
    if (xml_is(formula, "constant")) {
        enum rc rc = read_truth(reading, formula, &is_true);
        node.gate = is_true ? FAULT_TRUE : FAULT_FALSE;
        *out = fault_tree_add(&reading->builder, node);
        return rc;
    }
    enum rc rc = read_operator(reading, formula, &node);
    if (rc == RC_OK) {
        *out = fault_tree_add(&reading->builder, node);
        rc = read_operands(reading, formula, *out);
    }
    return rc;
}

/* The gate's own node becomes the outermost operator of its formula. */
static enum rc read_gate(struct reading *reading, const struct defined *defined)
{
    const struct xml *formula = defined->formula;
    uint32_t at = defined->node;
    struct fault_node node = reading->builder.nodes[at];
    if (reference_kind(formula) < REFERENCE_KINDS || xml_is(formula, "constant")) {
        uint32_t child = 0;
        enum rc rc = read_formula(reading, formula, at, &child);
        fault_tree_link(&reading->builder, at, child); /* an and of one operand */
        return rc;
    }
    enum rc rc = read_operator(reading, formula, &node);
    reading->builder.nodes[at] = node;
    return rc == RC_OK ? read_operands(reading, formula, at) : rc;
}

/* ---- the whole ---- */

static enum rc find_top(const struct reading *reading, const struct xml *root,
                        const struct defined **out)
{
    const struct defined *top = NULL;
    for (uint32_t i = 0; i < reading->count; i++) {
        const struct defined *defined = reading->all[i];
        if (defined->kind != IS_GATE || defined->user > 0) {
            continue;
        }
        if (top != NULL) {
            return fault_add_at(reading->fault, RC_INVALID, reading->file, defined->element->line,
                                defined->element->column,
                                "both \"%.*s\" and \"%.*s\" are used by no gate, so there is no "
                                "one top; take one away or join them",
                                TEXT_ARGS(xml_attribute(top->element, "name")),
                                TEXT_ARGS(xml_attribute(defined->element, "name")));
        }
        top = defined;
    }
    if (top == NULL) {
        return refuse(reading, root, reading->out.gates > 0 ? RC_CYCLE : RC_INVALID,
                      reading->out.gates > 0
                          ? "every gate is used by another one, so the gates run in a circle"
                          : "no gate is defined here");
    }
    *out = top;
    return RC_OK;
}

/* What the tree refused by name gets the place of that name. */
static void add_place(const struct reading *reading, size_t from)
{
    for (size_t i = from; i < reading->fault->count; i++) {
        struct problem *problem = &reading->fault->problems[i];
        const struct defined *defined =
            problem->path.size > 0 ? table_get(&reading->names, problem->path) : NULL;
        problem->file = reading->file;
        problem->line = defined != NULL ? defined->element->line : 1;
        problem->column = defined != NULL ? defined->element->column : 1;
    }
}

enum rc mef_xml_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                     struct mef_file *out)
{
    struct reading reading = {.arena = arena, .fault = fault, .file = file};
    const struct xml *root = NULL;
    const struct defined *top = NULL;
    enum rc rc = xml_read(arena, file, input, fault, &root);
    if (rc != RC_OK) {
        return rc;
    }
    if (!xml_is(root, "opsa-mef")) {
        return refuse(&reading, root, RC_INVALID, "a fault-tree file starts with <opsa-mef>");
    }
    table_init(&reading.names, arena);
    fault_tree_builder_init(&reading.builder, arena);
    rc = read_container(&reading, root);
    for (uint32_t i = 0; rc == RC_OK && i < reading.count; i++) {
        rc = reading.all[i]->kind == IS_GATE ? read_gate(&reading, reading.all[i]) : RC_OK;
    }
    rc = rc == RC_OK ? find_top(&reading, root, &top) : rc;
    if (rc == RC_OK) {
        size_t before = fault->count;
        rc = fault_tree_close(&reading.builder, top->node, fault, &reading.out.tree);
        add_place(&reading, before);
    }
    if (rc == RC_OK) {
        *out = reading.out;
    }
    return rc;
}
