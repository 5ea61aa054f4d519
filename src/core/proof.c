#include "core/proof.h"

#include "core/decision.h"
#include "core/ledger.h"

#include <sodium.h>
#include <string.h>

#define PROOF_DEPTH 64

/* ---- leaves ---- */

/* All leaf hashes, in order, and the signed head over them. */
static enum rc load_leaves(struct snapshot *snapshot, struct hash **out, struct signed_head *head)
{
    struct head stored;
    struct hash mac;
    struct rows *rows;
    if (!snapshot->workspace->has_key) {
        return fault_add(snapshot->fault, RC_DENIED, TEXT_NONE,
                         "signing needs the workspace's key, which is not on this machine");
    }
    enum rc rc =
        head_load(snapshot->connection, snapshot->arena, false, snapshot->fault, &stored, &mac);
    if (rc != RC_OK) {
        return rc;
    }
    struct value size = value_integer((int64_t)stored.tree.size);
    struct hash *leaves = ARENA_MANY(snapshot->arena, struct hash, stored.tree.size + 1);
    rc = connection_query(
        snapshot->connection,
        (struct query){TEXT("SELECT leaf FROM ledger WHERE seq <= ?1 ORDER BY seq"), &size, 1},
        snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    const struct value *columns;
    size_t count = 0;
    while (count < stored.tree.size && (rc = rows_next(rows, &columns)) == RC_OK) {
        if (!hash_from_bytes(value_as_text(columns[0]), &leaves[count++])) {
            break;
        }
    }
    rows_close(rows);
    if (count != stored.tree.size || (rc != RC_OK && rc != RC_NOT_FOUND)) {
        return fault_add(snapshot->fault, RC_CORRUPT, TEXT("ledger"),
                         "entries are missing; run csms verify");
    }
    head_sign(snapshot->workspace, &stored, head);
    *out = leaves;
    return RC_OK;
}

/* ---- checkpoints ---- */

enum rc proof_checkpoint(struct snapshot *snapshot, struct text *out)
{
    struct signed_head head;
    struct hash *leaves;
    struct buffer file;
    enum rc rc = load_leaves(snapshot, &leaves, &head);
    if (rc != RC_OK) {
        return rc;
    }
    buffer_init(&file, snapshot->arena);
    buffer_put(&file, head_text(snapshot->arena, &head));
    buffer_put_char(&file, '\n');
    buffer_put(&file, (struct text){(const char *)leaves, (size_t)head.size * sizeof *leaves});
    *out = buffer_text(&file);
    return RC_OK;
}

enum rc proof_read_checkpoint(struct arena *arena, struct text file, struct text bytes,
                              struct fault *fault, struct checkpoint *out)
{
    struct text rest = bytes;
    struct checkpoint checkpoint = {0};
    if (!head_from_text(text_cut(&rest, '\n'), &checkpoint.head) || checkpoint.head.size < 0) {
        return fault_add(fault, RC_INVALID, file,
                         "this is no checkpoint, or its signature is wrong");
    }
    if (rest.size == 0) {
        *out = checkpoint; /* a head alone */
        return RC_OK;
    }
    if (rest.size != (size_t)checkpoint.head.size * HASH_BYTES) {
        return fault_add(fault, RC_INVALID, file,
                         "the checkpoint is cut off: %zu bytes of leaf hashes, %lld expected",
                         rest.size, (long long)checkpoint.head.size * HASH_BYTES);
    }
    struct hash *leaves = ARENA_MANY(arena, struct hash, checkpoint.head.size + 1);
    struct merkle tree = {0};
    memcpy(leaves, rest.at, rest.size);
    for (int64_t i = 0; i < checkpoint.head.size; i++) {
        merkle_add(&tree, leaves[i]);
    }
    if (!hash_equals(merkle_root(&tree), checkpoint.head.root)) {
        return fault_add(fault, RC_CORRUPT, file,
                         "the leaf hashes of the checkpoint do not give its signed root");
    }
    checkpoint.leaves = leaves;
    *out = checkpoint;
    return RC_OK;
}

/* ---- packs ---- */

struct levels {
    struct hash *at[PROOF_DEPTH];
    size_t counts[PROOF_DEPTH];
    size_t depth;
};

/* Every level of the tree; an odd last node is handed up as it is. */
static void build_levels(struct arena *arena, struct hash *leaves, size_t count, struct levels *out)
{
    out->at[0] = leaves;
    out->counts[0] = count;
    out->depth = 1;
    while (out->counts[out->depth - 1] > 1) {
        size_t below = out->counts[out->depth - 1];
        struct hash *from = out->at[out->depth - 1];
        struct hash *to = ARENA_MANY(arena, struct hash, below / 2 + 1);
        for (size_t i = 0; i + 1 < below; i += 2) {
            to[i / 2] = merkle_node(from[i], from[i + 1]);
        }
        if (below % 2 == 1) {
            to[below / 2] = from[below - 1];
        }
        out->at[out->depth] = to;
        out->counts[out->depth] = (below + 1) / 2;
        out->depth++;
    }
}

static void put_proof(struct json_writer *writer, const struct levels *levels, size_t index)
{
    char hex[HASH_HEX_SIZE + 1];
    json_put_list(writer);
    for (size_t level = 0; level + 1 < levels->depth; level++) {
        size_t other = index ^ 1;
        if (other < levels->counts[level]) {
            json_put_text(writer, hash_hex(levels->at[level][other], hex));
        }
        index /= 2;
    }
    json_put_list_end(writer);
}

static struct text base64(struct arena *arena, struct text bytes)
{
    size_t room = sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_ORIGINAL);
    char *out = arena_take(arena, room);
    sodium_bin2base64(out, room, (const uint8_t *)bytes.at, bytes.size,
                      sodium_base64_VARIANT_ORIGINAL);
    return text_of(out);
}

