#include "core/head.h"

#include "base/file.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define HEAD_LINE_BYTES 512 /* two slots, written in turn: a torn write loses one */

static struct text edge_bytes(const struct head *head)
{
    return (struct text){(const char *)head->tree.edge,
                         merkle_edge_count(&head->tree) * HASH_BYTES};
}

static struct text digest_bytes(const struct head *head)
{
    return (struct text){(const char *)head->digests, sizeof head->digests};
}

struct hash head_mac(const struct head *head, struct text mac_key)
{
    char numbers[64];
    int size = snprintf(numbers, sizeof numbers, "head %llu %lld\n",
                        (unsigned long long)head->tree.size, (long long)head->commits);
    struct text parts[5] = {{numbers, (size_t)size},
                            hash_text(&head->root),
                            hash_text(&head->chain),
                            edge_bytes(head),
                            digest_bytes(head)};
    struct hash whole = hash_of_parts(parts, 5);
    return hash_mac(mac_key, hash_text(&whole));
}

enum rc head_load(struct connection *connection, struct arena *arena, bool lock,
                  struct fault *fault, struct head *out, struct hash *mac)
{
    struct value row[7];
    bool is_shared = connection_kind(connection) == STORE_POSTGRES;
    struct query plain =
        QUERY_PLAIN("SELECT size, root, chain, edge, commits, digests, mac FROM ledger_head");
    struct query locked = QUERY_PLAIN(
        "SELECT size, root, chain, edge, commits, digests, mac FROM ledger_head FOR UPDATE");
    enum rc rc =
        connection_one(connection, arena, lock && is_shared ? locked : plain, fault, row, 7);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? fault_add(fault, RC_CORRUPT, TEXT("ledger_head"),
                                              "the head of the ledger is missing")
                                  : rc;
    }
    struct head head = {.commits = row[4].integer};
    head.tree.size = row[0].kind == VALUE_INTEGER ? (uint64_t)row[0].integer : 0;
    struct text edge = value_as_text(row[3]);
    struct text digests = value_as_text(row[5]);
    if (row[0].kind != VALUE_INTEGER || row[0].integer < 0 || row[4].kind != VALUE_INTEGER ||
        edge.size != merkle_edge_count(&head.tree) * HASH_BYTES ||
        digests.size != sizeof head.digests || merkle_edge_count(&head.tree) > MERKLE_DEPTH ||
        !hash_from_bytes(value_as_text(row[1]), &head.root) ||
        !hash_from_bytes(value_as_text(row[2]), &head.chain) ||
        !hash_from_bytes(value_as_text(row[6]), mac)) {
        return fault_add(fault, RC_CORRUPT, TEXT("ledger_head"),
                         "the head of the ledger is damaged");
    }
    memcpy(head.tree.edge, edge.at, edge.size);
    memcpy(head.digests, digests.at, digests.size);
    *out = head;
    return RC_OK;
}

enum rc head_commits(struct connection *connection, int64_t *out)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct rows *rows;
    const struct value *columns;
    fault_init(&fault, arena);
    enum rc rc =
        connection_query(connection, QUERY_PLAIN("SELECT commits FROM ledger_head"), &fault, &rows);
    if (rc == RC_OK) {
        rc = rows_next(rows, &columns);
        if (rc == RC_OK) {
            *out = columns[0].integer;
        }
        rows_close(rows);
    }
    arena_close(arena);
    return rc;
}

