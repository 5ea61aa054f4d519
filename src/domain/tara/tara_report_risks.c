/* The chapters of risk and treatment. */
#include "domain/tara/tara_evaluate.h"
#include "domain/tara/tara_report_part.h"

/* ---- the matrix ---- */

static struct text risk_name(struct tara_report *report, const struct tara_risk *risk)
{
    const struct tara *tara = report->tara;
    if (risk->record != NULL) {
        return risk->record->key;
    }
    return text_print(report->arena, "%.*s/%.*s",
                      TEXT_ARGS(tara->threats[risk->threat].record->key),
                      TEXT_ARGS(tara->damages[risk->damage].record->key));
}

static void fill_cell(struct tara_report *report, struct matrix_cell *cell, int impact,
                      int feasibility)
{
    const struct tara *tara = report->tara;
    struct text *keys = ARENA_MANY(report->arena, struct text, tara->risk_count + 1);
    int figure = tara->method.method->risk.matrix[impact][feasibility];
    cell->figure = text_print(report->arena, "%d", figure);
    cell->tone = tara_report_risk_tone(report, figure);
    cell->keys = keys;
    for (size_t i = 0; i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->is_rated && risk->scenario == TARA_NONE && risk->impact == impact &&
            risk->feasibility.level == feasibility) {
            keys[cell->key_count++] = risk_name(report, risk);
        }
    }
    cell->count = cell->key_count;
}

static void put_matrix(struct tara_report *report)
{
    const struct method *method = report->tara->method.method;
    struct text rows[METHOD_SCALE_LIMIT];
    struct text columns[METHOD_SCALE_LIMIT];
    int height = method->impact.count;
    int width = method->feasibility.count;
    if (height > DOCUMENT_MATRIX_LIMIT || width > DOCUMENT_MATRIX_LIMIT) {
        return; /* the table of risks says the same */
    }
    struct matrix_cell *cells =
        ARENA_MANY(report->arena, struct matrix_cell, (size_t)(height * width));
    for (int i = 0; i < height; i++) {
        rows[i] = tara_report_level(report, &method->impact, i);
        for (int f = 0; f < width; f++) {
            columns[f] = tara_report_level(report, &method->feasibility, f);
            fill_cell(report, &cells[i * width + f], i, f);
        }
    }
    const struct matrix matrix = {.caption = TEXT("Initial risks, without controls"),
                                  .row_axis = TEXT("Impact"),
                                  .column_axis = TEXT("Attack feasibility"),
                                  .count_one = TEXT("risk"),
                                  .count_many = TEXT("risks"),
                                  .rows = rows,
                                  .row_count = (size_t)height,
                                  .columns = columns,
                                  .column_count = (size_t)width,
                                  .cells = cells};
    document_matrix(report->document, &matrix);
}

/* ---- the register ---- */

static struct text formula_words(struct tara_report *report, const struct tara_risk *risk)
{
    return risk->formula_hundredths == NO_LEVEL
               ? TEXT_NONE
               : text_print(report->arena, "%d.%02d", risk->formula_hundredths / 100,
                            risk->formula_hundredths % 100);
}

