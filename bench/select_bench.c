/* select_bench.c - control selection and defence fronts against their targets.
 *
 * Prints one table: for each instance the time to the first choice that
 * reaches the target gain (or the proof), the best gain and bound at the end of
 * the time box, and the gap beside what other solvers reached in 60 s on one
 * core of the same class (measured once: CBC 2.10.8, HiGHS 1.15, clasp 3.3.5,
 * from the engine's design notes). Then the attack-defence front of the tree
 * with 32 defences beside its published run times (Copae, Soltani and
 * Lopuhaa-Zwakenberg, 2025, their repository; the unit there is taken to be ms).
 * Usage: select_bench small.txt mid.txt big.txt tree_129.xml; a file that is
 * not there is left out. Best of RUNS for the front. */
#include "base/file.h"
#include "engine/select.h"
#include "format/adtool_xml.h"
#include "format/select_text.h"

#include <stdio.h>
#include <time.h>

#define RUNS 25
#define SEEDS 5

struct instance {
    const char *name;
    int64_t target;  /* gain to reach */
    double target_s; /* within so many seconds */
    double box_s;    /* the time for gap and bound */
    bool wants_proof;
    const char *peers;
};

static const struct instance instances[] = {
    {"small", 376, 0.1, 1, true, "CBC 376 proven 0.68 s, GLPK 0.38 s, clasp 0.42 s"},
    {"mid", 870, 0.3, 20, false, "CBC 870 (gap 10 %) in 60 s, HiGHS 844, clasp 787"},
    {"big", 5862, 2, 60, false, "CBC none (bound 6267.7) in 60 s, HiGHS 5358, clasp 4904"},
};

struct clock_box {
    double end;
};

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool is_time_left(void *context)
{
    return now_seconds() < ((struct clock_box *)context)->end;
}

static bool is_reached(const struct instance *instance, const struct select_answer *answer)
{
    return answer->gain >= instance->target && (!instance->wants_proof || answer->is_proven);
}

/* What a box of so many seconds gives. */
static struct select_answer solve(struct arena *arena, const struct select_problem *problem,
                                  double box_s, uint64_t seed)
{
    struct clock_box box = {now_seconds() + box_s};
    struct select_options options = {.seed = seed, .may_go_on = is_time_left, .context = &box};
    struct select_answer answer = {.gain = 0};
    struct fault fault;
    fault_init(&fault, arena);
    if (select_solve(arena, problem, problem->budget, &options, &fault, &answer) != RC_OK) {
        printf("%.*s\n", TEXT_ARGS(fault_text(&fault, arena)));
    }
    return answer;
}

static void bench_instance(const struct instance *instance, const char *path)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct select_problem *problem;
    struct fault fault;
    struct text input;
    int reached = 0;
    double worst = 0;
    fault_init(&fault, arena);
    if (file_read(arena, path, (size_t)1 << 28, &fault, &input) != RC_OK ||
        select_text_read(arena, text_of(path), input, &fault, &problem) != RC_OK) {
        printf("T6 %-5s left out: %.*s\n", instance->name,
               TEXT_ARGS(text_trim(fault_text(&fault, arena))));
        arena_close(arena);
        return;
    }
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct arena *scratch = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        double start = now_seconds();
        struct select_answer answer = solve(scratch, problem, instance->target_s, seed);
        double seconds = now_seconds() - start;
        worst = seconds > worst ? seconds : worst;
        reached += is_reached(instance, &answer);
        arena_close(scratch);
    }
    struct select_answer last = solve(arena, problem, instance->box_s, 1);
    printf("T6 %-5s target %lld in %.1f s%s: %d of %d seeds, %.3f s at most | %.0f s: gain %lld, "
           "bound %lld, gap %.2f %% | %s\n",
           instance->name, (long long)instance->target, instance->target_s,
           instance->wants_proof ? " with proof" : "", reached, SEEDS, worst, instance->box_s,
           (long long)last.gain, (long long)last.bound,
           100.0 * (double)(last.bound - last.gain) / (double)last.bound, instance->peers);
    arena_close(arena);
}

static void bench_front(const char *path)
{
    double best = 1e9;
    size_t points = 0;
    uint32_t defences = 0;
    for (int run = 0; run < RUNS; run++) {
        struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
        struct adtool_tree tree;
        struct defence_front front;
        struct fault fault;
        struct text input;
        fault_init(&fault, arena);
        if (file_read(arena, path, (size_t)1 << 28, &fault, &input) != RC_OK ||
            adtool_xml_read(arena, text_of(path), input, TEXT_NONE, &fault, &tree) != RC_OK) {
            printf("T8 left out: %.*s\n", TEXT_ARGS(text_trim(fault_text(&fault, arena))));
            arena_close(arena);
            return;
        }
        double start = now_seconds();
        if (defence_front_find(arena, &tree.tree, tree.root, &fault, &front) == RC_OK) {
            double seconds = now_seconds() - start;
            best = seconds < best ? seconds : best;
            points = front.count;
            defences = tree.defences;
        }
        arena_close(arena);
    }
    printf("T8 front of %u defences, %zu points: %.4f ms, target 1 ms | published: bottom-up 0.34 "
           "(ratio %.0f), BDD 68 (ratio %.0f), BDD paths 585000\n",
           defences, points, best * 1e3, 0.34 / (best * 1e3), 68 / (best * 1e3));
}

int main(int argc, char **argv)
{
    for (int i = 0; i < 3 && i + 1 < argc; i++) {
        bench_instance(&instances[i], argv[i + 1]);
        (void)fflush(stdout);
    }
    if (argc > 4) {
        bench_front(argv[4]);
    }
    if (argc == 1) {
        printf("usage: select_bench small.txt mid.txt big.txt tree_129.xml\n");
    }
    return 0;
}
