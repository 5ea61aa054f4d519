#include "format/model_read.h"
#include "format/model_yaml.h"
#include "format/otm_json.h"
#include "format/threagile_yaml.h"
#include "format/threat_dragon_json.h"
#include "wire/yaml.h"
#include "wire/yaml_guest.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

struct threat_place model_place(const struct json *json)
{
    return (struct threat_place){json->line, json->column};
}

enum rc model_refuse(struct threat_model *model, const struct json *json, const char *sentence)
{
    return fault_add_at(model->fault, RC_INVALID, model->file, json->line, json->column, "%.*s%s%s",
                        TEXT_ARGS(json->name), json->name.size > 0 ? ": " : "", sentence);
}

// clang-format off
static const struct {
    const char *word;
    const char *kind;
} KINDS[] = {
    {"browser", "app"}, {"web_client", "app"}, {"rich_client", "app"}, {"mobile_client", "app"},
    {"mobile_app", "app"}, {"desktop", "app"}, {"devops_client", "app"}, {"client_system", "app"},
    {"cli", "app"}, {"android", "app"}, {"ios", "app"},
    {"web_service", "back_end"}, {"web_server", "back_end"}, {"web_application", "back_end"},
    {"web_service_rest", "back_end"}, {"web_service_soap", "back_end"},
    {"application_server", "back_end"}, {"database", "back_end"}, {"load_balancer", "back_end"},
    {"reverse_proxy", "back_end"}, {"identity_provider", "back_end"},
    {"identity_store_ldap", "back_end"}, {"identity_store_database", "back_end"},
    {"file_server", "back_end"}, {"local_file_system", "back_end"}, {"erp", "back_end"},
    {"cms", "back_end"}, {"build_pipeline", "back_end"}, {"sourcecode_repository", "back_end"},
    {"message_queue", "back_end"}, {"stream_processing", "back_end"}, {"mail_server", "back_end"},
    {"container_platform", "back_end"}, {"monitoring", "back_end"}, {"vault", "back_end"},
    {"block_storage", "back_end"}, {"data_lake", "back_end"}, {"ejb", "back_end"},
    {"search_index", "back_end"}, {"service_registry", "back_end"}, {"scheduler", "back_end"},
    {"ai", "back_end"}, {"batch_processing", "back_end"}, {"event_listener", "back_end"},
    {"mainframe", "back_end"}, {"function", "back_end"}, {"cloud", "back_end"},
    {"hsm", "hsm"}, {"gateway", "gateway"}, {"waf", "gateway"}, {"ids", "gateway"},
    {"ips", "gateway"}, {"router", "gateway"}, {"switch", "switch"},
    {"iot_device", "ecu"}, {"ecu", "ecu"}, {"telematics", "telematics"}, {"sensor", "sensor"},
    {"actuator", "actuator"}, {"charger", "charger"}, {"tool", "tool"}, {"person", "person"},
    {"soc", "soc"}, {"memory", "memory"}, {"operating_system", "operating_system"},
    {"key_device", "key_device"}, {"app", "app"}, {"back_end", "back_end"}};
// clang-format on

void model_tell_kind(struct threat_model *model, uint32_t component, struct text word)
{
    struct text clean = model->symbols->ids[threat_model_word(model, word)];
    const char *kind = "software";
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        if (text_is(clean, KINDS[i].word)) {
            kind = KINDS[i].kind;
        }
    }
    threat_model_tell(model, THREAT_KIND, component, text_of(kind));
    threat_model_tell(model, THREAT_TECHNOLOGY, component, clean);
}

struct mentioning {
    enum threat_type type;
    enum threat_fact fact;
    bool is_back; /* fact(mentioned, element) */
};

static enum rc mention_list(struct threat_model *model, const struct json *list, uint32_t element,
                            struct mentioning how)
{
    if (list == NULL || list->kind == JSON_NULL) {
        return RC_OK;
    }
    if (list->kind != JSON_LIST) {
        return model_refuse(model, list, "a list of ids was expected here");
    }
    for (const struct json *item = list->first; item != NULL; item = item->next) {
        uint32_t other;
        if (item->kind != JSON_TEXT) {
            return model_refuse(model, item, "an id (text) was expected here");
        }
        enum rc rc = threat_model_mention(model, how.type, item->text, model_place(item), &other);
        if (rc != RC_OK) {
            return rc;
        }
        threat_model_say(model, how.fact, how.is_back ? other : element,
                         how.is_back ? element : other, 0);
    }
    return RC_OK;
}

enum rc model_mention_list(struct threat_model *model, const struct json *list,
                           enum threat_type type, enum threat_fact fact, uint32_t element)
{
    return mention_list(model, list, element, (struct mentioning){type, fact, false});
}

enum rc model_mention_list_back(struct threat_model *model, const struct json *list,
                                enum threat_type type, enum threat_fact fact, uint32_t element)
{
    return mention_list(model, list, element, (struct mentioning){type, fact, true});
}

void model_tell_list(struct threat_model *model, const struct json *list, enum threat_fact fact,
                     uint32_t element)
{
    bool is_list = list != NULL && list->kind == JSON_LIST;
    for (const struct json *item = is_list ? list->first : NULL; item != NULL; item = item->next) {
        threat_model_tell(model, fact, element, json_text(item));
    }
}

void model_tell_flag(struct threat_model *model, const struct json *object, const char *member,
                     uint32_t element)
{
    const struct json *json = json_member(object, member);
    if (json != NULL && json->kind == JSON_TRUE) {
        threat_model_property(model, element, text_of(member), TEXT("yes"));
    }
}

static enum rc refuse_form(struct threat_model *model)
{
    return fault_add_at(model->fault, RC_UNSUPPORTED, model->file, 1, 1,
                        "this is no model that is known here; known are YAML with format: "
                        "csms-architecture, Open Threat Model JSON (otmVersion), Threat Dragon "
                        "JSON (summary and detail) and Threagile YAML (technical_assets)");
}

static bool is_threagile(const struct json *tree)
{
    return json_member(tree, "threagile_version") != NULL ||
           json_member(tree, "technical_assets") != NULL;
}

enum rc model_read(struct threat_model *model, struct text input, const char **form)
{
    const struct json *tree = NULL;
    struct text start = text_trim(input);
    bool is_json = text_starts(start, TEXT("{"));
    bool is_own = !is_json && text_contains(text_part(input, 0, 4096), TEXT("csms-architecture"));
    enum rc rc = is_json  ? json_read(model->arena, model->file, input, model->fault, &tree)
                 : is_own ? yaml_read(model->arena, model->file, input, model->fault, &tree)
                          : yaml_guest_read(model->arena, model->file, input, model->fault, &tree);
    if (rc != RC_OK) {
        return rc;
    }
    if (model_yaml_knows(tree)) {
        *form = "csms-architecture";
        return model_yaml_read_tree(model, tree);
    }
    if (otm_json_knows(tree)) {
        *form = "otm";
        return otm_json_read_tree(model, tree);
    }
    if (threat_dragon_json_knows(tree)) {
        *form = "threat-dragon";
        return threat_dragon_json_read_tree(model, tree);
    }
    if (is_threagile(tree)) {
        *form = "threagile";
        return threagile_yaml_read_tree(model, tree);
    }
    return refuse_form(model);
}
