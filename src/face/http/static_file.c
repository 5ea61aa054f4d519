#include "base/asset.h"
#include "face/http/api.h"

#include <string.h>

/* Every path that is no file is a page of the application, which finds its own
 * way; only names with a hash in them may be cached for long. */
enum http_how static_file(struct http_request *request, struct http_answer *answer)
{
    struct arena *arena = http_arena(request);
    struct text path = http_path(request);
    const struct asset *asset = asset_find(text_print(arena, "ui%.*s", TEXT_ARGS(path)));
    bool is_file = asset != NULL && path.size > 1;
    if (!is_file && text_starts(path, TEXT("/assets/"))) {
        *answer = (struct http_answer){.status = 404,
                                       .media_type = "text/plain",
                                       .body = TEXT("not found\n"),
                                       .is_static = true};
        return HTTP_ANSWERED;
    }
    if (!is_file) {
        asset = asset_find(TEXT("ui/index.html"));
    }
    if (asset == NULL) {
        *answer = (struct http_answer){.status = 404,
                                       .media_type = "text/plain",
                                       .body = TEXT("this build has no screens\n"),
                                       .is_static = true};
        return HTTP_ANSWERED;
    }
    *answer = (struct http_answer){.status = 200,
                                   .media_type = text_to_z(arena, asset->media_type),
                                   .body = asset->bytes,
                                   .is_static = true,
                                   .etag = text_print(arena, "\"%.*s\"", 16, asset->sha256_hex.at),
                                   .may_cache = text_starts(path, TEXT("/assets/"))};
    if (text_equals(http_header(request, "If-None-Match"), answer->etag)) {
        answer->status = 304;
        answer->body = TEXT_NONE;
    }
    return HTTP_ANSWERED;
}
