#include "core/ddl.h"

#include "core/operational.h"

#include <stdio.h>
#include <string.h>

const char *const ddl_system_columns[SYSTEM_COLUMNS] = {
    "id",    "key",        "revision",   "content_revision", "state",
    "owner", "created_us", "changed_us", "retired_us",       "content_hash"};

/* What the two stores call the same thing. */
struct dialect {
    const char *id;
    const char *integer;
    const char *text;
    const char *bytes;
    const char *table_end;
};

static const struct dialect dialects[] = {
    [STORE_SQLITE] = {"BLOB", "INTEGER", "TEXT", "BLOB", ") STRICT;\n"},
    [STORE_POSTGRES] = {"uuid", "bigint", "text COLLATE \"C\"", "bytea", ");\n"}};

static void put_columns(struct buffer *out, const struct entity *entity)
{
    for (size_t i = 0; i < SYSTEM_COLUMNS; i++) {
        buffer_print(out, "%s%s", i > 0 ? ", " : "", ddl_system_columns[i]);
    }
    for (size_t i = 0; i < entity->field_count; i++) {
        buffer_print(out, ", f_%s", entity->fields[i].name);
    }
}

static void put_places(struct buffer *out, size_t count)
{
    for (size_t i = 1; i <= count; i++) {
        buffer_print(out, "%s?%zu", i > 1 ? ", " : "", i);
    }
}

static struct text update_sql(struct arena *arena, const struct entity *entity)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_print(&out, "UPDATE %s SET ", entity->name);
    for (size_t i = 1; i < SYSTEM_COLUMNS; i++) {
        buffer_print(&out, "%s%s = ?%zu", i > 1 ? ", " : "", ddl_system_columns[i], i + 1);
    }
    for (size_t i = 0; i < entity->field_count; i++) {
        buffer_print(&out, ", f_%s = ?%zu", entity->fields[i].name, SYSTEM_COLUMNS + i + 1);
    }
    buffer_print(&out, " WHERE id = ?1 AND revision = ?%zu",
                 SYSTEM_COLUMNS + entity->field_count + 1);
    return buffer_text(&out);
}

static struct text insert_sql(struct arena *arena, const struct entity *entity, bool is_history)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_print(&out, "INSERT INTO %s%s (", entity->name, is_history ? "_history" : "");
    put_columns(&out, entity);
    buffer_put_z(&out, is_history ? ", from_seq) VALUES (" : ") VALUES (");
    put_places(&out, SYSTEM_COLUMNS + entity->field_count + (is_history ? 1 : 0));
    buffer_put_char(&out, ')');
    return buffer_text(&out);
}

struct entity_sql ddl_entity_sql(struct arena *arena, const struct entity *entity)
{
    struct buffer columns;
    char number[DDL_KEY_NUMBER_BYTES];
    ddl_key_number_text(entity, number, sizeof number);
    buffer_init(&columns, arena);
    put_columns(&columns, entity);
    struct entity_sql sql = {
        .insert = insert_sql(arena, entity, false),
        .update = update_sql(arena, entity),
        .history_insert = insert_sql(arena, entity, true),
        .history_close =
            text_print(arena, "UPDATE %s_history SET to_seq = ?1 WHERE id = ?2 AND to_seq IS NULL",
                       entity->name),
        .select = text_print(arena, "SELECT %.*s", TEXT_ARGS(buffer_text(&columns))),
    };
    sql.by_id =
        text_print(arena, "%.*s FROM {%s} WHERE id = ?1", TEXT_ARGS(sql.select), entity->name);
    sql.by_key = text_print(arena, "%.*s FROM {%s} WHERE %s = ?2 AND key = ?1",
                            TEXT_ARGS(sql.select), entity->name, number);
    return sql;
}

/* Pairs (entity, field) of the fields with a flag, as a list of rows. */
static struct text field_pairs(struct arena *arena, const struct model *model, unsigned flag,
                               bool only_scopes)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct entity *entity = model->entities[i].entity;
        for (size_t k = 0; k < entity->field_count; k++) {
            if (field_has(&entity->fields[k], flag) && (!only_scopes || entity_is_scope(entity))) {
                buffer_print(&out, "%s('%s', '%s')", out.size > 0 ? ", " : "VALUES ", entity->name,
                             entity->fields[k].name);
            }
        }
    }
    return out.size > 0 ? buffer_text(&out) : TEXT("SELECT '', ''");
}

