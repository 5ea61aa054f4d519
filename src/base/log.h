/* log.h - what the operator reads: one line an event on standard error.
 *
 * Purpose: faces log once, with time, level and words; engines, modules and
 * the store never log. Cost: one write(2). Thread-safe. No personal data and
 * no secrets: callers pass keys and ids. */
#ifndef CSMS_BASE_LOG_H
#define CSMS_BASE_LOG_H

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
