#include "core/account_office.h"

static enum rc make_account(struct change_set *set, const struct account_order *order,
                            struct text *secret)
{
    enum rc rc = account_create(set, order->name, order->person, order->is_administrator, secret);
    return rc == RC_OK ? change_commit(set) : rc;
}

static enum rc make_token(struct change_set *set, const struct account_order *order,
                          const struct value *row, struct text *secret)
{
    struct token_wish wish = {.name = TEXT("command line"), .scope = order->scope};
    if (!value_to_id(row[ACCOUNT_ID], &wish.account) || order->days < 1 ||
        order->days > ACCOUNT_OFFICE_DAYS_MOST) {
        return fault_add(set->snapshot.fault, RC_INVALID, TEXT("days"),
                         "a token lives 1 to %d days", ACCOUNT_OFFICE_DAYS_MOST);
    }
    wish.expires_us = workspace_now_us(set->snapshot.workspace) + order->days * MOMENT_DAY_US;
    account_make_token(set, &wish, secret);
    return change_commit(set);
}

static enum rc change_account(struct change_set *set, const struct account_order *order,
                              struct text *secret)
{
    struct value row[OPERATIONAL_COLUMNS_LIMIT];
    struct snapshot *snapshot = &set->snapshot;
    enum rc rc = account_by_name(snapshot, order->name, row);
    if (rc != RC_OK) {
        return fault_add(snapshot->fault, rc, order->name, "there is no such account");
    }
    if (text_is(order->verb, "token")) {
        return make_token(set, order, row, secret);
    }
    *secret = sign_random_word(snapshot->arena, 16);
    return account_set_password(snapshot, set->actor, row, *secret, true);
}

enum rc account_office(struct snapshot *snapshot, const struct actor *actor,
                       const struct account_order *order, struct text *secret)
{
    struct change_set set;
    struct text made = TEXT_NONE;
    enum rc rc = access_require(actor, snapshot, "org", "administer", (struct id){{0}});
    if (rc != RC_OK) {
        return rc;
    }
    if (!actor->may_all || actor->token_scope.size > 0) {
        return fault_add(snapshot->fault, RC_DENIED, TEXT_NONE,
                         "only an administrator account with all its rights makes accounts and "
                         "tokens");
    }
    bool is_known = text_is(order->verb, "create") || text_is(order->verb, "password") ||
                    text_is(order->verb, "token");
    if (!is_known || order->name.size == 0) {
        return fault_add(snapshot->fault, RC_INVALID, TEXT("verb"),
                         "create, password or token was expected, and the name of an account");
    }
    change_set_init(&set, snapshot, actor);
    rc = text_is(order->verb, "create") ? make_account(&set, order, &made)
                                        : change_account(&set, order, &made);
    if (rc == RC_OK) {
        *secret = made;
    }
    return rc;
}
