/* The vocabulary of models: the predicates whose facts a model gives. */
#include "engine/threat_rule.h"

#define C THREAT_BIT(THREAT_COMPONENT)
#define H THREAT_BIT(THREAT_CHANNEL)
#define F THREAT_BIT(THREAT_FLOW)
#define I THREAT_BIT(THREAT_INTERFACE)
#define Z THREAT_BIT(THREAT_ZONE)
#define D THREAT_BIT(THREAT_DATA)
#define W THREAT_BIT(THREAT_WORD)
#define E THREAT_ANY_ELEMENT
#define ROW(name, ...)                                                                 \
    {                                                                                  \
        {name, sizeof name - 1}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t), \
        {                                                                              \
            __VA_ARGS__                                                                \
        }                                                                              \
    }

static const struct threat_predicate PREDICATES[THREAT_FACTS] = {
    [THREAT_IS_COMPONENT] = ROW("component", C),
    [THREAT_IS_CHANNEL] = ROW("channel", H),
    [THREAT_IS_INTERFACE] = ROW("interface", I, C),
    [THREAT_IS_FLOW] = ROW("flow", F, C, C),
    [THREAT_IS_ZONE] = ROW("zone", Z),
    [THREAT_IS_DATA] = ROW("data", D),
    [THREAT_KIND] = ROW("kind", E, W),
    [THREAT_TECHNOLOGY] = ROW("technology", E, W),
    [THREAT_PROPERTY] = ROW("property", E, W, W),
    [THREAT_PROTECTION] = ROW("protection", H | F, W),
    [THREAT_REACH] = ROW("reach", H, W),
    [THREAT_EXPOSURE] = ROW("exposure", I, W),
    [THREAT_ACCESS] = ROW("access", I, W),
    [THREAT_LEVEL] = ROW("level", Z, W),
    [THREAT_NEEDS] = ROW("needs", D, W),
    [THREAT_ON] = ROW("on", C, H),
    [THREAT_LEADS_TO] = ROW("leads_to", I, H),
    [THREAT_VIA] = ROW("via", F, H),
    [THREAT_CARRIES] = ROW("carries", F, D),
    [THREAT_STORES] = ROW("stores", C, D),
    [THREAT_IN_ZONE] = ROW("in_zone", C, Z),
    [THREAT_ZONE_IN] = ROW("zone_in", Z, Z),
    [THREAT_PART_OF] = ROW("part_of", C, C),
    [THREAT_ENTRY] = ROW("entry", E),
    [THREAT_CROSSES] = ROW("crosses", F, Z, Z),
    [THREAT_CLIMBS] = ROW("climbs", F),
};

const struct threat_predicate *threat_word_predicate(enum threat_fact fact)
{
    return &PREDICATES[fact];
}
