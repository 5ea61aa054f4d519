/* Readers that misbehave: each is stopped, and what it says is not believed. */
#include "cage/cage.h"
#include "cage/cage_part.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define MIB ((size_t)1 << 20)

/* ---- the readers; with a filter none of the calls comes back ---- */

static enum rc opens(struct cage_job *job)
{
    (void)job;
    return open("/etc/passwd", O_RDONLY) >= 0 ? RC_OK : RC_DENIED;
}

static enum rc creates(struct cage_job *job)
{
    (void)job;
    return open("/tmp/csms-cage-escaped", O_WRONLY | O_CREAT, 0600) >= 0 ? RC_OK : RC_DENIED;
}

static enum rc connects(struct cage_job *job)
{
    (void)job;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? RC_OK : RC_DENIED;
}

static enum rc executes(struct cage_job *job)
{
    (void)job;
    char *words[] = {(char *)(uintptr_t) "true", NULL};
    execv("/bin/true", words);
    return RC_DENIED;
}

static enum rc forks(struct cage_job *job)
{
    (void)job;
    return fork() >= 0 ? RC_OK : RC_DENIED;
}

static enum rc signals(struct cage_job *job)
{
    (void)job;
    return kill(getppid(), SIGTERM) == 0 ? RC_OK : RC_DENIED;
}

static enum rc traces(struct cage_job *job)
{
    (void)job;
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 ? RC_OK : RC_DENIED;
}

static enum rc makes_code(struct cage_job *job)
{
    (void)job;
    void *at =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at != MAP_FAILED ? RC_OK : RC_DENIED;
}

static enum rc turns_into_code(struct cage_job *job)
{
    (void)job;
    void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(at, 4096, PROT_READ | PROT_EXEC) == 0 ? RC_OK : RC_DENIED;
}

static enum rc closes(struct cage_job *job)
{
    (void)job;
    return close(STDOUT_FILENO) == 0 ? RC_OK : RC_DENIED;
}

static enum rc computes_for_ever(struct cage_job *job)
{
    volatile uint64_t turns = 0;
    while (job->count < 1000000) {
        turns = turns + 1;
    }
    return RC_OK;
}

static enum rc sleeps_for_ever(struct cage_job *job)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    (void)job;
    pthread_mutex_lock(&lock);
    pthread_mutex_lock(&lock);
    return RC_OK;
}

static enum rc takes_all_memory(struct cage_job *job)
{
    while (job->count < 1000000) {
        memset(arena_take(job->arena, 16 * MIB), 1, 16 * MIB);
    }
    return RC_OK;
}

static enum rc asks_its_budget(struct cage_job *job)
{
    while (!arena_is_over(job->arena)) {
        (void)arena_take(job->arena, 1 * MIB);
    }
    return fault_add(job->fault, RC_TOO_LARGE, TEXT("node[7]"), "there is too much of it");
}

static enum rc talks_for_ever(struct cage_job *job)
{
    char *words = arena_take(job->arena, MIB);
    while (job->count < 1000000) {
        cage_put('o', TEXT_NONE, (struct text){words, MIB});
    }
    return RC_OK;
}

static void say(const void *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(STDOUT_FILENO, bytes, size);
        if (count <= 0) {
            _exit(1);
        }
        bytes = (const char *)bytes + count;
        size -= (size_t)count;
    }
}

static enum rc says_nothing(struct cage_job *job)
{
    (void)job;
    _exit(0);
}

static enum rc says_nonsense(struct cage_job *job)
{
    (void)job;
    say("all is well, believe me, this is what a reader says", 51);
    _exit(0);
}

/* Heads that promise what does not follow. */
static enum rc lies_about_sizes(struct cage_job *job)
{
    struct cage_part part = {'o', TEXT("name"), TEXT("bytes")};
    struct cage_part_head head = cage_part_head(&part);
    head.size = job->parts[0].bytes.at[0] == '1' ? UINT64_MAX : 4096;
    head.name_size = job->parts[0].bytes.at[0] == '2' ? UINT64_MAX - 40 : head.name_size;
    say(&head, sizeof head);
    say("namebytes", 10);
    _exit(0);
}

static enum rc puts_bad_name(struct cage_job *job)
{
    (void)job;
    cage_put('o', TEXT("\xC0\xAF"), TEXT_NONE);
    return RC_OK;
}

