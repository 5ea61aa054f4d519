#include "base/file.h"
#include "core/text_form.h"
#include "face/cli/cli_remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What concerns the workspace as a whole. Folders and files are those of this
 * machine: the server sees their bytes, and never a path. */

/* ---- export ---- */

static enum rc check_empty(struct cli *cli, struct folder *folder)
{
    struct text *names;
    size_t count = 0;
    enum rc rc = folder_make(folder, "", &cli->fault);
    rc = rc == RC_OK ? folder_list(folder, cli->arena, "", &cli->fault, &names, &count) : rc;
    if (rc == RC_OK && count > 0) {
        return fault_add(&cli->fault, RC_CONFLICT, text_of(folder_name(folder)),
                         "the folder is not empty; name a new one");
    }
    return rc;
}

/* Each record of a text form begins so, and no other line does. */
static size_t count_records(struct text bytes)
{
    size_t count = 0;
    while (bytes.size > 0) {
        struct text line = text_cut(&bytes, '\n');
        count += text_starts(line, TEXT("- id: ")) ? 1 : 0;
    }
    return count;
}

static enum rc write_one(struct cli *cli, struct folder *folder, struct text name,
                         struct text bytes)
{
    size_t slash = text_find(name, '/');
    enum rc rc = RC_OK;
    if (slash < name.size) {
        rc = folder_make(folder, text_to_z(cli->arena, text_part(name, 0, slash)), &cli->fault);
    }
    return rc == RC_OK ? folder_write(folder, text_to_z(cli->arena, name), bytes, &cli->fault) : rc;
}

enum rc cli_remote_export(struct cli *cli, const char *path)
{
    struct cli_remote remote;
    struct text archive = TEXT_NONE;
    struct folder *target = folder_disk(cli->arena, path);
    struct folder *files = folder_memory(cli->arena, cli->url);
    size_t records = 0;
    enum rc rc = check_empty(cli, target);
    cli_remote_init(&remote, cli, "GET", "workspace/text-form");
    rc = rc == RC_OK ? cli_remote_fetch(&remote, &archive) : rc;
    rc = rc == RC_OK ? folder_put_archive(files, archive, &cli->fault) : rc;
    for (size_t i = 0; rc == RC_OK && i < folder_count(files); i++) {
        struct text name;
        struct text bytes;
        folder_file(files, i, &name, &bytes);
        records += text_ends(name, TEXT(".yaml")) ? count_records(bytes) : 0;
        rc = write_one(cli, target, name, bytes);
    }
    if (rc == RC_OK) {
        buffer_print(&cli->out, "%zu records in %s\n", records, path);
    }
    return rc;
}

/* ---- import ---- */

#define FILE_LIMIT_BYTES ((size_t)256 << 20)

/* A folder within a folder travels as a name: the server says that it does not belong there. */
static enum rc pack_one(struct cli *cli, const struct folder *from, struct folder *to,
                        const char *name)
{
    struct text bytes = TEXT("");
    enum rc rc = folder_is_folder(from, name)
                     ? RC_OK
                     : folder_read(from, cli->arena, name, FILE_LIMIT_BYTES, &cli->fault, &bytes);
    return rc == RC_OK ? folder_write(to, name, bytes, &cli->fault) : rc;
}

static enum rc pack_below(struct cli *cli, const struct folder *from, struct folder *to,
                          const char *below)
{
    struct text *names;
    size_t count = 0;
    enum rc rc = folder_list(from, cli->arena, below, &cli->fault, &names, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct text name = below[0] == '\0'
                               ? names[i]
                               : text_print(cli->arena, "%s/%.*s", below, TEXT_ARGS(names[i]));
        if (names[i].at[0] == '.') {
            continue; /* passed over, as by an import from a folder */
        }
        bool is_first = below[0] == '\0';
        rc = is_first && folder_is_folder(from, name.at) ? pack_below(cli, from, to, name.at)
                                                         : pack_one(cli, from, to, name.at);
    }
    return rc;
}

static enum rc pack_folder(struct cli *cli, const char *path, int file, struct text *out)
{
    struct stat about;
    struct folder *archive = folder_archive(cli->arena, file);
    struct folder *source = folder_disk(cli->arena, path);
    /* what is no folder travels as an empty one: the server says what is missing */
    enum rc rc = folder_is_folder(source, "") ? pack_below(cli, source, archive, "") : RC_OK;
    rc = rc == RC_OK ? folder_end(archive, &cli->fault) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    void *at = fstat(file, &about) == 0
                   ? mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0)
                   : MAP_FAILED;
    if (at == MAP_FAILED) {
        return fault_add(&cli->fault, RC_BROKEN, text_of(path), "cannot pack this: %s",
                         strerror(errno));
    }
    *out = (struct text){at, (size_t)about.st_size};
    return RC_OK;
}

