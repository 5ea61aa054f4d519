/* The chapters up to the threat scenarios: item, assets, damage, threats. */
#include "domain/tara/tara_report_part.h"

#include <string.h>

#define PART_COLUMNS_LIMIT 6

/* ---- item definition ---- */

static bool is_prose(const struct field *field)
{
    return field->type == FIELD_PROSE && !field_has(field, FIELD_PERSONAL);
}

static struct text names_of(struct tara_report *report, struct value ids)
{
    struct buffer out;
    buffer_init(&out, report->arena);
    for (size_t i = 0; i < value_ids_count(ids); i++) {
        struct text name = tara_report_name(report, value_id(value_ids_at(ids, i)));
        buffer_print(&out, "%s%.*s", i > 0 ? "; " : "", TEXT_ARGS(name));
    }
    return buffer_text(&out);
}

static void put_item_fields(struct tara_report *report)
{
    const struct entity *entity = report->item->kind->entity;
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        if (is_prose(field) && report->item->values[i].kind == VALUE_TEXT) {
            document_heading(report->document, 2, text_of(field->label), TEXT_NONE);
            document_words(report->document, report->item->values[i].text);
        } else if (report->item->values[i].kind == VALUE_IDS) {
            document_heading(report->document, 2, text_of(field->label), TEXT_NONE);
            document_words(report->document, names_of(report, report->item->values[i]));
        }
    }
}

static struct text cell_words(struct tara_report *report, const struct field *field,
                              struct value value)
{
    if (value.kind == VALUE_ID) {
        return tara_report_name(report, value);
    }
    if (field->type == FIELD_BOOL) {
        return value.kind == VALUE_INTEGER && value.integer != 0 ? TEXT("yes") : TEXT_NONE;
    }
    if (value.kind == VALUE_INTEGER) {
        return text_print(report->arena, "%lld", (long long)value.integer);
    }
    if (field->type == FIELD_CHOICE && value.kind == VALUE_TEXT) {
        for (size_t i = 0; i < field->choice_count; i++) {
            if (text_is(value.text, field->choices[i].id)) {
                return text_of(field->choices[i].label);
            }
        }
    }
    return value.kind == VALUE_TEXT ? value.text : TEXT_NONE;
}

static bool is_used(struct record **records, size_t count, size_t field)
{
    for (size_t i = 0; i < count; i++) {
        if (!value_is_none(records[i]->values[field])) {
            return true;
        }
    }
    return false;
}

/* The listed columns of a kind of part that any record fills, without its item. */
static size_t part_columns(const struct entity *entity, struct record **records,
                           size_t record_count, const struct field **out)
{
    size_t count = 0;
    for (size_t i = 0; i < entity->field_count && count < PART_COLUMNS_LIMIT; i++) {
        const struct field *field = &entity->fields[i];
        bool is_shown = field_has(field, FIELD_LISTED) && !field_has(field, FIELD_PART) &&
                        !field_has(field, FIELD_PERSONAL) && field->type != FIELD_REFS;
        if (is_shown && is_used(records, record_count, i)) {
            out[count++] = field;
        }
    }
    return count;
}

static void put_parts(struct tara_report *report, const struct entity *entity,
                      struct record **records, size_t count)
{
    const struct field *fields[PART_COLUMNS_LIMIT];
    struct column columns[PART_COLUMNS_LIMIT + 1] = {
        {TEXT("Key"), 0, .is_code = true, .is_head = true}};
    size_t shown = part_columns(entity, records, count, fields);
    for (size_t i = 0; i < shown; i++) {
        columns[i + 1] = (struct column){.title = text_of(fields[i]->label), .weight = 20};
    }
    struct grid *grid =
        document_table(report->document, text_of(entity->plural), columns, shown + 1);
    for (size_t r = 0; r < count; r++) {
        struct cell cells[PART_COLUMNS_LIMIT + 1] = {{records[r]->key}};
        for (size_t i = 0; i < shown; i++) {
            size_t at = (size_t)(fields[i] - entity->fields);
            cells[i + 1].words = cell_words(report, fields[i], records[r]->values[at]);
        }
        document_row(grid, cells);
    }
}

