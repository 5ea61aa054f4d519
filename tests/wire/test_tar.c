/* Archives: what is written is read back, and nothing odd is taken. */
#include "wire/tar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct desk {
    struct arena *arena;
    struct fault fault;
    struct buffer bytes;
};

static int open_desk(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    desk->arena = arena_open((size_t)256 << 20);
    fault_init(&desk->fault, desk->arena);
    buffer_init(&desk->bytes, desk->arena);
    *state = desk;
    return 0;
}

static int close_desk(void **state)
{
    struct desk *desk = *state;
    arena_close(desk->arena);
    free(desk);
    return 0;
}

static void put_zeros(struct buffer *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_put_char(out, '\0');
    }
}

static void put_file(struct desk *desk, const char *name, struct text bytes)
{
    char head[TAR_BLOCK_BYTES];
    assert_true(tar_head(text_of(name), bytes.size, head));
    buffer_put(&desk->bytes, (struct text){head, sizeof head});
    buffer_put(&desk->bytes, bytes);
    put_zeros(&desk->bytes, tar_padding(bytes.size));
}

static enum rc read_back(struct desk *desk, struct tar_file **files, size_t *count)
{
    return tar_read(desk->arena, TEXT("a.tar"), buffer_text(&desk->bytes), &desk->fault, files,
                    count);
}

static void put_three(struct desk *desk)
{
    put_file(desk, "csms.yaml", TEXT("format: csms-text-form\n"));
    put_file(desk, "tara/\xC3\xA4.yaml", TEXT(""));
    put_file(desk, "blobs/x", (struct text){"\0\xFF\n", 3});
    put_zeros(&desk->bytes, 2 * (size_t)TAR_BLOCK_BYTES);
}

static void what_is_written_is_read_back(void **state)
{
    struct desk *desk = *state;
    struct tar_file *files;
    size_t count;
    put_three(desk);
    assert_int_equal(read_back(desk, &files, &count), RC_OK);
    assert_int_equal(count, 3);
    assert_true(text_is(files[0].name, "csms.yaml"));
    assert_true(text_is(files[0].bytes, "format: csms-text-form\n"));
    assert_true(text_is(files[1].name, "tara/\xC3\xA4.yaml"));
    assert_int_equal(files[1].bytes.size, 0);
    assert_int_equal(files[2].bytes.size, 3);
}

static void names_that_lead_elsewhere_are_neither_written_nor_read(void **state)
{
    static const char *const names[] = {"/etc/passwd", "../up",      "a/../b", "a/..", "./a",
                                        ".hidden",     "a/.hidden",  "a//b",   "a/",   "",
                                        "a\\b",        "line\nfeed", "\x7F",   "\xFF", "a/./b"};
    char head[TAR_BLOCK_BYTES];
    char longest[TAR_NAME_LIMIT + 2];
    struct desk *desk = *state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_false(tar_head(text_of(names[i]), 0, head));
    }
    memset(longest, 'n', sizeof longest);
    assert_true(tar_head((struct text){longest, TAR_NAME_LIMIT}, 0, head));
    assert_false(tar_head((struct text){longest, TAR_NAME_LIMIT + 1}, 0, head));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct tar_file *files;
        size_t count;
        unsigned sum = 0;
        if (names[i][0] == '.' && names[i][1] == '/') {
            continue; /* what tar itself puts before names is taken off */
        }
        desk->bytes.size = 0;
        assert_true(tar_head(TEXT("good"), 0, head));
        memset(head, 0, 100);
        memcpy(head, names[i], strlen(names[i]));
        memset(head + 148, ' ', 8);
        for (size_t k = 0; k < sizeof head; k++) {
            sum += (unsigned char)head[k];
        }
        (void)snprintf(head + 148, 8, "%06o", sum);
        buffer_put(&desk->bytes, (struct text){head, sizeof head});
        put_zeros(&desk->bytes, 2 * (size_t)TAR_BLOCK_BYTES);
        assert_int_equal(read_back(desk, &files, &count), RC_INVALID);
    }
}

static void a_file_given_twice_is_refused(void **state)
{
    struct desk *desk = *state;
    struct tar_file *files;
    size_t count;
    put_file(desk, "a", TEXT("1"));
    put_file(desk, "a", TEXT("2"));
    put_zeros(&desk->bytes, 2 * (size_t)TAR_BLOCK_BYTES);
    assert_int_equal(read_back(desk, &files, &count), RC_INVALID);
    assert_true(text_contains(desk->fault.problems[0].sentence, TEXT("twice")));
    assert_true(text_is(desk->fault.problems[0].path, "byte 1024"));
    assert_true(text_is(desk->fault.problems[0].file, "a.tar"));
}

