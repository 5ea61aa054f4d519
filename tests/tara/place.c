#include "tara/place.h"

#include "base/file.h"
#include "core/bulk.h"
#include "core/workspace_open.h"
#include "modules.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void place_open(struct place *place)
{
    memset(place, 0, sizeof *place);
    strcpy(place->folder, "/tmp/csms-tara-XXXXXX");
    assert(mkdtemp(place->folder) != NULL);
    place->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&place->fault, place->arena);
    place->model = model_open(modules, module_count);
    place->actor = (struct actor){.name = TEXT("cli:tester"), .may_all = true};
    struct text path = text_print(place->arena, "%s/test.csms", place->folder);
    struct workspace_options options = {.url = text_to_z(place->arena, path),
                                        .state_folder = place->folder,
                                        .model = place->model,
                                        .name = "Test"};
    if (workspace_create(&options, &place->fault, &place->workspace) != RC_OK) {
        fprintf(stderr, "%.*s\n", TEXT_ARGS(fault_text(&place->fault, place->arena)));
        abort();
    }
}

void place_close(struct place *place)
{
    struct text *names;
    size_t count;
    workspace_close(place->workspace);
    model_close(place->model);
    if (file_list(place->arena, place->folder, &place->fault, &names, &count) == RC_OK) {
        for (size_t i = 0; i < count; i++) {
            struct text path =
                text_print(place->arena, "%s/%.*s", place->folder, TEXT_ARGS(names[i]));
            (void)unlink(text_to_z(place->arena, path));
        }
    }
    (void)rmdir(place->folder);
    arena_close(place->arena);
}

enum rc place_bulk(struct place *place, struct text text)
{
    const struct json *input;
    struct snapshot snapshot;
    struct change_set set;
    fault_init(&place->fault, place->arena);
    enum rc rc = json_read(place->arena, TEXT("commands"), text, &place->fault, &input);
    if (rc != RC_OK) {
        return rc;
    }
    rc = snapshot_open(&snapshot, place->workspace, place->arena, &place->fault);
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &snapshot, &place->actor);
    rc = bulk_add(&set, json_member(input, "commands"));
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

enum rc place_load_file(struct place *place, const char *path)
{
    struct text bytes;
    enum rc rc = file_read(place->arena, path, 1 << 24, &place->fault, &bytes);
    return rc == RC_OK ? place_bulk(place, bytes) : rc;
}

static enum rc call_with(struct place *place, const char *key, const char *body,
                         enum rc (*run)(struct module_call *call), struct text *out)
{
    struct snapshot snapshot;
    struct buffer buffer;
    const struct json *json = NULL;
    fault_init(&place->fault, place->arena);
    buffer_init(&buffer, place->arena);
    enum rc rc = snapshot_open(&snapshot, place->workspace, place->arena, &place->fault);
    if (rc == RC_OK && body != NULL) {
        rc = json_read(place->arena, TEXT("body"), text_of(body), &place->fault, &json);
    }
    struct module_call call = {.workspace = place->workspace,
                               .connection = snapshot.connection,
                               .arena = place->arena,
                               .fault = &place->fault,
                               .actor = &place->actor,
                               .key = text_of(key),
                               .body = json,
                               .out = &buffer};
    rc = rc == RC_OK ? run(&call) : rc;
    snapshot_close(&snapshot);
    *out = buffer_text(&buffer);
    return rc;
}

static const struct module *module_named(const char *name)
{
    for (size_t i = 0; i < module_count; i++) {
        if (strcmp(modules[i]->name, name) == 0) {
            return modules[i];
        }
    }
    abort();
}

enum rc place_view(struct place *place, const char *path, const char *key, const char *body,
                   struct text *out)
{
    const struct module *tara = module_named("tara");
    for (size_t i = 0; i < tara->view_count; i++) {
        if (strcmp(tara->views[i].path, path) == 0) {
            return call_with(place, key, body, tara->views[i].run, out);
        }
    }
    abort();
}

static const struct json *parsed(struct place *place, enum rc rc, struct text text)
{
    const struct json *json = NULL;
    if (rc == RC_OK) {
        rc = json_read(place->arena, TEXT("answer"), text, &place->fault, &json);
    }
    if (rc != RC_OK) {
        fprintf(stderr, "%.*s\n", TEXT_ARGS(fault_text(&place->fault, place->arena)));
    }
    assert(rc == RC_OK);
    return json;
}

const struct json *place_json(struct place *place, const char *path, const char *key,
                              const char *body)
{
    struct text text;
    enum rc rc = place_view(place, path, key, body, &text);
    return parsed(place, rc, text);
}

const struct json *place_why(struct place *place, const char *entity, const char *key)
{
    const struct module *tara = module_named("tara");
    for (size_t i = 0; i < tara->derivation_count; i++) {
        if (strcmp(tara->derivations[i].entity, entity) == 0) {
            struct text text;
            enum rc rc = call_with(place, key, NULL, tara->derivations[i].run, &text);
            return parsed(place, rc, text);
        }
    }
    abort();
}

const struct json *place_tool(struct place *place, const char *command, const char *argument)
{
    const struct module *tara = module_named("tara");
    for (size_t i = 0; i < tara->tool_count; i++) {
        struct buffer out;
        char *argv[] = {text_to_z(place->arena, text_of(argument)), NULL};
        struct tool_call call = {.files = folder_disk(place->arena, ""),
                                 .arena = place->arena,
                                 .fault = &place->fault,
                                 .argc = argument != NULL,
                                 .argv = argv,
                                 .out = &out};
        buffer_init(&out, place->arena);
        if (strcmp(tara->tools[i].command, command) == 0) {
            enum rc rc = tara->tools[i].run(&call);
            return parsed(place, rc, text_trim(buffer_text(&out)));
        }
    }
    abort();
}

const struct json *place_at(const struct json *list, size_t index)
{
    const struct json *at = list != NULL ? list->first : NULL;
    while (at != NULL && index-- > 0) {
        at = at->next;
    }
    return at;
}

const struct json *place_find(const struct json *list, const char *member, const char *text)
{
    const struct json *at = list != NULL ? list->first : NULL;
    while (at != NULL && !place_is(at, member, text)) {
        at = at->next;
    }
    return at;
}

bool place_is(const struct json *object, const char *member, const char *text)
{
    return text_is(json_text(json_member(object, member)), text);
}

int64_t place_number(const struct json *object, const char *member)
{
    int64_t number = INT64_MIN;
    return json_integer(json_member(object, member), &number) ? number : INT64_MIN;
}

bool place_is_null(const struct json *object, const char *member)
{
    const struct json *json = json_member(object, member);
    return json != NULL && json->kind == JSON_NULL;
}
