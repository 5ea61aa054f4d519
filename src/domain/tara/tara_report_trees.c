/* The chapter of attack trees: a picture, the deciding attack, every node. */
#include "domain/tara/tara_render.h"
#include "domain/tara/tara_report_part.h"

static struct text gate_words(struct tara_report *report, const struct tara_node *node)
{
    static const char *const words[] = {"", "OR", "AND", "SAND", ""};
    return node->gate == ATTACK_K_OF_N
               ? text_print(report->arena, "%u of %zu", node->k, node->children.count)
               : text_of(words[node->gate]);
}

static struct text value_words(struct tara_report *report, const struct tara_value *value,
                               uint32_t node, enum tone *tone)
{
    const struct method_scale *scale = &report->tara->method.method->feasibility;
    int level = NO_LEVEL;
    int total = NO_LEVEL;
    *tone = TONE_NONE;
    if (!tara_tree_node(value, node, &level, &total)) {
        return TEXT_NONE;
    }
    *tone = tara_report_tone(level, scale->count);
    struct text word = tara_report_level(report, scale, level);
    return total == NO_LEVEL ? word : text_print(report->arena, "%.*s %d", TEXT_ARGS(word), total);
}

/* Does the node count, or does it only document a rated gate? */
static bool is_counted(const struct tara_value *value, uint32_t node)
{
    return value->engine_of[node] != TARA_NONE;
}

static struct picture_box *boxes_of(struct tara_report *report, const struct tara_value *value,
                                    const struct layout *layout, const bool *critical)
{
    struct picture_box *boxes = ARENA_MANY(report->arena, struct picture_box, value->count + 1);
    for (size_t i = 0; i < value->count; i++) {
        uint32_t at = value->nodes[i];
        const struct tara_node *node = &report->tara->nodes[at];
        enum tone tone;
        boxes[i] = (struct picture_box){.x = layout->corners[i].x,
                                        .y = layout->corners[i].y,
                                        .width = TARA_BOX_WIDTH,
                                        .height = TARA_BOX_HEIGHT,
                                        .key = node->record->key,
                                        .words = node->title,
                                        .gate = gate_words(report, node),
                                        .is_critical = critical[at],
                                        .is_dashed = !is_counted(value, at)};
        boxes[i].chip = value_words(report, value, at, &tone);
        boxes[i].tone = tone;
    }
    return boxes;
}

static struct picture_line *lines_of(struct tara_report *report, const struct tara_value *value,
                                     const struct tara_picture *picture, const bool *critical)
{
    const struct layout *layout = picture->layout;
    struct picture_line *lines =
        ARENA_MANY(report->arena, struct picture_line, picture->edge_count + 1);
    for (uint32_t e = 0; e < picture->edge_count; e++) {
        uint32_t from = value->nodes[picture->edges[e].from];
        uint32_t to = value->nodes[picture->edges[e].to];
        uint32_t first = layout->first_point[e];
        size_t count = layout->first_point[e + 1] - first;
        struct picture_point *points = ARENA_MANY(report->arena, struct picture_point, count + 1);
        for (size_t p = 0; p < count; p++) {
            points[p] =
                (struct picture_point){layout->points[first + p].x, layout->points[first + p].y};
        }
        bool is_counting = is_counted(value, to) && value->ratings[from] == NULL;
        lines[e] =
            (struct picture_line){.points = points,
                                  .count = count,
                                  .is_critical = is_counting && critical[from] && critical[to],
                                  .is_dashed = !is_counting};
    }
    return lines;
}

static enum rc put_picture(struct tara_report *report, const struct tara_value *value,
                           struct text title)
{
    const bool *critical = tara_render_critical(value);
    struct tara_picture placed;
    enum rc rc = tara_render_layout(value, &placed);
    if (rc != RC_OK) {
        return rc;
    }
    const struct picture picture = {
        .title = title,
        .description = text_print(report->arena,
                                  "%zu nodes; %.*s. The path that decides is heavier; dashed nodes "
                                  "document a gate that is rated as a whole.",
                                  value->count, TEXT_ARGS(tara_tree_sentence(value))),
        .width = placed.layout->width,
        .height = placed.layout->height,
        .boxes = boxes_of(report, value, placed.layout, critical),
        .box_count = value->count,
        .lines = lines_of(report, value, &placed, critical),
        .line_count = placed.edge_count};
    document_picture(report->document, &picture);
    return RC_OK;
}