struct text ddl_scope_ends(struct arena *arena, const struct model *model)
{
    return field_pairs(arena, model, FIELD_SCOPE, true);
}

struct text ddl_parts_of(struct arena *arena, const struct model *model)
{
    return text_print(
        arena,
        "WITH RECURSIVE part(id) AS (SELECT id FROM record WHERE id = ?1 UNION SELECT "
        "l.from_id FROM part p JOIN link l ON l.to_id = p.id JOIN record r ON r.id = "
        "l.from_id WHERE (r.entity, l.field) IN (%.*s)) SELECT id FROM part",
        TEXT_ARGS(field_pairs(arena, model, FIELD_PART, false)));
}

/* What names a site or project of its own stays, and so do its parts. */
struct text ddl_move_parts(struct arena *arena, const struct model *model)
{
    struct text parts = field_pairs(arena, model, FIELD_PART, false);
    struct text own = field_pairs(arena, model, FIELD_SCOPE, false);
    struct text follows =
        text_print(arena,
                   "JOIN record r ON r.id = l.from_id WHERE (r.entity, l.field) IN (%.*s) AND NOT "
                   "EXISTS (SELECT 1 FROM link s WHERE s.from_id = r.id AND (r.entity, s.field) IN "
                   "(%.*s))",
                   TEXT_ARGS(parts), TEXT_ARGS(own));
    return text_print(arena,
                      "WITH RECURSIVE part(id) AS (SELECT l.from_id FROM link l %.*s AND l.to_id = "
                      "?1 UNION SELECT l.from_id FROM part p JOIN link l ON l.to_id = p.id %.*s) "
                      "UPDATE record SET scope = (SELECT w.scope FROM record w WHERE w.id = ?1) "
                      "WHERE id IN (SELECT id FROM part)",
                      TEXT_ARGS(follows), TEXT_ARGS(follows));
}

static void put_choice_check(struct buffer *out, const struct field *field)
{
    buffer_print(out, " CHECK (f_%s IN (", field->name);
    for (size_t i = 0; i < field->choice_count; i++) {
        buffer_print(out, "%s'%s'", i > 0 ? ", " : "", field->choices[i].id);
    }
    buffer_put_z(out, "))");
}

static const char *column_type(const struct field *field, const struct dialect *dialect)
{
    if (field_has(field, FIELD_PERSONAL)) {
        return dialect->bytes;
    }
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_BOOL:
    case FIELD_MOMENT:
        return dialect->integer;
    case FIELD_REF:
    case FIELD_ANY:
        return dialect->id;
    case FIELD_REFS:
        return dialect->bytes;
    default:
        return dialect->text;
    }
}

static void put_field(struct buffer *out, const struct field *field, const struct dialect *dialect,
                      bool is_history)
{
    buffer_print(out, ",\n  f_%s %s", field->name, column_type(field, dialect));
    if (is_history) {
        return;
    }
    if (field_has(field, FIELD_REQUIRED)) {
        buffer_put_z(out, " NOT NULL");
    }
    if (field->type == FIELD_REF || field->type == FIELD_ANY) {
        buffer_put_z(out, " REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED");
    } else if (field->type == FIELD_CHOICE) {
        put_choice_check(out, field);
    } else if (field->type == FIELD_BOOL) {
        buffer_print(out, " CHECK (f_%s IN (0, 1))", field->name);
    }
}

static void put_system_columns(struct buffer *out, const struct dialect *d, bool is_history)
{
    buffer_print(out, "  id %s NOT NULL%s,\n", d->id, is_history ? "" : " PRIMARY KEY");
    buffer_print(out, "  key %s NOT NULL,\n", d->text);
    buffer_print(out, "  revision %s NOT NULL,\n  content_revision %s NOT NULL,\n", d->integer,
                 d->integer);
    buffer_print(out, "  state %s NOT NULL,\n  owner %s,\n", d->text, d->id);
    buffer_print(out, "  created_us %s NOT NULL,\n  changed_us %s NOT NULL,\n", d->integer,
                 d->integer);
    buffer_print(out, "  retired_us %s,\n  content_hash %s NOT NULL", d->integer, d->bytes);
}

