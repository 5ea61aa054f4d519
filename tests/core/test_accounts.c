/* Signing in, blocked accounts, second factors, sessions, tokens, appointments:
 * on a simulated clock, so that hours pass at once. */
#include "core/shop.h"

#include <string.h>

#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)

static int64_t now_us(struct shop *shop)
{
    return workspace_now_us(shop->workspace);
}

static void wait_us(struct shop *shop, int64_t us)
{
    shop_clock(shop, now_us(shop) + us);
}

static enum rc sign_in(struct shop *shop, const char *name, const char *password, const char *code,
                       struct session *session)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct login login = {text_of(name), text_of(password), text_of(code)};
    bool wants_code = false;
    enum rc rc = account_login(&snapshot, &login, session, &wants_code);
    snapshot_close(&snapshot);
    return rc;
}

static enum rc come_back(struct shop *shop, struct text token, struct actor *actor)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct session session;
    enum rc rc = account_session(&snapshot, token, true, &session, actor);
    snapshot_close(&snapshot);
    return rc;
}

static int64_t entries(struct shop *shop, const char *verb)
{
    return shop_integer(shop, QUERY("SELECT count(*) FROM ledger WHERE entity = 'account' AND verb "
                                    "= ?1",
                                    value_text(text_of(verb))));
}

/* ---- signing in ---- */

static void who_knows_the_password_gets_in(void **state)
{
    struct shop *shop = shop_of(state);
    struct session session;
    struct actor actor;
    (void)shop_actor(shop, "ada", "org.*", NULL);
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_OK, "right");
    assert_int_equal(session.token.size, 40);
    assert_false(session.must_change_password);
    shop_expect(shop, come_back(shop, session.token, &actor), RC_OK, "the session");
    assert_true(access_has(&actor, "org", "write"));
    assert_false(access_has(&actor, "tara", "write"));
    assert_int_equal(entries(shop, "login"), 1);
    shop_expect_verified(shop);
}

static void who_does_not_is_refused_and_noted(void **state)
{
    struct shop *shop = shop_of(state);
    struct session session;
    struct actor actor;
    (void)shop_actor(shop, "ada", "org.*", NULL);
    shop_expect(shop, sign_in(shop, "ada", "wrong", NULL, &session), RC_NO_LOGIN, "wrong");
    struct text words = shop_words(shop);
    shop_expect(shop, sign_in(shop, "nobody", "wrong", NULL, &session), RC_NO_LOGIN, "unknown");
    assert_true(text_equals(words, shop_words(shop))); /* which of the two, nobody learns */
    shop_expect(shop, sign_in(shop, "ada", "", NULL, &session), RC_NO_LOGIN, "empty");
    shop_expect(shop, sign_in(shop, "", "", NULL, &session), RC_NO_LOGIN, "nothing at all");
    shop_expect(shop, come_back(shop, TEXT("no such token"), &actor), RC_NO_LOGIN, "no session");
    shop_expect(shop, come_back(shop, TEXT_NONE, &actor), RC_NO_LOGIN, "an empty session");
    assert_int_equal(entries(shop, "login-failed"), 2);
    assert_int_equal(entries(shop, "login-unknown"), 2);
    assert_int_equal(entries(shop, "login"), 0);
    shop_expect_verified(shop);
}

static void guessing_blocks_the_account_for_longer_and_longer(void **state)
{
    static const int64_t blocked_s[] = {30, 60, 120, 240};
    struct shop *shop = shop_of(state);
    struct session session;
    (void)shop_actor(shop, "ada", "org.*", NULL);
    for (int i = 0; i < 4; i++) {
        shop_expect(shop, sign_in(shop, "ada", "wrong", NULL, &session), RC_NO_LOGIN, "wrong");
    }
    for (size_t i = 0; i < COUNT(blocked_s); i++) {
        shop_expect(shop, sign_in(shop, "ada", "wrong", NULL, &session), RC_NO_LOGIN, "wrong");
        wait_us(shop, (blocked_s[i] - 1) * SECOND_US);
        shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_NO_LOGIN,
                    "right, but blocked");
        assert_true(text_contains(shop_words(shop), TEXT("blocked")));
        wait_us(shop, SECOND_US);
    }
    assert_int_equal(entries(shop, "login-blocked"), (int64_t)COUNT(blocked_s));
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_OK, "in time");
    shop_expect(shop, sign_in(shop, "ada", "wrong", NULL, &session), RC_NO_LOGIN, "wrong");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_OK,
                "one mistake after a success blocks nobody");
    shop_expect_verified(shop);
}

