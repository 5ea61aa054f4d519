/* file.h - whole files, in and out.
 *
 * Purpose: read a file into the arena; write one so that after a crash it is
 * the old or the new one, never between (temporary file, fsync, rename, fsync
 * of the folder). Paths come from the operator; nothing here is for names
 * that arrive over the network.
 * Errors: RC_NOT_FOUND, RC_TOO_LARGE, RC_BROKEN, with the path and the
 * system's reason in the fault. Cost: O(bytes), one fsync a write. */
#ifndef CSMS_BASE_FILE_H
#define CSMS_BASE_FILE_H

#include "base/fault.h"

enum rc file_read(struct arena *arena, const char *path, size_t limit_bytes, struct fault *fault,
                  struct text *out) MUST_USE;
enum rc file_write(const char *path, struct text bytes, int mode, struct fault *fault) MUST_USE;
/* All of it into an open file or pipe; false: errno says why. Nothing is synced. */
bool file_put(int file, struct text bytes) MUST_USE;
bool file_exists(const char *path);
bool file_is_folder(const char *path);
enum rc file_make_folder(const char *path, struct fault *fault) MUST_USE; /* and its parents */
/* Names in a folder (not . and ..), sorted by bytes. */
enum rc file_list(struct arena *arena, const char *path, struct fault *fault, struct text **names,
                  size_t *count) MUST_USE;

#endif