enum rc tara_report_item(struct tara_report *report)
{
    struct snapshot *snapshot = report->tara->snapshot;
    const struct model *model = snapshot->workspace->model;
    document_heading(report->document, 1, TEXT("Item definition"), TEXT("item"));
    if (report->item == NULL) {
        document_words(report->document, TEXT("The item is not recorded."));
        return RC_OK;
    }
    put_item_fields(report);
    struct value id = value_id(report->item->id);
    for (size_t i = 0; i < model->entity_count; i++) {
        const struct entity *entity = model->entities[i].entity;
        const struct field *part = entity_part_field(entity);
        struct record **records;
        size_t count;
        if (part == NULL || entity->is_remark || part->refers == NULL || part->type != FIELD_REF ||
            !field_refers_to(part, "item")) {
            continue;
        }
        struct text where = text_print(report->arena, "f_%s = ?1", part->name);
        enum rc rc = snapshot_all(snapshot, &model->entities[i], text_to_z(report->arena, where),
                                  &id, 1, &records, &count);
        if (rc != RC_OK) {
            return rc;
        }
        if (count > 0) {
            put_parts(report, entity, records, count);
        }
    }
    return RC_OK;
}

/* ---- assets ---- */

static struct text properties_of(struct tara_report *report, const struct record *record)
{
    struct buffer out;
    buffer_init(&out, report->arena);
    buffer_put_z(&out, tara_integer(record, "confidentiality", 0) != 0 ? "C " : "");
    buffer_put_z(&out, tara_integer(record, "integrity", 0) != 0 ? "I " : "");
    buffer_put_z(&out, tara_integer(record, "availability", 0) != 0 ? "A " : "");
    return text_trim(buffer_text(&out));
}

