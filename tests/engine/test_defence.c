/* Attack-defence fronts against trying every purchase and every attack. */
#include "base/file.h"
#include "engine/pack.h"
#include "format/adtool_xml.h"

#include <stdlib.h>
#include <string.h>

#define TREES 4000
#define ACTIONS 6 /* of each side, at most */
#define NODES 24

/* A tree as ADTool means it, in roles. */
struct role_node {
    bool is_defence;
    bool is_or;
    int action; /* of its side, or -1 */
    int children[3];
    int child_count;
    int counter; /* or -1 */
};

struct role_tree {
    struct role_node nodes[NODES];
    int count;
    int attack_costs[ACTIONS];
    int defence_costs[ACTIONS];
};

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int grow(struct role_tree *tree, uint64_t *state, bool is_defence, int depth)
{
    int number = tree->count++;
    struct role_node node = {.is_defence = is_defence, .counter = -1, .action = -1};
    int wanted = (int)(next_random(state) % 4);
    node.is_or = next_random(state) % 2 == 0;
    if (depth < 3 && wanted > 1) {
        for (int i = 0; i < wanted && tree->count < NODES - 6; i++) {
            node.children[node.child_count++] = grow(tree, state, is_defence, depth + 1);
        }
    }
    if (node.child_count == 0) {
        node.action = (int)(next_random(state) % ACTIONS);
    }
    if (depth < 4 && next_random(state) % 3 == 0 && tree->count < NODES - 3) {
        node.counter = grow(tree, state, !is_defence, depth + 1);
    }
    tree->nodes[number] = node;
    return number;
}

/* Whether the node does what its side wants. */
static bool works(const struct role_tree *tree, int number, unsigned bought, unsigned done)
{
    const struct role_node *node = &tree->nodes[number];
    bool is_on = node->child_count > 0 && !node->is_or;
    if (node->action >= 0) {
        is_on = ((node->is_defence ? bought : done) >> node->action & 1) != 0;
    }
    for (int i = 0; i < node->child_count; i++) {
        bool child = works(tree, node->children[i], bought, done);
        is_on = node->is_or ? is_on || child : is_on && child;
    }
    return is_on && (node->counter < 0 || !works(tree, node->counter, bought, done));
}

static int64_t price(const int *costs, unsigned set)
{
    int64_t sum = 0;
    for (int i = 0; i < ACTIONS; i++) {
        sum += (set >> i & 1) != 0 ? costs[i] : 0;
    }
    return sum;
}

static unsigned used(const struct role_tree *tree, bool is_defence)
{
    unsigned set = 0;
    for (int i = 0; i < tree->count; i++) {
        const struct role_node *node = &tree->nodes[i];
        set |= node->action >= 0 && node->is_defence == is_defence ? 1U << node->action : 0;
    }
    return set;
}

static size_t brute_front(const struct role_tree *tree, struct defence_point *front)
{
    struct defence_point all[1 << ACTIONS];
    size_t count = 0;
    size_t put = 0;
    unsigned defences = used(tree, true);
    unsigned attacks = used(tree, false);
    for (unsigned bought = 0; bought < 1U << ACTIONS; bought++) {
        int64_t least = DEFENCE_NEVER;
        for (unsigned done = 0; (bought & ~defences) == 0 && done < 1U << ACTIONS; done++) {
            int64_t cost = price(tree->attack_costs, done);
            if ((done & ~attacks) == 0 && cost < least && works(tree, 0, bought, done)) {
                least = cost;
            }
        }
        if ((bought & ~defences) == 0) {
            all[count++] = (struct defence_point){price(tree->defence_costs, bought), least};
        }
    }
    for (size_t i = 0; i < count; i++) {
        bool is_beaten = false;
        for (size_t j = 0; j < count && !is_beaten; j++) {
            bool is_same = all[j].defence == all[i].defence && all[j].attack == all[i].attack;
            is_beaten = all[j].defence <= all[i].defence && all[j].attack >= all[i].attack &&
                        (!is_same || j < i);
        }
        size_t at = put;
        for (; !is_beaten && at > 0 && front[at - 1].defence > all[i].defence; at--) {
            front[at] = front[at - 1];
        }
        if (!is_beaten) {
            front[at] = all[i];
            put++;
        }
    }
    return put;
}

