#include "wire/tar.h"

#include "base/table.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/* Where the parts of a block stand. */
enum {
    NAME_AT = 0,
    MODE_AT = 100,
    OWNER_AT = 108,
    GROUP_AT = 116,
    SIZE_AT = 124,
    TIME_AT = 136,
    SUM_AT = 148,
    TYPE_AT = 156,
    MAGIC_AT = 257,
    PREFIX_AT = 345,
    SIZE_ROOM = 12,
    SUM_ROOM = 8,
    PREFIX_ROOM = 155
};

#define MAGIC "ustar\00000"
#define MAGIC_BYTES 8

struct source {
    struct arena *arena;
    struct fault *fault;
    struct text file;
    struct text input;
    size_t at;
    struct table names;
    struct tar_file *files;
    size_t count;
    size_t room;
};

static enum rc refuse(struct source *source, enum rc rc, const char *sentence)
{
    struct text path = text_print(source->arena, "byte %zu", source->at);
    enum rc told = fault_add(source->fault, rc, path, "%s", sentence);
    if (source->fault->count > 0) {
        source->fault->problems[source->fault->count - 1].file = source->file;
    }
    return told;
}

/* ---- names ---- */

static bool is_good_part(struct text part)
{
    for (size_t i = 0; i < part.size; i++) {
        unsigned char c = (unsigned char)part.at[i];
        if (c < 0x20 || c == 0x7F || c == '\\') {
            return false;
        }
    }
    return part.size > 0 && part.at[0] != '.';
}

static bool is_good_name(struct text name)
{
    struct text rest = name;
    if (name.size == 0 || name.at[name.size - 1] == '/' || utf8_bad_at(name) < name.size) {
        return false;
    }
    while (rest.size > 0) {
        if (!is_good_part(text_cut(&rest, '/'))) {
            return false;
        }
    }
    return true;
}

/* ---- out ---- */

static unsigned sum_of(const char *block)
{
    unsigned sum = 0;
    for (size_t i = 0; i < TAR_BLOCK_BYTES; i++) {
        bool is_sum = i >= SUM_AT && i < SUM_AT + SUM_ROOM;
        sum += is_sum ? (unsigned)' ' : (unsigned char)block[i];
    }
    return sum;
}

size_t tar_padding(size_t size)
{
    return (TAR_BLOCK_BYTES - size % TAR_BLOCK_BYTES) % TAR_BLOCK_BYTES;
}

bool tar_head(struct text name, size_t size, char out[TAR_BLOCK_BYTES])
{
    if (!is_good_name(name) || name.size > TAR_NAME_LIMIT || size > TAR_FILE_LIMIT_BYTES) {
        return false;
    }
    memset(out, 0, TAR_BLOCK_BYTES);
    memcpy(out + NAME_AT, name.at, name.size);
    memcpy(out + MODE_AT, "0000644", 8);
    memcpy(out + OWNER_AT, "0000000", 8);
    memcpy(out + GROUP_AT, "0000000", 8);
    (void)snprintf(out + SIZE_AT, SIZE_ROOM, "%011llo", (unsigned long long)size);
    memcpy(out + TIME_AT, "00000000000", 12);
    out[TYPE_AT] = '0';
    memcpy(out + MAGIC_AT, MAGIC, MAGIC_BYTES);
    (void)snprintf(out + SUM_AT, SUM_ROOM, "%06o", sum_of(out));
    out[SUM_AT + 7] = ' ';
    return true;
}

/* ---- in ---- */

/* Octal digits, then blanks or zero bytes to the end of the room. */
static bool read_octal(const char *at, size_t room, uint64_t *out)
{
    uint64_t number = 0;
    size_t digits = 0;
    while (digits < room && at[digits] >= '0' && at[digits] <= '7') {
        number = number * 8 + (uint64_t)(at[digits] - '0');
        digits++;
    }
    for (size_t i = digits; i < room; i++) {
        if (at[i] != '\0' && at[i] != ' ') {
            return false;
        }
    }
    *out = number;
    return digits > 0;
}

