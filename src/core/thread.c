#include "core/thread.h"

#include <string.h>

/* A record that was reached. */
struct knot {
    struct id id;
    struct id from;                    /* the knot before it */
    struct text field;                 /* the reference between the two */
    const struct model_entity *holder; /* whose field it is */
    int distance;
};

struct thread {
    struct renderer *renderer;
    bool is_upwards; /* along what a record refers to */
    struct knot *knots;
    size_t count;
    struct table seen; /* id -> struct knot */
    bool is_whole;
};

static const char up_sql[] =
    "SELECT l.to_id, l.field, a.entity FROM link l JOIN record a ON a.id = l.from_id JOIN record b "
    "ON b.id = l.to_id WHERE l.from_id = ?1 AND b.retired_us IS NULL ORDER BY b.entity, b.number";
static const char down_sql[] =
    "SELECT l.from_id, l.field, a.entity FROM link l JOIN record a ON a.id = l.from_id WHERE "
    "l.to_id = ?1 AND a.retired_us IS NULL ORDER BY a.entity, a.number";

static void add_knot(struct thread *thread, const struct knot *before, const struct value *columns)
{
    struct snapshot *snapshot = thread->renderer->snapshot;
    struct knot knot = {.from = before->id, .distance = before->distance + 1};
    if (!value_to_id(columns[0], &knot.id) ||
        table_get(&thread->seen, id_bytes(&knot.id)) != NULL) {
        return;
    }
    if (thread->count == THREAD_LIMIT) {
        thread->is_whole = false;
        return;
    }
    knot.field = text_copy(snapshot->arena, value_as_text(columns[1]));
    knot.holder = model_named(snapshot->workspace->model, value_as_text(columns[2]));
    thread->knots[thread->count] = knot;
    struct knot *at = &thread->knots[thread->count++];
    table_put(&thread->seen, id_bytes(&at->id), at);
}

/* Behind what the asker may not read, nothing is told. */
static bool may_pass(const struct thread *thread, const struct knot *knot)
{
    struct snapshot *snapshot = thread->renderer->snapshot;
    const struct model_entity *kind = snapshot_kind_of(snapshot, knot->id);
    return kind != NULL && access_may_see(thread->renderer->actor, snapshot, kind, knot->id);
}

static enum rc follow(struct thread *thread, const struct knot *knot)
{
    struct snapshot *snapshot = thread->renderer->snapshot;
    struct value arg = value_id(knot->id);
    struct text sql = thread->is_upwards ? TEXT(up_sql) : TEXT(down_sql);
    struct rows *rows;
    const struct value *columns;
    if (!may_pass(thread, knot)) {
        return RC_OK;
    }
    enum rc rc = connection_query(snapshot->connection, (struct query){sql, &arg, 1},
                                  snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        add_knot(thread, knot, columns);
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static void put_knot(struct thread *thread, const struct knot *knot)
{
    struct renderer *renderer = thread->renderer;
    struct json_writer *writer = renderer->writer;
    const struct entity *holder = knot->holder != NULL ? knot->holder->entity : NULL;
    int at = holder != NULL ? entity_field_index(holder, knot->field.at, knot->field.size) : -1;
    json_put_object(writer);
    json_put_name_z(writer, "ref");
    render_reference(renderer, knot->id);
    json_member_integer(writer, "distance", knot->distance);
    json_member_text(writer, "field", knot->field);
    json_member_z(writer, "label", at >= 0 ? holder->fields[at].label : "");
    json_put_name_z(writer, "by");
    render_reference(renderer, knot->from);
    json_put_object_end(writer);
}

static enum rc walk(struct thread *thread, const struct record *record)
{
    struct renderer *renderer = thread->renderer;
    struct arena *arena = renderer->snapshot->arena;
    struct knot start = {.id = record->id};
    thread->knots = ARENA_MANY(arena, struct knot, THREAD_LIMIT);
    thread->is_whole = true;
    table_init(&thread->seen, arena);
    table_put(&thread->seen, id_bytes(&record->id), &start);
    enum rc rc = follow(thread, &start);
    for (size_t i = 0; rc == RC_OK && i < thread->count; i++) {
        rc = follow(thread, &thread->knots[i]);
    }
    if (rc != RC_OK) {
        return rc;
    }
    json_put_name_z(renderer->writer, thread->is_upwards ? "rests_on" : "carries");
    json_put_list(renderer->writer);
    for (size_t i = 0; i < thread->count; i++) {
        put_knot(thread, &thread->knots[i]);
    }
    json_put_list_end(renderer->writer);
    return RC_OK;
}

enum rc thread_render(struct renderer *renderer, const struct record *record)
{
    struct thread up = {.renderer = renderer, .is_upwards = true};
    struct thread down = {.renderer = renderer};
    json_put_object(renderer->writer);
    enum rc rc = walk(&up, record);
    rc = rc == RC_OK ? walk(&down, record) : rc;
    json_member_bool(renderer->writer, "is_whole", up.is_whole && down.is_whole);
    json_put_object_end(renderer->writer);
    return rc;
}
