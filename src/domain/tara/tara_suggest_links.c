/* What a threat has to do with the records of an analysis. */
#include "domain/tara/tara_suggest_part.h"

#include "domain/tara/tara_queries.h"

const struct tara_element *tara_suggest_element(const struct tara_suggesting *suggesting,
                                                uint32_t symbol)
{
    const struct threat_symbols *symbols = &suggesting->threats->symbols;
    return table_get(&suggesting->architecture.by_key, symbols->ids[symbol]);
}

enum rc tara_suggest_links_load(struct tara_suggesting *suggesting)
{
    struct snapshot own = suggesting->set->snapshot;
    const struct model_entity *classes = model_named(own.workspace->model, TEXT("threat_class"));
    own.arena = suggesting->threats->arena;
    enum rc rc = tara_query_all(&own, TARA_ASSET, suggesting->analysis->id, &suggesting->assets);
    rc = rc == RC_OK
             ? tara_query_all(&own, TARA_DAMAGE, suggesting->analysis->id, &suggesting->damages)
             : rc;
    return rc == RC_OK ? snapshot_all(&own, classes, "f_source = 'unr155_annex5'", NULL, 0,
                                      &suggesting->classes.records, &suggesting->classes.count)
                       : rc;
}

/* ---- which threats ---- */

static bool is_asset(const struct tara_suggesting *suggesting, struct id element)
{
    for (size_t i = 0; i < suggesting->assets.count; i++) {
        struct value value = record_value(suggesting->assets.records[i], "element");
        if (value.kind == VALUE_ID && id_equals(value.id, element)) {
            return true;
        }
    }
    return false;
}

static bool is_in_scope(const struct tara_suggesting *suggesting,
                        const struct tara_element *element)
{
    bool is_inside = !id_is_zero(suggesting->item) && id_equals(element->item, suggesting->item);
    return is_inside || is_asset(suggesting, element->record->id);
}

/* Where components are named, one of them lies in the item; else anything does. */
bool tara_suggest_concerns(const struct tara_suggesting *suggesting, const struct threat *threat)
{
    const struct threat_symbols *symbols = &suggesting->threats->symbols;
    bool has_component = false;
    bool is_component_inside = false;
    bool is_inside = false;
    for (uint32_t a = 0; a < threat->argument_count; a++) {
        const struct tara_element *element = tara_suggest_element(suggesting, threat->arguments[a]);
        bool is_component = symbols->types[threat->arguments[a]] == THREAT_COMPONENT;
        bool is_here = element != NULL && is_in_scope(suggesting, element);
        has_component |= is_component;
        is_component_inside |= is_component && is_here;
        is_inside |= is_here;
    }
    return has_component ? is_component_inside : is_inside;
}

const struct record *tara_suggest_subject(const struct tara_suggesting *suggesting,
                                          const struct threat *threat)
{
    const struct threat_symbols *symbols = &suggesting->threats->symbols;
    const struct record *first = NULL;
    for (uint32_t a = 0; a < threat->argument_count; a++) {
        const struct tara_element *element = tara_suggest_element(suggesting, threat->arguments[a]);
        if (element == NULL) {
            continue;
        }
        first = first != NULL ? first : element->record;
        if (symbols->types[threat->arguments[a]] == THREAT_COMPONENT &&
            is_in_scope(suggesting, element)) {
            return element->record;
        }
    }
    return first;
}

/* ---- assets, damage, classes ---- */

static void add_key(struct tara_keys *keys, struct text key)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (text_equals(keys->at[i], key)) {
            return;
        }
    }
    keys->at[keys->count++] = key;
}

static struct tara_losses losses_of(const struct threat_rule *rule)
{
    enum { SPOOFING, TAMPERING, REPUDIATION, DISCLOSURE, DENIAL, ELEVATION };
    unsigned stride = rule->stride;
    return (struct tara_losses){.confidentiality = (stride & (1u << DISCLOSURE)) != 0,
                                .integrity = (stride & (1u << SPOOFING | 1u << TAMPERING |
                                                        1u << REPUDIATION | 1u << ELEVATION)) != 0,
                                .availability = (stride & (1u << DENIAL)) != 0};
}

