#include "format/model_yaml.h"
#include "wire/yaml.h"

#define FORMAT "csms-architecture"
#define COUNT(list) (sizeof(list) / sizeof *(list))

/* What a field becomes. */
enum how {
    HOW_SKIP,     /* not for rules */
    HOW_WORD,     /* fact(element, word) */
    HOW_WORDS,    /* the same for a list, or for text with commas */
    HOW_REF,      /* fact(element, referred) */
    HOW_REFS,     /* the same for a list */
    HOW_BACK,     /* fact(referred, element) for a list */
    HOW_VALUE,    /* property(element, field, value) */
    HOW_GIVEN,    /* property(element, field, given) where there is text */
    HOW_VALUES,   /* property(element, name, value) for a mapping */
    HOW_ELSEWHERE /* read before the others */
};

struct field {
    const char *name;
    enum how how;
    enum threat_fact fact;
    enum threat_type type;
};

struct section {
    const char *name;
    enum threat_type type;
    const struct field *fields;
    size_t count;
};

// clang-format off
#define EVERYWHERE                                                                                 \
    {"key", HOW_ELSEWHERE}, {"id", HOW_ELSEWHERE}, {"name", HOW_ELSEWHERE}, {"state", HOW_SKIP},   \
    {"description", HOW_SKIP}, {"item", HOW_SKIP}, {"properties", HOW_VALUES}

static const struct field COMPONENT[] = {
    EVERYWHERE,
    {"kind", HOW_WORD, THREAT_KIND},
    {"technology", HOW_WORDS, THREAT_TECHNOLOGY},
    {"technologies", HOW_WORDS, THREAT_TECHNOLOGY},
    {"trust_zone", HOW_REF, THREAT_IN_ZONE, THREAT_ZONE},
    {"parent", HOW_REF, THREAT_PART_OF, THREAT_COMPONENT},
    {"origin", HOW_VALUE}, {"is_critical", HOW_VALUE}, {"safety_level", HOW_VALUE},
    {"secure_boot", HOW_VALUE}, {"signed_update", HOW_VALUE}, {"hardened", HOW_VALUE},
    {"privilege_separation", HOW_VALUE}, {"access_control", HOW_VALUE},
    {"least_privilege", HOW_VALUE}, {"app_isolation", HOW_VALUE}, {"filters", HOW_VALUE},
    {"redundant", HOW_VALUE}, {"storage_encrypted", HOW_VALUE}, {"security_tested", HOW_VALUE},
    {"erase_function", HOW_VALUE}, {"third_party_software", HOW_VALUE},
    {"external", HOW_VALUE}, {"incoming_test", HOW_VALUE}, {"key_store", HOW_VALUE},
    {"diagnostic_access", HOW_VALUE},
    {"update_path", HOW_VALUE}, {"trust_anchor", HOW_GIVEN}, {"logs", HOW_GIVEN},
    {"cryptographic_module", HOW_GIVEN}, {"part_number", HOW_SKIP},
    {"hardware_version", HOW_SKIP}, {"software_version", HOW_SKIP}, {"purl", HOW_SKIP},
    {"cpe", HOW_SKIP}, {"supplier_name", HOW_SKIP}, {"location", HOW_SKIP}, {"site", HOW_SKIP},
    {"rxswin", HOW_SKIP}, {"support_until", HOW_SKIP}, {"assumptions", HOW_SKIP}};

static const struct field CHANNEL[] = {
    EVERYWHERE,
    {"technology", HOW_WORDS, THREAT_TECHNOLOGY},
    {"technologies", HOW_WORDS, THREAT_TECHNOLOGY},
    {"protocol", HOW_WORDS, THREAT_TECHNOLOGY},
    {"endpoints", HOW_BACK, THREAT_ON, THREAT_COMPONENT},
    {"reach", HOW_WORD, THREAT_REACH},
    {"protection", HOW_WORD, THREAT_PROTECTION},
    {"freshness", HOW_VALUE}, {"protection_detail", HOW_SKIP}, {"bandwidth", HOW_SKIP}};

