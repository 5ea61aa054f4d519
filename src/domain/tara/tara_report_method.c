/* The method's own tables, so that a reader can check every figure by hand. */
#include "domain/tara/tara_report_part.h"

#include <limits.h>

/* The words of a criterion in the pack, or empty. */
static struct text criterion(const struct json *list, const char *name, struct text id)
{
    const struct json *at = list != NULL ? list->first : NULL;
    for (; at != NULL; at = at->next) {
        if (text_equals(json_text(json_member(at, name)), id)) {
            return json_text(json_member(at, "criterion"));
        }
    }
    return TEXT_NONE;
}

static void put_impact_scale(struct tara_report *report)
{
    const struct tara_method *own = &report->tara->method;
    const struct method *method = own->method;
    const struct json *categories =
        json_member(json_member(own->pack, "impact_rating"), "categories");
    const struct column columns[] = {
        {TEXT("Category"), 0, .is_head = true}, {TEXT("Level"), 0}, {TEXT("Criterion"), 70}};
    struct grid *grid =
        document_table(report->document, TEXT("Impact levels"), columns, COUNT(columns));
    const struct json *category = categories != NULL ? categories->first : NULL;
    for (; category != NULL; category = category->next) {
        struct text id = json_text(json_member(category, "id"));
        for (int i = method->impact.count; i-- > 0;) {
            const struct cell cells[] = {
                {text_of(tara_category_label(id))},
                {tara_report_level(report, &method->impact, i),
                 tara_report_tone(i, method->impact.count)},
                {criterion(json_member(category, "levels"), "level", method->impact.ids[i])}};
            document_row(grid, cells);
        }
    }
}

static void put_factors(struct tara_report *report)
{
    const struct tara_method *own = &report->tara->method;
    const struct method_potential *potential = &own->method->potential;
    const struct json *factors = json_member(json_member(own->pack, "attack_potential"), "factors");
    const struct column columns[] = {{TEXT("Factor"), 30, .is_head = true},
                                     {TEXT("Level"), 20},
                                     {TEXT("Points"), 0, ALIGN_RIGHT},
                                     {TEXT("Criterion"), 60}};
    struct grid *grid = document_table(report->document, TEXT("Factors of the attack potential"),
                                       columns, COUNT(columns));
    const struct json *at = factors != NULL ? factors->first : NULL;
    for (int f = 0; f < potential->count; f++) {
        const struct method_factor *factor = &potential->factors[f];
        for (int i = 0; i < factor->count; i++) {
            const struct cell cells[] = {
                {text_print(report->arena, "%.*s (%.*s)",
                            TEXT_ARGS(method_word(report->arena, factor->name)),
                            TEXT_ARGS(factor->id))},
                {factor->levels[i].label},
                {text_print(report->arena, "%d", factor->levels[i].points)},
                {criterion(json_member(at, "levels"), "id", factor->levels[i].id)}};
            document_row(grid, cells);
        }
        at = at != NULL ? at->next : NULL;
    }
}

static void put_bands(struct tara_report *report, struct text caption,
                      const struct method_bands *bands, bool is_hundredths)
{
    const struct method_scale *scale = &report->tara->method.method->feasibility;
    const struct column columns[] = {{TEXT("From"), 0, ALIGN_RIGHT},
                                     {TEXT("To"), 0, ALIGN_RIGHT},
                                     {TEXT("Attack feasibility"), 40, .is_head = true}};
    struct grid *grid = document_table(report->document, caption, columns, COUNT(columns));
    for (int i = 0; i < bands->count; i++) {
        const struct method_band *band = &bands->at[i];
        bool is_open = band->max == INT_MAX || (i + 1 == bands->count && !is_hundredths);
        struct text from =
            is_hundredths ? text_print(report->arena, "%d.%02d", band->min / 100, band->min % 100)
                          : text_print(report->arena, "%d", band->min);
        struct text to =
            is_hundredths ? text_print(report->arena, "%d.%02d", band->max / 100, band->max % 100)
                          : text_print(report->arena, "%d", band->max);
        const struct cell cells[] = {{from},
                                     {is_open ? TEXT("and more") : to},
                                     {tara_report_level(report, scale, band->level),
                                      tara_report_tone(band->level, scale->count)}};
        document_row(grid, cells);
    }
}

