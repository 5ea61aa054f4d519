#include "face/http/serve.h"

#include "base/file.h"
#include "base/log.h"
#include "core/account.h"
#include "core/commit.h"
#include "core/workspace_open.h"
#include "face/http/api.h"
#include "face/http/http_address.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WATCH_MS 200
#define KEY_FILE_LIMIT_BYTES ((size_t)1 << 20)
#define DEFAULT_PORT 8321

struct serving {
    const char *address;
    int port;
    int threads;
    const char *certificate_file;
    const char *key_file;
};

static enum rc take_options(struct serving *serving, int argc, char **argv, struct fault *fault)
{
    int64_t number;
    *serving = (struct serving){.address = "127.0.0.1", .port = DEFAULT_PORT, .threads = 4};
    for (int i = 0; i + 1 < argc; i += 2) {
        const char *value = argv[i + 1];
        bool is_number = text_to_integer(text_of(value), &number) && number >= 0 && number < 65536;
        if (strcmp(argv[i], "--address") == 0) {
            serving->address = value;
        } else if (strcmp(argv[i], "--port") == 0 && is_number) {
            serving->port = (int)number;
        } else if (strcmp(argv[i], "--threads") == 0 && is_number && number > 0 && number <= 64) {
            serving->threads = (int)number;
        } else if (strcmp(argv[i], "--certificate") == 0) {
            serving->certificate_file = value;
        } else if (strcmp(argv[i], "--private-key") == 0) {
            serving->key_file = value;
        } else {
            return fault_add(fault, RC_INVALID, text_of(argv[i]),
                             "usage: csms --workspace FILE serve [--address IP] [--port N] "
                             "[--threads N] [--certificate FILE --private-key FILE]");
        }
    }
    return argc % 2 == 0 ? RC_OK
                         : fault_add(fault, RC_INVALID, text_of(argv[argc - 1]),
                                     "a value must follow this option");
}

/* At the first start nobody has signed in yet: the administrator gets a new
 * one-time password, which is shown once. */
static enum rc first_password(struct workspace *workspace, struct arena *arena, struct fault *fault,
                              struct text *password)
{
    struct snapshot snapshot;
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    struct actor program = {.name = TEXT("job:first-start"), .may_all = true};
    enum rc rc = snapshot_open(&snapshot, workspace, arena, fault);
    if (rc != RC_OK) {
        return rc;
    }
    *password = TEXT_NONE;
    rc = account_by_name(&snapshot, TEXT("administrator"), row);
    if (rc == RC_OK && row[ACCOUNT_MUST_CHANGE].integer != 0 && workspace->has_key) {
        struct text word = sign_random_word(arena, 16);
        rc = account_set_password(&snapshot, &program, row, word, true);
        *password = rc == RC_OK ? word : TEXT_NONE;
    }
    snapshot_close(&snapshot);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc load_tls(const struct serving *serving, struct arena *arena, struct fault *fault,
                        struct http_options *options)
{
    struct text certificate;
    struct text key;
    if (serving->certificate_file == NULL && serving->key_file == NULL) {
        return http_address_is_loopback(serving->address)
                   ? RC_OK
                   : fault_add(fault, RC_DENIED, text_of(serving->address),
                               "without TLS csms listens on loopback only; give --certificate "
                               "and --private-key");
    }
    if (serving->certificate_file == NULL || serving->key_file == NULL) {
        return fault_add(fault, RC_INVALID, TEXT_NONE,
                         "--certificate and --private-key belong together");
    }
    enum rc rc =
        file_read(arena, serving->certificate_file, KEY_FILE_LIMIT_BYTES, fault, &certificate);
    rc = rc == RC_OK ? file_read(arena, serving->key_file, KEY_FILE_LIMIT_BYTES, fault, &key) : rc;
    if (rc == RC_OK) {
        options->certificate = certificate.at;
        options->private_key = key.at;
    }
    return rc;
}

static void announce(const struct api *api, const struct serving *serving, struct text password)
{
    bool is_six = strchr(serving->address, ':') != NULL;
    (void)printf("csms %s serves \"%.*s\"%s\n\n  %s://%s%s%s:%d/\n\n", CSMS_VERSION,
                 TEXT_ARGS(api->workspace->name),
                 api->workspace->is_simulated ? " (SIMULATED CLOCK)" : "",
                 api->is_secure ? "https" : "http", is_six ? "[" : "", serving->address,
                 is_six ? "]" : "", http_server_port(api->server));
    if (password.size > 0) {
        (void)printf("  sign in as    administrator\n  with password %.*s   (once; you choose "
                     "your own then)\n\n",
                     TEXT_ARGS(password));
    }
    if (!api->workspace->has_key) {
        (void)printf("  the signing key is not on this machine: read-only\n\n");
    }
    (void)printf("Stop with Ctrl-C.\n");
    (void)fflush(stdout);
}

static int64_t ledger_size(struct api *api)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct connection *connection;
    struct value size = value_integer(-1);
    fault_init(&fault, arena);
    if (workspace_take_reader(api->workspace, &fault, &connection) == RC_OK) {
        enum rc rc = connection_one(connection, arena, QUERY_PLAIN("SELECT size FROM ledger_head"),
                                    &fault, &size, 1);
        (void)rc; /* -1 then: nothing is woken this time */
        workspace_give_reader(api->workspace, connection);
    }
    arena_close(arena);
    return size.integer;
}

