/* text_form_read.h - the files of a text form as a list of entries.
 *
 * Purpose: reads every file and checks what can be seen without a workspace's
 * records: names of folders and files, shape of records, ids, keys. All that is
 * wrong is told, each with file, line and column.
 * Ownership: the snapshot's arena. Cost: O(bytes). Errors: RC_NOT_FOUND (no
 * text form), RC_INVALID, RC_UNSUPPORTED (version), RC_TOO_LARGE, RC_BROKEN. */
#ifndef CSMS_CORE_TEXT_FORM_READ_H
#define CSMS_CORE_TEXT_FORM_READ_H

#include "core/change.h"
#include "core/folder.h"

#define TEXT_FORM_FILE_BYTES ((size_t)512 << 20)
#define TEXT_FORM_BLOB_BYTES ((size_t)1 << 30)

struct text_form_entry {
    const struct model_entity *kind;
    const struct json *json; /* the record as the file says it */
    struct text file;        /* tara/threat_scenario.yaml */
    struct id id;
    bool has_id;
    struct text key;
    struct text state; /* or empty */
    struct text owner; /* key or id, or empty */
    bool is_retired;
    uint64_t erased;             /* bit per field */
    struct record *stored;       /* import: as it is in the workspace, or NULL */
    const struct change *change; /* import: what it came to, or NULL */
    bool is_done;
    bool is_renamed; /* merge: the key in the file is another record's here */
    struct text_form_entry *next;
};

struct text_form_blob {
    struct text sha256; /* hexadecimal */
    struct text media_type;
    struct text_form_blob *next;
};

struct text_form {
    struct text_form_entry *first; /* in the model's order of entities, then as in the file */
    struct text_form_blob *blobs;
};

enum rc text_form_read(struct snapshot *snapshot, const struct folder *folder,
                       struct text_form *out) MUST_USE;
/* The fields as the pipeline takes them: those of the file; of a record that is
 * stored also null for all it does not name; of a decision the mark. */
const struct json *text_form_fields(struct arena *arena, const struct text_form_entry *entry);

#endif
