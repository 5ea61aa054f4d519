/* Disks that fail and processes that are killed: the store is as before or as
 * after, never between, it verifies, and nothing acknowledged is lost. */
#include "core/shop.h"

#include "core/commit.h"
#include "core/workspace_open.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- a disk that fails at the n-th write ---- */

static struct {
    int left; /* calls until it fails; negative: never */
    int code;
    bool stays; /* all later calls fail too */
} disk = {.left = -1};

struct shim_file {
    sqlite3_file base;
    sqlite3_file *real;
};

static sqlite3_vfs *real_vfs;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct shim_file *)(void *)file)->real;
}

static bool is_failing(void)
{
    if (disk.left < 0) {
        return false;
    }
    if (disk.left > 0) {
        disk.left--;
        return false;
    }
    disk.left = disk.stays ? 0 : -1;
    return true;
}

static int shim_close(sqlite3_file *file)
{
    int code = real_of(file)->pMethods->xClose(real_of(file));
    free(real_of(file));
    return code;
}

static int shim_read(sqlite3_file *file, void *out, int size, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), out, size, at);
}

static int shim_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 at)
{
    if (is_failing()) {
        /* half of it arrives, as on a disk that fills up */
        (void)real_of(file)->pMethods->xWrite(real_of(file), bytes, size / 2, at);
        return disk.code;
    }
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, size, at);
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return is_failing() ? disk.code : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
    return is_failing() ? SQLITE_IOERR_FSYNC : real_of(file)->pMethods->xSync(real_of(file), flags);
}

static int shim_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int shim_lock(sqlite3_file *file, int kind)
{
    return real_of(file)->pMethods->xLock(real_of(file), kind);
}

static int shim_unlock(sqlite3_file *file, int kind)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), kind);
}

static int shim_check_lock(sqlite3_file *file, int *out)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), out);
}

static int shim_control(sqlite3_file *file, int what, void *arg)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, arg);
}

static int shim_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int shim_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int shim_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, out);
}

static int shim_shm_lock(sqlite3_file *file, int at, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), at, count, flags);
}

static void shim_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int shim_shm_unmap(sqlite3_file *file, int should_delete)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), should_delete);
}

static const sqlite3_io_methods shim_methods = {.iVersion = 2,
                                                .xClose = shim_close,
                                                .xRead = shim_read,
                                                .xWrite = shim_write,
                                                .xTruncate = shim_truncate,
                                                .xSync = shim_sync,
                                                .xFileSize = shim_size,
                                                .xLock = shim_lock,
                                                .xUnlock = shim_unlock,
                                                .xCheckReservedLock = shim_check_lock,
                                                .xFileControl = shim_control,
                                                .xSectorSize = shim_sector,
                                                .xDeviceCharacteristics = shim_device,
                                                .xShmMap = shim_shm_map,
                                                .xShmLock = shim_shm_lock,
                                                .xShmBarrier = shim_shm_barrier,
                                                .xShmUnmap = shim_shm_unmap};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct shim_file *shim = (struct shim_file *)(void *)file;
    (void)vfs;
    shim->base.pMethods = NULL;
    shim->real = calloc(1, (size_t)real_vfs->szOsFile);
    if (shim->real == NULL) {
        return SQLITE_NOMEM;
    }
    int code = real_vfs->xOpen(real_vfs, name, shim->real, flags, out);
    if (code == SQLITE_OK) {
        shim->base.pMethods = &shim_methods;
    } else {
        free(shim->real);
    }
    return code;
}

static int install_disk(void **state)
{
    static sqlite3_vfs shim;
    (void)state;
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
    real_vfs = sqlite3_vfs_find(NULL);
    shim = *real_vfs;
    shim.zName = "failing-disk";
    shim.szOsFile = sizeof(struct shim_file);
    shim.xOpen = shim_open;
    shim.pNext = NULL;
    return sqlite3_vfs_register(&shim, 1) == SQLITE_OK ? 0 : -1;
}

static int remove_disk(void **state)
{
    (void)state;
    disk.left = -1;
    return sqlite3_vfs_register(real_vfs, 1) == SQLITE_OK ? 0 : -1;
}

static int64_t site_count(struct shop *shop)
{
    return shop_integer(shop, QUERY_PLAIN("SELECT count(*) FROM site"));
}

/* Fails at the first call, then at the second, and so on until nothing fails. */
static void fail_everywhere(struct shop *shop, int code, bool stays)
{
    enum rc rc = RC_BROKEN;
    for (int n = 0; rc != RC_OK; n++) {
        int64_t before = site_count(shop);
        assert_true(n < 500);
        disk.code = code;
        disk.stays = stays;
        disk.left = n;
        rc = shop_do(shop, &shop_program,
                     "[{'entity': 'site', 'fields': {'name': 'One', 'kind': 'plant'}}, {'entity': "
                     "'site', 'fields': {'name': 'Two', 'kind': 'plant'}}]");
        disk.left = -1;
        shop_reopen(shop);
        int64_t after = site_count(shop);
        if (after != before && after != before + 2) {
            fail_msg("write %d: %lld sites became %lld", n, (long long)before, (long long)after);
        }
        if (rc == RC_OK && after != before + 2) {
            fail_msg("write %d: acknowledged, but not there", n);
        }
        if (rc != RC_OK && after != before) {
            fail_msg("write %d: %s, but it is there", n, rc_name(rc));
        }
        shop_expect_verified(shop);
    }
}

static void a_full_disk_leaves_before_or_after(void **state)
{
    struct shop *shop = shop_of(state);
    fail_everywhere(shop, SQLITE_FULL, false);
    fail_everywhere(shop, SQLITE_FULL, true);
}

