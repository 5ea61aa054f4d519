/* tara_render.h - what is computed, as JSON.
 *
 * Purpose: the shapes that the screens and `csms tara evaluate` read: levels by
 * their ids in the method, nulls where nothing can be computed yet.
 * Cost: O(bytes); references within the analysis cost no query. */
#ifndef CSMS_DOMAIN_TARA_TARA_RENDER_H
#define CSMS_DOMAIN_TARA_TARA_RENDER_H

#include "core/render.h"
#include "domain/tara/tara_findings.h"
#include "domain/tara/tara_tree.h"
#include "engine/layout.h"

/* A renderer that knows the analysis' records already. */
void tara_render_init(struct renderer *renderer, const struct tara *tara,
                      struct json_writer *writer);
void tara_render_analysis(struct renderer *renderer, const struct tara *tara,
                          const struct tara_findings *findings);
enum rc tara_render_tree(struct renderer *renderer, const struct tara *tara,
                         const struct tara_value *value) MUST_USE;
/* One object for each threat scenario, into an open list. */
enum rc tara_render_threats(struct renderer *renderer, const struct tara *tara) MUST_USE;

/* Null for NO_LEVEL. */
void tara_render_level(struct json_writer *writer, const char *name,
                       const struct method_scale *scale, int level);
void tara_render_number(struct json_writer *writer, const char *name, int64_t number,
                        bool is_given);

/* Where the boxes of a tree stand; the same picture on screen and paper. */
#define TARA_BOX_WIDTH 208
#define TARA_BOX_HEIGHT 76
struct tara_picture {
    struct layout *layout;
    struct layout_edge *edges; /* indexes into value->nodes */
    uint32_t edge_count;
};
enum rc tara_render_layout(const struct tara_value *value, struct tara_picture *out) MUST_USE;
/* By node of the analysis: does it lie on the attack that decides? */
bool *tara_render_critical(const struct tara_value *value);

#endif
