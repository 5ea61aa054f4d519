#include "engine/method_reader.h"

static enum rc read_scales(struct method_reader *reader, struct method_place pack)
{
    struct method_place scales;
    struct method_place list;
    enum rc rc = method_reader_member(reader, pack, "scales", JSON_OBJECT, &scales);
    if (rc == RC_OK) {
        rc = method_reader_member(reader, scales, "impact", JSON_LIST, &list);
    }
    if (rc == RC_OK) {
        rc = method_reader_scale(reader, list, &reader->method->impact);
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, scales, "feasibility", JSON_LIST, &list);
    }
    return rc == RC_OK ? method_reader_scale(reader, list, &reader->method->feasibility) : rc;
}

static enum rc read_impact_levels(struct method_reader *reader, struct method_place rating)
{
    struct method_place list;
    const struct method_scale *scale = &reader->method->impact;
    enum rc rc = method_reader_member(reader, rating, "levels", JSON_LIST, &list);
    if (rc != RC_OK) {
        return rc;
    }
    if (list.json->count != (size_t)scale->count) {
        return method_reader_bad(reader, list.path, "give every level of scales.impact once");
    }
    int rank = 0;
    for (const struct json *item = list.json->first; item != NULL; item = item->next, rank++) {
        struct text id;
        rc = method_reader_id(reader, method_reader_at(reader, list, item, rank), "id", &id);
        if (rc != RC_OK) {
            return rc;
        }
        if (!text_equals(id, scale->ids[rank])) {
            return fault_add(reader->fault, RC_INVALID, list.path,
                             "level %d is \"%.*s\"; scales.impact has \"%.*s\" there", rank,
                             TEXT_ARGS(id), TEXT_ARGS(scale->ids[rank]));
        }
    }
    return RC_OK;
}

static enum rc read_impact(struct method_reader *reader, struct method_place pack)
{
    struct method_place rating;
    struct method_place list;
    enum rc rc = method_reader_member(reader, pack, "impact_rating", JSON_OBJECT, &rating);
    if (rc == RC_OK) {
        rc = read_impact_levels(reader, rating);
    }
    if (rc == RC_OK) {
        rc = method_reader_member(reader, rating, "categories", JSON_LIST, &list);
    }
    if (rc != RC_OK) {
        return rc;
    }
    int index = 0;
    for (const struct json *item = list.json->first; item != NULL; item = item->next, index++) {
        struct method_place at = method_reader_at(reader, list, item, index);
        struct text id;
        rc = method_reader_id(reader, at, "id", &id);
        if (rc == RC_OK) {
            rc = method_reader_scale_add(reader, at, id, &reader->method->categories);
        }
        if (rc != RC_OK) {
            return rc;
        }
    }
    if (index == 0 || index > METHOD_CATEGORIES_LIMIT) {
        return fault_add(reader->fault, RC_INVALID, list.path, "give 1 to %d categories",
                         METHOD_CATEGORIES_LIMIT);
    }
    reader->method->safety_category = method_category(reader->method, TEXT("S"));
    return RC_OK;
}

static enum rc read_pack(struct method_reader *reader, struct method_place pack)
{
    static enum rc (*const parts[])(struct method_reader *, struct method_place) = {
        read_scales,         read_impact,      method_read_potential, method_read_cvss,
        method_read_vectors, method_read_risk, method_read_cal};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        enum rc rc = parts[i](reader, pack);
        if (rc != RC_OK) {
            return rc;
        }
    }
    const struct method *method = reader->method;
    if (!method->potential.is_given && !method->cvss.is_given && !method->vectors.is_given) {
        return method_reader_bad(reader, TEXT_NONE,
                                 "the pack has no way to rate feasibility; give attack_potential, "
                                 "cvss or attack_vector");
    }
    return RC_OK;
}

enum rc method_read(struct arena *arena, struct text file, struct text pack, struct fault *fault,
                    const struct method **out)
{
    const struct json *json;
    enum rc rc = json_read(arena, file, pack, fault, &json);
    if (rc != RC_OK) {
        return rc;
    }
    if (json->kind != JSON_OBJECT) {
        return fault_add_at(fault, RC_INVALID, file, json->line, json->column,
                            "a method pack is an object, this is %s", json_kind_name(json->kind));
    }
    struct method_reader reader = {arena, fault, ARENA_NEW(arena, struct method)};
    rc = read_pack(&reader, (struct method_place){json, TEXT_NONE});
    if (rc == RC_OK && arena_is_over(arena)) {
        rc = fault_add(fault, RC_TOO_LARGE, TEXT_NONE, "the method pack needs too much memory");
    }
    if (rc == RC_OK) {
        *out = reader.method;
    }
    return rc;
}