static void a_broken_disk_leaves_before_or_after(void **state)
{
    struct shop *shop = shop_of(state);
    fail_everywhere(shop, SQLITE_IOERR_WRITE, false);
    fail_everywhere(shop, SQLITE_IOERR_WRITE, true);
}

/* ---- the head file ---- */

static struct change_set *new_site(struct shop *shop, struct snapshot *snapshot)
{
    struct change_set *set = ARENA_NEW(shop->arena, struct change_set);
    struct change_input input = {.reason = TEXT_NONE};
    struct record *record;
    change_set_init(set, snapshot, &shop_program);
    shop_expect(shop,
                json_read(shop->arena, TEXT_NONE, TEXT("{\"name\":\"S\",\"kind\":\"plant\"}"),
                          &shop->fault, &input.fields),
                RC_OK, "fields");
    shop_expect(shop, change_create(set, model_named(shop->model, TEXT("site")), &input, &record),
                RC_OK, "create");
    return set;
}

/* A head file that cannot be written is told, and nothing is written twice. */
static void a_head_that_cannot_be_written_is_told(void **state)
{
    struct shop *shop = shop_of(state);
    struct connection *writer;
    struct snapshot snapshot = shop_snapshot(shop);
    struct committing works[3];
    struct committing *list[3];
    for (size_t i = 0; i < COUNT(works); i++) {
        works[i] = (struct committing){new_site(shop, &snapshot), RC_OK};
        list[i] = &works[i];
    }
    assert_int_equal(unlink(shop->workspace->head_path), 0);
    assert_int_equal(mkdir(shop->workspace->head_path, 0700), 0);
    shop_expect(shop,
                connection_open(shop->workspace->store, CONNECTION_WRITE, &shop->fault, &writer),
                RC_OK, "writer");
    commit_batch(shop->workspace, writer, list, COUNT(works));
    connection_close(writer);
    snapshot_close(&snapshot);
    for (size_t i = 0; i < COUNT(works); i++) {
        assert_int_equal(works[i].rc, RC_BROKEN);
    }
    assert_int_equal(site_count(shop), COUNT(works));
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'site', 'fields': {'name': 'S', 'kind': 'plant'}}"),
                RC_BROKEN, "one alone");
    assert_true(text_contains(shop_words(shop), TEXT("is stored")));
    assert_int_equal(rmdir(shop->workspace->head_path), 0);
    (void)shop_make_record(shop, "site", "{'name': 'After', 'kind': 'plant'}");
    assert_int_equal(site_count(shop), COUNT(works) + 2);
    shop_expect_verified(shop);
}

/* ---- killed ---- */

/* Commits for ever; tells of each acknowledged one by a byte. */
static void commit_until_killed(struct shop *shop, int out)
{
    for (;;) {
        if (shop_do(shop, &shop_program,
                    "{'entity': 'site', 'fields': {'name': 'S', 'kind': 'plant'}}") != RC_OK ||
            write(out, "x", 1) != 1) {
            _exit(1);
        }
    }
}

static void a_killed_process_loses_nothing_acknowledged(void **state)
{
    struct shop *shop = shop_of(state);
    unsigned random = 7;
    for (int turn = 0; turn < 12; turn++) {
        int ends[2];
        int64_t before = site_count(shop);
        char bytes[65536];
        workspace_close(shop->workspace);
        shop->workspace = NULL;
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            close(ends[0]);
            shop_reopen(shop);
            commit_until_killed(shop, ends[1]);
        }
        close(ends[1]);
        random = random * 1103515245u + 12345u;
        char first;
        assert_int_equal(read(ends[0], &first, 1), 1); /* it has begun */
        nanosleep(&(struct timespec){0, (long)(random >> 8) % 60000000L}, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        ssize_t told = 1 + read(ends[0], bytes, sizeof bytes);
        close(ends[0]);
        shop_reopen(shop);
        int64_t after = site_count(shop);
        assert_true(after == before + told || after == before + told + 1);
        shop_expect_verified(shop);
    }
    assert_true(site_count(shop) > 12);
}

/* ---- what could not be read back ---- */

static void what_the_ledger_could_not_read_back_is_not_stored(void **state)
{
    struct shop *shop = shop_of(state);
    struct change_set set;
    struct hash sha256;
    int64_t before = shop_ledger_size(shop);
    struct snapshot snapshot = shop_snapshot(shop);
    change_set_init(&set, &snapshot, &shop_program);
    shop_expect(shop, change_blob(&set, TEXT("text/\xFF\xFE"), TEXT("bytes"), &sha256), RC_OK, "");
    shop_expect(shop, change_commit(&set), RC_INVALID, "a media type that is no UTF-8");
    snapshot_close(&snapshot);
    assert_int_equal(shop_ledger_size(shop), before);
    shop_expect_verified(shop);
}

int main(void)
{
    const struct CMUnitTest on_disk[] = {SHOP_ON_SQLITE(a_full_disk_leaves_before_or_after),
                                         SHOP_ON_SQLITE(a_broken_disk_leaves_before_or_after)};
    const struct CMUnitTest others[] = {
        SHOP_ON_BOTH(a_head_that_cannot_be_written_is_told),
        SHOP_ON_SQLITE(a_killed_process_loses_nothing_acknowledged),
        SHOP_ON_BOTH(what_the_ledger_could_not_read_back_is_not_stored)};
    int failed = cmocka_run_group_tests(on_disk, install_disk, remove_disk);
    return failed + cmocka_run_group_tests(others, NULL, NULL);
}
