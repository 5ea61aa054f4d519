#include "store/postgres_session.h"

#include "store/sql.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#define SCRATCH_BYTES ((size_t)64 << 20)
#define BINARY 1
#define NAME_BYTES 16

/* -- what went wrong -- */

static enum rc rc_of(struct text state)
{
    static const struct {
        const char *prefix;
        enum rc rc;
    } states[] = {
        {"08", RC_OFFLINE}, {"22", RC_INVALID},     {"23", RC_CONFLICT},   {"40001", RC_BUSY},
        {"40P01", RC_BUSY}, {"40002", RC_CONFLICT}, {"54", RC_TOO_LARGE},  {"55P03", RC_BUSY},
        {"57014", RC_BUSY}, {"57P", RC_OFFLINE},    {"XX001", RC_CORRUPT}, {"XX002", RC_CORRUPT},
    };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (text_starts(state, text_of(states[i].prefix))) {
            return states[i].rc;
        }
    }
    return RC_BROKEN;
}

bool postgres_session_is_lost(const struct postgres_connection *self)
{
    return self->handle == NULL || PQstatus(self->handle) != CONNECTION_OK;
}

bool postgres_session_is_failed(const struct postgres_connection *self)
{
    return PQtransactionStatus(self->handle) == PQTRANS_INERROR;
}

/* The message's first line. The detail is left out: it repeats values of rows,
 * which may be secret. */
