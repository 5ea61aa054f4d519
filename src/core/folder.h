/* folder.h - a tree of files, on the disk or in memory.
 *
 * Purpose: what reads and writes files by name (text form, commands that need
 * no workspace) does not know whether they stand on this machine's disk, came
 * over the network, or were handed to a child that can open nothing.
 * A folder in memory knows only what was put into it, by exact name; a name is
 * never taken as a path of this machine. It may hold, instead of a file's
 * bytes, the problem that reading it met, or the tree that a child has read.
 * An archive only takes what is written, in that order; nothing is read from it.
 * Ownership: the arena given when it was made; bytes put in are borrowed.
 * Cost: a look-up O(1), a list O(names). Errors: those of file.h. */
#ifndef CSMS_CORE_FOLDER_H
#define CSMS_CORE_FOLDER_H

#include "base/json.h"

struct folder;

/* root "" is the disk as it is: names are paths. */
struct folder *folder_disk(struct arena *arena, const char *root);
/* name stands before names in messages; "" for none. */
struct folder *folder_memory(struct arena *arena, const char *name);
const char *folder_name(const struct folder *folder);

/* A file in memory; why it cannot be read; its tree (wire/yaml_tree.h). The latter two also
 * stand for a file of the disk. */
void folder_put(struct folder *folder, struct text name, struct text bytes);
struct folder_problem {
    enum rc rc;
    struct text sentence;
    int line; /* 0: of the file as a whole */
    int column;
};
void folder_put_problem(struct folder *folder, struct text name,
                        const struct folder_problem *problem);
void folder_put_tree(struct folder *folder, struct text name, struct text tree);
/* From now on only trees that were put in are given, and no YAML is read here. */
void folder_close_to_yaml(struct folder *folder);

enum rc folder_read(const struct folder *folder, struct arena *arena, const char *name,
                    size_t limit_bytes, struct fault *fault, struct text *out) MUST_USE;
/* A YAML file as a tree; label names it in problems. */
struct folder_yaml {
    const char *name;
    struct text label;
    size_t limit_bytes;
};
enum rc folder_read_yaml(const struct folder *folder, struct arena *arena,
                         const struct folder_yaml *file, struct fault *fault,
                         const struct json **out) MUST_USE;
bool folder_has(const struct folder *folder, const char *name);
bool folder_is_folder(const struct folder *folder, const char *name);
/* The names in a folder below ("": in this one), sorted by bytes. */
enum rc folder_list(const struct folder *folder, struct arena *arena, const char *name,
                    struct fault *fault, struct text **names, size_t *count) MUST_USE;
enum rc folder_make(struct folder *folder, const char *name, struct fault *fault) MUST_USE;
/* On the disk as file_write does; in memory a copy. */
enum rc folder_write(struct folder *folder, const char *name, struct text bytes,
                     struct fault *fault) MUST_USE;
/* What is written goes into an open file as a tar archive (wire/tar.h), which folder_end ends. */
struct folder *folder_archive(struct arena *arena, int file);
enum rc folder_end(struct folder *folder, struct fault *fault) MUST_USE;
/* All files of an archive, which is borrowed, into a folder in memory. */
enum rc folder_put_archive(struct folder *folder, struct text archive,
                           struct fault *fault) MUST_USE;
/* In memory: how many files, and each in order of their names. */
size_t folder_count(const struct folder *folder);
void folder_file(const struct folder *folder, size_t at, struct text *name, struct text *bytes);

#endif
