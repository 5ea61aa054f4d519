#include "format/threat_dragon_json.h"
#include "base/number.h"
#include "format/model_read.h"

struct frame {
    double left, top, width, height;
    bool is_given;
};

struct box {
    uint32_t zone;
    struct frame frame;
};

struct drawing {
    struct threat_model *model;
    struct box boxes[THREAT_DRAGON_BOXES];
    size_t box_count;
};

bool threat_dragon_json_knows(const struct json *tree)
{
    const struct json *detail = json_member(tree, "detail");
    return json_member(tree, "summary") != NULL && json_member(detail, "diagrams") != NULL;
}

/* What version 2 keeps under data stands in the cell itself in version 1. */
static const struct json *data_of(const struct json *cell)
{
    const struct json *data = json_member(cell, "data");
    return data != NULL && data->kind == JSON_OBJECT ? data : cell;
}

/* "process", "store", "actor", "flow", "box" or empty, by either version's words. */
static struct text sort_of(const struct json *cell)
{
    static const struct {
        const char *word;
        const char *sort;
    } words[] = {{"tm.Process", "process"},    {"tm.Store", "store"},     {"tm.Actor", "actor"},
                 {"tm.Flow", "flow"},          {"tm.BoundaryBox", "box"}, {"process", "process"},
                 {"store", "store"},           {"actor", "actor"},        {"flow", "flow"},
                 {"trust-boundary-box", "box"}};
    struct text type = json_text(json_member(data_of(cell), "type"));
    struct text shape = json_text(json_member(cell, "shape"));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (text_is(type, words[i].word) || text_is(shape, words[i].word)) {
            return text_of(words[i].sort);
        }
    }
    return TEXT_NONE;
}

static struct text name_of(const struct json *cell)
{
    const struct json *attributes = json_member(cell, "attrs");
    const struct json *labels = json_member(cell, "labels");
    const struct json *label = labels != NULL && labels->kind == JSON_LIST ? labels->first : NULL;
    const struct json *const places[] = {
        json_member(data_of(cell), "name"), json_member(json_member(attributes, "text"), "text"),
        json_member(json_member(attributes, "label"), "text"),
        json_member(json_member(json_member(label, "attrs"), "text"), "text")};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (text_trim(json_text(places[i])).size > 0) {
            return text_trim(json_text(places[i]));
        }
    }
    return TEXT_NONE;
}

static struct frame frame_of(const struct json *cell)
{
    struct frame frame = {0};
    const struct json *position = json_member(cell, "position");
    const struct json *size = json_member(cell, "size");
    frame.is_given = number_of_json(json_member(position, "x"), &frame.left) &&
                     number_of_json(json_member(position, "y"), &frame.top) &&
                     number_of_json(json_member(size, "width"), &frame.width) &&
                     number_of_json(json_member(size, "height"), &frame.height);
    return frame;
}

/* The smallest box around the middle of a frame, larger than the frame's own;
 * ties go to the first one drawn. */
static uint32_t zone_around(const struct drawing *drawing, const struct frame *frame, uint32_t self)
{
    uint32_t found = THREAT_NOTHING;
    double least = 0;
    double x = frame->left + frame->width / 2;
    double y = frame->top + frame->height / 2;
    double own = self == THREAT_NOTHING ? -1 : frame->width * frame->height;
    for (size_t i = 0; frame->is_given && i < drawing->box_count; i++) {
        const struct frame *box = &drawing->boxes[i].frame;
        double area = box->width * box->height;
        bool is_inside = x > box->left && x < box->left + box->width && y > box->top &&
                         y < box->top + box->height;
        if (is_inside && area > own && drawing->boxes[i].zone != self &&
            (found == THREAT_NOTHING || area < least)) {
            found = drawing->boxes[i].zone;
            least = area;
        }
    }
    return found;
}

static enum rc add_element(struct threat_model *model, enum threat_type type,
                           const struct json *cell, uint32_t *out)
{
    const struct json *id = json_member(cell, "id");
    enum rc rc =
        threat_model_add(model, type, json_text(id), model_place(id != NULL ? id : cell), out);
    if (rc == RC_OK) {
        threat_model_name(model, *out, name_of(cell));
    }
    return rc;
}

static enum rc read_box(struct drawing *drawing, const struct json *cell)
{
    uint32_t zone;
    enum rc rc = add_element(drawing->model, THREAT_ZONE, cell, &zone);
    if (rc != RC_OK) {
        return rc;
    }
    if (drawing->box_count == THREAT_DRAGON_BOXES) {
        return fault_add_at(drawing->model->fault, RC_TOO_LARGE, drawing->model->file, cell->line,
                            cell->column, "there are more than %d boundaries in one diagram",
                            THREAT_DRAGON_BOXES);
    }
    struct text name = name_of(cell);
    if (text_is(name, "Internet") || text_is(name, "internet")) {
        threat_model_tell(drawing->model, THREAT_LEVEL, zone, TEXT("outside"));
    }
    drawing->boxes[drawing->box_count++] = (struct box){.zone = zone, .frame = frame_of(cell)};
    return RC_OK;
}

