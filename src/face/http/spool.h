/* spool.h - a file without a name, for answers that are too long for memory.
 *
 * Purpose: whole workspaces are written here and sent from here. The place is
 * $TMPDIR or /tmp; nobody else can open the file, and it is gone when it is
 * closed or the process ends. Errors: RC_BROKEN with the system's reason. */
#ifndef CSMS_FACE_SPOOL_H
#define CSMS_FACE_SPOOL_H

#include "base/fault.h"

enum rc spool_open(struct fault *fault, int *file) MUST_USE;
/* Calls write with the path of a file to make, in a new folder of this user
 * alone; then opens that file and takes folder and name away. */
enum rc spool_fill(void *self, enum rc (*write)(void *self, const char *path), struct fault *fault,
                   int *file) MUST_USE;

#endif
