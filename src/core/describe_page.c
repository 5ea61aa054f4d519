#include "core/describe.h"

static const char style[] =
    "body{font:14px/1.5 Inter,system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 "
    "1rem;color:#14181f;background:#fff}h1{font-size:24px}h2{font-size:16px;margin-top:2rem}"
    "code{font:12px ui-monospace,monospace;background:#f6f7f9;padding:1px 4px;border-radius:4px}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:"
    "4px 12px 4px 0;border-bottom:1px solid #d9dde4}@media(prefers-color-scheme:dark){body{color:"
    "#e9edf3;background:#0f1217}code{background:#1f242d}th,td{border-color:#2c333f}}";

static void put_words(struct buffer *out, const char *words)
{
    for (const char *at = words != NULL ? words : ""; *at != '\0'; at++) {
        switch (*at) {
        case '<':
            buffer_put_z(out, "&lt;");
            break;
        case '>':
            buffer_put_z(out, "&gt;");
            break;
        case '&':
            buffer_put_z(out, "&amp;");
            break;
        default:
            buffer_put_char(out, *at);
        }
    }
}

static void put_path(struct buffer *out, const char *methods, struct text path, const char *what)
{
    buffer_print(out, "<tr><td>%s<td><code>%.*s</code><td>", methods, TEXT_ARGS(path));
    put_words(out, what);
}

static void put_entity(struct buffer *out, struct arena *arena, const struct model_entity *kind)
{
    const struct entity *entity = kind->entity;
    const struct life_cycle *life = entity_life(entity);
    struct text one = text_print(arena, "/api/%.*s/{key}", TEXT_ARGS(kind->path));
    buffer_print(out, "<h2 id=%s>", entity->name);
    put_words(out, entity->plural);
    buffer_put_z(out, "</h2><p>");
    put_words(out, entity->about);
    buffer_put_z(out, "<table><tr><th>Method<th>Path<th>What");
    put_path(out, "GET, POST", text_print(arena, "/api/%.*s", TEXT_ARGS(kind->path)),
             "list (limit, after, sort, q, state, FIELD, as_of, count), create");
    put_path(out, "GET, PATCH", one, "one record; change with If-Match");
    put_path(out, "GET",
             text_print(arena, "%.*s/history|links|thread|decisions|derivation", TEXT_ARGS(one)),
             "what happened, what hangs together, who decided, why this value");
    for (size_t i = 0; i < life->verb_count; i++) {
        put_path(out, "POST", text_print(arena, "%.*s/%s", TEXT_ARGS(one), life->verbs[i].name),
                 life->verbs[i].label);
    }
    buffer_put_z(out, "</table><table><tr><th>Field<th>Type<th>What");
    for (size_t i = 0; i < entity->field_count; i++) {
        const struct field *field = &entity->fields[i];
        buffer_print(out, "<tr><td><code>%s</code><td>%s%s<td>", field->name,
                     field_type_name(field->type),
                     field_has(field, FIELD_REQUIRED) ? ", required" : "");
        put_words(out, field->about != NULL ? field->about : field->label);
    }
    buffer_put_z(out, "</table>\n");
}

struct text describe_page(const struct model *model, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, arena);
    buffer_print(
        &out,
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport "
        "content=\"width=device-width\"><title>csms API</title><style>%s</style>"
        "<h1>csms %s: JSON API</h1><p>The same, for programs: <a "
        "href=/api/openapi.json>openapi.json</a> (OpenAPI 3.1). Sign in with a session, or "
        "send <code>Authorization: Bearer TOKEN</code> (csms account token NAME). Refusals "
        "are problem+json; <code>code</code> is one of a closed list.\n",
        style, CSMS_VERSION);
    buffer_put_z(&out, "<h2>Views</h2><table><tr><th>Method<th>Path<th>What");
    for (size_t i = 0; i < model->module_count; i++) {
        for (size_t k = 0; k < model->modules[i]->view_count; k++) {
            const struct module_view *view = &model->modules[i]->views[k];
            put_path(&out, view->method, text_print(arena, "/api/%s", view->path), view->about);
        }
    }
    buffer_put_z(&out, "</table>\n");
    for (size_t i = 0; i < model->entity_count; i++) {
        put_entity(&out, arena, &model->entities[i]);
    }
    return buffer_text(&out);
}
