/* record.h - one record: its system values and the values of its fields.
 *
 * Purpose: the run-time shape of every entity, its way from and to a row, and
 * its canonical form, which is what the ledger holds and what is hashed.
 * Ownership: everything a record points to lives in the arena of its call.
 * Cost: O(fields). Source of the canonical form: docs/ledger.md. */
#ifndef CSMS_CORE_RECORD_H
#define CSMS_CORE_RECORD_H

#include "base/hash.h"
#include "base/value.h"
#include "core/ddl.h"

struct record {
    const struct model_entity *kind;
    struct id id;
    struct text key;
    int64_t number; /* of the key: 42 in TS-0042 */
    int64_t revision;
    int64_t content_revision; /* grows only when a field changes */
    struct text state;
    struct id owner; /* zero: none */
    int64_t created_us;
    int64_t changed_us;
    int64_t retired_us; /* 0: not retired */
    struct hash content_hash;
    struct value *values; /* by the entity's field order */
};

#define RECORD_ARGS_LIMIT (SYSTEM_COLUMNS + ENTITY_FIELD_LIMIT + 2)

struct record *record_open(struct arena *arena, const struct model_entity *kind);
struct record *record_copy(struct arena *arena, const struct record *record);
/* columns as selected by entity_sql.select; RC_CORRUPT where a type is wrong. */
enum rc record_from_row(struct arena *arena, const struct model_entity *kind,
                        const struct value *columns, struct record **out) MUST_USE;
size_t record_args(const struct record *record, struct value *args); /* returns how many */
/* What the record index holds: id, entity, key, number, title, state, revision,
 * content_revision, scope, retired_us. */
#define RECORD_INDEX_COLUMNS 10
void record_index_args(const struct record *record, struct id scope, struct value *args);
/* The site or project that it names; false: none. */
bool record_names_scope(const struct record *record, struct id *scope);
/* The scope that the record itself decides: its own id where it is a site or a
 * project, else its scope reference. False: that of what it is part of. */
bool record_own_scope(const struct record *record, struct id *scope);
struct value record_value(const struct record *record, const char *field);
/* Of a record that is being made; the value is not copied. */
void record_set(struct record *record, const char *field, struct value value);
bool record_is_part_of(const struct record *record, struct id *whole);
/* The title in plain text; for a personal title the key stands in. */
struct text record_title(const struct record *record);
int64_t record_key_number(struct text key); /* digits at the end, or 0 */

/* Canonical JSON of the fields whose bit is set, nulls included if with_nulls. */
void record_put_fields(struct json_writer *writer, struct arena *arena, const struct record *record,
                       uint64_t mask, bool with_nulls);
struct hash record_hash_content(struct arena *arena, const struct record *record);
/* The way back: one canonical member into a value. */
enum rc record_value_from_canonical(struct arena *arena, const struct field *field,
                                    const struct json *json, struct value *out) MUST_USE;

#endif
