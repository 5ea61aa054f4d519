#include "engine/attack_input.h"

#include <string.h>

#define PIECE 4096

/* Numbers as little-endian bytes, hashed a piece at a time. */
struct writing {
    struct hash_stream *stream;
    unsigned char bytes[PIECE];
    size_t size;
};

static void flush(struct writing *writing)
{
    hash_stream_add(writing->stream, (struct text){(const char *)writing->bytes, writing->size});
    writing->size = 0;
}

static void put(struct writing *writing, uint64_t number)
{
    if (writing->size + 8 > PIECE) {
        flush(writing);
    }
    for (int i = 0; i < 8; i++) {
        writing->bytes[writing->size++] = (unsigned char)(number >> (8 * i));
    }
}

static void put_doubles(struct writing *writing, const double *numbers, uint32_t count)
{
    put(writing, numbers != NULL);
    for (uint32_t i = 0; numbers != NULL && i < count; i++) {
        uint64_t bits;
        double number = numbers[i] == 0 ? 0 : numbers[i]; /* one zero */
        memcpy(&bits, &number, sizeof bits);
        put(writing, bits);
    }
}

static void put_shorts(struct writing *writing, const uint16_t *numbers, uint32_t count)
{
    put(writing, numbers != NULL);
    for (uint32_t i = 0; numbers != NULL && i < count; i++) {
        put(writing, numbers[i]);
    }
}

static void put_tree(struct writing *writing, const struct attack_tree *tree)
{
    put(writing, tree->steps);
    put(writing, tree->count);
    for (uint32_t step = 0; step < tree->steps; step++) {
        put(writing, tree->ratings[tree->node_at[step]]);
    }
    for (uint32_t g = 0; g < tree->count - tree->steps; g++) {
        put(writing, tree->gates[tree->node_at[tree->steps + g]]);
        put(writing, tree->needs[g]);
        put(writing, tree->first_operand[g + 1] - tree->first_operand[g]);
        for (uint32_t i = tree->first_operand[g]; i < tree->first_operand[g + 1]; i++) {
            put(writing, tree->operands[i]);
        }
    }
}

struct hash attack_input_hash(const struct attack_input *input)
{
    struct writing writing = {.stream = hash_stream_open()};
    uint32_t steps = input->tree->steps;
    put_tree(&writing, input->tree);
    put_doubles(&writing, input->costs, steps);
    put_doubles(&writing, input->days, steps);
    put_doubles(&writing, input->probabilities, steps);
    put_shorts(&writing, input->repeated, steps);
    for (int f = 0; f < METHOD_FACTORS_LIMIT; f++) {
        put_shorts(&writing, input->tags[f], steps);
    }
    flush(&writing);
    return hash_stream_close(writing.stream);
}
