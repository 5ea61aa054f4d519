/* yaml_fuzz.c - any bytes through the YAML reader: no crash, no leak, and what
 * is accepted is written in a form that reads back as the same tree. */
#include "wire/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_writer(struct arena *arena, struct fault *fault, const struct json *json)
{
    struct buffer out;
    const struct json *again = NULL;
    buffer_init(&out, arena);
    yaml_put_name(&out, TEXT("root"), 0);
    yaml_put_member_value(&out, json, 0);
    enum rc rc = yaml_read(arena, TEXT("again"), buffer_text(&out), fault, &again);
    if (rc == RC_TOO_LARGE) {
        return; /* one level more than came in */
    }
    if (rc != RC_OK || !text_equals(json_canonical(arena, json),
                                    json_canonical(arena, json_member(again, "root")))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct fault fault;
    fault_init(&fault, arena);
    struct text input = {(const char *)bytes, size};
    const struct json *json = NULL;
    if (yaml_read(arena, TEXT("fuzz"), input, &fault, &json) == RC_OK) {
        check_writer(arena, &fault, json);
    } else if (fault_is_empty(&fault)) {
        abort(); /* a refusal has words */
    }
    arena_close(arena);
    return 0;
}
