#include "format/threat_rules.h"
#include "wire/yaml.h"

#define FORMAT "csms-threat-rules"
#define STRIDE "STRIDE"

struct reading {
    struct threat_rules *rules;
    struct fault *fault;
    struct text file;
    struct threat_rules_examples *examples;
};

static enum rc refuse(struct reading *reading, const struct json *json, const char *sentence)
{
    return fault_add_at(reading->fault, RC_INVALID, reading->file, json->line, json->column,
                        "%.*s%s%s", TEXT_ARGS(json->name), json->name.size > 0 ? ": " : "",
                        sentence);
}

/* Gives what was said since `from` the place of a node. */
static enum rc placed(struct reading *reading, enum rc rc, size_t from, const struct json *json)
{
    for (size_t i = from; rc != RC_OK && i < reading->fault->count; i++) {
        if (reading->fault->problems[i].line == 0) {
            reading->fault->problems[i].file = reading->file;
            reading->fault->problems[i].line = json->line;
            reading->fault->problems[i].column = json->column;
        }
    }
    return rc;
}

static enum rc check_members(struct reading *reading, const struct json *object,
                             const char *const *names)
{
    for (const struct json *member = object->first; member != NULL; member = member->next) {
        size_t i = 0;
        while (names[i] != NULL && !text_is(member->name, names[i])) {
            i++;
        }
        if (names[i] == NULL) {
            return refuse(reading, member, "there is no such member here");
        }
    }
    return RC_OK;
}

/* ---- predicates ---- */

static uint32_t types_of(struct text word)
{
    static const struct {
        const char *word;
        uint32_t types;
    } words[] = {
        {"component", THREAT_BIT(THREAT_COMPONENT)}, {"channel", THREAT_BIT(THREAT_CHANNEL)},
        {"flow", THREAT_BIT(THREAT_FLOW)},           {"zone", THREAT_BIT(THREAT_ZONE)},
        {"interface", THREAT_BIT(THREAT_INTERFACE)}, {"data", THREAT_BIT(THREAT_DATA)},
        {"word", THREAT_BIT(THREAT_WORD)},           {"element", THREAT_ANY_ELEMENT}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_is(word, words[i].word)) {
            return words[i].types;
        }
    }
    return 0;
}

static enum rc read_predicates(struct reading *reading, const struct json *predicates)
{
    if (predicates == NULL) {
        return RC_OK;
    }
    for (const struct json *member = predicates->first; member != NULL; member = member->next) {
        struct threat_predicate predicate = {.name = member->name};
        uint32_t ignored;
        if (member->kind != JSON_LIST || member->count == 0 || member->count > THREAT_ARITY_LIMIT) {
            return refuse(reading, member, "a predicate takes a list of one to four types");
        }
        for (const struct json *type = member->first; type != NULL; type = type->next) {
            predicate.types[predicate.arity] = types_of(json_text(type));
            if (predicate.types[predicate.arity++] == 0) {
                return refuse(reading, type,
                              "a type is component, channel, flow, interface, zone, data, word "
                              "or element");
            }
        }
        size_t from = reading->fault->count;
        enum rc rc = threat_rules_declare(reading->rules, &predicate, reading->fault, &ignored);
        if (rc != RC_OK) {
            return placed(reading, rc, from, member);
        }
    }
    return RC_OK;
}

/* ---- parts of a rule ---- */

static enum rc read_literals(struct reading *reading, struct threat_rule *rule,
                             const struct json *list, struct threat_literal **out, size_t *count)
{
    if (list == NULL || list->kind != JSON_LIST || list->count == 0 ||
        list->count > THREAT_LITERALS_LIMIT) {
        return refuse(reading, list, "a list of 1 to 16 conditions was expected here");
    }
    struct threat_literal *literals =
        ARENA_MANY(reading->rules->arena, struct threat_literal, list->count);
    size_t read = 0;
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        size_t from = reading->fault->count;
        if (item->kind != JSON_TEXT) {
            return refuse(reading, item, "a condition is text such as \"on(C, H)\"");
        }
        enum rc rc = threat_rule_literal(reading->rules, rule, item->text, reading->fault,
                                         &literals[read++]);
        if (rc != RC_OK) {
            return placed(reading, rc, from, item);
        }
    }
    *out = literals;
    *count = read;
    return RC_OK;
}

