#include "base/log.h"

#include "base/moment.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

void log_line(enum log_level level, const char *format, ...)
{
    static const char *const words[] = {"info", "warn", "error"};
    char line[1024];
    char now[MOMENT_TEXT_SIZE + 1];
    moment_text(clock_now_us(&clock_of_machine), now);
    int head = snprintf(line, sizeof line, "%s %s ", now, words[level]);
    va_list args;
    va_start(args, format);
    int body = vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
    va_end(args);
    size_t size = (size_t)head + (body > 0 ? (size_t)body : 0);
    if (size > sizeof line - 2) {
        size = sizeof line - 2;
    }
    line[size++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, size);
    (void)written; /* nobody is left to tell */
}
