/* Every platform name of published feeds is read, and survives both bindings. */
#include "conformance/suite.h"
#include "engine/cpe_relation.h"
#include "engine/cpe_write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MEMORY_BYTES ((size_t)1 << 30)
#define NAME_BYTES 4096

typedef void writer(struct buffer *out, const struct cpe *cpe);

struct tally {
    struct arena *arena;
    int names;
    int refused;
    int told;
    int lost;
};

static bool is_kept(struct arena *arena, const struct cpe *cpe, writer *write)
{
    struct cpe_issue issue;
    struct cpe again;
    struct buffer out;
    enum cpe_relation of[CPE_ATTRIBUTES];
    buffer_init(&out, arena);
    write(&out, cpe);
    if (cpe_read(arena, buffer_text(&out), &issue, &again) != RC_OK || issue.sentence != NULL) {
        return false;
    }
    (void)cpe_relation_of_names(cpe, &again, of);
    for (int i = 0; i < CPE_ATTRIBUTES; i++) {
        if (of[i] != CPE_EQUAL && !cpe_has_wildcard(&cpe->values[i])) {
            return false;
        }
    }
    return true;
}

static void try_name(struct tally *tally, struct text name)
{
    struct cpe_issue issue;
    struct cpe cpe;
    tally->names++;
    if (cpe_read(tally->arena, name, &issue, &cpe) != RC_OK) {
        tally->refused++;
        print_message("%.*s: %s\n", TEXT_ARGS(name), issue.sentence);
        return;
    }
    tally->told += issue.sentence != NULL;
    if (!is_kept(tally->arena, &cpe, cpe_write_formatted) ||
        !is_kept(tally->arena, &cpe, cpe_write_uri)) {
        tally->lost++;
        print_message("%.*s: lost\n", TEXT_ARGS(name));
    }
    arena_reset(tally->arena);
}

/* A JSON string up to its quote; a backslash stands before another one there. */
static size_t unquote(const char *from, char *out)
{
    size_t size = 0;
    for (; *from != '\0' && *from != '"' && size < NAME_BYTES; from++) {
        from += from[0] == '\\' && from[1] != '\0';
        out[size++] = *from;
    }
    return size;
}

static void try_file(struct tally *tally, const char *command)
{
    char *line = NULL;
    size_t room = 0;
    char name[NAME_BYTES];
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while (getline(&line, &room, pipe) > 0) {
        for (const char *at = line; (at = strchr(at, '"')) != NULL; at++) {
            if (strncmp(at, "\"cpe:", 5) != 0) {
                continue;
            }
            try_name(tally, (struct text){name, unquote(at + 1, name)});
        }
    }
    free(line);
    assert_int_equal(pclose(pipe), 0);
}

static void every_name_of_the_feeds_is_read(void **state)
{
    const char *root = suite_folder();
    (void)state;
    struct tally tally = {.arena = arena_open(MEMORY_BYTES)};
    struct arena *words = arena_open(MEMORY_BYTES);
    try_file(&tally, text_print(words, "find '%s/nvd' -name '*.gz' -exec gzip -dc {} +", root).at);
    try_file(&tally,
             text_print(words, "find '%s/match-fixtures' '%s/nvd' -name '*.json' -exec cat {} +",
                        root, root)
                 .at);
    print_message("platform names: %d, refused %d, told %d, lost %d\n", tally.names, tally.refused,
                  tally.told, tally.lost);
    arena_close(words);
    arena_close(tally.arena);
    assert_true(tally.names > 0);
    assert_int_equal(tally.refused, 0);
    assert_int_equal(tally.lost, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_of_the_feeds_is_read),
    };
    return cmocka_run_group_tests_name("platform names of feeds", tests, NULL, NULL);
}
