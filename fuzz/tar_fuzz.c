/* tar_fuzz.c - any bytes through the archive reader: no crash, and every name
 * that is accepted is one that could be written. */
#include "wire/tar.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault fault;
    struct tar_file *files = NULL;
    size_t count = 0;
    char head[TAR_BLOCK_BYTES];
    fault_init(&fault, arena);
    struct text input = {(const char *)bytes, size};
    if (tar_read(arena, TEXT("fuzz"), input, &fault, &files, &count) == RC_OK) {
        for (size_t i = 0; i < count; i++) {
            bool is_short = files[i].name.size <= TAR_NAME_LIMIT;
            if (is_short && !tar_head(files[i].name, files[i].bytes.size, head)) {
                abort();
            }
        }
    } else if (fault_is_empty(&fault)) {
        abort(); /* a refusal has words */
    }
    arena_close(arena);
    return 0;
}
