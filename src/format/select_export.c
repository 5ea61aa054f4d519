#include "format/select_export.h"

#define TERMS_A_LINE 10 /* some readers refuse long lines */

struct exporting {
    struct arena *arena;
    const struct select_problem *problem;
    struct buffer *out;
};

static void comment(struct exporting *exporting, const char *mark, const char *sense)
{
    const struct select_problem *problem = exporting->problem;
    buffer_print(exporting->out,
                 "%s control selection: %u controls, %u levels, %u rows; %s\n"
                 "%s gains are scaled by 10^%d, costs by 10^%d\n",
                 mark, problem->controls, problem->levels, problem->rows, sense, mark,
                 problem->gain_digits, problem->cost_digits);
}

static bool is_real_row(const struct select_problem *problem, uint32_t row)
{
    return problem->needs[row] > 0;
}

/* ---- LP ---- */

static void put_term(struct exporting *exporting, int64_t factor, const char *name, uint32_t number)
{
    buffer_print(exporting->out, " %c %lld %s%u", factor < 0 ? '-' : '+',
                 (long long)(factor < 0 ? -factor : factor), name, number);
}

static void put_break(struct exporting *exporting, uint32_t terms)
{
    if (terms % TERMS_A_LINE == TERMS_A_LINE - 1) {
        buffer_put_char(exporting->out, '\n');
    }
}

static void put_lp_row(struct exporting *exporting, uint32_t row)
{
    const struct select_problem *problem = exporting->problem;
    buffer_print(exporting->out, " r%u:", row);
    for (uint32_t i = problem->first_entry[row]; i < problem->first_entry[row + 1]; i++) {
        put_term(exporting, problem->entry[i].delta, "x", problem->entry[i].control);
        put_break(exporting, i - problem->first_entry[row]);
    }
    put_term(exporting, -problem->needs[row], "y", problem->row_levels[row]);
    buffer_put_z(exporting->out, " >= 0\n");
}

static void put_names(struct exporting *exporting, const char *name, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        buffer_print(exporting->out, " %s%u", name, i);
        put_break(exporting, i);
    }
}

static void put_lp(struct exporting *exporting)
{
    const struct select_problem *problem = exporting->problem;
    comment(exporting, "\\", "the most gain");
    buffer_put_z(exporting->out, "Maximize\n gain:");
    for (uint32_t l = 0; l < problem->levels; l++) {
        put_term(exporting, problem->gains[l], "y", l);
        put_break(exporting, l);
    }
    buffer_put_z(exporting->out, "\nSubject To\n");
    if (problem->controls > 0) {
        buffer_put_z(exporting->out, " budget:");
        for (uint32_t c = 0; c < problem->controls; c++) {
            put_term(exporting, problem->costs[c], "x", c);
            put_break(exporting, c);
        }
        buffer_print(exporting->out, " <= %lld\n", (long long)problem->budget);
    }
    for (uint32_t r = 0; r < problem->rows && !arena_is_over(exporting->arena); r++) {
        if (is_real_row(problem, r)) {
            put_lp_row(exporting, r);
        }
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        if (problem->lower[l] != SELECT_NOWHERE) {
            buffer_print(exporting->out, " n%u: y%u - y%u >= 0\n", l, problem->lower[l], l);
        }
    }
    buffer_put_z(exporting->out, "Binary\n");
    put_names(exporting, "x", problem->controls);
    put_names(exporting, "y", problem->levels);
    buffer_put_z(exporting->out, "\nEnd\n");
}

/* ---- MPS, by columns ---- */

static void put_cell(struct exporting *exporting, const char *name, uint32_t number,
                     struct text row, int64_t value)
{
    struct text column = text_print(exporting->arena, "%s%u", name, number);
    buffer_print(exporting->out, "    %-8.*s  %-8.*s  %12lld\n", TEXT_ARGS(column), TEXT_ARGS(row),
                 (long long)value);
}

static struct text row_name(struct exporting *exporting, const char *name, uint32_t number)
{
    return text_print(exporting->arena, "%s%u", name, number);
}

static void put_mps_rows(struct exporting *exporting)
{
    const struct select_problem *problem = exporting->problem;
    buffer_put_z(exporting->out, "NAME          CONTROLS\nROWS\n N  LOSS\n L  BUDGET\n");
    for (uint32_t r = 0; r < problem->rows; r++) {
        if (is_real_row(problem, r)) {
            buffer_print(exporting->out, " G  r%u\n", r);
        }
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        if (problem->lower[l] != SELECT_NOWHERE) {
            buffer_print(exporting->out, " G  n%u\n", l);
        }
    }
}

/* The rows in which each control stands: CSR over the entries. */
static void put_mps_controls(struct exporting *exporting)
{
    const struct select_problem *problem = exporting->problem;
    uint32_t *first = ARENA_MANY(exporting->arena, uint32_t, (size_t)problem->controls + 2);
    struct select_entry *use = ARENA_MANY(exporting->arena, struct select_entry, problem->entries);
    for (uint32_t i = 0; i < problem->entries; i++) {
        first[problem->entry[i].control + 2]++;
    }
    for (uint32_t c = 0; c < problem->controls; c++) {
        first[c + 2] += first[c + 1];
    }
    for (uint32_t r = 0; r < problem->rows; r++) {
        for (uint32_t i = problem->first_entry[r]; i < problem->first_entry[r + 1]; i++) {
            struct select_entry entry = problem->entry[i];
            use[first[entry.control + 1]++] = (struct select_entry){r, entry.delta};
        }
    }
    for (uint32_t c = 0; c < problem->controls && !arena_is_over(exporting->arena); c++) {
        put_cell(exporting, "x", c, TEXT("BUDGET"), problem->costs[c]);
        for (uint32_t i = first[c]; i < first[c + 1]; i++) {
            put_cell(exporting, "x", c, row_name(exporting, "r", use[i].control), use[i].delta);
        }
    }
}

