/* api_fuzz.c - any bytes as JSON commands through the real pipeline, on a
 * workspace in memory-backed storage: no crash, a refusal has words, and now
 * and then the ledger must verify. The first byte chooses: a list of commands
 * as the API takes it, or a sheet of one entity as CSV or JSON. */
#include "core/bulk.h"
#include "core/sheet.h"
#include "core/verify.h"
#include "fuzz/workspace_fuzz.h"

#include <stdlib.h>

#define VERIFY_EVERY 500

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static enum rc run_commands(struct change_set *set, struct text input)
{
    const struct json *commands;
    enum rc rc =
        json_read(set->snapshot.arena, TEXT("fuzz"), input, set->snapshot.fault, &commands);
    return rc == RC_OK ? bulk_add(set, commands) : rc;
}

static enum rc run_sheet(struct change_set *set, struct text input, uint8_t choice)
{
    const struct model *model = set->snapshot.workspace->model;
    struct sheet_input sheet = {&model->entities[choice / 2 % model->entity_count], TEXT("fuzz"),
                                input, choice % 2 == 0};
    size_t count = 0;
    return sheet_import(set, &sheet, &count);
}

static void verify(struct snapshot *snapshot)
{
    struct verify_report report;
    if (verify_workspace(snapshot, NULL, &report) != RC_OK) {
        workspace_fuzz_fail("verify", snapshot->fault, snapshot->arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct actor program = {.name = {"cli:fuzz", 8}, .may_all = true};
    static struct workspace *workspace;
    static unsigned runs;
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct snapshot snapshot;
    struct change_set set;
    fault_init(&fault, arena);
    if (workspace == NULL) {
        workspace = workspace_fuzz_open();
    }
    if (snapshot_open(&snapshot, workspace, arena, &fault) != RC_OK) {
        workspace_fuzz_fail("snapshot", &fault, arena);
    }
    change_set_init(&set, &snapshot, &program);
    struct text input = {(const char *)bytes + (size > 0), size > 0 ? size - 1 : 0};
    uint8_t choice = size > 0 ? bytes[0] : 0;
    enum rc rc =
        choice < 128 ? run_commands(&set, input) : run_sheet(&set, input, (uint8_t)(choice - 128));
    rc = rc == RC_OK ? change_commit(&set) : rc;
    if (rc == RC_BROKEN || rc == RC_CORRUPT || (rc != RC_OK && fault_is_empty(&fault))) {
        workspace_fuzz_fail(rc_name(rc), &fault, arena);
    }
    if (++runs % VERIFY_EVERY == 0) {
        fault_init(&fault, arena);
        verify(&snapshot);
    }
    snapshot_close(&snapshot);
    arena_close(arena);
    return 0;
}
