/* Reads the risk matrix, the risk formula and the CAL table. */
#include "engine/method_reader.h"

#define FORMULA "R = 1 + I * F"
#define RISK_LIMIT 100

/* One cell of a table; row and column are indexes on their scales. */
typedef enum rc (*cell_reader)(struct method_reader *reader, struct method_place at, int row,
                               int column);

/* Reads {columns: [...], rows: {impact: [...]}} with every row and column. */
static enum rc read_table(struct method_reader *reader, struct method_place table,
                          const struct method_scale *columns, cell_reader read_cell)
{
    int order[METHOD_SCALE_LIMIT];
    struct method_place rows;
    const struct method_scale *impact = &reader->method->impact;
    enum rc rc = method_reader_columns(reader, table, columns, order);
    if (rc == RC_OK) {
        rc = method_reader_member(reader, table, "rows", JSON_OBJECT, &rows);
    }
    if (rc == RC_OK && rows.json->count != (size_t)impact->count) {
        rc = method_reader_bad(reader, rows.path, "give one row for each level of scales.impact");
    }
    for (int row = 0; rc == RC_OK && row < impact->count; row++) {
        struct method_place list;
        const char *name = text_to_z(reader->arena, impact->ids[row]);
        rc = method_reader_member(reader, rows, name, JSON_LIST, &list);
        if (rc == RC_OK && list.json->count != (size_t)columns->count) {
            rc = method_reader_bad(reader, list.path, "give one value for each column");
        }
        const struct json *item = rc == RC_OK ? list.json->first : NULL;
        for (int column = 0; rc == RC_OK && item != NULL; item = item->next, column++) {
            struct method_place at = method_reader_at(reader, list, item, column);
            rc = read_cell(reader, at, row, order[column]);
        }
    }
    return rc;
}

static enum rc read_risk_cell(struct method_reader *reader, struct method_place at, int row,
                              int column)
{
    int *cell = &reader->method->risk.matrix[row][column];
    return method_reader_integer(reader, at, 0, RISK_LIMIT, cell);
}

static enum rc check_matrix(struct method_reader *reader, struct text path)
{
    struct method *method = reader->method;
    struct method_risk *risk = &method->risk;
    risk->min = risk->max = risk->matrix[0][0];
    for (int i = 0; i < method->impact.count; i++) {
        for (int f = 0; f < method->feasibility.count; f++) {
            int value = risk->matrix[i][f];
            if ((i > 0 && value < risk->matrix[i - 1][f]) ||
                (f > 0 && value < risk->matrix[i][f - 1])) {
                return fault_add(reader->fault, RC_INVALID, path,
                                 "the risk falls at %.*s, %.*s, where impact or feasibility rises",
                                 TEXT_ARGS(method->impact.ids[i]),
                                 TEXT_ARGS(method->feasibility.ids[f]));
            }
            risk->max = value > risk->max ? value : risk->max;
        }
    }
    return RC_OK;
}

static enum rc read_values(struct method_reader *reader, struct method_place formula,
                           const char *name, const struct method_scale *scale, int *out)
{
    struct method_place values;
    enum rc rc = method_reader_member(reader, formula, name, JSON_OBJECT, &values);
    for (int i = 0; rc == RC_OK && i < scale->count; i++) {
        struct method_place at;
        const char *id = text_to_z(reader->arena, scale->ids[i]);
        rc = method_reader_member(reader, values, id, JSON_NUMBER, &at);
        if (rc == RC_OK) {
            rc = method_reader_hundredths(reader, at, &out[i]);
        }
        if (rc == RC_OK && i > 0 && out[i] < out[i - 1]) {
            rc = method_reader_bad(reader, at.path, "a higher level must not have a lower value");
        }
    }
    return rc;
}

