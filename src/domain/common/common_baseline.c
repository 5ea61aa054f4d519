/* Baselines: what is filled in, that they stay, and what they show. */
#include "core/baseline.h"
#include "core/render.h"
#include "domain/common/common_rules.h"
#include "domain/common/common_schema.h"

/* ---- making one ---- */

static struct text hex_of(struct arena *arena, struct hash hash)
{
    char hex[HASH_HEX_SIZE + 1];
    return text_copy(arena, hash_hex(hash, hex));
}

enum rc common_fill_baseline(struct rule_call *call, struct record *record)
{
    struct snapshot *snapshot = &call->set->snapshot;
    struct value about = record_value(record, "scope");
    struct value size;
    struct baseline taken;
    struct hash list;
    enum rc rc =
        connection_one(snapshot->connection, snapshot->arena,
                       QUERY_PLAIN("SELECT size FROM ledger_head"), snapshot->fault, &size, 1);
    if (rc == RC_OK) {
        rc = baseline_take(snapshot, about.kind == VALUE_ID ? about.id : (struct id){{0}},
                           size.integer, &taken);
    }
    rc = rc == RC_OK ? change_blob(call->set, TEXT("text/plain"), taken.list, &list) : rc;
    if (rc == RC_OK) {
        record_set(record, "sequence", value_integer(size.integer));
        record_set(record, "count", value_integer((int64_t)taken.count));
        record_set(record, "root", value_text(hex_of(snapshot->arena, taken.root)));
        record_set(record, "list", value_text(hex_of(snapshot->arena, list)));
    }
    return rc;
}

enum rc common_check_baseline(struct rule_call *call)
{
    return call->old == NULL || call->changed == 0 || call->set->is_action
               ? RC_OK
               : fault_add(call->set->snapshot.fault, RC_CONFLICT, TEXT_NONE,
                           "a baseline does not change; make another one");
}

/* ---- views ---- */

struct viewing {
    struct snapshot snapshot;
    struct json_writer writer;
    struct record *record;
    struct baseline baseline;
};

static enum rc open_view(struct module_call *call, struct viewing *viewing)
{
    const struct model_entity *kind = model_named(call->workspace->model, TEXT("baseline"));
    viewing->snapshot = (struct snapshot){.workspace = call->workspace,
                                          .connection = call->connection,
                                          .arena = call->arena,
                                          .fault = call->fault};
    json_writer_init(&viewing->writer, call->out);
    enum rc rc = snapshot_get(&viewing->snapshot, kind, call->key, &viewing->record);
    return rc == RC_OK ? baseline_load(&viewing->snapshot, viewing->record, &viewing->baseline)
                       : rc;
}

/* The title is today's: what people call the record now. */
static void put_line(struct viewing *viewing, const struct baseline_line *line)
{
    struct json_writer *writer = &viewing->writer;
    struct card card;
    char text[HASH_HEX_SIZE + 1];
    json_put_object(writer);
    json_member_text(writer, "entity", line->entity);
    json_member_text(writer, "id", id_text(line->id, text));
    json_member_text(writer, "key", line->key);
    if (snapshot_card(&viewing->snapshot, line->id, &card) == RC_OK) {
        json_member_text(writer, "title", card.title);
    }
    json_member_integer(writer, "revision", line->revision);
    json_member_text(writer, "content_hash", hash_hex(line->content, text));
    json_put_object_end(writer);
}

static enum rc run_contents(struct module_call *call)
{
    struct viewing viewing;
    char hex[HASH_HEX_SIZE + 1];
    enum rc rc = open_view(call, &viewing);
    if (rc != RC_OK) {
        return rc;
    }
    json_put_object(&viewing.writer);
    json_member_text(&viewing.writer, "root", hash_hex(viewing.baseline.root, hex));
    json_put_name_z(&viewing.writer, "items");
    json_put_list(&viewing.writer);
    for (size_t i = 0; i < viewing.baseline.count; i++) {
        put_line(&viewing, &viewing.baseline.lines[i]);
    }
    json_put_list_end(&viewing.writer);
    json_put_object_end(&viewing.writer);
    return RC_OK;
}

static void put_change(struct viewing *viewing, const struct baseline_change *change)
{
    struct json_writer *writer = &viewing->writer;
    json_put_object(writer);
    json_member_z(writer, "change",
                  change->before == NULL  ? "added"
                  : change->after == NULL ? "removed"
                                          : "changed");
    json_put_name_z(writer, "before");
    if (change->before != NULL) {
        put_line(viewing, change->before);
    } else {
        json_put_null(writer);
    }
    json_put_name_z(writer, "after");
    if (change->after != NULL) {
        put_line(viewing, change->after);
    } else {
        json_put_null(writer);
    }
    json_put_object_end(writer);
}

/* Against the state of today, or as of a sequence. */
static enum rc run_changes(struct module_call *call)
{
    struct viewing viewing;
    struct baseline now;
    struct baseline_change *changes;
    enum rc rc = open_view(call, &viewing);
    if (rc != RC_OK) {
        return rc;
    }
    struct value about = record_value(viewing.record, "scope");
    rc = baseline_take(&viewing.snapshot, about.kind == VALUE_ID ? about.id : (struct id){{0}},
                       call->as_of, &now);
    if (rc != RC_OK) {
        return rc;
    }
    size_t count = baseline_compare(call->arena, &viewing.baseline, &now, &changes);
    json_put_object(&viewing.writer);
    json_member_bool(&viewing.writer, "is_same", count == 0);
    json_put_name_z(&viewing.writer, "items");
    json_put_list(&viewing.writer);
    for (size_t i = 0; i < count; i++) {
        put_change(&viewing, &changes[i]);
    }
    json_put_list_end(&viewing.writer);
    json_put_object_end(&viewing.writer);
    return RC_OK;
}

const struct module_view common_views[COMMON_VIEW_COUNT] = {
    {"GET", "common/baselines/{key}", "baseline contents", "common.read",
     "What a baseline holds, proven against its root.", run_contents},
    {"GET", "common/baselines/{key}/changes", "baseline compare", "common.read",
     "What was added, removed or changed since; as_of compares with the state of that sequence, "
     "so also with another baseline's.",
     run_changes},
};
