/* ddl.h - tables and statements derived from entities.
 *
 * Purpose: CREATE statements for both stores and the per-entity SQL. The
 * system columns come first, in the order of enum system_column, then the
 * fields in table order.
 * Cost: O(fields), once at start. Errors: none. */
#ifndef CSMS_CORE_DDL_H
#define CSMS_CORE_DDL_H

#include "core/model.h"
#include "store/store.h"

enum system_column {
    COLUMN_ID,
    COLUMN_KEY,
    COLUMN_REVISION,
    COLUMN_CONTENT_REVISION,
    COLUMN_STATE,
    COLUMN_OWNER,
    COLUMN_CREATED_US,
    COLUMN_CHANGED_US,
    COLUMN_RETIRED_US,
    COLUMN_CONTENT_HASH,
    SYSTEM_COLUMNS
};

extern const char *const ddl_system_columns[SYSTEM_COLUMNS];

struct entity_sql ddl_entity_sql(struct arena *arena, const struct entity *entity);
/* The whole schema, statements ended by ";\n", in a fixed order. */
struct text ddl_schema(struct arena *arena, const struct model *model, enum store_kind kind);
/* Of one entity: its table, its history, their indexes. */
struct text ddl_entity(struct arena *arena, const struct entity *entity, enum store_kind kind);
/* Is this one of the tables that do not come from an entity? */
bool ddl_is_spine_table(struct text name);
/* The number in a key as SQL, the default order of lists; indexed. */
#define DDL_KEY_NUMBER_BYTES 64
size_t ddl_key_number_text(const struct entity *entity, char *out, size_t room);
struct text ddl_move_parts(struct arena *arena, const struct model *model);
struct text ddl_parts_of(struct arena *arena, const struct model *model);
struct text ddl_scope_ends(struct arena *arena, const struct model *model);
/* Replaces {entity} by its table, or by its state as of a sequence (0: now). */
struct text ddl_expand(struct arena *arena, struct text sql, int64_t as_of);

#endif
