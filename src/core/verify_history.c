#include "core/verify_part.h"

/* ---- history ---- */

static enum rc turn_page(struct verifying *v, struct cursor *cursor)
{
    struct text sql =
        text_print(v->scratch,
                   "%.*s, from_seq, to_seq FROM %s_history WHERE from_seq > ?1 ORDER BY from_seq "
                   "LIMIT " VERIFY_PAGE_ROWS_TEXT,
                   TEXT_ARGS(cursor->kind->sql.select), cursor->kind->entity->name);
    struct value after = value_integer(cursor->last_seq);
    rows_close(cursor->rows);
    cursor->rows = NULL;
    cursor->count = 0;
    return connection_query(v->snapshot->connection, (struct query){sql, &after, 1}, v->fault,
                            &cursor->rows);
}

/* The next history row of an entity, or NULL; borrowed until the next call. */
static const struct value *next_history(struct verifying *v, struct cursor *cursor)
{
    const struct value *row = cursor->row;
    cursor->row = NULL;
    while (row == NULL && !cursor->is_over) {
        bool is_turning = cursor->rows == NULL || cursor->count == VERIFY_PAGE_ROWS;
        enum rc rc = is_turning ? turn_page(v, cursor) : RC_OK;
        rc = rc == RC_OK ? rows_next(cursor->rows, &row) : rc;
        cursor->is_over = rc != RC_OK;
        v->is_good = v->is_good && (rc == RC_OK || rc == RC_NOT_FOUND);
        if (rc == RC_OK) {
            cursor->count++;
            cursor->last_seq = row[cursor->width - 2].integer;
        }
    }
    return cursor->is_over ? NULL : row;
}

void verify_history_open(struct verifying *v)
{
    const struct model *model = v->snapshot->workspace->model;
    v->cursors = ARENA_MANY(v->snapshot->arena, struct cursor, model->entity_count + 1);
    for (size_t i = 0; i < model->entity_count; i++) {
        v->cursors[i].kind = &model->entities[i];
        v->cursors[i].width = SYSTEM_COLUMNS + model->entities[i].entity->field_count + 2;
    }
}

/* The newest row of a record holds to this day. */
static void check_last_rows(struct verifying *v)
{
    if (v->ended == 0) {
        return;
    }
    for (const struct replay_record *at = v->replay.created.first; at != NULL; at = at->next) {
        if (at->history_to != 0) {
            verify_wrong(v, verify_where(v, at->record->kind->entity->name, at->record->key),
                         "the history ends, but no later revision begins", at->history_to);
        }
    }
}

void verify_history_close(struct verifying *v)
{
    check_last_rows(v);
    for (size_t i = 0; i < v->snapshot->workspace->model->entity_count; i++) {
        const struct value *left = next_history(v, &v->cursors[i]);
        if (left != NULL) {
            struct text key = value_as_text(left[COLUMN_KEY]);
            verify_wrong(v, verify_where(v, v->cursors[i].kind->entity->name, key),
                         "the history holds a row that no ledger entry made",
                         left[v->cursors[i].width - 2].integer);
        }
        rows_close(v->cursors[i].rows);
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
        cursor->row = row; /* it may belong to a later entry */
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
    v->ended -= at->history_to != 0 ? 1 : 0;
    at->history_to = to.kind == VALUE_INTEGER ? to.integer : to.kind == VALUE_NONE ? 0 : -1;
    v->ended += at->history_to != 0 ? 1 : 0;
}
