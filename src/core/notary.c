#include "core/notary.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/sign.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <openssl/ts.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define TIMEOUT_SECONDS 10L
#define ANSWER_LIMIT_BYTES ((size_t)1 << 20)

struct posting {
    const struct notary *notary;
    struct buffer answer;
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
    struct posting *posting = self;
    (void)purpose;
    if (!posting->notary->allows_private && is_private(&address->addr)) {
        posting->met_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- posting ---- */

static size_t take_answer(char *bytes, size_t one, size_t count, void *self)
{
    struct posting *posting = self;
    size_t size = one * count;
    if (posting->answer.size + size > ANSWER_LIMIT_BYTES) {
        return 0;
    }
    buffer_put(&posting->answer, (struct text){bytes, size});
    return size;
}

static CURLcode perform(struct posting *posting, const char *media_type, struct text body,
                        long *status)
{
    CURL *handle = curl_easy_init();
    struct curl_slist *headers = curl_slist_append(NULL, media_type);
    CURLcode code = CURLE_FAILED_INIT;
    if (handle != NULL && headers != NULL) {
        curl_easy_setopt(handle, CURLOPT_URL, posting->notary->url);
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
        curl_easy_setopt(handle, CURLOPT_TIMEOUT, TIMEOUT_SECONDS);
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.at);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE, (long)body.size);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take_answer);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, posting);
        curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
        curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, posting);
        code = curl_easy_perform(handle);
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    }
    curl_slist_free_all(headers);
    curl_easy_cleanup(handle);
    return code;
}

static enum rc post(const struct notary *notary, const char *media_type, struct text body,
                    struct buffer *answer, struct fault *fault)
{
    struct posting posting = {.notary = notary};
    long status = 0;
    buffer_init(&posting.answer, answer->arena);
    CURLcode code = perform(&posting, media_type, body, &status);
    if (posting.met_private) {
        return fault_add(fault, RC_DENIED, text_of(notary->url),
                         "this leads to a private address; add --allow-private if that is meant");
    }
    if (code != CURLE_OK) {
        return fault_add(fault, RC_OFFLINE, text_of(notary->url), "it does not answer: %s",
                         curl_easy_strerror(code));
    }
    if (status < 200 || status > 299) {
        return fault_add(fault, RC_OFFLINE, text_of(notary->url), "it answered with status %ld",
                         status);
    }
    *answer = posting.answer;
    return RC_OK;
}

enum rc notary_webhook(struct arena *arena, const struct notary *notary, struct text head,
                       struct fault *fault)
{
    struct buffer body;
    struct buffer answer;
    struct json_writer writer;
    buffer_init(&body, arena);
    json_writer_init(&writer, &body);
    json_put_object(&writer);
    json_member_text(&writer, "head", head);
    json_put_object_end(&writer);
    buffer_init(&answer, arena);
    return post(notary, "Content-Type: application/json", buffer_text(&body), &answer, fault);
}

/* ---- RFC 3161 ---- */

static bool fill_request(TS_REQ *request, struct hash hash, uint64_t nonce)
{
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    bool is_filled = imprint != NULL && algorithm != NULL && number != NULL &&
                     X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
                     TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
                     TS_MSG_IMPRINT_set_msg(imprint, hash.bytes, HASH_BYTES) == 1 &&
                     TS_REQ_set_version(request, 1) == 1 &&
                     TS_REQ_set_msg_imprint(request, imprint) == 1 &&
                     ASN1_INTEGER_set_uint64(number, nonce) == 1 &&
                     TS_REQ_set_nonce(request, number) == 1 && TS_REQ_set_cert_req(request, 1) == 1;
    TS_MSG_IMPRINT_free(imprint);
    X509_ALGOR_free(algorithm);
    ASN1_INTEGER_free(number);
    return is_filled;
}

static struct text request_bytes(struct arena *arena, TS_REQ *request)
{
    unsigned char *der = NULL;
    int size = i2d_TS_REQ(request, &der);
    struct text copy =
        size > 0 ? text_copy(arena, (struct text){(const char *)der, (size_t)size}) : TEXT_NONE;
    OPENSSL_free(der);
    return copy;
}

/* Granted, and for this hash and nonce. Who signed it is for the reader of the
 * token to judge, with the authority's certificate. */
static bool answers(struct text bytes, TS_REQ *request)
{
    const unsigned char *at = (const unsigned char *)bytes.at;
    TS_RESP *response = d2i_TS_RESP(NULL, &at, (long)bytes.size);
    TS_VERIFY_CTX *context = TS_REQ_to_TS_VERIFY_CTX(request, NULL);
    bool is_good = false;
    if (response != NULL && context != NULL) {
        TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_NONCE);
        is_good = TS_RESP_verify_response(context, response) == 1;
    }
    TS_VERIFY_CTX_free(context);
    TS_RESP_free(response);
    return is_good;
}

enum rc notary_time_stamp(struct arena *arena, const struct notary *notary, struct text head,
                          struct fault *fault, struct text *token)
{
    TS_REQ *request = TS_REQ_new();
    struct buffer answer;
    uint64_t nonce;
    sign_random(&nonce, sizeof nonce);
    nonce >>= 1; /* positive in DER */
    if (request == NULL || !fill_request(request, hash_of(head), nonce)) {
        TS_REQ_free(request);
        return fault_add(fault, RC_BROKEN, TEXT_NONE, "the time stamp request cannot be made");
    }
    buffer_init(&answer, arena);
    enum rc rc = post(notary, "Content-Type: application/timestamp-query",
                      request_bytes(arena, request), &answer, fault);
    if (rc == RC_OK && !answers(buffer_text(&answer), request)) {
        rc = fault_add(fault, RC_CORRUPT, text_of(notary->url),
                       "what came back is no time stamp of this head");
    }
    TS_REQ_free(request);
    if (rc == RC_OK) {
        *token = buffer_text(&answer);
    }
    return rc;
}