static void put_node(struct buffer *out, const struct role_tree *tree, int number, bool is_counter)
{
    const struct role_node *node = &tree->nodes[number];
    buffer_print(out, "<node refinement=\"%s\"%s><label>",
                 node->is_or ? "disjunctive" : "conjunctive",
                 is_counter ? " switchRole=\"yes\"" : "");
    if (node->action < 0) {
        buffer_print(out, "gate %d</label>", number);
    } else {
        int cost = (node->is_defence ? tree->defence_costs : tree->attack_costs)[node->action];
        buffer_print(out,
                     "%c%d</label><parameter domainId=\"MinCost1\" category=\"basic\">%d.0"
                     "</parameter>",
                     node->is_defence ? 'd' : 'a', node->action, cost);
    }
    for (int i = 0; i < node->child_count; i++) {
        put_node(out, tree, node->children[i], false);
    }
    if (node->counter >= 0) {
        put_node(out, tree, node->counter, true);
    }
    buffer_put_z(out, "</node>");
}

static struct text as_xml(struct arena *arena, const struct role_tree *tree)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "<adtree>");
    put_node(&out, tree, 0, false);
    buffer_put_z(&out, "</adtree>");
    return buffer_text(&out);
}

static enum rc find(struct arena *arena, struct text xml, struct fault *fault,
                    struct defence_front *front)
{
    struct adtool_tree tree;
    fault_init(fault, arena);
    enum rc rc = adtool_xml_read(arena, TEXT("tree.xml"), xml, TEXT_NONE, fault, &tree);
    return rc == RC_OK ? defence_front_find(arena, &tree.tree, tree.root, fault, front) : rc;
}

static void the_front_is_that_of_all_purchases_and_attacks(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    uint64_t random = 7;
    size_t with_points = 0;
    (void)state;
    for (int i = 0; i < TREES; i++) {
        struct role_tree tree = {.count = 0};
        struct defence_point wanted[1 << ACTIONS];
        struct defence_front front;
        struct fault fault;
        for (int a = 0; a < ACTIONS; a++) {
            tree.attack_costs[a] = (int)(next_random(&random) % 9);
            tree.defence_costs[a] = (int)(next_random(&random) % 7);
        }
        (void)grow(&tree, &random, false, 0);
        size_t count = brute_front(&tree, wanted);
        assert_int_equal(find(arena, as_xml(arena, &tree), &fault, &front), RC_OK);
        bool is_equal = front.count == count;
        for (size_t p = 0; is_equal && p < count; p++) {
            is_equal = front.points[p].defence == wanted[p].defence &&
                       front.points[p].attack == wanted[p].attack;
        }
        if (!is_equal) {
            fail_msg("tree %d: %zu points, not %zu: %.*s", i, front.count, count,
                     TEXT_ARGS(as_xml(arena, &tree)));
        }
        with_points += count > 2;
        arena_reset(arena);
    }
    assert_true(with_points > TREES / 20); /* else the trees say little */
    arena_close(arena);
}

#define N(refinement, inside) "<node refinement=\"" refinement "\">" inside "</node>"
#define C(inside) "<node refinement=\"disjunctive\" switchRole=\"yes\">" inside "</node>"
#define L(label, cost) \
    "<label>" label "</label><parameter domainId=\"MinCost\">" cost "</parameter>"

