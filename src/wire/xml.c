#include "wire/xml.h"

#include <expat.h>
#include <string.h>

#define CHUNK_BYTES ((size_t)1 << 20)

/* An element that is not closed yet. */
struct open {
    struct xml *element;
    struct xml *last; /* child */
    char *text;
    size_t size;
    size_t room;
};

struct source {
    struct arena *arena;
    struct fault *fault;
    struct text file;
    XML_Parser parser;
    enum rc rc; /* of the first refusal */
    struct xml *root;
    int depth;
    struct open open[XML_DEPTH];
};

/* ---- refusals ---- */

static void refuse(struct source *source, enum rc rc, const char *sentence)
{
    if (source->rc == RC_OK) {
        source->rc = fault_add_at(
            source->fault, rc, source->file, (int)XML_GetCurrentLineNumber(source->parser),
            (int)XML_GetCurrentColumnNumber(source->parser) + 1, "%s", sentence);
        (void)XML_StopParser(source->parser, XML_FALSE);
    }
}

static void refuse_over(struct source *source)
{
    if (arena_is_over(source->arena)) {
        refuse(source, RC_TOO_LARGE, "the document needs more memory than a call may use");
    }
}

/* ---- what expat calls; it may call once more after a stop ---- */

static void take_attributes(struct source *source, struct xml *element, const XML_Char **pairs)
{
    size_t count = 0;
    while (pairs[2 * count] != NULL) {
        count++;
    }
    if (count == 0) {
        return;
    }
    struct xml_attribute *attributes = ARENA_MANY(source->arena, struct xml_attribute, count);
    for (size_t i = 0; i < count; i++) {
        attributes[i].name = text_copy(source->arena, text_of(pairs[2 * i]));
        attributes[i].value = text_copy(source->arena, text_of(pairs[2 * i + 1]));
    }
    element->attributes = attributes;
    element->attribute_count = count;
}

static void XMLCALL start_element(void *self, const XML_Char *name, const XML_Char **pairs)
{
    struct source *source = self;
    if (source->rc != RC_OK) {
        return;
    }
    if (source->depth == XML_DEPTH) {
        refuse(source, RC_TOO_LARGE, "this is nested deeper than 256 elements; make it flatter");
        return;
    }
    struct xml *element = ARENA_NEW(source->arena, struct xml);
    element->name = text_copy(source->arena, text_of(name));
    element->line = (int)XML_GetCurrentLineNumber(source->parser);
    element->column = (int)XML_GetCurrentColumnNumber(source->parser) + 1;
    take_attributes(source, element, pairs);
    if (source->depth == 0) {
        source->root = element;
    } else {
        struct open *parent = &source->open[source->depth - 1];
        *(parent->last != NULL ? &parent->last->next : &parent->element->first) = element;
        parent->last = element;
        parent->element->count++;
    }
    source->open[source->depth++] = (struct open){.element = element};
    refuse_over(source);
}

static void XMLCALL end_element(void *self, const XML_Char *name)
{
    struct source *source = self;
    (void)name;
    if (source->rc == RC_OK) {
        struct open *open = &source->open[--source->depth];
        open->element->text = text_trim((struct text){open->text, open->size});
    }
}

static void XMLCALL take_text(void *self, const XML_Char *at, int size)
{
    struct source *source = self;
    if (source->rc != RC_OK || source->depth == 0) {
        return;
    }
    struct open *open = &source->open[source->depth - 1];
    struct text part = {at, (size_t)size};
    if (open->size == 0 && text_trim(part).size == 0) {
        return; /* the blanks between elements */
    }
    if (open->room - open->size < part.size) {
        size_t room = (open->size + part.size) * 2;
        open->text = arena_grow(source->arena, open->text, open->room, room);
        open->room = room;
    }
    memcpy(open->text + open->size, part.at, part.size);
    open->size += part.size;
    refuse_over(source);
}

static void XMLCALL refuse_doctype(void *self, const XML_Char *name, const XML_Char *system_id,
                                   const XML_Char *public_id, int has_internal_subset)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_internal_subset;
    refuse(self, RC_UNSUPPORTED,
           "document types and their entities are not read; take the "
           "<!DOCTYPE ...> away");
}

/* ---- the document ---- */

static void parse(struct source *source, struct text input)
{
    bool is_final = false;
    size_t at = 0;
    while (source->rc == RC_OK && !is_final) {
        size_t size = input.size - at < CHUNK_BYTES ? input.size - at : CHUNK_BYTES;
        is_final = at + size == input.size;
        enum XML_Status status = XML_Parse(source->parser, size > 0 ? input.at + at : "", (int)size,
                                           is_final ? XML_TRUE : XML_FALSE);
        if (status != XML_STATUS_OK && source->rc == RC_OK) {
            refuse(source, RC_INVALID, XML_ErrorString(XML_GetErrorCode(source->parser)));
        }
        at += size;
    }
}

enum rc xml_read(struct arena *arena, struct text file, struct text input, struct fault *fault,
                 const struct xml **out)
{
    struct source *source = ARENA_NEW(arena, struct source);
    *source = (struct source){.arena = arena, .fault = fault, .file = file, .rc = RC_OK};
    if (input.size > XML_LIMIT_BYTES) {
        return fault_add_at(fault, RC_TOO_LARGE, file, 1, 1,
                            "the file is larger than %zu bytes; divide it", XML_LIMIT_BYTES);
    }
    source->parser = XML_ParserCreate(NULL);
    if (source->parser == NULL) {
        return fault_add_at(fault, RC_TOO_LARGE, file, 1, 1, "no memory is left to read XML");
    }
    XML_SetUserData(source->parser, source);
    XML_SetElementHandler(source->parser, start_element, end_element);
    XML_SetCharacterDataHandler(source->parser, take_text);
    XML_SetStartDoctypeDeclHandler(source->parser, refuse_doctype);
    parse(source, input);
    XML_ParserFree(source->parser);
    if (source->rc == RC_OK) {
        *out = source->root;
    }
    return source->rc;
}

/* ---- looking around in the tree ---- */

bool xml_is(const struct xml *element, const char *name)
{
    return text_is(element->name, name);
}

struct text xml_attribute(const struct xml *element, const char *name)
{
    for (size_t i = 0; i < element->attribute_count; i++) {
        if (text_is(element->attributes[i].name, name)) {
            return element->attributes[i].value;
        }
    }
    return TEXT_NONE;
}

const struct xml *xml_child(const struct xml *element, const char *name)
{
    const struct xml *child = element->first;
    while (child != NULL && !xml_is(child, name)) {
        child = child->next;
    }
    return child;
}

const struct xml *xml_next(const struct xml *element, const char *name)
{
    const struct xml *next = element->next;
    while (next != NULL && !xml_is(next, name)) {
        next = next->next;
    }
    return next;
}