/* Only trees rated by a probability need these; the pack says where they are from. */
static void put_chances(struct tara_report *report)
{
    const struct tara_method *own = &report->tara->method;
    const struct json *potential = json_member(own->pack, "attack_potential");
    struct text remark = json_text(json_member(json_member(potential, "probability"), "remark"));
    const struct method_bands *chances = &own->method->potential.chances;
    if (chances->count == 0) {
        return;
    }
    put_bands(report, TEXT("Probability in percent to feasibility (variant V7)"), chances, true);
    if (remark.size > 0) {
        document_words(report->document,
                       text_print(report->arena, "On the probability: %.*s.", TEXT_ARGS(remark)));
    }
}

static void put_vectors(struct tara_report *report)
{
    const struct tara_method *own = &report->tara->method;
    const struct method *method = own->method;
    const struct json *map = json_member(json_member(own->pack, "attack_vector"), "map");
    const struct column columns[] = {{TEXT("Vector"), 0, .is_head = true},
                                     {TEXT("Attack feasibility"), 0},
                                     {TEXT("Criterion"), 60}};
    struct grid *grid =
        document_table(report->document, TEXT("Attack vectors"), columns, COUNT(columns));
    for (int i = 0; i < method->vectors.scale.count; i++) {
        int level = method->vectors.levels[i];
        const struct cell cells[] = {{method_word(report->arena, method->vectors.scale.ids[i])},
                                     {tara_report_level(report, &method->feasibility, level),
                                      tara_report_tone(level, method->feasibility.count)},
                                     {criterion(map, "id", method->vectors.scale.ids[i])}};
        document_row(grid, cells);
    }
}

/* A table over impact and another scale: the matrix, and the assurance levels. */
static void put_square(struct tara_report *report, struct text caption,
                       const struct method_scale *across, bool is_cal)
{
    const struct method *method = report->tara->method.method;
    struct column columns[METHOD_SCALE_LIMIT + 1] = {{TEXT("Impact"), 0, .is_head = true}};
    size_t limit = DOCUMENT_COLUMN_LIMIT - 1;
    size_t width = (size_t)across->count < limit ? (size_t)across->count : limit;
    for (size_t i = 0; i < width; i++) {
        columns[i + 1] =
            (struct column){.title = tara_report_level(report, across, (int)i), .weight = 20};
    }
    struct grid *grid = document_table(report->document, caption, columns, width + 1);
    for (int row = method->impact.count; row-- > 0;) {
        struct cell cells[METHOD_SCALE_LIMIT + 1] = {
            {tara_report_level(report, &method->impact, row)}};
        for (size_t i = 0; i < width; i++) {
            int cal = is_cal ? method->cal.table[row][i] : NO_LEVEL;
            int value = method->risk.matrix[row][i];
            cells[i + 1] =
                is_cal ? (struct cell){cal == NO_LEVEL ? TEXT("-") : method->cal.scale.ids[cal]}
                       : (struct cell){text_print(report->arena, "%d", value),
                                       tara_report_risk_tone(report, value)};
        }
        document_row(grid, cells);
    }
}

void tara_report_method(struct tara_report *report)
{
    const struct tara_method *own = &report->tara->method;
    const struct method *method = own->method;
    document_heading(report->document, 1, TEXT("Method"), TEXT("method"));
    document_words(
        report->document,
        text_print(report->arena,
                   "%.*s, %.*s, version %.*s. Impact is the highest rating; along a path each "
                   "factor of the attack potential counts with its highest level, then the points "
                   "are added; of several paths the most feasible counts; the risk value is read "
                   "from the matrix.",
                   TEXT_ARGS(own->record->key), TEXT_ARGS(tara_text(own->record, "title")),
                   TEXT_ARGS(tara_text(own->record, "version"))));
    if (tara_text(own->record, "rationale").size > 0) {
        document_words(report->document, tara_text(own->record, "rationale"));
    }
    put_impact_scale(report);
    if (method->potential.is_given) {
        put_factors(report);
        put_bands(report, TEXT("Attack potential to feasibility"), &method->potential.bands, false);
        put_chances(report);
    }
    if (method->cvss.is_given) {
        put_bands(report, TEXT("CVSS exploitability to feasibility"), &method->cvss.bands, true);
    }
    if (method->vectors.is_given) {
        put_vectors(report);
    }
    put_square(report, TEXT("Risk matrix"), &method->feasibility, false);
    if (method->cal.is_given) {
        put_square(report, TEXT("Cybersecurity assurance levels by attack vector"),
                   &method->vectors.scale, true);
    }
}
