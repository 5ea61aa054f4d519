#include "base/utf8.h"

#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>

static size_t sequence_size(uint8_t first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 3;
    }
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

static bool second_is_good(uint8_t first, uint8_t second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0 && second <= 0xBF;
    case 0xED:
        return second >= 0x80 && second <= 0x9F;
    case 0xF0:
        return second >= 0x90 && second <= 0xBF;
    case 0xF4:
        return second >= 0x80 && second <= 0x8F;
    default:
        return second >= 0x80 && second <= 0xBF;
    }
}

size_t utf8_bad_at(struct text text)
{
    const uint8_t *at = (const uint8_t *)text.at;
    size_t i = 0;
    while (i < text.size) {
        uint64_t eight;
        if (text.size - i >= sizeof eight) {
            memcpy(&eight, at + i, sizeof eight);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        size_t size = sequence_size(at[i]);
        if (size == 0 || text.size - i < size || (size > 1 && !second_is_good(at[i], at[i + 1]))) {
            return i;
        }
        for (size_t k = 2; k < size; k++) {
            if ((at[i + k] & 0xC0) != 0x80) {
                return i;
            }
        }
        i += size;
    }
    return text.size;
}

uint32_t utf8_next(struct text text, size_t *at)
{
    const uint8_t *from = (const uint8_t *)text.at + *at;
    size_t size = sequence_size(from[0]);
    uint32_t code = from[0];
    if (size > 1) {
        code &= 0xFFU >> (size + 1);
        for (size_t k = 1; k < size; k++) {
            code = (code << 6) | (from[k] & 0x3F);
        }
    }
    *at += size > 0 ? size : 1;
    return code;
}

size_t utf8_put(uint32_t code, char out[4])
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | (code >> 6));
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | (code >> 12));
        out[1] = (char)(0x80 | ((code >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (code >> 18));
    out[1] = (char)(0x80 | ((code >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((code >> 6) & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

size_t utf8_count(struct text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += ((uint8_t)text.at[i] & 0xC0) != 0x80;
    }
    return count;
}

static void fold_code_point(struct buffer *out, uint32_t code, bool *in_word)
{
    if (uc_is_property_combining(code)) {
        return;
    }
    bool is_word = uc_is_alnum(code);
    if (!is_word) {
        *in_word = false;
        return;
    }
    if (!*in_word && out->size > 0) {
        buffer_put_char(out, ' ');
    }
    *in_word = true;
    char bytes[4];
    size_t size = utf8_put(uc_tolower(code), bytes);
    buffer_put(out, (struct text){bytes, size});
}

struct text utf8_fold(struct arena *arena, struct text text)
{
    struct buffer out;
    buffer_init(&out, arena);
    bool in_word = false;
    for (size_t at = 0; at < text.size;) {
        uint32_t code = utf8_next(text, &at);
        if (code < 0x80) {
            fold_code_point(&out, code, &in_word);
            continue;
        }
        uint32_t parts[UC_DECOMPOSITION_MAX_LENGTH];
        int count = uc_canonical_decomposition(code, parts);
        if (count < 0) {
            fold_code_point(&out, code, &in_word);
        }
        for (int i = 0; i < count; i++) {
            fold_code_point(&out, parts[i], &in_word);
        }
    }
    return buffer_text(&out);
}
