#include "core/notary.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/sign.h"
#include "core/http_client.h"

#include <openssl/ts.h>

#define TIMEOUT_SECONDS 10L

static enum rc post(const struct notary *notary, const char *media_type, struct text body,
                    struct buffer *answer, struct fault *fault)
{
    struct http_client_request request = {.arena = answer->arena,
                                          .method = "POST",
                                          .url = notary->url,
                                          .headers = {media_type},
                                          .body = body,
                                          .timeout_seconds = TIMEOUT_SECONDS,
                                          .allows_private = notary->allows_private};
    struct http_client_answer got;
    enum rc rc = http_client_send(&request, fault, &got);
    if (rc == RC_OK && (got.status < 200 || got.status > 299)) {
        rc = fault_add(fault, RC_OFFLINE, text_of(notary->url), "it answered with status %ld",
                       got.status);
    }
    if (rc == RC_OK) {
        buffer_put(answer, got.body);
    }
    return rc;
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
