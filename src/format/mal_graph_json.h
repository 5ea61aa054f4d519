/* mal_graph_json.h - attack graphs made by tools of the Meta Attack Language.
 *
 * Purpose: reads `attack_steps` (name to {id, type, name, asset, ttc, children,
 * existence_status, defense_status, tags}) and `attackers` (their entry points)
 * into a plain graph, and hands that to the engine for graphs with circles.
 * A step of type or needs one of its parents, and all of them. A defence that
 * is on (status 1, time function Enabled, or Bernoulli with probability 1)
 * stops the steps that need it off; exist and notExist ask for existence_status.
 * Times to compromise are kept as function and arguments, in days; Infinity
 * stops a step. Lenient: parents are derived from children, unknown members
 * and time functions are passed over. Strict: ids are unique integers, children
 * exist, types are known.
 * Ownership: the graph lives in the arena and borrows texts from the input.
 * Cost: O(bytes). Errors: RC_INVALID, RC_CONFLICT, RC_NOT_FOUND, RC_TOO_LARGE
 * with file, line and column. Source: serialised graphs of mal-toolbox. */
#ifndef CSMS_FORMAT_MAL_GRAPH_JSON_H
#define CSMS_FORMAT_MAL_GRAPH_JSON_H

#include "base/json.h"
#include "engine/attack_tree.h"

#define MAL_ARGUMENTS 4

enum mal_kind { MAL_OR, MAL_AND, MAL_DEFENSE, MAL_EXIST, MAL_NOT_EXIST };

struct mal_step {
    struct text name; /* "OS App:access", unique */
    struct text asset;
    int64_t id;
    enum mal_kind kind;
    bool is_on;       /* a defence that is on; existence given and true */
    bool is_entry;    /* an attacker starts here */
    struct text time; /* "Exponential", or empty */
    double arguments[MAL_ARGUMENTS];
    uint32_t argument_count;
    uint32_t first_child;
    uint32_t child_count;
    const struct json *json;
};

struct mal_graph {
    struct mal_step *steps;
    uint32_t count;
    uint32_t *children; /* of all steps, one after the other */
    uint32_t child_count;
    uint32_t entry_count;
};

enum rc mal_graph_json_read(struct arena *arena, struct text file, struct text input,
                            struct fault *fault, struct mal_graph **out) MUST_USE;

/* Nodes 0 .. count - 1 are the steps; two leaves follow, rated as given (ratings
 * of the caller's grid). Entries hold; where the graph names none, every step
 * that no other step leads to may be started with. */
void mal_graph_json_build(const struct mal_graph *graph, struct arena *arena,
                          struct attack_tree_builder *builder, uint16_t free_rating,
                          uint16_t stopped_rating);

#endif
