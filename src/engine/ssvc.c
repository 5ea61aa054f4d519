#include "engine/ssvc.h"

#define NONE (-1)
#define CISA_HEAD "SSVCv2"

/* CISA's own letters for points of its table; the rest is as in the table. */
static const struct {
    const char *letter;
    const char *key; /* NULL: a reason of another point, not weighed */
    const char *values;
} cisa_letters[] = {
    {"T", "TI", NULL},   {"M", "MWI", NULL},
    {"P", NULL, "MSE"},  /* mission prevalence: minimal, support, essential */
    {"B", NULL, "MAI"},  /* public well-being: minimal, material, irreversible */
    {"D", NULL, "TRAC"}, /* the decision: track, track*, attend, act */
};

struct reader {
    struct fault *fault;
    bool is_cisa;
    int values[SSVC_POINT_LIMIT];
    int outcome; /* as the vector says, or NONE */
    struct ssvc_choice choice;
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_word(struct text text, const char *word)
{
    size_t i = 0;
    while (i < text.size && word[i] != '\0' && lower(word[i]) == lower(text.at[i])) {
        i++;
    }
    return i == text.size && word[i] == '\0';
}

static int find_point(const struct ssvc_table *table, struct text name)
{
    for (int i = 0; i < table->count; i++) {
        if (is_word(name, table->points[i]->key) || is_word(name, table->points[i]->name)) {
            return i;
        }
    }
    return NONE;
}

static int find_value(const struct ssvc_point *point, struct text word)
{
    for (int i = 0; i < point->count; i++) {
        if (is_word(word, point->values[i].key) || is_word(word, point->values[i].name)) {
            return i;
        }
    }
    return NONE;
}

static enum rc refuse(struct reader *reader, size_t at, struct text what, const char *why)
{
    return fault_add_at(reader->fault, RC_INVALID, TEXT_NONE, 1, (int)at + 1, "\"%.*s\" %s",
                        TEXT_ARGS(text_part(what, 0, 40)), why);
}

/* A value of the point, or of the outcome, which may be said once. */
static enum rc set_value(struct reader *reader, const struct ssvc_point *point, struct text word,
                         size_t at, int *value)
{
    int found = find_value(point, word);
    if (found == NONE) {
        return refuse(reader, at, word, "is no value of this decision point");
    }
    if (*value != NONE) {
        return refuse(reader, at, word, "is a second value of this decision point");
    }
    *value = found;
    return RC_OK;
}

/* One of the letters that only CISA's notation has; true where it was one, *rc then says how. */
static bool read_letter(struct reader *reader, struct text *name, struct text word, size_t at,
                        enum rc *rc)
{
    for (size_t i = 0; i < sizeof cisa_letters / sizeof *cisa_letters; i++) {
        if (!text_is(*name, cisa_letters[i].letter)) {
            continue;
        }
        if (cisa_letters[i].key != NULL) {
            *name = text_of(cisa_letters[i].key);
            return false;
        }
        struct text values = text_of(cisa_letters[i].values);
        size_t value = word.size == 1 ? text_find(values, word.at[0]) : values.size;
        *rc = value < values.size ? RC_OK : refuse(reader, at, word, "is no value of this letter");
        if (*rc == RC_OK && text_is(*name, "D")) {
            reader->outcome = (int)value;
        }
        return true;
    }
    return false;
}

static enum rc read_part(struct reader *reader, struct text part, size_t at)
{
    const struct ssvc_table *table = reader->choice.table;
    struct text word = part;
    struct text name = text_cut(&word, ':');
    size_t word_at = at + name.size + 1;
    enum rc rc;
    if (name.size == part.size) {
        return refuse(reader, at, part, "is no POINT:VALUE");
    }
    if (reader->is_cisa && read_letter(reader, &name, word, word_at, &rc)) {
        return rc;
    }
    int point = find_point(table, name);
    if (point != NONE) {
        return set_value(reader, table->points[point], word, word_at, &reader->values[point]);
    }
    if (is_word(name, table->outcome->key)) {
        return set_value(reader, table->outcome, word, word_at, &reader->outcome);
    }
    return refuse(reader, at, name, "is no decision point of this table");
}

/* "2024-05-02T15:29:44Z" and the slash behind it may end CISA's notation. */
static bool is_moment(struct text rest)
{
    size_t size = text_find(rest, '/');
    bool is_date = size >= 11 && rest.at[4] == '-' && rest.at[7] == '-' && rest.at[10] == 'T';
    for (size_t i = 0; is_date && i < size; i++) {
        is_date = (rest.at[i] >= '0' && rest.at[i] <= '9') ||
                  text_find(TEXT("-:.TZ+"), rest.at[i]) < sizeof "-:.TZ+" - 1;
    }
    return is_date && size + 1 >= rest.size;
}

static enum rc check_whole(struct reader *reader, size_t end)
{
    const struct ssvc_table *table = reader->choice.table;
    for (int i = 0; i < table->count; i++) {
        if (reader->values[i] == NONE) {
            return refuse(reader, end, text_of(table->points[i]->key),
                          "is missing; the table needs all of its decision points");
        }
        reader->choice.values[i] = (unsigned char)reader->values[i];
    }
    const struct ssvc_value *outcome = ssvc_outcome(&reader->choice);
    if (reader->outcome != NONE && outcome != &table->outcome->values[reader->outcome]) {
        return refuse(reader, end, text_of(outcome->name),
                      "is what follows, and the vector says otherwise");
    }
    return RC_OK;
}

enum rc ssvc_read(struct text vector, struct fault *fault, struct ssvc_choice *out)
{
    struct text rest = vector;
    struct text head = text_cut(&rest, '/');
    struct reader reader = {.fault = fault,
                            .is_cisa = text_is(head, CISA_HEAD),
                            .values = {NONE, NONE, NONE, NONE},
                            .outcome = NONE};
    reader.choice.table = ssvc_table_find(reader.is_cisa ? TEXT("coordinator") : head);
    if (reader.choice.table == NULL) {
        return refuse(&reader, 0, head,
                      "is no table; write supplier/, deployer/, coordinator/, utility/, "
                      "public-safety/, human-impact/ or SSVCv2/ first");
    }
    enum rc rc = RC_OK;
    while (rc == RC_OK && rest.size > 0 && !(reader.is_cisa && is_moment(rest))) {
        size_t at = vector.size - rest.size;
        rc = read_part(&reader, text_cut(&rest, '/'), at);
    }
    rc = rc == RC_OK ? check_whole(&reader, vector.size) : rc;
    if (rc == RC_OK) {
        *out = reader.choice;
    }
    return rc;
}

const struct ssvc_value *ssvc_outcome(const struct ssvc_choice *choice)
{
    const struct ssvc_table *table = choice->table;
    size_t row = 0;
    for (int i = 0; i < table->count; i++) {
        row = row * (size_t)table->points[i]->count + choice->values[i];
    }
    return &table->outcome->values[table->outcomes[row] - '0'];
}

void ssvc_put_vector(struct buffer *out, const struct ssvc_choice *choice)
{
    const struct ssvc_table *table = choice->table;
    buffer_put_z(out, table->id);
    for (int i = 0; i < table->count; i++) {
        const struct ssvc_point *point = table->points[i];
        buffer_print(out, "/%s:%s", point->key, point->values[choice->values[i]].key);
    }
    buffer_print(out, "/%s:%s", table->outcome->key, ssvc_outcome(choice)->key);
}
