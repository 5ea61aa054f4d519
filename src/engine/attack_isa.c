#include "engine/attack_isa.h"

bool attack_isa_is_there(enum attack_isa isa)
{
#if ATTACK_ISA_IS_X86
    if (isa == ATTACK_ISA_AVX2) {
        return __builtin_cpu_supports("avx2");
    }
    if (isa == ATTACK_ISA_AVX512) {
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    }
#endif
    return isa == ATTACK_ISA_BEST || isa == ATTACK_ISA_PORTABLE;
}

enum attack_isa attack_isa_choose(enum attack_isa isa)
{
    if (isa != ATTACK_ISA_BEST) {
        return attack_isa_is_there(isa) ? isa : ATTACK_ISA_PORTABLE;
    }
    enum attack_isa best = ATTACK_ISA_COUNT - 1;
    while (!attack_isa_is_there(best)) {
        best--;
    }
    return best;
}

const char *attack_isa_name(enum attack_isa isa)
{
    static const char *const names[ATTACK_ISA_COUNT] = {"best", "portable", "AVX2", "AVX-512"};
    return names[isa];
}
