#include "domain/common/common_schema.h"

/* ?1 is the workspace's date of today, YYYY-MM-DD. */

// clang-format off
const struct check common_checks[COMMON_CHECK_COUNT] = {
    {.id = "COMMON-01", .clauses = "RQ-05-08", .severity = "warning",
     .entity = "task", .reads = "task",
     .sql = "SELECT id FROM {task} WHERE retired_us IS NULL AND state IN ('open', 'doing') "
            "AND f_due_on < ?1 ORDER BY key",
     .sentence = "The task is overdue; finish it, or move its day with a reason."},
    {.id = "COMMON-02", .clauses = "RQ-05-03", .severity = "info",
     .entity = "task", .reads = "task",
     .sql = "SELECT id FROM {task} WHERE retired_us IS NULL AND state IN ('open', 'doing') "
            "AND f_assignee IS NULL ORDER BY key",
     .sentence = "Nobody is assigned to the task, so nobody will do it; assign it."},
    {.id = "COMMON-03", .clauses = "RQ-06-12", .severity = "warning",
     .entity = "decision", .reads = "decision",
     .sql = "SELECT id FROM {decision} WHERE retired_us IS NULL AND f_expires < ?1 "
            "AND NOT EXISTS (SELECT 1 FROM (SELECT f_subject AS about, f_verb AS did, "
            "f_expires AS ends, retired_us AS gone_us FROM {decision}) AS later "
            "WHERE later.about = decision.f_subject AND later.did = decision.f_verb "
            "AND later.gone_us IS NULL AND (later.ends IS NULL OR later.ends >= ?1)) "
            "ORDER BY key",
     .sentence = "The decision has expired and none has taken its place; decide again or change "
                 "what rests on it."},
    {.id = "COMMON-04", .clauses = "RQ-06-12", .severity = "warning",
     .entity = "comment", .reads = "comment decision",
     .sql = "SELECT comment.id FROM {comment} WHERE comment.retired_us IS NULL "
            "AND comment.state = 'open' AND comment.f_kind = 'remark' AND EXISTS "
            "(SELECT 1 FROM {decision} WHERE decision.f_subject = comment.f_subject "
            "AND decision.f_verb = 'approve' AND decision.retired_us IS NULL "
            "AND decision.created_us > comment.created_us) ORDER BY comment.key",
     .sentence = "The record was approved over an open review remark; resolve the remark or "
                 "say why it no longer matters."},
    {.id = "COMMON-05", .clauses = "RQ-06-12", .severity = "info",
     .entity = "comment", .reads = "comment",
     .sql = "SELECT id FROM {comment} WHERE retired_us IS NULL AND state = 'resolved' "
            "AND f_kind IN ('remark', 'question') AND f_resolution IS NULL ORDER BY key",
     .sentence = "Resolved without a word; say what was done about it."}};
// clang-format on
