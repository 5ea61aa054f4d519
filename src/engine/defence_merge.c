#include "engine/defence_part.h"

bool defence_work_add(struct defence_work *work, uint64_t cells)
{
    work->cells += cells;
    work->is_over = work->is_over || work->cells > DEFENCE_WORK_LIMIT || arena_is_over(work->arena);
    return !work->is_over;
}

enum rc defence_work_refuse(struct fault *fault)
{
    return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                     "too many actions of one part of the tree stand at several places, or the "
                     "front has too many points; cut the tree into parts");
}

int64_t defence_sum(int64_t a, int64_t b)
{
    return a >= DEFENCE_NEVER - b ? DEFENCE_NEVER : a + b;
}

/* Takes a point that costs the defender no less than the last one. */
static void push(struct defence_front *front, struct defence_point point)
{
    if (point.defence >= DEFENCE_NEVER) {
        return;
    }
    if (front->count > 0 && point.attack <= front->points[front->count - 1].attack) {
        return;
    }
    if (front->count > 0 && point.defence == front->points[front->count - 1].defence) {
        front->count--;
    }
    front->points[front->count++] = point;
}

/* The union of a and of b with both costs raised by plus, into out, which has room. */
static void unite(struct defence_front a, struct defence_front b, struct defence_point plus,
                  struct defence_front *out)
{
    size_t i = 0;
    size_t j = 0;
    out->count = 0;
    while (i < a.count || j < b.count) {
        struct defence_point other = {0, 0};
        if (j < b.count) {
            other.defence = defence_sum(b.points[j].defence, plus.defence);
            other.attack = defence_sum(b.points[j].attack, plus.attack);
        }
        if (j == b.count || (i < a.count && a.points[i].defence <= other.defence)) {
            push(out, a.points[i++]);
        } else {
            push(out, other);
            j++;
        }
    }
}

struct defence_front defence_unite(struct defence_work *work, struct defence_front a,
                                   struct defence_front b)
{
    struct defence_front out = {NULL, 0};
    if (defence_work_add(work, a.count + b.count)) {
        out.points = ARENA_MANY(work->arena, struct defence_point, a.count + b.count);
        unite(a, b, (struct defence_point){0, 0}, &out);
    }
    return out;
}

/* The attack costs at least t where it does in both: for each t the cheapest
 * point of each that gives it. */
struct defence_front defence_merge_or(struct defence_work *work, struct defence_front a,
                                      struct defence_front b)
{
    struct defence_front out = {NULL, 0};
    size_t i = 0;
    size_t j = 0;
    if (!defence_work_add(work, a.count + b.count) || a.count == 0 || b.count == 0) {
        return out;
    }
    out.points = ARENA_MANY(work->arena, struct defence_point, a.count + b.count);
    while (i < a.count && j < b.count) {
        int64_t x = a.points[i].attack;
        int64_t y = b.points[j].attack;
        push(&out, (struct defence_point){defence_sum(a.points[i].defence, b.points[j].defence),
                                          x < y ? x : y});
        i += x <= y;
        j += y <= x;
    }
    return out;
}

struct defence_front defence_merge_and(struct defence_work *work, struct defence_front a,
                                       struct defence_front b)
{
    struct defence_front out = {NULL, 0};
    struct defence_front spare = {NULL, 0};
    size_t room = 0;
    size_t spare_room = 0;
    for (size_t i = 0; i < a.count; i++) {
        size_t needed = out.count + b.count;
        if (!defence_work_add(work, needed)) {
            return (struct defence_front){NULL, 0};
        }
        if (spare_room < needed) {
            spare_room = needed * 2;
            spare.points = ARENA_MANY(work->arena, struct defence_point, spare_room);
        }
        unite(out, b, a.points[i], &spare);
        struct defence_front old = out;
        size_t old_room = room;
        out = spare;
        room = spare_room;
        spare = old;
        spare_room = old_room;
    }
    return out;
}
