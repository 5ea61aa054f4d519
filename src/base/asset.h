/* asset.h - the files that the binary carries with it.
 *
 * Purpose: catalogue, migrations, screens, the example programme and fonts are
 * embedded when building, each with its SHA-256, so that one file is the whole
 * product and a workspace can record which catalogue it was made with. Names
 * have a folder and "/": "catalog/tara-methods.json", "ui/index.html",
 * "migrations/sqlite/0001_first.sql", "fonts/Inter-Regular.otf".
 * Ownership: everything is constant and lives as long as the program; a zero
 * byte follows the bytes of each file.
 * Cost: asset_find O(log n), the others O(1). Pure. Errors: none; NULL where
 * there is no such asset. */
#ifndef CSMS_BASE_ASSET_H
#define CSMS_BASE_ASSET_H

#include "base/text.h"

struct asset {
    struct text name;
    struct text bytes;
    struct text sha256_hex; /* 64 lower-case digits */
    struct text media_type; /* "application/json", "text/html; charset=utf-8" */
};

const struct asset *asset_find(struct text name);
size_t asset_count(void);
/* In byte order of the names, so a folder is a run of neighbours; index below asset_count. */
const struct asset *asset_at(size_t index);
/* Index of the first asset whose name starts with prefix or sorts behind it. */
size_t asset_first(struct text prefix);

/* The table itself, written when building; use the functions above. */
extern const struct asset asset_rows[];
extern const size_t asset_row_count;

#endif
