#include "cage/cage_child.h"
#include "cage/cage_part.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20)
#define STEP_BYTES ((size_t)1 << 18)
#define GRACE_MS 1000 /* between the end of the output and that of the process */

struct run {
    const struct cage_request *request;
    struct arena *arena;
    struct fault *fault;
    int input;     /* sealed */
    int output[2]; /* read end, write end */
    pid_t child;
    int status;
    struct buffer bytes;
};

static enum rc failed(struct run *run, const char *what)
{
    return fault_add(run->fault, RC_BROKEN, TEXT_NONE, "cannot %s for reading in a child: %s", what,
                     strerror(errno));
}

/* ---- the input ---- */

static size_t parts_size(const struct cage_request *request)
{
    size_t size = 0;
    for (size_t i = 0; i < request->count; i++) {
        size += cage_part_size(&request->parts[i]);
    }
    return size;
}

static char *put_at(char *at, const void *bytes, size_t size)
{
    if (size > 0) {
        memcpy(at, bytes, size);
    }
    return at + size;
}

static void fill(char *at, const struct cage_request *request, const struct cage_order *order)
{
    at = put_at(at, order, sizeof *order);
    for (size_t i = 0; i < request->count; i++) {
        const struct cage_part *part = &request->parts[i];
        struct cage_part_head head = cage_part_head(part);
        at = put_at(at, &head, sizeof head);
        at = put_at(at, part->name.at, part->name.size);
        at = put_at(at, part->bytes.at, part->bytes.size);
        *at++ = '\0';
    }
}

/* A file in memory that nobody can change any more, the child least of all. */
static enum rc make_input(struct run *run, bool has_filter)
{
    const struct cage_limits *limits = &run->request->limits;
    size_t addresses = limits->address_bytes > 0 ? limits->address_bytes : limits->memory_bytes;
    struct cage_order order = {.mark = CAGE_ORDER_MARK,
                               .address_bytes = addresses,
                               .memory_bytes = limits->memory_bytes,
                               .size = parts_size(run->request),
                               .cpu_seconds = limits->cpu_seconds,
                               .has_filter = has_filter};
    size_t size = sizeof order + (size_t)order.size;
    run->input = memfd_create("csms-input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (run->input < 0 || ftruncate(run->input, (off_t)size) != 0) {
        return failed(run, "make a file in memory");
    }
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, run->input, 0);
    if (at == MAP_FAILED) {
        return failed(run, "map a file in memory");
    }
    fill(at, run->request, &order);
    munmap(at, size);
    if (fcntl(run->input, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) !=
        0) {
        return failed(run, "seal a file in memory");
    }
    return RC_OK;
}

/* ---- birth ---- */

extern char **environ;