static const struct field FLOW[] = {
    EVERYWHERE,
    {"source", HOW_ELSEWHERE}, {"target", HOW_ELSEWHERE},
    {"channels", HOW_REFS, THREAT_VIA, THREAT_CHANNEL},
    {"data_elements", HOW_REFS, THREAT_CARRIES, THREAT_DATA},
    {"technologies", HOW_WORDS, THREAT_TECHNOLOGY},
    {"protection", HOW_WORD, THREAT_PROTECTION},
    {"freshness", HOW_VALUE}, {"serves", HOW_SKIP}, {"position", HOW_SKIP}, {"cycle", HOW_SKIP},
    {"crosses_zones", HOW_SKIP}};

static const struct field INTERFACE[] = {
    EVERYWHERE,
    {"component", HOW_ELSEWHERE},
    {"kind", HOW_WORD, THREAT_KIND},
    {"channel", HOW_REF, THREAT_LEADS_TO, THREAT_CHANNEL},
    {"exposure", HOW_WORD, THREAT_EXPOSURE},
    {"access_control", HOW_WORD, THREAT_ACCESS},
    {"protocol", HOW_WORDS, THREAT_TECHNOLOGY},
    {"technologies", HOW_WORDS, THREAT_TECHNOLOGY},
    {"is_active_in_series", HOW_VALUE},
    {"purpose", HOW_SKIP}, {"access_detail", HOW_SKIP}, {"data_elements", HOW_SKIP}};

static const struct field ZONE[] = {
    EVERYWHERE,
    {"level", HOW_WORD, THREAT_LEVEL},
    {"parent", HOW_REF, THREAT_ZONE_IN, THREAT_ZONE},
    {"edge", HOW_SKIP}};

static const struct field DATA[] = {
    EVERYWHERE,
    {"kind", HOW_WORD, THREAT_KIND},
    {"stored_in", HOW_BACK, THREAT_STORES, THREAT_COMPONENT},
    {"needs", HOW_WORDS, THREAT_NEEDS},
    {"classification", HOW_VALUE}, {"is_personal", HOW_VALUE},
    {"subjects", HOW_SKIP}, {"format", HOW_SKIP}, {"protection", HOW_SKIP},
    {"retention", HOW_SKIP}};

static const struct section SECTIONS[] = {
    {"trust_zone", THREAT_ZONE, ZONE, COUNT(ZONE)},
    {"component", THREAT_COMPONENT, COMPONENT, COUNT(COMPONENT)},
    {"data_element", THREAT_DATA, DATA, COUNT(DATA)},
    {"channel", THREAT_CHANNEL, CHANNEL, COUNT(CHANNEL)},
    {"data_flow", THREAT_FLOW, FLOW, COUNT(FLOW)},
    {"interface", THREAT_INTERFACE, INTERFACE, COUNT(INTERFACE)}};
// clang-format on

static struct threat_place place_of(const struct json *json)
{
    return (struct threat_place){json->line, json->column};
}

static enum rc refuse(struct threat_model *model, const struct json *json, const char *sentence)
{
    return fault_add_at(model->fault, RC_INVALID, model->file, json->line, json->column, "%.*s%s%s",
                        TEXT_ARGS(json->name), json->name.size > 0 ? ": " : "", sentence);
}

/* Text, number, yes or no as a word; empty for null. */
static enum rc word_of(struct threat_model *model, const struct json *json, struct text *out)
{
    switch (json->kind) {
    case JSON_TEXT:
    case JSON_NUMBER:
        *out = json->text;
        return RC_OK;
    case JSON_TRUE:
        *out = TEXT("yes");
        return RC_OK;
    case JSON_FALSE:
        *out = TEXT("no");
        return RC_OK;
    case JSON_NULL:
        *out = TEXT_NONE;
        return RC_OK;
    default:
        return refuse(model, json, "one word was expected here, not a list or mapping");
    }
}

static enum rc read_words(struct threat_model *model, enum threat_fact fact, uint32_t element,
                          const struct json *json)
{
    struct text words = TEXT_NONE;
    enum rc rc = RC_OK;
    if (json->kind == JSON_LIST) {
        for (const struct json *item = json->first; rc == RC_OK && item != NULL;
             item = item->next) {
            rc = word_of(model, item, &words);
            threat_model_tell(model, fact, element, words);
        }
        return rc;
    }
    rc = word_of(model, json, &words);
    while (rc == RC_OK && words.size > 0) {
        threat_model_tell(model, fact, element, text_cut(&words, ','));
    }
    return rc;
}

