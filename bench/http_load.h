/* http_load.h - a small load generator for the benchmarks.
 *
 * Purpose: keeps a number of connections busy with one request each for some
 * seconds, on one thread with epoll, and reports rate and latency.
 * Ownership: everything for the time of the call. Errors: counted. */
#ifndef CSMS_BENCH_HTTP_LOAD_H
#define CSMS_BENCH_HTTP_LOAD_H

#include <stddef.h>

struct http_load {
    int port;
    int connections;
    double seconds;
    const char *request; /* whole, with its headers; the same for each */
};

struct http_load_result {
    double per_second;
    double p50_ms;
    double p99_ms;
    size_t answers;
    size_t refused; /* status not 2xx */
};

int http_load_run(const struct http_load *load, struct http_load_result *out);
/* One request; the answer's text into out (cut at room). Returns its status. */
int http_load_once(int port, const char *request, char *out, size_t room);

#endif
