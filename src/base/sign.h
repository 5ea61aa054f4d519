/* sign.h - signatures, passwords, sealing and random secrets (libsodium).
 *
 * Purpose: Ed25519 (RFC 8032) for ledger heads, Argon2id (RFC 9106) for
 * passwords, XChaCha20-Poly1305 for fields sealed under a person's key,
 * TOTP (RFC 6238) for the second factor.
 * Ownership: callers own all buffers. sign_start once per process.
 * Cost: signing 50 us; a password hash 64 MiB and about 0.1 s. */
#ifndef CSMS_BASE_SIGN_H
#define CSMS_BASE_SIGN_H

#include "base/hash.h"
#include "base/rc.h"

#define SIGN_PUBLIC_BYTES 32
#define SIGN_SECRET_BYTES 64
#define SIGN_SIGNATURE_BYTES 64
#define SIGN_PASSWORD_TEXT_SIZE 128
#define SIGN_SEAL_KEY_BYTES 32
#define SIGN_TOTP_SECRET_BYTES 20

struct sign_key {
    uint8_t public_key[SIGN_PUBLIC_BYTES];
    uint8_t secret_key[SIGN_SECRET_BYTES];
};

struct signature {
    uint8_t bytes[SIGN_SIGNATURE_BYTES];
};

void sign_start(void); /* before anything else; aborts where libsodium cannot start */
void sign_random(void *out, size_t bytes);
struct sign_key sign_key_make(void);
struct signature sign_make(const struct sign_key *key, struct text message);
bool sign_verify(const uint8_t public_key[SIGN_PUBLIC_BYTES], struct text message,
                 const struct signature *signature);
/* A key for another purpose, derived from the secret key and a name. */
struct hash sign_derive(const struct sign_key *key, struct text purpose);

enum rc sign_password_hash(struct text password, char out[SIGN_PASSWORD_TEXT_SIZE]) MUST_USE;
bool sign_password_verify(struct text password, const char *stored);
/* A password or token of count characters from 31 that are not mistaken for
 * each other (no 0 O 1 l i), about 4.95 bits each. */
struct text sign_random_word(struct arena *arena, size_t count);

/* sealed = nonce (24) || ciphertext || tag (16) */
struct text sign_seal(struct arena *arena, const uint8_t key[SIGN_SEAL_KEY_BYTES],
                      struct text plain);
bool sign_unseal(struct arena *arena, const uint8_t key[SIGN_SEAL_KEY_BYTES], struct text sealed,
                 struct text *plain);

/* Six digits for the 30-second step that holds now. */
int sign_totp(struct text secret, int64_t now_us);
/* Accepts the step before and after; true sets *step, which the caller stores
 * so that no code is taken twice. */
bool sign_totp_verify(struct text secret, int64_t now_us, struct text digits, int64_t *step);
struct text sign_base32(struct arena *arena, struct text bytes);

#endif