static void no_part_of_an_archive_is_one(void **state)
{
    struct desk *desk = *state;
    struct tar_file *files;
    size_t count;
    put_three(desk);
    size_t least = desk->bytes.size - 2 * (size_t)TAR_BLOCK_BYTES;
    for (size_t size = 0; size < least + TAR_BLOCK_BYTES; size += 37) {
        char *copy = malloc(size + 1);
        struct fault fault;
        fault_init(&fault, desk->arena);
        memcpy(copy, desk->bytes.at, size);
        assert_int_equal(
            tar_read(desk->arena, TEXT("part"), (struct text){copy, size}, &fault, &files, &count),
            RC_INVALID);
        assert_int_equal(fault.count, 1);
        free(copy);
    }
}

/* Every changed byte of a head is refused, or says another name, size or owner honestly. */
static void a_changed_head_is_refused(void **state)
{
    struct desk *desk = *state;
    struct tar_file *files;
    size_t count;
    put_three(desk);
    for (size_t at = 0; at < TAR_BLOCK_BYTES; at++) {
        char *copy = malloc(desk->bytes.size);
        struct fault fault;
        fault_init(&fault, desk->arena);
        memcpy(copy, desk->bytes.at, desk->bytes.size);
        copy[at] = (char)(copy[at] ^ 1);
        enum rc rc = tar_read(desk->arena, TEXT("part"), (struct text){copy, desk->bytes.size},
                              &fault, &files, &count);
        assert_true(rc == RC_INVALID || (at >= 148 && at < 156));
        free(copy);
    }
    buffer_put_char(&desk->bytes, 'x');
    assert_int_equal(read_back(desk, &files, &count), RC_INVALID);
}

/* What other tools call ustar, links and long names among it. */
static void archives_of_tar_itself_are_read_or_refused(void **state)
{
    static const struct {
        const char *make;
        enum rc rc;
        size_t count;
    } cases[] = {
        {"mkdir -p in/tara && echo one > in/csms.yaml && echo two > in/tara/a.yaml", RC_OK, 2},
        {"mkdir -p in && ln -s /etc/passwd in/link", RC_INVALID, 0},
        {"mkdir -p in && echo x > in/a && ln in/a in/b", RC_INVALID, 0},
        {"mkdir -p in && mkfifo in/pipe", RC_INVALID, 0},
        {"mkdir -p in/.git && echo x > in/.git/config", RC_INVALID, 0}};
    struct desk *desk = *state;
    if (system("command -v tar > /dev/null") != 0) {
        skip();
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tar_file *files;
        size_t count;
        char folder[] = "/tmp/csms-tar-XXXXXX";
        assert_non_null(mkdtemp(folder));
        struct text command =
            text_print(desk->arena, "cd %s && %s && tar --format=ustar -C in -cf - . 2>&1", folder,
                       cases[i].make);
        FILE *from = popen(command.at, "r");
        assert_non_null(from);
        desk->bytes.size = 0;
        for (size_t got = 1; got > 0; desk->bytes.size += got) {
            got = fread(buffer_reserve(&desk->bytes, 4096), 1, 4096, from);
        }
        assert_int_equal(pclose(from), 0);
        assert_int_equal(read_back(desk, &files, &count), cases[i].rc);
        if (cases[i].rc == RC_OK) {
            assert_int_equal(count, cases[i].count);
        }
        assert_int_equal(system(text_print(desk->arena, "rm -r %s", folder).at), 0);
    }
}

/* What we write, tar lists. */
static void tar_itself_reads_what_is_written(void **state)
{
    struct desk *desk = *state;
    char path[] = "/tmp/csms-tar-XXXXXX";
    if (system("command -v tar > /dev/null") != 0) {
        skip();
    }
    put_three(desk);
    int file = mkstemp(path);
    assert_true(write(file, desk->bytes.at, desk->bytes.size) == (ssize_t)desk->bytes.size);
    close(file);
    struct text command = text_print(
        desk->arena, "test \"$(tar -xOf %s csms.yaml)\" = 'format: csms-text-form'", path);
    assert_int_equal(system(command.at), 0);
    unlink(path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_desk, close_desk)
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read_back),
        TEST(names_that_lead_elsewhere_are_neither_written_nor_read),
        TEST(a_file_given_twice_is_refused),
        TEST(no_part_of_an_archive_is_one),
        TEST(a_changed_head_is_refused),
        TEST(archives_of_tar_itself_are_read_or_refused),
        TEST(tar_itself_reads_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
