/* suite.h - the suites of others, below the folder that CSMS_TESTDATA names.
 *
 * Purpose: where the variable is unset the test is skipped, and counted so;
 * where it is set, a file that is missing or cannot be read is a failure.
 * Call suite_folder before anything is opened: skipping leaves the test at once.
 * Ownership: the arena given. */
#ifndef CSMS_TESTS_CONFORMANCE_SUITE_H
#define CSMS_TESTS_CONFORMANCE_SUITE_H

#include "base/json.h"

const char *suite_folder(void);
/* The file below the folder. */
struct text suite_read(struct arena *arena, const char *file);
const struct json *suite_json(struct arena *arena, const char *file);

#endif
