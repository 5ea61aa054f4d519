/* world.h - a fresh workspace with all modules, for one test program.
 *
 * Purpose: world_open and world_close are cmocka's setup and teardown; in
 * between records are made and changed through the real pipeline. The world
 * holds the ground listed in world.c: sites, persons, a type, a project, an
 * item with parts. Ownership: world_close ends all. */
#ifndef CSMS_TESTS_DOMAIN_WORLD_H
#define CSMS_TESTS_DOMAIN_WORLD_H

#include "core/change.h"

struct world {
    struct arena *arena;
    struct fault fault;
    struct model *model;
    struct workspace *workspace;
    char folder[64];
};

/* One creation or change. */
struct call {
    const char *entity;
    const char *key;    /* of a creation, or of the record to change */
    const char *fields; /* JSON with ' for " */
    bool is_change;
};

extern const struct actor world_program; /* may do everything */

int world_open(void **state);
int world_close(void **state);
/* The test fails with the fault's words where rc is not as wanted. */
void world_expect(struct world *world, enum rc rc, enum rc wanted, const char *what);
enum rc world_run(struct world *world, const struct actor *actor, const struct call *call);
/* A life-cycle verb that is no decision. */
void world_verb(struct world *world, const char *key, const char *verb);
struct snapshot world_snapshot(struct world *world);
struct record *world_get(struct world *world, struct snapshot *snapshot, const char *key);

#endif
