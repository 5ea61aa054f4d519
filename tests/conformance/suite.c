#include "conformance/suite.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define FILE_LIMIT_BYTES ((size_t)64 << 20)

const char *suite_folder(void)
{
    const char *folder = getenv("CSMS_TESTDATA");
    if (folder == NULL || folder[0] == '\0') {
        skip();
    }
    return folder;
}

struct text suite_read(struct arena *arena, const char *file)
{
    struct text path = text_print(arena, "%s/%s", suite_folder(), file);
    struct text input = TEXT_NONE;
    struct fault fault;
    fault_init(&fault, arena);
    if (file_read(arena, path.at, FILE_LIMIT_BYTES, &fault, &input) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return input;
}

const struct json *suite_json(struct arena *arena, const char *file)
{
    const struct json *json = NULL;
    struct text input = suite_read(arena, file);
    struct fault fault;
    fault_init(&fault, arena);
    if (json_read(arena, text_of(file), input, &fault, &json) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return json;
}
