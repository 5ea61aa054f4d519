#include "paper/fonts.h"

#include "base/file.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FACE_COUNT 6

static const char *const face_names[FACE_COUNT] = {"regular", "medium", "semibold",
                                                   "bold",    "italic", "mono"};

/* cairo keeps open faces in one list of the process and closes the least lucky
 * of them without asking whether another thread is drawing with it. */
static pthread_mutex_t drawing = PTHREAD_MUTEX_INITIALIZER;

static struct text face_bytes(const struct paper_fonts *faces, size_t index)
{
    const struct text all[FACE_COUNT] = {faces->regular, faces->medium, faces->semibold,
                                         faces->bold,    faces->italic, faces->mono};
    return all[index];
}

/* pango starts fontconfig as a whole, which would read the machine's
 * configuration and scan its fonts. An empty one in its place stops that. */
static void system_fonts_shut(void)
{
    FcConfig *none = FcConfigCreate();
    FcConfigSetCurrent(none);
    FcConfigDestroy(none);
}

static struct text face_path(struct arena *arena, const char *folder, size_t index)
{
    return text_print(arena, "%s/%s", folder, face_names[index]);
}

/* Without the fsyncs of file_write: the file need not outlive this call. */
static bool face_write(const char *path, struct text bytes)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    bool is_written = file >= 0 && file_put(file, bytes);
    return file >= 0 && close(file) == 0 && is_written;
}

static enum rc face_add(struct arena *arena, struct fonts *fonts, size_t index, struct text bytes,
                        struct fault *fault)
{
    struct text name = text_of(face_names[index]);
    if (bytes.size > FONTS_FACE_LIMIT_BYTES) {
        return fault_add(fault, RC_TOO_LARGE, name, "the font is over %zu MiB",
                         FONTS_FACE_LIMIT_BYTES >> 20);
    }
    char *path = text_to_z(arena, face_path(arena, fonts->folder, index));
    if (!face_write(path, bytes)) {
        return fault_add(fault, RC_BROKEN, name, "the font could not be written to %s",
                         fonts->folder);
    }
    if (!FcConfigAppFontAddFile(fonts->config, (const FcChar8 *)path)) {
        return fault_add(fault, RC_INVALID, name, "these bytes are no font that can be read");
    }
    return RC_OK;
}

/* Gives every face its member's name, and the same weight and slant, so that
 * choosing goes by the name alone. */
static void faces_name(struct fonts *fonts)
{
    FcFontSet *set = FcConfigGetFonts(fonts->config, FcSetApplication);
    for (int i = 0; set != NULL && i < set->nfont; i++) {
        FcPattern *face = set->fonts[i];
        FcChar8 *path = NULL;
        FcCharSet *covered = NULL;
        if (FcPatternGetString(face, FC_FILE, 0, &path) == FcResultMatch) {
            const char *name = strrchr((const char *)path, '/') + 1;
            FcPatternDel(face, FC_FAMILY);
            FcPatternDel(face, FC_FAMILYLANG);
            FcPatternAddString(face, FC_FAMILY, (const FcChar8 *)name);
        }
        FcPatternDel(face, FC_WEIGHT);
        FcPatternAddInteger(face, FC_WEIGHT, FC_WEIGHT_REGULAR);
        FcPatternDel(face, FC_SLANT);
        FcPatternAddInteger(face, FC_SLANT, FC_SLANT_ROMAN);
        if (FcPatternGetCharSet(face, FC_CHARSET, 0, &covered) == FcResultMatch) {
            FcCharSetMerge(fonts->covered, covered, NULL);
        }
    }
}

static enum rc folder_make(struct arena *arena, struct fault *fault, char **out)
{
    const char *base = getenv("TMPDIR");
    base = base != NULL && base[0] == '/' ? base : P_tmpdir;
    char *folder = text_to_z(arena, text_print(arena, "%s/csms-fonts-XXXXXX", base));
    if (mkdtemp(folder) == NULL) {
        return fault_add(fault, RC_BROKEN, TEXT_NONE,
                         "no folder for temporary files can be made in %s; set TMPDIR", base);
    }
    *out = folder;
    return RC_OK;
}

enum rc fonts_open(struct arena *arena, const struct paper_fonts *faces, struct fault *fault,
                   struct fonts *out)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, system_fonts_shut);
    if (faces->regular.size == 0 || faces->mono.size == 0) {
        return fault_add(fault, RC_INVALID, TEXT("fonts"),
                         "the regular and the mono face must be given");
    }
    struct fonts fonts = {0};
    enum rc rc = folder_make(arena, fault, &fonts.folder);
    if (rc != RC_OK) {
        return rc;
    }
    pthread_mutex_lock(&drawing);
    fonts.config = FcConfigCreate();
    fonts.covered = FcCharSetCreate();
    for (size_t i = 0; i < FACE_COUNT && rc == RC_OK; i++) {
        struct text bytes = face_bytes(faces, i);
        rc = bytes.size > 0 ? face_add(arena, &fonts, i, bytes, fault) : RC_OK;
    }
    if (rc != RC_OK) {
        fonts_close(&fonts);
        return rc;
    }
    faces_name(&fonts);
    *out = fonts;
    return RC_OK;
}

void fonts_close(struct fonts *fonts)
{
    char path[4096];
    for (size_t i = 0; i < FACE_COUNT; i++) {
        if ((size_t)snprintf(path, sizeof path, "%s/%s", fonts->folder, face_names[i]) <
            sizeof path) {
            unlink(path);
        }
    }
    rmdir(fonts->folder);
    FcCharSetDestroy(fonts->covered);
    FcConfigDestroy(fonts->config);
    pthread_mutex_unlock(&drawing);
}
