#include "core/baseline.h"

#include "core/ddl.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_LIMIT 64

/* ---- what lies below what ---- */

/* A record of the state that is taken; above: what it lies in. */
struct node {
    struct baseline_line line;
    struct id above;
    bool is_listed;
};

struct taking {
    struct snapshot *snapshot;
    struct table nodes; /* id -> struct node */
    struct node **all;
    size_t count;
    size_t room;
};

static void add_node(struct taking *taking, const struct model_entity *kind,
                     const struct value *columns)
{
    struct arena *arena = taking->snapshot->arena;
    struct node *node = ARENA_NEW(arena, struct node);
    if (!value_to_id(columns[0], &node->line.id) ||
        !hash_from_bytes(value_as_text(columns[3]), &node->line.content)) {
        return;
    }
    node->line.entity = text_of(kind->entity->name);
    node->line.key = text_copy(arena, value_as_text(columns[1]));
    node->line.revision = columns[2].integer;
    node->is_listed = !kind->entity->is_remark && !kind->entity->is_system;
    if (!value_to_id(columns[4], &node->above)) {
        (void)value_to_id(columns[5], &node->above);
    }
    if (taking->count == taking->room) {
        size_t wider = taking->room > 0 ? taking->room * 2 : 256;
        taking->all = arena_grow(arena, taking->all, taking->room * sizeof *taking->all,
                                 wider * sizeof *taking->all);
        taking->room = wider;
    }
    taking->all[taking->count++] = node;
    table_put(&taking->nodes, id_bytes(&node->line.id), node);
}

