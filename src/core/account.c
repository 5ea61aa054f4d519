#include "core/account.h"

#include "core/validate.h"

#include <pthread.h>
#include <string.h>

#define FAILURES_FREE 5
#define BLOCK_FIRST_US (INT64_C(30) * 1000000)
#define BLOCK_LONGEST_US (INT64_C(3600) * 1000000)
#define SEEN_EVERY_US (INT64_C(60) * 1000000)
#define ONE_TIME_CHARACTERS 16
#define TOKEN_CHARACTERS 40
#define ACCOUNT_NAME_LIMIT 80

/* A hash that no password has: an unknown name costs as much as a wrong one. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static struct text detail_of(struct arena *arena, const char *name, struct text value)
{
    struct buffer out;
    struct json_writer writer;
    buffer_init(&out, arena);
    json_writer_init(&writer, &out);
    json_put_object(&writer);
    json_member_text(&writer, name, value);
    json_put_object_end(&writer);
    return buffer_text(&out);
}

/* ---- accounts ---- */

enum rc account_create(struct change_set *set, struct text name, struct text person,
                       bool is_administrator, struct text *one_time_password)
{
    static const struct field to_person = {.name = "person", .type = FIELD_REF, .refers = "person"};
    struct snapshot *snapshot = &set->snapshot;
    struct value existing[OPERATIONAL_COLUMNS_LIMIT];
    char hash[SIGN_PASSWORD_TEXT_SIZE];
    struct id person_id;
    if (name.size == 0 || name.size > ACCOUNT_NAME_LIMIT || text_find(name, ' ') < name.size) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("name"),
                         "an account name has 1 to %d bytes and no blanks", ACCOUNT_NAME_LIMIT);
    }
    enum rc rc = account_by_name(snapshot, name, existing);
    if (rc == RC_OK) {
        return fault_add(snapshot->fault, RC_CONFLICT, TEXT("name"), "this account exists already");
    }
    struct value person_value = value_none();
    if (person.size > 0) {
        rc = validate_reference(set, &to_person, person, TEXT("person"), &person_id);
        if (rc != RC_OK) {
            return rc;
        }
        person_value = value_id(person_id);
    }
    *one_time_password = sign_random_word(snapshot->arena, ONE_TIME_CHARACTERS);
    rc = sign_password_hash(*one_time_password, hash);
    if (rc != RC_OK) {
        return rc;
    }
    struct id id = workspace_new_id(snapshot->workspace);
    struct value row[ACCOUNT_COLUMNS] = {
        [ACCOUNT_ID] = value_id(id),
        [ACCOUNT_NAME] = value_text(name),
        [ACCOUNT_PASSWORD] = value_text(text_of(hash)),
        [ACCOUNT_MUST_CHANGE] = value_integer(1),
        [ACCOUNT_LAST_STEP] = value_integer(0),
        [ACCOUNT_PERSON] = person_value,
        [ACCOUNT_IS_ADMINISTRATOR] = value_integer(is_administrator),
        [ACCOUNT_STATE] = value_text(TEXT("active")),
        [ACCOUNT_FAILURES] = value_integer(0),
        [ACCOUNT_BLOCKED_UNTIL_US] = value_integer(0),
        [ACCOUNT_CREATED_US] = value_integer(workspace_now_us(snapshot->workspace))};
    change_write(set, TABLE_ACCOUNT, value_id(id), row);
    change_note(set, "account", "create", id,
                detail_of(snapshot->arena, "kind",
                          is_administrator ? TEXT("administrator") : TEXT("account")));
    return RC_OK;
}

enum rc account_by_name(struct snapshot *snapshot, struct text name, struct value *row)
{
    struct value id;
    enum rc rc = connection_one(snapshot->connection, snapshot->arena,
                                QUERY("SELECT id FROM account WHERE name = ?1", value_text(name)),
                                snapshot->fault, &id, 1);
    struct id account;
    if (rc != RC_OK || !value_to_id(id, &account)) {
        return rc != RC_OK ? rc : RC_CORRUPT;
    }
    return operational_get(snapshot->connection, snapshot->arena, TABLE_ACCOUNT, value_id(account),
                           snapshot->fault, row);
}