static enum rc failed(struct postgres_connection *self, const PGresult *result, struct fault *fault)
{
    struct text state = text_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    struct text words = text_of(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    struct text place = text_of(self->base.store->url);
    bool is_lost = postgres_session_is_lost(self);
    if (self->handle == NULL) {
        words = TEXT("the connection was given up");
    } else if (words.size == 0) {
        words = text_of(PQerrorMessage(self->handle));
    }
    words = text_part(words, 0, text_find(words, '\n'));
    if (is_lost) {
        return fault_add(fault, RC_OFFLINE, place, "the store does not answer: %.*s",
                         TEXT_ARGS(words));
    }
    if (state.size == 0) {
        return fault_add(fault, RC_BROKEN, place, "the store says: %.*s", TEXT_ARGS(words));
    }
    return fault_add(fault, rc_of(state), place, "the store says: %.*s (SQLSTATE %.*s)",
                     TEXT_ARGS(words), TEXT_ARGS(state));
}

/* -- opening -- */

static void notice_ignore(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static bool settings_are_made(struct postgres_connection *self)
{
    static const char settings[] =
        "SET timezone = 'UTC'; SET synchronous_commit = on; SET standard_conforming_strings = on;"
        "SET lock_timeout = '20s'";
    static const char read_only[] = "SET default_transaction_read_only = on";
    PGresult *first = PQexec(self->handle, settings);
    bool is_made = PQresultStatus(first) == PGRES_COMMAND_OK;
    PQclear(first);
    if (is_made && self->mode == CONNECTION_READ) {
        PGresult *second = PQexec(self->handle, read_only);
        is_made = PQresultStatus(second) == PGRES_COMMAND_OK;
        PQclear(second);
    }
    return is_made;
}

static enum rc session_prepare(struct postgres_connection *self, struct fault *fault)
{
    if (postgres_session_is_lost(self)) {
        return failed(self, NULL, fault);
    }
    PQsetNoticeReceiver(self->handle, notice_ignore, NULL);
    if (!text_is(text_of(PQparameterStatus(self->handle, "server_encoding")), "UTF8")) {
        return fault_add(fault, RC_UNSUPPORTED, text_of(self->base.store->url),
                         "this database does not keep UTF-8; make one with: createdb --template "
                         "template0 --encoding UTF8 NAME");
    }
    if (!settings_are_made(self) || PQenterPipelineMode(self->handle) != 1) {
        return failed(self, NULL, fault);
    }
    return RC_OK;
}

static void session_drop(struct postgres_connection *self)
{
    PQfinish(self->handle);
    self->handle = NULL;
    self->waiting_count = 0;
    postgres_cache_clear(&self->cache);
}

enum rc postgres_session_open(struct postgres_connection *self, struct fault *fault)
{
    const struct postgres_store *store = (const void *)self->base.store;
    /* What stands before dbname is a default, what stands after it is fixed. */
    const char *const keywords[] = {
        "connect_timeout",  "keepalives_idle",  "keepalives_interval",
        "keepalives_count", "tcp_user_timeout", "fallback_application_name",
        "dbname",           "client_encoding",  NULL};
    const char *const values[] = {"10",   "30",           "10",   "3", "60000",
                                  "csms", store->address, "UTF8", NULL};
    session_drop(self);
    if (self->scratch == NULL) {
        self->scratch = arena_open(SCRATCH_BYTES);
    }
    self->handle = PQconnectdbParams(keywords, values, 1);
    enum rc rc = session_prepare(self, fault);
    if (rc != RC_OK) {
        session_drop(self);
    }
    return rc;
}

void postgres_session_close(struct postgres_connection *self)
{
    session_drop(self);
    arena_close(self->scratch);
    self->scratch = NULL;
}

/* A server that went away has left its farewell, or the end, in the socket. */
static void farewell_read(struct postgres_connection *self)
{
    for (int i = 0; i < 4 && !postgres_session_is_lost(self); i++) {
        struct pollfd socket = {.fd = PQsocket(self->handle), .events = POLLIN};
        if (poll(&socket, 1, 0) < 1 || PQconsumeInput(self->handle) == 0) {
            return;
        }
    }
}

enum rc postgres_session_ready(struct postgres_connection *self, struct fault *fault)
{
    bool is_busy = self->is_in_transaction || self->waiting_count > 0;
    if (!is_busy) {
        farewell_read(self);
    }
    if (!postgres_session_is_lost(self)) {
        return RC_OK;
    }
    return is_busy ? failed(self, NULL, fault) : postgres_session_open(self, fault);
}

/* -- sending -- */

struct parameters {
    int count;
    const char **values; /* NULL is null */
    int *sizes;
    int *formats;
};

static enum rc parameters_make(struct postgres_connection *self, struct query query,
                               struct fault *fault, struct parameters *out)
{
    struct arena *arena = self->scratch;
    struct parameters made = {(int)query.count, ARENA_MANY(arena, const char *, query.count),
                              ARENA_MANY(arena, int, query.count),
                              ARENA_MANY(arena, int, query.count)};
    size_t total = 0;
    for (size_t i = 0; i < query.count; i++) {
        made.formats[i] = BINARY;
        if (query.args[i].kind == VALUE_NONE) {
            continue;
        }
        struct text bytes = postgres_value_write(&query.args[i], arena_take(arena, 8));
        if (bytes.size > SESSION_VALUES_LIMIT_BYTES - total) {
            return fault_add(fault, RC_TOO_LARGE, text_of(self->base.store->url),
                             "the values of one query are larger than 1,000 MiB together");
        }
        total += bytes.size;
        made.values[i] = bytes.at;
        made.sizes[i] = (int)bytes.size;
    }
    *out = made;
    return RC_OK;
}

static void wait_for(struct postgres_connection *self, struct waiting waiting)
{
    self->waiting[self->waiting_count++] = waiting;
}

static const char *name_print(struct postgres_connection *self, const char *before, uint32_t name)
{
    return text_print(self->scratch, "%ss%u", before, name).at;
}

/* Makes sure that a prepared statement for the query exists or is on its way. */
static enum rc send_prepare(struct postgres_connection *self, struct query query,
                            struct fault *fault, uint32_t *name)
{
    const struct prepared *known = postgres_cache_find(&self->cache, query);
    if (known != NULL) {
        *name = known->name;
        return RC_OK;
    }
    uint32_t gives_way;
    known = postgres_cache_claim(&self->cache, query, &gives_way);
    if (gives_way != 0) {
        bool is_first = self->waiting_count == 0;
        const char *drop = name_print(self, "DEALLOCATE ", gives_way);
        if (PQsendQueryParams(self->handle, drop, 0, NULL, NULL, NULL, NULL, BINARY) != 1) {
            postgres_cache_forget(&self->cache, known->name);
            return failed(self, NULL, fault);
        }
        wait_for(self, (struct waiting){.expect = -1});
        /* A BEGIN behind it in one pipeline would not be the first statement. */
        enum rc rc = is_first ? postgres_session_drain(self, fault, NULL) : RC_OK;
        if (rc != RC_OK) {
            postgres_cache_forget(&self->cache, known->name);
            return rc;
        }
    }
    if (PQsendPrepare(self->handle, name_print(self, "", known->name),
                      sql_with_dollars(self->scratch, query.sql).at, (int)query.count,
                      known->types) != 1) {
        postgres_cache_forget(&self->cache, known->name);
        return failed(self, NULL, fault);
    }
    wait_for(self, (struct waiting){known->name, true, -1});
    *name = known->name;
    return RC_OK;
}

/* In a failed transaction only its end is heard, and nothing can be prepared. */
static int send_unnamed(struct postgres_connection *self, struct query query,
                        const struct parameters *parameters)
{
    Oid *types = ARENA_MANY(self->scratch, Oid, query.count);
    for (size_t i = 0; i < query.count; i++) {
        types[i] = postgres_value_type(query.args[i].kind);
    }
    return PQsendQueryParams(self->handle, sql_with_dollars(self->scratch, query.sql).at,
                             parameters->count, types, parameters->values, parameters->sizes,
                             parameters->formats, BINARY);
}

static enum rc send_now(struct postgres_connection *self, struct query query, int64_t expect,
                        struct fault *fault)
{
    struct parameters parameters = {0};
    enum rc rc = parameters_make(self, query, fault, &parameters);
    if (rc != RC_OK) {
        return rc;
    }
    uint32_t name = 0;
    int is_sent;
    if (postgres_session_is_failed(self)) {
        is_sent = send_unnamed(self, query, &parameters);
    } else {
        rc = send_prepare(self, query, fault, &name);
        if (rc != RC_OK) {
            return rc;
        }
        is_sent =
            PQsendQueryPrepared(self->handle, name_print(self, "", name), parameters.count,
                                parameters.values, parameters.sizes, parameters.formats, BINARY);
    }
    if (is_sent != 1) {
        return failed(self, NULL, fault);
    }
    wait_for(self, (struct waiting){name, false, expect});
    return RC_OK;
}

enum rc postgres_session_send(struct postgres_connection *self, struct query query, int64_t expect,
                              struct fault *fault)
{
    enum rc rc = postgres_session_ready(self, fault);
    if (rc == RC_OK && self->waiting_count + 3 > SESSION_WAITING_LIMIT) {
        rc = postgres_session_drain(self, fault, NULL);
    }
    if (rc != RC_OK) {
        return rc;
    }
    arena_reset(self->scratch);
    return send_now(self, query, expect, fault);
}

/* -- reading -- */

/* "cached plan must not change result type", after the table was altered, and
 * "prepared statement does not exist". */
static bool is_out_of_date(const PGresult *result)
{
    struct text state = text_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    return text_is(state, "0A000") || text_is(state, "26000");
}

static enum rc judge(struct postgres_connection *self, const struct waiting *waiting,
                     PGresult *result, struct fault *fault)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        if (waiting->statement != 0 && (waiting->is_prepare || is_out_of_date(result))) {
            postgres_cache_forget(&self->cache, waiting->statement);
        }
        return fault != NULL ? failed(self, result, fault) : RC_BROKEN;
    }
    struct text changed = text_of(PQcmdTuples(result));
    int64_t count = 0;
    if (waiting->expect >= 0 && changed.size > 0 && !text_to_integer(changed, &count)) {
        return RC_BROKEN;
    }
    return waiting->expect >= 0 && count != waiting->expect ? RC_STALE : RC_OK;
}

