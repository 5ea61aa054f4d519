#include "domain/evidence/evidence_rules.h"

#include "base/hash.h"

static bool has(struct rule_call *call, const char *field)
{
    return !value_is_none(record_value(call->record, field));
}

static enum rc refuse(struct rule_call *call, const char *field, const char *sentence)
{
    struct text path = text_print(call->set->snapshot.arena, "fields.%s", field);
    return fault_add(call->set->snapshot.fault, RC_INVALID, path, "%s", sentence);
}

/* Dates are compared as text: YYYY-MM-DD sorts by time. */
static bool is_before(struct rule_call *call, const char *last, const char *first)
{
    return has(call, first) && has(call, last) &&
           text_compare(value_as_text(record_value(call->record, last)),
                        value_as_text(record_value(call->record, first))) < 0;
}

static enum rc check_location_hash(struct rule_call *call)
{
    struct hash ignored;
    struct text hex = value_as_text(record_value(call->record, "location_sha256"));
    if (hex.size == 0) {
        return RC_OK;
    }
    if (!has(call, "location")) {
        return refuse(call, "location",
                      "a hash of something outside is given, but not where it "
                      "is; name the place or clear the hash");
    }
    if (!hash_from_hex(hex, &ignored)) {
        return refuse(call, "location_sha256",
                      "a SHA-256 has 64 hexadecimal digits; copy it whole");
    }
    return RC_OK;
}

enum rc evidence_check_evidence(struct rule_call *call)
{
    enum rc worst = check_location_hash(call);
    if (!has(call, "blob") && !has(call, "location")) {
        worst = refuse(call, "blob",
                       "evidence is a file or a place where it can be seen; upload "
                       "the file or give the location");
    }
    if (is_before(call, "valid_until", "collected_on")) {
        worst = refuse(call, "valid_until",
                       "it would have expired before it was collected; "
                       "exchange or correct the dates");
    }
    return worst;
}

enum rc evidence_check_share(struct rule_call *call)
{
    if (is_before(call, "expires_on", "opens_on")) {
        return refuse(call, "expires_on",
                      "the share would end before it opens; exchange or "
                      "correct the dates");
    }
    return RC_OK;
}
