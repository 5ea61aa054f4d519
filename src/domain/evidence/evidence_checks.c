#include "domain/evidence/evidence_schema.h"

/* ?1 is the workspace's date of today, YYYY-MM-DD. */

// clang-format off
const struct check evidence_checks[EVIDENCE_CHECK_COUNT] = {
    {.id = "EVID-01", .clauses = "R155-5.1.1 RQ-06-09", .severity = "error",
     .entity = "evidence", .reads = "evidence",
     .sql = "SELECT id FROM {evidence} WHERE retired_us IS NULL "
            "AND state IN ('collected', 'verified') AND f_valid_until < ?1 ORDER BY key",
     .sentence = "The evidence has expired and proves nothing any more; collect it anew and let "
                 "it replace this one."},
    {.id = "EVID-02", .clauses = "RQ-06-12", .severity = "warning",
     .entity = "evidence", .reads = "evidence",
     .sql = "SELECT id FROM {evidence} WHERE retired_us IS NULL AND state = 'collected' "
            "ORDER BY key",
     .sentence = "Nobody but its collector has looked at the evidence; let somebody else open "
                 "and verify it."},
    {.id = "EVID-03", .clauses = "R155-5.1.1", .severity = "warning",
     .entity = "evidence", .reads = "evidence",
     .sql = "SELECT id FROM {evidence} WHERE retired_us IS NULL AND state <> 'superseded' "
            "AND f_proves IS NULL AND f_clauses IS NULL ORDER BY key",
     .sentence = "It is not said what this proves; name the record or the clauses it serves."},
    {.id = "EVID-04", .clauses = "RC-05-16", .severity = "warning",
     .entity = "evidence", .reads = "evidence",
     .sql = "SELECT id FROM {evidence} WHERE retired_us IS NULL AND state <> 'superseded' "
            "AND f_blob IS NULL AND f_location_sha256 IS NULL ORDER BY key",
     .sentence = "The evidence lies outside and no hash is known, so a change there would not be "
                 "noticed; upload it or note its SHA-256."},
    {.id = "EVID-05", .clauses = "R155-3.3.a R155-3.3.b", .severity = "info",
     .entity = "evidence", .reads = "evidence",
     .sql = "SELECT id FROM {evidence} WHERE retired_us IS NULL AND state <> 'superseded' "
            "AND f_retention IS NULL ORDER BY key",
     .sentence = "No retention is set; say how long it has to stay available, ten years after "
                 "the end of production for approval documents."},
    {.id = "EVID-06", .clauses = "RQ-05-09", .severity = "error",
     .entity = "share", .reads = "share",
     .sql = "SELECT id FROM {share} WHERE retired_us IS NULL AND state = 'open' "
            "AND f_expires_on < ?1 ORDER BY key",
     .sentence = "The share has passed its last day but is still open; close it, or have a new "
                 "last day decided."},
    {.id = "EVID-07", .clauses = "RQ-05-09 RQ-07-04", .severity = "warning",
     .entity = "share", .reads = "share",
     .sql = "SELECT id FROM {share} WHERE retired_us IS NULL AND state = 'open' "
            "AND f_audience IN ('supplier', 'customer') AND f_agreement IS NULL ORDER BY key",
     .sentence = "Data is shared with another company without an agreement on record; add the "
                 "confidentiality or interface agreement."}};
// clang-format on