static struct text field_text(const char *at, size_t room)
{
    return (struct text){at, strnlen(at, room)};
}

static struct text name_of(struct source *source, const char *block)
{
    struct text prefix = field_text(block + PREFIX_AT, PREFIX_ROOM);
    struct text name = field_text(block + NAME_AT, TAR_NAME_LIMIT);
    struct text whole =
        prefix.size > 0 ? text_print(source->arena, "%.*s/%.*s", TEXT_ARGS(prefix), TEXT_ARGS(name))
                        : text_copy(source->arena, name);
    return text_starts(whole, TEXT("./")) ? text_from(whole, 2) : whole;
}

static bool is_zero(struct text bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.at[i] != '\0') {
            return false;
        }
    }
    return true;
}

static enum rc add_file(struct source *source, struct text name, struct text bytes)
{
    if (!is_good_name(name)) {
        return refuse(source, RC_INVALID,
                      "this name is not taken: names are relative, without .. or hidden parts");
    }
    if (table_get(&source->names, name) != NULL) {
        return refuse(source, RC_INVALID, "this file stands in the archive twice");
    }
    if (source->count == TAR_FILES_LIMIT) {
        return refuse(source, RC_TOO_LARGE, "there are too many files in the archive");
    }
    if (source->count == source->room) {
        size_t wider = source->room > 0 ? source->room * 2 : 64;
        source->files =
            arena_grow(source->arena, source->files, source->room * sizeof *source->files,
                       wider * sizeof *source->files);
        source->room = wider;
    }
    source->files[source->count++] = (struct tar_file){name, bytes};
    table_put(&source->names, name, source);
    return RC_OK;
}

/* One file or folder at source->at, which moves behind it. */
static enum rc read_file(struct source *source, const char *block)
{
    uint64_t sum;
    uint64_t size;
    char type = block[TYPE_AT];
    if (!read_octal(block + SUM_AT, SUM_ROOM, &sum) || sum != sum_of(block) ||
        memcmp(block + MAGIC_AT, MAGIC, MAGIC_BYTES) != 0) {
        return refuse(source, RC_INVALID,
                      "this is no ustar archive; make one with tar --format=ustar");
    }
    if (type != '0' && type != '\0' && type != '5') {
        return refuse(source, RC_INVALID,
                      "only plain files and folders are taken, no links and no extensions");
    }
    size_t left = source->input.size - source->at - TAR_BLOCK_BYTES;
    if (!read_octal(block + SIZE_AT, SIZE_ROOM, &size) || size > left ||
        tar_padding((size_t)size) > left - (size_t)size || (type == '5' && size != 0)) {
        return refuse(source, RC_INVALID, "the archive is cut off in this file");
    }
    struct text bytes = text_part(source->input, source->at + TAR_BLOCK_BYTES, (size_t)size);
    struct text name = name_of(source, block);
    enum rc rc = type == '5' ? RC_OK : add_file(source, name, bytes);
    source->at += TAR_BLOCK_BYTES + (size_t)size + tar_padding((size_t)size);
    return rc;
}

enum rc tar_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                 struct tar_file **out, size_t *count)
{
    struct source source = {.arena = arena, .fault = fault, .file = file, .input = input};
    enum rc rc = RC_OK;
    table_init(&source.names, arena);
    for (;;) {
        if (input.size - source.at < TAR_BLOCK_BYTES) {
            return refuse(&source, RC_INVALID, "the archive is cut off: its end is missing");
        }
        struct text block = text_part(input, source.at, TAR_BLOCK_BYTES);
        if (is_zero(block)) {
            break;
        }
        rc = read_file(&source, block.at);
        if (rc != RC_OK) {
            return rc;
        }
    }
    if (!is_zero(text_from(input, source.at))) {
        return refuse(&source, RC_INVALID, "something stands behind the end of the archive");
    }
    *out = source.files;
    *count = source.count;
    return RC_OK;
}
