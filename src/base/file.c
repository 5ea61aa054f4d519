#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum rc failed(struct fault *fault, enum rc rc, const char *what, const char *path)
{
    return fault_add(fault, rc, text_of(path), "cannot %s: %s", what, strerror(errno));
}

static enum rc read_all(struct arena *arena, int file, const char *path, size_t limit_bytes,
                        struct fault *fault, struct text *out)
{
    struct buffer buffer;
    buffer_init(&buffer, arena);
    for (;;) {
        char *room = buffer_reserve(&buffer, 65536);
        ssize_t count = read(file, room, 65536);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return failed(fault, RC_BROKEN, "read this file", path);
        }
        if (count == 0) {
            *buffer_reserve(&buffer, 1) = '\0';
            *out = (struct text){buffer.at, buffer.size};
            return RC_OK;
        }
        buffer.size += (size_t)count;
        if (buffer.size > limit_bytes) {
            return fault_add(fault, RC_TOO_LARGE, text_of(path),
                             "the file is larger than the limit of %zu bytes", limit_bytes);
        }
    }
}

enum rc file_read(struct arena *arena, const char *path, size_t limit_bytes, struct fault *fault,
                  struct text *out)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return failed(fault, errno == ENOENT ? RC_NOT_FOUND : RC_BROKEN, "open this file", path);
    }
    enum rc rc = read_all(arena, file, path, limit_bytes, fault, out);
    close(file);
    return rc;
}

bool file_put(int file, struct text bytes)
{
    while (bytes.size > 0) {
        ssize_t count = write(file, bytes.at, bytes.size);
        if (count < 0 && errno != EINTR) {
            return false;
        }
        bytes = text_from(bytes, count > 0 ? (size_t)count : 0);
    }
    return true;
}

static bool sync_folder_of(const char *path)
{
    char copy[4096];
    if (strlen(path) >= sizeof copy) {
        return false;
    }
    memcpy(copy, path, strlen(path) + 1);
    int folder = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) {
        close(folder);
    }
    return is_synced;
}

enum rc file_write(const char *path, struct text bytes, int mode, struct fault *fault)
{
    char temporary[4096];
    int size = snprintf(temporary, sizeof temporary, "%s.new", path);
    if (size < 0 || (size_t)size >= sizeof temporary) {
        return fault_add(fault, RC_INVALID, text_of(path), "the path is too long");
    }
    int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (file < 0) {
        return failed(fault, RC_BROKEN, "create this file", temporary);
    }
    bool is_written = file_put(file, bytes) && fsync(file) == 0;
    is_written = close(file) == 0 && is_written;
    if (!is_written || rename(temporary, path) != 0 || !sync_folder_of(path)) {
        enum rc rc = failed(fault, RC_BROKEN, "write this file", path);
        unlink(temporary);
        return rc;
    }
    return RC_OK;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool file_is_folder(const char *path)
{
    struct stat stat_of;
    return stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
}

enum rc file_make_folder(const char *path, struct fault *fault)
{
    char part[4096];
    size_t size = strlen(path);
    if (size >= sizeof part) {
        return fault_add(fault, RC_INVALID, text_of(path), "the path is too long");
    }
    for (size_t i = 1; i <= size; i++) {
        if (path[i] != '/' && path[i] != '\0') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        if (mkdir(part, 0755) != 0 && errno != EEXIST) {
            return failed(fault, RC_BROKEN, "create this folder", part);
        }
    }
    return RC_OK;
}

static int name_order(const void *a, const void *b)
{
    const struct text *left = a;
    const struct text *right = b;
    return text_compare(*left, *right);
}

enum rc file_list(struct arena *arena, const char *path, struct fault *fault, struct text **names,
                  size_t *count)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return failed(fault, errno == ENOENT ? RC_NOT_FOUND : RC_BROKEN, "open this folder", path);
    }
    struct text *list = NULL;
    size_t used = 0;
    size_t room = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct text name = text_of(entry->d_name);
        if (text_is(name, ".") || text_is(name, "..")) {
            continue;
        }
        if (used == room) {
            size_t wider = room > 0 ? room * 2 : 16;
            list = arena_grow(arena, list, room * sizeof *list, wider * sizeof *list);
            room = wider;
        }
        list[used++] = text_copy(arena, name);
    }
    closedir(folder);
    if (used > 0) {
        qsort(list, used, sizeof *list, name_order);
    }
    *names = list;
    *count = used;
    return RC_OK;
}