static void put_branch(struct cli_remote *remote)
{
    static const char *const options[] = {"branch", "prefer", "take"};
    for (size_t i = 0; i < COUNT(options); i++) {
        if (cli_option(remote->cli, options[i]) != NULL) {
            cli_remote_query(remote, options[i], cli_option(remote->cli, options[i]));
        }
    }
}

static enum rc send_archive(struct cli *cli, const char *path, struct text archive)
{
    static const char *const names[] = {"created", "changed", "unchanged", "contents", "renamed"};
    struct cli_remote remote;
    const struct json *answer;
    int64_t counts[COUNT(names)] = {0};
    cli_remote_init(&remote, cli, "POST", "workspace/text-form");
    cli_remote_query(&remote, "name", path);
    put_branch(&remote);
    remote.media_type = "application/x-tar";
    remote.body = archive;
    remote.is_long = true;
    if (cli_option(cli, "preview") != NULL) {
        cli_remote_query(&remote, "preview", "true");
        return cli_remote_show(&remote);
    }
    enum rc rc = cli_remote_ask(&remote, &answer);
    for (size_t i = 0; rc == RC_OK && i < COUNT(names); i++) {
        (void)json_integer(json_member(answer, names[i]), &counts[i]);
    }
    if (rc == RC_OK) {
        struct text_form_report report = {(size_t)counts[0], (size_t)counts[1], (size_t)counts[2],
                                          (size_t)counts[3], (size_t)counts[4]};
        cli_put_import(cli, &report);
    }
    return rc;
}

enum rc cli_remote_import(struct cli *cli, const char *path)
{
    struct text archive = TEXT_NONE;
    FILE *kept = tmpfile();
    if (kept == NULL) {
        return fault_add(&cli->fault, RC_BROKEN, text_of(path), "cannot pack this: %s",
                         strerror(errno));
    }
    enum rc rc = pack_folder(cli, path, fileno(kept), &archive);
    rc = rc == RC_OK ? send_archive(cli, path, archive) : rc;
    (void)fclose(kept);
    return rc;
}

/* ---- many changes, checks ---- */

enum rc cli_remote_bulk(struct cli *cli, const char *path)
{
    struct cli_remote remote;
    const struct json *answer;
    int64_t changes = 0;
    cli_remote_init(&remote, cli, "POST", "bulk");
    cli_remote_query(&remote, "name", path);
    remote.is_long = true;
    enum rc rc = cli_read_input(cli, path, &remote.body);
    rc = rc == RC_OK ? cli_remote_ask(&remote, &answer) : rc;
    if (rc == RC_OK && json_integer(json_member(answer, "changes"), &changes)) {
        buffer_print(&cli->out, "%lld changes\n", (long long)changes);
    }
    return rc;
}

enum rc cli_remote_check(struct cli *cli, const struct json **out)
{
    static const char *const options[] = {"module", "clause", "about"};
    struct cli_remote remote;
    struct text sarif;
    cli_remote_init(&remote, cli, "GET", "checks");
    for (size_t i = 0; i < COUNT(options); i++) {
        if (cli_option(cli, options[i]) != NULL) {
            cli_remote_query(&remote, options[i], cli_option(cli, options[i]));
        }
    }
    enum rc rc = cli_remote_ask(&remote, out);
    if (rc == RC_OK && cli_option(cli, "sarif") != NULL) {
        cli_remote_query(&remote, "form", "sarif");
        rc = cli_remote_send(&remote, &sarif);
        if (rc == RC_OK) {
            buffer_put(&cli->out, sarif);
        }
    }
    return rc;
}

/* ---- the ledger ---- */

static bool is_true(const struct json *json)
{
    return json != NULL && json->kind == JSON_TRUE;
}