/* The password that a decision asks for cannot be guessed at leisure either. */
static void guessing_at_decisions_blocks_too(void **state)
{
    struct shop *shop = shop_of(state);
    struct actor ada = shop_actor(shop, "ada", "*", NULL);
    enum rc rc = RC_NO_LOGIN;
    for (int i = 0; i < 6; i++) {
        struct snapshot snapshot = shop_snapshot(shop);
        rc = account_reauthenticate(&snapshot, &ada, i < 5 ? TEXT("wrong") : TEXT(SHOP_PASSWORD));
        snapshot_close(&snapshot);
        shop_expect(shop, rc, RC_NO_LOGIN, "guessing");
    }
    assert_true(text_contains(shop_words(shop), TEXT("blocked")));
    assert_int_equal(entries(shop, "login-failed"), 5);
    wait_us(shop, 31 * SECOND_US);
    struct snapshot snapshot = shop_snapshot(shop);
    rc = account_reauthenticate(&snapshot, &ada, TEXT(SHOP_PASSWORD));
    snapshot_close(&snapshot);
    shop_expect(shop, rc, RC_OK, "after the time is over");
    shop_expect_verified(shop);
}

/* ---- passwords ---- */

static enum rc new_password(struct shop *shop, const struct actor *actor, struct text old,
                            const char *fresh)
{
    struct snapshot snapshot = shop_snapshot(shop);
    enum rc rc = account_change_password(&snapshot, actor, old, text_of(fresh), TEXT_NONE);
    snapshot_close(&snapshot);
    return rc;
}

static void a_one_time_password_is_to_be_replaced(void **state)
{
    struct shop *shop = shop_of(state);
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct text first;
    struct session session;
    struct actor actor;
    change_set_init(&set, &snapshot, &shop_program);
    shop_expect(shop, account_create(&set, TEXT("grace"), TEXT_NONE, false, &first), RC_OK, "new");
    shop_expect(shop, change_commit(&set), RC_OK, "new");
    snapshot_close(&snapshot);
    shop_expect(shop, sign_in(shop, "grace", first.at, NULL, &session), RC_OK, "the first time");
    assert_true(session.must_change_password);
    shop_expect(shop, come_back(shop, session.token, &actor), RC_OK, "session");
    shop_expect(shop, new_password(shop, &actor, first, "short"), RC_INVALID, "too short");
    shop_expect(shop, new_password(shop, &actor, first, "the words of grace"), RC_INVALID,
                "with the name in it");
    shop_expect(shop, new_password(shop, &actor, first, first.at), RC_INVALID, "the same");
    shop_expect(shop, new_password(shop, &actor, TEXT("wrong"), "another long sentence"),
                RC_NO_LOGIN, "without the old one");
    shop_expect(shop, new_password(shop, &actor, first, "another long sentence"), RC_OK, "good");
    shop_expect(shop, sign_in(shop, "grace", first.at, NULL, &session), RC_NO_LOGIN, "the old one");
    shop_expect(shop, sign_in(shop, "grace", "another long sentence", NULL, &session), RC_OK,
                "the new one");
    assert_false(session.must_change_password);
    shop_expect_verified(shop);
}

static void an_account_name_is_taken_once(void **state)
{
    static const char *const names[] = {"ada", "", "two words"};
    struct shop *shop = shop_of(state);
    (void)shop_actor(shop, "ada", "org.*", NULL);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct snapshot snapshot = shop_snapshot(shop);
        struct change_set set;
        struct text password;
        change_set_init(&set, &snapshot, &shop_program);
        enum rc rc = account_create(&set, text_of(names[i]), TEXT_NONE, false, &password);
        snapshot_close(&snapshot);
        shop_expect(shop, rc, i == 0 ? RC_CONFLICT : RC_INVALID, names[i]);
    }
}

