/* describe.h - the program described by itself.
 *
 * Purpose: what the tables say, as JSON for the screens (meta), as OpenAPI 3.1,
 * and as Markdown for docs/: model, API, command line, trace of clauses.
 * Cost: O(entities x fields). Errors: none. */
#ifndef CSMS_CORE_DESCRIBE_H
#define CSMS_CORE_DESCRIBE_H

#include "core/model.h"

/* A path of every workspace, beside those of the entities and views. */
struct describe_path {
    const char *method;
    const char *path;
    const char *summary;
    const char *queries; /* apart by blanks */
    const char *body;    /* members of a JSON object; "bytes", "tar": a file; NULL: none */
    const char *answer;  /* media type; NULL: JSON */
    const char *status;  /* NULL: 200 */
};
const struct describe_path *describe_fixed_paths(size_t *count);

void describe_meta(const struct model *model, struct json_writer *writer);
void describe_openapi(const struct model *model, struct json_writer *writer);
struct text describe_model(const struct model *model, struct arena *arena);
struct text describe_api(const struct model *model, struct arena *arena);
/* One page for people: every path, entity and field. */
struct text describe_page(const struct model *model, struct arena *arena);
struct text describe_cli(const struct model *model, struct arena *arena);
struct text describe_trace(const struct model *model, struct arena *arena);

#endif