enum rc head_store(struct connection *connection, const struct head *head, struct text mac_key,
                   bool is_first, struct fault *fault)
{
    struct hash mac = head_mac(head, mac_key);
    struct value args[] = {value_integer((int64_t)head->tree.size),
                           value_bytes(hash_text(&head->root)),
                           value_bytes(hash_text(&head->chain)),
                           value_bytes(edge_bytes(head)),
                           value_integer(head->commits),
                           value_bytes(digest_bytes(head)),
                           value_bytes(hash_text(&mac))};
    struct query insert = {TEXT("INSERT INTO ledger_head (one, size, root, chain, edge, commits, "
                                "digests, mac) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
                           args, 7};
    struct query update = {TEXT("UPDATE ledger_head SET size = ?1, root = ?2, chain = ?3, "
                                "edge = ?4, commits = ?5, digests = ?6, mac = ?7"),
                           args, 7};
    return connection_queue(connection, is_first ? insert : update, 1, fault);
}

static struct text signed_part(const struct signed_head *head, char out[HEAD_LINE_BYTES])
{
    char id[ID_TEXT_SIZE + 1];
    char root[HASH_HEX_SIZE + 1];
    char public_key[2 * SIGN_PUBLIC_BYTES + 1];
    sodium_bin2hex(public_key, sizeof public_key, head->public_key, sizeof head->public_key);
    id_text(head->workspace, id);
    hash_hex(head->root, root);
    int size = snprintf(out, HEAD_LINE_BYTES, "csms-head 1 %s %lld %lld %s %s", id,
                        (long long)head->size, (long long)head->commits, root, public_key);
    return (struct text){out, (size_t)size};
}

void head_sign(const struct workspace *workspace, const struct head *head, struct signed_head *out)
{
    char line[HEAD_LINE_BYTES];
    *out = (struct signed_head){.workspace = workspace->id,
                                .size = (int64_t)head->tree.size,
                                .commits = head->commits,
                                .root = head->root};
    memcpy(out->public_key, workspace->key.public_key, sizeof out->public_key);
    out->signature = sign_make(&workspace->key, signed_part(out, line));
}

bool head_verify_signature(const struct signed_head *head)
{
    char line[HEAD_LINE_BYTES];
    return sign_verify(head->public_key, signed_part(head, line), &head->signature);
}

struct text head_text(struct arena *arena, const struct signed_head *head)
{
    char line[HEAD_LINE_BYTES];
    char signature[2 * SIGN_SIGNATURE_BYTES + 1];
    sodium_bin2hex(signature, sizeof signature, head->signature.bytes,
                   sizeof head->signature.bytes);
    return text_print(arena, "%.*s %s", TEXT_ARGS(signed_part(head, line)), signature);
}

static bool hex_bytes(struct text hex, uint8_t *out, size_t size)
{
    size_t found = 0;
    return hex.size == 2 * size &&
           sodium_hex2bin(out, size, hex.at, hex.size, NULL, &found, NULL) == 0 && found == size;
}

bool head_from_text(struct text line, struct signed_head *out)
{
    struct signed_head head = {0};
    struct text rest = text_trim(line);
    bool is_head = text_equals(text_cut(&rest, ' '), TEXT("csms-head")) &&
                   text_equals(text_cut(&rest, ' '), TEXT("1")) &&
                   id_from_text(text_cut(&rest, ' '), &head.workspace) &&
                   text_to_integer(text_cut(&rest, ' '), &head.size) &&
                   text_to_integer(text_cut(&rest, ' '), &head.commits) &&
                   hash_from_hex(text_cut(&rest, ' '), &head.root) &&
                   hex_bytes(text_cut(&rest, ' '), head.public_key, SIGN_PUBLIC_BYTES) &&
                   hex_bytes(rest, head.signature.bytes, SIGN_SIGNATURE_BYTES);
    if (!is_head || !head_verify_signature(&head)) {
        return false;
    }
    *out = head;
    return true;
}

/* The newest valid line of an open head file. */
static bool newest_of(int file, struct signed_head *out)
{
    char lines[2 * HEAD_LINE_BYTES];
    ssize_t size = pread(file, lines, sizeof lines, 0);
    bool has_one = false;
    for (ssize_t at = 0; at + HEAD_LINE_BYTES <= size; at += HEAD_LINE_BYTES) {
        struct signed_head head;
        if (head_from_text((struct text){lines + at, HEAD_LINE_BYTES}, &head) &&
            (!has_one || head.commits > out->commits)) {
            *out = head;
            has_one = true;
        }
    }
    return has_one;
}

enum rc head_file_write(const struct workspace *workspace, const struct signed_head *head,
                        struct fault *fault)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    int file = open(workspace->head_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    bool is_written = file >= 0 && flock(file, LOCK_EX) == 0;
    struct signed_head newest;
    if (is_written && !(newest_of(file, &newest) && newest.commits >= head->commits)) {
        char line[HEAD_LINE_BYTES];
        struct text text = head_text(arena, head);
        memset(line, ' ', sizeof line);
        memcpy(line, text.at, text.size);
        line[sizeof line - 1] = '\n';
        off_t slot = (head->commits & 1) != 0 ? HEAD_LINE_BYTES : 0;
        is_written =
            pwrite(file, line, sizeof line, slot) == (ssize_t)sizeof line && fdatasync(file) == 0;
    }
    if (file >= 0) {
        close(file);
    }
    arena_close(arena);
    return is_written ? RC_OK
                      : fault_add(fault, RC_BROKEN, text_of(workspace->head_path),
                                  "the head file cannot be written; check the disk");
}

enum rc head_file_read(struct arena *arena, const char *path, struct fault *fault,
                       struct signed_head *out)
{
    (void)arena;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return fault_add(fault, RC_NOT_FOUND, text_of(path),
                         "the signed head file is missing; without it commits that were cut off "
                         "cannot be noticed");
    }
    bool has_one = newest_of(file, out);
    close(file);
    return has_one ? RC_OK
                   : fault_add(fault, RC_CORRUPT, text_of(path),
                               "the head file holds no valid signed head");
}