static enum rc read_component(struct drawing *drawing, const struct json *cell, struct text sort)
{
    static const char *const flags[] = {"outOfScope",
                                        "isALog",
                                        "isEncrypted",
                                        "isSigned",
                                        "isWebApplication",
                                        "storesCredentials",
                                        "providesAuthentication",
                                        "handlesCardPayment"};
    struct threat_model *model = drawing->model;
    const struct json *data = data_of(cell);
    uint32_t component;
    enum rc rc = add_element(model, THREAT_COMPONENT, cell, &component);
    if (rc != RC_OK) {
        return rc;
    }
    struct frame frame = frame_of(cell);
    uint32_t zone = zone_around(drawing, &frame, THREAT_NOTHING);
    if (zone != THREAT_NOTHING) {
        threat_model_say(model, THREAT_IN_ZONE, component, zone, 0);
    }
    bool is_actor = text_is(sort, "actor");
    threat_model_tell(model, THREAT_KIND, component,
                      is_actor                 ? TEXT("person")
                      : text_is(sort, "store") ? TEXT("memory")
                                               : TEXT("software"));
    threat_model_tell(model, THREAT_TECHNOLOGY, component, sort);
    threat_model_property(model, component, TEXT("external"), is_actor ? TEXT("yes") : TEXT_NONE);
    threat_model_property(model, component, TEXT("privilege_level"),
                          json_text(json_member(data, "privilegeLevel")));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        model_tell_flag(model, data, flags[i], component);
    }
    return RC_OK;
}

static enum rc mention_end(struct threat_model *model, const struct json *cell, const char *name,
                           uint32_t *out)
{
    const struct json *end = json_member(cell, name);
    const struct json *id = json_member(end, "cell");
    id = id != NULL ? id : json_member(end, "id");
    *out = THREAT_NOTHING;
    if (id == NULL || id->kind != JSON_TEXT) {
        return RC_OK; /* drawn into the void */
    }
    return threat_model_mention(model, THREAT_COMPONENT, id->text, model_place(id), out);
}

static enum rc read_flow(struct threat_model *model, const struct json *cell)
{
    const struct json *data = data_of(cell);
    const struct json *encrypted = json_member(data, "isEncrypted");
    const struct json *both = json_member(data, "isBidirectional");
    uint32_t from;
    uint32_t to;
    uint32_t flow;
    enum rc rc = mention_end(model, cell, "source", &from);
    rc = rc == RC_OK ? mention_end(model, cell, "target", &to) : rc;
    if (rc != RC_OK || from == THREAT_NOTHING || to == THREAT_NOTHING) {
        return rc;
    }
    rc = add_element(model, THREAT_FLOW, cell, &flow);
    if (rc != RC_OK) {
        return rc;
    }
    threat_model_say(model, THREAT_IS_FLOW, flow, from, to);
    if (both != NULL && both->kind == JSON_TRUE) {
        threat_model_say(model, THREAT_IS_FLOW, flow, to, from);
    }
    if (encrypted != NULL && (encrypted->kind == JSON_TRUE || encrypted->kind == JSON_FALSE)) {
        threat_model_tell(model, THREAT_PROTECTION, flow,
                          encrypted->kind == JSON_TRUE ? TEXT("both") : TEXT("none"));
    }
    model_tell_flag(model, data, "isPublicNetwork", flow);
    threat_model_tell(model, THREAT_TECHNOLOGY, flow, json_text(json_member(data, "protocol")));
    return RC_OK;
}

/* Components first, so that a flow's ends are known to be components. */
static enum rc read_cells(struct drawing *drawing, const struct json *cells)
{
    enum rc rc = RC_OK;
    drawing->box_count = 0;
    for (const struct json *cell = cells->first; rc == RC_OK && cell != NULL; cell = cell->next) {
        rc = text_is(sort_of(cell), "box") ? read_box(drawing, cell) : RC_OK;
    }
    for (size_t i = 0; rc == RC_OK && i < drawing->box_count; i++) {
        const struct box *box = &drawing->boxes[i];
        uint32_t outer = zone_around(drawing, &box->frame, box->zone);
        if (outer != THREAT_NOTHING) {
            threat_model_say(drawing->model, THREAT_ZONE_IN, box->zone, outer, 0);
        }
    }
    for (const struct json *cell = cells->first; rc == RC_OK && cell != NULL; cell = cell->next) {
        struct text sort = sort_of(cell);
        if (text_is(sort, "flow")) {
            rc = read_flow(drawing->model, cell);
        } else if (sort.size > 0 && !text_is(sort, "box")) {
            rc = read_component(drawing, cell, sort);
        }
    }
    return rc;
}

enum rc threat_dragon_json_read_tree(struct threat_model *model, const struct json *tree)
{
    const struct json *diagrams = json_member(json_member(tree, "detail"), "diagrams");
    struct drawing *drawing = ARENA_NEW(model->arena, struct drawing);
    enum rc rc = RC_OK;
    drawing->model = model;
    if (diagrams->kind != JSON_LIST) {
        return model_refuse(model, diagrams, "a list of diagrams was expected here");
    }
    for (const struct json *diagram = diagrams->first; rc == RC_OK && diagram != NULL;
         diagram = diagram->next) {
        const struct json *cells = json_member(diagram, "cells");
        cells = cells != NULL ? cells : json_member(json_member(diagram, "diagramJson"), "cells");
        if (cells == NULL || cells->kind == JSON_NULL) {
            continue; /* a diagram that nobody drew yet */
        }
        rc = cells->kind == JSON_LIST ? read_cells(drawing, cells)
                                      : model_refuse(model, cells, "a list of cells was expected");
    }
    return rc == RC_OK ? threat_model_close(model) : rc;
}
