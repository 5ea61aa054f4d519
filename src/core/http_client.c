#include "core/http_client.h"

#include "base/file.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#define ANSWER_LIMIT_BYTES ((size_t)64 << 20)

struct sending {
    const struct http_client_request *request;
    struct buffer answer;
    CURL *handle;
    bool met_private;
};

/* ---- addresses ---- */

static bool is_private_four(uint32_t address)
{
    static const struct {
        uint32_t net;
        uint32_t mask;
    } ranges[] = {{0x00000000, 0xFF000000}, {0x0A000000, 0xFF000000}, {0x64400000, 0xFFC00000},
                  {0x7F000000, 0xFF000000}, {0xA9FE0000, 0xFFFF0000}, {0xAC100000, 0xFFF00000},
                  {0xC0A80000, 0xFFFF0000}, {0xE0000000, 0xE0000000}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        if ((address & ranges[i].mask) == ranges[i].net) {
            return true;
        }
    }
    return false;
}

static bool is_private(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)address;
        return is_private_four(ntohl(four->sin_addr.s_addr));
    }
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)address;
    if (address->sa_family != AF_INET6) {
        return true;
    }
    if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
        uint32_t four;
        memcpy(&four, six->sin6_addr.s6_addr + 12, sizeof four);
        return is_private_four(ntohl(four));
    }
    return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ||
           IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr) || IN6_IS_ADDR_MULTICAST(&six->sin6_addr) ||
           (six->sin6_addr.s6_addr[0] & 0xFE) == 0xFC;
}

/* Asked for each address that a name resolves to, so that a name cannot lead
 * inside after it was looked at. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct sending *sending = self;
    (void)purpose;
    if (!sending->request->allows_private && is_private(&address->addr)) {
        sending->met_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- sending ---- */

static bool is_good_answer(const struct sending *sending)
{
    long status = 0;
    curl_easy_getinfo(sending->handle, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
}

static size_t take_answer(char *bytes, size_t one, size_t count, void *self)
{
    struct sending *sending = self;
    size_t size = one * count;
    if (sending->request->has_file && is_good_answer(sending)) {
        return file_put(sending->request->file, (struct text){bytes, size}) ? size : 0;
    }
    if (sending->answer.size + size > ANSWER_LIMIT_BYTES) {
        return 0;
    }
    buffer_put(&sending->answer, (struct text){bytes, size});
    return size;
}

static void set_options(CURL *handle, struct sending *sending)
{
    const struct http_client_request *request = sending->request;
    curl_easy_setopt(handle, CURLOPT_URL, request->url);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, request->timeout_seconds);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, sending);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, sending);
    if (request->body.size > 0) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body.at);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
    }
}

static CURLcode perform(struct sending *sending, long *status)
{
    CURL *handle = curl_easy_init();
    struct curl_slist *headers = NULL;
    CURLcode code = CURLE_FAILED_INIT;
    for (size_t i = 0; i < HTTP_CLIENT_HEADERS_LIMIT && sending->request->headers[i] != NULL; i++) {
        headers = curl_slist_append(headers, sending->request->headers[i]);
    }
    sending->handle = handle;
    if (handle != NULL) {
        set_options(handle, sending);
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        code = curl_easy_perform(handle);
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
    return code;
}

enum rc http_client_send(const struct http_client_request *request, struct fault *fault,
                         struct http_client_answer *out)
{
    struct sending sending = {.request = request};
    long status = 0;
    buffer_init(&sending.answer, request->arena);
    CURLcode code = perform(&sending, &status);
    if (sending.met_private) {
        return fault_add(fault, RC_DENIED, text_of(request->url),
                         "this leads to a private address; add --allow-private if that is meant");
    }
    if (code != CURLE_OK) {
        return fault_add(fault, RC_OFFLINE, text_of(request->url), "it does not answer: %s",
                         curl_easy_strerror(code));
    }
    *out = (struct http_client_answer){status, buffer_text(&sending.answer)};
    return RC_OK;
}

void http_client_escape(struct buffer *out, struct text part)
{
    for (size_t i = 0; i < part.size; i++) {
        unsigned char c = (unsigned char)part.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || strchr("-._~", c) != NULL;
        if (is_plain && c != '\0') {
            buffer_put_char(out, (char)c);
        } else {
            buffer_print(out, "%%%02X", c);
        }
    }
}
