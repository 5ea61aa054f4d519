#include "engine/fault_gate.h"

#include <stdlib.h>

struct operand {
    uint32_t variable; /* on top */
    uint32_t function;
};

static int deepest_first(const void *a, const void *b)
{
    const struct operand *x = a;
    const struct operand *y = b;
    if (x->variable != y->variable) {
        return x->variable > y->variable ? -1 : 1;
    }
    return (x->function > y->function) - (x->function < y->function);
}

static struct operand *sorted(const struct bdd *bdd, struct arena *scratch,
                              const uint32_t *functions, uint32_t count)
{
    struct operand *operands = ARENA_MANY(scratch, struct operand, count);
    for (uint32_t i = 0; i < count; i++) {
        operands[i] = (struct operand){bdd->nodes[functions[i] >> 1].variable, functions[i]};
    }
    qsort(operands, count, sizeof *operands, deepest_first);
    return operands;
}

uint32_t fault_gate_and(struct bdd *bdd, struct arena *scratch, const uint32_t *functions,
                        uint32_t count)
{
    const struct operand *operands = sorted(bdd, scratch, functions, count);
    uint32_t all = operands[0].function;
    for (uint32_t i = 1; i < count && !bdd->is_full; i++) {
        all = bdd_and(bdd, all, operands[i].function);
    }
    return all;
}

/* Is it an event, or its negation, above all operands before it? */
static bool is_event_above(const struct bdd *bdd, const struct operand *operands, uint32_t i)
{
    const struct bdd_node *node = &bdd->nodes[operands[i].function >> 1];
    return operands[i].function >> 1 != 0 && node->high == BDD_TRUE && node->low == BDD_FALSE &&
           (i == 0 || operands[i].variable < operands[i - 1].variable);
}

uint32_t fault_gate_at_least(struct bdd *bdd, struct arena *scratch, uint32_t least,
                             const uint32_t *functions, uint32_t count)
{
    const struct operand *operands = sorted(bdd, scratch, functions, count);
    uint32_t *enough = ARENA_MANY(scratch, uint32_t, least + 1); /* [k]: k of those so far */
    for (uint32_t k = 1; k <= least; k++) {
        enough[k] = BDD_FALSE;
    }
    for (uint32_t i = 0; i < count && !bdd->is_full; i++) {
        uint32_t one = operands[i].function;
        bool is_event = is_event_above(bdd, operands, i);
        for (uint32_t k = least < i + 1 ? least : i + 1; k > 0 && !bdd->is_full; k--) {
            if (is_event) {
                uint32_t with = (one & 1) == 0 ? enough[k - 1] : enough[k];
                uint32_t without = (one & 1) == 0 ? enough[k] : enough[k - 1];
                enough[k] = bdd_make(bdd, operands[i].variable, with, without);
            } else {
                uint32_t both = bdd_and(bdd, one, enough[k - 1]);
                enough[k] = bdd_not(bdd_and(bdd, bdd_not(both), bdd_not(enough[k])));
            }
        }
    }
    return enough[least];
}