static void put_assets(struct tara_report *report)
{
    const struct tara_list *list = &report->tara->lists[TARA_ASSET];
    const struct column columns[] = {{TEXT("Key"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Asset"), 35},
                                     {TEXT("Properties"), 0},
                                     {TEXT("Element"), 30},
                                     {TEXT("Description"), 35}};
    document_heading(report->document, 1, TEXT("Assets"), TEXT("assets"));
    struct grid *grid =
        document_table(report->document, TEXT("Assets and their cybersecurity properties"), columns,
                       COUNT(columns));
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        struct text more = tara_text(record, "other_properties");
        struct text own = properties_of(report, record);
        const struct cell cells[] = {
            {record->key},
            {tara_text(record, "title")},
            {more.size > 0 ? text_print(report->arena, "%.*s %.*s", TEXT_ARGS(own), TEXT_ARGS(more))
                           : own},
            {tara_report_name(report, record_value(record, "element"))},
            {tara_text(record, "description")}};
        document_row(grid, cells);
    }
}

/* ---- damage scenarios ---- */

static void put_damages(struct tara_report *report)
{
    const struct tara *tara = report->tara;
    const struct method *method = tara->method.method;
    struct column columns[METHOD_CATEGORIES_LIMIT + 4] = {
        {TEXT("Key"), 0, .is_code = true, .is_head = true},
        {TEXT("Damage scenario"), 60},
        {TEXT("Assets"), 0, .is_code = true}};
    size_t count = 3;
    for (int c = 0; c < method->categories.count; c++) {
        columns[count++] =
            (struct column){.title = text_of(tara_category_label(method->categories.ids[c]))};
    }
    columns[count++] = (struct column){.title = TEXT("Overall")};
    document_heading(report->document, 1, TEXT("Damage scenarios and impact"), TEXT("damage"));
    struct grid *grid =
        document_table(report->document, TEXT("Damage scenarios and their impact"), columns, count);
    for (size_t i = 0; i < tara->lists[TARA_DAMAGE].count; i++) {
        const struct tara_damage *damage = &tara->damages[i];
        struct cell cells[METHOD_CATEGORIES_LIMIT + 4] = {
            {damage->record->key},
            {tara_text(damage->record, "title")},
            {tara_report_keys(report, record_value(damage->record, "assets"))}};
        for (int c = 0; c <= method->categories.count; c++) {
            int level = !damage->is_rated              ? NO_LEVEL
                        : c < method->categories.count ? damage->impact.vector[c]
                                                       : damage->impact.overall;
            cells[3 + c] = (struct cell){
                level == NO_LEVEL ? TEXT("-") : tara_report_level(report, &method->impact, level),
                tara_report_tone(level, method->impact.count)};
        }
        document_row(grid, cells);
    }
}

static void put_impacts(struct tara_report *report)
{
    const struct tara *tara = report->tara;
    const struct method *method = tara->method.method;
    const struct tara_list *list = &tara->lists[TARA_IMPACT];
    const struct column columns[] = {{TEXT("Key"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Scenario"), 0, .is_code = true},
                                     {TEXT("Stakeholder"), 0},
                                     {TEXT("Category"), 0},
                                     {TEXT("Level"), 0},
                                     {TEXT("Hazard"), 20},
                                     {TEXT("Rationale"), 60}};
    struct grid *grid =
        document_table(report->document, TEXT("Impact ratings"), columns, COUNT(columns));
    for (size_t i = 0; i < list->count; i++) {
        const struct record *record = list->records[i];
        uint32_t damage = tara_index_of(tara, TARA_DAMAGE, record_value(record, "damage_scenario"));
        int level = method_impact(method, tara_text(record, "level"));
        const struct cell cells[] = {
            {record->key},
            {damage != TARA_NONE ? tara->damages[damage].record->key : TEXT_NONE},
            {method_word(report->arena, tara_text(record, "stakeholder"))},
            {text_of(tara_category_label(tara_text(record, "category")))},
            {tara_report_level(report, &method->impact, level),
             tara_report_tone(level, method->impact.count)},
            {tara_text(record, "hazard")},
            {tara_text(record, "rationale")}};
        document_row(grid, cells);
    }
}

/* ---- threat scenarios ---- */

static void put_threats(struct tara_report *report)
{
    const struct tara *tara = report->tara;
    const struct method *method = tara->method.method;
    const struct column columns[] = {{TEXT("Key"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Threat scenario"), 60},
                                     {TEXT("Leads to"), 0, .is_code = true},
                                     {TEXT("Asset"), 0, .is_code = true},
                                     {TEXT("Lost"), 0},
                                     {TEXT("Feasibility"), 0},
                                     {TEXT("Approach"), 20}};
    document_heading(report->document, 1, TEXT("Threat scenarios and feasibility"),
                     TEXT("threats"));
    struct grid *grid =
        document_table(report->document, TEXT("Threat scenarios and how feasible they are"),
                       columns, COUNT(columns));
    for (size_t i = 0; i < tara->lists[TARA_THREAT].count; i++) {
        const struct tara_threat *threat = &tara->threats[i];
        const struct tara_feasibility *of = &threat->feasibility;
        const struct cell cells[] = {
            {threat->record->key},
            {tara_text(threat->record, "title")},
            {tara_report_keys(report, record_value(threat->record, "damage_scenarios"))},
            {tara_report_keys(report, record_value(threat->record, "assets"))},
            {properties_of(report, threat->record)},
            {tara_report_feasibility(report, of),
             tara_report_tone(of->level, method->feasibility.count)},
            {text_of(of->is_rated ? tara_approach_label(of->approach) : "")}};
        document_row(grid, cells);
    }
}

void tara_report_scenarios(struct tara_report *report)
{
    put_assets(report);
    put_damages(report);
    put_impacts(report);
    put_threats(report);
}
