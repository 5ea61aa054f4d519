#include "base/id.h"

#include "base/hash.h"

#include <sodium.h>
#include <string.h>

#define COUNTER_LAST 0x0FFF

static struct id with_version(struct id id, uint8_t version)
{
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0F) | (version << 4));
    id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3F) | 0x80);
    return id;
}

struct id id_make(struct id_maker *maker, int64_t now_us)
{
    uint64_t ms = now_us > 0 ? (uint64_t)now_us / 1000 : 0;
    if (ms > maker->last_ms) {
        maker->last_ms = ms;
        maker->counter = (uint16_t)(randombytes_random() & 0xFF);
    } else if (maker->counter < COUNTER_LAST) {
        maker->counter++;
    } else {
        maker->last_ms++;
        maker->counter = 0;
    }
    struct id id;
    for (int i = 0; i < 6; i++) {
        id.bytes[i] = (uint8_t)(maker->last_ms >> (40 - 8 * i));
    }
    id.bytes[6] = (uint8_t)(maker->counter >> 8);
    id.bytes[7] = (uint8_t)maker->counter;
    randombytes_buf(id.bytes + 8, 8);
    return with_version(id, 7);
}

struct id id_from_name(struct text name)
{
    struct hash hash = hash_of(name);
    struct id id;
    memcpy(id.bytes, hash.bytes, sizeof id.bytes);
    return with_version(id, 8);
}

bool id_equals(struct id a, struct id b)
{
    return memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

bool id_is_zero(struct id a)
{
    static const struct id zero;
    return id_equals(a, zero);
}

struct text id_text(struct id a, char out[ID_TEXT_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    char *to = out;
    for (int i = 0; i < ID_BYTES; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            *to++ = '-';
        }
        *to++ = digits[a.bytes[i] >> 4];
        *to++ = digits[a.bytes[i] & 0x0F];
    }
    *to = '\0';
    return (struct text){out, ID_TEXT_SIZE};
}

bool id_from_text(struct text text, struct id *out)
{
    if (text.size != ID_TEXT_SIZE) {
        return false;
    }
    struct id id = {{0}};
    size_t nibble = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool is_dash_place = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash_place != (text.at[i] == '-')) {
            return false;
        }
        if (is_dash_place) {
            continue;
        }
        int digit = hash_hex_digit(text.at[i]);
        if (digit < 0) {
            return false;
        }
        id.bytes[nibble / 2] = (uint8_t)((id.bytes[nibble / 2] << 4) | digit);
        nibble++;
    }
    *out = id;
    return true;
}

struct text id_bytes(const struct id *a)
{
    return (struct text){(const char *)a->bytes, sizeof a->bytes};
}
