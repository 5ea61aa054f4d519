/* cli_remote.h - one request to a csms server. Private to cli_*.c.
 *
 * Purpose: with --workspace http(s)://SERVER the commands are the same and say
 * the same; they go through the server's JSON API with an API token. The
 * server's problems are told as if they had happened here, with their places.
 * Ownership: answers live in the arena of the call; fetched files are mapped
 * until the program ends. Errors: the server's, RC_NO_LOGIN without a token,
 * RC_OFFLINE where no csms answers. */
#ifndef CSMS_FACE_CLI_REMOTE_H
#define CSMS_FACE_CLI_REMOTE_H

#include "face/cli/cli.h"

struct cli_remote {
    struct cli *cli;
    const char *method;
    const char *media_type; /* of the body */
    struct buffer path;     /* behind the server's address */
    struct text body;
    struct text if_match;
    bool is_long; /* concerns the whole workspace: may take an hour */
    int file;     /* a good answer goes here, or -1 */
};

void cli_remote_init(struct cli_remote *remote, struct cli *cli, const char *method,
                     const char *path);
/* One part of the path, escaped; a slash before it. */
void cli_remote_part(struct cli_remote *remote, struct text part);
void cli_remote_query(struct cli_remote *remote, const char *name, const char *value);
enum rc cli_remote_send(struct cli_remote *remote, struct text *out) MUST_USE;
/* The answer as JSON. */
enum rc cli_remote_ask(struct cli_remote *remote, const struct json **out) MUST_USE;
/* The answer as cli->out, an outline for people unless --json. */
enum rc cli_remote_show(struct cli_remote *remote) MUST_USE;
/* A long answer, kept in a file without a name. */
enum rc cli_remote_fetch(struct cli_remote *remote, struct text *out) MUST_USE;

#endif
