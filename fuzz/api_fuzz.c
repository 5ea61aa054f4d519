/* api_fuzz - hostile bodies and questions against the whole pipeline.
 *
 * The first byte chooses: a body of bulk commands (checked, and committed where
 * it is good), a sheet as CSV, or a list question whose filter, words, order and
 * cursor come from the input. The workspace lies in memory-backed storage and is
 * made anew now and then. Anything but a clean refusal or success is a finding;
 * the sanitizers watch. */
#include "core/bulk.h"
#include "core/question.h"
#include "core/render.h"
#include "core/sheet.h"
#include "modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COMMITS_LIMIT 500

struct target {
    struct model *model;
    struct workspace *workspace;
    char folder[64];
    int commits;
};

static void clear(struct target *target)
{
    char command[160];
    workspace_close(target->workspace);
    target->workspace = NULL;
    (void)snprintf(command, sizeof command, "rm -rf %s", target->folder);
    if (system(command) != 0) {
        abort();
    }
}

static void prepare(struct target *target)
{
    char url[128];
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    fault_init(&fault, arena);
    if (target->model == NULL) {
        sign_start();
        target->model = model_open(modules, module_count);
    }
    (void)snprintf(target->folder, sizeof target->folder, "/dev/shm/csms-fuzz-XXXXXX");
    if (mkdtemp(target->folder) == NULL) {
        abort();
    }
    (void)snprintf(url, sizeof url, "%s/fuzz.csms", target->folder);
    struct workspace_options options = {
        .url = url, .state_folder = target->folder, .model = target->model, .name = "fuzz"};
    if (workspace_create(&options, &fault, &target->workspace) != RC_OK) {
        abort();
    }
    target->commits = 0;
    arena_close(arena);
}

static void try_bulk(struct target *target, struct snapshot *snapshot, const struct actor *actor,
                     struct text input)
{
    struct change_set set;
    const struct json *body;
    change_set_init(&set, snapshot, actor);
    if (json_read(snapshot->arena, TEXT("body"), input, snapshot->fault, &body) != RC_OK) {
        return;
    }
    const struct json *commands = json_member(body, "commands");
    if (bulk_add(&set, commands != NULL ? commands : body) == RC_OK &&
        change_commit(&set) == RC_OK) {
        target->commits++;
    }
}

static void try_sheet(struct target *target, struct snapshot *snapshot, const struct actor *actor,
                      struct text input)
{
    struct change_set set;
    size_t count;
    size_t at = input.size > 0 ? (uint8_t)input.at[0] % target->model->entity_count : 0;
    struct sheet_input sheet = {&target->model->entities[at], TEXT("sheet"), text_from(input, 1),
                                true};
    change_set_init(&set, snapshot, actor);
    if (sheet_import(&set, &sheet, &count) == RC_OK && change_commit(&set) == RC_OK) {
        target->commits++;
    }
}

static void try_question(struct target *target, struct snapshot *snapshot,
                         const struct actor *actor, struct text input)
{
    struct answer answer;
    struct buffer out;
    struct json_writer writer;
    struct renderer renderer;
    size_t at = input.size > 0 ? (uint8_t)input.at[0] % target->model->entity_count : 0;
    struct text rest = text_from(input, 1);
    struct question question = {.kind = &target->model->entities[at],
                                .actor = actor,
                                .words = text_cut(&rest, '\n'),
                                .sort = text_cut(&rest, '\n'),
                                .after = text_cut(&rest, '\n'),
                                .limit = 20,
                                .wants_count = true};
    while (rest.size > 0 && question.filter_count < QUESTION_FILTER_LIMIT) {
        struct text value = text_cut(&rest, '\n');
        struct text name = text_cut(&value, '=');
        question.filters[question.filter_count++] = (struct filter){name, value};
    }
    buffer_init(&out, snapshot->arena);
    json_writer_init(&writer, &out);
    renderer_init(&renderer, snapshot, &writer);
    if (question_ask(snapshot, &question, &answer) == RC_OK) {
        for (size_t i = 0; i < answer.count; i++) {
            render_record(&renderer, answer.records[i], RENDER_SUSPECTS);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct target target;
    struct actor actor = {.name = TEXT("cli:fuzz"), .may_all = true};
    struct text input = {(const char *)data, size};
    struct snapshot snapshot;
    struct fault fault;
    if (target.workspace != NULL && target.commits >= COMMITS_LIMIT) {
        clear(&target);
    }
    if (target.workspace == NULL) {
        prepare(&target);
    }
    struct arena *arena = arena_open((size_t)64 << 20);
    fault_init(&fault, arena);
    if (size > 0 && snapshot_open(&snapshot, target.workspace, arena, &fault) == RC_OK) {
        switch (data[0] % 3) {
        case 0:
            try_bulk(&target, &snapshot, &actor, text_from(input, 1));
            break;
        case 1:
            try_sheet(&target, &snapshot, &actor, text_from(input, 1));
            break;
        default:
            try_question(&target, &snapshot, &actor, text_from(input, 1));
        }
        snapshot_close(&snapshot);
    }
    arena_close(arena);
    return 0;
}