static enum rc load_entity(struct taking *taking, const struct model_entity *kind, int64_t sequence)
{
    struct snapshot *snapshot = taking->snapshot;
    const struct field *scope = entity_scope_field(kind->entity);
    const struct field *part = entity_part_field(kind->entity);
    struct text sql = text_print(
        snapshot->arena,
        "SELECT id, key, revision, content_hash, %s%s, %s%s FROM {%s} WHERE retired_us IS NULL",
        scope != NULL ? "f_" : "NULL", scope != NULL ? scope->name : "",
        part != NULL ? "f_" : "NULL", part != NULL ? part->name : "", kind->entity->name);
    struct query query = {ddl_expand(snapshot->arena, sql, sequence), NULL, 0};
    struct rows *rows;
    const struct value *columns;
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        add_node(taking, kind, columns);
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static bool lies_below(const struct taking *taking, const struct node *node, struct id about)
{
    for (int depth = 0; node != NULL && depth < DEPTH_LIMIT; depth++) {
        if (id_equals(node->line.id, about)) {
            return true;
        }
        node = table_get(&taking->nodes, id_bytes(&node->above));
    }
    return false;
}

/* ---- the list ---- */

static int line_order(const void *a, const void *b)
{
    const struct baseline_line *left = a;
    const struct baseline_line *right = b;
    return memcmp(left->id.bytes, right->id.bytes, ID_BYTES);
}

static void put_line(struct buffer *out, const struct baseline_line *line)
{
    char id[ID_TEXT_SIZE + 1];
    char hash[HASH_HEX_SIZE + 1];
    buffer_print(out, "%.*s %s %.*s %lld %s\n", TEXT_ARGS(line->entity), id_text(line->id, id).at,
                 TEXT_ARGS(line->key), (long long)line->revision, hash_hex(line->content, hash).at);
}

static struct hash root_of(struct text list)
{
    struct merkle tree = {0};
    while (list.size > 0) {
        merkle_add(&tree, merkle_leaf(text_cut(&list, '\n')));
    }
    return merkle_root(&tree);
}

enum rc baseline_take(struct snapshot *snapshot, struct id about, int64_t sequence,
                      struct baseline *out)
{
    const struct model *model = snapshot->workspace->model;
    struct taking taking = {.snapshot = snapshot};
    struct buffer list;
    enum rc rc = RC_OK;
    table_init(&taking.nodes, snapshot->arena);
    buffer_init(&list, snapshot->arena);
    for (size_t i = 0; rc == RC_OK && i < model->entity_count; i++) {
        rc = load_entity(&taking, &model->entities[i], sequence);
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct baseline baseline = {
        .lines = ARENA_MANY(snapshot->arena, struct baseline_line, taking.count + 1)};
    for (size_t i = 0; i < taking.count; i++) {
        if (taking.all[i]->is_listed &&
            (id_is_zero(about) || lies_below(&taking, taking.all[i], about))) {
            baseline.lines[baseline.count++] = taking.all[i]->line;
        }
    }
    qsort(baseline.lines, baseline.count, sizeof *baseline.lines, line_order);
    for (size_t i = 0; i < baseline.count; i++) {
        put_line(&list, &baseline.lines[i]);
    }
    baseline.list = buffer_text(&list);
    baseline.root = root_of(baseline.list);
    *out = baseline;
    return RC_OK;
}

/* ---- a stored one ---- */

static bool read_line(struct text words, struct baseline_line *out)
{
    out->entity = text_cut(&words, ' ');
    bool is_good = id_from_text(text_cut(&words, ' '), &out->id);
    out->key = text_cut(&words, ' ');
    is_good = is_good && text_to_integer(text_cut(&words, ' '), &out->revision);
    return is_good && hash_from_hex(words, &out->content);
}

static enum rc read_list(struct snapshot *snapshot, const struct record *record,
                         struct baseline *out)
{
    size_t count = 0;
    for (size_t i = 0; i < out->list.size; i++) {
        count += out->list.at[i] == '\n';
    }
    out->lines = ARENA_MANY(snapshot->arena, struct baseline_line, count + 1);
    for (struct text rest = out->list; rest.size > 0; out->count++) {
        if (out->count == count || !read_line(text_cut(&rest, '\n'), &out->lines[out->count])) {
            return fault_add(snapshot->fault, RC_CORRUPT, record->key,
                             "line %zu of the list cannot be read", out->count + 1);
        }
    }
    return RC_OK;
}

enum rc baseline_load(struct snapshot *snapshot, const struct record *record, struct baseline *out)
{
    struct hash sha256;
    struct hash root;
    struct value bytes;
    if (!hash_from_hex(value_as_text(record_value(record, "list")), &sha256) ||
        !hash_from_hex(value_as_text(record_value(record, "root")), &root)) {
        return fault_add(snapshot->fault, RC_CORRUPT, record->key, "it names no list or no root");
    }
    enum rc rc = connection_one(
        snapshot->connection, snapshot->arena,
        QUERY("SELECT bytes FROM blob WHERE sha256 = ?1", value_bytes(hash_text(&sha256))),
        snapshot->fault, &bytes, 1);
    if (rc != RC_OK) {
        return fault_add(snapshot->fault, rc, record->key, "its list is not stored here");
    }
    struct baseline baseline = {.list = value_as_text(bytes)};
    baseline.root = root_of(baseline.list);
    if (!hash_equals(baseline.root, root)) {
        return fault_add(snapshot->fault, RC_CORRUPT, record->key,
                         "the list does not fit its root; run csms verify");
    }
    rc = read_list(snapshot, record, &baseline);
    if (rc == RC_OK) {
        *out = baseline;
    }
    return rc;
}

/* ---- two of them ---- */

size_t baseline_compare(struct arena *arena, const struct baseline *before,
                        const struct baseline *after, struct baseline_change **out)
{
    struct baseline_change *changes =
        ARENA_MANY(arena, struct baseline_change, before->count + after->count + 1);
    size_t count = 0;
    size_t a = 0;
    size_t b = 0;
    while (a < before->count || b < after->count) {
        int order = a == before->count  ? 1
                    : b == after->count ? -1
                                        : line_order(&before->lines[a], &after->lines[b]);
        struct baseline_change change = {order <= 0 ? &before->lines[a] : NULL,
                                         order >= 0 ? &after->lines[b] : NULL};
        a += order <= 0;
        b += order >= 0;
        if (order != 0 || change.before->revision != change.after->revision ||
            !hash_equals(change.before->content, change.after->content)) {
            changes[count++] = change;
        }
    }
    *out = changes;
    return count;
}
