#include "domain/tara/tara_queries.h"

#include <string.h>

#define LINK_ARGS_LIMIT 30000

/* How each entity hangs on the analysis: by its part field, on that or on another kind. */
static const struct {
    const char *entity;
    const char *part_field;
    enum tara_kind whole; /* TARA_KINDS: the analysis itself */
} belonging[TARA_KINDS] = {
    [TARA_ASSET] = {"asset", "analysis", TARA_KINDS},
    [TARA_DAMAGE] = {"damage_scenario", "analysis", TARA_KINDS},
    [TARA_IMPACT] = {"impact_rating", "damage_scenario", TARA_DAMAGE},
    [TARA_THREAT] = {"threat_scenario", "analysis", TARA_KINDS},
    [TARA_TREE] = {"attack_tree", "threat_scenario", TARA_THREAT},
    [TARA_NODE] = {"attack_node", "tree", TARA_TREE},
    [TARA_RATING] = {"feasibility_rating", "node", TARA_NODE},
    [TARA_CONTROL] = {"control", "analysis", TARA_KINDS},
    [TARA_SCENARIO] = {"control_scenario", "analysis", TARA_KINDS},
    [TARA_ASSUMPTION] = {"assumption", "analysis", TARA_KINDS},
    [TARA_RISK] = {"risk", "analysis", TARA_KINDS},
    [TARA_TREATMENT] = {"treatment_decision", "risk", TARA_RISK},
    [TARA_GOAL] = {"goal", "analysis", TARA_KINDS},
    [TARA_CLAIM] = {"claim", "analysis", TARA_KINDS},
};

const char *tara_entity_name(enum tara_kind kind)
{
    return belonging[kind].entity;
}

/* "f_tree IN (SELECT id FROM {attack_tree} WHERE ...)"; ?1 is the analysis. */
static void put_where(struct buffer *out, enum tara_kind kind, bool with_retired)
{
    enum tara_kind whole = belonging[kind].whole;
    buffer_print(out, "f_%s ", belonging[kind].part_field);
    if (whole == TARA_KINDS) {
        buffer_put_z(out, "= ?1");
        return;
    }
    buffer_print(out, "IN (SELECT id FROM {%s} WHERE %s", belonging[whole].entity,
                 with_retired ? "" : "retired_us IS NULL AND ");
    put_where(out, whole, with_retired);
    buffer_put_char(out, ')');
}

enum rc tara_query_all(struct snapshot *snapshot, enum tara_kind kind, struct id analysis,
                       struct tara_list *out)
{
    const struct model_entity *entity =
        model_named(snapshot->workspace->model, text_of(belonging[kind].entity));
    struct value id = value_id(analysis);
    struct buffer where;
    buffer_init(&where, snapshot->arena);
    put_where(&where, kind, false);
    return snapshot_all(snapshot, entity, text_to_z(snapshot->arena, buffer_text(&where)), &id, 1,
                        &out->records, &out->count);
}

static int64_t newest_of(const struct snapshot *snapshot)
{
    return snapshot->as_of > 0 ? snapshot->as_of : INT64_MAX;
}

enum rc tara_query_touch(struct snapshot *snapshot, struct id record, struct tara_touch *out)
{
    struct value columns[2];
    enum rc rc = connection_one(snapshot->connection, snapshot->arena,
                                QUERY("SELECT actor, at_us FROM ledger WHERE id = ?1 AND seq <= ?2 "
                                      "ORDER BY seq DESC LIMIT 1",
                                      value_id(record), value_integer(newest_of(snapshot))),
                                snapshot->fault, columns, 2);
    if (rc == RC_OK) {
        *out = (struct tara_touch){value_as_text(columns[0]), columns[1].integer};
    }
    return rc;
}

