#include "face/cli/cli.h"

#define INDENT 2

/* What the API says as JSON, as an outline for people: a line a value, names
 * before it, lists as dashes; references as their key and title. */

static void put_indent(struct buffer *out, int depth)
{
    for (int i = 0; i < depth * INDENT; i++) {
        buffer_put_char(out, ' ');
    }
}

static bool is_reference(const struct json *json)
{
    return json->kind == JSON_OBJECT && json_member(json, "key") != NULL &&
           json_member(json, "title") != NULL && json_member(json, "entity") != NULL &&
           json->count == 4;
}

static bool is_short(const struct json *json)
{
    return (json->kind != JSON_OBJECT && json->kind != JSON_LIST) || is_reference(json) ||
           json->count == 0;
}

static void put_short(struct buffer *out, const struct json *json)
{
    switch (json->kind) {
    case JSON_NULL:
    case JSON_LIST:
        buffer_put_char(out, '-');
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        buffer_put_z(out, json->kind == JSON_TRUE ? "yes" : "no");
        break;
    case JSON_NUMBER:
    case JSON_TEXT:
        buffer_put(out, json->text);
        break;
    case JSON_OBJECT:
        buffer_put(out, json_text(json_member(json, "key")));
        buffer_put_z(out, "  ");
        buffer_put(out, json_text(json_member(json, "title")));
    }
}

static void put_name(struct buffer *out, struct text name)
{
    for (size_t i = 0; i < name.size; i++) {
        buffer_put_char(out, name.at[i] == '_' ? ' ' : name.at[i]);
    }
    buffer_put_char(out, ':');
}

/* The first line of an element of a list stands beside its dash. */
static void put_node(struct buffer *out, const struct json *json, int depth, bool is_element)
{
    for (const struct json *child = json->first; child != NULL; child = child->next) {
        if (!is_element || child != json->first) {
            put_indent(out, depth);
        }
        if (json->kind == JSON_LIST) {
            buffer_put_char(out, '-');
        } else {
            put_name(out, child->name);
        }
        if (is_short(child)) {
            buffer_put_char(out, ' ');
            put_short(out, child);
            buffer_put_char(out, '\n');
            continue;
        }
        bool is_dash = json->kind == JSON_LIST;
        buffer_put_char(out, is_dash ? ' ' : '\n');
        put_node(out, child, depth + 1, is_dash);
    }
}

enum rc cli_outline(struct cli *cli)
{
    const struct json *root;
    struct text json = buffer_text(&cli->out);
    if (cli->is_json) {
        return RC_OK;
    }
    enum rc rc = json_read(cli->arena, TEXT("answer"), json, &cli->fault, &root);
    if (rc == RC_OK) {
        buffer_init(&cli->out, cli->arena);
        put_node(&cli->out, root, 0, false);
    }
    return rc;
}