static enum rc read_reference(struct threat_model *model, const struct field *field,
                              uint32_t element, const struct json *json)
{
    uint32_t other;
    if (json->kind == JSON_NULL) {
        return RC_OK;
    }
    if (json->kind != JSON_TEXT) {
        return refuse(model, json, "the key of a record was expected here");
    }
    enum rc rc = threat_model_mention(model, field->type, json->text, place_of(json), &other);
    if (rc == RC_OK && field->how == HOW_BACK) {
        threat_model_say(model, field->fact, other, element, 0);
    } else if (rc == RC_OK) {
        threat_model_say(model, field->fact, element, other, 0);
    }
    return rc;
}

static enum rc read_references(struct threat_model *model, const struct field *field,
                               uint32_t element, const struct json *json)
{
    enum rc rc = RC_OK;
    if (json->kind == JSON_NULL) {
        return RC_OK;
    }
    if (json->kind != JSON_LIST) {
        return refuse(model, json, "a list of keys was expected here");
    }
    for (const struct json *item = json->first; rc == RC_OK && item != NULL; item = item->next) {
        rc = read_reference(model, field, element, item);
    }
    return rc;
}

static enum rc read_properties(struct threat_model *model, uint32_t element,
                               const struct json *json)
{
    struct text value;
    enum rc rc = RC_OK;
    if (json->kind != JSON_OBJECT) {
        return refuse(model, json, "a mapping from names to words was expected here");
    }
    for (const struct json *member = json->first; rc == RC_OK && member != NULL;
         member = member->next) {
        const struct json *item = member->kind == JSON_LIST ? member->first : member;
        while (rc == RC_OK && item != NULL) {
            rc = word_of(model, item, &value);
            if (rc == RC_OK) {
                threat_model_property(model, element, member->name, value);
            }
            item = member->kind == JSON_LIST ? item->next : NULL;
        }
    }
    return rc;
}

static enum rc read_field(struct threat_model *model, const struct field *field, uint32_t element,
                          const struct json *json)
{
    struct text word = TEXT_NONE;
    enum rc rc = RC_OK;
    switch (field->how) {
    case HOW_WORD:
        rc = word_of(model, json, &word);
        threat_model_tell(model, field->fact, element, word);
        return rc;
    case HOW_WORDS:
        return read_words(model, field->fact, element, json);
    case HOW_REF:
        return read_reference(model, field, element, json);
    case HOW_REFS:
    case HOW_BACK:
        return read_references(model, field, element, json);
    case HOW_VALUE:
        rc = word_of(model, json, &word);
        threat_model_property(model, element, json->name, word);
        return rc;
    case HOW_GIVEN:
        rc = word_of(model, json, &word);
        threat_model_property(model, element, json->name,
                              text_trim(word).size > 0 ? TEXT("given") : TEXT_NONE);
        return rc;
    case HOW_VALUES:
        return read_properties(model, element, json);
    default:
        return RC_OK;
    }
}

static enum rc read_fields(struct threat_model *model, const struct section *section,
                           uint32_t element, const struct json *record)
{
    enum rc rc = RC_OK;
    for (const struct json *member = record->first; rc == RC_OK && member != NULL;
         member = member->next) {
        size_t i = 0;
        while (i < section->count && !text_is(member->name, section->fields[i].name)) {
            i++;
        }
        rc = i < section->count
                 ? read_field(model, &section->fields[i], element, member)
                 : refuse(model, member,
                          "there is no such field here; what only rules know stands under "
                          "properties");
    }
    return rc;
}

static enum rc mention_member(struct threat_model *model, const struct json *record,
                              const char *name, uint32_t *out)
{
    const struct json *member = json_member(record, name);
    if (member == NULL || member->kind != JSON_TEXT) {
        return fault_add_at(model->fault, RC_INVALID, model->file, record->line, record->column,
                            "%s is missing here; give the key of a component", name);
    }
    return threat_model_mention(model, THREAT_COMPONENT, member->text, place_of(member), out);
}

/* What an element of this type cannot be without. */
static enum rc read_ends(struct threat_model *model, enum threat_type type, uint32_t element,
                         const struct json *record)
{
    uint32_t from;
    uint32_t to;
    enum rc rc = RC_OK;
    if (type == THREAT_INTERFACE) {
        rc = mention_member(model, record, "component", &to);
        if (rc == RC_OK) {
            threat_model_say(model, THREAT_IS_INTERFACE, element, to, 0);
        }
    } else if (type == THREAT_FLOW) {
        rc = mention_member(model, record, "source", &from);
        rc = rc == RC_OK ? mention_member(model, record, "target", &to) : rc;
        if (rc == RC_OK) {
            threat_model_say(model, THREAT_IS_FLOW, element, from, to);
        }
    }
    return rc;
}