static void put_entry(struct json_writer *writer, struct arena *arena, const struct value *row,
                      const struct levels *levels)
{
    size_t index = (size_t)row[0].integer - 1;
    if (index >= levels->counts[0]) {
        return; /* newer than the head that is signed */
    }
    json_put_object(writer);
    json_member_integer(writer, "index", (int64_t)index);
    json_member_text(writer, "payload", base64(arena, value_as_text(row[1])));
    json_put_name_z(writer, "proof");
    put_proof(writer, levels, index);
    json_put_object_end(writer);
}

static enum rc put_entries(struct snapshot *snapshot, struct json_writer *writer,
                           const struct levels *levels, struct query query)
{
    struct rows *rows;
    const struct value *columns;
    enum rc rc = connection_query(snapshot->connection, query, snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        put_entry(writer, snapshot->arena, columns, levels);
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc put_decisions(struct snapshot *snapshot, struct json_writer *writer,
                             const struct levels *levels, struct id subject)
{
    struct value id = value_id(subject);
    return put_entries(snapshot, writer, levels,
                       (struct query){TEXT("SELECT seq, payload FROM ledger WHERE id IN (SELECT "
                                           "from_id FROM link JOIN record ON record.id = from_id "
                                           "WHERE to_id = ?1 AND entity = 'decision') ORDER BY "
                                           "seq"),
                                      &id, 1});
}

static enum rc put_chosen(struct snapshot *snapshot, struct json_writer *writer,
                          const struct levels *levels, struct text key)
{
    struct change_set reading;
    struct coverage coverage;
    struct record *record;
    const struct model_entity *kind = model_of_key(snapshot->workspace->model, key);
    if (key.size == 0) {
        return put_entries(snapshot, writer, levels,
                           QUERY_PLAIN("SELECT seq, payload FROM ledger ORDER BY seq"));
    }
    if (kind == NULL) {
        return fault_add(snapshot->fault, RC_NOT_FOUND, key, "there is no such record");
    }
    change_set_init(&reading, snapshot, NULL);
    enum rc rc = snapshot_get(snapshot, kind, key, &record);
    rc = rc == RC_OK ? decision_coverage(&reading, record, &coverage) : rc;
    for (size_t i = 0; rc == RC_OK && i < coverage.count; i++) {
        struct value id = value_id(coverage.records[i]->id);
        rc = put_entries(
            snapshot, writer, levels,
            (struct query){TEXT("SELECT seq, payload FROM ledger WHERE id = ?1 ORDER BY seq"), &id,
                           1});
        rc = rc == RC_OK ? put_decisions(snapshot, writer, levels, coverage.records[i]->id) : rc;
    }
    return rc;
}

static enum rc put_contents(struct snapshot *snapshot, struct json_writer *writer)
{
    struct rows *rows;
    const struct value *columns;
    char hex[HASH_HEX_SIZE + 1];
    enum rc rc = connection_query(snapshot->connection,
                                  QUERY_PLAIN("SELECT sha256, bytes FROM blob ORDER BY sha256"),
                                  snapshot->fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        struct hash sha256;
        if (hash_from_bytes(value_as_text(columns[0]), &sha256)) {
            json_put_object(writer);
            json_member_text(writer, "sha256", hash_hex(sha256, hex));
            json_member_text(writer, "bytes", base64(snapshot->arena, value_as_text(columns[1])));
            json_put_object_end(writer);
        }
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc proof_pack(struct snapshot *snapshot, struct text key, struct buffer *out)
{
    struct json_writer writer;
    struct signed_head head;
    struct hash *leaves;
    struct levels levels;
    enum rc rc = load_leaves(snapshot, &leaves, &head);
    if (rc != RC_OK) {
        return rc;
    }
    build_levels(snapshot->arena, leaves, (size_t)head.size, &levels);
    json_writer_init(&writer, out);
    json_put_object(&writer);
    json_member_z(&writer, "format", "csms-pack");
    json_member_integer(&writer, "version", 1);
    json_member_text(&writer, "head", head_text(snapshot->arena, &head));
    json_put_name_z(&writer, "entries");
    json_put_list(&writer);
    rc = put_chosen(snapshot, &writer, &levels, key);
    json_put_list_end(&writer);
    json_put_name_z(&writer, "contents");
    json_put_list(&writer);
    rc = rc == RC_OK ? put_contents(snapshot, &writer) : rc;
    json_put_list_end(&writer);
    json_put_object_end(&writer);
    return rc;
}

/* ---- offline ---- */

static bool from_base64(struct arena *arena, struct text words, struct text *out)
{
    char *bytes = arena_take(arena, words.size + 1);
    size_t size = 0;
    if (sodium_base642bin((uint8_t *)bytes, words.size, words.at, words.size, NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0) {
        return false;
    }
    *out = (struct text){bytes, size};
    return true;
}

static enum rc verify_entry(struct arena *arena, struct text file, const struct json *json,
                            const struct signed_head *head, struct fault *fault)
{
    struct hash proof[PROOF_DEPTH];
    struct ledger_entry entry;
    struct text payload;
    int64_t index = -1;
    size_t depth = 0;
    const struct json *list = json_member(json, "proof");
    bool is_good = json_integer(json_member(json, "index"), &index) && index >= 0 &&
                   from_base64(arena, json_text(json_member(json, "payload")), &payload) &&
                   list != NULL && list->count <= PROOF_DEPTH;
    for (const struct json *at = is_good ? list->first : NULL; at != NULL; at = at->next) {
        is_good = is_good && hash_from_hex(json_text(at), &proof[depth++]);
    }
    if (!is_good) {
        return fault_add_at(fault, RC_INVALID, file, json->line, json->column,
                            "this entry of the pack cannot be read");
    }
    if (!merkle_verify(merkle_leaf(payload), (uint64_t)index, (uint64_t)head->size, proof, depth,
                       head->root)) {
        return fault_add_at(fault, RC_CORRUPT, file, json->line, json->column,
                            "entry %lld is not part of the signed ledger: it was altered",
                            (long long)index + 1);
    }
    if (ledger_parse(arena, payload, &entry) != RC_OK || entry.seq != index + 1) {
        return fault_add_at(fault, RC_CORRUPT, file, json->line, json->column,
                            "entry %lld is not what its place says", (long long)index + 1);
    }
    return RC_OK;
}

static enum rc verify_content(struct arena *arena, struct text file, const struct json *json,
                              struct fault *fault)
{
    struct hash sha256;
    struct text bytes;
    if (!hash_from_hex(json_text(json_member(json, "sha256")), &sha256) ||
        !from_base64(arena, json_text(json_member(json, "bytes")), &bytes) ||
        !hash_equals(hash_of(bytes), sha256)) {
        return fault_add_at(fault, RC_CORRUPT, file, json->line, json->column,
                            "this content does not have the hash it is named by");
    }
    return RC_OK;
}

static enum rc read_head(struct text file, const struct json *root, struct text public_key,
                         struct fault *fault, struct signed_head *out)
{
    char key[2 * SIGN_PUBLIC_BYTES + 1];
    if (!text_is(json_text(json_member(root, "format")), "csms-pack") ||
        !head_from_text(json_text(json_member(root, "head")), out) || out->size < 0) {
        return fault_add(fault, RC_CORRUPT, file, "this is no pack, or its signature is wrong");
    }
    sodium_bin2hex(key, sizeof key, out->public_key, SIGN_PUBLIC_BYTES);
    if (public_key.size > 0 && !text_is(public_key, key)) {
        return fault_add(fault, RC_CORRUPT, file, "the pack is signed by another key: %s", key);
    }
    return RC_OK;
}

enum rc proof_verify_pack(struct arena *arena, struct text file, struct text bytes,
                          struct text public_key, struct fault *fault, struct pack_report *out)
{
    const struct json *root;
    struct pack_report report = {0};
    enum rc rc = json_read(arena, file, bytes, fault, &root);
    rc = rc == RC_OK ? read_head(file, root, public_key, fault, &report.head) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *entries = json_member(root, "entries");
    const struct json *contents = json_member(root, "contents");
    enum rc worst = RC_OK;
    for (const struct json *at = entries != NULL ? entries->first : NULL; at != NULL;
         at = at->next) {
        rc = verify_entry(arena, file, at, &report.head, fault);
        worst = rc != RC_OK ? rc : worst;
        report.entries++;
    }
    for (const struct json *at = contents != NULL ? contents->first : NULL; at != NULL;
         at = at->next) {
        rc = verify_content(arena, file, at, fault);
        worst = rc != RC_OK ? rc : worst;
        report.contents++;
    }
    *out = report;
    return worst;
}
