/* http_client.h - requests to other machines.
 *
 * Purpose: one request, one answer, for webhooks, time stamps and a command
 * line that works on a remote server. Redirects are not followed; addresses
 * inside the own network are refused unless allowed, asked for each address a
 * name resolves to.
 * Ownership: the answer lives in the request's arena, at most 64 MiB; or goes into
 * an open file, where only a problem (status 300 or more) is kept in memory.
 * Errors: RC_OFFLINE with the reason, RC_DENIED for a private address. The
 * status of the answer is the caller's to judge. */
#ifndef CSMS_CORE_HTTP_CLIENT_H
#define CSMS_CORE_HTTP_CLIENT_H

#include "base/fault.h"

#define HTTP_CLIENT_HEADERS_LIMIT 4

struct http_client_request {
    struct arena *arena;
    const char *method; /* "POST" */
    const char *url;
    const char *headers[HTTP_CLIENT_HEADERS_LIMIT]; /* "Name: value", then NULL */
    struct text body;
    long timeout_seconds;
    bool allows_private;
    bool has_file; /* the answer goes into the file */
    int file;
};

struct http_client_answer {
    long status;
    struct text body;
};

enum rc http_client_send(const struct http_client_request *request, struct fault *fault,
                         struct http_client_answer *out) MUST_USE;
/* A part of an address, with everything but letters, digits and -._~ escaped. */
void http_client_escape(struct buffer *out, struct text part);

#endif
