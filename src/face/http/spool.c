#include "face/http/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096

static const char *place(void)
{
    const char *folder = getenv("TMPDIR");
    return folder != NULL && folder[0] == '/' ? folder : "/tmp";
}

static enum rc failed(struct fault *fault)
{
    return fault_add(fault, RC_BROKEN, text_of(place()), "cannot make a file here: %s",
                     strerror(errno));
}

enum rc spool_open(struct fault *fault, int *file)
{
    char path[PATH_BYTES];
    if ((size_t)snprintf(path, sizeof path, "%s/csms-XXXXXX", place()) >= sizeof path) {
        errno = ENAMETOOLONG;
        return failed(fault);
    }
    int made = mkostemp(path, O_CLOEXEC);
    if (made < 0) {
        return failed(fault);
    }
    unlink(path);
    *file = made;
    return RC_OK;
}

enum rc spool_fill(void *self, enum rc (*write)(void *self, const char *path), struct fault *fault,
                   int *file)
{
    char folder[PATH_BYTES];
    char path[PATH_BYTES + 8];
    if ((size_t)snprintf(folder, sizeof folder, "%s/csms-XXXXXX", place()) >= sizeof folder) {
        errno = ENAMETOOLONG;
        return failed(fault);
    }
    if (mkdtemp(folder) == NULL) {
        return failed(fault);
    }
    (void)snprintf(path, sizeof path, "%s/copy", folder);
    enum rc rc = write(self, path);
    int made = rc == RC_OK ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    rc = rc == RC_OK && made < 0 ? failed(fault) : rc;
    unlink(path);
    rmdir(folder);
    if (rc == RC_OK) {
        *file = made;
    }
    return rc;
}
