#include "core/text_form.h"
#include "core/text_form_merge.h"
#include "core/text_form_part.h"
#include "core/text_form_read.h"
#include "core/validate.h"

#include <string.h>

#define PART_DEPTH 64
#define PROGRESS_EVERY 1000 /* records */

struct importer {
    struct change_set *set;
    const struct folder *folder;
    const struct text_form_merge *merge; /* or NULL */
    int64_t *next_numbers;               /* merge: of keys that are free on both sides, by kind */
    struct table stored_by_id;           /* id -> struct text_form_end */
    struct table stored_by_number;       /* text_form_number -> struct text_form_end */
    struct table by_id;                  /* id -> struct text_form_entry */
    struct table by_number;              /* text_form_number -> struct text_form_entry */
    struct text_form_report report;
    enum rc worst;
};

/* ---- problems ---- */

static enum rc refuse(struct importer *importer, const struct text_form_entry *entry, enum rc rc,
                      struct text sentence)
{
    return fault_add_at(importer->set->snapshot.fault, rc, entry->file, entry->json->line,
                        entry->json->column, "%.*s", TEXT_ARGS(sentence));
}

#define REFUSE(importer, entry, rc, ...) \
    refuse((importer), (entry), (rc), text_print((importer)->set->snapshot.arena, __VA_ARGS__))

/* "fields.assets[3]" and "owner" stand where the file says them. */
static const struct json *member_of(const struct text_form_entry *entry, struct text path)
{
    size_t end = 0;
    if (text_starts(path, TEXT("fields."))) {
        path = text_from(path, 7);
    }
    while (end < path.size && path.at[end] != '.' && path.at[end] != '[') {
        end++;
    }
    const struct json *member = entry->json->first;
    while (member != NULL && !text_equals(member->name, text_part(path, 0, end))) {
        member = member->next;
    }
    return member != NULL ? member : entry->json;
}

/* What the pipeline found wrong gets its place in the file. */
static void place_problems(struct importer *importer, const struct text_form_entry *entry,
                           size_t before)
{
    struct fault *fault = importer->set->snapshot.fault;
    for (size_t i = before; i < fault->count; i++) {
        struct problem *problem = &fault->problems[i];
        const struct json *place = member_of(entry, problem->path);
        if (problem->line == 0) {
            problem->file = text_copy(fault->arena, entry->file);
            problem->line = place->line;
            problem->column = place->column;
        }
    }
}

static void note(struct importer *importer, enum rc rc)
{
    if (rc != RC_OK && importer->worst == RC_OK) {
        importer->worst = rc;
    }
}

/* ---- what is there already ---- */

static enum rc find_stored(struct importer *importer, struct text_form_entry *entry,
                           const struct text_form_end **out)
{
    struct text number =
        text_form_number(importer->set->snapshot.arena, entry->kind, record_key_number(entry->key));
    const struct text_form_end *by_key = table_get(&importer->stored_by_number, number);
    const struct text_form_end *by_id =
        entry->has_id ? table_get(&importer->stored_by_id, id_bytes(&entry->id)) : by_key;
    if (by_id != NULL && by_id->kind != entry->kind) {
        return REFUSE(importer, entry, RC_CONFLICT,
                      "the id belongs to %.*s in this workspace; take the id away",
                      TEXT_ARGS(by_id->key));
    }
    if (importer->merge != NULL && by_id == NULL && by_key != NULL && entry->has_id) {
        entry->is_renamed = true; /* both sides gave this key to something new */
        *out = NULL;
        return RC_OK;
    }
    if (by_id != by_key) {
        return REFUSE(importer, entry, RC_CONFLICT,
                      "%.*s is %s in this workspace; import into a fresh one, or give this record "
                      "%s",
                      TEXT_ARGS(entry->key),
                      by_key != NULL ? "another record" : "under another key",
                      by_key != NULL ? "a free key" : "the key that it has here");
    }
    *out = by_id;
    return RC_OK;
}

static enum rc check_twice(struct importer *importer, struct text_form_entry *entry)
{
    struct arena *arena = importer->set->snapshot.arena;
    struct text number = text_form_number(arena, entry->kind, record_key_number(entry->key));
    const struct text_form_entry *other = table_get(&importer->by_number, number);
    const char *what = "key";
    if (other == NULL && entry->has_id) {
        other = table_get(&importer->by_id, id_bytes(&entry->id));
        what = "id";
    }
    if (other != NULL) {
        return REFUSE(importer, entry, RC_CONFLICT,
                      "the %s is given twice: here (%.*s) and in %.*s line %d", what,
                      TEXT_ARGS(entry->key), TEXT_ARGS(other->file), other->json->line);
    }
    table_put(&importer->by_number, number, entry);
    return RC_OK;
}

