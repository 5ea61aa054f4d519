/* import_bench.c - how many records a second come in by the text form.
 *
 * Writes the text form of a made-up workspace (item, assets, threats, ratings,
 * attack trees whose nodes refer forward and are shared) into a temporary
 * folder, imports it into a fresh SQLite workspace and prints the time of each
 * step. Usage: import_bench [records] (default 100000). */
#include "base/file.h"
#include "cage/cage.h"
#include "core/folder_cage.h"
#include "core/text_form.h"
#include "core/workspace_open.h"
#include "modules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define START_US INT64_C(1795000000000000)
#define ASSETS 20
#define DAMAGES 20
#define THREATS 40
#define NODES 8 /* in each of the trees, one a threat */

struct made {
    struct id_maker ids;
    struct buffer out[11];
    size_t counts[11];
};

enum { PROJECT, ITEM, COMPONENT, ANALYSIS, ASSET, DAMAGE, IMPACT, THREAT, TREE, NODE, RATING };
static const struct {
    const char *module;
    const char *entity;
    const char *prefix;
} files[] = {{"item", "project", "PJ"},
             {"item", "item", "IT"},
             {"item", "component", "CO"},
             {"tara", "tara_analysis", "TA"},
             {"tara", "asset", "AS"},
             {"tara", "damage_scenario", "DS"},
             {"tara", "impact_rating", "IR"},
             {"tara", "threat_scenario", "TS"},
             {"tara", "attack_tree", "AT"},
             {"tara", "attack_node", "AN"},
             {"tara", "feasibility_rating", "FR"}};
#define FILE_COUNT (sizeof files / sizeof *files)

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* "- id" and "key"; ids grow, as those of a workspace do. */
static size_t begin(struct made *made, size_t kind)
{
    struct arena *arena = made->out[kind].arena;
    size_t number = ++made->counts[kind];
    char id[ID_TEXT_SIZE + 1];
    struct text key = text_print(arena, "%s-%04zu", files[kind].prefix, number);
    buffer_print(&made->out[kind], "- id: %s\n  key: %.*s\n",
                 id_text(id_make(&made->ids, START_US), id).at, TEXT_ARGS(key));
    return number;
}

static void add_tree(struct made *made, size_t analysis, size_t threat)
{
    size_t tree = begin(made, TREE);
    size_t first = made->counts[NODE] + 1;
    buffer_print(&made->out[TREE],
                 "  threat_scenario: TS-%04zu\n  title: \"Tree %zu\"\n"
                 "  root: AN-%04zu\n",
                 threat, tree, first);
    for (size_t i = 0; i < NODES; i++) {
        (void)begin(made, NODE);
        bool is_leaf = i >= NODES / 2;
        buffer_print(&made->out[NODE],
                     "  tree: AT-%04zu\n  title: \"Step %zu of tree %zu\"\n"
                     "  gate: %s\n",
                     tree, i, tree, is_leaf ? "leaf" : "or");
        for (size_t k = 1; k <= 2 && !is_leaf; k++) {
            buffer_print(&made->out[NODE], "%s    - AN-%04zu\n", k == 1 ? "  children:\n" : "",
                         first + (i + k < NODES ? i + k : NODES - 1));
        }
    }
    (void)begin(made, RATING);
    buffer_print(&made->out[RATING],
                 "  node: AN-%04zu\n  approach: attack_vector\n"
                 "  vector: \"network\"\n"
                 "  rationale: |\n    Analysis %zu.\n    Two lines.\n",
                 first + NODES - 1, analysis);
}

static void add_analysis(struct made *made)
{
    size_t item = begin(made, ITEM);
    buffer_print(&made->out[ITEM],
                 "  name: \"Item %zu\"\n  project: PJ-0001\n  kind: system\n"
                 "  relevance: relevant\n",
                 item);
    size_t analysis = begin(made, ANALYSIS);
    buffer_print(&made->out[ANALYSIS],
                 "  state: draft\n  title: \"Analysis %zu\"\n"
                 "  item: IT-%04zu\n  method: MV-0001\n  project: PJ-0001\n"
                 "  trigger: initial\n",
                 analysis, item);
    for (size_t i = 0; i < ASSETS; i++) {
        size_t component = begin(made, COMPONENT);
        buffer_print(&made->out[COMPONENT],
                     "  name: \"ECU %zu\"\n  kind: ecu\n  item: IT-%04zu\n"
                     "  origin: in_house\n",
                     component, item);
        size_t asset = begin(made, ASSET);
        buffer_print(&made->out[ASSET],
                     "  analysis: TA-%04zu\n  title: \"Asset %zu\"\n"
                     "  element: CO-%04zu\n  integrity: true\n",
                     analysis, asset, component);
        size_t damage = begin(made, DAMAGE);
        buffer_print(&made->out[DAMAGE],
                     "  analysis: TA-%04zu\n  title: \"Damage %zu\"\n"
                     "  assets:\n    - AS-%04zu\n",
                     analysis, damage, asset);
        (void)begin(made, IMPACT);
        buffer_print(&made->out[IMPACT],
                     "  damage_scenario: DS-%04zu\n  stakeholder: road_user\n"
                     "  category: S\n  level: major\n"
                     "  rationale: \"Somebody may be hurt.\"\n",
                     damage);
    }
    for (size_t i = 0; i < THREATS; i++) {
        size_t threat = begin(made, THREAT);
        size_t last = made->counts[ASSET];
        buffer_print(&made->out[THREAT],
                     "  analysis: TA-%04zu\n  title: \"Threat %zu\"\n"
                     "  damage_scenarios:\n    - DS-%04zu\n"
                     "  assets:\n    - AS-%04zu\n  integrity: true\n"
                     "  stride: spoofing\n",
                     analysis, threat, last - i % ASSETS, last - i % ASSETS);
        add_tree(made, analysis, threat);
    }
}

