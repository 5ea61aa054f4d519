/* cage_part.h - how pieces travel between parent and child. Private to cage_*.c.
 *
 * Purpose: a head of fixed size, the name, the bytes, a zero byte; one after
 * the other. Both ends are the same program on the same machine. The reader of
 * pieces takes nothing on trust. Ownership: pieces borrow from the bytes read.
 * Cost: O(pieces). */
#ifndef CSMS_CAGE_CAGE_PART_H
#define CSMS_CAGE_CAGE_PART_H

#include "cage/cage.h"

/* A sanitizer's shadow takes terabytes of addresses and a few calls of its own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CAGE_HAS_SHADOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CAGE_HAS_SHADOW 1
#endif
#endif

#define CAGE_PART_FAULT 'F'
#define CAGE_PART_END 'E'

struct cage_part_head {
    uint32_t mark;
    uint32_t kind;
    uint64_t name_size;
    uint64_t size;
};

/* What stands in front of the pieces of the input. */
struct cage_order {
    uint64_t mark;
    uint64_t memory_bytes;
    uint64_t address_bytes;
    uint64_t size; /* of the pieces */
    uint32_t cpu_seconds;
    uint32_t has_filter;
};
#define CAGE_ORDER_MARK UINT64_C(0x637361676531)

struct cage_part_head cage_part_head(const struct cage_part *part);
size_t cage_part_size(const struct cage_part *part);
/* False where the bytes are no whole list of pieces. */
bool cage_part_list(struct arena *arena, struct text bytes, struct cage_part **out, size_t *count);

/* Problems as bytes: line, column, size of the path, then path and sentence; the name is the file.
 */
struct text cage_part_of_problem(struct arena *arena, const struct problem *problem);
bool cage_part_to_problem(struct arena *arena, const struct cage_part *part, enum rc rc,
                          struct fault *fault);

/* Leaves this process only the system calls of a computation. */
bool cage_filter(void);

#endif