size_t ddl_key_number_text(const struct entity *entity, char *out, size_t room)
{
    int size =
        snprintf(out, room, "CAST(substr(key, %zu) AS bigint)", strlen(entity->key_prefix) + 2);
    return (size_t)size;
}

static void put_entity(struct buffer *out, const struct entity *entity, const struct dialect *d)
{
    for (int is_history = 0; is_history <= 1; is_history++) {
        buffer_print(out, "CREATE TABLE %s%s (\n", entity->name, is_history ? "_history" : "");
        put_system_columns(out, d, is_history);
        for (size_t i = 0; i < entity->field_count; i++) {
            put_field(out, &entity->fields[i], d, is_history);
        }
        if (is_history) {
            buffer_print(out, ",\n  from_seq %s NOT NULL PRIMARY KEY,\n  to_seq %s", d->integer,
                         d->integer);
        }
        buffer_put_z(out, d->table_end);
    }
    buffer_print(out, "CREATE INDEX %s_history_by_id ON %s_history (id, from_seq);\n", entity->name,
                 entity->name);
    char number[DDL_KEY_NUMBER_BYTES];
    ddl_key_number_text(entity, number, sizeof number);
    buffer_print(out, "CREATE UNIQUE INDEX %s_by_number ON %s ((%s));\n", entity->name,
                 entity->name, number);
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (field->type == FIELD_REF || field->type == FIELD_ANY) {
            /* What refers to nothing is never looked for by what it refers to. */
            buffer_print(out, "CREATE INDEX %s_by_%s ON %s (f_%s) WHERE f_%s IS NOT NULL;\n",
                         entity->name, field->name, entity->name, field->name, field->name);
        }
    }
}

/* The tables of the spine itself. %I integer, %T text, %B bytes, %U id. */
static const char spine_tables[] =
    "CREATE TABLE workspace (\n  one %I NOT NULL PRIMARY KEY CHECK (one = 1),\n  id %U NOT NULL,\n"
    "  name %T NOT NULL,\n  is_simulated %I NOT NULL,\n  clock_us %I NOT NULL,\n"
    "  schema_version %I NOT NULL,\n  schema_hash %B NOT NULL,\n  created_us %I NOT NULL%E"
    "CREATE TABLE record (\n  id %U NOT NULL PRIMARY KEY,\n  entity %T NOT NULL,\n"
    "  key %T NOT NULL,\n  number %I NOT NULL,\n  title %T NOT NULL,\n  state %T NOT NULL,\n"
    "  revision %I NOT NULL,\n  content_revision %I NOT NULL,\n  scope %U,\n  retired_us %I,\n"
    "  UNIQUE (entity, number)%E"
    "CREATE TABLE link (\n  from_id %U NOT NULL REFERENCES record (id) DEFERRABLE INITIALLY "
    "DEFERRED,\n  field %T NOT NULL,\n  to_id %U NOT NULL REFERENCES record (id) DEFERRABLE "
    "INITIALLY DEFERRED,\n  from_revision %I NOT NULL,\n  to_revision %I NOT NULL,\n"
    "  PRIMARY KEY (from_id, field, to_id)%E"
    "CREATE INDEX link_to ON link (to_id, from_id);\n"
    "CREATE TABLE ledger (\n  seq %I NOT NULL PRIMARY KEY,\n  payload %B NOT NULL,\n"
    "  leaf %B NOT NULL,\n  chain %B NOT NULL,\n  at_us %I NOT NULL,\n  actor %T NOT NULL,\n"
    "  verb %T NOT NULL,\n  entity %T NOT NULL,\n  id %U NOT NULL%E"
    "CREATE INDEX ledger_by_id ON ledger (id, seq);\n"
    "CREATE TABLE ledger_head (\n  one %I NOT NULL PRIMARY KEY CHECK (one = 1),\n"
    "  size %I NOT NULL,\n  root %B NOT NULL,\n  chain %B NOT NULL,\n  edge %B NOT NULL,\n"
    "  commits %I NOT NULL,\n  digests %B NOT NULL,\n  mac %B NOT NULL%E"
    "CREATE TABLE blob (\n  sha256 %B NOT NULL PRIMARY KEY,\n  media_type %T NOT NULL,\n"
    "  size %I NOT NULL,\n  bytes %B NOT NULL%E";