static enum rc take_report(struct cli *cli, const struct json *answer, struct cli_verification *out)
{
    const struct json *problems = json_member(answer, "problems");
    const struct json *at = problems != NULL ? problems->first : NULL;
    struct verify_report *report = &out->report;
    if (!json_integer(json_member(answer, "entries"), &report->entries) ||
        !json_integer(json_member(answer, "records"), &report->records) ||
        !hash_from_hex(json_text(json_member(answer, "root")), &report->root)) {
        return fault_add(&cli->fault, RC_OFFLINE, text_of(cli->url), "this is no csms server");
    }
    report->has_key = is_true(json_member(answer, "has_key"));
    report->has_head_file = is_true(json_member(answer, "has_head_file"));
    out->is_simulated = is_true(json_member(answer, "is_simulated"));
    out->is_good = is_true(json_member(answer, "is_good"));
    for (; at != NULL; at = at->next) {
        (void)fault_add(&cli->fault, RC_CORRUPT, json_text(json_member(at, "path")), "%.*s",
                        TEXT_ARGS(json_text(json_member(at, "sentence"))));
    }
    return RC_OK;
}

enum rc cli_remote_verify(struct cli *cli, const char *checkpoint, struct text bytes,
                          struct cli_verification *out)
{
    struct cli_remote remote;
    const struct json *answer;
    cli_remote_init(&remote, cli, "POST", "workspace/verify");
    remote.is_long = true;
    if (checkpoint != NULL) {
        cli_remote_query(&remote, "name", checkpoint);
        remote.media_type = "application/octet-stream";
        remote.body = bytes;
    }
    enum rc rc = cli_remote_ask(&remote, &answer);
    return rc == RC_OK ? take_report(cli, answer, out) : rc;
}

enum rc cli_remote_checkpoint(struct cli *cli, struct text *out)
{
    struct cli_remote remote;
    cli_remote_init(&remote, cli, "GET", "workspace/checkpoint");
    return cli_remote_fetch(&remote, out);
}

enum rc cli_remote_pack(struct cli *cli, const char *key, struct text *out)
{
    struct cli_remote remote;
    cli_remote_init(&remote, cli, "GET", "workspace/evidence");
    if (key != NULL) {
        cli_remote_query(&remote, "record", key);
    }
    return cli_remote_fetch(&remote, out);
}

/* ---- backup ---- */

enum rc cli_remote_backup(struct cli *cli, const char *path)
{
    struct cli_remote remote;
    struct text ignored;
    cli_remote_init(&remote, cli, "GET", "workspace/backup");
    remote.is_long = true;
    remote.file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (remote.file < 0) {
        return errno == EEXIST ? fault_add(&cli->fault, RC_CONFLICT, text_of(path),
                                           "this file exists already; name a new one")
                               : fault_add(&cli->fault, RC_BROKEN, text_of(path),
                                           "cannot create this file: %s", strerror(errno));
    }
    enum rc rc = cli_remote_send(&remote, &ignored);
    bool is_written = fsync(remote.file) == 0;
    is_written = close(remote.file) == 0 && is_written;
    if (rc == RC_OK && !is_written) {
        rc = fault_add(&cli->fault, RC_BROKEN, text_of(path), "cannot write this file: %s",
                       strerror(errno));
    }
    if (rc != RC_OK) {
        unlink(path); /* half a copy helps nobody */
    }
    return rc;
}

/* ---- the clock, accounts ---- */

enum rc cli_remote_advance(struct cli *cli, const char *duration, struct text *now)
{
    struct cli_remote remote;
    const struct json *answer;
    struct buffer body;
    buffer_init(&body, cli->arena);
    buffer_put_z(&body, "{\"duration\":");
    json_quote(&body, text_of(duration));
    buffer_put_char(&body, '}');
    cli_remote_init(&remote, cli, "POST", "workspace/clock");
    remote.body = buffer_text(&body);
    enum rc rc = cli_remote_ask(&remote, &answer);
    if (rc == RC_OK) {
        *now = json_text(json_member(answer, "now"));
    }
    return rc;
}

enum rc cli_remote_account(struct cli *cli, const struct account_order *order, struct text *secret)
{
    struct cli_remote remote;
    const struct json *answer;
    struct buffer body;
    struct json_writer writer;
    buffer_init(&body, cli->arena);
    json_writer_init(&writer, &body);
    json_put_object(&writer);
    json_member_text(&writer, "verb", order->verb);
    json_member_text(&writer, "name", order->name);
    json_member_text(&writer, "person", order->person);
    json_member_text(&writer, "scope", order->scope);
    json_member_bool(&writer, "is_administrator", order->is_administrator);
    json_member_integer(&writer, "days", order->days);
    json_put_object_end(&writer);
    cli_remote_init(&remote, cli, "POST", "workspace/accounts");
    remote.body = buffer_text(&body);
    enum rc rc = cli_remote_ask(&remote, &answer);
    if (rc == RC_OK) {
        *secret = json_text(json_member(answer, "secret"));
    }
    return rc;
}
