/* postgres_session.h - one connection to PostgreSQL, spoken to in pipeline mode.
 *
 * Purpose: sends queries as named prepared statements (postgres_cache.h),
 * reads the answers later, and turns SQLSTATE into enum rc. The connection is
 * in pipeline mode all the time; a query that runs now is a pipeline of one.
 * Waiting: at most SESSION_WAITING_LIMIT messages are unanswered at a time, so
 * that neither side can block the other with full buffers.
 * Types: the server infers the type of a null from the first place it reads;
 * of a value that may be null say (x = ?1 OR ?1 IS NULL), in this order.
 * Lost connections: outside of a transaction the session is opened again
 * before the next query; inside, all answers are RC_OFFLINE until its end.
 * Errors: 22xxx RC_INVALID; 23xxx RC_CONFLICT; 40001, 40P01, 55P03, 57014
 * RC_BUSY; 54xxx RC_TOO_LARGE; 08xxx, 57Pxx and lost connections RC_OFFLINE;
 * XX001, XX002 RC_CORRUPT; all others RC_BROKEN. The words are the server's
 * message without its detail, which repeats values of rows.
 * Ownership: the struct belongs to postgres.c; a result is the caller's.
 * Cost: one round trip a drain, none a send. */
#ifndef CSMS_STORE_POSTGRES_SESSION_H
#define CSMS_STORE_POSTGRES_SESSION_H

#include "store/driver.h"
#include "store/postgres_cache.h"

#include <libpq-fe.h>

#define SESSION_WAITING_LIMIT 768 /* 256 statements, each prepared anew in place of another */
#define SESSION_VALUES_LIMIT_BYTES ((size_t)1000 << 20) /* the server takes 1 GiB a message */

struct postgres_store {
    struct store base;
    char *address; /* as given, perhaps with a password */
    char *shown;
};

/* What an unanswered message was. */
struct waiting {
    uint32_t statement; /* its name, or 0 */
    bool is_prepare;    /* it makes the statement, else it runs it */
    int64_t expect;     /* rows changed, or -1 for any */
};

struct postgres_connection {
    struct connection base;
    enum connection_mode mode;
    PGconn *handle;
    bool is_in_transaction;
    struct waiting waiting[SESSION_WAITING_LIMIT];
    size_t waiting_count;
    struct postgres_cache cache;
    struct arena *scratch; /* forgotten with every send */
};

/* Opens, or opens anew. */
enum rc postgres_session_open(struct postgres_connection *self, struct fault *fault) MUST_USE;
void postgres_session_close(struct postgres_connection *self);
bool postgres_session_is_lost(const struct postgres_connection *self);
/* Whether the server refuses everything until the transaction ends. */
bool postgres_session_is_failed(const struct postgres_connection *self);
/* Outside of a transaction: a connection that was lost is opened again. */
enum rc postgres_session_ready(struct postgres_connection *self, struct fault *fault) MUST_USE;

/* Puts one query on its way; what became of it is told by the next drain. */
enum rc postgres_session_send(struct postgres_connection *self, struct query query, int64_t expect,
                              struct fault *fault) MUST_USE;
/* Waits for all answers and tells of the first that is wrong. last, where it
 * is not NULL, gets the answer to what was sent last. */
enum rc postgres_session_drain(struct postgres_connection *self, struct fault *fault,
                               PGresult **last) MUST_USE;
/* Drains what was waiting, then sends and drains. */
enum rc postgres_session_run(struct postgres_connection *self, struct query query, int64_t expect,
                             struct fault *fault, PGresult **result) MUST_USE;
/* Several statements without values, not prepared. */
enum rc postgres_session_script(struct postgres_connection *self, struct text sql,
                                struct fault *fault) MUST_USE;

#endif
