#include "core/folder.h"

#include "base/file.h"
#include "base/table.h"
#include "wire/tar.h"
#include "wire/yaml.h"
#include "wire/yaml_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MODE 0644

enum entry_kind { ENTRY_BYTES, ENTRY_PROBLEM, ENTRY_TREE };

struct entry {
    enum entry_kind kind;
    struct text name;
    struct text bytes;
    struct folder_problem problem;
};

struct folder {
    struct arena *arena;
    const char *root;
    bool is_disk;
    int archive; /* an open file, or -1 */
    bool is_closed_to_yaml;
    struct table by_name; /* name -> struct entry */
    struct entry **entries;
    size_t count;
    size_t room;
};

/* ---- making ---- */

static struct folder *folder_new(struct arena *arena, const char *root, bool is_disk)
{
    struct folder *folder = ARENA_NEW(arena, struct folder);
    *folder = (struct folder){
        .arena = arena, .root = text_to_z(arena, text_of(root)), .is_disk = is_disk, .archive = -1};
    table_init(&folder->by_name, arena);
    return folder;
}

struct folder *folder_disk(struct arena *arena, const char *root)
{
    return folder_new(arena, root, true);
}

struct folder *folder_memory(struct arena *arena, const char *name)
{
    return folder_new(arena, name, false);
}

struct folder *folder_archive(struct arena *arena, int file)
{
    struct folder *folder = folder_new(arena, "", false);
    folder->archive = file;
    return folder;
}

const char *folder_name(const struct folder *folder)
{
    return folder->root;
}

static char *path_of(const struct folder *folder, struct arena *arena, const char *name)
{
    if (folder->root[0] == '\0' || name[0] == '\0') {
        return text_to_z(arena, text_of(folder->root[0] == '\0' ? name : folder->root));
    }
    return text_to_z(arena, text_print(arena, "%s/%s", folder->root, name));
}

static void put_entry(struct folder *folder, struct text name, struct entry entry)
{
    struct entry *old = table_get(&folder->by_name, name);
    if (old != NULL) {
        entry.name = old->name;
        *old = entry;
        return;
    }
    if (folder->count == folder->room) {
        size_t wider = folder->room > 0 ? folder->room * 2 : 32;
        folder->entries =
            arena_grow(folder->arena, folder->entries, folder->room * sizeof(struct entry *),
                       wider * sizeof(struct entry *));
        folder->room = wider;
    }
    struct entry *fresh = ARENA_NEW(folder->arena, struct entry);
    *fresh = entry;
    fresh->name = text_copy(folder->arena, name);
    folder->entries[folder->count++] = fresh;
    table_put(&folder->by_name, fresh->name, fresh);
}

void folder_put(struct folder *folder, struct text name, struct text bytes)
{
    put_entry(folder, name, (struct entry){.kind = ENTRY_BYTES, .bytes = bytes});
}

void folder_put_problem(struct folder *folder, struct text name,
                        const struct folder_problem *problem)
{
    put_entry(folder, name, (struct entry){.kind = ENTRY_PROBLEM, .problem = *problem});
}

void folder_put_tree(struct folder *folder, struct text name, struct text tree)
{
    put_entry(folder, name, (struct entry){.kind = ENTRY_TREE, .bytes = tree});
}

void folder_close_to_yaml(struct folder *folder)
{
    folder->is_closed_to_yaml = true;
}

/* ---- reading ---- */

static enum rc find_entry(const struct folder *folder, const char *name, struct fault *fault,
                          const struct entry **out)
{
    const struct entry *entry = table_get(&folder->by_name, text_of(name));
    struct text path = text_of(path_of(folder, fault->arena, name));
    if (entry == NULL) {
        return fault_add(fault, RC_NOT_FOUND, path, "cannot open this file: it is not there");
    }
    if (entry->kind == ENTRY_PROBLEM) {
        return fault_add(fault, entry->problem.rc, path, "%.*s",
                         TEXT_ARGS(entry->problem.sentence));
    }
    *out = entry;
    return RC_OK;
}

enum rc folder_read(const struct folder *folder, struct arena *arena, const char *name,
                    size_t limit_bytes, struct fault *fault, struct text *out)
{
    const struct entry *entry;
    if (folder->is_disk) {
        return file_read(arena, path_of(folder, arena, name), limit_bytes, fault, out);
    }
    enum rc rc = find_entry(folder, name, fault, &entry);
    if (rc == RC_OK && entry->bytes.size > limit_bytes) {
        return fault_add(fault, RC_TOO_LARGE, text_of(path_of(folder, fault->arena, name)),
                         "the file is larger than the limit of %zu bytes", limit_bytes);
    }
    if (rc == RC_OK) {
        *out = entry->bytes;
    }
    return rc;
}

enum rc folder_read_yaml(const struct folder *folder, struct arena *arena,
                         const struct folder_yaml *file, struct fault *fault,
                         const struct json **out)
{
    struct text bytes;
    const struct entry *entry = table_get(&folder->by_name, text_of(file->name));
    if (entry != NULL && entry->kind == ENTRY_TREE) {
        return yaml_tree_read(arena, file->label, entry->bytes, fault, out);
    }
    if (entry != NULL && entry->kind == ENTRY_PROBLEM && entry->problem.line > 0) {
        const struct folder_problem *problem = &entry->problem;
        return fault_add_at(fault, problem->rc, file->label, problem->line, problem->column, "%.*s",
                            TEXT_ARGS(problem->sentence));
    }
    enum rc rc = folder_read(folder, arena, file->name, file->limit_bytes, fault, &bytes);
    if (rc == RC_OK && folder->is_closed_to_yaml) {
        return fault_add(fault, RC_CONFLICT, file->label,
                         "the file came while the others were read; try again");
    }
    return rc == RC_OK ? yaml_read(arena, file->label, bytes, fault, out) : rc;
}

