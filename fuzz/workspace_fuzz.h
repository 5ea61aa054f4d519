/* workspace_fuzz.h - a fresh workspace in memory-backed storage, for a fuzzer.
 *
 * Purpose: what fuzzers of the whole pipeline begin with. The workspace lasts
 * as long as the program. Errors: abort, with the words. */
#ifndef CSMS_FUZZ_WORKSPACE_FUZZ_H
#define CSMS_FUZZ_WORKSPACE_FUZZ_H

#include "core/workspace_open.h"
#include "modules.h"

#include <stdio.h>
#include <stdlib.h>

static inline void workspace_fuzz_fail(const char *what, const struct fault *fault,
                                       struct arena *arena)
{
    struct text words = fault_text(fault, arena);
    (void)fprintf(stderr, "%s: %.*s\n", what, TEXT_ARGS(words));
    abort();
}

static inline struct workspace *workspace_fuzz_open(void)
{
    static char folder[] = "/dev/shm/csms-fuzz-XXXXXX";
    static char url[64];
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    struct fault fault;
    struct workspace *workspace = NULL;
    fault_init(&fault, arena);
    sign_start();
    if (mkdtemp(folder) == NULL) {
        workspace_fuzz_fail("mkdtemp", &fault, arena);
    }
    (void)snprintf(url, sizeof url, "%s/one.csms", folder);
    struct workspace_options options = {.url = url,
                                        .state_folder = folder,
                                        .model = model_open(modules, module_count),
                                        .name = "Fuzz"};
    if (workspace_create(&options, &fault, &workspace) != RC_OK) {
        workspace_fuzz_fail("create", &fault, arena);
    }
    arena_close(arena);
    return workspace;
}

#endif
