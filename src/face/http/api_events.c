#include "core/commit.h"
#include "core/ledger.h"
#include "face/http/api.h"

/* By what a listener was let in; in the arena of the stream. */
struct listener {
    struct text bearer;
    struct text cookie;
};

enum http_how api_events_start(struct api_call *call, struct http_answer *answer)
{
    int64_t seq;
    struct value last;
    if (!text_to_integer(http_header(call->request, "Last-Event-ID"), &seq)) {
        enum rc rc =
            connection_one(call->snapshot.connection, call->arena,
                           QUERY_PLAIN("SELECT size FROM ledger_head"), &call->fault, &last, 1);
        if (rc != RC_OK) {
            return api_problem(call, answer, rc);
        }
        seq = last.integer;
    }
    struct listener *listener = ARENA_NEW(call->arena, struct listener);
    *listener = (struct listener){api_bearer(call), http_cookie(call->request, "csms_session")};
    http_events_from(call->request, seq, listener);
    snapshot_close(&call->snapshot);
    call->has_snapshot = false;
    return HTTP_EVENTS;
}

/* Only what the listener may read is told, and never more than its key. */
static bool may_hear(const struct actor *actor, struct snapshot *snapshot,
                     const struct ledger_entry *entry)
{
    const struct model_entity *kind = model_named(snapshot->workspace->model, entry->entity);
    return kind != NULL && entry->revision > 0 ? access_may_see(actor, snapshot, kind, entry->id)
                                               : access_has(actor, "evidence", "read");
}

struct telling {
    struct snapshot *snapshot;
    const struct actor *actor;
    struct buffer *out;
};

static void put_event(const struct telling *telling, const struct value *columns, int64_t *seq)
{
    struct snapshot *snapshot = telling->snapshot;
    struct buffer *out = telling->out;
    struct arena *arena = snapshot->arena;
    struct ledger_entry entry;
    struct card card;
    struct json_writer writer;
    char id[ID_TEXT_SIZE + 1];
    struct text payload = text_copy(arena, value_as_text(columns[0]));
    if (ledger_parse(arena, payload, &entry) != RC_OK) {
        return;
    }
    *seq = entry.seq;
    if (!may_hear(telling->actor, snapshot, &entry)) {
        return;
    }
    buffer_print(out, "id: %lld\nevent: ledger\ndata: ", (long long)entry.seq);
    json_writer_init(&writer, out);
    json_put_object(&writer);
    json_member_integer(&writer, "seq", entry.seq);
    json_member_text(&writer, "entity", entry.entity);
    json_member_text(&writer, "id", id_text(entry.id, id));
    if (entry.revision > 0 && snapshot_card(snapshot, entry.id, &card) == RC_OK) {
        json_member_text(&writer, "key", card.key);
    }
    json_member_text(&writer, "verb", entry.verb);
    json_put_object_end(&writer);
    buffer_put_z(out, "\n\n");
}

/* Each time anew: the listener may have signed out, or lost a role. */
static enum rc identify(struct api *api, struct snapshot *snapshot, const struct listener *listener,
                        struct actor *actor)
{
    int64_t epoch = committer_access_epoch(api->workspace->committer);
    bool is_token = listener->bearer.size > 0;
    struct text key = is_token ? listener->bearer : listener->cookie;
    struct session session = {0};
    if (session_cache_get(api->sessions, snapshot->arena, key, epoch, &session, actor)) {
        return RC_OK;
    }
    return is_token ? account_token(snapshot, key, actor)
                    : account_session(snapshot, key, false, &session, actor);
}

bool api_events(void *self, const void *listener, struct arena *arena, int64_t *seq,
                struct buffer *out)
{
    struct api *api = self;
    struct fault fault;
    struct snapshot snapshot;
    struct actor actor;
    struct rows *rows = NULL;
    fault_init(&fault, arena);
    if (snapshot_open(&snapshot, api->workspace, arena, &fault) != RC_OK) {
        return true; /* the store is busy: asked again when the ledger grows */
    }
    enum rc known = identify(api, &snapshot, listener, &actor);
    if (known == RC_OK &&
        connection_query(snapshot.connection,
                         QUERY("SELECT payload FROM ledger WHERE seq > ?1 ORDER BY seq LIMIT 100",
                               value_integer(*seq)),
                         &fault, &rows) == RC_OK) {
        struct telling telling = {&snapshot, &actor, out};
        const struct value *columns;
        while (rows_next(rows, &columns) == RC_OK) {
            put_event(&telling, columns, seq);
        }
    }
    rows_close(rows);
    snapshot_close(&snapshot);
    return known != RC_NO_LOGIN;
}
