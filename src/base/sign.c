#include "base/sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define TOTP_STEP_US INT64_C(30000000)

void sign_start(void)
{
    if (sodium_init() < 0) {
        abort();
    }
}

void sign_random(void *out, size_t bytes)
{
    randombytes_buf(out, bytes);
}

struct sign_key sign_key_make(void)
{
    struct sign_key key;
    crypto_sign_keypair(key.public_key, key.secret_key);
    return key;
}

struct signature sign_make(const struct sign_key *key, struct text message)
{
    struct signature signature;
    crypto_sign_detached(signature.bytes, NULL, (const uint8_t *)message.at, message.size,
                         key->secret_key);
    return signature;
}

bool sign_verify(const uint8_t public_key[SIGN_PUBLIC_BYTES], struct text message,
                 const struct signature *signature)
{
    return crypto_sign_verify_detached(signature->bytes, (const uint8_t *)message.at, message.size,
                                       public_key) == 0;
}

struct hash sign_derive(const struct sign_key *key, struct text purpose)
{
    return hash_mac((struct text){(const char *)key->secret_key, 32}, purpose);
}

enum rc sign_password_hash(struct text password, char out[SIGN_PASSWORD_TEXT_SIZE])
{
    _Static_assert(crypto_pwhash_STRBYTES <= SIGN_PASSWORD_TEXT_SIZE, "room for the hash");
    int failed =
        crypto_pwhash_str_alg(out, password.at != NULL ? password.at : "", password.size,
                              crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    return failed == 0 ? RC_OK : RC_BROKEN;
}

bool sign_password_verify(struct text password, const char *stored)
{
    return crypto_pwhash_str_verify(stored, password.at != NULL ? password.at : "",
                                    password.size) == 0;
}

struct text sign_random_word(struct arena *arena, size_t count)
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    char *word = arena_take(arena, count + 1);
    for (size_t i = 0; i < count; i++) {
        word[i] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    return (struct text){word, count};
}

struct text sign_seal(struct arena *arena, const uint8_t key[SIGN_SEAL_KEY_BYTES],
                      struct text plain)
{
    size_t nonce_size = crypto_secretbox_xchacha20poly1305_NONCEBYTES;
    size_t size = nonce_size + crypto_secretbox_xchacha20poly1305_MACBYTES + plain.size;
    uint8_t *sealed = arena_take(arena, size);
    randombytes_buf(sealed, nonce_size);
    crypto_secretbox_xchacha20poly1305_easy(sealed + nonce_size, (const uint8_t *)plain.at,
                                            plain.size, sealed, key);
    return (struct text){(const char *)sealed, size};
}

bool sign_unseal(struct arena *arena, const uint8_t key[SIGN_SEAL_KEY_BYTES], struct text sealed,
                 struct text *plain)
{
    size_t nonce_size = crypto_secretbox_xchacha20poly1305_NONCEBYTES;
    size_t extra = nonce_size + crypto_secretbox_xchacha20poly1305_MACBYTES;
    if (sealed.size < extra) {
        return false;
    }
    const uint8_t *from = (const uint8_t *)sealed.at;
    uint8_t *out = arena_take(arena, sealed.size - extra + 1);
    if (crypto_secretbox_xchacha20poly1305_open_easy(out, from + nonce_size,
                                                     sealed.size - nonce_size, from, key) != 0) {
        return false;
    }
    *plain = (struct text){(const char *)out, sealed.size - extra};
    return true;
}

static int totp_at(struct text secret, int64_t step)
{
    uint8_t counter[8];
    uint8_t mac[20];
    unsigned int mac_size = sizeof mac;
    for (int i = 0; i < 8; i++) {
        counter[i] = (uint8_t)(step >> (56 - 8 * i));
    }
    if (HMAC(EVP_sha1(), secret.at, (int)secret.size, counter, sizeof counter, mac, &mac_size) ==
        NULL) {
        abort();
    }
    size_t at = mac[19] & 0x0F;
    uint32_t code = ((uint32_t)(mac[at] & 0x7F) << 24) | ((uint32_t)mac[at + 1] << 16) |
                    ((uint32_t)mac[at + 2] << 8) | mac[at + 3];
    return (int)(code % 1000000);
}

int sign_totp(struct text secret, int64_t now_us)
{
    return totp_at(secret, now_us / TOTP_STEP_US);
}

bool sign_totp_verify(struct text secret, int64_t now_us, struct text digits, int64_t *step)
{
    int64_t given = 0;
    if (digits.size != 6 || !text_to_integer(digits, &given)) {
        return false;
    }
    int64_t now_step = now_us / TOTP_STEP_US;
    for (int64_t at = now_step - 1; at <= now_step + 1; at++) {
        if (totp_at(secret, at) == given) {
            *step = at;
            return true;
        }
    }
    return false;
}

struct text sign_base32(struct arena *arena, struct text bytes)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct buffer out;
    buffer_init(&out, arena);
    uint32_t bits = 0;
    int count = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bits = (bits << 8) | (uint8_t)bytes.at[i];
        count += 8;
        while (count >= 5) {
            buffer_put_char(&out, letters[(bits >> (count - 5)) & 31]);
            count -= 5;
        }
    }
    if (count > 0) {
        buffer_put_char(&out, letters[(bits << (5 - count)) & 31]);
    }
    return buffer_text(&out);
}