static struct text rating_words(struct tara_report *report, const struct tara_rating *rating)
{
    const struct method *method = report->tara->method.method;
    struct buffer out;
    buffer_init(&out, report->arena);
    if (rating->approach == TARA_VECTOR && rating->vector != NO_LEVEL) {
        return method_word(report->arena, method->vectors.scale.ids[rating->vector]);
    }
    if (rating->approach == TARA_CVSS) {
        return rating->cvss_text;
    }
    for (int f = 0; rating->approach == TARA_POTENTIAL && f < method->potential.count; f++) {
        const struct method_factor *factor = &method->potential.factors[f];
        if (rating->levels[f] != NO_LEVEL) {
            const struct method_level *level = &factor->levels[rating->levels[f]];
            buffer_print(&out, "%s%.*s %.*s (%d)", f > 0 ? ", " : "", TEXT_ARGS(factor->id),
                         TEXT_ARGS(level->label), level->points);
        }
    }
    return buffer_text(&out);
}

static void put_ratings(struct tara_report *report, const struct tara_value *value)
{
    const struct column columns[] = {{TEXT("Rating"), 0, .is_code = true, .is_head = true},
                                     {TEXT("Node"), 0, .is_code = true},
                                     {TEXT("What is rated"), 30},
                                     {TEXT("Levels"), 40},
                                     {TEXT("Feasibility"), 0},
                                     {TEXT("Rationale"), 40}};
    struct grid *grid =
        document_table(report->document, TEXT("Ratings of this tree"), columns, COUNT(columns));
    document_table_empty(grid, TEXT("No node of this tree is rated."));
    for (size_t i = 0; i < value->count; i++) {
        const struct tara_node *node = &report->tara->nodes[value->nodes[i]];
        const struct tara_rating *rating = value->ratings[value->nodes[i]];
        if (rating == NULL || rating->record == NULL) {
            continue;
        }
        enum tone tone;
        struct text words = value_words(report, value, value->nodes[i], &tone);
        const struct cell cells[] = {
            {rating->record->key}, {node->record->key},
            {node->title},         {rating_words(report, rating)},
            {words, tone},         {tara_text(rating->record, "rationale")}};
        document_row(grid, cells);
    }
}

enum rc tara_report_trees(struct tara_report *report)
{
    const struct tara *tara = report->tara;
    const struct tara_list *list = &tara->lists[TARA_TREE];
    document_heading(report->document, 1, TEXT("Attack trees"), TEXT("trees"));
    if (list->count == 0) {
        document_words(report->document, TEXT("No attack tree is drawn yet."));
    }
    for (size_t i = 0; i < list->count; i++) {
        struct tara_value *value;
        const struct record *tree = list->records[i];
        enum rc rc = tara_tree_value(tara, (uint32_t)i, NULL, &value);
        if (rc != RC_OK) {
            return rc;
        }
        struct text title = text_print(report->arena, "%.*s %.*s", TEXT_ARGS(tree->key),
                                       TEXT_ARGS(tara_text(tree, "title")));
        document_heading(report->document, 2, title, TEXT_NONE);
        document_words(
            report->document,
            text_print(report->arena, "For %.*s. Result: %.*s. Computed as variant %s, exact.",
                       TEXT_ARGS(tara_report_name(report, record_value(tree, "threat_scenario"))),
                       TEXT_ARGS(tara_tree_sentence(value)),
                       value->approach == TARA_POTENTIAL ? "V1 (capability sets)" : "V4 (levels)"));
        if (tara_text(tree, "notes").size > 0) {
            document_words(report->document, tara_text(tree, "notes"));
        }
        rc = put_picture(report, value, title);
        if (rc != RC_OK) {
            return rc;
        }
        put_ratings(report, value);
    }
    return RC_OK;
}
