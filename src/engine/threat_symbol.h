/* threat_symbol.h - the names of threat generation as small numbers.
 *
 * Purpose: every element of a system model (by type and id) and every word that
 * a rule or a property uses gets one number, once, so that facts and rules are
 * rows of numbers. The same type and id give the same number for as long as
 * the symbols live; models and rules that are compared share one set.
 * Purity: none of it depends on more than the calls before it.
 * Ownership: ids are copied, names borrowed; all in the given arena.
 * Cost: O(bytes of the id) a call. Errors: none. */
#ifndef CSMS_ENGINE_THREAT_SYMBOL_H
#define CSMS_ENGINE_THREAT_SYMBOL_H

#include "base/table.h"

#define THREAT_NOTHING UINT32_MAX

enum threat_type {
    THREAT_COMPONENT,
    THREAT_CHANNEL,
    THREAT_FLOW,
    THREAT_INTERFACE,
    THREAT_ZONE,
    THREAT_DATA,
    THREAT_WORD,
    THREAT_TYPES
};
#define THREAT_BIT(type) (1u << (type))
#define THREAT_ANY_ELEMENT (THREAT_BIT(THREAT_WORD) - 1)

struct threat_symbols {
    struct arena *arena;
    struct table numbers; /* type and id to number + 1 */
    struct text *ids;
    struct text *names; /* for people; the id where none was given */
    uint8_t *types;
    uint32_t count;
    uint32_t room;
    uint32_t of_type[THREAT_TYPES]; /* how many */
};

void threat_symbols_init(struct threat_symbols *symbols, struct arena *arena);
uint32_t threat_symbols_add(struct threat_symbols *symbols, enum threat_type type, struct text id);
/* THREAT_NOTHING where it was never added. */
uint32_t threat_symbols_find(const struct threat_symbols *symbols, enum threat_type type,
                             struct text id);
const char *threat_type_name(enum threat_type type); /* "component" */

#endif
