#include "domain/tara/tara_report.h"

#include "base/asset.h"
#include "core/render.h"
#include "domain/tara/tara_evaluate.h"
#include "domain/tara/tara_report_part.h"
#include "paper/html.h"
#include "paper/pdf.h"

#define APPROVALS_LIMIT 16

/* ---- words ---- */

struct text tara_report_level(const struct tara_report *report, const struct method_scale *scale,
                              int level)
{
    return level == NO_LEVEL ? TEXT("Not rated") : method_word(report->arena, scale->ids[level]);
}

enum tone tara_report_tone(int level, int count)
{
    int place = count > 1 ? (level * 8 + count - 1) / (2 * (count - 1)) : 0; /* rounded */
    return level == NO_LEVEL ? TONE_NONE : (enum tone)(TONE_RISK1 + place);
}

enum tone tara_report_risk_tone(const struct tara_report *report, int value)
{
    const struct method_risk *risk = &report->tara->method.method->risk;
    return tara_report_tone(value - risk->min, risk->max - risk->min + 1);
}

struct text tara_report_name(const struct tara_report *report, struct value reference)
{
    struct snapshot *snapshot = report->tara->snapshot;
    struct fault ignored;
    struct fault *kept = snapshot->fault;
    struct record *record = NULL;
    if (reference.kind != VALUE_ID) {
        return TEXT_NONE;
    }
    fault_init(&ignored, report->arena);
    snapshot->fault = &ignored;
    const struct model_entity *kind = snapshot_kind_of(snapshot, reference.id);
    bool is_found = kind != NULL && snapshot_get_id(snapshot, kind, reference.id, &record) == RC_OK;
    snapshot->fault = kept;
    return is_found ? text_print(report->arena, "%.*s %.*s", TEXT_ARGS(record->key),
                                 TEXT_ARGS(record_title(record)))
                    : TEXT_NONE;
}

struct text tara_report_keys(const struct tara_report *report, struct value references)
{
    struct buffer out;
    size_t count = references.kind == VALUE_IDS ? value_ids_count(references) : 0;
    buffer_init(&out, report->arena);
    for (size_t i = 0; i < count; i++) {
        const struct tara_found *found = tara_find(report->tara, value_ids_at(references, i));
        if (found != NULL) {
            buffer_print(&out, "%s%.*s", out.size > 0 ? ", " : "", TEXT_ARGS(found->record->key));
        }
    }
    return buffer_text(&out);
}

struct text tara_report_feasibility(const struct tara_report *report,
                                    const struct tara_feasibility *feasibility)
{
    const struct method *method = report->tara->method.method;
    struct text word = tara_report_level(report, &method->feasibility, feasibility->level);
    if (feasibility->is_rated && feasibility->total != NO_LEVEL) {
        return text_print(report->arena, "%.*s (%d)", TEXT_ARGS(word), feasibility->total);
    }
    return word;
}

/* ---- the cover ---- */

static int highest_risk(const struct tara *tara)
{
    int highest = 0;
    for (size_t i = 0; i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->is_rated && risk->scenario == TARA_NONE && risk->value > highest) {
            highest = risk->value;
        }
    }
    return highest;
}

static struct approval approval_of(struct tara_report *report, const struct record *decision)
{
    struct arena *arena = report->arena;
    struct snapshot *snapshot = report->tara->snapshot;
    char moment[MOMENT_TEXT_SIZE + 1];
    bool is_good = !text_is(tara_text(decision, "verb"), "reject");
    bool is_current =
        tara_integer(decision, "covered_revision", 0) + 1 >= report->tara->analysis->revision;
    struct text words =
        text_print(arena, "%.*s Covered %lld records at revision %lld, hash %.*s.%s",
                   TEXT_ARGS(tara_text(decision, "meaning")),
                   (long long)tara_integer(decision, "covered_count", 0),
                   (long long)tara_integer(decision, "covered_revision", 0),
                   TEXT_ARGS(text_part(tara_text(decision, "covered_hash"), 0, 16)),
                   is_current ? "" : " The analysis has changed since.");
    return (struct approval){.role = TEXT("Approver"),
                             .person = render_actor(snapshot, tara_text(decision, "decided_by")),
                             .decision = method_word(arena, tara_text(decision, "verb")),
                             .tone = !is_good     ? TONE_BAD
                                     : is_current ? TONE_GOOD
                                                  : TONE_WARN,
                             .moment = text_copy(arena, moment_text(decision->created_us, moment)),
                             .remark = words};
}