static enum rc read_section(struct threat_model *model, const struct section *section,
                            const struct json *list)
{
    enum rc rc = RC_OK;
    if (list == NULL || list->kind == JSON_NULL) {
        return RC_OK;
    }
    if (list->kind != JSON_LIST) {
        return refuse(model, list, "a list of records was expected here");
    }
    for (const struct json *record = list->first; rc == RC_OK && record != NULL;
         record = record->next) {
        uint32_t element;
        const struct json *key = json_member(record, "key");
        key = key != NULL ? key : json_member(record, "id");
        if (record->kind != JSON_OBJECT) {
            return refuse(model, record, "a record (a mapping) was expected here");
        }
        rc = threat_model_add(model, section->type, json_text(key),
                              place_of(key != NULL ? key : record), &element);
        if (rc == RC_OK) {
            threat_model_name(model, element, json_text(json_member(record, "name")));
        }
        rc = rc == RC_OK ? read_ends(model, section->type, element, record) : rc;
        rc = rc == RC_OK ? read_fields(model, section, element, record) : rc;
    }
    return rc;
}

static enum rc read_entries(struct threat_model *model, const struct json *list)
{
    static const struct {
        const char *name;
        enum threat_type type;
    } kinds[] = {{"component", THREAT_COMPONENT},
                 {"channel", THREAT_CHANNEL},
                 {"interface", THREAT_INTERFACE}};
    enum rc rc = RC_OK;
    const struct json *item = list != NULL && list->kind == JSON_LIST ? list->first : NULL;
    for (; rc == RC_OK && item != NULL; item = item->next) {
        size_t i = 0;
        while (i < COUNT(kinds) && json_member(item, kinds[i].name) == NULL) {
            i++;
        }
        if (i == COUNT(kinds)) {
            return fault_add_at(model->fault, RC_INVALID, model->file, item->line, item->column,
                                "an entry names a component, a channel or an interface");
        }
        uint32_t element;
        rc = threat_model_mention(model, kinds[i].type, json_text(json_member(item, kinds[i].name)),
                                  place_of(item), &element);
        if (rc == RC_OK) {
            threat_model_say(model, THREAT_ENTRY, element, 0, 0);
        }
    }
    return rc;
}

const char *const model_yaml_lists[] = {
    "trust_zone", "component", "data_element", "channel", "data_flow", "interface", NULL};

enum rc model_yaml_read_list(struct threat_model *model, const char *name, struct text input)
{
    const struct json *list;
    enum rc rc = yaml_read(model->arena, model->file, input, model->fault, &list);
    for (size_t i = 0; rc == RC_OK && i < COUNT(SECTIONS); i++) {
        if (text_is(text_of(name), SECTIONS[i].name)) {
            rc = read_section(model, &SECTIONS[i], list);
        }
    }
    return rc;
}

bool model_yaml_knows(const struct json *tree)
{
    return text_is(json_text(json_member(tree, "format")), FORMAT);
}

static bool is_section(struct text name)
{
    for (size_t i = 0; i < COUNT(SECTIONS); i++) {
        if (text_is(name, SECTIONS[i].name)) {
            return true;
        }
    }
    return text_is(name, "format") || text_is(name, "version") || text_is(name, "name") ||
           text_is(name, "entry") || text_is(name, "about");
}

enum rc model_yaml_read_tree(struct threat_model *model, const struct json *tree)
{
    enum rc rc = RC_OK;
    if (tree->kind != JSON_OBJECT) {
        return refuse(model, tree, "an architecture is a mapping with component, channel, ...");
    }
    for (const struct json *member = tree->first; member != NULL; member = member->next) {
        if (!is_section(member->name)) {
            return refuse(model, member,
                          "there is no such part; an architecture has trust_zone, component, "
                          "data_element, channel, data_flow, interface and entry");
        }
    }
    for (size_t i = 0; rc == RC_OK && i < COUNT(SECTIONS); i++) {
        rc = read_section(model, &SECTIONS[i], json_member(tree, SECTIONS[i].name));
    }
    rc = rc == RC_OK ? read_entries(model, json_member(tree, "entry")) : rc;
    return rc == RC_OK ? threat_model_close(model) : rc;
}
