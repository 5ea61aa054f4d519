/* tara_report_part.h - the chapters of the report. Private to tara_report*.c.
 *
 * Contract of all: append blocks to report->document from what was loaded;
 * records that lie outside the analysis are read as of the same sequence. */
#ifndef CSMS_DOMAIN_TARA_TARA_REPORT_PART_H
#define CSMS_DOMAIN_TARA_TARA_REPORT_PART_H

#include "domain/tara/tara_findings.h"
#include "domain/tara/tara_queries.h"
#include "domain/tara/tara_tree.h"
#include "paper/document.h"

struct tara_report {
    struct arena *arena;
    const struct tara *tara;
    const struct tara_findings *findings;
    const struct record *item; /* or NULL */
    struct tara_ledger ledger;
    struct document *document;
};

void tara_report_cover(struct tara_report *report);
enum rc tara_report_item(struct tara_report *report) MUST_USE;
void tara_report_scenarios(struct tara_report *report);
enum rc tara_report_trees(struct tara_report *report) MUST_USE;
void tara_report_risks(struct tara_report *report);
void tara_report_open(struct tara_report *report);
void tara_report_method(struct tara_report *report);

/* Words. */
struct text tara_report_level(const struct tara_report *report, const struct method_scale *scale,
                              int level); /* "Very low", or "Not rated" */
struct text tara_report_name(const struct tara_report *report, struct value reference); /* as of */
struct text tara_report_keys(const struct tara_report *report, struct value references);
struct text tara_report_feasibility(const struct tara_report *report,
                                    const struct tara_feasibility *feasibility);
/* A level's or risk's place among the five tones. */
enum tone tara_report_tone(int level, int count);
enum tone tara_report_risk_tone(const struct tara_report *report, int value);

#endif