/* Whoever else holds a session of the account is out once its password changed. */
static void a_new_password_ends_the_other_sessions(void **state)
{
    struct shop *shop = shop_of(state);
    struct session here;
    struct session elsewhere;
    struct actor actor;
    (void)shop_actor(shop, "ada", "org.*", NULL);
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &here), RC_OK, "here");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &elsewhere), RC_OK, "elsewhere");
    shop_expect(shop, come_back(shop, here.token, &actor), RC_OK, "session");
    struct snapshot snapshot = shop_snapshot(shop);
    enum rc rc = account_change_password(&snapshot, &actor, TEXT(SHOP_PASSWORD),
                                         TEXT("another long sentence"), here.token);
    snapshot_close(&snapshot);
    shop_expect(shop, rc, RC_OK, "new password");
    shop_expect(shop, come_back(shop, here.token, &actor), RC_OK, "the one that changed it");
    shop_expect(shop, come_back(shop, elsewhere.token, &actor), RC_NO_LOGIN, "the other one");
    shop_expect_verified(shop);
}

/* Two that make the same account at once: the store itself takes only one. */
static void two_accounts_of_one_name_at_once_are_one(void **state)
{
    struct shop *shop = shop_of(state);
    struct snapshot snapshots[2] = {shop_snapshot(shop), shop_snapshot(shop)};
    struct change_set sets[2];
    struct text password;
    for (int i = 0; i < 2; i++) {
        change_set_init(&sets[i], &snapshots[i], &shop_program);
        shop_expect(shop, account_create(&sets[i], TEXT("twin"), TEXT_NONE, false, &password),
                    RC_OK, "checked");
    }
    shop_expect(shop, change_commit(&sets[0]), RC_OK, "the first");
    shop_expect(shop, change_commit(&sets[1]), RC_CONFLICT, "the second");
    snapshot_close(&snapshots[0]);
    snapshot_close(&snapshots[1]);
    shop_expect_verified(shop);
}

/* ---- second factor ---- */

static void a_second_factor_is_asked_for_and_used_once(void **state)
{
    struct shop *shop = shop_of(state);
    struct actor ada = shop_actor(shop, "ada", "org.*", NULL);
    struct session session;
    char bytes[SIGN_TOTP_SECRET_BYTES];
    struct text secret = {bytes, sizeof bytes};
    sign_random(bytes, sizeof bytes);
    struct text code = text_print(shop->arena, "%06d", sign_totp(secret, now_us(shop)));
    struct snapshot snapshot = shop_snapshot(shop);
    shop_expect(shop, account_set_second_factor(&snapshot, &ada, secret, TEXT("12345")), RC_INVALID,
                "digits that do not fit");
    shop_expect(shop, account_set_second_factor(&snapshot, &ada, secret, code), RC_OK, "set");
    snapshot_close(&snapshot);
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_NO_LOGIN, "no code");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, code.at, &session), RC_NO_LOGIN,
                "the code that was used to set it up");
    wait_us(shop, 90 * SECOND_US);
    code = text_print(shop->arena, "%06d", sign_totp(secret, now_us(shop)));
    shop_expect(shop, sign_in(shop, "ada", "wrong", code.at, &session), RC_NO_LOGIN, "password");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, "x", &session), RC_NO_LOGIN, "code");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, code.at, &session), RC_OK, "both");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, code.at, &session), RC_NO_LOGIN,
                "the same code again");
    wait_us(shop, 300 * SECOND_US);
    code = text_print(shop->arena, "%06d", sign_totp(secret, now_us(shop) - 120 * SECOND_US));
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, code.at, &session), RC_NO_LOGIN,
                "a code of two minutes ago");
    shop_expect_verified(shop);
}

/* ---- sessions ---- */

static void a_session_ends_when_idle_or_left(void **state)
{
    struct shop *shop = shop_of(state);
    struct session session;
    struct actor actor;
    (void)shop_actor(shop, "ada", "org.*", NULL);
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_OK, "in");
    for (int i = 0; i < 3; i++) {
        wait_us(shop, 7 * HOUR_US);
        shop_expect(shop, come_back(shop, session.token, &actor), RC_OK, "used every seven hours");
    }
    wait_us(shop, ACCOUNT_IDLE_US + SECOND_US);
    shop_expect(shop, come_back(shop, session.token, &actor), RC_NO_LOGIN, "idle for too long");
    shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_OK, "in again");
    struct snapshot snapshot = shop_snapshot(shop);
    shop_expect(shop, account_logout(&snapshot, session.token), RC_OK, "out");
    shop_expect(shop, account_logout(&snapshot, session.token), RC_OK, "out twice");
    snapshot_close(&snapshot);
    shop_expect(shop, come_back(shop, session.token, &actor), RC_NO_LOGIN, "after leaving");
    shop_expect_verified(shop);
}