static enum rc read_formula(struct method_reader *reader, struct method_place risk)
{
    struct method *method = reader->method;
    struct method_place formula;
    struct text expression;
    if (json_member(risk.json, "formula") == NULL) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, risk, "formula", JSON_OBJECT, &formula);
    if (rc == RC_OK) {
        rc = method_reader_id(reader, formula, "expression", &expression);
    }
    if (rc == RC_OK && !text_is(expression, FORMULA)) {
        return fault_add(reader->fault, RC_UNSUPPORTED, formula.path,
                         "this formula is not known; the engine computes \"" FORMULA "\"");
    }
    if (rc == RC_OK) {
        rc = read_values(reader, formula, "impact_values", &method->impact,
                         method->risk.impact_hundredths);
    }
    if (rc == RC_OK) {
        rc = read_values(reader, formula, "feasibility_values", &method->feasibility,
                         method->risk.feasibility_hundredths);
    }
    method->risk.has_formula = rc == RC_OK;
    return rc;
}

enum rc method_read_risk(struct method_reader *reader, struct method_place pack)
{
    struct method_place risk;
    struct method_place matrix;
    enum rc rc = method_reader_member(reader, pack, "risk", JSON_OBJECT, &risk);
    if (rc == RC_OK) {
        rc = method_reader_member(reader, risk, "matrix", JSON_OBJECT, &matrix);
    }
    if (rc == RC_OK) {
        rc = read_table(reader, matrix, &reader->method->feasibility, read_risk_cell);
    }
    if (rc == RC_OK) {
        rc = check_matrix(reader, matrix.path);
    }
    return rc == RC_OK ? read_formula(reader, risk) : rc;
}

static enum rc read_cal_cell(struct method_reader *reader, struct method_place at, int row,
                             int column)
{
    int *cell = &reader->method->cal.table[row][column];
    if (at.json->kind == JSON_NULL) {
        *cell = NO_LEVEL;
        return RC_OK;
    }
    return method_reader_level(reader, at, &reader->method->cal.scale, cell);
}

static enum rc check_cal(struct method_reader *reader, struct text path)
{
    const struct method *method = reader->method;
    for (int i = 1; i < method->impact.count; i++) {
        for (int v = 0; v < method->vectors.scale.count; v++) {
            if (method->cal.table[i][v] < method->cal.table[i - 1][v]) {
                return fault_add(reader->fault, RC_INVALID, path,
                                 "the level falls at %.*s, %.*s, where the impact rises",
                                 TEXT_ARGS(method->impact.ids[i]),
                                 TEXT_ARGS(method->vectors.scale.ids[v]));
            }
        }
    }
    return RC_OK;
}

enum rc method_read_cal(struct method_reader *reader, struct method_place pack)
{
    struct method *method = reader->method;
    struct method_place cal;
    struct method_place list;
    struct method_place table;
    if (json_member(pack.json, "cal") == NULL) {
        return RC_OK;
    }
    enum rc rc = method_reader_member(reader, pack, "cal", JSON_OBJECT, &cal);
    if (rc == RC_OK && !method->vectors.is_given) {
        rc = method_reader_bad(reader, cal.path, "this table needs attack_vector.map");
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, cal, "levels", JSON_LIST, &list);
    }
    int index = 0;
    const struct json *item = rc == RC_OK ? list.json->first : NULL;
    for (; rc == RC_OK && item != NULL; item = item->next) {
        struct method_place at = method_reader_at(reader, list, item, index++);
        struct text id;
        rc = method_reader_id(reader, at, "id", &id);
        if (rc == RC_OK) {
            rc = method_reader_scale_add(reader, at, id, &method->cal.scale);
        }
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, cal, "table", JSON_OBJECT, &table);
    }
    if (rc == RC_OK) {
        rc = read_table(reader, table, &method->vectors.scale, read_cal_cell);
    }
    if (rc == RC_OK) {
        rc = check_cal(reader, table.path);
    }
    method->cal.is_given = rc == RC_OK;
    return rc;
}