static size_t load_approvals(struct tara_report *report, struct approval *out)
{
    struct snapshot *snapshot = report->tara->snapshot;
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("decision"));
    struct value subject = value_id(report->tara->analysis->id);
    struct record **decisions;
    size_t count = 0;
    if (kind == NULL ||
        snapshot_all(snapshot, kind, "f_subject = ?1", &subject, 1, &decisions, &count) != RC_OK) {
        count = 0;
    }
    size_t kept = 0;
    for (size_t i = count; i-- > 0 && kept < APPROVALS_LIMIT;) {
        out[kept++] = approval_of(report, decisions[i]);
    }
    if (kept == 0) {
        out[kept++] = (struct approval){.role = TEXT("Approver"),
                                        .person = TEXT("Nobody yet"),
                                        .decision = TEXT("Open"),
                                        .tone = TONE_WARN,
                                        .remark = TEXT("The analysis is not approved.")};
    }
    return kept;
}

void tara_report_cover(struct tara_report *report)
{
    const struct tara *tara = report->tara;
    struct arena *arena = report->arena;
    const struct record *analysis = tara->analysis;
    const struct record *method = tara->method.record;
    struct approval approvals[APPROVALS_LIMIT];
    int highest = highest_risk(tara);
    struct text state = method_word(arena, analysis->state);
    const struct pair pairs[] = {
        {TEXT("Identity"), analysis->key, TONE_NONE, true},
        {TEXT("Revision"),
         text_print(arena, "%lld, iteration %lld", (long long)analysis->revision,
                    (long long)tara_integer(analysis, "iteration", 1)),
         TONE_NONE, false},
        {TEXT("State"), state, text_is(analysis->state, "approved") ? TONE_GOOD : TONE_INFO, false},
        {TEXT("Item"), tara_report_name(report, record_value(analysis, "item")), TONE_NONE, false},
        {TEXT("Clause"), TEXT("ISO/SAE 21434 clause 15, WP-15-01 to WP-15-08"), TONE_NONE, false},
        {TEXT("Method"),
         text_print(arena, "%.*s %.*s, version %.*s", TEXT_ARGS(method->key),
                    TEXT_ARGS(tara_text(method, "title")), TEXT_ARGS(tara_text(method, "version"))),
         TONE_NONE, false},
        {TEXT("Highest initial risk"),
         highest > 0 ? text_print(arena, "%d", highest) : TEXT("Not rated"),
         highest > 0 ? tara_report_risk_tone(report, highest) : TONE_NONE, false},
        {TEXT("Open points"), text_print(arena, "%zu", report->findings->count),
         report->findings->count > 0 ? TONE_WARN : TONE_GOOD, false},
    };
    struct cover cover = {
        .kind = TEXT("Work product"),
        .pairs = pairs,
        .pair_count = COUNT(pairs),
        .approvals = approvals,
        .seal = text_print(arena,
                           "Made from the state after ledger entry %lld; the same entry gives the "
                           "same bytes.",
                           (long long)report->ledger.seq)};
    cover.approval_count = load_approvals(report, approvals);
    document_cover(report->document, &cover);
}

/* ---- open points ---- */