static enum rc puts_two_ends(struct cage_job *job)
{
    uint32_t outcome[2] = {RC_OK, 0};
    (void)job;
    cage_put(CAGE_PART_END, TEXT_NONE, (struct text){(const char *)outcome, sizeof outcome});
    return RC_OK;
}

static enum rc puts_unknown_outcome(struct cage_job *job)
{
    uint32_t outcome[2] = {RC_COUNT + 7, 0};
    (void)job;
    cage_put(CAGE_PART_END, TEXT_NONE, (struct text){(const char *)outcome, sizeof outcome});
    _exit(0);
}

static enum rc puts_false_problem(struct cage_job *job)
{
    (void)job;
    cage_put(CAGE_PART_FAULT, TEXT("file"), TEXT("short"));
    return RC_OK;
}

static enum rc puts_bad_sentence(struct cage_job *job)
{
    return fault_add(job->fault, RC_INVALID, TEXT_NONE, "\xFF\xFE");
}

static enum rc crashes(struct cage_job *job)
{
    (void)job;
    return raise(SIGABRT) == 0 ? RC_OK : RC_DENIED; /* by tgkill, which is allowed for this */
}

/* ---- readers that behave ---- */

static enum rc echoes(struct cage_job *job)
{
    for (size_t i = 0; i < job->count; i++) {
        cage_put('o', job->parts[i].name, job->parts[i].bytes);
    }
    return RC_OK;
}

static enum rc finds_fault(struct cage_job *job)
{
    (void)fault_add_at(job->fault, RC_INVALID, TEXT("tara/asset.yaml"), 12, 7,
                       "\"a\x1B[31mb\" is no word");
    cage_put('o', TEXT("half"), TEXT("an answer"));
    return fault_add(job->fault, RC_CYCLE, TEXT("nodes[3]"), "this is a circle");
}

static int number_order(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(uint64_t));
}

/* What engines do: large memory, a large sort, the clock. */
static enum rc works_hard(struct cage_job *job)
{
    size_t count = 1 << 21;
    struct timespec now;
    uint64_t *list = ARENA_MANY(job->arena, uint64_t, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (uint64_t)i * UINT64_C(0x9E3779B97F4A7C15);
    }
    qsort(list, count, sizeof *list, number_order);
    char *large = malloc(64 * MIB);
    large = realloc(large, 256 * MIB);
    large[256 * MIB - 1] = 1;
    free(large);
    for (size_t i = 1; i < count; i++) {
        if (number_order(&list[i - 1], &list[i]) > 0) {
            return RC_BROKEN;
        }
    }
    return clock_gettime(CLOCK_MONOTONIC, &now) == 0 ? RC_OK : RC_BROKEN;
}

static enum rc knows_nothing(struct cage_job *job)
{
    bool has_words = environ != NULL && environ[0] != NULL && environ[0][0] != '\0';
    (void)job;
    return has_words || getenv("PATH") != NULL ? RC_DENIED : RC_OK;
}

static const struct cage_row readers[] = {{"opens", opens},
                                          {"creates", creates},
                                          {"connects", connects},
                                          {"executes", executes},
                                          {"forks", forks},
                                          {"signals", signals},
                                          {"traces", traces},
                                          {"makes-code", makes_code},
                                          {"turns-into-code", turns_into_code},
                                          {"closes", closes},
                                          {"computes-for-ever", computes_for_ever},
                                          {"sleeps-for-ever", sleeps_for_ever},
                                          {"takes-all-memory", takes_all_memory},
                                          {"asks-its-budget", asks_its_budget},
                                          {"talks-for-ever", talks_for_ever},
                                          {"says-nothing", says_nothing},
                                          {"says-nonsense", says_nonsense},
                                          {"lies-about-sizes", lies_about_sizes},
                                          {"puts-bad-name", puts_bad_name},
                                          {"puts-two-ends", puts_two_ends},
                                          {"puts-unknown-outcome", puts_unknown_outcome},
                                          {"puts-false-problem", puts_false_problem},
                                          {"puts-bad-sentence", puts_bad_sentence},
                                          {"crashes", crashes},
                                          {"echoes", echoes},
                                          {"finds-fault", finds_fault},
                                          {"works-hard", works_hard},
                                          {"knows-nothing", knows_nothing}};
#define READERS (sizeof readers / sizeof *readers)

/* ---- running them ---- */