/* Two password hashes at once, 128 MiB together; further ones wait their turn. */
static bool verify_password(struct text password, const char *stored)
{
    static pthread_mutex_t turns[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
    size_t at = pthread_mutex_trylock(&turns[0]) == 0 ? 0 : 1;
    if (at == 1) {
        pthread_mutex_lock(&turns[1]);
    }
    bool is_right = sign_password_verify(password, stored);
    pthread_mutex_unlock(&turns[at]);
    return is_right;
}

/* Writes an account row, with or without a ledger note, and commits. */
static enum rc commit_account(struct snapshot *snapshot, const struct actor *actor,
                              const struct value *row, const char *verb, struct text detail)
{
    struct change_set set;
    struct id id;
    if (!value_to_id(row[ACCOUNT_ID], &id)) {
        return RC_CORRUPT;
    }
    change_set_init(&set, snapshot, actor);
    change_write(&set, TABLE_ACCOUNT, value_id(id), row);
    if (verb != NULL) {
        change_note(&set, "account", verb, id, detail);
    }
    return change_commit(&set);
}

/* ---- signing in ---- */

static enum rc refuse(struct snapshot *snapshot)
{
    return fault_add(snapshot->fault, RC_NO_LOGIN, TEXT_NONE,
                     "name or password is wrong; check both and try again");
}

static int64_t blocked_for_us(int64_t failures)
{
    int64_t block = BLOCK_FIRST_US;
    for (int64_t i = FAILURES_FREE; i < failures && block < BLOCK_LONGEST_US; i++) {
        block *= 2;
    }
    return failures < FAILURES_FREE ? 0 : block;
}

static enum rc note_failure(struct snapshot *snapshot, struct value *row, int64_t now_us)
{
    struct actor nobody_known = {.name = TEXT("nobody")};
    int64_t failures = row[ACCOUNT_FAILURES].integer + 1;
    int64_t block = blocked_for_us(failures);
    row[ACCOUNT_FAILURES] = value_integer(failures);
    row[ACCOUNT_BLOCKED_UNTIL_US] = value_integer(block > 0 ? now_us + block : 0);
    enum rc rc = commit_account(snapshot, &nobody_known, row, "login-failed", TEXT_NONE);
    return rc == RC_OK ? refuse(snapshot) : rc;
}

static enum rc note_refusal(struct snapshot *snapshot, const char *verb, struct id account)
{
    struct actor nobody_known = {.name = TEXT("nobody")};
    struct change_set set;
    change_set_init(&set, snapshot, &nobody_known);
    change_note(&set, "account", verb, account, TEXT_NONE);
    return change_commit(&set);
}

static enum rc note_unknown(struct snapshot *snapshot)
{
    enum rc rc = note_refusal(snapshot, "login-unknown", (struct id){{0}});
    return rc == RC_OK ? refuse(snapshot) : rc;
}

static enum rc refuse_blocked(struct snapshot *snapshot, const struct value *row, int64_t now_us)
{
    return fault_add(snapshot->fault, RC_NO_LOGIN, TEXT_NONE,
                     "too many attempts; this account is blocked for another %lld seconds",
                     (long long)((row[ACCOUNT_BLOCKED_UNTIL_US].integer - now_us) / 1000000 + 1));
}

static enum rc check_second_factor(struct snapshot *snapshot, const struct login *login,
                                   struct value *row, int64_t now_us, bool *wants_code)
{
    struct text sealed = value_as_text(row[ACCOUNT_SECOND_FACTOR]);
    struct text secret;
    int64_t step;
    if (sealed.size == 0) {
        return RC_OK;
    }
    if (login->code.size == 0) {
        *wants_code = true;
        return fault_add(snapshot->fault, RC_NO_LOGIN, TEXT("code"),
                         "give the six digits of your second factor");
    }
    if (!sign_unseal(snapshot->arena, snapshot->workspace->wrap_key.bytes, sealed, &secret)) {
        return fault_add(snapshot->fault, RC_CORRUPT, TEXT("account"),
                         "the second factor cannot be read");
    }
    if (!sign_totp_verify(secret, now_us, login->code, &step) ||
        step <= row[ACCOUNT_LAST_STEP].integer) {
        *wants_code = true;
        return RC_DENIED;
    }
    row[ACCOUNT_LAST_STEP] = value_integer(step);
    return RC_OK;
}

static enum rc open_session(struct snapshot *snapshot, struct value *row, int64_t now_us,
                            struct session *out)
{
    struct id account;
    if (!value_to_id(row[ACCOUNT_ID], &account)) {
        return RC_CORRUPT;
    }
    char id[ID_TEXT_SIZE + 1];
    struct actor actor = {.name =
                              text_print(snapshot->arena, "account:%s", id_text(account, id).at)};
    struct session session = {.token = sign_random_word(snapshot->arena, TOKEN_CHARACTERS),
                              .csrf = sign_random_word(snapshot->arena, TOKEN_CHARACTERS),
                              .account = account,
                              .account_name = value_as_text(row[ACCOUNT_NAME]),
                              .must_change_password = row[ACCOUNT_MUST_CHANGE].integer != 0};
    struct hash hash = hash_of(session.token);
    struct value session_row[SESSION_COLUMNS] = {value_bytes(hash_text(&hash)), value_id(account),
                                                 value_text(session.csrf), value_integer(now_us),
                                                 value_integer(now_us)};
    struct change_set set;
    change_set_init(&set, snapshot, &actor);
    row[ACCOUNT_FAILURES] = value_integer(0);
    row[ACCOUNT_BLOCKED_UNTIL_US] = value_integer(0);
    change_write(&set, TABLE_ACCOUNT, value_id(account), row);
    change_write(&set, TABLE_SESSION, session_row[0], session_row);
    change_note(&set, "account", "login", account, TEXT_NONE);
    enum rc rc = change_commit(&set);
    if (rc == RC_OK) {
        *out = session;
    }
    return rc;
}

enum rc account_login(struct snapshot *snapshot, const struct login *login, struct session *out,
                      bool *wants_code)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    int64_t now_us = workspace_now_us(snapshot->workspace);
    *wants_code = false;
    enum rc rc = account_by_name(snapshot, login->name, row);
    if (rc == RC_NOT_FOUND) {
        (void)verify_password(login->password, nobody);
        return note_unknown(snapshot);
    }
    if (rc != RC_OK) {
        return rc;
    }
    if (row[ACCOUNT_BLOCKED_UNTIL_US].integer > now_us) {
        struct id account = {{0}};
        (void)value_to_id(row[ACCOUNT_ID], &account);
        (void)verify_password(login->password, nobody); /* a blocked attempt costs as much */
        rc = note_refusal(snapshot, "login-blocked", account);
        return rc == RC_OK ? refuse_blocked(snapshot, row, now_us) : rc;
    }
    const char *stored = text_to_z(snapshot->arena, value_as_text(row[ACCOUNT_PASSWORD]));
    bool is_active = text_is(value_as_text(row[ACCOUNT_STATE]), "active");
    if (!verify_password(login->password, stored) || !is_active) {
        return note_failure(snapshot, row, now_us);
    }
    rc = check_second_factor(snapshot, login, row, now_us, wants_code);
    if (rc == RC_DENIED) {
        return note_failure(snapshot, row, now_us);
    }
    return rc == RC_OK ? open_session(snapshot, row, now_us, out) : rc;
}