/* Wakes live screens at once for this process's commits, and within a second
 * for those of others. */
static void watch(struct api *api)
{
    sigset_t signals;
    struct timespec wait = {0, WATCH_MS * 1000000L};
    int64_t seen_here = 0;
    int64_t seen = ledger_size(api);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    for (int turn = 0; sigtimedwait(&signals, NULL, &wait) < 0; turn++) {
        int64_t here = committer_last_seq(api->workspace->committer);
        bool has_grown = here != seen_here;
        if (turn % 5 == 0) {
            int64_t size = ledger_size(api);
            has_grown = has_grown || size != seen;
            seen = size;
        }
        seen_here = here;
        if (has_grown) {
            http_server_wake(api->server);
        }
    }
}

static enum rc serve(struct api *api, const struct serving *serving, struct arena *arena,
                     struct fault *fault)
{
    struct text password = TEXT_NONE;
    struct http_options options = {.address = serving->address,
                                   .port = serving->port,
                                   .threads = serving->threads,
                                   .handler = api_handle,
                                   .limit = api_limit,
                                   .events = api_events,
                                   .self = api};
    enum rc rc = load_tls(serving, arena, fault, &options);
    rc = rc == RC_OK ? first_password(api->workspace, arena, fault, &password) : rc;
    if (rc == RC_OK && api->workspace->has_key) {
        rc = committer_start(api->workspace->committer, fault);
    }
    api->is_secure = options.certificate != NULL;
    api->cache = answer_cache_open();
    api->sessions = session_cache_open();
    rc = rc == RC_OK ? http_server_open(&options, fault, &api->server) : rc;
    if (rc == RC_OK) {
        announce(api, serving, password);
        watch(api);
        http_server_close(api->server);
        log_line(LOG_INFO, "stopped");
    }
    answer_cache_close(api->cache);
    session_cache_close(api->sessions);
    return rc;
}

int serve_run(const struct model *model, const char *url, int argc, char **argv)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct serving serving = {0};
    struct api api = {0};
    struct workspace_options options = {.url = url, .model = model};
    sigset_t signals;
    fault_init(&fault, arena);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, NULL); /* only watch() takes them */
    signal(SIGPIPE, SIG_IGN);
    enum rc rc = url == NULL ? fault_add(&fault, RC_INVALID, TEXT_NONE,
                                         "which workspace? csms --workspace FILE serve")
                             : take_options(&serving, argc, argv, &fault);
    if (rc == RC_OK && strncmp(url, "http", 4) == 0 && strstr(url, "://") != NULL) {
        rc = fault_add(&fault, RC_UNSUPPORTED, text_of(url),
                       "a server serves a file or a database, not another server");
    }
    rc = rc == RC_OK ? workspace_open(&options, &fault, &api.workspace) : rc;
    rc = rc == RC_OK ? serve(&api, &serving, arena, &fault) : rc;
    if (rc != RC_OK) {
        struct text words = fault_text(&fault, arena);
        (void)fprintf(stderr, "csms: %.*s", TEXT_ARGS(words));
    }
    workspace_close(api.workspace);
    arena_close(arena);
    return rc_exit_code(rc);
}