struct outcome {
    struct arena *arena;
    struct fault fault;
    enum rc rc;
    struct cage_answer answer;
    double seconds;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct outcome run(const char *name, bool is_forked, const struct cage_part *parts,
                          size_t count)
{
    struct outcome outcome = {.arena = arena_open(1024 * MIB)};
    struct cage_request request = {
        .name = name,
        .parts = parts,
        .count = count,
        .limits = {.cpu_seconds = 1,
                   .wall_seconds = strcmp(name, "sleeps-for-ever") == 0 ? 2 : 60,
                   .memory_bytes = 512 * MIB,
                   .output_bytes = 64 * MIB}};
    for (size_t i = 0; is_forked && i < READERS; i++) {
        if (strcmp(readers[i].name, name) == 0) {
            request.forked = readers[i].run;
        }
    }
    fault_init(&outcome.fault, outcome.arena);
    double start = now_s();
    outcome.rc = cage_run(outcome.arena, &request, &outcome.fault, &outcome.answer);
    outcome.seconds = now_s() - start;
    return outcome;
}

static const struct {
    const char *name;
    const char *input;
    enum rc rc;
    const char *word; /* of the problem */
} misdeeds[] = {
    {"opens", "", RC_BROKEN, "tried what no reader does"},
    {"creates", "", RC_BROKEN, "tried what no reader does"},
    {"connects", "", RC_BROKEN, "tried what no reader does"},
    {"executes", "", RC_BROKEN, "tried what no reader does"},
    {"forks", "", RC_BROKEN, "tried what no reader does"},
    {"signals", "", RC_BROKEN, "tried what no reader does"},
    {"traces", "", RC_BROKEN, "tried what no reader does"},
    {"makes-code", "", RC_BROKEN, "tried what no reader does"},
    {"turns-into-code", "", RC_BROKEN, "tried what no reader does"},
    {"closes", "", RC_BROKEN, "tried what no reader does"},
    {"talks-for-ever", "", RC_TOO_LARGE, "bytes of answer"},
    {"says-nothing", "", RC_BROKEN, "what no reader answers"},
    {"says-nonsense", "", RC_BROKEN, "what no reader answers"},
    {"lies-about-sizes", "0", RC_BROKEN, "what no reader answers"},
    {"lies-about-sizes", "1", RC_BROKEN, "what no reader answers"},
    {"lies-about-sizes", "2", RC_BROKEN, "what no reader answers"},
    {"puts-bad-name", "", RC_BROKEN, "what no reader answers"},
    {"puts-two-ends", "", RC_BROKEN, "what no reader answers"},
    {"puts-unknown-outcome", "", RC_BROKEN, "what no reader answers"},
    {"puts-false-problem", "", RC_BROKEN, "what no reader answers"},
    {"puts-bad-sentence", "", RC_BROKEN, "what no reader answers"},
    {"crashes", "", RC_TOO_LARGE, "bytes of memory"},
    {"no-such-reader", "", RC_BROKEN, "broke off"},
};

static void expect_misdeed(size_t i, bool is_forked)
{
    struct cage_part part = {'f', TEXT("input"), text_of(misdeeds[i].input)};
    struct outcome outcome = run(misdeeds[i].name, is_forked, &part, 1);
    struct text words = fault_text(&outcome.fault, outcome.arena);
    if (outcome.rc != misdeeds[i].rc || !text_contains(words, text_of(misdeeds[i].word))) {
        fail_msg("%s (%s): %s, %.*s", misdeeds[i].name, is_forked ? "by fork" : "by name",
                 rc_name(outcome.rc), TEXT_ARGS(words));
    }
    assert_int_equal(outcome.fault.count, 1);
    arena_close(outcome.arena);
}

static void a_reader_that_misbehaves_is_stopped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof misdeeds / sizeof *misdeeds; i++) {
        expect_misdeed(i, false);
    }
    assert_int_equal(access("/tmp/csms-cage-escaped", F_OK), -1);
}

static void a_forked_reader_is_stopped_as_well(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof misdeeds / sizeof *misdeeds; i++) {
        bool is_named = strcmp(misdeeds[i].name, "no-such-reader") == 0;
        bool is_slow = strstr(misdeeds[i].name, "for-ever") != NULL;
        if (!is_named && !is_slow) {
            expect_misdeed(i, true);
        }
    }
}

static void memory_ends_at_the_budget_and_at_the_address_space(void **state)
{
    (void)state;
    struct outcome polite = run("asks-its-budget", false, NULL, 0);
    assert_int_equal(polite.rc, RC_OK);
    assert_int_equal(polite.answer.rc, RC_TOO_LARGE);
    assert_true(text_is(polite.fault.problems[0].path, "node[7]"));
    arena_close(polite.arena);
#ifndef CAGE_HAS_SHADOW
    struct outcome greedy = run("takes-all-memory", false, NULL, 0);
    assert_int_equal(greedy.rc, RC_TOO_LARGE);
    arena_close(greedy.arena);
#endif
}