/* ---- sessions and tokens ---- */

enum rc account_logout(struct snapshot *snapshot, struct text token)
{
    struct hash hash = hash_of(token);
    struct actor program = {.name = TEXT("job:logout")};
    struct change_set set;
    change_set_init(&set, snapshot, &program);
    change_write(&set, TABLE_SESSION, value_bytes(hash_text(&hash)), NULL);
    return change_commit(&set);
}

static enum rc touch_session(struct snapshot *snapshot, struct value *row, int64_t now_us)
{
    struct actor program = {.name = TEXT("job:session")};
    struct change_set set;
    struct id account;
    if (now_us - row[SESSION_SEEN_US].integer < SEEN_EVERY_US ||
        !value_to_id(row[SESSION_ACCOUNT], &account)) {
        return RC_OK;
    }
    row[SESSION_ACCOUNT] = value_id(account);
    row[SESSION_SEEN_US] = value_integer(now_us);
    change_set_init(&set, snapshot, &program);
    change_write(&set, TABLE_SESSION, row[SESSION_HASH], row);
    return change_commit(&set);
}

static enum rc account_row(struct snapshot *snapshot, struct value id, struct value *row)
{
    struct id account;
    if (!value_to_id(id, &account)) {
        return RC_CORRUPT;
    }
    enum rc rc = operational_get(snapshot->connection, snapshot->arena, TABLE_ACCOUNT,
                                 value_id(account), snapshot->fault, row);
    bool is_active = rc == RC_OK && text_is(value_as_text(row[ACCOUNT_STATE]), "active");
    return rc == RC_OK && !is_active ? RC_NOT_FOUND : rc;
}

