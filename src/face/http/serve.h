/* serve.h - the server: opens a workspace and serves it until told to stop.
 *
 * Purpose: csms serve. Listens on loopback unless told otherwise and refuses
 * any other address without TLS. Prints the address, and at the first start
 * the administrator's one-time password.
 * Threads: two or more serving, one committer, three workers, and the caller,
 * which watches for entries of other processes and for signals. */
#ifndef CSMS_FACE_SERVE_H
#define CSMS_FACE_SERVE_H

#include "core/model.h"

/* argv: the words behind "serve". Returns the exit code. */
int serve_run(const struct model *model, const char *url, int argc, char **argv);

#endif
