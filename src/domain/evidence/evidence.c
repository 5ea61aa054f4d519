#include "domain/evidence/evidence.h"

#include "domain/evidence/evidence_schema.h"

static const struct entity *const evidence_entities[] = {&evidence_evidence, &evidence_checkpoint,
                                                         &evidence_share, NULL};

const struct module evidence_module = {
    .name = "evidence",
    .title = "Evidence",
    .part = 9,
    .about = "What proves that things were done, how long the proof holds, and who outside may "
             "see it. Authorities check documents and evidence before they approve (R155 5.1.1, "
             "6.4).",
    .entities = evidence_entities,
    .checks = evidence_checks,
    .check_count = COUNT(evidence_checks),
};
