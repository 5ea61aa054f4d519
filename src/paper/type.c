#include "paper/type.h"

#include "base/utf8.h"

#include <pango/pangofc-fontmap.h>
#include <string.h>

#define SLOT_COUNT 4096 /* a power of two */
#define SLOT_WORDS_LIMIT 256
#define PIECE_BYTES ((size_t)DOCUMENT_WORD_LIMIT)

static const struct type_look looks[TYPE_STYLE_COUNT] = {
    [TYPE_BODY] = {"regular", 9.5, 14, TONE_INK, 0, NULL},
    [TYPE_BODY_STRONG] = {"semibold", 9.5, 14, TONE_INK, 0, NULL},
    [TYPE_BODY_CODE] = {"mono", 8.4, 14, TONE_INK, 0, NULL, 10.42},
    [TYPE_NOTE] = {"regular", 8, 11.5, TYPE_GREY, 0, NULL},
    [TYPE_RUNNING] = {"regular", 7.5, 10, 0x5f6a7d, 0.05, "tnum=1"},
    [TYPE_RUNNING_CODE] = {"mono", 6.9, 10, 0x5f6a7d, 0, NULL, 7.7},
    [TYPE_CAPTION] = {"semibold", 8.5, 12, TONE_INK, 0, "tnum=1"},
    [TYPE_TABLE] = {"regular", 8.5, 11.8, TONE_INK, 0, "tnum=1"},
    [TYPE_TABLE_STRONG] = {"medium", 8.5, 11.8, TONE_INK, 0, "tnum=1"},
    [TYPE_TABLE_CODE] = {"mono", 7.6, 11.8, TONE_INK, 0, NULL, 8.96},
    [TYPE_TABLE_HEAD] = {"semibold", 7.5, 10, TYPE_GREY, 0.05, "tnum=1"},
    [TYPE_HEADING1] = {"semibold", 17, 21, TONE_INK, -0.2, NULL},
    [TYPE_HEADING2] = {"semibold", 12.5, 16.5, TONE_INK, -0.1, NULL},
    [TYPE_HEADING3] = {"semibold", 10, 14, TONE_INK, 0, NULL},
    [TYPE_KICKER] = {"semibold", 9, 12, TYPE_ACCENT, 0.1, NULL},
    [TYPE_TITLE] = {"bold", 28, 34, TONE_INK, -0.55, NULL},
    [TYPE_SUBTITLE] = {"regular", 13, 19, TYPE_GREY, -0.05, NULL},
    [TYPE_FIGURE] = {"semibold", 13, 16, TONE_INK, 0, "tnum=1"},
    [TYPE_LABEL] = {"regular", 7.5, 10, TONE_INK, 0.05, "tnum=1"},
    [TYPE_MATRIX_KEY] = {"mono", 6.4, 8.6, TONE_INK, 0, NULL},
    [TYPE_BOX] = {"medium", 10.5, 13.4, TONE_INK, 0, NULL},
    [TYPE_BOX_KEY] = {"mono", 8, 11, 0x5f6a7d, 0, NULL},
    [TYPE_BOX_CHIP] = {"semibold", 8, 11, TONE_INK, 0, "tnum=1"},
};

struct slot {
    PangoLayout *layout;
    struct text words; /* pango's own copy, lives as long as the layout */
    enum type_style style;
    double width;
};

struct type {
    struct fonts fonts;
    PangoFontMap *map;
    PangoContext *context;
    PangoFontDescription *faces[TYPE_STYLE_COUNT];
    PangoAttrList *attributes[TYPE_STYLE_COUNT];
    struct slot *slots;
    uint32_t missing[TYPE_MISSING_LIMIT];
    size_t missing_count;
    size_t missing_dropped;
};

const struct type_look *type_look_of(enum type_style style)
{
    return &looks[style];
}

static PangoAttrList *attributes_of(const struct type_look *look)
{
    PangoAttrList *list = pango_attr_list_new();
    pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE)); /* keys stay as they are */
    if (look->features != NULL) {
        pango_attr_list_insert(list, pango_attr_font_features_new(look->features));
    }
    if (look->tracking < 0 || look->tracking > 0) {
        int units = (int)(look->tracking * PANGO_SCALE);
        pango_attr_list_insert(list, pango_attr_letter_spacing_new(units));
    }
    return list;
}