void tara_report_open(struct tara_report *report)
{
    const struct tara_findings *findings = report->findings;
    const struct column columns[] = {{TEXT("Check"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Severity"), 0},
                                     {TEXT("Record"), 0, .is_code = true},
                                     {TEXT("What is open"), 60},
                                     {TEXT("Clauses"), 20}};
    document_heading(report->document, 1, TEXT("Open points"), TEXT("open"));
    document_words(report->document,
                   TEXT("Found by the completeness checks on the state and the day of this "
                        "report."));
    struct grid *grid = document_table(report->document, TEXT("Findings"), columns, COUNT(columns));
    document_table_empty(grid, TEXT("No check found anything missing."));
    for (size_t i = 0; i < findings->count; i++) {
        const struct check *check = findings->at[i].check;
        bool is_error = text_is(text_of(check->severity), "error");
        bool is_info = text_is(text_of(check->severity), "info");
        const struct cell cells[] = {
            {text_of(check->id)},
            {method_word(report->arena, text_of(check->severity)), is_error  ? TONE_BAD
                                                                   : is_info ? TONE_INFO
                                                                             : TONE_WARN},
            {findings->at[i].record->key},
            {text_of(check->sentence)},
            {text_of(check->clauses)}};
        document_row(grid, cells);
    }
}

/* ---- the whole ---- */

static enum rc load_fonts(struct fault *fault, struct paper_fonts *out)
{
    struct paper_fonts fonts = {0};
    struct {
        struct text name;
        struct text *to;
    } faces[] = {{TEXT("fonts/Inter-Regular.otf"), &fonts.regular},
                 {TEXT("fonts/Inter-Medium.otf"), &fonts.medium},
                 {TEXT("fonts/Inter-SemiBold.otf"), &fonts.semibold},
                 {TEXT("fonts/Inter-Bold.otf"), &fonts.bold},
                 {TEXT("fonts/Inter-Italic.otf"), &fonts.italic},
                 {TEXT("fonts/DejaVuSansMono.ttf"), &fonts.mono}};
    for (size_t i = 0; i < COUNT(faces); i++) {
        const struct asset *asset = asset_find(faces[i].name);
        if (asset == NULL) {
            return fault_add(fault, RC_BROKEN, faces[i].name, "the font is not in this program");
        }
        *faces[i].to = asset->bytes;
    }
    *out = fonts;
    return RC_OK;
}

static struct document *open_document(struct tara_report *report)
{
    struct arena *arena = report->arena;
    const struct tara *tara = report->tara;
    const struct workspace *workspace = tara->snapshot->workspace;
    char moment[MOMENT_TEXT_SIZE + 1];
    char root[HASH_HEX_SIZE + 1];
    struct document_meta meta = {
        .title = text_print(arena, "Threat analysis and risk assessment: %.*s",
                            TEXT_ARGS(tara_text(tara->analysis, "title"))),
        .subtitle = report->item != NULL ? record_title(report->item) : TEXT_NONE,
        .language = TEXT("en"),
        .key = tara->analysis->key,
        .version = text_print(arena, "%lld", (long long)tara->analysis->revision),
        .author = workspace->name,
        .made_at = moment_text(report->ledger.at_us, moment),
        .ledger_sequence = (uint64_t)report->ledger.seq,
        .ledger_root = hash_hex(report->ledger.root, root),
        .workspace = workspace->name,
        .is_simulated = workspace->is_simulated};
    return document_open(arena, &meta);
}

static enum rc write_chapters(struct tara_report *report)
{
    struct text scope = tara_text(report->tara->analysis, "scope");
    tara_report_cover(report);
    document_contents(report->document);
    document_heading(report->document, 1, TEXT("Scope"), TEXT("scope"));
    document_words(report->document, scope.size > 0 ? scope : TEXT("No scope is recorded."));
    enum rc rc = tara_report_item(report);
    if (rc == RC_OK) {
        tara_report_scenarios(report);
        rc = tara_report_trees(report);
    }
    if (rc == RC_OK) {
        tara_report_risks(report);
        tara_report_open(report);
        tara_report_method(report);
    }
    return rc;
}

static enum rc load_item(struct tara_report *report)
{
    struct snapshot *snapshot = report->tara->snapshot;
    struct value id = record_value(report->tara->analysis, "item");
    const struct model_entity *kind = model_named(snapshot->workspace->model, TEXT("item"));
    struct record *item;
    enum rc rc = RC_OK;
    if (kind != NULL && id.kind == VALUE_ID) {
        rc = snapshot_get_id(snapshot, kind, id.id, &item);
        report->item = rc == RC_OK ? item : NULL;
    }
    return rc;
}

/* The sequence that the report is made for, and the snapshot as of it. */
static enum rc fix_sequence(struct snapshot *snapshot, struct text analysis, struct snapshot *out,
                            struct tara_ledger *ledger)
{
    struct record *record;
    int64_t seq = snapshot->as_of;
    const struct model_entity *kind =
        model_named(snapshot->workspace->model, TEXT("tara_analysis"));
    enum rc rc = snapshot_get(snapshot, kind, analysis, &record);
    if (rc == RC_OK && seq == 0) {
        rc = tara_query_newest(snapshot, record, &seq);
    }
    rc = rc == RC_OK ? tara_query_ledger(snapshot, seq, ledger) : rc;
    if (rc == RC_OK) {
        *out = *snapshot;
        out->as_of = seq;
    }
    return rc;
}

enum rc tara_report_write(struct snapshot *snapshot, struct text analysis, bool is_pdf,
                          struct buffer *out)
{
    struct snapshot fixed;
    struct tara *tara;
    struct tara_findings findings;
    struct paper_fonts fonts;
    struct tara_report report = {.arena = snapshot->arena};
    enum rc rc = fix_sequence(snapshot, analysis, &fixed, &report.ledger);
    rc = rc == RC_OK ? tara_load(&fixed, analysis, &tara) : rc;
    rc = rc == RC_OK ? tara_findings_load(tara, &findings) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    report.tara = tara;
    report.findings = &findings;
    rc = load_item(&report);
    if (rc != RC_OK) {
        return rc;
    }
    report.document = open_document(&report);
    rc = write_chapters(&report);
    if (rc == RC_OK && !is_pdf) {
        return html_write(snapshot->arena, report.document, snapshot->fault, out);
    }
    rc = rc == RC_OK ? load_fonts(snapshot->fault, &fonts) : rc;
    return rc == RC_OK ? pdf_write(snapshot->arena, report.document, &fonts, snapshot->fault, out)
                       : rc;
}