static void time_ends_soon_after_its_limit(void **state)
{
    (void)state;
    struct outcome busy = run("computes-for-ever", false, NULL, 0);
    struct outcome idle = run("sleeps-for-ever", false, NULL, 0);
    assert_true(busy.seconds > 0.8);
    assert_true(idle.seconds > 1.9);
    assert_int_equal(busy.rc, RC_TOO_LARGE);
    assert_int_equal(idle.rc, RC_TOO_LARGE);
    assert_true(text_contains(busy.fault.problems[0].sentence, TEXT("seconds of computing")));
    assert_true(text_contains(idle.fault.problems[0].sentence, TEXT("more seconds")));
    arena_close(busy.arena);
    arena_close(idle.arena);
}

static void an_answer_comes_back_byte_by_byte(void **state)
{
    struct arena *arena = arena_open(256 * MIB);
    char *large = arena_take(arena, 5 * MIB + 3);
    (void)state;
    for (size_t i = 0; i < 5 * MIB + 3; i++) {
        large[i] = (char)(i * 31 >> 3);
    }
    struct cage_part parts[] = {{'f', TEXT(""), TEXT("")},
                                {'g', TEXT("\xC3\xA4/b.yaml"), TEXT("\0\x01\xFF")},
                                {'f', TEXT("large"), {large, 5 * MIB + 3}}};
    for (int turn = 0; turn < 2; turn++) {
        struct outcome outcome = run("echoes", turn == 1, parts, 3);
        assert_int_equal(outcome.rc, RC_OK);
        assert_int_equal(outcome.answer.rc, RC_OK);
        assert_int_equal(outcome.answer.count, 3);
        for (size_t i = 0; i < 3; i++) {
            assert_true(text_equals(outcome.answer.parts[i].name, parts[i].name));
            assert_true(text_equals(outcome.answer.parts[i].bytes, parts[i].bytes));
            assert_int_equal(outcome.answer.parts[i].kind, 'o');
        }
        assert_true(fault_is_empty(&outcome.fault));
        arena_close(outcome.arena);
    }
    arena_close(arena);
}

static void problems_keep_their_places_and_lose_their_control_characters(void **state)
{
    (void)state;
    struct outcome outcome = run("finds-fault", false, NULL, 0);
    assert_int_equal(outcome.rc, RC_OK);
    assert_int_equal(outcome.answer.rc, RC_CYCLE);
    assert_int_equal(outcome.fault.count, 2);
    const struct problem *first = &outcome.fault.problems[0];
    assert_true(text_is(first->file, "tara/asset.yaml"));
    assert_int_equal(first->line, 12);
    assert_int_equal(first->column, 7);
    assert_true(text_is(first->sentence, "\"a\xEF\xBF\xBD[31mb\" is no word"));
    assert_true(text_is(outcome.fault.problems[1].path, "nodes[3]"));
    assert_int_equal(outcome.answer.count, 1);
    assert_true(text_is(outcome.answer.parts[0].name, "half"));
    arena_close(outcome.arena);
}

static void honest_work_is_not_in_the_way_of_the_filter(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {
        struct outcome outcome = run("works-hard", turn == 1, NULL, 0);
        if (outcome.rc != RC_OK) {
            fail_msg("%.*s", TEXT_ARGS(fault_text(&outcome.fault, outcome.arena)));
        }
        assert_int_equal(outcome.answer.rc, RC_OK);
        arena_close(outcome.arena);
    }
}

static void no_word_of_the_environment_reaches_a_reader(void **state)
{
    (void)state;
    setenv("CSMS_TOKEN", "secret", 1);
    for (int turn = 0; turn < 2; turn++) {
        struct outcome outcome = run("knows-nothing", turn == 1, NULL, 0);
        assert_int_equal(outcome.rc, RC_OK);
        assert_int_equal(outcome.answer.rc, RC_OK);
        arena_close(outcome.arena);
    }
    assert_string_equal(getenv("CSMS_TOKEN"), "secret");
    unsetenv("CSMS_TOKEN");
}