/* From here on references find the record, wherever in the files it stands. */
static enum rc announce(struct importer *importer, struct text_form_entry *entry)
{
    struct snapshot *snapshot = &importer->set->snapshot;
    const struct text_form_end *stored = NULL;
    enum rc rc = check_twice(importer, entry);
    rc = rc == RC_OK ? find_stored(importer, entry, &stored) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (stored != NULL) {
        entry->id = stored->id;
        rc = snapshot_get_id(snapshot, entry->kind, entry->id, &entry->stored);
    } else if (!entry->has_id) {
        entry->id = workspace_new_id(snapshot->workspace);
    }
    if (rc != RC_OK) {
        return rc;
    }
    struct record *record = entry->stored;
    if (record == NULL) {
        record = record_open(snapshot->arena, entry->kind);
        record->id = entry->id;
        record->key = entry->key;
    }
    table_put(&importer->by_id, id_bytes(&entry->id), entry);
    change_remember(importer->set, record);
    return RC_OK;
}

/* ---- one record ---- */

static enum rc set_retired(struct importer *importer, struct record *record, bool is_retired)
{
    struct verb_input input = {0};
    struct record *out;
    if ((record->retired_us != 0) == is_retired) {
        return RC_OK;
    }
    return change_verb(importer->set, record, is_retired ? TEXT("retire") : TEXT("restore"), &input,
                       &out);
}

/* A number that neither this workspace nor the files use. */
static struct text free_key(struct importer *importer, const struct text_form_entry *entry)
{
    int64_t *next = &importer->next_numbers[entry->kind->number];
    return text_print(importer->set->snapshot.arena, "%s-%04lld", entry->kind->entity->key_prefix,
                      (long long)++*next);
}

static struct change_input input_of(struct importer *importer, const struct text_form_entry *entry)
{
    char id[ID_TEXT_SIZE + 1];
    return (struct change_input){
        .fields = text_form_fields(importer->set->snapshot.arena, entry),
        .key = entry->key,
        .id = text_copy(importer->set->snapshot.arena, id_text(entry->id, id)),
        .owner = entry->owner,
        .clears_owner = entry->owner.size == 0,
        .state = entry->state,
        .erased = entry->erased};
}

static enum rc create(struct importer *importer, struct text_form_entry *entry)
{
    struct change_set *set = importer->set;
    struct change_input input = input_of(importer, entry);
    struct record *record = NULL;
    if (entry->is_renamed) {
        input.key = free_key(importer, entry);
        importer->report.renamed++;
    }
    enum rc rc = change_create(set, entry->kind, &input, &record);
    if (rc != RC_OK) {
        return rc;
    }
    entry->change = set->last;
    importer->report.created++;
    return set_retired(importer, record, entry->is_retired);
}

/* A decision says who decided what, and when; no file may change that. */
static enum rc compare_decision(struct importer *importer, struct text_form_entry *entry)
{
    struct change_set *set = importer->set;
    struct change_input input = input_of(importer, entry);
    struct record *copy = record_copy(set->snapshot.arena, entry->stored);
    uint64_t changed = 0;
    enum rc rc = validate_fields(set, &input, copy, &changed);
    bool is_retired = entry->stored->retired_us != 0;
    bool is_same = changed == 0 && is_retired == entry->is_retired &&
                   (entry->state.size == 0 || text_equals(entry->state, entry->stored->state));
    if (rc == RC_OK && !is_same) {
        return REFUSE(importer, entry, RC_CONFLICT,
                      "the decision %.*s says something else in this workspace; decisions are "
                      "never changed",
                      TEXT_ARGS(entry->key));
    }
    importer->report.unchanged++;
    return rc;
}

/* Leaves of their side what the merge takes. *is_same: nothing. */
static enum rc merge(struct importer *importer, struct text_form_entry *entry,
                     struct change_input *input, bool *is_same)
{
    struct change_set *set = importer->set;
    struct text_form_merged merged = {0};
    if (importer->merge == NULL) {
        return RC_OK;
    }
    enum rc rc = text_form_merge(set, importer->merge, entry, input, &merged);
    if (rc != RC_OK) {
        return rc;
    }
    *is_same = merged.is_ours_only;
    entry->is_retired = merged.is_retired;
    input->fields = text_form_some_fields(set->snapshot.arena, entry->kind->entity, input->fields,
                                          merged.taken);
    input->state = merged.takes_state ? input->state : TEXT_NONE;
    input->clears_owner = merged.takes_owner && input->owner.size == 0;
    input->owner = merged.takes_owner ? input->owner : TEXT_NONE;
    return RC_OK;
}