static void known_fronts(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    static const struct {
        const char *says;
        const char *xml;
        size_t count;
        struct defence_point front[4];
    } rows[] = {
        {"a countered defence: success is a and (not d or c)",
         N("disjunctive", L("a", "10") C(L("d", "4") C(L("c", "7")))),
         2,
         {{0, 10}, {4, 17}}},
        {"one defence of one label stops both attacks",
         N("disjunctive", "<label>r</label>" N("disjunctive", L("a", "1") C(L("d", "5")))
                              N("disjunctive", L("b", "2") C(L("d", "5")))),
         2,
         {{0, 1}, {5, DEFENCE_NEVER}}},
        {"one attack of one label is paid once",
         N("conjunctive", "<label>r</label>" N("disjunctive", L("a", "6"))
                              N("disjunctive", L("a", "6") C(L("d", "2")))),
         2,
         {{0, 6}, {2, DEFENCE_NEVER}}},
        {"costs with decimal places are scaled",
         N("disjunctive", L("a", "0.25") C(L("d", "1.5"))),
         2,
         {{0, 25}, {150, DEFENCE_NEVER}}},
        {"an attack that nobody can do",
         N("disjunctive", L("a", "Infinity")),
         1,
         {{0, DEFENCE_NEVER}}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct defence_front front;
        struct fault fault;
        struct text xml = text_print(arena, "<adtree>%s</adtree>", rows[i].xml);
        if (find(arena, xml, &fault, &front) != RC_OK || front.count != rows[i].count ||
            memcmp(front.points, rows[i].front, front.count * sizeof *front.points) != 0) {
            fail_msg("%s %.*s", rows[i].says, TEXT_ARGS(fault_text(&fault, arena)));
        }
    }
    arena_close(arena);
}

static void what_is_no_tree_is_refused_with_its_place(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    static const struct {
        const char *xml;
        const char *words;
        enum rc rc;
    } rows[] = {
        {"<adtree/>", "tree.xml:1:1: this is no adtree", RC_INVALID},
        {"<x/>", "this is no adtree", RC_INVALID},
        {"<adtree>", "", RC_INVALID},
        {"<adtree>\n" N("disjunctive", "<label>a</label>") "</adtree>",
         "tree.xml:2:1: this action has no cost", RC_INVALID},
        {"<adtree>" N("disjunctive", "") "</adtree>", "has no label", RC_INVALID},
        {"<adtree>" N("xor", L("a", "1")) "</adtree>", "the refinement is none", RC_INVALID},
        {"<adtree>" N("disjunctive", L("a", "-1")) "</adtree>", "give a cost", RC_INVALID},
        {"<adtree>" N("disjunctive", L("a", "1e99")) "</adtree>", "give a cost", RC_INVALID},
        {"<adtree>" N("disjunctive", L("a", "x")) "</adtree>", "give a cost", RC_INVALID},
        {"<adtree>" N("disjunctive", L("a", "1") C(L("a", "1"))) "</adtree>",
         "an attack here and a defence elsewhere", RC_CONFLICT},
        {"<adtree>" N("disjunctive", "<label>r</label>" N("disjunctive", L("a", "1"))
                                         N("disjunctive", L("a", "2"))) "</adtree>",
         "another cost elsewhere", RC_CONFLICT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct defence_front front;
        struct fault fault;
        enum rc rc = find(arena, text_of(rows[i].xml), &fault, &front);
        struct text words = fault_text(&fault, arena);
        if (rc != rows[i].rc || !text_contains(words, text_of(rows[i].words))) {
            fail_msg("%s: %s, %.*s", rows[i].xml, rc_name(rc), TEXT_ARGS(words));
        }
    }
    arena_close(arena);
}

/* AND(OR(a, b), OR(b, c), ...): every attack but the ends is shared, in one module. */
static void too_much_sharing_ends_with_a_sentence(void **state)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct defence_tree tree;
    struct defence_front front;
    struct fault fault;
    uint32_t gates[40];
    uint32_t leaves[41];
    (void)state;
    fault_init(&fault, arena);
    defence_tree_begin(&tree, arena);
    for (uint32_t i = 0; i < 41; i++) {
        leaves[i] = defence_tree_action(&tree, DEFENCE_ATTACK, 1 + i % 3);
    }
    for (uint32_t i = 0; i < 40; i++) {
        uint32_t pair[2] = {leaves[i], leaves[i + 1]};
        gates[i] = defence_tree_gate(&tree, DEFENCE_OR, pair, 2);
    }
    uint32_t root = defence_tree_gate(&tree, DEFENCE_AND, gates, 40);
    assert_int_equal(defence_front_find(arena, &tree, root, &fault, &front), RC_TOO_LARGE);
    assert_true(text_contains(fault_text(&fault, arena), TEXT("stand at several places")));
    arena_close(arena);
}

/* What an attack costs at a node when these defences are bought and these
 * attacks are already paid (bits by node); shared ones must be among them. */
static int64_t cost_at(const struct defence_tree *tree, uint32_t node, uint64_t bought,
                       const uint8_t *is_paid)
{
    const struct defence_graph *graph = &tree->graph;
    if (tree->sides[node] == DEFENCE_CONTROL) {
        return (bought >> node & 1) != 0 ? DEFENCE_NEVER : 0;
    }
    if (tree->sides[node] == DEFENCE_ATTACK) {
        return is_paid == NULL ? tree->costs[node] : is_paid[node] ? 0 : DEFENCE_NEVER;
    }
    bool is_or = graph->kinds[node] == DEFENCE_OR;
    int64_t cost = is_or ? DEFENCE_NEVER : 0;
    for (uint32_t i = graph->first_child[node]; i < graph->first_child[node + 1]; i++) {
        int64_t child = cost_at(tree, graph->children[i], bought, is_paid);
        int64_t sum = cost + child < DEFENCE_NEVER ? cost + child : DEFENCE_NEVER;
        cost = is_or ? (child < cost ? child : cost) : sum;
    }
    return cost;
}

/* A tree without sharing is added up; else every set of attacks is tried. */
static int64_t least_cost(const struct adtool_tree *read, uint64_t bought, bool is_tree)
{
    const struct defence_tree *tree = &read->tree;
    int64_t least = DEFENCE_NEVER;
    if (is_tree) {
        return cost_at(tree, read->root, bought, NULL);
    }
    for (unsigned set = 0; set < 1U << read->attacks; set++) {
        uint8_t is_paid[64] = {0};
        int64_t cost = 0;
        unsigned bit = 0;
        for (uint32_t node = 0; node < tree->graph.nodes; node++) {
            if (tree->sides[node] == DEFENCE_ATTACK) {
                is_paid[node] = (set >> bit++ & 1) != 0;
                cost += is_paid[node] ? tree->costs[node] : 0;
            }
        }
        if (cost < least && cost_at(tree, read->root, bought, is_paid) == 0) {
            least = cost;
        }
    }
    return least;
}

/* Each purchase is beaten by a point, and each point is a purchase. */
static void check_front(const struct adtool_tree *read, const struct defence_front *front,
                        bool is_tree)
{
    const struct defence_tree *tree = &read->tree;
    uint64_t met = 0;
    for (unsigned set = 0; set < 1U << read->defences; set++) {
        uint64_t bought = 0;
        int64_t cost = 0;
        unsigned bit = 0;
        for (uint32_t node = 0; node < tree->graph.nodes; node++) {
            if (tree->sides[node] == DEFENCE_CONTROL && (set >> bit++ & 1) != 0) {
                bought |= UINT64_C(1) << node;
                cost += tree->costs[node];
            }
        }
        int64_t attack = least_cost(read, bought, is_tree);
        bool is_beaten = false;
        for (size_t i = 0; i < front->count; i++) {
            const struct defence_point *point = &front->points[i];
            is_beaten = is_beaten || (point->defence <= cost && point->attack >= attack);
            if (point->defence == cost && point->attack == attack) {
                met |= UINT64_C(1) << i;
            }
        }
        assert_true(is_beaten);
    }
    assert_true(met == (UINT64_C(1) << front->count) - 1);
}

/* The files with published run times, by a second method where it is feasible. */
static void the_example_files_have_fronts(void **state)
{
    static const struct {
        const char *name;
        bool is_tree;
    } rows[] = {{"smallest_dag", false}, {"counter_bu", true},  {"counter_example_dag", false},
                {"small_dag", false},    {"thesis_dag", false}, {"tree_9", true},
                {"tree_17", true},       {"tree_33", true},     {"tree_41", true},
                {"tree_57", true}};
    const char *folder = getenv("CSMS_TESTDATA");
    (void)state;
    if (folder == NULL) {
        skip();
    }
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct adtool_tree tree;
        struct defence_front front;
        struct fault fault;
        struct text input;
        struct text path =
            text_print(arena, "%s/attack-trees/adtrees-pareto/%s.xml", folder, rows[i].name);
        fault_init(&fault, arena);
        assert_int_equal(file_read(arena, text_to_z(arena, path), 1 << 20, &fault, &input), RC_OK);
        assert_int_equal(adtool_xml_read(arena, path, input, TEXT_NONE, &fault, &tree), RC_OK);
        assert_int_equal(defence_front_find(arena, &tree.tree, tree.root, &fault, &front), RC_OK);
        assert_true(tree.tree.graph.nodes <= 64);
        check_front(&tree, &front, rows[i].is_tree);
    }
    arena_close(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_front_is_that_of_all_purchases_and_attacks),
        cmocka_unit_test(known_fronts),
        cmocka_unit_test(what_is_no_tree_is_refused_with_its_place),
        cmocka_unit_test(too_much_sharing_ends_with_a_sentence),
        cmocka_unit_test(the_example_files_have_fronts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