static void put_mps_levels(struct exporting *exporting)
{
    const struct select_problem *problem = exporting->problem;
    uint32_t *first = ARENA_MANY(exporting->arena, uint32_t, (size_t)problem->levels + 2);
    uint32_t *cell =
        ARENA_MANY(exporting->arena, uint32_t, (size_t)problem->rows + problem->levels);
    for (uint32_t r = 0; r < problem->rows; r++) {
        first[problem->row_levels[r] + 2]++;
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        first[l + 2] += first[l + 1];
    }
    for (uint32_t r = 0; r < problem->rows; r++) {
        cell[first[problem->row_levels[r] + 1]++] = r;
    }
    uint32_t *above = ARENA_MANY(exporting->arena, uint32_t, problem->levels);
    uint32_t *next = ARENA_MANY(exporting->arena, uint32_t, problem->levels);
    for (uint32_t l = 0; l < problem->levels; l++) {
        if (problem->lower[l] != SELECT_NOWHERE) {
            next[l] = above[problem->lower[l]];
            above[problem->lower[l]] = l + 1; /* a list of those right above, each plus one */
        }
    }
    for (uint32_t l = 0; l < problem->levels && !arena_is_over(exporting->arena); l++) {
        put_cell(exporting, "y", l, TEXT("LOSS"), -problem->gains[l]);
        for (uint32_t i = first[l]; i < first[l + 1]; i++) {
            if (is_real_row(problem, cell[i])) {
                put_cell(exporting, "y", l, row_name(exporting, "r", cell[i]),
                         -problem->needs[cell[i]]);
            }
        }
        if (problem->lower[l] != SELECT_NOWHERE) {
            put_cell(exporting, "y", l, row_name(exporting, "n", l), -1);
        }
        for (uint32_t up = above[l]; up != 0; up = next[up - 1]) {
            put_cell(exporting, "y", l, row_name(exporting, "n", up - 1), 1);
        }
    }
}

static void put_mps(struct exporting *exporting)
{
    const struct select_problem *problem = exporting->problem;
    comment(exporting, "*", "the least loss (the gain, negative)");
    put_mps_rows(exporting);
    buffer_put_z(exporting->out, "COLUMNS\n");
    put_mps_controls(exporting);
    put_mps_levels(exporting);
    buffer_print(exporting->out, "RHS\n    RHS       BUDGET    %12lld\nBOUNDS\n",
                 (long long)problem->budget);
    for (uint32_t c = 0; c < problem->controls; c++) {
        buffer_print(exporting->out, " BV BND       x%u\n", c);
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        buffer_print(exporting->out, " BV BND       y%u\n", l);
    }
    buffer_put_z(exporting->out, "ENDATA\n");
}

/* ---- OPB ---- */

static void put_opb_term(struct exporting *exporting, int64_t factor, uint32_t variable)
{
    buffer_print(exporting->out, "%+lld x%u ", (long long)factor, variable + 1);
}

static void put_opb(struct exporting *exporting)
{
    const struct select_problem *problem = exporting->problem;
    struct buffer *out = exporting->out;
    uint32_t constraints = problem->controls > 0;
    for (uint32_t r = 0; r < problem->rows; r++) {
        constraints += is_real_row(problem, r);
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        constraints += problem->lower[l] != SELECT_NOWHERE;
    }
    buffer_print(out, "* #variable= %u #constraint= %u\n", problem->controls + problem->levels,
                 constraints);
    comment(exporting, "*", "the least loss (the gain, negative)");
    buffer_put_z(out, "min: ");
    for (uint32_t l = 0; l < problem->levels; l++) {
        put_opb_term(exporting, -problem->gains[l], problem->controls + l);
    }
    buffer_put_z(out, ";\n");
    for (uint32_t c = 0; c < problem->controls; c++) {
        put_opb_term(exporting, -problem->costs[c], c);
    }
    if (problem->controls > 0) {
        buffer_print(out, ">= %lld ;\n", (long long)-problem->budget);
    }
    for (uint32_t r = 0; r < problem->rows && !arena_is_over(exporting->arena); r++) {
        if (!is_real_row(problem, r)) {
            continue;
        }
        for (uint32_t i = problem->first_entry[r]; i < problem->first_entry[r + 1]; i++) {
            put_opb_term(exporting, problem->entry[i].delta, problem->entry[i].control);
        }
        put_opb_term(exporting, -problem->needs[r], problem->controls + problem->row_levels[r]);
        buffer_put_z(out, ">= 0 ;\n");
    }
    for (uint32_t l = 0; l < problem->levels; l++) {
        if (problem->lower[l] != SELECT_NOWHERE) {
            put_opb_term(exporting, 1, problem->controls + problem->lower[l]);
            put_opb_term(exporting, -1, problem->controls + l);
            buffer_put_z(out, ">= 0 ;\n");
        }
    }
}

enum rc select_export_write(struct arena *arena, const struct select_problem *problem,
                            struct text format, struct buffer *out, struct fault *fault)
{
    struct exporting exporting = {.arena = arena, .problem = problem, .out = out};
    if (text_is(format, "lp")) {
        put_lp(&exporting);
    } else if (text_is(format, "mps")) {
        put_mps(&exporting);
    } else if (text_is(format, "opb")) {
        put_opb(&exporting);
    } else {
        return fault_add(fault, RC_INVALID, TEXT("--export"),
                         "\"%.*s\" is no format; give lp, mps or opb", TEXT_ARGS(format));
    }
    if (arena_is_over(arena)) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE,
                         "the problem is too large to export within the memory of one call");
    }
    return RC_OK;
}
