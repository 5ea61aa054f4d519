/* tone.h - the few colours a document may carry.
 *
 * Purpose: one table gives each tone its class name and its pale fill, so that
 * PDF and HTML agree. Text on a fill is always TONE_INK; every pair reaches
 * WCAG AA (a test measures it). A tone never speaks alone: it only ever lies
 * behind a word or a figure.
 * Cost: O(1). Errors: none. */
#ifndef CSMS_PAPER_TONE_H
#define CSMS_PAPER_TONE_H

#include <stdint.h>

enum tone {
    TONE_NONE,
    TONE_RISK1,
    TONE_RISK2,
    TONE_RISK3,
    TONE_RISK4,
    TONE_RISK5,
    TONE_GOOD,
    TONE_WARN,
    TONE_BAD,
    TONE_INFO,
    TONE_MUTED,
    TONE_COUNT
};

#define TONE_INK UINT32_C(0x14181f)

struct tone_look {
    const char *name;   /* class in HTML: "risk1" */
    uint32_t fill;      /* 0xrrggbb on white paper */
    uint32_t dark_fill; /* on a dark screen, with text TONE_DARK_INK */
};

#define TONE_DARK_INK UINT32_C(0xf3f5f8)

extern const struct tone_look tone_looks[TONE_COUNT];

/* The look of a tone; one outside the list is TONE_NONE. */
const struct tone_look *tone_look_of(enum tone tone);

#endif
