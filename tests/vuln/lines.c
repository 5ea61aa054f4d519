#include "vuln/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MEMORY_BYTES ((size_t)64 << 20)

struct text lines_run(struct arena *arena, lines_tool *tool, struct text input)
{
    char *words[] = {(char[]){"-"}, NULL};
    struct buffer out;
    struct fault fault;
    struct folder *files = folder_memory(arena, "");
    folder_put(files, TEXT("-"), input);
    buffer_init(&out, arena);
    fault_init(&fault, arena);
    struct tool_call call = {
        .files = files, .arena = arena, .fault = &fault, .argc = 1, .argv = words, .out = &out};
    if (tool(&call) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return buffer_text(&out);
}

void lines_expect(lines_tool *tool, struct text input, const char *wanted)
{
    struct arena *arena = arena_open(MEMORY_BYTES);
    struct text got = lines_run(arena, tool, input);
    assert_string_equal(text_to_z(arena, got), wanted);
    arena_close(arena);
}
