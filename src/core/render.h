/* render.h - records as the API gives them.
 *
 * Purpose: the one JSON shape of records, references, history and links, used
 * by HTTP, command line and live screens alike.
 * Cost: a reference costs one lookup, remembered within a call. */
#ifndef CSMS_CORE_RENDER_H
#define CSMS_CORE_RENDER_H

#include "core/access.h"
#include "core/snapshot.h"

struct renderer {
    struct snapshot *snapshot;
    struct json_writer *writer;
    struct table cards;        /* id -> struct card */
    const struct actor *actor; /* who asks; NULL: the program itself, which may see all */
};

void renderer_init(struct renderer *renderer, struct snapshot *snapshot, struct json_writer *writer,
                   const struct actor *actor);
/* {id,key,entity,title} or null. The title of a record in a site or project
 * that the asker may not read is empty; people, sites and roles are a directory
 * that everyone may read. */
void render_reference(struct renderer *renderer, struct id id);
/* Suspect links: not asked for, counted (a query), or none since the record was
 * just made. */
enum render_suspects { RENDER_NO_SUSPECTS, RENDER_SUSPECTS, RENDER_NEW };
void render_record(struct renderer *renderer, const struct record *record,
                   enum render_suspects suspects);
void render_field(struct renderer *renderer, const struct record *record, size_t field_index);
enum rc render_history(struct renderer *renderer, const struct record *record) MUST_USE;
enum rc render_links(struct renderer *renderer, const struct record *record) MUST_USE;
enum rc render_decisions(struct renderer *renderer, const struct record *record) MUST_USE;
/* The account's name of "account:UUID"; other actors as they are. */
struct text render_actor(struct snapshot *snapshot, struct text actor);
/* Ledger entries behind a sequence, oldest first; after < 0: the newest. */
enum rc render_ledger(struct renderer *renderer, int64_t after, int64_t limit) MUST_USE;

#endif
