#include "store/postgres_value.h"

enum {
    TYPE_BOOL = 16,
    TYPE_BYTEA = 17,
    TYPE_CHAR = 18,
    TYPE_NAME = 19,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_TEXT = 25,
    TYPE_OID = 26,
    TYPE_BPCHAR = 1042,
    TYPE_VARCHAR = 1043,
    TYPE_NUMERIC = 1700,
    TYPE_VOID = 2278,
    TYPE_UUID = 2950
};

/* A numeric is a head of four 16-bit numbers (count of digits, weight of the
 * first, sign, digits to show) and then digits of base 10,000. */
#define NUMERIC_HEAD_BYTES 8
#define NUMERIC_BASE 10000
#define NUMERIC_POSITIVE 0x0000
#define NUMERIC_NEGATIVE 0x4000

postgres_type postgres_value_type(enum value_kind kind)
{
    switch (kind) {
    case VALUE_NONE:
        return 0;
    case VALUE_INTEGER:
        return TYPE_INT8;
    case VALUE_TEXT:
        return TYPE_TEXT;
    case VALUE_ID:
        return TYPE_UUID;
    case VALUE_BYTES:
    case VALUE_IDS:
        return TYPE_BYTEA;
    }
    return 0;
}

struct text postgres_value_write(const struct value *value, char room[8])
{
    if (value->kind == VALUE_INTEGER) {
        uint64_t bits = (uint64_t)value->integer;
        for (unsigned i = 0; i < 8; i++) {
            room[i] = (char)(unsigned char)(bits >> (56 - 8 * i));
        }
        return (struct text){room, 8};
    }
    struct text bytes = value->kind == VALUE_ID ? id_bytes(&value->id) : value->text;
    return bytes.at != NULL ? bytes : TEXT("");
}

bool postgres_value_may_read(postgres_type type)
{
    switch (type) {
    case TYPE_BOOL:
    case TYPE_BYTEA:
    case TYPE_CHAR:
    case TYPE_NAME:
    case TYPE_INT8:
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_TEXT:
    case TYPE_OID:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR:
    case TYPE_NUMERIC:
    case TYPE_VOID:
    case TYPE_UUID:
        return true;
    default:
        return false;
    }
}

static uint64_t unsigned_of(struct text bytes)
{
    uint64_t n = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        n = n << 8 | (uint8_t)bytes.at[i];
    }
    return n;
}

static bool integer_read(struct text bytes, size_t width, struct value *out)
{
    if (bytes.size != width) {
        return false;
    }
    uint64_t n = unsigned_of(bytes);
    if (width == 2) {
        *out = value_integer((int16_t)(uint16_t)n);
    } else if (width == 4) {
        *out = value_integer((int32_t)(uint32_t)n);
    } else {
        *out = value_integer((int64_t)n);
    }
    return true;
}

static uint16_t numeric_part(struct text bytes, size_t index)
{
    return (uint16_t)unsigned_of(text_part(bytes, index * 2, 2));
}

/* Whole numerics only: as many digits as the weight says, the rest are zeroes. */
static bool numeric_read(struct text bytes, struct value *out)
{
    if (bytes.size < NUMERIC_HEAD_BYTES) {
        return false;
    }
    size_t digits = numeric_part(bytes, 0);
    int weight = (int16_t)numeric_part(bytes, 1);
    uint16_t sign = numeric_part(bytes, 2);
    bool is_whole = bytes.size == NUMERIC_HEAD_BYTES + digits * 2 && (int)digits <= weight + 1;
    if (!is_whole || (sign != NUMERIC_POSITIVE && sign != NUMERIC_NEGATIVE)) {
        return false;
    }
    int64_t n = 0; /* kept negative, where there is room for one more */
    for (int i = 0; i <= weight; i++) {
        int64_t digit = (size_t)i < digits ? numeric_part(bytes, 4 + (size_t)i) : 0;
        if (digit >= NUMERIC_BASE || __builtin_mul_overflow(n, NUMERIC_BASE, &n) ||
            __builtin_sub_overflow(n, digit, &n)) {
            return false;
        }
    }
    if (sign == NUMERIC_POSITIVE && n == INT64_MIN) {
        return false;
    }
    *out = value_integer(sign == NUMERIC_POSITIVE ? -n : n);
    return true;
}

static bool unsigned_read(struct text bytes, size_t width, struct value *out)
{
    if (bytes.size != width) {
        return false;
    }
    *out = value_integer((int64_t)unsigned_of(bytes));
    return true;
}

bool postgres_value_read(postgres_type type, struct text bytes, struct value *out)
{
    switch (type) {
    case TYPE_INT8:
        return integer_read(bytes, 8, out);
    case TYPE_INT4:
        return integer_read(bytes, 4, out);
    case TYPE_INT2:
        return integer_read(bytes, 2, out);
    case TYPE_OID:
        return unsigned_read(bytes, 4, out);
    case TYPE_BOOL:
        return unsigned_read(bytes, 1, out);
    case TYPE_NUMERIC:
        return numeric_read(bytes, out);
    case TYPE_CHAR:
    case TYPE_NAME:
    case TYPE_TEXT:
    case TYPE_BPCHAR:
    case TYPE_VARCHAR:
        *out = value_text(bytes);
        return true;
    case TYPE_BYTEA:
    case TYPE_UUID:
        *out = value_bytes(bytes);
        return true;
    case TYPE_VOID:
        *out = value_none();
        return true;
    default:
        return false;
    }
}
