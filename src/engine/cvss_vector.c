#include "engine/cvss_vector.h"

#include <string.h>

#define VALUE_LIMIT 6
#define NO_METRIC (-1)

/* Words are filled up with zero bytes, so that eight bytes are compared at once. */
#define WORD_SIZE 8

struct metric {
    char name[WORD_SIZE];
    char values[VALUE_LIMIT][WORD_SIZE];
};

struct grammar {
    const char *prefix;
    const struct metric *metrics;
    int count;
    int mandatory; /* so many at the start of metrics */
    bool is_ordered;
};

#define CIA_2 "N", "P", "C"
#define NEED_2 "ND", "L", "M", "H"
#define CIA_3 "H", "L", "N"
#define NEED_3 "X", "H", "M", "L"

// clang-format off
static const struct metric metrics_2[CVSS2_COUNT] = {
    {"AV", {"L", "A", "N"}}, {"AC", {"H", "M", "L"}}, {"Au", {"M", "S", "N"}},
    {"C", {CIA_2}}, {"I", {CIA_2}}, {"A", {CIA_2}},
    {"E", {"ND", "U", "POC", "F", "H"}}, {"RL", {"ND", "OF", "TF", "W", "U"}},
    {"RC", {"ND", "UC", "UR", "C"}},
    {"CDP", {"ND", "N", "L", "LM", "MH", "H"}}, {"TD", {"ND", "N", "L", "M", "H"}},
    {"CR", {NEED_2}}, {"IR", {NEED_2}}, {"AR", {NEED_2}},
};

static const struct metric metrics_3[CVSS3_COUNT] = {
    {"AV", {"N", "A", "L", "P"}}, {"AC", {"L", "H"}}, {"PR", {"N", "L", "H"}},
    {"UI", {"N", "R"}}, {"S", {"U", "C"}}, {"C", {CIA_3}}, {"I", {CIA_3}}, {"A", {CIA_3}},
    {"E", {"X", "H", "F", "P", "U"}}, {"RL", {"X", "U", "W", "T", "O"}},
    {"RC", {"X", "C", "R", "U"}},
    {"CR", {NEED_3}}, {"IR", {NEED_3}}, {"AR", {NEED_3}},
    {"MAV", {"X", "N", "A", "L", "P"}}, {"MAC", {"X", "L", "H"}}, {"MPR", {"X", "N", "L", "H"}},
    {"MUI", {"X", "N", "R"}}, {"MS", {"X", "U", "C"}},
    {"MC", {"X", CIA_3}}, {"MI", {"X", CIA_3}}, {"MA", {"X", CIA_3}},
};

static const struct metric metrics_4[CVSS4_COUNT] = {
    {"AV", {"N", "A", "L", "P"}}, {"AC", {"L", "H"}}, {"AT", {"N", "P"}},
    {"PR", {"N", "L", "H"}}, {"UI", {"N", "P", "A"}},
    {"VC", {CIA_3}}, {"VI", {CIA_3}}, {"VA", {CIA_3}},
    {"SC", {CIA_3}}, {"SI", {CIA_3}}, {"SA", {CIA_3}},
    {"E", {"X", "A", "P", "U"}}, {"CR", {NEED_3}}, {"IR", {NEED_3}}, {"AR", {NEED_3}},
    {"MAV", {"X", "N", "A", "L", "P"}}, {"MAC", {"X", "L", "H"}}, {"MAT", {"X", "N", "P"}},
    {"MPR", {"X", "N", "L", "H"}}, {"MUI", {"X", "N", "P", "A"}},
    {"MVC", {"X", CIA_3}}, {"MVI", {"X", CIA_3}}, {"MVA", {"X", CIA_3}},
    {"MSC", {"X", CIA_3}}, {"MSI", {"X", "S", CIA_3}}, {"MSA", {"X", "S", CIA_3}},
    {"S", {"X", "N", "P"}}, {"AU", {"X", "N", "Y"}}, {"R", {"X", "A", "U", "I"}},
    {"V", {"X", "D", "C"}}, {"RE", {"X", "L", "M", "H"}},
    {"U", {"X", "Clear", "Green", "Amber", "Red"}},
};
// clang-format on

static const struct grammar grammars[CVSS_VERSION_COUNT] = {
    [CVSS_2_0] = {"", metrics_2, CVSS2_COUNT, CVSS2_A + 1, false},
    [CVSS_3_0] = {"CVSS:3.0/", metrics_3, CVSS3_COUNT, CVSS3_A + 1, false},
    [CVSS_3_1] = {"CVSS:3.1/", metrics_3, CVSS3_COUNT, CVSS3_A + 1, false},
    [CVSS_4_0] = {"CVSS:4.0/", metrics_4, CVSS4_COUNT, CVSS4_SA + 1, true},
};

struct reader {
    const struct grammar *grammar;
    struct text text;
    size_t at; /* of the metric being read */
    int last;  /* metric read before */
    struct fault *fault;
    struct cvss_vector vector;
};

#define REFUSE(reader, at, ...) \
    fault_add_at((reader)->fault, RC_INVALID, TEXT_NONE, 1, (int)(at) + 1, __VA_ARGS__)

/* The word as a number; 0, which is no word of a table, where none can be like it. */
static uint64_t number_of(struct text word)
{
    uint64_t number = 0;
    if (word.size >= WORD_SIZE) {
        return 0;
    }
    for (size_t i = 0; i < word.size; i++) {
        if (word.at[i] == '\0') {
            return 0;
        }
        ((char *)&number)[i] = word.at[i];
    }
    return number;
}

static uint64_t number_at(const char word[WORD_SIZE])
{
    uint64_t number;
    memcpy(&number, word, WORD_SIZE);
    return number;
}

