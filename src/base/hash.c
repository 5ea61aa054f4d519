#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* SHA256_Init and friends are marked deprecated in OpenSSL 3 but need neither a
 * fetch nor an allocation; EVP costs five times as much on the short inputs of
 * the ledger (bench/ledger_bench prints both). */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

struct hash hash_of(struct text bytes)
{
    return hash_of_parts(&bytes, 1);
}

struct hash hash_of_parts(const struct text *parts, size_t count)
{
    SHA256_CTX context;
    struct hash hash;
    SHA256_Init(&context);
    for (size_t i = 0; i < count; i++) {
        SHA256_Update(&context, parts[i].at, parts[i].size);
    }
    SHA256_Final(hash.bytes, &context);
    return hash;
}

struct hash hash_mac(struct text key, struct text bytes)
{
    uint8_t inner[64] = {0};
    uint8_t outer[64];
    if (key.size > sizeof inner) {
        struct hash short_key = hash_of(key);
        memcpy(inner, short_key.bytes, sizeof short_key.bytes);
    } else if (key.size > 0) {
        memcpy(inner, key.at, key.size);
    }
    for (size_t i = 0; i < sizeof inner; i++) {
        outer[i] = inner[i] ^ 0x5C;
        inner[i] ^= 0x36;
    }
    struct text first[2] = {{(const char *)inner, sizeof inner}, bytes};
    struct hash middle = hash_of_parts(first, 2);
    struct text second[2] = {{(const char *)outer, sizeof outer}, hash_text(&middle)};
    return hash_of_parts(second, 2);
}

bool hash_equals(struct hash a, struct hash b)
{
    return sodium_memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

struct text hash_text(const struct hash *a)
{
    return (struct text){(const char *)a->bytes, sizeof a->bytes};
}

bool hash_from_bytes(struct text bytes, struct hash *out)
{
    if (bytes.size != sizeof out->bytes) {
        return false;
    }
    memcpy(out->bytes, bytes.at, bytes.size);
    return true;
}

struct text hash_hex(struct hash a, char out[HASH_HEX_SIZE + 1])
{
    sodium_bin2hex(out, HASH_HEX_SIZE + 1, a.bytes, sizeof a.bytes);
    return (struct text){out, HASH_HEX_SIZE};
}

int hash_hex_digit(char c)
{
    /* 1 + the digit; 0 for every other byte. */
    static const uint8_t digits[256] = {
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
        ['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
        ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16};
    return digits[(uint8_t)c] - 1;
}

bool hash_from_hex(struct text hex, struct hash *out)
{
    struct hash hash;
    if (hex.size != HASH_HEX_SIZE) {
        return false;
    }
    for (size_t i = 0; i < HASH_BYTES; i++) {
        int high = hash_hex_digit(hex.at[2 * i]);
        int low = hash_hex_digit(hex.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        hash.bytes[i] = (uint8_t)(high * 16 + low);
    }
    *out = hash;
    return true;
}

void hash_xor(struct hash *sum, struct hash other)
{
    for (size_t i = 0; i < HASH_BYTES; i++) {
        sum->bytes[i] ^= other.bytes[i];
    }
}

struct hash_stream {
    SHA256_CTX context;
};

struct hash_stream *hash_stream_open(void)
{
    struct hash_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) {
        abort();
    }
    SHA256_Init(&stream->context);
    return stream;
}

void hash_stream_add(struct hash_stream *stream, struct text bytes)
{
    SHA256_Update(&stream->context, bytes.at, bytes.size);
}

struct hash hash_stream_close(struct hash_stream *stream)
{
    struct hash hash;
    SHA256_Final(hash.bytes, &stream->context);
    free(stream);
    return hash;
}

struct hash merkle_leaf(struct text payload)
{
    struct text parts[2] = {{"\0", 1}, payload};
    return hash_of_parts(parts, 2);
}

struct hash merkle_node(struct hash left, struct hash right)
{
    struct text parts[3] = {{"\1", 1}, hash_text(&left), hash_text(&right)};
    return hash_of_parts(parts, 3);
}

size_t merkle_edge_count(const struct merkle *tree)
{
    return (size_t)__builtin_popcountll(tree->size);
}

void merkle_add(struct merkle *tree, struct hash leaf)
{
    size_t top = merkle_edge_count(tree);
    for (uint64_t size = tree->size; (size & 1) != 0; size >>= 1) {
        leaf = merkle_node(tree->edge[--top], leaf);
    }
    tree->edge[top] = leaf;
    tree->size++;
}

struct hash merkle_root(const struct merkle *tree)
{
    size_t top = merkle_edge_count(tree);
    if (top == 0) {
        return hash_of(TEXT_NONE);
    }
    struct hash root = tree->edge[--top];
    while (top > 0) {
        root = merkle_node(tree->edge[--top], root);
    }
    return root;
}

static struct hash root_of(const struct hash *leaves, size_t count)
{
    struct merkle tree = {0};
    for (size_t i = 0; i < count; i++) {
        merkle_add(&tree, leaves[i]);
    }
    return merkle_root(&tree);
}

/* The largest power of two below count (count > 1). */
static size_t split_of(size_t count)
{
    size_t split = 1;
    while (split * 2 < count) {
        split *= 2;
    }
    return split;
}

size_t merkle_prove(const struct hash *leaves, size_t count, size_t index, struct hash *proof)
{
    struct hash path[MERKLE_DEPTH];
    size_t depth = 0;
    while (count > 1 && depth < MERKLE_DEPTH) {
        size_t split = split_of(count);
        if (index < split) {
            path[depth++] = root_of(leaves + split, count - split);
            count = split;
        } else {
            path[depth++] = root_of(leaves, split);
            leaves += split;
            index -= split;
            count -= split;
        }
    }
    for (size_t i = 0; i < depth; i++) {
        proof[i] = path[depth - 1 - i];
    }
    return depth;
}

/* RFC 9162 2.1.3.2 */
bool merkle_verify(struct hash leaf, uint64_t index, uint64_t size, const struct hash *proof,
                   size_t count, struct hash root)
{
    if (index >= size) {
        return false;
    }
    uint64_t at = index;
    uint64_t last = size - 1;
    struct hash hash = leaf;
    for (size_t i = 0; i < count; i++) {
        if (last == 0) {
            return false;
        }
        if ((at & 1) != 0 || at == last) {
            hash = merkle_node(proof[i], hash);
            while ((at & 1) == 0 && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = merkle_node(hash, proof[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_equals(hash, root);
}
