/* attack_isa.h - the instruction sets that kernels are compiled for.
 *
 * Purpose: the inner loops over capability sets and samples exist once as text
 * and are compiled for portable C, AVX2 and AVX-512. A kernel file has one const
 * table of its functions, by instruction set; which one runs stands in the
 * struct of the call, zero for the best this processor has. All give the same
 * bits, so the choice is one of speed alone; tests ask for each by name.
 * Purity: pure, but for asking the processor what it is; no result depends on
 * the answer. Ownership: none. Cost: O(1). Errors: none; asking for a set that
 * the processor lacks gives portable C. */
#ifndef CSMS_ENGINE_ATTACK_ISA_H
#define CSMS_ENGINE_ATTACK_ISA_H

#include <stdbool.h>

enum attack_isa {
    ATTACK_ISA_BEST,
    ATTACK_ISA_PORTABLE,
    ATTACK_ISA_AVX2,
    ATTACK_ISA_AVX512, /* with its byte, word and shorter-vector parts */
    ATTACK_ISA_COUNT
};

/* Before a function: compile it, and what it inlines, for that set. */
#if defined(__x86_64__) && defined(__GNUC__)
#define ATTACK_ISA_IS_X86 1
#define ATTACK_ISA_FOR_AVX2 __attribute__((target("avx2")))
#define ATTACK_ISA_FOR_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#else
#define ATTACK_ISA_IS_X86 0
#define ATTACK_ISA_FOR_AVX2
#define ATTACK_ISA_FOR_AVX512
#endif

bool attack_isa_is_there(enum attack_isa isa);
/* The set that runs where `isa` is asked for: never ATTACK_ISA_BEST. */
enum attack_isa attack_isa_choose(enum attack_isa isa);
const char *attack_isa_name(enum attack_isa isa);

#endif