/* Without a filter the limits still hold: nothing can be opened or started. */
static void limits_alone_hold_where_the_operator_says_so(void **state)
{
    static const char *const names[] = {"opens", "creates", "connects"};
    (void)state;
    setenv(CAGE_LIMITS_ONLY, "limits", 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct outcome outcome = run(names[i], false, NULL, 0);
        assert_int_equal(outcome.rc, RC_OK);
        assert_int_equal(outcome.answer.rc, RC_DENIED);
        arena_close(outcome.arena);
    }
    unsetenv(CAGE_LIMITS_ONLY);
}

/* A machine whose kernel lets no program filter itself, as some containers are. */
static bool forbid_filters(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    struct scmp_arg_cmp mode = SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP);
    return filter != NULL &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(seccomp), 0) == 0 &&
           seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prctl), 1, mode) == 0 &&
           seccomp_load(filter) == 0;
}

/* 0: as it should be. */
static int read_without_filters(void)
{
    struct cage_part part = {'f', TEXT("a"), TEXT("b")};
    if (!forbid_filters()) {
        return 1;
    }
    for (int turn = 0; turn < 2; turn++) {
        struct outcome refused = run("echoes", turn == 1, &part, 1);
        struct text words = fault_text(&refused.fault, refused.arena);
        if (refused.rc != RC_OK || refused.answer.rc != RC_UNSUPPORTED ||
            refused.answer.count != 0 || !text_contains(words, TEXT("CSMS_CAGE=limits"))) {
            return 2;
        }
    }
    setenv(CAGE_LIMITS_ONLY, "limits", 1);
    struct outcome limited = run("echoes", false, &part, 1);
    return limited.rc == RC_OK && limited.answer.rc == RC_OK && limited.answer.count == 1 ? 0 : 3;
}

static void without_a_filter_nothing_is_read_unless_the_operator_says_so(void **state)
{
    int status = 0;
    (void)state;
    pid_t child = fork(); /* a filter is for ever */
    assert_true(child >= 0);
    if (child == 0) {
        _exit(read_without_filters());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* Every prefix and every changed byte of an answer is taken or refused, never more. */
static void any_bytes_are_a_list_or_none(void **state)
{
    struct arena *arena = arena_open(256 * MIB);
    struct buffer whole;
    struct cage_part parts[] = {{'a', TEXT("one"), TEXT("first")}, {'b', TEXT("two"), TEXT("")}};
    (void)state;
    buffer_init(&whole, arena);
    for (size_t i = 0; i < 2; i++) {
        struct cage_part_head head = cage_part_head(&parts[i]);
        buffer_put(&whole, (struct text){(const char *)&head, sizeof head});
        buffer_put(&whole, parts[i].name);
        buffer_put(&whole, parts[i].bytes);
        buffer_put_char(&whole, '\0');
    }
    size_t good = 0;
    for (size_t size = 0; size <= whole.size; size++) {
        struct cage_part *list;
        size_t count;
        char *copy = malloc(size + 1); /* so that a sanitizer sees the end */
        memcpy(copy, whole.at, size);
        good += cage_part_list(arena, (struct text){copy, size}, &list, &count);
        free(copy);
    }
    assert_int_equal(good, 3); /* nothing, one, two */
    for (size_t at = 0; at < whole.size * 255; at++) {
        struct cage_part *list;
        size_t count;
        char *copy = malloc(whole.size);
        memcpy(copy, whole.at, whole.size);
        copy[at / 255] = (char)(copy[at / 255] ^ (char)(at % 255 + 1));
        if (cage_part_list(arena, (struct text){copy, whole.size}, &list, &count)) {
            assert_true(count <= 2);
        }
        free(copy);
    }
    arena_close(arena);
}

int main(int argc, char **argv)
{
    cage_enter(readers, READERS, argc, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_back_byte_by_byte),
        cmocka_unit_test(problems_keep_their_places_and_lose_their_control_characters),
        cmocka_unit_test(honest_work_is_not_in_the_way_of_the_filter),
        cmocka_unit_test(no_word_of_the_environment_reaches_a_reader),
        cmocka_unit_test(a_reader_that_misbehaves_is_stopped),
        cmocka_unit_test(a_forked_reader_is_stopped_as_well),
        cmocka_unit_test(memory_ends_at_the_budget_and_at_the_address_space),
        cmocka_unit_test(time_ends_soon_after_its_limit),
        cmocka_unit_test(limits_alone_hold_where_the_operator_says_so),
        cmocka_unit_test(without_a_filter_nothing_is_read_unless_the_operator_says_so),
        cmocka_unit_test(any_bytes_are_a_list_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
