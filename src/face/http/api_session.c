#include "core/head.h"
#include "face/http/api.h"

#include <string.h>

static struct text member(const struct api_call *call, const char *name)
{
    return json_text(json_member(call->body, name));
}

static void put_permissions(struct api_call *call)
{
    struct json_writer *writer = &call->writer;
    json_put_name_z(writer, "permissions");
    json_put_list(writer);
    if (call->actor.may_all) {
        json_put_text(writer, TEXT("*"));
    }
    for (size_t i = 0; i < call->actor.grant_count; i++) {
        struct text words = call->actor.grants[i].permissions;
        while (words.size > 0) {
            json_put_text(writer, text_cut(&words, ' '));
        }
    }
    json_put_list_end(writer);
}

static enum rc put_workspace(struct api_call *call)
{
    struct json_writer *writer = &call->writer;
    struct workspace *workspace = call->api->workspace;
    struct head head;
    struct hash mac;
    char text[HASH_HEX_SIZE + 1];
    enum rc rc =
        head_load(call->snapshot.connection, call->arena, false, &call->fault, &head, &mac);
    if (rc != RC_OK) {
        return rc;
    }
    json_put_name_z(writer, "workspace");
    json_put_object(writer);
    json_member_text(writer, "name", workspace->name);
    json_member_bool(writer, "is_simulated", workspace->is_simulated);
    json_member_text(writer, "now", moment_text(workspace_now_us(workspace), text));
    json_member_integer(writer, "ledger_size", (int64_t)head.tree.size);
    json_member_text(writer, "ledger_root", hash_hex(head.root, text));
    json_put_object_end(writer);
    return RC_OK;
}

static enum rc put_session(struct api_call *call)
{
    struct json_writer *writer = &call->writer;
    struct renderer renderer;
    char id[ID_TEXT_SIZE + 1];
    renderer_init(&renderer, &call->snapshot, writer, &call->actor);
    json_put_object(writer);
    json_put_name_z(writer, "account");
    json_put_object(writer);
    json_member_text(writer, "id", id_text(call->session.account, id));
    json_member_text(writer, "name", call->session.account_name);
    json_put_name_z(writer, "person");
    render_reference(&renderer, call->actor.person);
    json_put_object_end(writer);
    json_member_text(writer, "csrf", call->session.csrf);
    json_member_bool(writer, "must_change_password", call->session.must_change_password);
    put_permissions(call);
    enum rc rc = put_workspace(call);
    json_member_z(writer, "version", CSMS_VERSION);
    json_put_object_end(writer);
    return rc;
}

static enum rc no_login(struct api_call *call, struct http_answer *answer, bool wants_code)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, call->arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_z(&writer, "type", "about:blank");
    json_member_z(&writer, "title", rc_sentence(RC_NO_LOGIN));
    json_member_integer(&writer, "status", 401);
    json_member_z(&writer, "code", "NO_LOGIN");
    json_member_z(&writer, "reason", wants_code ? "SECOND_FACTOR" : "PASSWORD");
    json_member_text(&writer, "detail",
                     call->fault.count > 0 ? call->fault.problems[0].sentence : TEXT_NONE);
    json_put_object_end(&writer);
    answer->status = 401;
    answer->media_type = "application/problem+json";
    answer->body = buffer_text(&out);
    return RC_OK;
}

static enum rc log_in(struct api_call *call, struct http_answer *answer)
{
    struct login login = {member(call, "name"), member(call, "password"), member(call, "code")};
    bool wants_code = false;
    enum rc rc = account_login(&call->snapshot, &login, &call->session, &wants_code);
    if (rc == RC_NO_LOGIN) {
        return no_login(call, answer, wants_code);
    }
    struct text token = call->session.token;
    rc = rc == RC_OK ? account_session(&call->snapshot, token, true, &call->session, &call->actor)
                     : rc;
    rc = rc == RC_OK ? put_session(call) : rc;
    if (rc == RC_OK) {
        (void)api_ok(call, answer, 200);
        api_set_cookie(call, answer, token);
    }
    return rc;
}

