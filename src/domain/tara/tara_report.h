/* tara_report.h - the work product: one analysis on paper.
 *
 * Purpose: item, assets, damage and threat scenarios, attack trees as pictures,
 * risk matrix, treatment, open points and the method's own tables, written
 * through paper/ as PDF or HTML.
 * Made for a ledger sequence (the snapshot's; where it is 0, the newest entry
 * that touched the analysis, its item or its method), read as of that sequence
 * and dated by it, so the same sequence gives the same bytes.
 * Ownership: bytes are appended to out. Cost: one load, two layouts of the
 * document, and one pass over the ledger's leaves for its root.
 * Errors: those of tara_load; RC_NOT_FOUND for a sequence beyond the ledger.
 * Clauses: WP-15-01 to WP-15-08, WP-09-02. */
#ifndef CSMS_DOMAIN_TARA_TARA_REPORT_H
#define CSMS_DOMAIN_TARA_TARA_REPORT_H

#include "domain/tara/tara_load.h"

enum rc tara_report_write(struct snapshot *snapshot, struct text analysis, bool is_pdf,
                          struct buffer *out) MUST_USE;

#endif