/* In the child by fork: only its input, its output and no words of the user. */
static void live_forked(const struct run *run) __attribute__((noreturn));
static void live_forked(const struct run *run)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; number++) {
        (void)signal(number, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (char **word = environ; *word != NULL; word++) {
        memset(*word, 0, strlen(*word));
    }
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bool is_placed = dup2(run->input, STDIN_FILENO) >= 0 &&
                     dup2(run->output[1], STDOUT_FILENO) >= 0 && nowhere >= 0 &&
                     dup2(nowhere, STDERR_FILENO) >= 0 &&
                     close_range(STDERR_FILENO + 1, ~0U, 0) == 0;
    if (!is_placed) {
        _exit(1);
    }
    cage_child_live(run->request->forked, run->request->context);
}

static int spawn_named(struct run *run)
{
    char *argv[] = {(char *)(uintptr_t) "csms", (char *)(uintptr_t) "--reader",
                    (char *)(uintptr_t)run->request->name, NULL};
    char *nothing[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, run->input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, run->output[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    int error = posix_spawn(&run->child, "/proc/self/exe", &actions, &attributes, argv, nothing);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static enum rc give_birth(struct run *run)
{
    if (pipe2(run->output, O_CLOEXEC) != 0) {
        return failed(run, "make a pipe");
    }
    (void)fcntl(run->output[0], F_SETPIPE_SZ, PIPE_BYTES); /* faster where it is allowed */
    if (run->request->forked != NULL) {
        run->child = fork();
        if (run->child == 0) {
            live_forked(run);
        }
    } else {
        errno = spawn_named(run);
        run->child = errno == 0 ? run->child : -1;
    }
    if (run->child < 0) {
        return failed(run, "start a process");
    }
    close(run->output[1]);
    run->output[1] = -1;
    return RC_OK;
}

/* ---- the answer's bytes ---- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum rc too_much(struct run *run, const char *what, size_t limit)
{
    return fault_add(run->fault, RC_TOO_LARGE, TEXT_NONE,
                     "reading this takes more %s than the limit of %zu; give less at a time", what,
                     limit);
}

/* All that the child says, up to its end or a limit. */
static enum rc listen(struct run *run)
{
    const struct cage_limits *limits = &run->request->limits;
    int64_t end = now_ms() + (int64_t)limits->wall_seconds * 1000;
    for (;;) {
        struct pollfd waiting = {.fd = run->output[0], .events = POLLIN};
        int64_t left = end - now_ms();
        if (left <= 0) {
            return too_much(run, "seconds", limits->wall_seconds);
        }
        int ready = poll(&waiting, 1, (int)(left < 60000 ? left : 60000));
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            continue;
        }
        ssize_t count = read(run->output[0], buffer_reserve(&run->bytes, STEP_BYTES), STEP_BYTES);
        if (count < 0 && errno != EINTR) {
            return failed(run, "hear an answer");
        }
        if (count == 0) {
            return RC_OK;
        }
        run->bytes.size += count > 0 ? (size_t)count : 0;
        if (run->bytes.size > limits->output_bytes) {
            return too_much(run, "bytes of answer", limits->output_bytes);
        }
    }
}

/* ---- its end ---- */

static void bury(struct run *run, bool is_late)
{
    struct timespec wait = {0, 1000000L};
    if (is_late) {
        kill(run->child, SIGKILL);
    }
    for (int turn = 0; waitpid(run->child, &run->status, is_late ? 0 : WNOHANG) <= 0; turn++) {
        if (turn == GRACE_MS) {
            kill(run->child, SIGKILL);
            is_late = true;
        }
        nanosleep(&wait, NULL);
    }
}

static enum rc broke_off(struct run *run)
{
    const struct cage_limits *limits = &run->request->limits;
    int number = WIFSIGNALED(run->status) ? WTERMSIG(run->status) : 0;
    switch (number) {
    case SIGXCPU:
        return too_much(run, "seconds of computing", limits->cpu_seconds);
    case SIGABRT:
    case SIGKILL:
        return too_much(run, "bytes of memory", limits->memory_bytes);
    case SIGSYS:
        return fault_add(run->fault, RC_BROKEN, TEXT_NONE,
                         "the reader of this input was stopped, because it tried what no reader "
                         "does; do not use the input, and report it as SECURITY.md says");
    default:
        return fault_add(run->fault, RC_BROKEN, TEXT_NONE,
                         "the reader of this input broke off (signal %d); do not use the input, "
                         "and report it as SECURITY.md says",
                         number);
    }
}

static enum rc nonsense(struct run *run)
{
    return fault_add(run->fault, RC_BROKEN, TEXT_NONE,
                     "the reader of this input answered what no reader answers; do not use the "
                     "input, and report it as SECURITY.md says");
}

/* Problems and the outcome leave the list; what stays are the reader's own pieces. */
static enum rc take_answer(struct run *run, struct cage_answer *out)
{
    struct cage_answer answer = {0};
    size_t count = 0;
    uint32_t outcome[2];
    bool is_list = cage_part_list(run->arena, buffer_text(&run->bytes), &answer.parts, &count);
    if (!is_list || count == 0 || answer.parts[count - 1].kind != CAGE_PART_END ||
        answer.parts[count - 1].bytes.size != sizeof outcome) {
        return nonsense(run);
    }
    memcpy(outcome, answer.parts[count - 1].bytes.at, sizeof outcome);
    if (outcome[0] >= RC_COUNT) {
        return nonsense(run);
    }
    answer.rc = (enum rc)outcome[0];
    for (size_t i = 0; i + 1 < count; i++) {
        const struct cage_part *part = &answer.parts[i];
        if (part->kind == CAGE_PART_END ||
            (part->kind == CAGE_PART_FAULT &&
             !cage_part_to_problem(run->arena, part, answer.rc, run->fault))) {
            return nonsense(run);
        }
        if (part->kind != CAGE_PART_FAULT) {
            answer.parts[answer.count++] = *part;
        }
    }
    run->fault->dropped += outcome[1];
    *out = answer;
    return RC_OK;
}

/* ---- the whole ---- */

static bool wants_filter(void)
{
    const char *word = getenv(CAGE_LIMITS_ONLY);
    if (word == NULL || strcmp(word, "limits") != 0) {
        return true;
    }
    (void)fprintf(stderr, "csms: %s=limits: foreign input is read without a system-call filter\n",
                  CAGE_LIMITS_ONLY);
    return false;
}

static void close_all(struct run *run)
{
    int files[] = {run->input, run->output[0], run->output[1]};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (files[i] >= 0) {
            close(files[i]);
        }
    }
}

enum rc cage_run(struct arena *arena, const struct cage_request *request, struct fault *fault,
                 struct cage_answer *out)
{
    struct run run = {.request = request,
                      .arena = arena,
                      .fault = fault,
                      .input = -1,
                      .output = {-1, -1},
                      .child = -1};
    buffer_init(&run.bytes, arena);
    enum rc rc = make_input(&run, wants_filter());
    rc = rc == RC_OK ? give_birth(&run) : rc;
    if (rc == RC_OK) {
        rc = listen(&run);
        bury(&run, rc != RC_OK);
    }
    close_all(&run);
    if (rc != RC_OK) {
        return rc;
    }
    bool is_done = WIFEXITED(run.status) && WEXITSTATUS(run.status) == 0;
    return is_done ? take_answer(&run, out) : broke_off(&run);
}
