/* folder_cage.h - the YAML files of a folder, read by a child.
 *
 * Purpose: libyaml sees bytes of strangers only in a cage (cage/cage.h). The
 * child answers with trees, which the strict JSON reader of base checks from
 * scratch when they are used; every problem keeps its file, line and column
 * and is told when its file is asked for. All else of the folder is as before.
 * The files are those named *.yaml in the folder and in its folders.
 * Ownership: trees live in the arena. Cost: one child a folder; the bytes are
 * copied three times. Errors: those of cage_run and file.h. */
#ifndef CSMS_CORE_FOLDER_CAGE_H
#define CSMS_CORE_FOLDER_CAGE_H

#include "cage/cage.h"
#include "core/folder.h"

#define FOLDER_CAGE_NAME "yaml"

enum rc folder_cage(struct folder *folder, struct arena *arena, size_t memory_bytes,
                    struct fault *fault) MUST_USE;
/* The child's side. */
enum rc folder_cage_reader(struct cage_job *job) MUST_USE;

#endif
