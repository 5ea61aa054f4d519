#include "format/select_text.h"

#define MANTISSA_LIMIT INT64_C(1000000000000000)

/* What a number is about decides its scale. */
enum kind { COUNT_OF, COST, GAIN, NEED, KINDS };

struct reading {
    struct text file;
    struct text input;
    size_t at;
    int line;
    size_t line_start;
    struct fault *fault;
    int digits[KINDS];              /* most decimal places seen */
    struct select_problem *problem; /* NULL in the first pass, which only measures */
};

static enum rc refuse(struct reading *reading, const char *sentence)
{
    return fault_add_at(reading->fault, RC_INVALID, reading->file, reading->line,
                        (int)(reading->at - reading->line_start) + 1, "%s", sentence);
}

static void skip_blanks(struct reading *reading)
{
    while (reading->at < reading->input.size) {
        char c = reading->input.at[reading->at];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            return;
        }
        reading->at++;
        if (c == '\n') {
            reading->line++;
            reading->line_start = reading->at;
        }
    }
}

static bool has_digit(const struct reading *reading)
{
    return reading->at < reading->input.size && reading->input.at[reading->at] >= '0' &&
           reading->input.at[reading->at] <= '9';
}

/* The next digits behind those in mantissa; false where it gets too large. */
static bool read_digits(struct reading *reading, int64_t *mantissa, int *count)
{
    for (*count = 0; has_digit(reading); reading->at++, ++*count) {
        *mantissa = *mantissa * 10 + (reading->input.at[reading->at] - '0');
        if (*mantissa > MANTISSA_LIMIT) {
            return false;
        }
    }
    return true;
}

static enum rc read_number(struct reading *reading, enum kind kind, int64_t *out)
{
    int64_t mantissa = 0;
    int whole = 0;
    int digits = 0;
    skip_blanks(reading);
    if (reading->at >= reading->input.size) {
        return refuse(reading, "the file ends before its last number");
    }
    bool is_negative = reading->input.at[reading->at] == '-';
    reading->at += is_negative ? 1 : 0;
    bool is_good = read_digits(reading, &mantissa, &whole) && whole > 0;
    if (is_good && reading->at < reading->input.size && reading->input.at[reading->at] == '.') {
        reading->at++;
        is_good = read_digits(reading, &mantissa, &digits) && digits > 0 &&
                  digits <= (kind == COUNT_OF ? 0 : SELECT_TEXT_DIGITS);
    }
    if (!is_good) {
        return refuse(reading, kind == COUNT_OF
                                   ? "give an integer here"
                                   : "give a number here, with up to 6 decimal places");
    }
    reading->digits[kind] = digits > reading->digits[kind] ? digits : reading->digits[kind];
    for (; digits < reading->digits[kind]; digits++) {
        mantissa *= 10;
        if (mantissa > MANTISSA_LIMIT) {
            return refuse(reading, "this number is too large beside others with decimal places");
        }
    }
    *out = is_negative ? -mantissa : mantissa;
    return RC_OK;
}

static enum rc read_count(struct reading *reading, int64_t least, int64_t most, uint32_t *out)
{
    int64_t number = 0;
    enum rc rc = read_number(reading, COUNT_OF, &number);
    if (rc != RC_OK) {
        return rc;
    }
    if (number < least || number > most) {
        return fault_add_at(reading->fault, RC_INVALID, reading->file, reading->line,
                            (int)(reading->at - reading->line_start) + 1,
                            "%lld is out of range; give %lld to %lld", (long long)number,
                            (long long)least, (long long)most);
    }
    *out = (uint32_t)number;
    return RC_OK;
}

static enum rc read_row(struct reading *reading, uint32_t controls, uint32_t levels)
{
    uint32_t level = 0;
    uint32_t pairs = 0;
    int64_t need = 0;
    enum rc rc = read_count(reading, 0, (int64_t)levels - 1, &level);
    if (rc == RC_OK) {
        rc = read_number(reading, NEED, &need);
    }
    if (rc == RC_OK) {
        rc = read_count(reading, 0, (int64_t)(reading->input.size / 2), &pairs);
    }
    if (rc == RC_OK && reading->problem != NULL) {
        select_problem_row(reading->problem, level, need);
    }
    for (uint32_t i = 0; rc == RC_OK && i < pairs; i++) {
        uint32_t control = 0;
        int64_t delta = 0;
        rc = read_count(reading, 0, (int64_t)controls - 1, &control);
        if (rc == RC_OK) {
            rc = read_number(reading, NEED, &delta);
        }
        if (rc == RC_OK && delta < 0) {
            rc = refuse(reading, "a delta is below 0; a control cannot help an attacker here");
        }
        if (rc == RC_OK && reading->problem != NULL) {
            select_problem_entry(reading->problem, control, delta);
        }
    }
    return rc;
}

static enum rc read_levels(struct reading *reading, uint32_t levels)
{
    enum rc rc = RC_OK;
    for (uint32_t i = 0; rc == RC_OK && i < levels; i++) {
        int64_t gain = 0;
        uint32_t lower = 0;
        rc = read_number(reading, GAIN, &gain);
        if (rc == RC_OK) {
            rc = read_count(reading, -1, (int64_t)levels - 1, &lower);
        }
        if (rc == RC_OK && reading->problem != NULL) {
            select_problem_level(reading->problem, gain, lower);
        }
    }
    return rc;
}

/* The whole file once. */
static enum rc walk(struct reading *reading, int64_t *budget)
{
    uint32_t controls = 0;
    uint32_t levels = 0;
    uint32_t rows = 0;
    int64_t cost = 0;
    int64_t most = (int64_t)(reading->input.size / 2) + 1; /* a number takes two bytes */
    reading->at = 0;
    reading->line = 1;
    reading->line_start = 0;
    enum rc rc = read_count(reading, 0, most, &controls);
    if (rc == RC_OK) {
        rc = read_number(reading, COST, budget);
    }
    if (rc == RC_OK) {
        rc = read_count(reading, 0, most, &levels);
    }
    if (rc == RC_OK) {
        rc = read_count(reading, 0, most, &rows);
    }
    for (uint32_t i = 0; rc == RC_OK && i < controls; i++) {
        rc = read_number(reading, COST, &cost);
        if (rc == RC_OK && reading->problem != NULL) {
            select_problem_control(reading->problem, cost);
        }
    }
    if (rc == RC_OK) {
        rc = read_levels(reading, levels);
    }
    for (uint32_t i = 0; rc == RC_OK && i < rows; i++) {
        rc = read_row(reading, controls, levels);
    }
    skip_blanks(reading);
    if (rc == RC_OK && reading->at < reading->input.size) {
        rc = refuse(reading, "the last row ended before this; the counts in the first line and in "
                             "the rows must fit");
    }
    return rc;
}

enum rc select_text_read(struct arena *arena, struct text file, struct text input,
                         struct fault *fault, const struct select_problem **out)
{
    struct reading reading = {.file = file, .input = input, .fault = fault};
    struct select_problem *problem = ARENA_NEW(arena, struct select_problem);
    int64_t budget = 0;
    if (input.size > INT32_MAX) {
        return fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "the file is above two gigabytes");
    }
    enum rc rc = walk(&reading, &budget);
    if (rc == RC_OK) {
        select_problem_begin(problem, arena);
        reading.problem = problem;
        rc = walk(&reading, &budget);
    }
    if (rc == RC_OK) {
        problem->cost_digits = reading.digits[COST];
        problem->gain_digits = reading.digits[GAIN];
        rc = select_problem_close(problem, budget, fault);
    }
    if (rc == RC_OK) {
        *out = problem;
    }
    return rc;
}