static enum rc read_factors(struct reading *reading, const struct json *object, int level_if_none,
                            struct threat_factors *out)
{
    const struct method *method = reading->rules->method;
    for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
        out->levels[f] = (int8_t)(f < method->potential.count ? level_if_none : 0);
    }
    const struct json *member = object != NULL ? object->first : NULL;
    if (object != NULL && object->kind != JSON_OBJECT) {
        return refuse(reading, object, "factors are a mapping from factor to level");
    }
    for (; member != NULL; member = member->next) {
        int factor = method_factor_find(method, member->name);
        int level =
            factor == NO_LEVEL ? NO_LEVEL : method_factor_level(method, factor, json_text(member));
        if (level == NO_LEVEL) {
            return refuse(reading, member, "the method has no such factor or level");
        }
        out->levels[factor] = (int8_t)level;
    }
    return RC_OK;
}

static enum rc read_adjusts(struct reading *reading, struct threat_rule *rule,
                            const struct json *list, struct threat_step *step)
{
    static const char *const names[] = {"when", "factors", NULL};
    if (list == NULL) {
        return RC_OK;
    }
    if (list->kind != JSON_LIST || list->count > THREAT_ADJUSTS_LIMIT) {
        return refuse(reading, list, "a list of at most 8 adjustments was expected here");
    }
    step->adjusts = ARENA_MANY(reading->rules->arena, struct threat_adjust, list->count);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        struct threat_adjust *adjust = &step->adjusts[step->adjust_count++];
        const struct json *when = json_member(item, "when");
        enum rc rc = check_members(reading, item, names);
        if (rc == RC_OK && (item->kind != JSON_OBJECT || when == NULL)) {
            rc = refuse(reading, item, "an adjustment has when and factors");
        }
        rc = rc == RC_OK
                 ? read_literals(reading, rule, when, &adjust->literals, &adjust->literal_count)
                 : rc;
        rc = rc == RC_OK
                 ? read_factors(reading, json_member(item, "factors"), NO_LEVEL, &adjust->factors)
                 : rc;
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc read_steps(struct reading *reading, struct threat_rule *rule,
                          const struct json *list)
{
    static const char *const names[] = {"title", "factors", "adjust", NULL};
    if (list == NULL) {
        return RC_OK;
    }
    if (list->kind != JSON_LIST || list->count > THREAT_STEPS_LIMIT) {
        return refuse(reading, list, "a list of at most 8 steps was expected here");
    }
    rule->steps = ARENA_MANY(reading->rules->arena, struct threat_step, list->count);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        struct threat_step *step = &rule->steps[rule->step_count++];
        step->title = json_text(json_member(item, "title"));
        enum rc rc = check_members(reading, item, names);
        if (rc == RC_OK && step->title.size == 0) {
            rc = refuse(reading, item, "a step has a title");
        }
        rc = rc == RC_OK ? read_factors(reading, json_member(item, "factors"), 0, &step->factors)
                         : rc;
        rc = rc == RC_OK ? read_adjusts(reading, rule, json_member(item, "adjust"), step) : rc;
        if (rc != RC_OK) {
            return rc;
        }
    }
    return RC_OK;
}