static void put_template(struct buffer *out, const char *template, const struct dialect *d)
{
    for (const char *at = template; *at != '\0'; at++) {
        if (*at != '%') {
            buffer_put_char(out, *at);
            continue;
        }
        at++;
        buffer_put_z(out, *at == 'I'   ? d->integer
                          : *at == 'T' ? d->text
                          : *at == 'B' ? d->bytes
                          : *at == 'U' ? d->id
                                       : d->table_end);
    }
}

static void put_operational(struct buffer *out, const struct operational *table,
                            const struct dialect *d)
{
    buffer_print(out, "CREATE TABLE %s (\n", table->name);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct operational_column *column = &table->columns[i];
        const char *type = column->kind == VALUE_INTEGER ? d->integer
                           : column->kind == VALUE_TEXT  ? d->text
                           : column->kind == VALUE_ID    ? d->id
                                                         : d->bytes;
        const char *key = i == 0              ? " NOT NULL PRIMARY KEY"
                          : column->is_unique ? " NOT NULL UNIQUE"
                                              : "";
        buffer_print(out, "  %s %s%s,\n", column->name, type, key);
    }
    buffer_print(out, "  mac %s NOT NULL%s", d->bytes, d->table_end);
}

struct text ddl_entity(struct arena *arena, const struct entity *entity, enum store_kind kind)
{
    struct buffer out;
    buffer_init(&out, arena);
    put_entity(&out, entity, &dialects[kind]);
    return buffer_text(&out);
}

bool ddl_is_spine_table(struct text name)
{
    char words[96];
    int size = snprintf(words, sizeof words, "CREATE TABLE %.*s (", TEXT_ARGS(name));
    bool is_one =
        text_starts(name, TEXT("search")) ||
        (size < (int)sizeof words && text_contains(text_of(spine_tables), text_of(words)));
    for (size_t i = 0; !is_one && i < OPERATIONAL_COUNT; i++) {
        is_one = text_is(name, operational_tables[i].name);
    }
    return is_one;
}

struct text ddl_schema(struct arena *arena, const struct model *model, enum store_kind kind)
{
    const struct dialect *d = &dialects[kind];
    struct buffer out;
    buffer_init(&out, arena);
    put_template(&out, spine_tables, d);
    for (size_t i = 0; i < OPERATIONAL_COUNT; i++) {
        put_operational(&out, &operational_tables[i], d);
    }
    for (size_t i = 0; i < model->entity_count; i++) {
        put_entity(&out, model->entities[i].entity, d);
    }
    if (kind == STORE_SQLITE) {
        buffer_put_z(&out, "CREATE VIRTUAL TABLE search USING fts5(words, "
                           "tokenize = 'unicode61');\n");
    } else {
        buffer_put_z(&out, "CREATE TABLE search (\n  id uuid NOT NULL PRIMARY KEY,\n"
                           "  words tsvector NOT NULL);\n"
                           "CREATE INDEX search_by_words ON search USING gin (words);\n");
    }
    return buffer_text(&out);
}

struct text ddl_expand(struct arena *arena, struct text sql, int64_t as_of)
{
    struct buffer out;
    buffer_init(&out, arena);
    while (sql.size > 0) {
        size_t open = text_find(sql, '{');
        buffer_put(&out, text_part(sql, 0, open));
        sql = text_from(sql, open);
        if (sql.size == 0) {
            break;
        }
        sql = text_from(sql, 1);
        struct text name = text_cut(&sql, '}');
        if (as_of == 0) {
            buffer_put(&out, name);
        } else {
            buffer_print(&out,
                         "(SELECT * FROM %.*s_history WHERE from_seq <= %lld AND (to_seq IS NULL "
                         "OR to_seq > %lld)) AS %.*s",
                         TEXT_ARGS(name), (long long)as_of, (long long)as_of, TEXT_ARGS(name));
        }
    }
    return buffer_text(&out);
}
