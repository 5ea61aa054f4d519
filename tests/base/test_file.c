/* Whole files: read with a limit, written so that a reader sees old or new. */
#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct place {
    struct arena *arena;
    struct fault fault;
    char folder[64];
};

static int place_open(void **state)
{
    static struct place place;
    const char *where = getenv("TMPDIR");
    place = (struct place){.arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES)};
    fault_init(&place.fault, place.arena);
    struct text name = text_print(place.arena, "%.40s/csms-file.XXXXXX", where ? where : "/tmp");
    for (size_t i = 0; i <= name.size; i++) {
        place.folder[i] = name.at[i];
    }
    *state = &place;
    return mkdtemp(place.folder) == NULL ? -1 : 0;
}

static char *path_of(struct place *place, const char *name)
{
    return text_to_z(place->arena, text_print(place->arena, "%s/%s", place->folder, name));
}

static int place_close(void **state)
{
    struct place *place = *state;
    static const char *const names[] = {"a", "b", "deep/er", "deep", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)remove(path_of(place, names[i]));
    }
    arena_close(place->arena);
    return 0;
}

static void what_is_written_is_read(void **state)
{
    struct place *place = *state;
    struct text bytes = TEXT_NONE;
    const char *path = path_of(place, "a");
    assert_int_equal(file_write(path, TEXT("old"), 0600, &place->fault), RC_OK);
    assert_int_equal(file_write(path, TEXT("new\0er"), 0600, &place->fault), RC_OK);
    assert_int_equal(file_read(place->arena, path, 100, &place->fault, &bytes), RC_OK);
    assert_true(text_equals(bytes, TEXT("new\0er")));
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void a_limit_is_kept(void **state)
{
    struct place *place = *state;
    struct text bytes = TEXT_NONE;
    const char *path = path_of(place, "a");
    assert_int_equal(file_write(path, TEXT("12345"), 0600, &place->fault), RC_OK);
    assert_int_equal(file_read(place->arena, path, 5, &place->fault, &bytes), RC_OK);
    bytes = TEXT_NONE;
    assert_int_equal(file_read(place->arena, path, 4, &place->fault, &bytes), RC_TOO_LARGE);
    assert_null(bytes.at);
}

static void what_is_missing_says_so_with_its_path(void **state)
{
    struct place *place = *state;
    struct text bytes = TEXT_NONE;
    const char *path = path_of(place, "none");
    assert_int_equal(file_read(place->arena, path, 4, &place->fault, &bytes), RC_NOT_FOUND);
    assert_true(text_contains(fault_text(&place->fault, place->arena), TEXT("none")));
    assert_false(file_exists(path));
    assert_true(file_write(path_of(place, "no/folder"), TEXT("x"), 0600, &place->fault) != RC_OK);
}

static void folders_are_made_and_listed_in_order(void **state)
{
    struct place *place = *state;
    struct text *names = NULL;
    size_t count = 0;
    assert_int_equal(file_make_folder(path_of(place, "deep/er"), &place->fault), RC_OK);
    assert_int_equal(file_make_folder(path_of(place, "deep/er"), &place->fault), RC_OK);
    assert_int_equal(file_write(path_of(place, "b"), TEXT("b"), 0644, &place->fault), RC_OK);
    assert_int_equal(file_write(path_of(place, "a"), TEXT("a"), 0644, &place->fault), RC_OK);
    assert_int_equal(file_list(place->arena, place->folder, &place->fault, &names, &count), RC_OK);
    assert_int_equal(count, 3);
    assert_true(text_is(names[0], "a") && text_is(names[1], "b") && text_is(names[2], "deep"));
    assert_true(file_is_folder(path_of(place, "deep")));
    assert_false(file_is_folder(path_of(place, "a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, place_open, place_close),
        cmocka_unit_test_setup_teardown(a_limit_is_kept, place_open, place_close),
        cmocka_unit_test_setup_teardown(what_is_missing_says_so_with_its_path, place_open,
                                        place_close),
        cmocka_unit_test_setup_teardown(folders_are_made_and_listed_in_order, place_open,
                                        place_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
