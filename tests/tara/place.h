/* place.h - a workspace in a temporary folder, and the views asked for there.
 *
 * Purpose: what a tara test needs to go through the real pipeline: a fresh
 * workspace with its key in a folder of its own, commands as JSON, views and
 * derivations as JSON trees. Everything is removed by place_close. */
#ifndef CSMS_TESTS_TARA_PLACE_H
#define CSMS_TESTS_TARA_PLACE_H

#include "core/access.h"
#include "core/change.h"
#include "core/workspace.h"

struct place {
    struct arena *arena;
    struct fault fault;
    struct model *model;
    struct workspace *workspace;
    struct actor actor;
    char folder[64];
};

void place_open(struct place *place);
void place_close(struct place *place);
/* Runs {"commands": [...]} as one change set; the problems stay in place->fault. */
enum rc place_bulk(struct place *place, struct text json);
enum rc place_load_file(struct place *place, const char *path);
/* Answers of a view ("GET", "tara/analyses/{key}") and of a derivation. */
enum rc place_view(struct place *place, const char *path, const char *key, const char *body,
                   struct text *out);
const struct json *place_json(struct place *place, const char *path, const char *key,
                              const char *body);
const struct json *place_why(struct place *place, const char *entity, const char *key);

/* The answer of a tool to one argument, or none. */
const struct json *place_tool(struct place *place, const char *command, const char *argument);

/* Members of JSON trees. */
const struct json *place_at(const struct json *list, size_t index);
/* The element whose member has this text. */
const struct json *place_find(const struct json *list, const char *member, const char *text);
bool place_is(const struct json *object, const char *member, const char *text);
int64_t place_number(const struct json *object, const char *member);
bool place_is_null(const struct json *object, const char *member);

#endif
