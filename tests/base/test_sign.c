/* Signatures (RFC 8032), one-time codes (RFC 6238), passwords, sealing. */
#include "base/sign.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

static int start(void **state)
{
    sign_start();
    *state = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    return 0;
}

static int stop(void **state)
{
    arena_close(*state);
    return 0;
}

/* RFC 8032 7.1, test 2. */
static void a_known_signature_verifies(void **state)
{
    (void)state;
    static const char public_hex[] =
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    static const char signature_hex[] =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
    struct hash key;
    struct hash low;
    struct hash high;
    struct signature signature;
    assert_true(hash_from_hex(text_of(public_hex), &key));
    assert_true(hash_from_hex(text_part(text_of(signature_hex), 0, 64), &low));
    assert_true(hash_from_hex(text_from(text_of(signature_hex), 64), &high));
    memcpy(signature.bytes, low.bytes, 32);
    memcpy(signature.bytes + 32, high.bytes, 32);
    assert_true(sign_verify(key.bytes, TEXT("\x72"), &signature));
    assert_false(sign_verify(key.bytes, TEXT("\x73"), &signature));
    signature.bytes[40] ^= 1;
    assert_false(sign_verify(key.bytes, TEXT("\x72"), &signature));
}

static void what_one_signs_only_its_key_verifies(void **state)
{
    (void)state;
    struct sign_key key = sign_key_make();
    struct sign_key other = sign_key_make();
    struct signature signature = sign_make(&key, TEXT("head 12"));
    assert_true(sign_verify(key.public_key, TEXT("head 12"), &signature));
    assert_false(sign_verify(other.public_key, TEXT("head 12"), &signature));
    assert_false(hash_equals(sign_derive(&key, TEXT("mac")), sign_derive(&key, TEXT("wrap"))));
    assert_true(hash_equals(sign_derive(&key, TEXT("mac")), sign_derive(&key, TEXT("mac"))));
}

static void passwords_are_verified_and_salted(void **state)
{
    (void)state;
    char stored[SIGN_PASSWORD_TEXT_SIZE];
    char again[SIGN_PASSWORD_TEXT_SIZE];
    assert_int_equal(sign_password_hash(TEXT("correct horse"), stored), RC_OK);
    assert_int_equal(sign_password_hash(TEXT("correct horse"), again), RC_OK);
    assert_string_not_equal(stored, again);
    assert_true(strncmp(stored, "$argon2id$", 10) == 0);
    assert_true(sign_password_verify(TEXT("correct horse"), stored));
    assert_false(sign_password_verify(TEXT("correct horsf"), stored));
    assert_false(sign_password_verify(TEXT(""), stored));
    assert_false(sign_password_verify(TEXT("x"), "no hash at all"));
}

static void sealed_bytes_open_with_their_key_only(void **state)
{
    uint8_t key[SIGN_SEAL_KEY_BYTES] = {1};
    uint8_t other[SIGN_SEAL_KEY_BYTES] = {2};
    struct text sealed = sign_seal(*state, key, TEXT("born on a Monday"));
    struct text plain = TEXT_NONE;
    assert_true(sign_unseal(*state, key, sealed, &plain));
    assert_true(text_is(plain, "born on a Monday"));
    assert_false(sign_unseal(*state, other, sealed, &plain));
    for (size_t size = 0; size < sealed.size; size++) {
        assert_false(sign_unseal(*state, key, text_part(sealed, 0, size), &plain));
    }
    struct text changed = text_copy(*state, sealed);
    ((char *)(uintptr_t)changed.at)[changed.size - 1] ^= 1;
    assert_false(sign_unseal(*state, key, changed, &plain));
}

/* RFC 6238 appendix B, SHA-1, the last six digits. */
static void one_time_codes_are_those_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        int64_t second;
        int code;
        const char *digits;
    } samples[] = {
        {59, 287082, "287082"},         {1111111109, 81804, "081804"},
        {1111111111, 50471, "050471"},  {1234567890, 5924, "005924"},
        {2000000000, 279037, "279037"}, {20000000000, 353130, "353130"},
    };
    struct text secret = TEXT("12345678901234567890");
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        int64_t now_us = samples[i].second * 1000000;
        int64_t step = 0;
        assert_int_equal(sign_totp(secret, now_us), samples[i].code);
        assert_true(sign_totp_verify(secret, now_us, text_of(samples[i].digits), &step));
        assert_int_equal(step, samples[i].second / 30);
        assert_true(sign_totp_verify(secret, now_us + 30000000, text_of(samples[i].digits), &step));
        assert_false(
            sign_totp_verify(secret, now_us + 90000000, text_of(samples[i].digits), &step));
    }
}

static void random_words_differ(void **state)
{
    struct text a = sign_random_word(*state, 20);
    struct text b = sign_random_word(*state, 20);
    assert_int_equal(a.size, 20);
    assert_false(text_equals(a, b));
    for (size_t i = 0; i < a.size; i++) {
        assert_null(memchr("0O1li", a.at[i], 5));
    }
    assert_true(text_starts(sign_base32(*state, TEXT("foobar")), TEXT("MZXW6YTBOI")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_known_signature_verifies),
        cmocka_unit_test(what_one_signs_only_its_key_verifies),
        cmocka_unit_test(passwords_are_verified_and_salted),
        cmocka_unit_test(sealed_bytes_open_with_their_key_only),
        cmocka_unit_test(one_time_codes_are_those_of_the_standard),
        cmocka_unit_test(random_words_differ),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
