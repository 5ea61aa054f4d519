/* personal.h - fields that belong to a person and can be erased.
 *
 * Purpose: a personal value is stored and entered in the ledger as
 * commitment || sealed(salt || value): the commitment is SHA-256(salt ||
 * value), the seal is under a key of that person alone. Destroying the key
 * (personal_erase) makes the value unreadable everywhere, in history and
 * ledger too, and verification still passes.
 * Source: R155 and GDPR both hold; docs/ledger.md. */
#ifndef CSMS_CORE_PERSONAL_H
#define CSMS_CORE_PERSONAL_H

#include "core/change.h"

/* Replaces the plain text in *value by its sealed form; an unchanged text keeps
 * the form it has. Makes the person's key where there is none. */
enum rc personal_seal(struct change_set *set, struct record *record, size_t field_index,
                      struct value *value) MUST_USE;
/* A sealed value that nobody can open: stands for a text that was erased
 * elsewhere before it was imported. */
struct value personal_forgotten(struct arena *arena);
/* Destroys the key; the set gets the write and a ledger note. */
enum rc personal_erase(struct change_set *set, const struct record *record,
                       struct text reason) MUST_USE;

#endif