/* The usual next metric is tried first, then those behind it, then all before it. */
static int find_metric(const struct reader *reader, struct text name)
{
    uint64_t wanted = number_of(name);
    const struct metric *metrics = reader->grammar->metrics;
    for (int i = reader->last + 1; i < reader->grammar->count; i++) {
        if (number_at(metrics[i].name) == wanted) {
            return i;
        }
    }
    for (int i = 0; i <= reader->last; i++) {
        if (number_at(metrics[i].name) == wanted) {
            return i;
        }
    }
    return NO_METRIC;
}

static int find_value(const struct metric *metric, struct text word)
{
    uint64_t wanted = number_of(word);
    for (int i = 0; wanted != 0 && i < VALUE_LIMIT; i++) {
        if (number_at(metric->values[i]) == wanted) {
            return i;
        }
    }
    return NO_METRIC;
}

/* The text up to stop or the next '/', from reader->at + skip on. */
static struct text word_until(const struct reader *reader, size_t skip, char stop)
{
    size_t from = reader->at + skip;
    size_t end = from;
    while (end < reader->text.size && reader->text.at[end] != stop && reader->text.at[end] != '/') {
        end++;
    }
    return text_part(reader->text, from, end - from);
}

static enum rc read_metric(struct reader *reader)
{
    struct text name = word_until(reader, 0, ':');
    size_t colon = reader->at + name.size;
    if (name.size == 0 || colon >= reader->text.size || reader->text.at[colon] != ':') {
        return REFUSE(reader, reader->at, "here a metric is missing; write NAME:VALUE");
    }
    int metric = find_metric(reader, name);
    if (metric == NO_METRIC) {
        return REFUSE(reader, reader->at, "\"%.*s\" is no metric of this version of CVSS",
                      TEXT_ARGS(text_part(name, 0, 20)));
    }
    const char *known = reader->grammar->metrics[metric].name;
    if ((reader->vector.given >> metric & 1) != 0) {
        return REFUSE(reader, reader->at, "the metric %s is given twice", known);
    }
    if (reader->grammar->is_ordered && metric < reader->last) {
        return REFUSE(reader, reader->at, "the metric %s stands before %s in a CVSS 4.0 vector",
                      known, reader->grammar->metrics[reader->last].name);
    }
    struct text word = word_until(reader, name.size + 1, '/');
    int value = find_value(&reader->grammar->metrics[metric], word);
    if (value == NO_METRIC) {
        return REFUSE(reader, colon + 1, "\"%.*s\" is no value of the metric %s",
                      TEXT_ARGS(text_part(word, 0, 20)), known);
    }
    reader->vector.values[metric] = (unsigned char)value;
    reader->vector.given |= UINT32_C(1) << metric;
    reader->last = metric;
    reader->at = colon + 1 + word.size;
    return RC_OK;
}

static enum rc check_mandatory(const struct reader *reader)
{
    for (int i = 0; i < reader->grammar->mandatory; i++) {
        if ((reader->vector.given >> i & 1) == 0) {
            return REFUSE(reader, reader->text.size, "the mandatory metric %s is missing",
                          reader->grammar->metrics[i].name);
        }
    }
    return RC_OK;
}

/* The version that the prefix names; *at is then behind it. */
static enum rc find_version(struct text vector, struct fault *fault, enum cvss_version *version,
                            size_t *at)
{
    for (int i = CVSS_3_0; i < CVSS_VERSION_COUNT; i++) {
        struct text prefix = text_of(grammars[i].prefix);
        if (text_starts(vector, prefix)) {
            *version = (enum cvss_version)i;
            *at = prefix.size;
            return RC_OK;
        }
    }
    if (text_starts(vector, TEXT("CVSS:"))) {
        return fault_add_at(fault, RC_UNSUPPORTED, TEXT_NONE, 1, 1,
                            "this version of CVSS is unknown; 2.0 (without a prefix), CVSS:3.0/, "
                            "CVSS:3.1/ and CVSS:4.0/ are read");
    }
    return RC_OK;
}

static enum rc read_metrics(struct reader *reader)
{
    enum rc rc = read_metric(reader);
    while (rc == RC_OK && reader->at < reader->text.size) {
        reader->at++; /* the slash */
        rc = read_metric(reader);
    }
    return rc;
}

static enum rc start_reader(struct text vector, enum cvss_version bare, struct fault *fault,
                            struct reader *out)
{
    enum cvss_version version = bare;
    size_t at = 0;
    enum rc rc = find_version(vector, fault, &version, &at);
    if (rc == RC_OK) {
        *out = (struct reader){.grammar = &grammars[version],
                               .text = vector,
                               .at = at,
                               .last = NO_METRIC,
                               .fault = fault,
                               .vector = {.version = version}};
    }
    return rc;
}

enum rc cvss_vector_read(struct text vector, struct fault *fault, struct cvss_vector *out)
{
    struct reader reader;
    enum rc rc = start_reader(vector, CVSS_2_0, fault, &reader);
    rc = rc == RC_OK ? read_metrics(&reader) : rc;
    rc = rc == RC_OK ? check_mandatory(&reader) : rc;
    if (rc == RC_OK) {
        *out = reader.vector;
    }
    return rc;
}

enum rc cvss_vector_read_part(struct text vector, enum cvss_version bare, struct fault *fault,
                              struct cvss_vector *out)
{
    struct reader reader;
    enum rc rc = start_reader(vector, bare, fault, &reader);
    rc = rc == RC_OK ? read_metrics(&reader) : rc;
    if (rc == RC_OK) {
        *out = reader.vector;
    }
    return rc;
}

bool cvss_vector_has(const struct cvss_vector *vector, int first, int last)
{
    for (int metric = first; metric <= last; metric++) {
        if (vector->values[metric] != 0) {
            return true;
        }
    }
    return false;
}
