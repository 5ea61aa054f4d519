#include "base/fault.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define SENTENCE_BYTES 600

void fault_init(struct fault *fault, struct arena *arena)
{
    *fault = (struct fault){.arena = arena};
}

static struct problem *problem_next(struct fault *fault)
{
    if (fault->count == FAULT_LIMIT) {
        fault->dropped++;
        return NULL;
    }
    if (fault->problems == NULL) {
        fault->problems = ARENA_MANY(fault->arena, struct problem, FAULT_LIMIT);
    }
    return &fault->problems[fault->count++];
}

__attribute__((format(printf, 2, 0))) static struct text sentence_print(struct arena *arena,
                                                                        const char *format,
                                                                        va_list args)
{
    char sentence[SENTENCE_BYTES];
    int size = vsnprintf(sentence, sizeof sentence, format, args);
    if (size < 0) {
        return TEXT_NONE;
    }
    if ((size_t)size < sizeof sentence) {
        return text_copy(arena, (struct text){sentence, (size_t)size});
    }
    struct text cut = {sentence, sizeof sentence - 1};
    cut.size = utf8_bad_at(cut); /* not within a character */
    return text_copy(arena, cut);
}

enum rc fault_add(struct fault *fault, enum rc rc, struct text path, const char *format, ...)
{
    struct problem *problem = problem_next(fault);
    if (problem != NULL) {
        va_list args;
        va_start(args, format);
        problem->sentence = sentence_print(fault->arena, format, args);
        va_end(args);
        problem->path = text_copy(fault->arena, path);
    }
    return rc;
}

enum rc fault_add_at(struct fault *fault, enum rc rc, struct text file, int line, int column,
                     const char *format, ...)
{
    struct problem *problem = problem_next(fault);
    if (problem != NULL) {
        va_list args;
        va_start(args, format);
        problem->sentence = sentence_print(fault->arena, format, args);
        va_end(args);
        problem->file = text_copy(fault->arena, file);
        problem->line = line;
        problem->column = column;
    }
    return rc;
}

bool fault_is_empty(const struct fault *fault)
{
    return fault->count == 0;
}

struct text fault_text(const struct fault *fault, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (size_t i = 0; i < fault->count; i++) {
        const struct problem *problem = &fault->problems[i];
        if (problem->file.size > 0) {
            buffer_put(&out, problem->file);
            buffer_put_char(&out, ':');
        }
        if (problem->line > 0) {
            buffer_print(&out, "%d:%d:", problem->line, problem->column);
        }
        if (out.size > 0 && out.at[out.size - 1] == ':') {
            buffer_put_char(&out, ' ');
        }
        if (problem->path.size > 0) {
            buffer_put(&out, problem->path);
            buffer_put_z(&out, ": ");
        }
        buffer_put(&out, problem->sentence);
        buffer_put_char(&out, '\n');
    }
    if (fault->dropped > 0) {
        buffer_print(&out, "and %zu more problems\n", fault->dropped);
    }
    return buffer_text(&out);
}
