#include "format/house.h"
#include "base/file.h"

#define FILE_LIMIT ((size_t)64 << 20)

struct house *house_open(void)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct house *house = ARENA_NEW(arena, struct house);
    house->arena = arena;
    fault_init(&house->fault, arena);
    threat_symbols_init(&house->symbols, arena);
    assert_int_equal(method_read(arena, TEXT("method"),
                                 house_file(house, "catalog/tara-methods.json"), &house->fault,
                                 &house->method),
                     RC_OK);
    threat_rules_init(&house->rules, arena, &house->symbols, house->method);
    return house;
}

void house_close(struct house *house)
{
    arena_close(house->arena);
}

struct text house_file(struct house *house, const char *path)
{
    struct text bytes = TEXT_NONE;
    struct text whole = text_print(house->arena, "%s/%s", CSMS_SOURCE_DIR, path);
    if (file_read(house->arena, text_to_z(house->arena, whole), FILE_LIMIT, &house->fault,
                  &bytes) != RC_OK) {
        fail_msg("%s cannot be read", path);
    }
    return bytes;
}

void house_read_catalogue(struct house *house)
{
    struct text *names;
    size_t count;
    size_t kept = 0;
    assert_int_equal(file_list(house->arena, CSMS_SOURCE_DIR "/catalog/threat-rules", &house->fault,
                               &names, &count),
                     RC_OK);
    struct threat_rules_file *files = ARENA_MANY(house->arena, struct threat_rules_file, count);
    for (size_t i = 0; i < count; i++) {
        if (text_ends(names[i], TEXT(".yaml"))) {
            struct text path =
                text_print(house->arena, "catalog/threat-rules/%.*s", TEXT_ARGS(names[i]));
            files[kept].name = names[i];
            files[kept++].bytes = house_file(house, text_to_z(house->arena, path));
        }
    }
    if (threat_rules_read(&house->rules, files, kept, &house->fault, &house->examples) != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(house_fault(house)));
    }
}

enum rc house_read_rules(struct house *house, struct text rules)
{
    const struct threat_rules_file file = {TEXT("rules.yaml"), rules};
    return threat_rules_read(&house->rules, &file, 1, &house->fault, &house->examples);
}

enum rc house_read_model(struct house *house, struct text input)
{
    const char *form;
    threat_model_init(&house->model, &house->symbols, TEXT("model"), house->arena, &house->fault);
    return model_read(&house->model, input, &form);
}

void house_run(struct house *house)
{
    assert_int_equal(threat_run_open(house->arena, &house->rules, &house->model,
                                     (struct threat_limits){0}, &house->fault, &house->run),
                     RC_OK);
    assert_int_equal(threat_graph_build(house->arena, house->run, &house->fault, &house->graph),
                     RC_OK);
    threat_graph_rank(house->graph, house->arena, NULL);
    assert_int_equal(threat_list_make(house->arena, house->graph, &house->fault, &house->list),
                     RC_OK);
}

struct text house_fault(const struct house *house)
{
    return fault_text(&house->fault, house->arena);
}
