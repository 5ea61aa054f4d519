/* fault.h - the words for people when something is refused.
 *
 * Purpose: a call collects what is wrong as a list of problems, each with the
 * place (field path, or file with line and column) and one sentence that says
 * what is wrong and what to do. Programs decide on enum rc, not on this.
 * Ownership: the problems live in the fault's arena. At most FAULT_LIMIT are
 * kept; further ones are counted. Cost: O(1) a problem. */
#ifndef CSMS_BASE_FAULT_H
#define CSMS_BASE_FAULT_H

#include "base/rc.h"
#include "base/text.h"

#define FAULT_LIMIT 100

struct problem {
    struct text path;     /* "fields.title", "import[3].assets", or empty */
    struct text sentence; /* "the title is missing; give one of 1 to 200 characters" */
    struct text file;     /* empty, or the file's name */
    int line;             /* from 1; 0 where unknown */
    int column;           /* from 1, in bytes; 0 where unknown */
};

struct fault {
    struct arena *arena;
    struct problem *problems;
    size_t count;   /* kept */
    size_t dropped; /* beyond FAULT_LIMIT */
};

void fault_init(struct fault *fault, struct arena *arena);
/* Adds a problem and returns rc, so that a check reads: return fault_add(...). */
enum rc fault_add(struct fault *fault, enum rc rc, struct text path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
enum rc fault_add_at(struct fault *fault, enum rc rc, struct text file, int line, int column,
                     const char *format, ...) __attribute__((format(printf, 6, 7)));
bool fault_is_empty(const struct fault *fault);
/* One problem a line: "file:line:column: path: sentence". */
struct text fault_text(const struct fault *fault, struct arena *arena);

#endif
