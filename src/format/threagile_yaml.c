#include "format/threagile_yaml.h"
#include "format/model_read.h"

static bool is_true(const struct json *object, const char *name)
{
    const struct json *member = json_member(object, name);
    return member != NULL && member->kind == JSON_TRUE;
}

static enum rc add_element(struct threat_model *model, enum threat_type type,
                           const struct json *object, uint32_t *out)
{
    const struct json *id = json_member(object, "id");
    if (object->kind != JSON_OBJECT) {
        return model_refuse(model, object, "a mapping with an id was expected here");
    }
    enum rc rc =
        threat_model_add(model, type, json_text(id), model_place(id != NULL ? id : object), out);
    if (rc == RC_OK) {
        threat_model_name(model, *out, object->name);
    }
    return rc;
}

static enum rc each(struct threat_model *model, const struct json *object, const char *name,
                    enum rc (*read)(struct threat_model *model, const struct json *item))
{
    const struct json *all = json_member(object, name);
    enum rc rc = RC_OK;
    if (all == NULL || all->kind == JSON_NULL) {
        return RC_OK;
    }
    if (all->kind != JSON_OBJECT) {
        return model_refuse(model, all, "a mapping from titles was expected here");
    }
    for (const struct json *item = all->first; rc == RC_OK && item != NULL; item = item->next) {
        rc = read(model, item);
    }
    return rc;
}

static enum rc read_data(struct threat_model *model, const struct json *item)
{
    uint32_t data;
    enum rc rc = add_element(model, THREAT_DATA, item, &data);
    if (rc != RC_OK) {
        return rc;
    }
    struct text secret = json_text(json_member(item, "confidentiality"));
    if (text_is(secret, "confidential") || text_is(secret, "strictly-confidential")) {
        threat_model_tell(model, THREAT_NEEDS, data, TEXT("confidentiality"));
    }
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "integrity" : "availability";
        struct text rating = json_text(json_member(item, name));
        if (text_is(rating, "critical") || text_is(rating, "mission-critical")) {
            threat_model_tell(model, THREAT_NEEDS, data, text_of(name));
        }
    }
    return RC_OK;
}

static bool is_protected(struct text protocol)
{
    static const char *const names[] = {
        "https", "wss", "ssh", "sftp", "scp", "ldaps", "ftps", "smtp-encrypted", "imap-encrypted"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (text_is(protocol, names[i])) {
            return true;
        }
    }
    return text_ends(protocol, TEXT("-encrypted"));
}

static enum rc read_link(struct threat_model *model, uint32_t source, const struct json *link)
{
    const struct json *target = json_member(link, "target");
    struct text protocol = json_text(json_member(link, "protocol"));
    uint32_t flow = 0;
    uint32_t to = 0;
    if (link->kind != JSON_OBJECT || target == NULL || target->kind != JSON_TEXT) {
        return model_refuse(model, link, "the link has no target; give the id of an asset");
    }
    struct text id = text_print(model->arena, "%.*s>%.*s", TEXT_ARGS(model->symbols->ids[source]),
                                TEXT_ARGS(link->name));
    enum rc rc = threat_model_add(model, THREAT_FLOW, id, model_place(link), &flow);
    rc = rc == RC_OK
             ? threat_model_mention(model, THREAT_COMPONENT, target->text, model_place(target), &to)
             : rc;
    if (rc != RC_OK) {
        return rc;
    }
    threat_model_name(model, flow, link->name);
    threat_model_say(model, THREAT_IS_FLOW, flow, source, to);
    threat_model_tell(model, THREAT_TECHNOLOGY, flow, protocol);
    bool is_safe = is_protected(protocol) || is_true(link, "vpn");
    if (protocol.size > 0) {
        threat_model_tell(model, THREAT_PROTECTION, flow, is_safe ? TEXT("both") : TEXT("none"));
    }
    threat_model_property(model, flow, TEXT("authentication"),
                          json_text(json_member(link, "authentication")));
    threat_model_property(model, flow, TEXT("authorization"),
                          json_text(json_member(link, "authorization")));
    model_tell_list(model, json_member(link, "tags"), THREAT_TECHNOLOGY, flow);
    rc = model_mention_list(model, json_member(link, "data_assets_sent"), THREAT_DATA,
                            THREAT_CARRIES, flow);
    return rc == RC_OK ? model_mention_list(model, json_member(link, "data_assets_received"),
                                            THREAT_DATA, THREAT_CARRIES, flow)
                       : rc;
}