static void an_appointment_holds_from_its_first_to_its_last_day(void **state)
{
    struct shop *shop = shop_of(state);
    struct session session;
    struct actor actor;
    (void)shop_actor(shop, "ada", "org.*", NULL);
    shop_expect(shop,
                shop_do(shop, &shop_program,
                        "{'entity': 'role_assignment', 'verb': 'change', 'key': 'RA-0001', "
                        "'reason': 'r', 'fields': {'valid_from': '2026-01-06', 'valid_to': "
                        "'2026-01-07'}}"),
                RC_OK, "dates");
    for (int day = 5; day <= 8; day++) {
        shop_expect(shop, sign_in(shop, "ada", SHOP_PASSWORD, NULL, &session), RC_OK, "in");
        shop_expect(shop, come_back(shop, session.token, &actor), RC_OK, "session");
        assert_int_equal(access_has(&actor, "org", "write"), day == 6 || day == 7);
        wait_us(shop, 24 * HOUR_US);
    }
    shop_expect_verified(shop);
}

/* ---- tokens ---- */

static void a_token_reaches_as_far_as_its_scope_and_time(void **state)
{
    struct shop *shop = shop_of(state);
    struct actor ada = shop_actor(shop, "ada", "org.* tara.read", NULL);
    struct actor robot;
    struct text token;
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    struct token_wish wish = {ada.account, TEXT("robot"), TEXT("org.read tara.write"),
                              now_us(shop) + HOUR_US};
    change_set_init(&set, &snapshot, &ada);
    account_make_token(&set, &wish, &token);
    shop_expect(shop, change_commit(&set), RC_OK, "token");
    shop_expect(shop, account_token(&snapshot, token, &robot), RC_OK, "used");
    assert_true(access_has(&robot, "org", "read"));
    assert_false(access_has(&robot, "org", "write"));  /* the account may, the token not */
    assert_false(access_has(&robot, "tara", "write")); /* the token may, the account not */
    shop_expect(shop, account_token(&snapshot, TEXT("csms_guess"), &robot), RC_NO_LOGIN, "guessed");
    snapshot_close(&snapshot);
    wait_us(shop, HOUR_US + SECOND_US);
    snapshot = shop_snapshot(shop);
    shop_expect(shop, account_token(&snapshot, token, &robot), RC_NO_LOGIN, "expired");
    snapshot_close(&snapshot);
    shop_expect_verified(shop);
}

static void a_refusal_is_in_the_ledger(void **state)
{
    struct shop *shop = shop_of(state);
    struct actor reader = shop_visitor(shop, "org.read", (struct id){{0}});
    struct snapshot snapshot = shop_snapshot(shop);
    account_note_denied(&snapshot, &reader, TEXT("POST /api/sites \"quoted\""));
    snapshot_close(&snapshot);
    assert_int_equal(shop_integer(shop, QUERY_PLAIN("SELECT count(*) FROM ledger WHERE entity = "
                                                    "'access' AND verb = 'denied'")),
                     1);
    shop_expect_verified(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SHOP_ON_CLOCK(who_knows_the_password_gets_in),
        SHOP_ON_POSTGRES(who_knows_the_password_gets_in),
        SHOP_ON_CLOCK(who_does_not_is_refused_and_noted),
        SHOP_ON_POSTGRES(who_does_not_is_refused_and_noted),
        SHOP_ON_CLOCK(guessing_blocks_the_account_for_longer_and_longer),
        SHOP_ON_CLOCK(guessing_at_decisions_blocks_too),
        SHOP_ON_CLOCK(a_one_time_password_is_to_be_replaced),
        SHOP_ON_BOTH(an_account_name_is_taken_once),
        SHOP_ON_BOTH(two_accounts_of_one_name_at_once_are_one),
        SHOP_ON_CLOCK(a_new_password_ends_the_other_sessions),
        SHOP_ON_CLOCK(a_second_factor_is_asked_for_and_used_once),
        SHOP_ON_CLOCK(a_session_ends_when_idle_or_left),
        SHOP_ON_CLOCK(an_appointment_holds_from_its_first_to_its_last_day),
        SHOP_ON_CLOCK(a_token_reaches_as_far_as_its_scope_and_time),
        SHOP_ON_BOTH(a_refusal_is_in_the_ledger)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