enum http_how api_session(struct api_call *call, struct http_answer *answer)
{
    enum rc rc = api_read_body(call);
    if (rc == RC_OK && !api_is_method(call, "POST")) {
        rc = fault_add(&call->fault, RC_NOT_FOUND, TEXT_NONE, "sign in with POST");
    }
    return rc == RC_OK ? api_work(call, answer, log_in) : api_problem(call, answer, rc);
}

static enum rc change_password(struct api_call *call, struct http_answer *answer)
{
    enum rc rc =
        account_change_password(&call->snapshot, &call->actor, member(call, "old"),
                                member(call, "new"), http_cookie(call->request, "csms_session"));
    if (rc == RC_OK) {
        json_put_raw(&call->writer, TEXT("{\"done\":true}"));
        (void)api_ok(call, answer, 200);
    }
    return rc;
}

static enum rc log_out(struct api_call *call, struct http_answer *answer)
{
    enum rc rc = account_logout(&call->snapshot, http_cookie(call->request, "csms_session"));
    if (rc == RC_OK) {
        json_put_raw(&call->writer, TEXT("{\"done\":true}"));
        (void)api_ok(call, answer, 200);
        api_set_cookie(call, answer, TEXT_NONE);
    }
    return rc;
}

/* The secret travels to the user and back with the code that proves it. */
static enum http_how second_factor(struct api_call *call, struct http_answer *answer)
{
    char secret[SIGN_TOTP_SECRET_BYTES];
    sign_random(secret, sizeof secret);
    struct text bytes = {secret, sizeof secret};
    struct text base32 = sign_base32(call->arena, bytes);
    json_put_object(&call->writer);
    json_member_text(&call->writer, "secret", base32);
    json_member_text(&call->writer, "uri",
                     text_print(call->arena, "otpauth://totp/csms:%.*s?secret=%.*s&issuer=csms",
                                TEXT_ARGS(call->session.account_name), TEXT_ARGS(base32)));
    json_put_object_end(&call->writer);
    return api_ok(call, answer, 200);
}

static bool from_base32(struct arena *arena, struct text words, struct text *out)
{
    struct buffer bytes;
    uint32_t bits = 0;
    int count = 0;
    buffer_init(&bytes, arena);
    for (size_t i = 0; i < words.size; i++) {
        char c = words.at[i];
        int digit = c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
        if (digit < 0) {
            return false;
        }
        bits = (bits << 5) | (uint32_t)digit;
        count += 5;
        if (count >= 8) {
            buffer_put_char(&bytes, (char)(bits >> (count - 8)));
            count -= 8;
        }
    }
    *out = buffer_text(&bytes);
    return true;
}

static enum rc confirm_second_factor(struct api_call *call, struct http_answer *answer)
{
    struct text secret = TEXT_NONE;
    enum rc rc =
        from_base32(call->arena, member(call, "secret"), &secret)
            ? account_set_second_factor(&call->snapshot, &call->actor, secret, member(call, "code"))
            : fault_add(&call->fault, RC_INVALID, TEXT("secret"), "this is no secret");
    if (rc == RC_OK) {
        json_put_raw(&call->writer, TEXT("{\"done\":true}"));
        (void)api_ok(call, answer, 200);
    }
    return rc;
}

enum http_how api_account(struct api_call *call, struct http_answer *answer)
{
    if (api_is(call, 0, "session")) {
        enum rc rc = put_session(call);
        return rc == RC_OK ? api_ok(call, answer, 200) : api_problem(call, answer, rc);
    }
    enum rc rc = api_read_body(call);
    if (rc == RC_OK && call->session.csrf.size == 0) {
        rc = fault_add(&call->fault, RC_DENIED, TEXT_NONE,
                       "an API token cannot change how its account signs in; use a session");
    }
    if (rc != RC_OK) {
        return api_problem(call, answer, rc);
    }
    if (api_is(call, 0, "password")) {
        return api_work(call, answer, change_password);
    }
    if (api_is(call, 0, "second-factor")) {
        return api_is(call, 1, "confirm") ? api_work(call, answer, confirm_second_factor)
                                          : second_factor(call, answer);
    }
    return api_work(call, answer, log_out);
}
