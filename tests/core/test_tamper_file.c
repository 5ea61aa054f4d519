/* One flipped byte anywhere in the database's file or its log: either all that
 * is stored is still the same, or verify says that it is not. */
#include "core/ledger_shop.h"
#include "core/thief.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLIPS 160

struct original {
    struct shop *shop;
    struct arena *arena;
    struct text database;
    struct text log; /* the WAL, with commits that are in no table yet */
    struct text head;
    struct text dump;
};

static struct text load(struct original *original, const char *ending)
{
    struct fault fault;
    struct text bytes;
    struct text path = text_print(original->arena, "%s/one.%s", original->shop->folder, ending);
    fault_init(&fault, original->arena);
    assert_int_equal(file_read(original->arena, path.at, (size_t)1 << 30, &fault, &bytes), RC_OK);
    return bytes;
}

static void save(struct original *original, struct arena *arena, const char *ending,
                 struct text bytes)
{
    struct text path = text_print(arena, "%s/flip/one.%s", original->shop->folder, ending);
    FILE *file = fopen(path.at, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

/* A copy with one byte changed: 0 the file, 1 the log. */
static void save_flipped(struct original *original, struct arena *arena, int which, size_t at,
                         char bits)
{
    struct text files[] = {text_copy(arena, original->database), text_copy(arena, original->log)};
    if (at < files[which].size) {
        char *byte = (char *)(uintptr_t)&files[which].at[at];
        *byte = (char)(*byte ^ bits);
    }
    unlink(text_print(arena, "%s/flip/one.csms-shm", original->shop->folder).at);
    save(original, arena, "csms", files[0]);
    save(original, arena, "csms-wal", files[1]);
    save(original, arena, "head", original->head);
}

static enum rc verify_copy(struct original *original, struct arena *arena, struct text *words)
{
    struct shop copy = *original->shop;
    snprintf(copy.url, sizeof copy.url, "%s/flip/one.csms", original->shop->folder);
    return thief_verify(&copy, arena, words);
}

static void flip(struct original *original, int which, size_t at, char bits)
{
    struct arena *arena = arena_open((size_t)1 << 30);
    struct text words;
    struct text path = text_print(arena, "%s/flip/one.csms", original->shop->folder);
    save_flipped(original, arena, which, at, bits);
    enum rc rc = verify_copy(original, arena, &words);
    if (rc == RC_OK) {
        struct text dump = thief_dump(arena, path.at);
        if (!text_equals(dump, original->dump)) {
            fail_msg("byte %zu of the %s, bits %02x: verify is content, but what is stored is %s",
                     at, which == 0 ? "file" : "log", (unsigned)(uint8_t)bits,
                     dump.size > 0 ? "not the same" : "not readable");
        }
    }
    arena_close(arena);
}

static void original_open(struct original *original)
{
    struct shop *shop = shop_make(false, 0);
    struct fault fault;
    *original = (struct original){.shop = shop, .arena = shop->arena};
    fault_init(&fault, shop->arena);
    for (int i = 0; i < 20; i++) {
        (void)shop_make_record(shop, "site", "{'name': 'Before', 'kind': 'plant'}");
    }
    shop_reopen(shop); /* the log is taken into the file */
    for (int i = 0; i < 10; i++) {
        (void)shop_make_record(shop, "site", "{'name': 'After', 'kind': 'plant'}");
    }
    original->database = load(original, "csms");
    original->log = load(original, "csms-wal");
    original->head = load(original, "head");
    struct text folder = text_print(shop->arena, "%s/flip", shop->folder);
    assert_int_equal(file_make_folder(folder.at, &fault), RC_OK);
    struct text path = text_print(shop->arena, "%s/one.csms", folder.at);
    struct text words;
    save_flipped(original, shop->arena, 0, SIZE_MAX, 0);
    assert_int_equal(verify_copy(original, shop->arena, &words), RC_OK);
    original->dump = thief_dump(shop->arena, path.at);
    assert_true(original->dump.size > 0);
    assert_true(original->log.size > 20000);
}

/* A fixed sequence, so that a failure can be seen again. */
static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void one_flipped_byte_is_found_or_harmless(void **state)
{
    struct original original;
    uint32_t random = 20260122;
    (void)state;
    original_open(&original);
    for (int i = 0; i < FLIPS; i++) {
        int which = i % 2;
        size_t size = which == 0 ? original.database.size : original.log.size;
        size_t at = (size_t)next_random(&random) % size;
        flip(&original, which, at, (char)(1 << (next_random(&random) % 8)));
    }
    for (size_t at = 0; at < 100; at += 3) {
        flip(&original, 0, at, (char)0xFF); /* the file's own head */
    }
    for (size_t at = 0; at < 56; at += 3) {
        flip(&original, 1, at, (char)0x01); /* the log's head and its first frame's */
    }
    shop_end(original.shop);
}

/* The log cut off anywhere: the commits in it are missed. */
static void a_cut_log_is_found(void **state)
{
    struct original original;
    (void)state;
    original_open(&original);
    struct text whole = original.log;
    for (size_t size = 0; size < whole.size; size += whole.size / 12) {
        struct text words;
        original.log = text_part(whole, 0, size);
        save_flipped(&original, original.arena, 0, SIZE_MAX, 0);
        assert_int_equal(verify_copy(&original, original.arena, &words), RC_CORRUPT);
    }
    shop_end(original.shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_flipped_byte_is_found_or_harmless),
                                       cmocka_unit_test(a_cut_log_is_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
