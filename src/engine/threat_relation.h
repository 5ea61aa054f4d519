/* threat_relation.h - the facts of one predicate, with their indexes.
 *
 * Purpose: rows of 1 to 4 symbols, each tuple held at most once, found by all
 * columns (hash, or an array where there is one column) or by one column.
 * Rows are only ever added at the end, so "the rows of the last round" is a
 * range of row numbers; a fact that ends is marked dead and keeps its row, and
 * one that comes back gets a new row.
 * An index by column has a packed part for the rows there were when it was
 * made and a chain for later ones.
 * Ownership: all in the arena; rows may be borrowed from a model until the
 * first one is added. Cost: adding and finding O(1) expected, making an index
 * O(rows + symbols). Errors: none; who fills it asks arena_is_over. */
#ifndef CSMS_ENGINE_THREAT_RELATION_H
#define CSMS_ENGINE_THREAT_RELATION_H

#include "engine/threat_symbol.h"

#define THREAT_ARITY_LIMIT 4

struct threat_index {
    uint32_t packed;  /* rows below this are in the packed part */
    uint32_t symbols; /* keys the arrays below have room for */
    uint32_t packed_symbols;
    uint32_t *first; /* [packed_symbols + 1] into numbers */
    uint32_t *numbers;
    uint32_t *newest; /* by symbol: row + 1 */
    uint32_t *older;  /* by row - packed: row + 1 */
    uint32_t older_room;
};

struct threat_relation {
    struct arena *arena;
    uint32_t arity;
    uint32_t count; /* rows, the dead ones too */
    uint32_t room;
    uint32_t *rows;     /* [count][arity] */
    uint8_t *dead;      /* NULL while none is */
    uint32_t dead_room; /* rows dead has room for */
    uint32_t dead_count;
    uint32_t *slots; /* row + 1, by hash, or by symbol where arity is 1 */
    uint32_t slot_room;
    bool has_borrowed_slots;
    uint32_t old_end; /* rows below were known before this round */
    uint32_t now_end; /* rows below are known in this round */
    struct threat_index *by[THREAT_ARITY_LIMIT];
};

void threat_relation_init(struct threat_relation *relation, struct arena *arena, uint32_t arity);
/* The same facts in an arena of its own; from is copied from when facts are
 * added, so it must not change any more. */
void threat_relation_borrow(struct threat_relation *relation, struct arena *arena,
                            const struct threat_relation *from);
/* Makes the hash, or the array, for up to so many symbols. */
void threat_relation_seal(struct threat_relation *relation, uint32_t symbols);
void threat_relation_index(struct threat_relation *relation, uint32_t column, uint32_t symbols);
/* After more symbols have come: what is kept by symbol gets room for them. */
void threat_relation_widen(struct threat_relation *relation, uint32_t symbols);
/* The row, alive or not, or THREAT_NOTHING. Needs threat_relation_seal. */
uint32_t threat_relation_find(const struct threat_relation *relation, const uint32_t *tuple);
/* The tuple's row; adds one where there is none alive, and says so. */
uint32_t threat_relation_add(struct threat_relation *relation, const uint32_t *tuple, bool *is_new);
void threat_relation_kill(struct threat_relation *relation, uint32_t row);

static inline bool threat_relation_is_dead(const struct threat_relation *relation, uint32_t row)
{
    return relation->dead_count > 0 && row < relation->dead_room && relation->dead[row] != 0;
}

static inline const uint32_t *threat_relation_row(const struct threat_relation *relation,
                                                  uint32_t row)
{
    return relation->rows + (size_t)row * relation->arity;
}

#endif
