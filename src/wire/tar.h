/* tar.h - many small files in one stream of bytes: ustar, the strictest subset.
 *
 * Purpose: carries a text form between a command line and a server. Written:
 * plain files, mode 0644, no owner, no time, so that the same files give the
 * same bytes. Read: plain files and folders (which say nothing); refused are
 * links, devices, extensions of any kind, names that start at the root, climb
 * (..), hide (.name) or hold a backslash or control character, a name given
 * twice, a wrong checksum, a size beyond the end, bytes behind the end.
 * A name is data here and never opened.
 * Purity: no state. Ownership: names are copied to the arena, bytes borrow from
 * the input. Cost: O(bytes). Errors: RC_INVALID with the position of the block,
 * RC_TOO_LARGE over TAR_FILES_LIMIT. Source: POSIX.1-2017, pax, ustar format. */
#ifndef CSMS_WIRE_TAR_H
#define CSMS_WIRE_TAR_H

#include "base/fault.h"

#define TAR_BLOCK_BYTES 512
#define TAR_NAME_LIMIT 100
#define TAR_FILES_LIMIT 100000
#define TAR_FILE_LIMIT_BYTES ((size_t)1 << 32)

struct tar_file {
    struct text name;
    struct text bytes;
};

/* The block before a file's bytes; false where the name or size cannot stand in it. */
bool tar_head(struct text name, size_t size, char out[TAR_BLOCK_BYTES]);
/* How many zero bytes follow a file of that size. */
size_t tar_padding(size_t size);
/* All files, in order; file names the input in problems. */
enum rc tar_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                 struct tar_file **out, size_t *count) MUST_USE;

#endif
