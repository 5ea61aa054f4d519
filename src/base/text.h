/* text.h - a run of bytes that somebody else owns, and a buffer that grows.
 *
 * Purpose: struct text is how csms passes strings: pointer and length, never
 * changed through, not necessarily ended by a zero byte. struct buffer builds
 * text in an arena.
 * Ownership: text borrows; a buffer's bytes belong to its arena.
 * Cost: O(length); appending is O(1) amortised. Errors: none (see arena.h). */
#ifndef CSMS_BASE_TEXT_H
#define CSMS_BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *at;
    size_t size;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})
#define TEXT_NONE ((struct text){NULL, 0})
/* printf: "%.*s" takes TEXT_ARGS(t) */
#define TEXT_ARGS(t) (int)(t).size, (t).at != NULL ? (t).at : ""

struct text text_of(const char *z); /* NULL gives TEXT_NONE */
bool text_equals(struct text a, struct text b);
bool text_is(struct text a, const char *z);
int text_compare(struct text a, struct text b); /* by bytes: <0, 0, >0 */
bool text_starts(struct text a, struct text prefix);
bool text_ends(struct text a, struct text suffix);
struct text text_part(struct text a, size_t from, size_t size); /* clipped */
struct text text_from(struct text a, size_t from);              /* clipped */
struct text text_trim(struct text a);                           /* ASCII blanks at both ends */
/* Index of the first byte equal to c, or a.size. */
size_t text_find(struct text a, char c);
bool text_contains(struct text a, struct text part);
/* Cuts the part before the first c off *rest and returns it. */
struct text text_cut(struct text *rest, char c);
bool text_to_integer(struct text a, int64_t *out);         /* whole text, decimal, no blanks */
struct text text_copy(struct arena *arena, struct text a); /* with a zero byte after it */
char *text_to_z(struct arena *arena, struct text a);
struct text text_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct buffer {
    struct arena *arena;
    char *at;
    size_t size;
    size_t room;
};

void buffer_init(struct buffer *buffer, struct arena *arena);
void buffer_put(struct buffer *buffer, struct text a);
void buffer_put_z(struct buffer *buffer, const char *z);
void buffer_put_char(struct buffer *buffer, char c);
void buffer_put_integer(struct buffer *buffer, int64_t n);
void buffer_print(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *buffer_reserve(struct buffer *buffer, size_t bytes); /* room for bytes after size */
struct text buffer_text(const struct buffer *buffer);

#endif