enum rc tara_query_touches(struct snapshot *snapshot, enum tara_kind kind, struct id analysis,
                           struct table *out)
{
    struct value args[] = {value_id(analysis), value_integer(newest_of(snapshot))};
    struct buffer sql;
    struct rows *rows;
    const struct value *columns;
    buffer_init(&sql, snapshot->arena);
    buffer_print(&sql,
                 "SELECT id, actor, at_us FROM ledger WHERE seq <= ?2 AND id IN (SELECT id "
                 "FROM {%s} WHERE ",
                 belonging[kind].entity);
    put_where(&sql, kind, false);
    buffer_put_z(&sql, ") ORDER BY seq");
    struct text text = ddl_expand(snapshot->arena, buffer_text(&sql), snapshot->as_of);
    enum rc rc = connection_query(snapshot->connection, (struct query){text, args, 2},
                                  snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct tara_touch *touch = table_get(out, value_as_text(columns[0]));
        if (touch == NULL) {
            touch = ARENA_NEW(snapshot->arena, struct tara_touch);
            table_put(out, text_copy(snapshot->arena, value_as_text(columns[0])), touch);
        }
        touch->actor = text_copy(snapshot->arena, value_as_text(columns[1]));
        touch->at_us = columns[2].integer;
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* The greatest sequence that a query over one id gives. */
static enum rc raise_newest(struct snapshot *snapshot, struct text sql, struct id id, int64_t *seq)
{
    struct value arg = value_id(id);
    struct value found = value_none();
    enum rc rc = connection_one(snapshot->connection, snapshot->arena,
                                (struct query){ddl_expand(snapshot->arena, sql, 0), &arg, 1},
                                snapshot->fault, &found, 1);
    if (rc == RC_OK && found.kind == VALUE_INTEGER && found.integer > *seq) {
        *seq = found.integer;
    }
    return rc;
}

/* What the item is made of: every entity whose part field names an item. */
static enum rc newest_of_item(struct snapshot *snapshot, struct id item, int64_t *seq)
{
    const struct model *model = snapshot->workspace->model;
    enum rc rc =
        raise_newest(snapshot, TEXT("SELECT MAX(seq) FROM ledger WHERE id = ?1"), item, seq);
    for (size_t i = 0; rc == RC_OK && i < model->entity_count; i++) {
        const struct entity *entity = model->entities[i].entity;
        const struct field *part = entity_part_field(entity);
        if (part != NULL && !entity->is_remark && part->refers != NULL &&
            field_refers_to(part, "item")) {
            struct text sql = text_print(snapshot->arena,
                                         "SELECT MAX(seq) FROM ledger WHERE id IN (SELECT id FROM "
                                         "{%s} WHERE f_%s = ?1)",
                                         entity->name, part->name);
            rc = raise_newest(snapshot, sql, item, seq);
        }
    }
    return rc;
}

enum rc tara_query_newest(struct snapshot *snapshot, const struct record *analysis, int64_t *seq)
{
    int64_t newest = 0;
    struct value item = record_value(analysis, "item");
    struct value method = record_value(analysis, "method");
    struct text own = TEXT("SELECT MAX(seq) FROM ledger WHERE id = ?1");
    enum rc rc = raise_newest(snapshot, own, analysis->id, &newest);
    if (rc == RC_OK && method.kind == VALUE_ID) {
        rc = raise_newest(snapshot, own, method.id, &newest);
    }
    if (rc == RC_OK && item.kind == VALUE_ID) {
        rc = newest_of_item(snapshot, item.id, &newest);
    }
    for (int kind = 0; rc == RC_OK && kind < TARA_KINDS; kind++) {
        struct buffer sql;
        buffer_init(&sql, snapshot->arena);
        buffer_print(&sql, "SELECT MAX(seq) FROM ledger WHERE id IN (SELECT id FROM {%s} WHERE ",
                     belonging[kind].entity);
        put_where(&sql, (enum tara_kind)kind, true);
        buffer_put_char(&sql, ')');
        rc = raise_newest(snapshot, buffer_text(&sql), analysis->id, &newest);
    }
    if (rc == RC_OK) {
        *seq = newest;
    }
    return rc;
}

enum rc tara_query_ledger(struct snapshot *snapshot, int64_t seq, struct tara_ledger *out)
{
    struct merkle tree = {0};
    struct value arg = value_integer(seq);
    struct rows *rows;
    const struct value *columns;
    int64_t at_us = 0;
    struct query query = {TEXT("SELECT leaf, at_us FROM ledger WHERE seq <= ?1 ORDER BY seq"), &arg,
                          1};
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct hash leaf;
        if (!hash_from_bytes(value_as_text(columns[0]), &leaf)) {
            rc = fault_add(snapshot->fault, RC_CORRUPT, TEXT("ledger"),
                           "a ledger entry has no hash; run csms verify");
            break;
        }
        merkle_add(&tree, leaf);
        at_us = columns[1].integer;
    }
    rows_close(rows);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    if (tree.size < (uint64_t)seq) {
        return fault_add(snapshot->fault, RC_NOT_FOUND, TEXT("as_of"),
                         "the ledger has %lld entries; it has no entry %lld", (long long)tree.size,
                         (long long)seq);
    }
    *out = (struct tara_ledger){seq, at_us, merkle_root(&tree)};
    return RC_OK;
}

/* ---- checks ---- */

struct linking {
    struct buffer with;
    bool is_uuid;
    struct value *args;
    size_t count;
    size_t room;
};

static void add_arg(struct linking *linking, struct value value)
{
    if (linking->count == linking->room) {
        size_t wider = linking->room > 0 ? linking->room * 2 : 192;
        linking->args =
            arena_grow(linking->with.arena, linking->args, linking->room * sizeof(struct value),
                       wider * sizeof(struct value));
        linking->room = wider;
    }
    linking->args[linking->count++] = value;
}

static void add_link(struct linking *linking, struct id from, const char *field, struct id to)
{
    bool is_uuid = linking->is_uuid;
    size_t at = linking->count;
    buffer_print(&linking->with,
                 is_uuid ? "%s(CAST(?%zu AS uuid), ?%zu, CAST(?%zu AS uuid))"
                         : "%s(?%zu, ?%zu, ?%zu)",
                 at > 1 ? ", " : "", at + 1, at + 2, at + 3);
    add_arg(linking, value_id(from));
    add_arg(linking, value_text(text_of(field)));
    add_arg(linking, value_id(to));
}

/* The references that checks follow backwards. */
static bool is_followed(const char *field)
{
    return strcmp(field, "assets") == 0 || strcmp(field, "damage_scenarios") == 0 ||
           strcmp(field, "children") == 0;
}

static void add_links_of(struct linking *linking, const struct record *record)
{
    const struct entity *entity = record->kind->entity;
    for (size_t i = 0; i < entity->field_count; i++) {
        struct value value = record->values[i];
        bool is_used = value.kind == VALUE_IDS && is_followed(entity->fields[i].name);
        for (size_t k = 0; is_used && k < value_ids_count(value); k++) {
            add_link(linking, record->id, entity->fields[i].name, value_ids_at(value, k));
        }
    }
}

/* The day of a ledger entry. */
static enum rc date_of(struct snapshot *snapshot, int64_t seq, struct value *out)
{
    struct value at_us;
    char date[11];
    enum rc rc =
        connection_one(snapshot->connection, snapshot->arena,
                       QUERY("SELECT at_us FROM ledger WHERE seq = ?1", value_integer(seq)),
                       snapshot->fault, &at_us, 1);
    if (rc == RC_NOT_FOUND) {
        return fault_add(snapshot->fault, rc, TEXT("as_of"), "the ledger has no entry %lld",
                         (long long)seq);
    }
    if (rc == RC_OK) {
        *out = value_text(text_copy(snapshot->arena, moment_date(at_us.integer, date)));
    }
    return rc;
}

static void link_as_of(const struct tara *tara, struct linking *linking)
{
    /* PostgreSQL wants to know the type of a value that is compared with an id. */
    linking->is_uuid = connection_kind(tara->snapshot->connection) == STORE_POSTGRES;
    buffer_put_z(&linking->with, "WITH today (date) AS (SELECT CAST(?1 AS TEXT)), link (from_id, "
                                 "field, to_id) AS (VALUES ");
    add_link(linking, tara->analysis->id, "analysis", tara->analysis->id); /* never empty */
    for (int kind = 0; kind < TARA_KINDS; kind++) {
        for (size_t i = 0; i < tara->lists[kind].count; i++) {
            add_links_of(linking, tara->lists[kind].records[i]);
        }
    }
    buffer_put_z(&linking->with, ") ");
}

/* Nothing of the analysis was touched since: then the table of links is right,
 * and it has indexes. */
static enum rc is_newest(const struct tara *tara, bool *out)
{
    int64_t newest = 0;
    enum rc rc = tara_query_newest(tara->snapshot, tara->analysis, &newest);
    if (rc == RC_OK) {
        *out = newest <= tara->snapshot->as_of;
    }
    return rc;
}

enum rc tara_query_checking(const struct tara *tara, struct tara_checking *out)
{
    struct snapshot *snapshot = tara->snapshot;
    struct linking linking = {.args = NULL};
    char date[11];
    buffer_init(&linking.with, tara->arena);
    struct value today = value_text(
        text_copy(tara->arena, moment_date(workspace_now_us(snapshot->workspace), date)));
    enum rc rc = snapshot->as_of > 0 ? date_of(snapshot, snapshot->as_of, &today) : RC_OK;
    add_arg(&linking, today);
    bool is_now = true;
    rc = rc == RC_OK && snapshot->as_of > 0 ? is_newest(tara, &is_now) : rc;
    if (rc == RC_OK && !is_now) {
        link_as_of(tara, &linking);
    }
    if (linking.count > LINK_ARGS_LIMIT) {
        return fault_add(snapshot->fault, RC_TOO_LARGE, tara->analysis->key,
                         "the analysis has too many links to check an earlier state of it");
    }
    if (rc == RC_OK) {
        *out = (struct tara_checking){buffer_text(&linking.with), linking.args, linking.count};
    }
    return rc;
}

enum rc tara_query_check(struct snapshot *snapshot, const struct check *check,
                         const struct tara_checking *checking, struct id **ids, size_t *count)
{
    struct rows *rows;
    const struct value *columns;
    struct text sql = ddl_expand(snapshot->arena, text_of(check->sql), snapshot->as_of);
    bool takes_args = checking->with.size > 0 || text_contains(sql, TEXT("?1"));
    sql = text_print(snapshot->arena, "%.*s%.*s", TEXT_ARGS(checking->with), TEXT_ARGS(sql));
    struct query query = {sql, checking->args, takes_args ? checking->count : 0};
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    struct id *list = NULL;
    size_t used = 0;
    size_t room = 0;
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct text bytes = value_as_text(columns[0]);
        if (bytes.size != ID_BYTES) {
            continue;
        }
        if (used == room) {
            size_t wider = room > 0 ? room * 2 : 16;
            list = arena_grow(snapshot->arena, list, room * sizeof *list, wider * sizeof *list);
            room = wider;
        }
        memcpy(list[used++].bytes, bytes.at, ID_BYTES);
    }
    rows_close(rows);
    if (rc != RC_NOT_FOUND) {
        return rc;
    }
    *ids = list;
    *count = used;
    return RC_OK;
}