/* No hinting and fractional metrics: the same lines on every device. */
static void context_make(struct type *type, struct text language, struct arena *arena)
{
    type->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(type->map), type->fonts.config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(type->map), 72.0);
    type->context = pango_font_map_create_context(type->map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(type->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(type->context, FALSE);
    pango_context_set_base_dir(type->context, PANGO_DIRECTION_LTR);
    char *tag = text_to_z(arena, language.size > 0 ? language : TEXT("en"));
    pango_context_set_language(type->context, pango_language_from_string(tag));
}

enum rc type_open(struct arena *arena, const struct paper_fonts *faces, struct text language,
                  struct fault *fault, struct type **out)
{
    struct type *type = ARENA_NEW(arena, struct type);
    enum rc rc = fonts_open(arena, faces, fault, &type->fonts);
    if (rc != RC_OK) {
        return rc;
    }
    type->slots = ARENA_MANY(arena, struct slot, SLOT_COUNT);
    context_make(type, language, arena);
    for (size_t i = 0; i < TYPE_STYLE_COUNT; i++) {
        type->faces[i] = pango_font_description_new();
        pango_font_description_set_family_static(type->faces[i], looks[i].face);
        pango_font_description_set_size(type->faces[i], (int)(looks[i].size * PANGO_SCALE));
        type->attributes[i] = attributes_of(&looks[i]);
    }
    *out = type;
    return RC_OK;
}

void type_close(struct type *type)
{
    for (size_t i = 0; i < SLOT_COUNT; i++) {
        g_clear_object(&type->slots[i].layout);
    }
    for (size_t i = 0; i < TYPE_STYLE_COUNT; i++) {
        pango_font_description_free(type->faces[i]);
        pango_attr_list_unref(type->attributes[i]);
    }
    g_object_unref(type->context);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(type->map), NULL); /* it would keep it */
    g_object_unref(type->map);
    fonts_close(&type->fonts);
}

struct text type_cut(struct text words, size_t bytes)
{
    while (bytes > 0 && bytes < words.size && (words.at[bytes] & 0xc0) == 0x80) {
        bytes--;
    }
    return text_part(words, 0, bytes);
}

/* Joiners, variation selectors and the like have no glyph and need none. */
static bool needs_glyph(uint32_t point)
{
    return point >= 0x80 && point != 0xad && point != 0x200b && point != 0x200c &&
           point != 0x200d && point != 0x2060 && !(point >= 0xfe00 && point <= 0xfe0f);
}

static void missing_add(struct type *type, uint32_t point)
{
    size_t at = 0;
    while (at < type->missing_count && type->missing[at] < point) {
        at++;
    }
    if (at < type->missing_count && type->missing[at] == point) {
        return;
    }
    if (type->missing_count == TYPE_MISSING_LIMIT) {
        type->missing_dropped++;
        return;
    }
    memmove(type->missing + at + 1, type->missing + at,
            (type->missing_count - at) * sizeof type->missing[0]);
    type->missing[at] = point;
    type->missing_count++;
}

static void missing_note(struct type *type, struct text words)
{
    for (size_t at = 0; at < words.size;) {
        if ((words.at[at] & 0x80) == 0) {
            at++;
            continue;
        }
        uint32_t point = utf8_next(words, &at);
        if (needs_glyph(point) && !FcCharSetHasChar(type->fonts.covered, point)) {
            missing_add(type, point);
        }
    }
}

size_t type_missing(const struct type *type, const uint32_t **points, size_t *dropped)
{
    *points = type->missing;
    *dropped = type->missing_dropped;
    return type->missing_count;
}

/* Breaking a paragraph costs the square of its length. A long one is ended at a
 * sentence, else at a blank, in place, so that positions stay what they were. */
static char *pieces_of(struct text words)
{
    char *own = g_strndup(words.at, words.size);
    size_t start = 0;
    size_t blank = 0;
    size_t sentence = 0;
    for (size_t i = 0; i < words.size; i++) {
        if (own[i] == '\n') {
            start = i + 1;
        } else if (own[i] == ' ') {
            blank = i;
            sentence = i > 0 && own[i - 1] == '.' ? i : sentence;
        }
        if (i - start + 1 >= PIECE_BYTES && i > start && blank > start) {
            size_t cut = sentence > start + PIECE_BYTES / 2 ? sentence : blank;
            own[cut] = '\n';
            start = cut + 1;
        }
    }
    return own;
}

static void words_set(PangoLayout *layout, struct text words)
{
    if (words.size <= PIECE_BYTES) {
        pango_layout_set_text(layout, words.size > 0 ? words.at : "", (int)words.size);
        return;
    }
    char *pieces = pieces_of(words);
    pango_layout_set_text(layout, pieces, (int)words.size);
    g_free(pieces);
}

