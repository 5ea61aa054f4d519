#include "cage/cage_child.h"

#include "base/file.h"
#include "cage/cage_part.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SPARE_BYTES ((size_t)1 << 30) /* of address space: the program and its allocator */

/* ---- handing over ---- */

static void put_bytes(struct text bytes)
{
    if (!file_put(STDOUT_FILENO, bytes)) {
        _exit(1); /* nobody listens any more */
    }
}

void cage_put(char kind, struct text name, struct text bytes)
{
    struct cage_part part = {kind, name, bytes};
    struct cage_part_head head = cage_part_head(&part);
    put_bytes((struct text){(const char *)&head, sizeof head});
    put_bytes(name);
    put_bytes(bytes);
    put_bytes((struct text){"", 1});
}

static void end(struct arena *arena, const struct fault *fault, enum rc rc)
    __attribute__((noreturn));
static void end(struct arena *arena, const struct fault *fault, enum rc rc)
{
    uint32_t outcome[2] = {(uint32_t)rc, (uint32_t)fault->dropped};
    for (size_t i = 0; i < fault->count; i++) {
        const struct problem *problem = &fault->problems[i];
        cage_put(CAGE_PART_FAULT, text_part(problem->file, 0, CAGE_NAME_LIMIT),
                 cage_part_of_problem(arena, problem));
    }
    cage_put(CAGE_PART_END, TEXT_NONE, (struct text){(const char *)outcome, sizeof outcome});
    _exit(0); /* nothing that the program set up for its own end is run here */
}

/* ---- confinement ---- */

static bool limit(int what, size_t most)
{
    struct rlimit both = {most, most};
    return setrlimit((__rlimit_resource_t)what, &both) == 0;
}

static bool limit_all(const struct cage_order *order)
{
    struct rlimit seconds = {order->cpu_seconds, order->cpu_seconds + 1};
#ifdef CAGE_HAS_SHADOW
    bool has_memory = true; /* a sanitizer's shadow takes terabytes of addresses */
#else
    bool has_memory =
        limit(RLIMIT_AS, (size_t)order->address_bytes + (size_t)order->size + SPARE_BYTES);
#endif
    return has_memory && setrlimit(RLIMIT_CPU, &seconds) == 0 && limit(RLIMIT_CORE, 0) &&
           limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0);
}

static bool confine(const struct cage_order *order)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit_all(order) &&
           (order->has_filter == 0 || cage_filter());
}

/* ---- the order ---- */

static struct text map_input(void)
{
    struct stat about;
    if (fstat(STDIN_FILENO, &about) != 0 || about.st_size <= 0) {
        return TEXT_NONE;
    }
    size_t size = (size_t)about.st_size;
    void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
    return at != MAP_FAILED ? (struct text){at, size} : TEXT_NONE;
}

static bool read_order(struct text input, struct cage_order *out)
{
    if (input.size < sizeof *out) {
        return false;
    }
    memcpy(out, input.at, sizeof *out);
    return out->mark == CAGE_ORDER_MARK && out->size == input.size - sizeof *out;
}

void cage_child_live(cage_reader *reader, const void *context)
{
    struct text input = map_input();
    struct cage_order order;
    struct cage_part *parts = NULL;
    struct fault fault;
    if (!read_order(input, &order)) {
        _exit(1);
    }
    bool is_confined = confine(&order);
    struct arena *arena = arena_open((size_t)order.memory_bytes);
    struct cage_job job = {.arena = arena,
                           .memory_bytes = (size_t)order.memory_bytes,
                           .fault = &fault,
                           .context = context};
    fault_init(&fault, arena);
    if (!is_confined) {
        end(arena, &fault,
            fault_add(&fault, RC_UNSUPPORTED, TEXT_NONE,
                      "this system lets no program give up its own system calls (seccomp), so "
                      "nothing is read; allow it, or set " CAGE_LIMITS_ONLY "=limits to read "
                      "foreign files with limits on memory and time alone"));
    }
    if (!cage_part_list(arena, text_from(input, sizeof order), &parts, &job.count)) {
        _exit(1);
    }
    job.parts = parts;
    enum rc rc = reader(&job);
    end(arena, &fault, rc);
}

void cage_enter(const struct cage_row *rows, size_t count, int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "--reader") != 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, argv[2]) == 0) {
            cage_child_live(rows[i].run, NULL);
        }
    }
    _exit(1);
}
