/* defence_part.h - merging fronts, and hard modules. Private to defence_*.c.
 *
 * Purpose: a front is pruned and rises in both numbers; all merging keeps it
 * so, by linear merges without sorting. Ownership: the arena. Cost: as each
 * says, counted in cells of struct defence_work. Errors: a merge beyond the
 * limit gives an empty front and marks the work as over. */
#ifndef CSMS_ENGINE_DEFENCE_PART_H
#define CSMS_ENGINE_DEFENCE_PART_H

#include "engine/defence_front.h"

struct defence_work {
    struct arena *arena;
    uint64_t cells;
    bool is_over; /* of cells or of memory */
    void *room;   /* by node, of hard modules in turn */
};

bool defence_work_add(struct defence_work *work, uint64_t cells);
enum rc defence_work_refuse(struct fault *fault);
int64_t defence_sum(int64_t a, int64_t b);
/* What neither of both beats: O(a + b). */
struct defence_front defence_unite(struct defence_work *work, struct defence_front a,
                                   struct defence_front b);
/* The attacker needs one of both: O(a + b). */
struct defence_front defence_merge_or(struct defence_work *work, struct defence_front a,
                                      struct defence_front b);
/* The attacker needs both: O(a x result). */
struct defence_front defence_merge_and(struct defence_work *work, struct defence_front a,
                                       struct defence_front b);

/* One module whose leaves are reached more than once. fronts: by node. */
struct defence_hard {
    const struct defence_tree *tree;
    const struct defence_front *fronts;
    const struct defence_region *region;
};
struct defence_front defence_hard_find(struct defence_work *work, const struct defence_hard *hard);

#endif