static enum rc read_links(struct threat_model *model, uint32_t source, const struct json *asset)
{
    const struct json *links = json_member(asset, "communication_links");
    enum rc rc = RC_OK;
    if (links == NULL || links->kind == JSON_NULL) {
        return RC_OK;
    }
    if (links->kind != JSON_OBJECT) {
        return model_refuse(model, links, "a mapping from titles was expected here");
    }
    for (const struct json *link = links->first; rc == RC_OK && link != NULL; link = link->next) {
        rc = read_link(model, source, link);
    }
    return rc;
}

static enum rc open_to_internet(struct threat_model *model, uint32_t component,
                                const struct json *asset)
{
    uint32_t interface;
    struct text id =
        text_print(model->arena, "%.*s#internet", TEXT_ARGS(model->symbols->ids[component]));
    enum rc rc = threat_model_add(model, THREAT_INTERFACE, id, model_place(asset), &interface);
    if (rc == RC_OK) {
        threat_model_name(model, interface,
                          text_print(model->arena, "%.*s on the internet",
                                     TEXT_ARGS(model->symbols->names[component])));
        threat_model_say(model, THREAT_IS_INTERFACE, interface, component, 0);
        threat_model_tell(model, THREAT_KIND, interface, TEXT("service"));
        threat_model_tell(model, THREAT_EXPOSURE, interface, TEXT("remote"));
    }
    return rc;
}

static enum rc read_asset(struct threat_model *model, const struct json *item)
{
    static const char *const flags[] = {"out_of_scope", "multi_tenant", "custom_developed_parts",
                                        "used_as_client_by_human"};
    uint32_t component;
    enum rc rc = add_element(model, THREAT_COMPONENT, item, &component);
    if (rc != RC_OK) {
        return rc;
    }
    const struct json *technologies = json_member(item, "technologies");
    model_tell_kind(model, component, json_text(json_member(item, "technology")));
    model_tell_list(model, technologies, THREAT_TECHNOLOGY, component);
    model_tell_list(model, json_member(item, "tags"), THREAT_TECHNOLOGY, component);
    threat_model_property(model, component, TEXT("encryption"),
                          json_text(json_member(item, "encryption")));
    threat_model_property(model, component, TEXT("machine"),
                          json_text(json_member(item, "machine")));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        model_tell_flag(model, item, flags[i], component);
    }
    if (text_is(json_text(json_member(item, "type")), "external-entity")) {
        threat_model_property(model, component, TEXT("external"), TEXT("yes"));
    }
    rc = is_true(item, "internet") ? open_to_internet(model, component, item) : RC_OK;
    rc = rc == RC_OK ? model_mention_list(model, json_member(item, "data_assets_stored"),
                                          THREAT_DATA, THREAT_STORES, component)
                     : rc;
    return rc == RC_OK ? read_links(model, component, item) : rc;
}

static enum rc read_boundary(struct threat_model *model, const struct json *item)
{
    uint32_t zone;
    enum rc rc = add_element(model, THREAT_ZONE, item, &zone);
    if (rc != RC_OK) {
        return rc;
    }
    struct text type = json_text(json_member(item, "type"));
    bool is_narrow = text_is(type, "network-cloud-security-group") ||
                     text_is(type, "network-policy-namespace-isolation") ||
                     text_is(type, "execution-environment");
    threat_model_tell(model, THREAT_KIND, zone, type);
    threat_model_tell(model, THREAT_LEVEL, zone, is_narrow ? TEXT("protected") : TEXT("exposed"));
    rc = model_mention_list_back(model, json_member(item, "technical_assets_inside"),
                                 THREAT_COMPONENT, THREAT_IN_ZONE, zone);
    return rc == RC_OK
               ? model_mention_list_back(model, json_member(item, "trust_boundaries_nested"),
                                         THREAT_ZONE, THREAT_ZONE_IN, zone)
               : rc;
}

enum rc threagile_yaml_read_tree(struct threat_model *model, const struct json *tree)
{
    enum rc rc = each(model, tree, "data_assets", read_data);
    rc = rc == RC_OK ? each(model, tree, "technical_assets", read_asset) : rc;
    rc = rc == RC_OK ? each(model, tree, "trust_boundaries", read_boundary) : rc;
    return rc == RC_OK ? threat_model_close(model) : rc;
}
