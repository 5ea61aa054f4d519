#include "core/operational.h"

static const struct operational_column account_columns[] = {{"id", VALUE_ID},
                                                            {"name", VALUE_TEXT, true},
                                                            {"password", VALUE_TEXT},
                                                            {"must_change", VALUE_INTEGER},
                                                            {"second_factor", VALUE_BYTES},
                                                            {"last_step", VALUE_INTEGER},
                                                            {"person", VALUE_ID},
                                                            {"is_administrator", VALUE_INTEGER},
                                                            {"state", VALUE_TEXT},
                                                            {"failures", VALUE_INTEGER},
                                                            {"blocked_until_us", VALUE_INTEGER},
                                                            {"created_us", VALUE_INTEGER}};
static const struct operational_column session_columns[] = {{"hash", VALUE_BYTES},
                                                            {"account", VALUE_ID},
                                                            {"csrf", VALUE_TEXT},
                                                            {"created_us", VALUE_INTEGER},
                                                            {"seen_us", VALUE_INTEGER}};
static const struct operational_column token_columns[] = {
    {"hash", VALUE_BYTES}, {"account", VALUE_ID},         {"name", VALUE_TEXT},
    {"scope", VALUE_TEXT}, {"expires_us", VALUE_INTEGER}, {"created_us", VALUE_INTEGER}};
static const struct operational_column person_key_columns[] = {{"subject", VALUE_ID},
                                                               {"sealed", VALUE_BYTES}};

#define TABLE(name, columns)                               \
    {                                                      \
        name, columns, sizeof(columns) / sizeof *(columns) \
    }
const struct operational operational_tables[OPERATIONAL_COUNT] = {
    [TABLE_ACCOUNT] = TABLE("account", account_columns),
    [TABLE_SESSION] = TABLE("session", session_columns),
    [TABLE_TOKEN] = TABLE("token", token_columns),
    [TABLE_PERSON_KEY] = TABLE("person_key", person_key_columns),
};
_Static_assert(sizeof account_columns / sizeof *account_columns == ACCOUNT_COLUMNS, "account");
_Static_assert(sizeof session_columns / sizeof *session_columns == SESSION_COLUMNS, "session");
_Static_assert(sizeof token_columns / sizeof *token_columns == TOKEN_COLUMNS, "token");

/* Each value as kind, length and bytes: no two rows have the same text. */
struct hash operational_mac(const struct operational *table, const struct value *row,
                            struct text key)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct buffer out;
    buffer_init(&out, arena);
    buffer_print(&out, "%s\n", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        struct value value = row[i];
        if (value.kind == VALUE_NONE) {
            buffer_put_z(&out, "-\n");
        } else if (value.kind == VALUE_INTEGER) {
            buffer_print(&out, "i%lld\n", (long long)value.integer);
        } else {
            struct text bytes = value.kind == VALUE_ID ? id_bytes(&value.id) : value_as_text(value);
            buffer_print(&out, "b%zu:", bytes.size);
            buffer_put(&out, bytes);
            buffer_put_char(&out, '\n');
        }
    }
    struct hash mac = hash_mac(key, buffer_text(&out));
    arena_close(arena);
    return mac;
}

static struct text select_sql(struct arena *arena, const struct operational *table)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_put_z(&out, "SELECT ");
    for (size_t i = 0; i < table->column_count; i++) {
        buffer_print(&out, "%s, ", table->columns[i].name);
    }
    buffer_print(&out, "mac FROM %s WHERE %s = ?1", table->name, table->columns[0].name);
    return buffer_text(&out);
}

static struct text insert_sql(struct arena *arena, const struct operational *table)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_print(&out, "INSERT INTO %s VALUES (", table->name);
    for (size_t i = 0; i <= table->column_count; i++) {
        buffer_print(&out, "%s?%zu", i > 0 ? ", " : "", i + 1);
    }
    buffer_put_char(&out, ')');
    return buffer_text(&out);
}

enum rc operational_get(struct connection *connection, struct arena *arena,
                        enum operational_table table, struct value key, struct fault *fault,
                        struct value *row)
{
    const struct operational *shape = &operational_tables[table];
    struct query query = {select_sql(arena, shape), &key, 1};
    enum rc rc = connection_one(connection, arena, query, fault, row, shape->column_count);
    for (size_t i = 0; rc == RC_OK && i < shape->column_count; i++) {
        struct id id;
        if (shape->columns[i].kind == VALUE_ID && value_to_id(row[i], &id)) {
            row[i] = value_id(id);
        }
    }
    return rc;
}

enum rc operational_apply(struct connection *connection, struct arena *arena,
                          const struct operational_write *write, struct text mac_key,
                          struct hash *digest, struct fault *fault)
{
    const struct operational *table = &operational_tables[write->table];
    struct value old[OPERATIONAL_COLUMNS_LIMIT + 1];
    struct query select = {select_sql(arena, table), &write->key, 1};
    enum rc rc = connection_one(connection, arena, select, fault, old, table->column_count + 1);
    if (rc == RC_OK) {
        struct hash old_mac;
        if (!hash_from_bytes(value_as_text(old[table->column_count]), &old_mac)) {
            return fault_add(fault, RC_CORRUPT, text_of(table->name), "a row has no valid MAC");
        }
        hash_xor(digest, old_mac);
        struct text sql =
            text_print(arena, "DELETE FROM %s WHERE %s = ?1", table->name, table->columns[0].name);
        rc = connection_run(connection, (struct query){sql, &write->key, 1}, 1, fault);
    } else if (rc == RC_NOT_FOUND) {
        rc = RC_OK;
    }
    if (rc != RC_OK || write->row == NULL) {
        return rc;
    }
    struct value row[OPERATIONAL_COLUMNS_LIMIT + 1];
    for (size_t i = 0; i < table->column_count; i++) {
        row[i] = write->row[i];
    }
    struct hash mac = operational_mac(table, row, mac_key);
    hash_xor(digest, mac);
    row[table->column_count] = value_bytes(hash_text(&mac));
    struct query insert = {insert_sql(arena, table), row, table->column_count + 1};
    return connection_run(connection, insert, 1, fault);
}