static size_t write_files(struct arena *arena, const char *folder, size_t wanted,
                          struct fault *fault)
{
    struct made made = {0};
    size_t count = 0;
    for (size_t i = 0; i < FILE_COUNT; i++) {
        buffer_init(&made.out[i], arena);
    }
    (void)begin(&made, PROJECT);
    buffer_put_z(&made.out[PROJECT], "  name: \"Bench\"\n  code: \"B\"\n  phase: concept\n"
                                     "  kind: own\n  relevance: relevant\n");
    while (count < wanted) {
        add_analysis(&made);
        count = 0;
        for (size_t i = 0; i < FILE_COUNT; i++) {
            count += made.counts[i];
        }
    }
    struct text header = TEXT("format: csms-text-form\nversion: 1\nmodules: [item, tara]\n");
    enum rc rc = file_make_folder(text_print(arena, "%s/item", folder).at, fault);
    rc = rc == RC_OK ? file_make_folder(text_print(arena, "%s/tara", folder).at, fault) : rc;
    rc = rc == RC_OK ? file_write(text_print(arena, "%s/csms.yaml", folder).at, header, 0644, fault)
                     : rc;
    for (size_t i = 0; i < FILE_COUNT && rc == RC_OK; i++) {
        struct text path =
            text_print(arena, "%s/%s/%s.yaml", folder, files[i].module, files[i].entity);
        rc = file_write(path.at, buffer_text(&made.out[i]), 0644, fault);
    }
    return rc == RC_OK ? count : 0;
}

static enum rc run(struct workspace *workspace, const char *folder, size_t count,
                   struct fault *fault)
{
    struct arena *arena = arena_open((size_t)8 << 30);
    struct snapshot snapshot;
    struct change_set set;
    struct text_form_report report;
    struct actor actor = {.name = TEXT("job:bench"), .may_all = true};
    double start = now_s();
    enum rc rc = snapshot_open(&snapshot, workspace, arena, fault);
    if (rc != RC_OK) {
        return rc;
    }
    change_set_init(&set, &snapshot, &actor);
    struct folder *form = folder_disk(arena, folder);
    rc = folder_cage(form, arena, (size_t)4 << 30, fault);
    double parsed = now_s();
    rc = rc == RC_OK ? text_form_import(&set, form, NULL, &report) : rc;
    double filled = now_s();
    rc = rc == RC_OK ? change_commit(&set) : rc;
    double done = now_s();
    if (rc == RC_OK) {
        printf(
            "%zu records: read by a child in %.2f s, checked in %.2f s, committed in %.2f s: %.0f "
            "records a second, %zu MB of memory\n",
            count, parsed - start, filled - parsed, done - filled, (double)count / (done - start),
            arena_used_bytes(arena) >> 20);
    }
    start = now_s();
    size_t exported = 0;
    struct text again = text_print(arena, "%s/again", folder);
    rc = rc == RC_OK ? text_form_export(&snapshot, folder_disk(arena, again.at), &exported) : rc;
    if (rc == RC_OK) {
        printf("%zu records exported in %.2f s\n", exported, now_s() - start);
    }
    snapshot_close(&snapshot);
    arena_close(arena);
    return rc;
}

static const struct cage_row readers[] = {{FOLDER_CAGE_NAME, folder_cage_reader}};

int main(int argc, char **argv)
{
    cage_enter(readers, COUNT(readers), argc, argv);
    struct arena *arena = arena_open((size_t)4 << 30);
    struct fault fault;
    char folder[] = "/tmp/csms-import-XXXXXX";
    size_t wanted = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 100000;
    struct workspace *workspace = NULL;
    sign_start();
    fault_init(&fault, arena);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    struct model *model = model_open(modules, module_count);
    struct text state = text_print(arena, "%s/state", folder);
    struct text url = text_print(arena, "%s/bench.csms", folder);
    struct text form = text_print(arena, "%s/form", folder);
    struct workspace_options options = {
        .url = url.at, .state_folder = state.at, .model = model, .name = "bench"};
    size_t count = write_files(arena, form.at, wanted, &fault);
    enum rc rc = workspace_create(&options, &fault, &workspace);
    rc = rc == RC_OK ? run(workspace, form.at, count, &fault) : rc;
    if (rc != RC_OK) {
        struct text words = fault_text(&fault, arena);
        (void)fprintf(stderr, "%.*s", TEXT_ARGS(words));
    }
    printf("the files are in %s\n", folder);
    workspace_close(workspace);
    model_close(model);
    arena_close(arena);
    return rc == RC_OK ? 0 : 1;
}