static PangoLayout *layout_make(struct type *type, enum type_style style, struct text words,
                                double width)
{
    PangoLayout *layout = pango_layout_new(type->context);
    pango_layout_set_font_description(layout, type->faces[style]);
    pango_layout_set_attributes(layout, type->attributes[style]);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (width >= 0) {
        pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    }
    words_set(layout, words);
    missing_note(type, words);
    return layout;
}

static struct shape shape_of(PangoLayout *layout, enum type_style style)
{
    return (struct shape){layout, &looks[style], (size_t)pango_layout_get_line_count(layout)};
}

static size_t slot_index(enum type_style style, struct text words, double width)
{
    uint64_t mix = UINT64_C(1469598103934665603) ^ (uint64_t)style;
    mix = (mix ^ (uint64_t)(int64_t)(width * 64)) * UINT64_C(1099511628211);
    for (size_t i = 0; i < words.size; i++) {
        mix = (mix ^ (uint8_t)words.at[i]) * UINT64_C(1099511628211);
    }
    return (size_t)(mix >> 20) & (SLOT_COUNT - 1);
}

struct shape type_shape(struct type *type, enum type_style style, struct text words, double width)
{
    if (words.size > SLOT_WORDS_LIMIT) {
        return shape_of(layout_make(type, style, words, width), style);
    }
    struct slot *slot = &type->slots[slot_index(style, words, width)];
    bool is_same = slot->layout != NULL && slot->style == style &&
                   !(slot->width < width || slot->width > width) && text_equals(slot->words, words);
    if (!is_same) {
        g_clear_object(&slot->layout);
        slot->layout = layout_make(type, style, words, width);
        slot->words = (struct text){pango_layout_get_text(slot->layout), words.size};
        slot->style = style;
        slot->width = width;
    }
    return shape_of(g_object_ref(slot->layout), style);
}

struct shape type_shape_short(struct type *type, enum type_style style, struct text words,
                              double width, int lines)
{
    PangoLayout *layout = layout_make(type, style, words, width > 1 ? width : 1);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -lines);
    return shape_of(layout, style);
}

static void attribute_add(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

static void span_dress(PangoAttrList *list, const struct span *span, double size, size_t from)
{
    size_t to = from + span->words.size;
    if (span->kind == SPAN_BOLD) {
        attribute_add(list, pango_attr_family_new("semibold"), from, to);
    } else if (span->kind == SPAN_CODE) {
        attribute_add(list, pango_attr_family_new("mono"), from, to);
        attribute_add(list, pango_attr_size_new((int)(size * 0.89 * PANGO_SCALE)), from, to);
    } else if (span->kind == SPAN_LINK && document_is_link(span->target)) {
        uint16_t red = (TYPE_ACCENT >> 16 & 0xff) * 257;
        uint16_t green = (TYPE_ACCENT >> 8 & 0xff) * 257;
        uint16_t blue = (TYPE_ACCENT & 0xff) * 257;
        attribute_add(list, pango_attr_foreground_new(red, green, blue), from, to);
    }
}

struct shape type_shape_run(struct type *type, enum type_style style, const struct run *run,
                            double width)
{
    if (run->count == 1 && run->spans[0].kind == SPAN_PLAIN) {
        return type_shape(type, style, run->spans[0].words, width);
    }
    GString *words = g_string_new(NULL);
    PangoAttrList *list = pango_attr_list_copy(type->attributes[style]);
    for (size_t i = 0; i < run->count; i++) {
        const struct span *span = &run->spans[i];
        span_dress(list, span, looks[style].size, words->len);
        g_string_append_len(words, span->words.at, (gssize)span->words.size);
    }
    PangoLayout *layout = layout_make(type, style, (struct text){words->str, words->len}, width);
    pango_layout_set_attributes(layout, list);
    pango_attr_list_unref(list);
    g_string_free(words, TRUE);
    return shape_of(layout, style);
}

void type_drop(struct shape *shape)
{
    g_clear_object(&shape->layout);
}

double type_height(const struct shape *shape)
{
    return (double)shape->line_count * shape->look->leading;
}

double type_width(const struct shape *shape)
{
    double widest = 0;
    for (GSList *at = pango_layout_get_lines_readonly(shape->layout); at != NULL; at = at->next) {
        PangoRectangle box;
        pango_layout_line_get_extents(at->data, NULL, &box);
        double width = (double)box.width / PANGO_SCALE;
        widest = width > widest ? width : widest;
    }
    return widest;
}

double type_measure(struct type *type, enum type_style style, struct text words)
{
    struct shape shape = type_shape(type, style, words, TYPE_ENDLESS);
    double width = type_width(&shape);
    type_drop(&shape);
    return width;
}
