/* Branches: where one begins, what of it stays, and when it is merged. */
#include "core/rule.h"
#include "domain/common/common_rules.h"

enum rc common_fill_branch(struct rule_call *call, struct record *record)
{
    struct snapshot *snapshot = &call->set->snapshot;
    struct value baseline = record_value(record, "baseline");
    struct value sequence;
    if (baseline.kind == VALUE_ID) {
        const struct record *frozen = change_find_id(call->set, baseline.id);
        if (frozen == NULL) {
            return fault_add(snapshot->fault, RC_NOT_FOUND, rule_path(call, "baseline"),
                             "the baseline is not there");
        }
        sequence = record_value(frozen, "sequence");
    } else {
        enum rc rc = connection_one(snapshot->connection, snapshot->arena,
                                    QUERY_PLAIN("SELECT size FROM ledger_head"), snapshot->fault,
                                    &sequence, 1);
        if (rc != RC_OK) {
            return rc;
        }
    }
    record_set(record, "sequence", sequence);
    return RC_OK;
}

enum rc common_check_branch(struct rule_call *call)
{
    static const char *const fixed[] = {"baseline", "sequence"};
    for (size_t i = 0; i < COUNT(fixed) && call->old != NULL; i++) {
        if (!value_equals(record_value(call->record, fixed[i]),
                          record_value(call->old, fixed[i]))) {
            return fault_add(call->set->snapshot.fault, RC_CONFLICT, rule_path(call, fixed[i]),
                             "the work began there, and that stays; make another branch");
        }
    }
    return RC_OK;
}

enum rc common_act_merge(struct rule_call *call, struct record *record)
{
    return call->set->is_import
               ? RC_OK
               : fault_add(call->set->snapshot.fault, RC_CONFLICT, TEXT_NONE,
                           "a branch is merged by importing what came back: csms import DIR "
                           "--branch %.*s",
                           TEXT_ARGS(record->key));
}
