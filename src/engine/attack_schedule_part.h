/* attack_schedule_part.h - what attack_schedule*.c share. Private to them.
 * Purity, ownership, cost, errors: see attack_schedule.h. */
#ifndef CSMS_ENGINE_ATTACK_SCHEDULE_PART_H
#define CSMS_ENGINE_ATTACK_SCHEDULE_PART_H

#include "engine/attack_schedule.h"

enum attack_mention { ATTACK_OPEN, ATTACK_TAKEN, ATTACK_LEFT };

struct attack_schedule_pick {
    double time;
    uint8_t rule; /* enum attack_mention */
    uint32_t mention;
};

struct attack_schedule_run {
    const struct attack_tree *tree;
    uint64_t work_limit;
    uint64_t work;
    bool is_plain;
    bool is_rough;     /* some attack was too large for its real schedule */
    uint8_t *is_clean; /* by gate: no node below it is shared */

    const double *days;
    const uint8_t *is_able;
    uint8_t *rules;    /* by mention (place in operands): enum attack_mention */
    double *times;     /* by position: nothing is over earlier */
    uint8_t *is_taken; /* by position: in the attack considered */
    uint8_t *is_used;  /* by mention: in the attack considered */
    struct attack_schedule_pick *picks;
    uint32_t *trail; /* mentions */
    uint32_t depth;

    uint32_t *number_of; /* by position: a taken step's number or a gate's set */
    uint64_t *sets;      /* [taken gates][words]: the steps below */
    size_t set_room;     /* words */
    double *starts;      /* by number of a taken step */
    uint32_t *taken_steps;
    double best;
    uint8_t *is_best; /* by step */
    uint32_t *steps;
};

/* Days until the attack considered is over; infinity where its orders
 * contradict each other. Its gates' steps must fit set_room; else the sum over
 * the unfolded tree, which is never less. */
double attack_schedule_time(struct attack_schedule_run *run);

#endif