enum rc account_session(struct snapshot *snapshot, struct text token, bool is_use,
                        struct session *out, struct actor *actor)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    struct value account[OPERATIONAL_COLUMNS_LIMIT];
    struct hash hash = hash_of(token);
    int64_t now_us = workspace_now_us(snapshot->workspace);
    enum rc rc = operational_get(snapshot->connection, snapshot->arena, TABLE_SESSION,
                                 value_bytes(hash_text(&hash)), snapshot->fault, row);
    bool is_idle = rc == RC_OK && now_us - row[SESSION_SEEN_US].integer > ACCOUNT_IDLE_US;
    if (rc == RC_OK && !is_idle) {
        rc = account_row(snapshot, row[SESSION_ACCOUNT], account);
    }
    if (rc == RC_NOT_FOUND || is_idle) {
        return fault_add(snapshot->fault, RC_NO_LOGIN, TEXT_NONE, "sign in first");
    }
    rc = rc == RC_OK && is_use ? touch_session(snapshot, row, now_us) : rc;
    rc = rc == RC_OK ? access_of_account(snapshot, account, actor) : rc;
    if (rc == RC_OK) {
        *out = (struct session){.token = token,
                                .csrf = value_as_text(row[SESSION_CSRF]),
                                .account = actor->account,
                                .account_name = value_as_text(account[ACCOUNT_NAME]),
                                .must_change_password = account[ACCOUNT_MUST_CHANGE].integer != 0};
    }
    return rc;
}

enum rc account_token(struct snapshot *snapshot, struct text token, struct actor *actor)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    struct value account[OPERATIONAL_COLUMNS_LIMIT];
    struct hash hash = hash_of(token);
    enum rc rc = operational_get(snapshot->connection, snapshot->arena, TABLE_TOKEN,
                                 value_bytes(hash_text(&hash)), snapshot->fault, row);
    if (rc == RC_OK && row[TOKEN_EXPIRES_US].integer < workspace_now_us(snapshot->workspace)) {
        return fault_add(snapshot->fault, RC_NO_LOGIN, TEXT_NONE,
                         "this token has expired; make a new one");
    }
    rc = rc == RC_OK ? account_row(snapshot, row[TOKEN_ACCOUNT], account) : rc;
    if (rc == RC_NOT_FOUND) {
        return fault_add(snapshot->fault, RC_NO_LOGIN, TEXT_NONE, "this token is not known here");
    }
    rc = rc == RC_OK ? access_of_account(snapshot, account, actor) : rc;
    if (rc == RC_OK) {
        actor->token_scope = value_as_text(row[TOKEN_SCOPE]);
    }
    return rc;
}

void account_make_token(struct change_set *set, const struct token_wish *wish, struct text *token)
{
    struct snapshot *snapshot = &set->snapshot;
    struct text word = sign_random_word(snapshot->arena, TOKEN_CHARACTERS);
    struct text whole = text_print(snapshot->arena, "csms_%.*s", TEXT_ARGS(word));
    struct hash hash = hash_of(whole);
    struct value row[TOKEN_COLUMNS] = {
        value_bytes(hash_text(&hash)),   value_id(wish->account),
        value_text(wish->name),          value_text(wish->scope),
        value_integer(wish->expires_us), value_integer(workspace_now_us(snapshot->workspace))};
    change_write(set, TABLE_TOKEN, row[TOKEN_HASH], row);
    change_note(set, "account", "token", wish->account,
                detail_of(snapshot->arena, "name", wish->name));
    *token = whole;
}