bool folder_has(const struct folder *folder, const char *name)
{
    return folder->is_disk ? file_exists(path_of(folder, folder->arena, name))
                           : table_get(&folder->by_name, text_of(name)) != NULL;
}

/* What stands behind "name/" in an entry's name, or nothing. */
static struct text rest_below(const struct entry *entry, const char *name)
{
    size_t size = strlen(name);
    if (size == 0) {
        return entry->name;
    }
    bool is_below = entry->name.size > size && entry->name.at[size] == '/' &&
                    memcmp(entry->name.at, name, size) == 0;
    return is_below ? text_from(entry->name, size + 1) : TEXT_NONE;
}

bool folder_is_folder(const struct folder *folder, const char *name)
{
    if (folder->is_disk) {
        return file_is_folder(path_of(folder, folder->arena, name));
    }
    for (size_t i = 0; i < folder->count; i++) {
        if (rest_below(folder->entries[i], name).size > 0) {
            return true;
        }
    }
    return false;
}

static int name_order(const void *a, const void *b)
{
    const struct text *left = a;
    const struct text *right = b;
    return text_compare(*left, *right);
}

enum rc folder_list(const struct folder *folder, struct arena *arena, const char *name,
                    struct fault *fault, struct text **names, size_t *count)
{
    struct table seen;
    size_t used = 0;
    if (folder->is_disk) {
        return file_list(arena, path_of(folder, arena, name), fault, names, count);
    }
    struct text *list = ARENA_MANY(arena, struct text, folder->count + 1);
    table_init(&seen, arena);
    for (size_t i = 0; i < folder->count; i++) {
        struct text rest = rest_below(folder->entries[i], name);
        struct text first = text_part(rest, 0, text_find(rest, '/'));
        if (first.size > 0 && table_get(&seen, first) == NULL) {
            table_put(&seen, first, folder->entries[i]);
            list[used++] = first;
        }
    }
    if (used == 0 && name[0] != '\0') {
        const struct entry *file;
        enum rc rc = find_entry(folder, name, fault, &file);
        return rc != RC_OK ? rc : fault_add(fault, RC_BROKEN, file->name, "this is no folder");
    }
    qsort(list, used, sizeof *list, name_order);
    *names = list;
    *count = used;
    return RC_OK;
}

/* ---- writing ---- */

enum rc folder_make(struct folder *folder, const char *name, struct fault *fault)
{
    return folder->is_disk ? file_make_folder(path_of(folder, folder->arena, name), fault) : RC_OK;
}

static const char no_bytes[TAR_BLOCK_BYTES];

static enum rc write_archive(const struct folder *folder, const char *name, struct text bytes,
                             struct fault *fault)
{
    char head[TAR_BLOCK_BYTES];
    if (!tar_head(text_of(name), bytes.size, head)) {
        return fault_add(fault, RC_TOO_LARGE, text_of(name), "this fits into no archive");
    }
    bool is_written = file_put(folder->archive, (struct text){head, sizeof head}) &&
                      file_put(folder->archive, bytes) &&
                      file_put(folder->archive, (struct text){no_bytes, tar_padding(bytes.size)});
    return is_written ? RC_OK
                      : fault_add(fault, RC_BROKEN, text_of(name), "cannot write this: %s",
                                  strerror(errno));
}

enum rc folder_end(struct folder *folder, struct fault *fault)
{
    struct text block = {no_bytes, sizeof no_bytes};
    bool is_written = file_put(folder->archive, block) && file_put(folder->archive, block);
    return is_written ? RC_OK
                      : fault_add(fault, RC_BROKEN, TEXT_NONE, "cannot end the archive: %s",
                                  strerror(errno));
}

enum rc folder_put_archive(struct folder *folder, struct text archive, struct fault *fault)
{
    struct tar_file *files;
    size_t count;
    enum rc rc = tar_read(folder->arena, text_of(folder->root), archive, fault, &files, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        folder_put(folder, files[i].name, files[i].bytes);
    }
    return rc;
}

enum rc folder_write(struct folder *folder, const char *name, struct text bytes,
                     struct fault *fault)
{
    if (folder->is_disk) {
        return file_write(path_of(folder, folder->arena, name), bytes, FILE_MODE, fault);
    }
    if (folder->archive >= 0) {
        return write_archive(folder, name, bytes, fault);
    }
    folder_put(folder, text_of(name), text_copy(folder->arena, bytes));
    if (arena_is_over(folder->arena)) {
        return fault_add(fault, RC_TOO_LARGE, text_of(name),
                         "this is more than can be held in memory");
    }
    return RC_OK;
}

/* ---- all files ---- */

static int entry_order(const void *a, const void *b)
{
    const struct entry *const *left = a;
    const struct entry *const *right = b;
    return text_compare((*left)->name, (*right)->name);
}

size_t folder_count(const struct folder *folder)
{
    if (folder->count > 1) {
        qsort(folder->entries, folder->count, sizeof *folder->entries, entry_order);
    }
    return folder->count;
}

void folder_file(const struct folder *folder, size_t at, struct text *name, struct text *bytes)
{
    *name = folder->entries[at]->name;
    *bytes = folder->entries[at]->bytes;
}