static bool loses(const struct tara_losses *losses, const struct record *asset)
{
    bool c = tara_integer(asset, "confidentiality", 0) != 0;
    bool i = tara_integer(asset, "integrity", 0) != 0;
    bool a = tara_integer(asset, "availability", 0) != 0;
    return (!c && !i && !a) || (c && losses->confidentiality) || (i && losses->integrity) ||
           (a && losses->availability);
}

static bool is_end_of(const struct record *flow, struct id component)
{
    struct value from = record_value(flow, "source");
    struct value to = record_value(flow, "target");
    return (from.kind == VALUE_ID && id_equals(from.id, component)) ||
           (to.kind == VALUE_ID && id_equals(to.id, component));
}

/* A flow is hit where all components and channels that the threat names are on
 * its way, data where they lie on a component that it names. */
static bool is_hit(const struct tara_suggesting *suggesting, const struct threat *threat,
                   const struct record *element)
{
    const struct threat_symbols *symbols = &suggesting->threats->symbols;
    const char *kind = element->kind->entity->name;
    bool is_flow = text_is(text_of(kind), "data_flow");
    size_t on_way = 0;
    size_t off_way = 0;
    for (uint32_t a = 0; a < threat->argument_count; a++) {
        const struct tara_element *named = tara_suggest_element(suggesting, threat->arguments[a]);
        int type = symbols->types[threat->arguments[a]];
        if (named == NULL) {
            continue;
        }
        if (id_equals(named->record->id, element->id)) {
            return true;
        }
        if (type == THREAT_COMPONENT && !is_flow) {
            on_way += value_ids_have(record_value(element, "stored_in"), named->record->id);
        } else if (type == THREAT_COMPONENT || type == THREAT_CHANNEL) {
            bool is_on = type == THREAT_COMPONENT
                             ? is_end_of(element, named->record->id)
                             : value_ids_have(record_value(element, "channels"), named->record->id);
            on_way += is_flow && is_on;
            off_way += is_flow && !is_on;
        } else {
            off_way++; /* other data, another flow or an interface is meant */
        }
    }
    return on_way > 0 && off_way == 0;
}

static void link_assets(const struct tara_suggesting *suggesting, const struct threat *threat,
                        struct tara_links *out)
{
    for (size_t i = 0; i < suggesting->assets.count; i++) {
        const struct record *asset = suggesting->assets.records[i];
        struct value id = record_value(asset, "element");
        const struct record *element =
            id.kind == VALUE_ID ? change_find_id(suggesting->set, id.id) : NULL;
        if (element == NULL || !loses(&out->losses, asset) ||
            !is_hit(suggesting, threat, element)) {
            continue;
        }
        add_key(&out->assets, asset->key);
        for (size_t d = 0; d < suggesting->damages.count; d++) {
            const struct record *damage = suggesting->damages.records[d];
            if (value_ids_have(record_value(damage, "assets"), asset->id)) {
                add_key(&out->damages, damage->key);
            }
        }
    }
}

static void link_classes(const struct tara_suggesting *suggesting, const struct threat *threat,
                         struct tara_links *out)
{
    for (size_t i = 0; i < suggesting->classes.count; i++) {
        struct text reference = tara_text(suggesting->classes.records[i], "reference");
        for (size_t k = 0; k < threat->rule->annex5_count; k++) {
            if (text_equals(reference, threat->rule->annex5[k])) {
                add_key(&out->classes, suggesting->classes.records[i]->key);
            }
        }
    }
}

void tara_suggest_links(const struct tara_suggesting *suggesting, const struct threat *threat,
                        struct tara_links *out)
{
    struct arena *arena = suggesting->set->snapshot.arena;
    *out = (struct tara_links){
        .assets.at = ARENA_MANY(arena, struct text, suggesting->assets.count + 1),
        .damages.at = ARENA_MANY(arena, struct text, suggesting->damages.count + 1),
        .classes.at = ARENA_MANY(arena, struct text, suggesting->classes.count + 1),
        .losses = losses_of(threat->rule)};
    link_assets(suggesting, threat, out);
    link_classes(suggesting, threat, out);
}
