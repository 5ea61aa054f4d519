#include "cage/cage_part.h"

#include "base/utf8.h"

#include <limits.h>
#include <string.h>

#define PART_MARK 0x70617274U

struct cage_part_head cage_part_head(const struct cage_part *part)
{
    return (struct cage_part_head){.mark = PART_MARK,
                                   .kind = (unsigned char)part->kind,
                                   .name_size = part->name.size,
                                   .size = part->bytes.size};
}

size_t cage_part_size(const struct cage_part *part)
{
    return sizeof(struct cage_part_head) + part->name.size + part->bytes.size + 1;
}

/* The first piece of *rest, cut off it. */
static bool take_part(struct text *rest, struct cage_part *out)
{
    struct cage_part_head head;
    if (rest->size < sizeof head + 1) {
        return false;
    }
    memcpy(&head, rest->at, sizeof head);
    size_t room = rest->size - sizeof head - 1;
    bool is_letter = (head.kind >= 'a' && head.kind <= 'z') || head.kind == CAGE_PART_FAULT ||
                     head.kind == CAGE_PART_END;
    if (head.mark != PART_MARK || !is_letter || head.name_size > CAGE_NAME_LIMIT ||
        head.name_size > room || head.size > room - head.name_size) {
        return false;
    }
    const char *name = rest->at + sizeof head;
    out->kind = (char)head.kind;
    out->name = (struct text){name, head.name_size};
    out->bytes = (struct text){name + head.name_size, head.size};
    *rest = text_from(*rest, cage_part_size(out));
    return out->bytes.at[out->bytes.size] == '\0' && utf8_bad_at(out->name) == out->name.size &&
           memchr(name, '\0', out->name.size) == NULL;
}

bool cage_part_list(struct arena *arena, struct text bytes, struct cage_part **out, size_t *count)
{
    struct cage_part *list = NULL;
    size_t used = 0;
    size_t room = 0;
    while (bytes.size > 0) {
        if (used == CAGE_PARTS_LIMIT) {
            return false;
        }
        if (used == room) {
            size_t wider = room > 0 ? room * 2 : 16;
            list = arena_grow(arena, list, room * sizeof *list, wider * sizeof *list);
            room = wider;
        }
        if (!take_part(&bytes, &list[used++])) {
            return false;
        }
    }
    *out = list;
    *count = used;
    return true;
}

/* ---- problems ---- */

struct problem_head {
    int32_t line;
    int32_t column;
    uint32_t path_size;
};

struct text cage_part_of_problem(struct arena *arena, const struct problem *problem)
{
    struct buffer out;
    struct problem_head head = {problem->line, problem->column, (uint32_t)problem->path.size};
    buffer_init(&out, arena);
    buffer_put(&out, (struct text){(const char *)&head, sizeof head});
    buffer_put(&out, problem->path);
    buffer_put(&out, problem->sentence);
    return buffer_text(&out);
}

bool cage_part_to_problem(struct arena *arena, const struct cage_part *part, enum rc rc,
                          struct fault *fault)
{
    struct problem_head head;
    struct text path;
    struct text sentence;
    struct text file;
    if (part->bytes.size < sizeof head) {
        return false;
    }
    memcpy(&head, part->bytes.at, sizeof head);
    struct text words = text_from(part->bytes, sizeof head);
    if (head.line < 0 || head.column < 0 || head.path_size > words.size ||
        !cage_clean(arena, text_part(words, 0, head.path_size), &path) ||
        !cage_clean(arena, text_from(words, head.path_size), &sentence) ||
        !cage_clean(arena, part->name, &file) || sentence.size > INT_MAX || path.size > INT_MAX) {
        return false;
    }
    size_t before = fault->count;
    (void)fault_add(fault, rc, path, "%.*s", TEXT_ARGS(sentence));
    if (fault->count > before) {
        struct problem *problem = &fault->problems[before];
        problem->file = text_copy(fault->arena, file);
        problem->line = head.line;
        problem->column = head.column;
    }
    return true;
}

/* ---- text for people ---- */

static bool is_control(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
}

static bool has_control(struct text text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_high = c == 0xC2 && i + 1 < text.size && (unsigned char)text.at[i + 1] < 0xA0;
        if (is_high || (c < 0x80 && is_control(c))) {
            return true;
        }
    }
    return false;
}

bool cage_clean(struct arena *arena, struct text text, struct text *out)
{
    if (utf8_bad_at(text) < text.size) {
        return false;
    }
    if (!has_control(text)) {
        *out = text;
        return true;
    }
    struct buffer clean;
    buffer_init(&clean, arena);
    for (size_t at = 0; at < text.size;) {
        size_t from = at;
        bool is_bad = is_control(utf8_next(text, &at));
        buffer_put(&clean, is_bad ? TEXT("\xEF\xBF\xBD") : text_part(text, from, at - from));
    }
    *out = buffer_text(&clean);
    return true;
}
