#include "wire/yaml_guest.h"

#include "base/table.h"
#include "base/utf8.h"

#include <string.h>
#include <yaml.h>

struct anchor {
    const struct json *node;
    uint64_t weight; /* nodes below it, aliases written out */
};

struct guest {
    struct arena *arena;
    struct fault *fault;
    struct text file;
    yaml_parser_t parser;
    yaml_event_t event;
    bool has_event;
    int depth;
    uint64_t weight;
    struct table anchors;
};

static enum rc refuse_at(struct guest *guest, enum rc rc, yaml_mark_t mark, const char *sentence)
{
    return fault_add_at(guest->fault, rc, guest->file, (int)mark.line + 1, (int)mark.column + 1,
                        "%s", sentence);
}

static enum rc refuse(struct guest *guest, const char *sentence)
{
    return refuse_at(guest, RC_INVALID, guest->event.start_mark, sentence);
}

static void drop_event(struct guest *guest)
{
    if (guest->has_event) {
        yaml_event_delete(&guest->event);
        guest->has_event = false;
    }
}

static enum rc next_event(struct guest *guest)
{
    drop_event(guest);
    if (yaml_parser_parse(&guest->parser, &guest->event) == 0) {
        const char *problem = guest->parser.problem;
        return fault_add_at(guest->fault, RC_INVALID, guest->file,
                            (int)guest->parser.problem_mark.line + 1,
                            (int)guest->parser.problem_mark.column + 1,
                            "this is not YAML (%s); check indentation, colons and quotes here",
                            problem != NULL ? problem : "unknown reason");
    }
    guest->has_event = true;
    return RC_OK;
}

/* Counts what a walk over the tree would visit. */
static enum rc weigh(struct guest *guest, uint64_t nodes)
{
    guest->weight += nodes;
    if (guest->weight > YAML_GUEST_NODES || arena_is_over(guest->arena)) {
        return refuse_at(guest, RC_TOO_LARGE, guest->event.start_mark,
                         "there is more here than can be held, aliases written out; divide the "
                         "file");
    }
    return RC_OK;
}

static struct json *node_open(struct guest *guest, enum json_kind kind, struct text name)
{
    struct json *node = ARENA_NEW(guest->arena, struct json);
    node->kind = kind;
    node->name = name;
    node->line = (int)guest->event.start_mark.line + 1;
    node->column = (int)guest->event.start_mark.column + 1;
    return node;
}

static bool is_null(struct text value)
{
    return value.size == 0 || text_is(value, "~") || text_is(value, "null") ||
           text_is(value, "Null") || text_is(value, "NULL");
}

static enum json_kind kind_of(struct text value)
{
    if (is_null(value)) {
        return JSON_NULL;
    }
    switch (yaml_plain_of(value)) {
    case YAML_NUMBER:
        return JSON_NUMBER;
    case YAML_TRUE:
        return JSON_TRUE;
    case YAML_FALSE:
        return JSON_FALSE;
    default:
        return JSON_TEXT;
    }
}

static enum rc read_scalar(struct guest *guest, struct text name, struct json **out)
{
    struct text value = {(const char *)guest->event.data.scalar.value,
                         guest->event.data.scalar.length};
    bool is_plain = guest->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    enum json_kind kind = is_plain ? kind_of(value) : JSON_TEXT;
    if (memchr(value.at, '\0', value.size) != NULL || utf8_bad_at(value) < value.size) {
        return refuse(guest, "text may not hold the character U+0000; take it out");
    }
    struct json *node = node_open(guest, kind, name);
    bool has_text = kind == JSON_TEXT || kind == JSON_NUMBER;
    node->text = has_text ? text_copy(guest->arena, value) : TEXT_NONE;
    *out = node;
    return weigh(guest, 1);
}

static enum rc read_alias(struct guest *guest, struct text name, struct json **out)
{
    const struct anchor *anchor =
        table_get(&guest->anchors, text_of((const char *)guest->event.data.alias.anchor));
    if (anchor == NULL) {
        return refuse(guest, "this alias (*) names no anchor (&) that ended before it");
    }
    struct json *node = node_open(guest, anchor->node->kind, name);
    node->text = anchor->node->text;
    node->first = anchor->node->first;
    node->count = anchor->node->count;
    *out = node;
    return weigh(guest, anchor->weight);
}

