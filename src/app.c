#include "app.h"

#include "base/sign.h"
#include "cage/cage.h"
#include "core/folder_cage.h"
#include "face/cli/cli.h"
#include "face/http/serve.h"
#include "modules.h"

#include <stdlib.h>
#include <string.h>

/* What this program may be started as to read bytes of strangers. */
static const struct cage_row readers[] = {{FOLDER_CAGE_NAME, folder_cage_reader}};

/* "serve" may stand behind "--workspace FILE". */
static int serve_at(int argc, char **argv, const char **url)
{
    *url = getenv("CSMS_WORKSPACE");
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--workspace") == 0 && i + 1 < argc) {
            *url = argv[++i];
        } else {
            return strcmp(argv[i], "serve") == 0 ? i : 0;
        }
    }
    return 0;
}

int app_run(int argc, char **argv)
{
    const char *url;
    sign_start();
    cage_enter(readers, COUNT(readers), argc, argv);
    struct model *model = model_open(modules, module_count);
    int at = serve_at(argc, argv, &url);
    int code =
        at > 0 ? serve_run(model, url, argc - at - 1, argv + at + 1) : cli_run(model, argc, argv);
    model_close(model);
    return code;
}