/* ---- passwords ---- */

static enum rc check_new_password(struct snapshot *snapshot, struct text fresh, struct text name)
{
    if (fresh.size < ACCOUNT_PASSWORD_LEAST || fresh.size > 1000) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("new"),
                         "a password has at least %d characters; a sentence is best",
                         ACCOUNT_PASSWORD_LEAST);
    }
    if (text_contains(fresh, name)) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("new"),
                         "the password must not hold the account's name");
    }
    return RC_OK;
}

/* Sessions of the account, but for the one whose token is keep. */
static enum rc end_sessions(struct change_set *set, struct id account, struct text keep)
{
    struct rows *rows;
    const struct value *columns;
    struct hash kept = hash_of(keep);
    enum rc rc =
        connection_query(set->snapshot.connection,
                         QUERY("SELECT hash FROM session WHERE account = ?1", value_id(account)),
                         set->snapshot.fault, &rows);
    if (rc != RC_OK) {
        return rc;
    }
    while ((rc = rows_next(rows, &columns)) == RC_OK) {
        if (!text_equals(value_as_text(columns[0]), hash_text(&kept))) {
            change_write(set, TABLE_SESSION, columns[0], NULL);
        }
    }
    rows_close(rows);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

struct new_password {
    struct text words;
    struct text keep; /* token of the session that goes on, or empty */
    bool must_change;
};

static enum rc store_password(struct snapshot *snapshot, const struct actor *actor,
                              struct value *row, const struct new_password *fresh)
{
    char hash[SIGN_PASSWORD_TEXT_SIZE];
    struct change_set set;
    struct id account;
    enum rc rc = check_new_password(snapshot, fresh->words, value_as_text(row[ACCOUNT_NAME]));
    rc = rc == RC_OK ? sign_password_hash(fresh->words, hash) : rc;
    if (rc == RC_OK && !value_to_id(row[ACCOUNT_ID], &account)) {
        rc = RC_CORRUPT;
    }
    if (rc != RC_OK) {
        return rc;
    }
    row[ACCOUNT_PASSWORD] = value_text(text_of(hash));
    row[ACCOUNT_MUST_CHANGE] = value_integer(fresh->must_change);
    row[ACCOUNT_FAILURES] = value_integer(0);
    row[ACCOUNT_BLOCKED_UNTIL_US] = value_integer(0);
    change_set_init(&set, snapshot, actor);
    change_write(&set, TABLE_ACCOUNT, value_id(account), row);
    change_note(&set, "account", "password", account, TEXT_NONE);
    rc = end_sessions(&set, account, fresh->keep);
    return rc == RC_OK ? change_commit(&set) : rc;
}

enum rc account_set_password(struct snapshot *snapshot, const struct actor *actor,
                             struct value *row, struct text fresh, bool must_change)
{
    struct new_password password = {.words = fresh, .must_change = must_change};
    return store_password(snapshot, actor, row, &password);
}

enum rc account_change_password(struct snapshot *snapshot, const struct actor *actor,
                                struct text old, struct text fresh, struct text keep)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    enum rc rc = account_row(snapshot, value_id(actor->account), row);
    if (rc != RC_OK) {
        return rc;
    }
    if (!verify_password(old, text_to_z(snapshot->arena, value_as_text(row[ACCOUNT_PASSWORD])))) {
        return note_failure(snapshot, row, workspace_now_us(snapshot->workspace));
    }
    if (text_equals(old, fresh)) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("new"),
                         "the new password is the old one; choose another");
    }
    struct new_password password = {.words = fresh, .keep = keep};
    return store_password(snapshot, actor, row, &password);
}