static enum rc update(struct importer *importer, struct text_form_entry *entry)
{
    struct change_set *set = importer->set;
    struct change_input input = input_of(importer, entry);
    bool is_same = false;
    const struct change *before = set->last;
    struct record *record = entry->stored;
    bool was_retired = record->retired_us != 0;
    enum rc rc = RC_OK;
    if (strcmp(entry->kind->entity->name, "decision") == 0) {
        return compare_decision(importer, entry);
    }
    rc = merge(importer, entry, &input, &is_same);
    if (rc != RC_OK || is_same) {
        importer->report.unchanged += rc == RC_OK ? 1 : 0;
        return rc;
    }
    if (was_retired && !entry->is_retired) {
        rc = set_retired(importer, record, false);
        record = rc == RC_OK ? set->last->record : record;
    }
    rc = rc == RC_OK ? change_update(set, record, &input, &record) : rc;
    entry->change = set->last != before ? set->last : NULL;
    if (rc == RC_OK && !was_retired && entry->is_retired) {
        rc = set_retired(importer, record, true);
    }
    if (set->last != before) {
        importer->report.changed++;
    } else {
        importer->report.unchanged++;
    }
    return rc;
}

static void apply(struct importer *importer, struct text_form_entry *entry)
{
    size_t before = importer->set->snapshot.fault->count;
    enum rc rc = entry->stored != NULL ? update(importer, entry) : create(importer, entry);
    place_problems(importer, entry, before);
    entry->is_done = true;
    note(importer, rc);
}

/* ---- wholes before their parts ---- */

/* What the entry is part of, where that is in the files too. */
static struct text_form_entry *whole_of(struct importer *importer,
                                        const struct text_form_entry *entry)
{
    const struct field *part = entity_part_field(entry->kind->entity);
    struct text end = part != NULL ? json_text(json_member(entry->json, part->name)) : TEXT_NONE;
    struct id id;
    if (id_from_text(end, &id)) {
        return table_get(&importer->by_id, id_bytes(&id));
    }
    const struct record *record = table_get(&importer->set->by_key, end);
    return record != NULL ? table_get(&importer->by_id, id_bytes(&record->id)) : NULL;
}

/* So a part finds the scope of its whole, as replaying the ledger does. */
static void apply_with_wholes(struct importer *importer, struct text_form_entry *entry)
{
    struct text_form_entry *chain[PART_DEPTH];
    size_t count = 0;
    for (struct text_form_entry *at = entry; at != NULL && !at->is_done;
         at = whole_of(importer, at)) {
        bool is_cycle = count == PART_DEPTH;
        for (size_t i = 0; i < count && !is_cycle; i++) {
            is_cycle = chain[i] == at;
        }
        if (is_cycle) {
            note(importer,
                 REFUSE(importer, at, RC_CYCLE,
                        "%.*s would be part of itself, or of more than %d others in a "
                        "row; change its \"%s\"",
                        TEXT_ARGS(at->key), PART_DEPTH, entity_part_field(at->kind->entity)->name));
            at->is_done = true;
            break;
        }
        chain[count++] = at;
    }
    while (count > 0) {
        struct text_form_entry *at = chain[--count];
        if (!at->is_done) {
            apply(importer, at);
        }
    }
}

/* ---- content ---- */

static enum rc import_blob(struct importer *importer, const struct text_form_blob *blob)
{
    struct snapshot *snapshot = &importer->set->snapshot;
    struct text bytes;
    struct hash sha256;
    char hex[HASH_HEX_SIZE + 1];
    char *name = text_to_z(snapshot->arena, blob->sha256);
    char *path = text_form_path(snapshot->arena, TEXT_FORM_BLOBS, name);
    size_t before = importer->set->count;
    enum rc rc = folder_read(importer->folder, snapshot->arena, path, TEXT_FORM_BLOB_BYTES,
                             snapshot->fault, &bytes);
    if (rc != RC_OK) {
        return rc;
    }
    if (!text_equals(hash_hex(hash_of(bytes), hex), blob->sha256)) {
        return fault_add_at(snapshot->fault, RC_INVALID, text_of(path), 1, 1,
                            "the content does not have the SHA-256 that is its name; bring the "
                            "file again");
    }
    rc = change_blob(importer->set, blob->media_type, bytes, &sha256);
    importer->report.blobs += importer->set->count - before;
    return rc;
}

