/* version.h - which of two versions is the newer one, by the rules of their ecosystem.
 *
 * Purpose: one const table of ecosystems (semver, npm, Debian, RPM, PEP 440, Maven, ...). Every
 * version is written once as a key; keys are what is compared. Two strings are compared through
 * two keys on the stack, so that a string and its key never disagree.
 * Purity: pure, no allocation but version_key (in the given arena). Ownership: the table has
 * program lifetime; keys belong to the arena. Cost: O(length) to write and to compare.
 * Totality: every text of up to VERSION_LIMIT_BYTES without control bytes has a place; what an
 * ecosystem does not know is placed as version_*.c says. Orders are total, but where the
 * ecosystem's own program is not transitive (maven, alpm, conan) neither are they.
 * Errors: RC_TOO_LARGE above the limit, RC_INVALID for control bytes, in no case a wrong answer.
 * Sources: semver 2.0; deb-version(7); rpm-version(7); PEP 440; Maven ComparableVersion 3.8;
 * Gem::Version; PHP version_compare; NuGet, apk-tools, pacman, Gentoo PMS 3.3, Conan 2. */
#ifndef CSMS_ENGINE_VERSION_H
#define CSMS_ENGINE_VERSION_H

#include "base/fault.h"

#define VERSION_LIMIT_BYTES 500
#define VERSION_KEY_LIMIT_BYTES 4096

struct version_ecosystem;

/* By its own name or another name in use (PyPI, crates.io, apk, golang, ...), in any case.
 * NULL where unknown. */
const struct version_ecosystem *version_ecosystem(struct text name);
const char *version_ecosystem_name(const struct version_ecosystem *ecosystem);

/* The key of a version; for version_key_compare with keys of the same ecosystem only. */
enum rc version_key(const struct version_ecosystem *ecosystem, struct text version,
                    struct arena *arena, struct fault *fault, struct text *out) MUST_USE;
int version_key_compare(const struct version_ecosystem *ecosystem, struct text a, struct text b);
/* Below 0, 0, above 0 in *out. */
enum rc version_compare(const struct version_ecosystem *ecosystem, struct text a, struct text b,
                        int *out) MUST_USE;

#endif
