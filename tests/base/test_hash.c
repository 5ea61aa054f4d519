/* SHA-256 (FIPS 180-4), HMAC (RFC 4231) and the Merkle tree (RFC 9162): known
 * answers, and proofs for every leaf of every tree up to 70 leaves. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

static void assert_hash(struct hash hash, const char *hex)
{
    char out[HASH_HEX_SIZE + 1];
    hash_hex(hash, out);
    assert_string_equal(out, hex);
}

static void known_answers(void **state)
{
    (void)state;
    assert_hash(hash_of(TEXT("")),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash(hash_of(TEXT("abc")),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    struct text parts[] = {TEXT("a"), TEXT(""), TEXT("bc")};
    assert_hash(hash_of_parts(parts, 3),
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash(hash_mac(TEXT("Jefe"), TEXT("what do ya want for nothing?")),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void a_stream_gives_the_hash_of_the_whole(void **state)
{
    (void)state;
    struct hash_stream *stream = hash_stream_open();
    hash_stream_add(stream, TEXT("a"));
    hash_stream_add(stream, TEXT("bc"));
    assert_true(hash_equals(hash_stream_close(stream), hash_of(TEXT("abc"))));
}

static void hexadecimal_goes_both_ways(void **state)
{
    (void)state;
    char hex[HASH_HEX_SIZE + 1];
    struct hash a = hash_of(TEXT("x"));
    struct hash b = {{0}};
    hash_hex(a, hex);
    assert_true(hash_from_hex(text_of(hex), &b) && hash_equals(a, b));
    assert_false(hash_from_hex(text_part(text_of(hex), 0, 63), &b));
    hex[10] = 'g';
    assert_false(hash_from_hex(text_of(hex), &b));
    assert_true(hash_from_bytes(hash_text(&a), &b) && hash_equals(a, b));
    assert_false(hash_from_bytes(TEXT("short"), &b));
}

static void exclusive_or_takes_away_what_it_added(void **state)
{
    (void)state;
    struct hash sum = {{0}};
    hash_xor(&sum, hash_of(TEXT("a")));
    hash_xor(&sum, hash_of(TEXT("b")));
    hash_xor(&sum, hash_of(TEXT("a")));
    assert_true(hash_equals(sum, hash_of(TEXT("b"))));
}

#define LEAVES 70

/* RFC 9162 2.1.1 by its own words, to compare with. */
static struct hash root_by_definition(const struct hash *leaves, size_t count)
{
    if (count == 0) {
        return hash_of(TEXT(""));
    }
    if (count == 1) {
        return leaves[0];
    }
    size_t split = 1;
    while (split * 2 < count) {
        split *= 2;
    }
    return merkle_node(root_by_definition(leaves, split),
                       root_by_definition(leaves + split, count - split));
}

static void fill_leaves(struct hash *leaves)
{
    for (size_t i = 0; i < LEAVES; i++) {
        char payload[2] = {(char)i, 'x'};
        leaves[i] = merkle_leaf((struct text){payload, sizeof payload});
    }
}

static void appending_gives_the_root_by_definition(void **state)
{
    (void)state;
    struct hash leaves[LEAVES];
    struct merkle tree = {0};
    fill_leaves(leaves);
    for (size_t count = 0; count <= LEAVES; count++) {
        assert_true(hash_equals(merkle_root(&tree), root_by_definition(leaves, count)));
        assert_int_equal(tree.size, count);
        if (count < LEAVES) {
            merkle_add(&tree, leaves[count]);
        }
    }
}

static void every_leaf_is_proven_and_no_other(void **state)
{
    (void)state;
    struct hash leaves[LEAVES];
    fill_leaves(leaves);
    for (size_t count = 1; count <= LEAVES; count++) {
        struct hash root = root_by_definition(leaves, count);
        for (size_t i = 0; i < count; i++) {
            struct hash proof[MERKLE_DEPTH];
            size_t steps = merkle_prove(leaves, count, i, proof);
            assert_true(merkle_verify(leaves[i], i, count, proof, steps, root));
            assert_false(merkle_verify(leaves[(i + 1) % LEAVES], i, count, proof, steps, root));
            assert_false(merkle_verify(leaves[i], count, count, proof, steps, root));
            if (steps > 0) {
                assert_false(merkle_verify(leaves[i], i, count, proof, steps - 1, root));
                proof[0].bytes[0] ^= 1;
                assert_false(merkle_verify(leaves[i], i, count, proof, steps, root));
            }
        }
    }
}

static void a_leaf_is_no_node(void **state)
{
    (void)state;
    struct hash a = merkle_leaf(TEXT("a"));
    struct hash b = merkle_leaf(TEXT("b"));
    struct text parts[] = {hash_text(&a), hash_text(&b)};
    char joined[2 * HASH_BYTES];
    memcpy(joined, parts[0].at, HASH_BYTES);
    memcpy(joined + HASH_BYTES, parts[1].at, HASH_BYTES);
    struct hash as_leaf = merkle_leaf((struct text){joined, sizeof joined});
    assert_false(hash_equals(as_leaf, merkle_node(a, b)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(a_stream_gives_the_hash_of_the_whole),
        cmocka_unit_test(hexadecimal_goes_both_ways),
        cmocka_unit_test(exclusive_or_takes_away_what_it_added),
        cmocka_unit_test(appending_gives_the_root_by_definition),
        cmocka_unit_test(every_leaf_is_proven_and_no_other),
        cmocka_unit_test(a_leaf_is_no_node),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
