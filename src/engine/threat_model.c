#include "engine/threat_model.h"

#include <string.h>

#define FIRST_ROOM 256
#define WORD_LIMIT 200

/* From least to most trusted. */
static const char *const LEVELS[] = {"outside", "exposed", "vehicle", "protected", "anchor"};
#define LEVEL_COUNT (sizeof LEVELS / sizeof *LEVELS)

void threat_model_init(struct threat_model *model, struct threat_symbols *symbols, struct text file,
                       struct arena *arena, struct fault *fault)
{
    memset(model, 0, sizeof *model);
    model->arena = arena;
    model->symbols = symbols;
    model->file = file;
    model->fault = fault;
    for (int fact = 0; fact < THREAT_FACTS; fact++) {
        threat_relation_init(&model->facts[fact], arena,
                             threat_word_predicate((enum threat_fact)fact)->arity);
        threat_relation_seal(&model->facts[fact], symbols->count);
    }
}

static bool is_here(const struct threat_model *model, uint32_t symbol)
{
    return symbol < model->place_room && model->places[symbol].column != 0;
}

static void set_here(struct threat_model *model, uint32_t symbol, struct threat_place place)
{
    if (symbol >= model->place_room) {
        uint32_t room = symbol * 2 + FIRST_ROOM;
        model->places =
            arena_grow(model->arena, model->places, model->place_room * sizeof *model->places,
                       room * sizeof *model->places);
        model->place_room = room;
    }
    place.column = place.column > 0 ? place.column : 1;
    model->places[symbol] = place;
}

static enum rc refuse(struct threat_model *model, enum rc rc, struct threat_place place,
                      const char *sentence)
{
    return fault_add_at(model->fault, rc, model->file, place.line, place.column, "%s", sentence);
}

static enum rc check_id(struct threat_model *model, struct text id, struct threat_place place)
{
    if (arena_is_over(model->arena) || model->element_count >= THREAT_ELEMENTS_LIMIT) {
        return refuse(model, RC_TOO_LARGE, place,
                      "the model is larger than this call may hold; it was read up to here");
    }
    if (id.size == 0) {
        return refuse(model, RC_INVALID, place, "an id is missing here");
    }
    if (id.size > THREAT_ID_LIMIT) {
        return refuse(model, RC_TOO_LARGE, place, "this id is longer than 400 bytes");
    }
    return RC_OK;
}

enum rc threat_model_add(struct threat_model *model, enum threat_type type, struct text id,
                         struct threat_place place, uint32_t *out)
{
    static const int facts[THREAT_TYPES] = {[THREAT_COMPONENT] = THREAT_IS_COMPONENT,
                                            [THREAT_CHANNEL] = THREAT_IS_CHANNEL,
                                            [THREAT_FLOW] = THREAT_FACTS,
                                            [THREAT_INTERFACE] = THREAT_FACTS,
                                            [THREAT_ZONE] = THREAT_IS_ZONE,
                                            [THREAT_DATA] = THREAT_IS_DATA,
                                            [THREAT_WORD] = THREAT_FACTS};
    enum rc rc = check_id(model, id, place);
    if (rc != RC_OK) {
        return rc;
    }
    uint32_t symbol = threat_symbols_add(model->symbols, type, id);
    if (is_here(model, symbol)) {
        return fault_add_at(model->fault, RC_CONFLICT, model->file, place.line, place.column,
                            "there are two elements of type %s with the id \"%.*s\"; give one "
                            "another id",
                            threat_type_name(type), TEXT_ARGS(id));
    }
    set_here(model, symbol, place);
    model->element_count++;
    model->symbols->names[symbol] = model->symbols->ids[symbol];
    if (facts[type] != THREAT_FACTS) {
        threat_model_say(model, (enum threat_fact)facts[type], symbol, 0, 0);
    }
    *out = symbol;
    return RC_OK;
}

void threat_model_name(struct threat_model *model, uint32_t element, struct text name)
{
    if (text_trim(name).size > 0) {
        model->symbols->names[element] = text_trim(name);
    }
}

enum rc threat_model_mention(struct threat_model *model, enum threat_type type, struct text id,
                             struct threat_place place, uint32_t *out)
{
    enum rc rc = check_id(model, id, place);
    if (rc != RC_OK) {
        return rc;
    }
    uint32_t symbol = threat_symbols_add(model->symbols, type, id);
    if (!is_here(model, symbol)) {
        if (model->mention_count == model->mention_room) {
            size_t room = model->mention_room == 0 ? FIRST_ROOM : model->mention_room * 2;
            model->mentions = arena_grow(model->arena, model->mentions,
                                         model->mention_room * sizeof *model->mentions,
                                         room * sizeof *model->mentions);
            model->mention_room = room;
        }
        model->mentions[model->mention_count++] =
            (struct threat_mention){.symbol = symbol, .place = place};
    }
    *out = symbol;
    return RC_OK;
}

