#include "domain/world.h"
#include "core/workspace_open.h"

#include "modules.h"

#include "base/json.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const struct actor world_program = {.name = {"cli:test", 8}, .may_all = true};

void world_expect(struct world *world, enum rc rc, enum rc wanted, const char *what)
{
    if (rc != wanted) {
        fail_msg("%s: %s instead of %s\n%.*s", what, rc_name(rc), rc_name(wanted),
                 TEXT_ARGS(fault_text(&world->fault, world->arena)));
    }
}

/* ---- one call of the pipeline ---- */

static const struct json *fields_of(struct world *world, const char *words)
{
    const struct json *fields = NULL;
    char *text = text_to_z(world->arena, text_of(words));
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == '\'' ? '"' : *at;
    }
    world_expect(world,
                 json_read(world->arena, TEXT("test"), text_of(text), &world->fault, &fields),
                 RC_OK, words);
    return fields;
}

enum rc world_run(struct world *world, const struct actor *actor, const struct call *call)
{
    struct snapshot snapshot;
    struct change_set set;
    struct record *record;
    struct record *out;
    const struct model_entity *kind = model_named(world->model, text_of(call->entity));
    assert_non_null(kind);
    fault_init(&world->fault, world->arena);
    struct change_input input = {.fields = fields_of(world, call->fields),
                                 .reason = TEXT("because the test says so")};
    world_expect(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault),
                 RC_OK, "snapshot");
    change_set_init(&set, &snapshot, actor);
    enum rc rc;
    if (call->is_change) {
        world_expect(world, change_find(&set, kind, text_of(call->key), &record), RC_OK, call->key);
        rc = change_update(&set, record, &input, &out);
    } else {
        input.key = text_of(call->key);
        rc = change_create(&set, kind, &input, &out);
    }
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}

struct record *world_get(struct world *world, struct snapshot *snapshot, const char *key)
{
    struct record *record = NULL;
    const struct model_entity *kind = model_of_key(world->model, text_of(key));
    assert_non_null(kind);
    world_expect(world, snapshot_get(snapshot, kind, text_of(key), &record), RC_OK, key);
    return record;
}

struct snapshot world_snapshot(struct world *world)
{
    struct snapshot snapshot;
    fault_init(&world->fault, world->arena);
    world_expect(world, snapshot_open(&snapshot, world->workspace, world->arena, &world->fault),
                 RC_OK, "snapshot");
    return snapshot;
}

void world_verb(struct world *world, const char *key, const char *verb)
{
    struct snapshot snapshot = world_snapshot(world);
    struct change_set set;
    struct record *out;
    struct verb_input input = {.reason = TEXT("because the test says so")};
    change_set_init(&set, &snapshot, &world_program);
    world_expect(world,
                 change_verb(&set, world_get(world, &snapshot, key), text_of(verb), &input, &out),
                 RC_OK, verb);
    world_expect(world, change_commit(&set), RC_OK, verb);
    snapshot_close(&snapshot);
}

/* ---- the workspace ---- */

static const struct call ground[] = {
    {"site", "SI-0001", "{'name': 'Head office', 'kind': 'headquarters'}", false},
    {"site", "SI-0002", "{'name': 'North plant', 'kind': 'plant', 'parent': 'SI-0001'}", false},
    {"org_unit", "OU-0001", "{'name': 'Vehicle security', 'kind': 'department'}", false},
    {"org_unit", "OU-0002", "{'name': 'Analysis', 'kind': 'team', 'parent': 'OU-0001'}", false},
    {"person", "PE-0001", "{'name': 'First Person', 'kind': 'employee'}", false},
    {"person", "PE-0002", "{'name': 'Second Person', 'kind': 'employee'}", false},
    {"vehicle_line", "VL-0001", "{'name': 'Line one'}", false},
    {"vehicle_type", "VT-0001",
     "{'name': 'A1', 'line': 'VL-0001', 'category': 'M1', 'markets': 'EU JP'}", false},
    {"project", "PJ-0001",
     "{'name': 'Lamps', 'phase': 'concept', 'kind': 'own', 'relevance': 'relevant', 'site': "
     "'SI-0002'}",
     false},
    {"item", "IT-0001",
     "{'name': 'Headlamp system', 'project': 'PJ-0001', 'kind': 'system', 'relevance': "
     "'relevant'}",
     false},
    {"component", "CO-0001",
     "{'name': 'Switch', 'kind': 'sensor', 'origin': 'in_house', 'item': 'IT-0001'}", false},
    {"component", "CO-0002",
     "{'name': 'Body control unit', 'kind': 'ecu', 'origin': 'supplier', 'item': 'IT-0001', "
     "'parent': 'CO-0001'}",
     false},
    {"interface", "IF-0001",
     "{'name': 'Test pads', 'component': 'CO-0002', 'kind': 'debug', 'exposure': 'physical'}",
     false},
    {"cybersecurity_plan", "PL-0001", "{'title': 'Plan', 'project': 'PJ-0001'}", false},
    {"comment", "CM-0001", "{'subject': 'IT-0001', 'text': 'Is the lamp in?'}", false}};

int world_open(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    fault_init(&world->fault, world->arena);
    world->model = model_open(modules, module_count);
    strcpy(world->folder, "/tmp/csms-rules-XXXXXX");
    assert_non_null(mkdtemp(world->folder));
    struct text url = text_print(world->arena, "%s/one.csms", world->folder);
    struct workspace_options options = {.url = url.at,
                                        .state_folder = world->folder,
                                        .model = world->model,
                                        .name = "Rules",
                                        .simulated_from_us = INT64_C(1767225600000000)};
    world_expect(world, workspace_create(&options, &world->fault, &world->workspace), RC_OK,
                 "create");
    for (size_t i = 0; i < COUNT(ground); i++) {
        world_expect(world, world_run(world, &world_program, &ground[i]), RC_OK, ground[i].key);
    }
    *state = world;
    return 0;
}

static void folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        char file[400];
        if (entry->d_name[0] != '.') {
            snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
            if (unlink(file) != 0) {
                folder_remove(file);
            }
        }
    }
    if (folder != NULL) {
        closedir(folder);
        rmdir(path);
    }
}

int world_close(void **state)
{
    struct world *world = *state;
    workspace_close(world->workspace);
    model_close(world->model);
    folder_remove(world->folder);
    arena_close(world->arena);
    free(world);
    return 0;
}