static enum rc read_node(struct guest *guest, struct text name, struct json **out);

/* The anchor's name, or NULL; checks the tag too. */
static const char *anchor_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return (const char *)event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return (const char *)event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return (const char *)event->data.mapping_start.anchor;
    default:
        return NULL;
    }
}

static const char *tag_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return (const char *)event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return (const char *)event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return (const char *)event->data.mapping_start.tag;
    default:
        return NULL;
    }
}

struct mapping {
    struct json *node;
    struct json **last;
    struct table names;
    const struct json *merges[8];
    size_t merge_count;
};

static void put_member(struct mapping *mapping, struct json *member)
{
    *mapping->last = member;
    mapping->last = &member->next;
    mapping->node->count++;
    table_put(&mapping->names, member->name, member);
}

/* The mapping behind "<<", or each of a list of them. */
static enum rc note_merge(struct guest *guest, struct mapping *mapping, const struct json *value)
{
    const struct json *first = value->kind == JSON_LIST ? value->first : value;
    for (const struct json *item = first; item != NULL;
         item = value->kind == JSON_LIST ? item->next : NULL) {
        if (item->kind != JSON_OBJECT ||
            mapping->merge_count == sizeof mapping->merges / sizeof *mapping->merges) {
            return fault_add_at(guest->fault, RC_INVALID, guest->file, value->line, value->column,
                                "<< merges at most eight mappings, and nothing else");
        }
        mapping->merges[mapping->merge_count++] = item;
    }
    return RC_OK;
}

static enum rc merge(struct guest *guest, struct mapping *mapping)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < mapping->merge_count; i++) {
        for (const struct json *member = mapping->merges[i]->first; rc == RC_OK && member != NULL;
             member = member->next) {
            if (table_get(&mapping->names, member->name) != NULL) {
                continue;
            }
            struct json *copy = ARENA_NEW(guest->arena, struct json);
            *copy = *member;
            copy->next = NULL;
            put_member(mapping, copy);
            rc = weigh(guest, 1);
        }
    }
    return rc;
}

static enum rc read_member(struct guest *guest, struct mapping *mapping)
{
    struct json *key = NULL;
    struct json *value = NULL;
    if (guest->event.type != YAML_SCALAR_EVENT) {
        return refuse(guest, "a name was expected here, not a list or mapping");
    }
    struct text name =
        text_copy(guest->arena, (struct text){(const char *)guest->event.data.scalar.value,
                                              guest->event.data.scalar.length});
    enum rc rc = read_scalar(guest, TEXT_NONE, &key);
    if (rc == RC_OK && table_get(&mapping->names, name) != NULL) {
        return fault_add_at(guest->fault, RC_INVALID, guest->file, key->line, key->column,
                            "the name \"%.*s\" appears twice; take one away", TEXT_ARGS(name));
    }
    rc = rc == RC_OK ? next_event(guest) : rc;
    rc = rc == RC_OK ? read_node(guest, name, &value) : rc;
    if (rc != RC_OK) {
        return rc;
    }
    if (text_is(name, "<<")) {
        return note_merge(guest, mapping, value);
    }
    put_member(mapping, value);
    return RC_OK;
}

static enum rc read_mapping(struct guest *guest, struct json *node)
{
    struct mapping mapping = {.node = node, .last = &node->first};
    enum rc rc;
    table_init(&mapping.names, guest->arena);
    while ((rc = next_event(guest)) == RC_OK && guest->event.type != YAML_MAPPING_END_EVENT) {
        rc = read_member(guest, &mapping);
        if (rc != RC_OK) {
            return rc;
        }
    }
    return rc == RC_OK ? merge(guest, &mapping) : rc;
}

static enum rc read_list(struct guest *guest, struct json *node)
{
    struct json **last = &node->first;
    enum rc rc;
    while ((rc = next_event(guest)) == RC_OK && guest->event.type != YAML_SEQUENCE_END_EVENT) {
        rc = read_node(guest, TEXT_NONE, last);
        if (rc != RC_OK) {
            return rc;
        }
        node->count++;
        last = &(*last)->next;
    }
    return rc;
}

