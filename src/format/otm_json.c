#include "format/otm_json.h"
#include "base/number.h"
#include "format/model_read.h"

#define NEEDED_FROM 50.0

bool otm_json_knows(const struct json *tree)
{
    return json_member(tree, "otmVersion") != NULL;
}

/* A new element from an object with id and name. */
static enum rc add_element(struct threat_model *model, enum threat_type type,
                           const struct json *object, uint32_t *out)
{
    const struct json *id = json_member(object, "id");
    if (object->kind != JSON_OBJECT) {
        return model_refuse(model, object, "an object with an id was expected here");
    }
    enum rc rc =
        threat_model_add(model, type, json_text(id), model_place(id != NULL ? id : object), out);
    if (rc == RC_OK) {
        threat_model_name(model, *out, json_text(json_member(object, "name")));
    }
    return rc;
}

static enum rc each(struct threat_model *model, const struct json *tree, const char *name,
                    enum rc (*read)(struct threat_model *model, const struct json *object))
{
    const struct json *list = json_member(tree, name);
    enum rc rc = RC_OK;
    if (list == NULL || list->kind == JSON_NULL) {
        return RC_OK;
    }
    if (list->kind != JSON_LIST) {
        return model_refuse(model, list, "a list was expected here");
    }
    for (const struct json *item = list->first; rc == RC_OK && item != NULL; item = item->next) {
        rc = read(model, item);
    }
    return rc;
}

/* What lies around an element: {"trustZone": id} or {"component": id}. */
static enum rc read_parent(struct threat_model *model, const struct json *object,
                           enum threat_fact in_zone, uint32_t element)
{
    const struct json *parent = json_member(object, "parent");
    const struct json *zone = json_member(parent, "trustZone");
    const struct json *component = json_member(parent, "component");
    uint32_t outer;
    enum rc rc = RC_OK;
    if (zone != NULL && zone->kind == JSON_TEXT) {
        rc = threat_model_mention(model, THREAT_ZONE, zone->text, model_place(zone), &outer);
        if (rc == RC_OK) {
            threat_model_say(model, in_zone, element, outer, 0);
        }
    }
    if (rc == RC_OK && in_zone == THREAT_IN_ZONE && component != NULL &&
        component->kind == JSON_TEXT) {
        rc = threat_model_mention(model, THREAT_COMPONENT, component->text, model_place(component),
                                  &outer);
        if (rc == RC_OK) {
            threat_model_say(model, THREAT_PART_OF, element, outer, 0);
        }
    }
    return rc;
}

static void read_attributes(struct threat_model *model, const struct json *object, uint32_t element)
{
    const struct json *attributes = json_member(object, "attributes");
    bool is_object = attributes != NULL && attributes->kind == JSON_OBJECT;
    for (const struct json *member = is_object ? attributes->first : NULL; member != NULL;
         member = member->next) {
        bool is_yes = member->kind == JSON_TRUE;
        threat_model_property(model, element, member->name,
                              is_yes                        ? TEXT("yes")
                              : member->kind == JSON_FALSE  ? TEXT("no")
                              : member->kind == JSON_NUMBER ? member->text
                                                            : json_text(member));
    }
}

static enum rc read_zone(struct threat_model *model, const struct json *object)
{
    uint32_t zone;
    double rating;
    enum rc rc = add_element(model, THREAT_ZONE, object, &zone);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *risk = json_member(object, "risk");
    if (number_of_json(json_member(risk, "trustRating"), &rating)) {
        threat_model_tell(model, THREAT_LEVEL, zone,
                          rating <= 20   ? TEXT("outside")
                          : rating <= 40 ? TEXT("exposed")
                          : rating <= 60 ? TEXT("vehicle")
                          : rating <= 90 ? TEXT("protected")
                                         : TEXT("anchor"));
    }
    threat_model_tell(model, THREAT_KIND, zone, json_text(json_member(object, "type")));
    read_attributes(model, object, zone);
    return read_parent(model, object, THREAT_ZONE_IN, zone);
}

static enum rc read_asset(struct threat_model *model, const struct json *object)
{
    static const char *const properties[] = {"confidentiality", "integrity", "availability"};
    uint32_t data;
    enum rc rc = add_element(model, THREAT_DATA, object, &data);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *risk = json_member(object, "risk");
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
        double rated;
        if (number_of_json(json_member(risk, properties[i]), &rated) && rated >= NEEDED_FROM) {
            threat_model_tell(model, THREAT_NEEDS, data, text_of(properties[i]));
        }
    }
    read_attributes(model, object, data);
    return RC_OK;
}

static enum rc read_component(struct threat_model *model, const struct json *object)
{
    uint32_t component;
    enum rc rc = add_element(model, THREAT_COMPONENT, object, &component);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *assets = json_member(object, "assets");
    model_tell_kind(model, component, json_text(json_member(object, "type")));
    model_tell_list(model, json_member(object, "tags"), THREAT_TECHNOLOGY, component);
    read_attributes(model, object, component);
    rc = read_parent(model, object, THREAT_IN_ZONE, component);
    return rc == RC_OK ? model_mention_list(model, json_member(assets, "stored"), THREAT_DATA,
                                            THREAT_STORES, component)
                       : rc;
}

static enum rc read_end(struct threat_model *model, const struct json *object, const char *name,
                        uint32_t *out)
{
    const struct json *end = json_member(object, name);
    if (end == NULL || end->kind != JSON_TEXT) {
        return fault_add_at(model->fault, RC_INVALID, model->file, object->line, object->column,
                            "the data flow has no %s; give the id of a component", name);
    }
    return threat_model_mention(model, THREAT_COMPONENT, end->text, model_place(end), out);
}

static enum rc read_flow(struct threat_model *model, const struct json *object)
{
    uint32_t flow;
    uint32_t from = 0;
    uint32_t to = 0;
    enum rc rc = add_element(model, THREAT_FLOW, object, &flow);
    rc = rc == RC_OK ? read_end(model, object, "source", &from) : rc;
    rc = rc == RC_OK ? read_end(model, object, "destination", &to) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *both = json_member(object, "bidirectional");
    threat_model_say(model, THREAT_IS_FLOW, flow, from, to);
    if (both != NULL && both->kind == JSON_TRUE) {
        threat_model_say(model, THREAT_IS_FLOW, flow, to, from);
    }
    model_tell_list(model, json_member(object, "tags"), THREAT_TECHNOLOGY, flow);
    read_attributes(model, object, flow);
    return model_mention_list(model, json_member(object, "assets"), THREAT_DATA, THREAT_CARRIES,
                              flow);
}

enum rc otm_json_read_tree(struct threat_model *model, const struct json *tree)
{
    enum rc rc = each(model, tree, "trustZones", read_zone);
    rc = rc == RC_OK ? each(model, tree, "assets", read_asset) : rc;
    rc = rc == RC_OK ? each(model, tree, "components", read_component) : rc;
    rc = rc == RC_OK ? each(model, tree, "dataflows", read_flow) : rc;
    return rc == RC_OK ? threat_model_close(model) : rc;
}