static void put_register(struct tara_report *report, struct text caption, bool is_residual)
{
    const struct tara *tara = report->tara;
    const struct method *method = tara->method.method;
    const struct column columns[] = {{TEXT("Risk"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Threat"), 0, .is_code = true},
                                     {TEXT("Damage"), 0, .is_code = true},
                                     {is_residual ? TEXT("Controls") : TEXT("Category"), 20},
                                     {TEXT("Impact"), 0},
                                     {TEXT("Feasibility"), 0},
                                     {TEXT("Value"), 0, ALIGN_RIGHT},
                                     {TEXT("Formula"), 0, ALIGN_RIGHT},
                                     {TEXT("CAL"), 0}};
    struct grid *grid = document_table(report->document, caption, columns, COUNT(columns));
    document_table_empty(grid, TEXT("No risk is computed yet."));
    for (size_t i = 0; i < tara->risk_count; i++) {
        const struct tara_risk *risk = &tara->risks[i];
        if (risk->threat == TARA_NONE || risk->damage == TARA_NONE || risk->category == NO_LEVEL ||
            (risk->scenario != TARA_NONE) != is_residual) {
            continue;
        }
        struct text category = text_of(tara_category_label(method->categories.ids[risk->category]));
        const struct cell cells[] = {
            {risk_name(report, risk)},
            {tara->threats[risk->threat].record->key},
            {tara->damages[risk->damage].record->key},
            {is_residual ? tara_text(tara->lists[TARA_SCENARIO].records[risk->scenario], "title")
                         : category},
            {tara_report_level(report, &method->impact, risk->impact),
             tara_report_tone(risk->impact, method->impact.count)},
            {tara_report_feasibility(report, &risk->feasibility),
             tara_report_tone(risk->feasibility.level, method->feasibility.count)},
            {risk->is_rated ? text_print(report->arena, "%d", risk->value) : TEXT("-"),
             risk->is_rated ? tara_report_risk_tone(report, risk->value) : TONE_NONE},
            {formula_words(report, risk)},
            {risk->cal != NO_LEVEL ? method->cal.scale.ids[risk->cal] : TEXT("-")}};
        document_row(grid, cells);
    }
}

static bool has_residual(const struct tara *tara)
{
    for (size_t i = 0; i < tara->risk_count; i++) {
        if (tara->risks[i].scenario != TARA_NONE) {
            return true;
        }
    }
    return false;
}

/* ---- treatment ---- */

static int value_now(const struct tara *tara, struct value risk)
{
    for (size_t i = 0; risk.kind == VALUE_ID && i < tara->risk_count; i++) {
        const struct tara_risk *at = &tara->risks[i];
        if (at->record != NULL && id_equals(at->record->id, risk.id)) {
            return at->is_rated ? at->value : 0;
        }
    }
    return 0;
}

static struct text decided_words(struct tara_report *report, const struct record *record,
                                 enum tone *tone)
{
    int64_t decided = tara_integer(record, "decided_value", 0);
    int now = value_now(report->tara, record_value(record, "risk"));
    bool has_moved = decided != 0 && decided != now;
    *tone = has_moved ? TONE_WARN : TONE_NONE;
    if (decided == 0) {
        return TEXT("-");
    }
    return has_moved ? text_print(report->arena, "%lld, now %d", (long long)decided, now)
                     : text_print(report->arena, "%lld", (long long)decided);
}

static void put_treatment(struct tara_report *report)
{
    const struct tara *tara = report->tara;
    const struct tara_list *list = &tara->lists[TARA_TREATMENT];
    const struct column columns[] = {{TEXT("Key"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Risk"), 0, .is_code = true},
                                     {TEXT("Option"), 0},
                                     {TEXT("State"), 0},
                                     {TEXT("Decided for"), 0, ALIGN_RIGHT},
                                     {TEXT("Goals and claims"), 20},
                                     {TEXT("Rationale"), 50}};
    document_heading(report->document, 1, TEXT("Risk treatment"), TEXT("treatment"));
    struct grid *grid =
        document_table(report->document, TEXT("Treatment decisions"), columns, COUNT(columns));
    document_table_empty(grid, TEXT("No treatment is proposed yet."));
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        uint32_t risk = tara_index_of(tara, TARA_RISK, record_value(record, "risk"));
        enum tone tone;
        struct text decided = decided_words(report, record, &tone);
        struct text supports =
            text_print(report->arena, "%.*s %.*s",
                       TEXT_ARGS(tara_report_keys(report, record_value(record, "goals"))),
                       TEXT_ARGS(tara_report_keys(report, record_value(record, "claims"))));
        const struct cell cells[] = {
            {record->key},
            {risk != TARA_NONE ? tara->lists[TARA_RISK].records[risk]->key : TEXT_NONE},
            {method_word(report->arena, tara_text(record, "option"))},
            {method_word(report->arena, record->state),
             text_is(record->state, "decided") ? TONE_GOOD : TONE_INFO},
            {decided, tone},
            {text_trim(supports)},
            {tara_text(record, "rationale")}};
        document_row(grid, cells);
    }
}

/* A list with key, words, one more column and state. */
struct plain {
    enum tara_kind kind;
    const char *caption;
    const char *words;
    const char *more;
    const char *more_label;
};

static void put_plain(struct tara_report *report, const struct plain *plain)
{
    const struct tara_list *list = &report->tara->lists[plain->kind];
    const struct column columns[] = {{TEXT("Key"), 0, .is_code = true, .is_head = true},
                                     {text_of(plain->caption), 60},
                                     {text_of(plain->more_label), 20},
                                     {TEXT("State"), 0}};
    if (list->count == 0) {
        return;
    }
    struct grid *grid =
        document_table(report->document, text_of(plain->caption), columns, COUNT(columns));
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        struct value more = record_value(record, plain->more);
        const struct cell cells[] = {{record->key},
                                     {tara_text(record, plain->words)},
                                     {more.kind == VALUE_IDS ? tara_report_keys(report, more)
                                                             : tara_text(record, plain->more)},
                                     {method_word(report->arena, record->state)}};
        document_row(grid, cells);
    }
}

void tara_report_risks(struct tara_report *report)
{
    static const struct plain lists[] = {
        {TARA_GOAL, "Cybersecurity goals", "title", "cal", "Assurance level"},
        {TARA_CLAIM, "Cybersecurity claims", "title", "party", "Other party"},
        {TARA_CONTROL, "Controls", "title", "nodes", "Works against"},
        {TARA_ASSUMPTION, "Assumptions", "statement", "responsible_party", "Responsible"}};
    document_heading(report->document, 1, TEXT("Risk"), TEXT("risks"));
    put_matrix(report);
    put_register(report, TEXT("Initial risks"), false);
    if (has_residual(report->tara)) {
        put_register(report, TEXT("Residual risks with controls in place"), true);
    }
    put_treatment(report);
    for (size_t i = 0; i < COUNT(lists); i++) {
        put_plain(report, &lists[i]);
    }
}