/* COPY would wait for more, which nobody sends. */
static bool is_copy(const PGresult *answer)
{
    ExecStatusType status = PQresultStatus(answer);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

/* The one answer to one message; libpq ends it with a NULL. */
static PGresult *answer_read(struct postgres_connection *self)
{
    PGresult *answer = PQgetResult(self->handle);
    PGresult *more = NULL;
    while (answer != NULL && !is_copy(answer) && !postgres_session_is_lost(self) &&
           (more = PQgetResult(self->handle)) != NULL) {
        PQclear(more);
    }
    return answer;
}

/* Without the end of the pipeline nothing that follows can be trusted. */
static enum rc end_read(struct postgres_connection *self, enum rc rc, struct fault *fault)
{
    PGresult *end = PQgetResult(self->handle);
    bool is_end = PQresultStatus(end) == PGRES_PIPELINE_SYNC;
    PQclear(end);
    if (is_end) {
        return rc;
    }
    rc = rc == RC_OK ? failed(self, NULL, fault) : rc;
    session_drop(self);
    return rc;
}

enum rc postgres_session_drain(struct postgres_connection *self, struct fault *fault,
                               PGresult **last)
{
    size_t count = self->waiting_count;
    self->waiting_count = 0;
    if (PQpipelineSync(self->handle) != 1) {
        return failed(self, NULL, fault);
    }
    PGresult *answer = NULL;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < count; i++) {
        PQclear(answer);
        answer = answer_read(self);
        enum rc one = judge(self, &self->waiting[i], answer, rc == RC_OK ? fault : NULL);
        rc = rc == RC_OK ? one : rc;
    }
    rc = end_read(self, rc, fault);
    if (rc != RC_OK || last == NULL) {
        PQclear(answer);
        return rc;
    }
    *last = answer;
    return RC_OK;
}

