/* bdd.h - reduced ordered binary decision diagrams.
 *
 * Purpose: one table of nodes, each "if variable then high else low", every
 * function stored once. A reference (uint32_t) is a node's index times two,
 * plus one where the function is negated; the high branch of a node is never
 * negated, so equal functions have equal references. Node 0 is the constant:
 * BDD_TRUE, BDD_FALSE. Lower variables stand above higher ones; operands have
 * lower indices than the nodes above them, so sweeps are plain loops.
 *
 * Budget: when `limit` nodes are in use, or may_go_on says no, bdd->is_full is
 * set, every operation returns at once with a reference that means nothing, and
 * stays so until bdd_cut or bdd_sweep made room and the caller cleared it.
 * Memory: bdd_cut forgets the newest nodes; bdd_sweep keeps what is reached
 * from the given references and renumbers. Nothing else frees.
 *
 * Purity: no I/O, no clock; results do not depend on sizes of tables.
 * Ownership: an arena of its own (bdd_open, bdd_close), about 30 bytes a node.
 * Cost: bdd_and, bdd_xor O(nodes of a x nodes of b) at worst; recursion as deep
 * as there are variables, at most DIAGRAM_LEVELS.
 * Source: Bryant 1986; Brace, Rudell and Bryant 1990 (negated edges). */
#ifndef CSMS_ENGINE_BDD_H
#define CSMS_ENGINE_BDD_H

#include "base/arena.h"
#include "engine/diagram.h"

#define BDD_TRUE UINT32_C(0)
#define BDD_FALSE UINT32_C(1)

struct bdd_node {
    uint32_t variable;
    uint32_t high; /* never negated */
    uint32_t low;
};

struct bdd_entry;

struct bdd {
    struct arena *arena;
    struct bdd_node *nodes;
    uint32_t count; /* with node 0 */
    uint32_t room;
    uint32_t *slots; /* open addressing: index, or 0 */
    uint32_t slot_bits;
    struct bdd_entry *cache;
    uint32_t cache_bits;
    uint32_t cache_steps; /* results put in since it was widened */
    uint32_t limit;
    uint32_t steps;
    bool is_full;
    bool is_stopped; /* may_go_on said no */
    struct diagram_patience patience;
};

void bdd_open(struct bdd *bdd, struct diagram_patience patience);
void bdd_close(struct bdd *bdd);

static inline uint32_t bdd_not(uint32_t a)
{
    return a ^ 1;
}

/* If variable then high else low; both depend on later variables only. */
uint32_t bdd_make(struct bdd *bdd, uint32_t variable, uint32_t high, uint32_t low);
uint32_t bdd_and(struct bdd *bdd, uint32_t a, uint32_t b);
uint32_t bdd_xor(struct bdd *bdd, uint32_t a, uint32_t b);

/* Forgets the nodes with an index of `count` and above. */
void bdd_cut(struct bdd *bdd, uint32_t count);
/* Among the nodes from index `from` on, keeps only what the references reach,
 * and rewrites the references. */
void bdd_sweep(struct bdd *bdd, uint32_t from, uint32_t *references, size_t reference_count);

#endif