enum rc account_set_second_factor(struct snapshot *snapshot, const struct actor *actor,
                                  struct text secret, struct text code)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    int64_t step = 0;
    enum rc rc = account_row(snapshot, value_id(actor->account), row);
    if (rc != RC_OK) {
        return rc;
    }
    if (secret.size != SIGN_TOTP_SECRET_BYTES ||
        !sign_totp_verify(secret, workspace_now_us(snapshot->workspace), code, &step)) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("code"),
                         "these digits do not fit; check the clock of your device");
    }
    row[ACCOUNT_SECOND_FACTOR] =
        value_bytes(sign_seal(snapshot->arena, snapshot->workspace->wrap_key.bytes, secret));
    row[ACCOUNT_LAST_STEP] = value_integer(step);
    return commit_account(snapshot, actor, row, "second-factor", TEXT_NONE);
}

static bool any_administrator(struct snapshot *snapshot, struct text password)
{
    struct rows *rows;
    if (connection_query(snapshot->connection,
                         QUERY_PLAIN("SELECT password FROM account WHERE is_administrator = 1 AND "
                                     "state = 'active'"),
                         snapshot->fault, &rows) != RC_OK) {
        return false;
    }
    const struct value *columns;
    bool is_right = false;
    while (!is_right && rows_next(rows, &columns) == RC_OK) {
        is_right = verify_password(password, text_to_z(snapshot->arena, value_as_text(columns[0])));
    }
    rows_close(rows);
    return is_right;
}

/* Guessing here counts and blocks as it does when signing in. */
static enum rc check_again(struct snapshot *snapshot, const struct actor *actor,
                           struct text password)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    int64_t now_us = workspace_now_us(snapshot->workspace);
    enum rc rc = account_row(snapshot, value_id(actor->account), row);
    if (rc != RC_OK) {
        return rc == RC_NOT_FOUND ? RC_NO_LOGIN : rc;
    }
    if (row[ACCOUNT_BLOCKED_UNTIL_US].integer > now_us) {
        return refuse_blocked(snapshot, row, now_us);
    }
    const char *stored = text_to_z(snapshot->arena, value_as_text(row[ACCOUNT_PASSWORD]));
    if (!verify_password(password, stored)) {
        return note_failure(snapshot, row, now_us);
    }
    if (row[ACCOUNT_FAILURES].integer == 0) {
        return RC_OK;
    }
    row[ACCOUNT_FAILURES] = value_integer(0);
    row[ACCOUNT_BLOCKED_UNTIL_US] = value_integer(0);
    return commit_account(snapshot, actor, row, NULL, TEXT_NONE);
}

enum rc account_reauthenticate(struct snapshot *snapshot, const struct actor *actor,
                               struct text password)
{
    enum rc rc = RC_NO_LOGIN;
    if (password.size > 0 && id_is_zero(actor->account)) {
        rc = any_administrator(snapshot, password) ? RC_OK : RC_NO_LOGIN;
    } else if (password.size > 0) {
        rc = check_again(snapshot, actor, password);
    }
    return rc != RC_NO_LOGIN
               ? rc
               : fault_add(snapshot->fault, RC_NO_LOGIN, TEXT("password"),
                           "a decision needs your password again; it was missing or wrong");
}

bool account_is_same_person(struct snapshot *snapshot, struct text author,
                            const struct actor *actor)
{
    struct id id;
    struct id person;
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    if (!text_starts(author, TEXT("account:")) || id_is_zero(actor->person) ||
        !id_from_text(text_from(author, 8), &id)) {
        return false;
    }
    return operational_get(snapshot->connection, snapshot->arena, TABLE_ACCOUNT, value_id(id),
                           snapshot->fault, row) == RC_OK &&
           value_to_id(row[ACCOUNT_PERSON], &person) && id_equals(person, actor->person);
}

void account_note_denied(struct snapshot *snapshot, const struct actor *actor, struct text what)
{
    struct change_set set;
    struct fault ignored;
    struct snapshot own = *snapshot;
    fault_init(&ignored, snapshot->arena);
    own.fault = &ignored;
    change_set_init(&set, &own, actor);
    change_note(&set, "access", "denied", (struct id){{0}},
                detail_of(snapshot->arena, "what", what));
    enum rc rc = change_commit(&set);
    (void)rc; /* the refusal stands whether or not it could be noted */
}
