#include "engine/attack_sample.h"
#include "engine/attack_sample_kernel.h"

#include <math.h>

#define LINE_WORDS 8
#define DRAWS 65536.0

/* How many blocks the next walk takes: 1, 2 or 4, at most as many as are left. */
static uint32_t next_width(const struct attack_sample_program *program, uint64_t left)
{
    uint32_t width = program->width;
    while (width > left) {
        width /= 2;
    }
    return width;
}

enum rc attack_sample_chances(const struct attack_tree *tree, struct arena *arena,
                              const double *probabilities, struct attack_sample_plan plan,
                              struct fault *fault, struct attack_chances *out)
{
    struct attack_sample_program program;
    struct attack_chances counted = {0, 0};
    const struct attack_sample_kernels *kernels = attack_sample_kernels_for(plan.isa);
    uint64_t *chances = ARENA_MANY(arena, uint64_t, tree->steps);
    for (uint32_t step = 0; step < tree->steps; step++) {
        if (!(probabilities[step] >= 0 && probabilities[step] <= 1)) {
            return fault_add(fault, RC_INVALID, attack_tree_name(tree, arena, tree->node_at[step]),
                             "this step's probability is not from 0 to 1");
        }
        chances[step] = (uint64_t)floor(probabilities[step] * (double)ATTACK_SAMPLE_SURE + 0.5);
    }
    enum rc rc = attack_sample_program_open(arena, tree, plan, fault, &program);
    if (rc != RC_OK) {
        return rc;
    }
    program.chances = chances;
    uint32_t width;
    for (uint64_t block = 0; block < plan.blocks; block += width) {
        uint64_t root[ATTACK_SAMPLE_LINES * LINE_WORDS];
        width = next_width(&program, plan.blocks - block);
        kernels->chances(&program, plan.first_block + block, width, (uint8_t *)root);
        for (uint32_t i = 0; i < width * LINE_WORDS; i++) {
            counted.successes += (uint64_t)__builtin_popcountll(root[i]);
        }
        counted.samples += (uint64_t)width * ATTACK_SAMPLE_BITS;
    }
    *out = counted;
    return RC_OK;
}

/* Shares as thresholds of a draw of 16 bits; outcomes too rare for it are left
 * out, the last one with a share always stays. */
static bool fill_table(const struct attack_spread *spread, struct attack_sample_table *table)
{
    double sum = 0;
    double before = 0;
    if (spread->count == 0 || spread->count > ATTACK_SAMPLE_OUTCOMES) {
        return false;
    }
    for (uint32_t i = 0; i < spread->count; i++) {
        if (!(spread->shares[i] >= 0) || isinf(spread->shares[i])) {
            return false;
        }
        sum += spread->shares[i];
    }
    table->count = 0;
    for (uint32_t i = 0; i < spread->count && sum > 0; i++) {
        double from = floor(before / sum * DRAWS + 0.5);
        before += spread->shares[i];
        double to = floor(before / sum * DRAWS + 0.5);
        if (to > from) {
            table->from[table->count] = (uint16_t)from;
            table->values[table->count] = spread->values[i];
            table->count++;
        }
    }
    return table->count > 0;
}

enum rc attack_sample_points(const struct attack_tree *tree, struct arena *arena,
                             const struct attack_spread *spreads, struct attack_sample_plan plan,
                             struct fault *fault, struct attack_points *out)
{
    struct attack_sample_program program;
    struct attack_sample_table *tables = ARENA_MANY(arena, struct attack_sample_table, tree->steps);
    const struct attack_sample_kernels *kernels = attack_sample_kernels_for(plan.isa);
    enum rc rc = attack_sample_program_open(arena, tree, plan, fault, &program);
    for (uint32_t step = 0; rc == RC_OK && step < tree->steps; step++) {
        if (!fill_table(&spreads[step], &tables[step])) {
            rc = fault_add(fault, RC_INVALID, attack_tree_name(tree, arena, tree->node_at[step]),
                           "this step has no distribution; give 1 to %d values with shares",
                           ATTACK_SAMPLE_OUTCOMES);
        }
    }
    if (rc != RC_OK) {
        return rc;
    }
    program.tables = tables;
    *out = (struct attack_points){0};
    uint32_t width;
    for (uint64_t block = 0; block < plan.blocks; block += width) {
        uint8_t root[ATTACK_SAMPLE_LINES * ATTACK_SAMPLE_BYTES];
        width = next_width(&program, plan.blocks - block);
        kernels->points(&program, plan.first_block + block, width, root);
        for (uint32_t i = 0; i < width * ATTACK_SAMPLE_BYTES; i++) {
            out->counts[root[i]]++;
        }
        out->samples += (uint64_t)width * ATTACK_SAMPLE_BYTES;
    }
    return RC_OK;
}

/* Each level stands for the stretch half a level to both sides. */
struct stretch {
    int low;
    int likely;
    int high;
};

static double density_at(struct stretch stretch, int level, bool is_pert)
{
    double first = stretch.low - 0.5;
    double width = stretch.high + 0.5 - first;
    double x = (level - first) / width;
    double mode = (stretch.likely - first) / width;
    if (level < stretch.low || level > stretch.high) {
        return 0;
    }
    return is_pert ? pow(x, 4 * mode) * pow(1 - x, 4 * (1 - mode))
                   : fmin(x / mode, (1 - x) / (1 - mode));
}

static void fill_shares(struct stretch stretch, bool is_pert, double *out, int count)
{
    double sum = 0;
    for (int level = 0; level < count; level++) {
        out[level] = density_at(stretch, level, is_pert);
        sum += out[level];
    }
    for (int level = 0; level < count && sum > 0; level++) {
        out[level] /= sum;
    }
}

void attack_sample_triangular(int low, int likely, int high, double *out, int count)
{
    fill_shares((struct stretch){low, likely, high}, false, out, count);
}

void attack_sample_pert(int low, int likely, int high, double *out, int count)
{
    fill_shares((struct stretch){low, likely, high}, true, out, count);
}

double attack_sample_error(uint64_t successes, uint64_t samples)
{
    double share = (double)successes / (double)samples;
    return sqrt(share * (1 - share) / (double)samples);
}

int attack_sample_quantile(const struct attack_points *points, double share)
{
    uint64_t seen = 0;
    for (int total = 0; total < 256; total++) {
        seen += points->counts[total];
        if ((double)seen >= share * (double)points->samples && seen > 0) {
            return total;
        }
    }
    return 255;
}
