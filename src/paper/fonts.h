/* fonts.h - exactly the fonts handed in, and no others.
 *
 * Purpose: a report must look the same on every machine, so system fonts never
 * matter: fontconfig gets a configuration of its own, built in memory, that
 * knows these faces only. fontconfig, FreeType and HarfBuzz read fonts by
 * path, so the bytes go to a private folder (mode 0700) that fonts_close
 * removes (a killed process leaves it behind). Its name is new for every call:
 * cairo keeps faces by path for the whole process, and a reused path would
 * give it an older font.
 * Each face is known by the name of its member ("regular", "mono"), whatever
 * the file calls itself; in every choice the others follow as fallback.
 * Ownership: the handle lives in the arena; fonts_close gives back the rest.
 * Cost: 10 ms for six faces.
 * Threads: from fonts_open to fonts_close the handle holds a lock of the
 * process: cairo's list of open faces does not bear two threads (a crash with
 * six of them was seen), so drawing goes one document after the other. All
 * cairo and pango objects must be gone before fonts_close.
 * Errors: RC_INVALID for bytes that are no font, RC_BROKEN where the folder
 * for temporary files (TMPDIR, else the system's) cannot be written. */
#ifndef CSMS_PAPER_FONTS_H
#define CSMS_PAPER_FONTS_H

#include "base/fault.h"

#include <fontconfig/fontconfig.h>

#define FONTS_FACE_LIMIT_BYTES ((size_t)32 << 20)

struct paper_fonts { /* bytes of OpenType or TrueType files; regular and mono must be there */
    struct text regular;
    struct text medium;
    struct text semibold;
    struct text bold;
    struct text italic;
    struct text mono;
};

struct fonts {
    FcConfig *config;
    FcCharSet *covered; /* what any of the faces can show */
    char *folder;
};

enum rc fonts_open(struct arena *arena, const struct paper_fonts *faces, struct fault *fault,
                   struct fonts *out) MUST_USE;
void fonts_close(struct fonts *fonts);

#endif