static enum rc read_stride(struct reading *reading, struct threat_rule *rule,
                           const struct json *json)
{
    struct text letters = json_text(json);
    for (size_t i = 0; i < letters.size; i++) {
        size_t bit = text_find(TEXT(STRIDE), letters.at[i]);
        if (bit == sizeof STRIDE - 1) {
            return refuse(reading, json, "STRIDE classes are letters of STRIDE, such as TD");
        }
        rule->stride = (uint8_t)(rule->stride | 1u << bit);
    }
    return rule->stride != 0 ? RC_OK
                             : refuse(reading, json, "a threat has at least one STRIDE class");
}

static enum rc read_annex5(struct reading *reading, struct threat_rule *rule,
                           const struct json *list)
{
    if (list == NULL || list->kind != JSON_LIST || list->count > THREAT_ANNEX5_LIMIT) {
        return refuse(reading, list, "annex5 is a list of at most 16 entry numbers in quotes");
    }
    rule->annex5 = ARENA_MANY(reading->rules->arena, struct text, list->count);
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        if (item->kind != JSON_TEXT) {
            return refuse(reading, item, "an entry of Annex 5 stands in quotes, such as \"4.1\"");
        }
        rule->annex5[rule->annex5_count++] = item->text;
    }
    return RC_OK;
}

/* ---- rules ---- */

static enum rc read_threat(struct reading *reading, struct threat_rule *rule,
                           const struct json *object)
{
    const struct json *at = json_member(object, "at");
    const struct json *stride = json_member(object, "stride");
    const struct json *annex5 = json_member(object, "annex5");
    uint32_t count = 0;
    rule->is_threat = true;
    rule->title = json_text(json_member(object, "threat"));
    if (rule->title.size == 0 || at == NULL || at->kind != JSON_LIST || at->count == 0 ||
        at->count > THREAT_ARITY_LIMIT || stride == NULL || annex5 == NULL) {
        return refuse(reading, object,
                      "a threat has a title, stride, annex5, and under at one to four variables "
                      "it is about");
    }
    for (const struct json *item = at->first; item != NULL; item = item->next) {
        uint32_t v = 0;
        while (v < rule->variable_count && !text_equals(rule->variables[v], json_text(item))) {
            v++;
        }
        if (v == rule->variable_count) {
            return refuse(reading, item, "no condition of the rule has this variable");
        }
        rule->head.terms[count++] = (struct threat_term){.kind = THREAT_VARIABLE, .number = v};
    }
    enum rc rc = read_stride(reading, rule, stride);
    return rc == RC_OK ? read_annex5(reading, rule, annex5) : rc;
}

static enum rc read_conclusion(struct reading *reading, struct threat_rule *rule,
                               const struct json *object)
{
    const struct json *then = json_member(object, "then");
    if (then == NULL) {
        return read_threat(reading, rule, object);
    }
    size_t from = reading->fault->count;
    enum rc rc =
        threat_rule_literal(reading->rules, rule, json_text(then), reading->fault, &rule->head);
    if (rc == RC_OK && (rule->head.predicate <= THREAT_FACTS || rule->head.is_absent)) {
        return refuse(reading, then,
                      "a rule concludes a predicate declared under predicates, not what models "
                      "say");
    }
    return placed(reading, rc, from, then);
}

static enum rc read_rule(struct reading *reading, const struct json *object)
{
    static const char *const names[] = {"id", "about",  "when",   "then",  "threat",
                                        "at", "stride", "annex5", "steps", NULL};
    struct threat_rule rule = {.file = reading->file,
                               .line = object->line,
                               .id = json_text(json_member(object, "id")),
                               .about = json_text(json_member(object, "about"))};
    const struct json *when = json_member(object, "when");
    enum rc rc = check_members(reading, object, names);
    if (rc == RC_OK && (rule.id.size == 0 || rule.id.size > 100 || when == NULL)) {
        rc = refuse(reading, object, "a rule has an id and conditions under when");
    }
    rc =
        rc == RC_OK ? read_literals(reading, &rule, when, &rule.literals, &rule.literal_count) : rc;
    rc = rc == RC_OK ? read_conclusion(reading, &rule, object) : rc;
    rc = rc == RC_OK ? read_steps(reading, &rule, json_member(object, "steps")) : rc;
    size_t from = reading->fault->count;
    rc = rc == RC_OK ? threat_rules_add(reading->rules, &rule, reading->fault) : rc;
    return placed(reading, rc, from, object);
}