uint32_t threat_model_word(struct threat_model *model, struct text word)
{
    char clean[WORD_LIMIT];
    size_t size = 0;
    word = text_trim(word);
    for (size_t i = 0; i < word.size && size < sizeof clean; i++) {
        char c = word.at[i];
        bool is_gap = c == ' ' || c == '-' || c == '\t' || c == '\n';
        clean[size++] = (char)(is_gap ? '_' : c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return threat_symbols_add(model->symbols, THREAT_WORD, (struct text){clean, size});
}

void threat_model_say(struct threat_model *model, enum threat_fact fact, uint32_t a, uint32_t b,
                      uint32_t c)
{
    struct threat_relation *relation = &model->facts[fact];
    const uint32_t tuple[THREAT_ARITY_LIMIT] = {a, b, c, 0};
    bool is_new;
    if (relation->arity == 1) {
        threat_relation_widen(relation, a + 1);
    }
    threat_relation_add(relation, tuple, &is_new);
}

void threat_model_tell(struct threat_model *model, enum threat_fact fact, uint32_t element,
                       struct text word)
{
    if (text_trim(word).size > 0) {
        threat_model_say(model, fact, element, threat_model_word(model, word), 0);
    }
}

void threat_model_property(struct threat_model *model, uint32_t element, struct text name,
                           struct text value)
{
    if (text_trim(name).size > 0 && text_trim(value).size > 0) {
        threat_model_say(model, THREAT_PROPERTY, element, threat_model_word(model, name),
                         threat_model_word(model, value));
    }
}

/* ---- closing ---- */

static enum rc check_mentions(struct threat_model *model)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < model->mention_count; i++) {
        const struct threat_mention *mention = &model->mentions[i];
        if (!is_here(model, mention->symbol)) {
            uint8_t type = model->symbols->types[mention->symbol];
            rc = fault_add_at(model->fault, RC_NOT_FOUND, model->file, mention->place.line,
                              mention->place.column, "there is no %s \"%.*s\"",
                              threat_type_name((enum threat_type)type),
                              TEXT_ARGS(model->symbols->ids[mention->symbol]));
        }
    }
    return rc;
}

/* What contains each symbol by pairs (inner, outer), the first pair counting;
 * THREAT_NOTHING where nothing does. */
static uint32_t *outer_of(struct threat_model *model, enum threat_fact fact)
{
    const struct threat_relation *pairs = &model->facts[fact];
    uint32_t *outer = ARENA_MANY(model->arena, uint32_t, model->symbols->count);
    memset(outer, 0xff, model->symbols->count * sizeof *outer);
    for (uint32_t row = 0; row < pairs->count; row++) {
        const uint32_t *pair = threat_relation_row(pairs, row);
        if (outer[pair[0]] == THREAT_NOTHING) {
            outer[pair[0]] = pair[1];
        }
    }
    return outer;
}

/* Walks outwards from each symbol once; marks say 1 for "on this walk" and 2
 * for "known to end". */
static enum rc check_nesting(struct threat_model *model, const uint32_t *outer, const char *what)
{
    uint8_t *mark = ARENA_MANY(model->arena, uint8_t, model->symbols->count);
    for (uint32_t start = 0; start < model->symbols->count; start++) {
        uint32_t at = start;
        while (at != THREAT_NOTHING && mark[at] == 0) {
            mark[at] = 1;
            at = outer[at];
        }
        if (at != THREAT_NOTHING && mark[at] == 1) {
            return fault_add_at(model->fault, RC_CYCLE, model->file, model->places[at].line,
                                model->places[at].column,
                                "the %s \"%.*s\" lies inside itself, by way of \"%.*s\"", what,
                                TEXT_ARGS(model->symbols->ids[at]),
                                TEXT_ARGS(model->symbols->ids[outer[at]]));
        }
        for (at = start; at != THREAT_NOTHING && mark[at] == 1; at = outer[at]) {
            mark[at] = 2;
        }
    }
    return RC_OK;
}

/* The zone of a component or of what contains it; shortens the way for the next. */
static uint32_t zone_of(uint32_t component, uint32_t *zone, uint32_t *container)
{
    uint32_t at = component;
    while (zone[at] == THREAT_NOTHING && container[at] != THREAT_NOTHING) {
        at = container[at];
    }
    uint32_t found = zone[at];
    while (component != at) {
        uint32_t next = container[component];
        zone[component] = found;
        container[component] = THREAT_NOTHING;
        component = next;
    }
    return found;
}

/* The rank of the level of a zone or of the first one around it; -1 unknown. */
static int level_of(const struct threat_model *model, uint32_t zone, uint32_t *words,
                    uint32_t *outer)
{
    uint32_t word = zone_of(zone, words, outer);
    for (size_t i = 0; word != THREAT_NOTHING && i < LEVEL_COUNT; i++) {
        if (text_is(model->symbols->ids[word], LEVELS[i])) {
            return (int)i;
        }
    }
    return -1;
}

enum rc threat_model_close(struct threat_model *model)
{
    const struct threat_relation *flows = &model->facts[THREAT_IS_FLOW];
    uint32_t *zones = outer_of(model, THREAT_ZONE_IN);
    uint32_t *containers = outer_of(model, THREAT_PART_OF);
    uint32_t *zone = outer_of(model, THREAT_IN_ZONE);
    uint32_t *words = outer_of(model, THREAT_LEVEL);
    enum rc rc = check_mentions(model);
    rc = rc == RC_OK ? check_nesting(model, zones, "trust zone") : rc;
    rc = rc == RC_OK ? check_nesting(model, containers, "component") : rc;
    if (rc != RC_OK) {
        return rc;
    }
    for (uint32_t row = 0; row < flows->count; row++) {
        const uint32_t *flow = threat_relation_row(flows, row);
        uint32_t from = zone_of(flow[1], zone, containers);
        uint32_t to = zone_of(flow[2], zone, containers);
        if (from == to || from == THREAT_NOTHING || to == THREAT_NOTHING) {
            continue;
        }
        int level_from = level_of(model, from, words, zones);
        int level_to = level_of(model, to, words, zones);
        threat_model_say(model, THREAT_CROSSES, flow[0], from, to);
        if (level_from >= 0 && level_to > level_from) {
            threat_model_say(model, THREAT_CLIMBS, flow[0], 0, 0);
        }
    }
    if (arena_is_over(model->arena)) {
        return refuse(model, RC_TOO_LARGE, (struct threat_place){0, 0},
                      "the model is larger than this call may hold");
    }
    return RC_OK;
}
