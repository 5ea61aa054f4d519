/* The system calls that a computation needs, and no other. */
#include "cage/cage_part.h"

#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

/* Memory, waiting for oneself, the time of day, and the end. The allocator of
 * the C library asks how much memory there is before a large sort (sysinfo). */
static const int plain[] = {
    SCMP_SYS(munmap),       SCMP_SYS(mremap),        SCMP_SYS(brk),     SCMP_SYS(madvise),
    SCMP_SYS(futex),        SCMP_SYS(clock_gettime), SCMP_SYS(exit),    SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom),     SCMP_SYS(sysinfo), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(gettid),       SCMP_SYS(getpid),
#ifdef CAGE_HAS_SHADOW
    SCMP_SYS(sigaltstack),  SCMP_SYS(sched_yield),
#endif
};

static bool allow_parts(scmp_filter_ctx filter)
{
    struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    struct scmp_arg_cmp own = SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
    struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
    struct scmp_arg_cmp abort_only = SCMP_A2(SCMP_CMP_EQ, SIGABRT);
    struct scmp_arg_cmp input = SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO);
    struct scmp_arg_cmp output = SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO);
    struct scmp_arg_cmp errors = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO);
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, no_code, own) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2, self, abort_only) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, input) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, output) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, errors) == 0;
}

bool cage_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool is_good = filter != NULL;
    for (size_t i = 0; i < sizeof plain / sizeof *plain && is_good; i++) {
        is_good = seccomp_rule_add(filter, SCMP_ACT_ALLOW, plain[i], 0) == 0;
    }
    is_good = is_good && allow_parts(filter) && seccomp_load(filter) == 0;
    if (filter != NULL) {
        seccomp_release(filter);
    }
    return is_good;
}
