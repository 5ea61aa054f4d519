/* cage_child.h - the child's life, from its birth to its end. Private to cage_*.c.
 *
 * Purpose: takes the order from the input at STDIN_FILENO, confines the
 * process, runs the reader and hands over its outcome at STDOUT_FILENO.
 * Errors: never returns; the outcome is the last piece. */
#ifndef CSMS_CAGE_CAGE_CHILD_H
#define CSMS_CAGE_CAGE_CHILD_H

#include "cage/cage.h"

void cage_child_live(cage_reader *reader, const void *context) __attribute__((noreturn));

#endif
