/* purl_fuzz.c - hostile package URLs.
 *
 * Whatever the bytes, reading ends; a refusal has words and a place inside the
 * input. What is read has a name and one form: writing, reading and writing
 * again, or making it of its parts, gives the same bytes. */
#include "engine/purl.h"

#include <stdlib.h>

#define MEMORY_BYTES ((size_t)16 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct text written(struct arena *arena, const struct purl *purl)
{
    struct buffer out;
    buffer_init(&out, arena);
    purl_put(&out, purl);
    return buffer_text(&out);
}

static void check(struct arena *arena, const struct purl *purl)
{
    struct purl_issue issue;
    struct purl again;
    struct text words = written(arena, purl);
    if (words.size <= PURL_LIMIT_BYTES) {
        if (purl_read(arena, words, &issue, &again) != RC_OK ||
            !text_equals(written(arena, &again), words) || !purl_is_same_package(purl, &again)) {
            abort();
        }
    }
    if (purl_make(arena, purl, &issue, &again) != RC_OK ||
        !text_equals(written(arena, &again), words)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(MEMORY_BYTES);
    struct purl_issue issue;
    struct purl purl;
    struct text input = {(const char *)data, size};
    enum rc rc = purl_read(arena, input, &issue, &purl);
    if (issue.at > size || (rc != RC_OK && issue.sentence == NULL)) {
        abort();
    }
    if (rc == RC_OK && purl.name.size == 0) {
        abort();
    }
    if (rc == RC_OK) {
        check(arena, &purl);
    }
    arena_close(arena);
    return 0;
}
