/* threat_model.h - the architecture that threats are generated for.
 *
 * Purpose: components (kind, technologies, properties, zone), channels, data
 * flows with their data, interfaces with exposure, trust zones, and where
 * attackers start, as facts over symbols (threat_rule.h lists the vocabulary).
 * Readers of all formats build it: threat_model_add for each element,
 * threat_model_mention where one is referred to (before or after it is added),
 * threat_model_say for each fact, threat_model_close at the end.
 * Closing checks that everything mentioned exists and that neither zones nor
 * components contain themselves, and adds which flows cross from one zone into
 * another (a component without a zone lies in that of its container).
 * Words are kept in lower case with "_" for blanks and "-".
 * Purity: no I/O. Ownership: all in the arena; file and names are borrowed.
 * Cost: O(bytes) a call; closing O(facts).
 * Errors: RC_INVALID, RC_CONFLICT (an id twice), RC_NOT_FOUND, RC_CYCLE,
 * RC_TOO_LARGE, each with file, line and column. */
#ifndef CSMS_ENGINE_THREAT_MODEL_H
#define CSMS_ENGINE_THREAT_MODEL_H

#include "engine/threat_rule.h"

#define THREAT_ELEMENTS_LIMIT 8000000
#define THREAT_ID_LIMIT 400 /* bytes */

struct threat_place {
    int line;   /* from 1; 0 where unknown */
    int column; /* from 1 */
};

struct threat_mention {
    uint32_t symbol;
    struct threat_place place;
};

struct threat_model {
    struct arena *arena;
    struct threat_symbols *symbols;
    struct fault *fault;
    struct text file;
    struct threat_relation facts[THREAT_FACTS];
    struct threat_place *places; /* by symbol: where it was added; column 0: not here */
    uint32_t place_room;
    uint32_t element_count;
    struct threat_mention *mentions; /* of what was not there yet */
    size_t mention_count;
    size_t mention_room;
};

void threat_model_init(struct threat_model *model, struct threat_symbols *symbols, struct text file,
                       struct arena *arena, struct fault *fault);
/* A new element; says component, channel, zone or data of those types. An
 * interface or a flow is said by the caller. */
enum rc threat_model_add(struct threat_model *model, enum threat_type type, struct text id,
                         struct threat_place place, uint32_t *out) MUST_USE;
/* What people call an element; its id where name is empty. */
void threat_model_name(struct threat_model *model, uint32_t element, struct text name);
enum rc threat_model_mention(struct threat_model *model, enum threat_type type, struct text id,
                             struct threat_place place, uint32_t *out) MUST_USE;
uint32_t threat_model_word(struct threat_model *model, struct text word);
void threat_model_say(struct threat_model *model, enum threat_fact fact, uint32_t a, uint32_t b,
                      uint32_t c);
/* fact(element, word); nothing where the word is empty. */
void threat_model_tell(struct threat_model *model, enum threat_fact fact, uint32_t element,
                       struct text word);
/* property(element, name, value) */
void threat_model_property(struct threat_model *model, uint32_t element, struct text name,
                           struct text value);
enum rc threat_model_close(struct threat_model *model) MUST_USE;

#endif
