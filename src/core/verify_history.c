#include "core/verify_part.h"

/* ---- history ---- */

static enum rc fill_cursor(struct verifying *v, struct cursor *cursor)
{
    struct snapshot *snapshot = v->snapshot;
    arena_reset(cursor->arena);
    struct text sql =
        text_print(cursor->arena,
                   "%.*s, from_seq, to_seq FROM %s_history WHERE from_seq > ?1 ORDER BY from_seq "
                   "LIMIT " VERIFY_PAGE_ROWS_TEXT,
                   TEXT_ARGS(cursor->kind->sql.select), cursor->kind->entity->name);
    struct value after = value_integer(cursor->last_seq);
    struct rows *rows;
    enum rc rc =
        connection_query(snapshot->connection, (struct query){sql, &after, 1}, v->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    cursor->values = ARENA_MANY(cursor->arena, struct value, VERIFY_PAGE_ROWS * cursor->width);
    cursor->count = 0;
    cursor->at = 0;
    const struct value *columns;
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        for (size_t i = 0; i < cursor->width; i++) {
            cursor->values[cursor->count * cursor->width + i] =
                value_copy(cursor->arena, columns[i]);
        }
        cursor->count++;
    }
    rows_close(rows);
    cursor->is_over = cursor->count < VERIFY_PAGE_ROWS;
    if (cursor->count > 0) {
        struct value last = cursor->values[cursor->count * cursor->width - 2];
        cursor->last_seq = last.integer;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The next history row of an entity, or NULL. */
static const struct value *next_history(struct verifying *v, struct cursor *cursor)
{
    if (cursor->at == cursor->count && !cursor->is_over && fill_cursor(v, cursor) != RC_OK) {
        cursor->is_over = true;
        v->is_good = false;
    }
    return cursor->at < cursor->count ? &cursor->values[cursor->at++ * cursor->width] : NULL;
}

void verify_history_open(struct verifying *v)
{
    const struct model *model = v->snapshot->workspace->model;
    v->cursors = ARENA_MANY(v->snapshot->arena, struct cursor, model->entity_count + 1);
    for (size_t i = 0; i < model->entity_count; i++) {
        v->cursors[i].kind = &model->entities[i];
        v->cursors[i].arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        v->cursors[i].width = SYSTEM_COLUMNS + model->entities[i].entity->field_count + 2;
    }
}

void verify_history_close(struct verifying *v)
{
    for (size_t i = 0; i < v->snapshot->workspace->model->entity_count; i++) {
        const struct value *left = next_history(v, &v->cursors[i]);
        if (left != NULL) {
            struct text key = value_as_text(left[COLUMN_KEY]);
            verify_wrong(v, verify_where(v, v->cursors[i].kind->entity->name, key),
                         "the history holds a row that no ledger entry made",
                         left[v->cursors[i].width - 2].integer);
        }
        arena_close(v->cursors[i].arena);
    }
}

void verify_history_row(struct verifying *v, struct replay_record *at, int64_t seq)
{
    struct cursor *cursor = &v->cursors[at->record->kind->number];
    const char *table = at->record->kind->entity->name;
    const struct value *row = next_history(v, cursor);
    struct value args[RECORD_ARGS_LIMIT];
    size_t count = record_args(at->record, args);
    if (row == NULL || row[cursor->width - 2].kind != VALUE_INTEGER ||
        row[cursor->width - 2].integer != seq) {
        verify_wrong(v, verify_where(v, table, at->record->key),
                     "the history row of this entry is missing", seq);
        if (row != NULL) {
            cursor->at--;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (!verify_is_same(args[i], row[i])) {
            verify_wrong(v, verify_where(v, table, at->record->key), "the history row was altered",
                         seq);
            break;
        }
    }
    if (at->record->revision > 1 && at->history_to != seq) {
        verify_wrong(v, verify_where(v, table, at->record->key),
                     "the history does not end where the next revision begins", seq);
    }
    struct value to = row[cursor->width - 1];
    at->history_to = to.kind == VALUE_INTEGER ? to.integer : 0;
}