static enum rc read_container(struct guest *guest, struct text name, struct json **out)
{
    bool is_object = guest->event.type == YAML_MAPPING_START_EVENT;
    if (guest->depth == YAML_DEPTH) {
        return refuse_at(guest, RC_TOO_LARGE, guest->event.start_mark,
                         "this is nested deeper than 64 levels; make it flatter");
    }
    struct json *node = node_open(guest, is_object ? JSON_OBJECT : JSON_LIST, name);
    enum rc rc = weigh(guest, 1);
    guest->depth++;
    if (rc == RC_OK) {
        rc = is_object ? read_mapping(guest, node) : read_list(guest, node);
    }
    guest->depth--;
    *out = node; /* linked at once; the whole tree is dropped where rc is not RC_OK */
    return rc;
}

static enum rc read_node(struct guest *guest, struct text name, struct json **out)
{
    const char *tag = tag_of(&guest->event);
    const char *label = anchor_of(&guest->event);
    struct text anchor_name = label != NULL ? text_copy(guest->arena, text_of(label)) : TEXT_NONE;
    uint64_t before = guest->weight;
    enum rc rc = RC_OK;
    if (tag != NULL && strncmp(tag, "tag:yaml.org,2002:", 18) != 0) {
        return refuse(guest, "tags (!) are not known here; write the value without");
    }
    switch (guest->event.type) {
    case YAML_ALIAS_EVENT:
        return read_alias(guest, name, out);
    case YAML_SCALAR_EVENT:
        rc = read_scalar(guest, name, out);
        break;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        rc = read_container(guest, name, out);
        break;
    default:
        return refuse(guest, "a value was expected here");
    }
    if (rc == RC_OK && anchor_name.size > 0) {
        struct anchor *anchor = ARENA_NEW(guest->arena, struct anchor);
        anchor->node = *out;
        anchor->weight = guest->weight - before;
        table_put(&guest->anchors, anchor_name, anchor);
    }
    return rc;
}

static enum rc read_document(struct guest *guest, struct json **root)
{
    enum rc rc = next_event(guest); /* the start of the stream */
    rc = rc == RC_OK ? next_event(guest) : rc;
    if (rc == RC_OK && guest->event.type != YAML_DOCUMENT_START_EVENT) {
        return refuse(guest, "the file is empty");
    }
    rc = rc == RC_OK ? next_event(guest) : rc;
    rc = rc == RC_OK ? read_node(guest, TEXT_NONE, root) : rc;
    rc = rc == RC_OK ? next_event(guest) : rc; /* the end of the document */
    rc = rc == RC_OK ? next_event(guest) : rc;
    if (rc == RC_OK && guest->event.type != YAML_STREAM_END_EVENT) {
        return refuse(guest, "a file holds one document; put the second one into its own file");
    }
    return rc;
}

enum rc yaml_guest_read(struct arena *arena, struct text file, struct text input,
                        struct fault *fault, const struct json **out)
{
    struct guest guest = {.arena = arena, .fault = fault, .file = file};
    struct json *root = NULL;
    if (input.size > YAML_LIMIT_BYTES) {
        return fault_add_at(fault, RC_TOO_LARGE, file, 1, 1,
                            "the file is larger than %zu bytes; divide it", YAML_LIMIT_BYTES);
    }
    if (utf8_bad_at(input) < input.size) {
        return fault_add_at(fault, RC_INVALID, file, 1, 1,
                            "the byte at %zu is not UTF-8; save the file as UTF-8",
                            utf8_bad_at(input));
    }
    if (yaml_parser_initialize(&guest.parser) == 0) {
        return fault_add_at(fault, RC_TOO_LARGE, file, 1, 1, "there is no memory left to read it");
    }
    table_init(&guest.anchors, arena);
    yaml_parser_set_encoding(&guest.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&guest.parser, (const unsigned char *)input.at, input.size);
    enum rc rc = read_document(&guest, &root);
    drop_event(&guest);
    yaml_parser_delete(&guest.parser);
    if (rc == RC_OK) {
        *out = root;
    }
    return rc;
}