enum rc postgres_session_run(struct postgres_connection *self, struct query query, int64_t expect,
                             struct fault *fault, PGresult **result)
{
    enum rc rc = RC_OK;
    if (self->waiting_count > 0) {
        rc = postgres_session_drain(self, fault, NULL);
    }
    if (rc == RC_OK) {
        rc = postgres_session_send(self, query, expect, fault);
    }
    return rc == RC_OK ? postgres_session_drain(self, fault, result) : rc;
}

/* -- scripts -- */

static bool script_exec(struct postgres_connection *self, const char *sql, struct fault *fault,
                        enum rc *rc)
{
    PGresult *result = PQexec(self->handle, sql);
    ExecStatusType status = PQresultStatus(result);
    bool is_done =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!is_done) {
        *rc = failed(self, result, fault);
    }
    PQclear(result);
    return is_done;
}

enum rc postgres_session_script(struct postgres_connection *self, struct text sql,
                                struct fault *fault)
{
    enum rc rc = postgres_session_ready(self, fault);
    if (rc == RC_OK && self->waiting_count > 0) {
        rc = postgres_session_drain(self, fault, NULL);
    }
    if (rc != RC_OK) {
        return rc;
    }
    arena_reset(self->scratch);
    if (PQexitPipelineMode(self->handle) != 1) {
        return failed(self, NULL, fault);
    }
    /* Prepared statements may not outlive a change of the tables they read. */
    if (script_exec(self, text_to_z(self->scratch, sql), fault, &rc) &&
        !postgres_cache_is_empty(&self->cache) && script_exec(self, "DEALLOCATE ALL", fault, &rc)) {
        postgres_cache_clear(&self->cache);
    }
    if (!postgres_session_is_lost(self) && PQenterPipelineMode(self->handle) != 1 && rc == RC_OK) {
        rc = failed(self, NULL, fault);
    }
    return rc;
}
