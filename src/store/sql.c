#include "store/sql.h"

#include <string.h>

/* The index after the closing mark that is looked for from `from`. */
static size_t after_mark(struct text sql, size_t from, struct text mark)
{
    for (size_t i = from; i < sql.size; i++) {
        if (text_equals(text_part(sql, i, mark.size), mark)) {
            return i + mark.size;
        }
    }
    return sql.size;
}

/* The index after the literal, identifier or comment that starts at `from`,
 * or `from` where none does. A doubled quote reads as two literals in a row. */
static size_t after_quiet(struct text sql, size_t from)
{
    struct text two = text_part(sql, from, 2);
    if (sql.at[from] == '\'') {
        return after_mark(sql, from + 1, TEXT("'"));
    }
    if (sql.at[from] == '"') {
        return after_mark(sql, from + 1, TEXT("\""));
    }
    if (text_equals(two, TEXT("--"))) {
        return after_mark(sql, from + 2, TEXT("\n"));
    }
    if (text_equals(two, TEXT("/*"))) {
        return after_mark(sql, from + 2, TEXT("*/"));
    }
    return from;
}

static bool is_placeholder(struct text sql, size_t at)
{
    return sql.at[at] == '?' && at + 1 < sql.size && sql.at[at + 1] >= '0' && sql.at[at + 1] <= '9';
}

struct text sql_with_dollars(struct arena *arena, struct text sql)
{
    char *out = arena_take(arena, sql.size + 1);
    if (sql.size > 0) {
        memcpy(out, sql.at, sql.size);
    }
    for (size_t i = 0; i < sql.size;) {
        size_t next = after_quiet(sql, i);
        if (next == i) {
            if (is_placeholder(sql, i)) {
                out[i] = '$';
            }
            next = i + 1;
        }
        i = next;
    }
    return (struct text){out, sql.size};
}
