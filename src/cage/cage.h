/* cage.h - hostile bytes are read in a child that can do nothing but compute.
 *
 * Purpose: a reader (a pure function from bytes to an answer) runs in a process
 * of its own: its input is one sealed memory file, its output one pipe; it can
 * open, connect, start and signal nothing (cage_filter.c), its memory and time
 * are bounded, and it dies with its parent. Whatever it answers is taken as
 * hostile again: sizes, order and text are checked before anything is used.
 * Two births: a new process image by name (posix_spawn of this program as
 * "--reader NAME"; safe with threads and with keys in memory), or a fork, for
 * a program with one thread that holds no secrets yet.
 * Where the kernel offers no system-call filter nothing is read, unless the
 * operator sets CSMS_CAGE=limits; then each run says so on the standard error.
 * Ownership: answers live in the arena. Cost: under a millisecond by fork, the
 * start of the program by name, and two copies of the input.
 * Errors: RC_TOO_LARGE (memory, time or output over its limit), RC_BROKEN (the
 * child broke off, did what no reader does, or answered nonsense),
 * RC_UNSUPPORTED (no filter here). */
#ifndef CSMS_CAGE_CAGE_H
#define CSMS_CAGE_CAGE_H

#include "base/fault.h"

#define CAGE_PARTS_LIMIT ((size_t)1 << 20)
#define CAGE_NAME_LIMIT ((size_t)4096)
#define CAGE_LIMITS_ONLY "CSMS_CAGE" /* the environment's word for it, with the value "limits" */

/* One piece of input or output. The letters are between a reader and its user;
 * capitals belong to the cage. A zero byte stands behind bytes. */
struct cage_part {
    char kind;
    struct text name;
    struct text bytes;
};

struct cage_limits {
    unsigned cpu_seconds;
    unsigned wall_seconds;
    size_t memory_bytes;  /* the budget of the reader's arena */
    size_t address_bytes; /* of its address space; 0: the budget and a little more */
    size_t output_bytes;
};

/* ---- the reader's side ---- */

struct cage_job {
    struct arena *arena; /* with the budget of the limits */
    size_t memory_bytes; /* that budget, for arenas of its own */
    struct fault *fault;
    const struct cage_part *parts;
    size_t count;
    const void *context; /* of the request, by fork; else NULL */
};
typedef enum rc cage_reader(struct cage_job *job);
/* Hands one piece over at once; a child whose parent is gone ends here. */
void cage_put(char kind, struct text name, struct text bytes);

struct cage_row {
    const char *name;
    cage_reader *run;
};
/* Is this process a reader? Then it never returns. To be asked first in main. */
void cage_enter(const struct cage_row *rows, size_t count, int argc, char **argv);

/* ---- the user's side ---- */

struct cage_request {
    const char *name;    /* of the row, for a new process image */
    cage_reader *forked; /* or this one, by fork */
    const void *context; /* by fork only */
    const struct cage_part *parts;
    size_t count;
    struct cage_limits limits;
};
struct cage_answer {
    enum rc rc; /* the reader's own outcome; its problems stand in the fault */
    struct cage_part *parts;
    size_t count;
};
/* RC_OK: the reader came to its end, well or with its own refusal. */
enum rc cage_run(struct arena *arena, const struct cage_request *request, struct fault *fault,
                 struct cage_answer *out) MUST_USE;
/* Text for people and terminals: false where it is not UTF-8; control characters
 * other than line break and tab become U+FFFD. */
bool cage_clean(struct arena *arena, struct text text, struct text *out);

#endif