/* ---- the whole ---- */

static bool may_go_on(const struct importer *importer)
{
    const struct snapshot *snapshot = &importer->set->snapshot;
    return snapshot->fault->count < FAULT_LIMIT && !arena_is_over(snapshot->arena);
}

static enum rc outcome(const struct importer *importer)
{
    const struct snapshot *snapshot = &importer->set->snapshot;
    if (importer->worst == RC_OK && arena_is_over(snapshot->arena)) {
        return fault_add(snapshot->fault, RC_TOO_LARGE, TEXT_NONE,
                         "this is more than can be held in memory; import it in parts");
    }
    return importer->worst;
}

static void check_rules(struct importer *importer, const struct text_form *form)
{
    for (const struct text_form_entry *at = form->first; at != NULL && may_go_on(importer);
         at = at->next) {
        size_t before = importer->set->snapshot.fault->count;
        if (at->change != NULL) {
            note(importer, change_check_rules(importer->set, at->change));
            place_problems(importer, at, before);
        }
    }
}

static enum rc fill(struct importer *importer, const struct text_form *form)
{
    for (const struct text_form_blob *blob = form->blobs; blob != NULL && may_go_on(importer);
         blob = blob->next) {
        note(importer, import_blob(importer, blob));
    }
    for (struct text_form_entry *at = form->first; at != NULL && may_go_on(importer);
         at = at->next) {
        note(importer, announce(importer, at));
    }
    if (importer->worst != RC_OK) {
        return outcome(importer);
    }
    size_t total = 0;
    for (const struct text_form_entry *at = form->first; at != NULL; at = at->next) {
        total++;
    }
    size_t done = 0;
    for (struct text_form_entry *at = form->first; at != NULL && may_go_on(importer);
         at = at->next) {
        apply_with_wholes(importer, at);
        if (++done % PROGRESS_EVERY == 0 || done == total) {
            snapshot_tell(&importer->set->snapshot, "checking records", done, total);
        }
    }
    if (importer->worst == RC_OK) {
        check_rules(importer, form);
    }
    return outcome(importer);
}

/* The highest numbers of keys, here and in the files. */
static enum rc number_keys(struct importer *importer, const struct text_form *form)
{
    struct snapshot *snapshot = &importer->set->snapshot;
    const struct model *model = snapshot->workspace->model;
    importer->next_numbers = ARENA_MANY(snapshot->arena, int64_t, model->entity_count + 1);
    for (size_t i = 0; importer->merge != NULL && i < model->entity_count; i++) {
        struct value column;
        enum rc rc =
            connection_one(snapshot->connection, snapshot->arena,
                           QUERY("SELECT coalesce(max(number), 0) FROM record WHERE entity = ?1",
                                 value_text(text_of(model->entities[i].entity->name))),
                           snapshot->fault, &column, 1);
        if (rc != RC_OK) {
            return rc;
        }
        importer->next_numbers[i] = column.integer;
    }
    for (const struct text_form_entry *at = form->first; at != NULL; at = at->next) {
        int64_t number = record_key_number(at->key);
        int64_t *highest = &importer->next_numbers[at->kind->number];
        *highest = number > *highest ? number : *highest;
    }
    return RC_OK;
}

enum rc text_form_import(struct change_set *set, const struct folder *folder,
                         const struct text_form_merge *merge, struct text_form_report *out)
{
    struct snapshot *snapshot = &set->snapshot;
    struct importer importer = {.set = set, .folder = folder, .merge = merge};
    struct text_form form;
    table_init(&importer.stored_by_id, snapshot->arena);
    table_init(&importer.stored_by_number, snapshot->arena);
    table_init(&importer.by_id, snapshot->arena);
    table_init(&importer.by_number, snapshot->arena);
    set->is_import = true;
    set->is_action = true;
    enum rc rc = text_form_read(snapshot, folder, &form);
    rc = rc == RC_OK ? text_form_index(snapshot, &importer.stored_by_id, &importer.stored_by_number)
                     : rc;
    rc = rc == RC_OK ? number_keys(&importer, &form) : rc;
    rc = rc == RC_OK ? fill(&importer, &form) : rc;
    if (rc == RC_OK) {
        *out = importer.report;
    }
    return rc;
}
