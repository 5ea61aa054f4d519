/* cpe_fuzz.c - hostile platform names, one or two apart by a line end.
 *
 * Whatever the bytes, reading ends; a refusal has words and a place inside the
 * input. What is read and written as a formatted string reads as the same name,
 * and so it does from its URI. Of two names, both directions agree on equal and
 * on disjoint where no wildcards are in play. */
#include "engine/cpe_relation.h"
#include "engine/cpe_write.h"

#include <stdlib.h>

#define MEMORY_BYTES ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef void writer(struct buffer *out, const struct cpe *cpe);

static void check_written(struct arena *arena, const struct cpe *cpe, writer *write)
{
    struct cpe_issue issue;
    struct cpe again;
    struct buffer first;
    struct buffer second;
    buffer_init(&first, arena);
    buffer_init(&second, arena);
    write(&first, cpe);
    if (first.size > CPE_LIMIT_BYTES) {
        return;
    }
    if (cpe_read(arena, buffer_text(&first), &issue, &again) != RC_OK) {
        abort();
    }
    write(&second, &again);
    if (!text_equals(buffer_text(&first), buffer_text(&second))) {
        abort();
    }
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        const struct cpe_value *one = &cpe->values[i];
        const struct cpe_value *other = &again.values[i];
        if (one->kind != other->kind || one->before != other->before ||
            one->behind != other->behind || !text_equals(one->text, other->text)) {
            abort();
        }
    }
}

static void check_pair(const struct cpe *one, const struct cpe *other)
{
    enum cpe_relation of[CPE_ATTRIBUTES];
    enum cpe_relation back[CPE_ATTRIBUTES];
    (void)cpe_relation_of_names(one, other, of);
    (void)cpe_relation_of_names(other, one, back);
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        bool is_plain = !cpe_has_wildcard(&one->values[i]) && !cpe_has_wildcard(&other->values[i]);
        if (is_plain && ((of[i] == CPE_EQUAL) != (back[i] == CPE_EQUAL) ||
                         (of[i] == CPE_DISJOINT) != (back[i] == CPE_DISJOINT) ||
                         (of[i] == CPE_SUBSET) != (back[i] == CPE_SUPERSET))) {
            abort();
        }
    }
    if (cpe_relation_match(one, other).is_match &&
        cpe_relation_of_names(one, other, of) == CPE_DISJOINT) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(MEMORY_BYTES);
    struct text rest = {(const char *)data, size};
    struct cpe names[2];
    int count = 0;
    while (count < 2 && rest.size > 0) {
        struct cpe_issue issue;
        struct text line = text_cut(&rest, '\n');
        enum rc rc = cpe_read(arena, line, &issue, &names[count]);
        if (issue.at > line.size || (rc != RC_OK && issue.sentence == NULL)) {
            abort();
        }
        if (rc != RC_OK) {
            break;
        }
        check_written(arena, &names[count], cpe_write_formatted);
        check_written(arena, &names[count], cpe_write_uri);
        count++;
    }
    if (count == 2) {
        check_pair(&names[0], &names[1]);
    }
    arena_close(arena);
    return 0;
}
