#include "http_load.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER_BYTES 65536
#define SLOTS 2000000

struct client {
    int socket;
    size_t used;
    double sent_at;
    char buffer[BUFFER_BYTES];
};

static double now_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int one = 1;
    int handle = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (handle < 0 || connect(handle, (struct sockaddr *)&address, sizeof address) != 0) {
        return -1;
    }
    setsockopt(handle, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return handle;
}

/* The size of a complete answer at the start of the buffer, or 0. */
static size_t answer_size(const struct client *client)
{
    const char *end = memmem(client->buffer, client->used, "\r\n\r\n", 4);
    const char *length = memmem(client->buffer, client->used, "Content-Length: ", 16);
    if (end == NULL || length == NULL || length > end) {
        return 0;
    }
    size_t size = (size_t)(end - client->buffer) + 4 + (size_t)strtoul(length + 16, NULL, 10);
    return client->used >= size ? size : 0;
}

static int by_value(const void *a, const void *b)
{
    float left = *(const float *)a;
    float right = *(const float *)b;
    return (left > right) - (left < right);
}

struct running {
    const struct http_load *load;
    size_t request_size;
    float *times_ms;
    size_t count;
    size_t refused;
};

static void send_next(struct running *running, struct client *client)
{
    client->used = 0;
    client->sent_at = now_seconds();
    if (write(client->socket, running->load->request, running->request_size) !=
        (ssize_t)running->request_size) {
        running->refused++;
    }
}

static void take_answer(struct running *running, struct client *client)
{
    ssize_t size =
        read(client->socket, client->buffer + client->used, sizeof client->buffer - client->used);
    if (size <= 0) {
        running->refused++;
        close(client->socket);
        return;
    }
    client->used += (size_t)size;
    if (answer_size(client) == 0) {
        return;
    }
    if (running->count < SLOTS) {
        running->times_ms[running->count++] = (float)((now_seconds() - client->sent_at) * 1e3);
    }
    running->refused += client->buffer[9] != '2';
    send_next(running, client);
}

int http_load_run(const struct http_load *load, struct http_load_result *out)
{
    struct running running = {.load = load,
                              .request_size = strlen(load->request),
                              .times_ms = calloc(SLOTS, sizeof(float))};
    struct client *clients = calloc((size_t)load->connections, sizeof *clients);
    struct epoll_event events[64];
    int poll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < load->connections; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &clients[i]};
        clients[i].socket = connect_to(load->port);
        if (clients[i].socket < 0) {
            return -1;
        }
        epoll_ctl(poll, EPOLL_CTL_ADD, clients[i].socket, &event);
        send_next(&running, &clients[i]);
    }
    double start = now_seconds();
    while (now_seconds() - start < load->seconds) {
        int ready = epoll_wait(poll, events, 64, 100);
        for (int i = 0; i < ready; i++) {
            take_answer(&running, events[i].data.ptr);
        }
    }
    double took = now_seconds() - start;
    for (int i = 0; i < load->connections; i++) {
        close(clients[i].socket);
    }
    close(poll);
    qsort(running.times_ms, running.count, sizeof(float), by_value);
    *out = (struct http_load_result){.per_second = (double)running.count / took,
                                     .p50_ms = running.times_ms[running.count / 2],
                                     .p99_ms = running.times_ms[running.count * 99 / 100],
                                     .answers = running.count,
                                     .refused = running.refused};
    free(clients);
    free(running.times_ms);
    return 0;
}

int http_load_once(int port, const char *request, char *out, size_t room)
{
    struct client *client = calloc(1, sizeof *client);
    int status = -1;
    client->socket = connect_to(port);
    if (client->socket >= 0 &&
        write(client->socket, request, strlen(request)) == (ssize_t)strlen(request)) {
        ssize_t size = 1;
        while (size > 0 && answer_size(client) == 0 && client->used < sizeof client->buffer) {
            size = read(client->socket, client->buffer + client->used,
                        sizeof client->buffer - client->used);
            client->used += size > 0 ? (size_t)size : 0;
        }
        status = client->used > 12 ? atoi(client->buffer + 9) : -1;
        size_t kept = client->used < room - 1 ? client->used : room - 1;
        memcpy(out, client->buffer, kept);
        out[kept] = '\0';
    }
    close(client->socket);
    free(client);
    return status;
}