static enum rc read_examples(struct reading *reading, const struct json *list, bool is_positive)
{
    static const char *const names[] = {"name", "rules", "model", NULL};
    struct threat_rules_examples *all = reading->examples;
    for (const struct json *item = list != NULL ? list->first : NULL; item != NULL;
         item = item->next) {
        struct threat_rules_example example = {.file = reading->file,
                                               .is_positive = is_positive,
                                               .name = json_text(json_member(item, "name")),
                                               .rules = json_member(item, "rules"),
                                               .model = json_member(item, "model")};
        enum rc rc = check_members(reading, item, names);
        if (rc == RC_OK && (example.name.size == 0 || example.rules == NULL ||
                            example.rules->kind != JSON_LIST || example.model == NULL)) {
            rc = refuse(reading, item, "an example has a name, rules (a list of ids) and a model");
        }
        if (rc != RC_OK || all == NULL) {
            return rc;
        }
        if (all->count == all->room) {
            size_t room = all->room == 0 ? 16 : all->room * 2;
            all->at = arena_grow(reading->rules->arena, all->at, all->room * sizeof example,
                                 room * sizeof example);
            all->room = room;
        }
        all->at[all->count++] = example;
    }
    return RC_OK;
}

static enum rc read_head(struct reading *reading, const struct json *tree)
{
    static const char *const names[] = {"format", "version",  "title",    "about", "predicates",
                                        "rules",  "positive", "negative", NULL};
    int64_t version = 0;
    if (!text_is(json_text(json_member(tree, "format")), FORMAT)) {
        return refuse(reading, tree, "a rule file starts with format: " FORMAT);
    }
    if (!json_integer(json_member(tree, "version"), &version) || version != 1) {
        return refuse(reading, tree, "only version: 1 of rule files is known");
    }
    enum rc rc = check_members(reading, tree, names);
    return rc == RC_OK ? read_predicates(reading, json_member(tree, "predicates")) : rc;
}

static enum rc read_body(struct reading *reading, const struct json *tree)
{
    const struct json *rules = json_member(tree, "rules");
    enum rc rc = RC_OK;
    if (rules != NULL && rules->kind != JSON_LIST) {
        return refuse(reading, rules, "a list of rules was expected here");
    }
    for (const struct json *rule = rules != NULL ? rules->first : NULL; rc == RC_OK && rule != NULL;
         rule = rule->next) {
        rc = rule->kind == JSON_OBJECT ? read_rule(reading, rule)
                                       : refuse(reading, rule, "a rule is a mapping");
    }
    rc = rc == RC_OK ? read_examples(reading, json_member(tree, "positive"), true) : rc;
    return rc == RC_OK ? read_examples(reading, json_member(tree, "negative"), false) : rc;
}

enum rc threat_rules_read(struct threat_rules *rules, const struct threat_rules_file *files,
                          size_t file_count, struct fault *fault,
                          struct threat_rules_examples *examples)
{
    const struct json **trees = ARENA_MANY(rules->arena, const struct json *, file_count);
    struct reading reading = {.rules = rules, .fault = fault, .examples = examples};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < file_count; i++) {
        reading.file = files[i].name;
        rc = yaml_read(rules->arena, files[i].name, files[i].bytes, fault, &trees[i]);
        rc = rc == RC_OK ? read_head(&reading, trees[i]) : rc;
    }
    for (size_t i = 0; rc == RC_OK && i < file_count; i++) {
        reading.file = files[i].name;
        rc = read_body(&reading, trees[i]);
    }
    return rc;
}
