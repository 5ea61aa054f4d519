/* engine pareto: what a defender's money buys, from an attack-defence tree.
 *
 * Prints one JSON object: front (a list of [defence cost, attack cost], both
 * rising; the attack cost is null where no attack remains), exact (always true:
 * what cannot be exact is refused), defences and attacks (basic actions, each
 * label once), nodes (of the file), seconds (of the engine, without reading). */
#include "base/number.h"
#include "domain/tara/tara_tool.h"
#include "format/adtool_xml.h"

#include <string.h>

static void put_cost(struct json_writer *writer, int64_t cost, int digits)
{
    double by = 1;
    while (digits-- > 0) {
        by *= 10;
    }
    if (cost >= DEFENCE_NEVER) {
        json_put_null(writer);
    } else {
        number_put_json(writer, (double)cost / by);
    }
}

static void put_front(struct buffer *out, const struct adtool_tree *tree,
                      const struct defence_front *front, double seconds)
{
    struct json_writer writer;
    json_writer_init(&writer, out);
    json_put_object(&writer);
    json_put_name_z(&writer, "front");
    json_put_list(&writer);
    for (size_t i = 0; i < front->count; i++) {
        json_put_list(&writer);
        put_cost(&writer, front->points[i].defence, tree->digits);
        put_cost(&writer, front->points[i].attack, tree->digits);
        json_put_list_end(&writer);
    }
    json_put_list_end(&writer);
    json_member_bool(&writer, "exact", true);
    json_member_integer(&writer, "defences", tree->defences);
    json_member_integer(&writer, "attacks", tree->attacks);
    json_member_integer(&writer, "nodes", tree->nodes);
    number_put_member(&writer, "seconds", seconds);
    json_put_object_end(&writer);
    buffer_put_char(out, '\n');
}

static enum rc read_arguments(struct tool_call *call, const char **path, struct text *domain)
{
    for (int i = 0; i < call->argc; i++) {
        const char *word = call->argv[i];
        if (strcmp(word, "--json") == 0) {
            continue; /* it is always JSON */
        }
        if (strcmp(word, "--domain") == 0 && i + 1 < call->argc) {
            *domain = text_of(call->argv[++i]);
        } else if (*path == NULL && (word[0] != '-' || word[1] == '\0')) {
            *path = word;
        } else {
            return fault_add(call->fault, RC_INVALID, text_of(word),
                             "this is no option here; see help");
        }
    }
    if (*path == NULL) {
        return fault_add(call->fault, RC_INVALID, TEXT("FILE"),
                         "name the file with the tree, or - for the standard input");
    }
    return RC_OK;
}

enum rc tara_tool_pareto(struct tool_call *call)
{
    const char *path = NULL;
    struct text domain = TEXT_NONE;
    struct text input;
    struct adtool_tree tree;
    struct defence_front front;
    enum rc rc = read_arguments(call, &path, &domain);
    if (rc == RC_OK) {
        rc = tara_tool_read(call, path, &input);
    }
    if (rc == RC_OK) {
        rc = adtool_xml_read(call->arena, text_of(path), input, domain, call->fault, &tree);
    }
    double start = tara_tool_seconds();
    if (rc == RC_OK) {
        rc = defence_front_find(call->arena, &tree.tree, tree.root, call->fault, &front);
    }
    if (rc == RC_OK) {
        put_front(call->out, &tree, &front, tara_tool_seconds() - start);
    }
    return rc;
}
