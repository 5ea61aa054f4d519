/* thread.h - what a record rests on, and what rests on it.
 *
 * Purpose: follows references from record to record: "rests_on" along what a
 * record refers to, "carries" along what refers to it, so that one call shows
 * the thread from a regulation's paragraph to an event in the field. Nearest
 * first; each record once, with the reference by which it was reached.
 * Retired records are neither shown nor passed. The titles of records that the
 * asker may not read stay empty, and the walk ends at them.
 * Cost: one query a record reached, at most THREAD_LIMIT each way; "is_whole"
 * says whether that was enough. Errors: RC_BROKEN, RC_CORRUPT. */
#ifndef CSMS_CORE_THREAD_H
#define CSMS_CORE_THREAD_H

#include "core/render.h"

#define THREAD_LIMIT 2000

enum rc thread_render(struct renderer *renderer, const struct record *record) MUST_USE;

#endif
