/* server.h - csms serve as its users meet it: a process behind a port.
 *
 * Purpose: makes a workspace in a temporary folder with csms init, starts
 * csms serve on a free loopback port, signs in, and sends bytes as they are.
 * Ownership: server_start to server_stop, which ends the process it started
 * and expects a clean exit. Errors: a test failure. */
#ifndef CSMS_TESTS_FACE_SERVER_H
#define CSMS_TESTS_FACE_SERVER_H

#include "base/fault.h"
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#include <cmocka.h>

#define SERVER_PASSWORD "a sentence for tests only"

struct server {
    struct arena *arena;
    char folder[64];
    char url[512];
    pid_t process;
    int port;
    char one_time[64]; /* password of the first start */
    char cookie[128];
    char csrf[128];
};

struct reply {
    int status; /* 0: the connection was closed without an answer */
    struct text head;
    struct text body;
};

/* url: NULL for a file in a folder of its own. Does not sign in. */
struct server *server_make(const char *url);
void server_launch(struct server *server);
void server_stop(struct server *server); /* the process; the folder stays */
void server_end(struct server *server);
/* Runs csms with these words (apart by blanks) on the workspace; its exit code. */
int server_run(struct server *server, const char *words);

int server_connect(const struct server *server);
void server_put(int socket, struct text bytes);
/* Reads until the peer closes or an answer is complete. */
struct reply server_take(struct server *server, int socket);
/* One connection: bytes as they are. */
struct reply server_raw(struct server *server, struct text bytes);
/* A request of the signed-in session; body may be NULL, headers too (each with
 * its line end). ' stands for " in the body. */
struct reply server_ask(struct server *server, const char *method, const char *path,
                        const char *headers, const char *body);
void server_sign_in(struct server *server);
const struct json *server_json(struct server *server, struct text body);

/* cmocka's setup and teardown: started and signed in. */
int server_open(void **state);
int server_close(void **state);

#endif
