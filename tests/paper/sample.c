#include "paper/sample.h"

#include "base/file.h"

#define SAMPLE_INTER "/usr/share/fonts/opentype/inter/Inter-"
#define SAMPLE_MONO "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"

static bool sample_font(struct arena *arena, const char *path, struct text *out)
{
    struct fault fault;
    fault_init(&fault, arena);
    return file_read(arena, path, FONTS_FACE_LIMIT_BYTES, &fault, out) == RC_OK;
}

bool sample_fonts(struct arena *arena, struct paper_fonts *fonts)
{
    *fonts = (struct paper_fonts){0};
    return sample_font(arena, SAMPLE_INTER "Regular.otf", &fonts->regular) &&
           sample_font(arena, SAMPLE_INTER "Medium.otf", &fonts->medium) &&
           sample_font(arena, SAMPLE_INTER "SemiBold.otf", &fonts->semibold) &&
           sample_font(arena, SAMPLE_INTER "Bold.otf", &fonts->bold) &&
           sample_font(arena, SAMPLE_INTER "Italic.otf", &fonts->italic) &&
           sample_font(arena, SAMPLE_MONO, &fonts->mono);
}

struct document_meta sample_meta(void)
{
    return (struct document_meta){
        .title = TEXT("Threat analysis and risk assessment: adaptive headlamp"),
        .subtitle = TEXT("Item HL-2, matrix beam with over-the-air update"),
        .language = TEXT("en"),
        .key = TEXT("WP-TARA-0007"),
        .version = TEXT("1.2"),
        .author = TEXT("Lighting domain, cybersecurity team"),
        .made_at = TEXT("2026-03-14T09:26:53Z"),
        .ledger_sequence = 18204,
        .ledger_root = TEXT(SAMPLE_ROOT),
        .workspace = TEXT("Example vehicle programme"),
        .classification = TEXT("Confidential"),
    };
}

static void sample_cover(struct document *document)
{
    const struct pair pairs[] = {
        {TEXT("Identity"), TEXT("WP-TARA-0007"), TONE_NONE, true},
        {TEXT("Version"), TEXT("1.2, replaces 1.1 of 2 December 2025"), TONE_NONE, false},
        {TEXT("State"), TEXT("Approved"), TONE_GOOD, false},
        {TEXT("Clause"), TEXT("ISO/SAE 21434 clause 15, WP-15-01 to WP-15-08"), TONE_NONE, false},
        {TEXT("Method"), TEXT("Attack potential, matrix M-3 (governance rule GR-11)"), TONE_NONE,
         false},
        {TEXT("Highest risk after treatment"), TEXT("3, medium"), TONE_RISK3, false},
    };
    const struct approval approvals[] = {
        {TEXT("Cybersecurity engineer"), TEXT("A. Example"), TEXT("Approved"), TONE_GOOD,
         TEXT("2026-03-11 14:02 UTC"), TEXT("All sections; competence valid until 2027-01-31")},
        {TEXT("Functional safety"), TEXT("B. Sample"), TEXT("Approved"), TONE_GOOD,
         TEXT("2026-03-12 08:40 UTC"), TEXT("Damage scenarios with safety impact")},
        {TEXT("Cybersecurity manager"), TEXT("C. Specimen"), TEXT("Open"), TONE_WARN,
         TEXT("due 2026-03-20"), TEXT("Acceptance of RS-0014")},
    };
    const struct cover cover = {
        .kind = TEXT("Work product"),
        .pairs = pairs,
        .pair_count = 6,
        .approvals = approvals,
        .approval_count = 3,
        .seal = TEXT("Signed by the ledger key 5e1f 77c0; the same entry gives the same bytes."),
    };
    document_cover(document, &cover);
}

static void sample_scope(struct document *document)
{
    document_heading(document, 1, TEXT("Item and scope"), TEXT("scope"));
    const struct span spans[] = {
        {SPAN_PLAIN,
         TEXT("The adaptive headlamp shapes its beam from camera data that arrive on "
              "the "),
         TEXT_NONE},
        {SPAN_BOLD, TEXT("body CAN"), TEXT_NONE},
        {SPAN_PLAIN,
         TEXT(". Its control unit accepts signed images through the gateway, checks "
              "them against "),
         TEXT_NONE},
        {SPAN_CODE, TEXT("boot_policy.v3"), TEXT_NONE},
        {SPAN_PLAIN,
         TEXT(" and falls back to low beam when a plausibility check fails. The "
              "assumptions are those of the item definition; the results stand in "),
         TEXT_NONE},
        {SPAN_LINK, TEXT("the risk register"), TEXT("#risks")},
        {SPAN_PLAIN, TEXT(", the regulation is published by "), TEXT_NONE},
        {SPAN_LINK, TEXT("the United Nations"), TEXT("https://unece.org/transport")},
        {SPAN_PLAIN, TEXT("."), TEXT_NONE},
    };
    document_paragraph(document, spans, 9);
    const struct span bullets[] = {
        {SPAN_PLAIN, TEXT("Inside: light control unit, matrix module, levelling motor, their "
                          "software and calibration data.")},
        {SPAN_PLAIN, TEXT("Outside: camera, gateway and back end, each with an assumption that "
                          "its supplier has confirmed.")},
        {SPAN_PLAIN, TEXT("Life cycle: production, operation, service and decommissioning.")},
    };
    const struct run items[] = {{&bullets[0], 1}, {&bullets[1], 1}, {&bullets[2], 1}};
    document_list(document, items, 3);
    document_heading(document, 2, TEXT("Open points"), TEXT_NONE);
    const struct span open[] = {
        {SPAN_PLAIN, TEXT("The gateway supplier has not yet confirmed assumption AS-0003 (rate "
                          "limit on diagnostic requests).")},
        {SPAN_PLAIN, TEXT("Risk RS-0014 waits for its acceptance.")},
    };
    const struct run points[] = {{&open[0], 1}, {&open[1], 1}};
    document_notice(document, TONE_WARN, TEXT("Two points are open"), points, 2);
}

static void sample_damage(struct document *document)
{
    document_heading(document, 1, TEXT("Damage scenarios"), TEXT_NONE);
    document_words(document, TEXT("Each scenario is rated for the road user in four categories; "
                                  "the highest counts."));
    const struct column columns[] = {
        {TEXT("Key"), 0, .is_code = true, .is_head = true},
        {TEXT("Damage scenario"), 60},
        {TEXT("Safety"), 0},
        {TEXT("Financial"), 0},
        {TEXT("Operational"), 0},
        {TEXT("Privacy"), 0},
    };
    struct grid *grid =
        document_table(document, TEXT("Damage scenarios and their impact"), columns, 6);
    const struct cell rows[][6] = {
        {{TEXT("DS-0001")},
         {TEXT("Both headlamps go dark at night at speed, and the driver loses sight of the road "
               "ahead")},
         {TEXT("Severe"), TONE_RISK5},
         {TEXT("Major"), TONE_RISK4},
         {TEXT("Severe"), TONE_RISK5},
         {TEXT("Negligible"), TONE_RISK1}},
        {{TEXT("DS-0002")},
         {TEXT("The beam dazzles oncoming traffic over a longer time")},
         {TEXT("Severe"), TONE_RISK5},
         {TEXT("Moderate"), TONE_RISK2},
         {TEXT("Moderate"), TONE_RISK2},
         {TEXT("Negligible"), TONE_RISK1}},
        {{TEXT("DS-0003")},
         {TEXT("The update process leaves the control unit without a valid image; the vehicle "
               "cannot be driven at night")},
         {TEXT("Moderate"), TONE_RISK2},
         {TEXT("Major"), TONE_RISK4},
         {TEXT("Major"), TONE_RISK4},
         {TEXT("Negligible"), TONE_RISK1}},
        {{TEXT("DS-0004")},
         {TEXT("Camera-derived position data leave the vehicle")},
         {TEXT("Negligible"), TONE_RISK1},
         {TEXT("Moderate"), TONE_RISK2},
         {TEXT("Negligible"), TONE_RISK1},
         {TEXT("Major"), TONE_RISK4}},
    };
    for (size_t i = 0; i < 4; i++) {
        document_row(grid, rows[i]);
    }
}

void sample_matrix(struct document *document)
{
    static const char *const figures[4][4] = {
        {"1", "1", "1", "1"}, {"1", "2", "2", "3"}, {"1", "2", "3", "4"}, {"2", "3", "4", "5"}};
    struct matrix_cell cells[16] = {0};
    for (size_t i = 0; i < 16; i++) {
        cells[i].figure = text_of(figures[i / 4][i % 4]);
        cells[i].tone = (enum tone)(TONE_RISK1 + (figures[i / 4][i % 4][0] - '1'));
        cells[i].is_refused = figures[i / 4][i % 4][0] >= '4';
    }
    const struct text few[] = {TEXT("RS-0003"), TEXT("RS-0009")};
    const struct text more[] = {TEXT("RS-0001"), TEXT("RS-0002"), TEXT("RS-0004"), TEXT("RS-0007"),
                                TEXT("RS-0014")};
    cells[9].keys = few;
    cells[9].count = cells[9].key_count = 2;
    cells[14].keys = more;
    cells[14].count = cells[14].key_count = 5;
    const struct text rows[] = {TEXT("Negligible"), TEXT("Moderate"), TEXT("Major"),
                                TEXT("Severe")};
    const struct text columns[] = {TEXT("Very low"), TEXT("Low"), TEXT("Medium"), TEXT("High")};
    const struct matrix matrix = {
        .caption = TEXT("Risk values before treatment"),
        .row_axis = TEXT("Impact"),
        .column_axis = TEXT("Attack feasibility"),
        .count_one = TEXT("risk"),
        .count_many = TEXT("risks"),
        .rows = rows,
        .row_count = 4,
        .columns = columns,
        .column_count = 4,
        .cells = cells,
    };
    document_matrix(document, &matrix);
}

void sample_tree(struct document *document)
{
    const struct picture_box boxes[] = {
        {250, 0, 200, 62, TEXT("AT-0007"), TEXT("Both headlamps are switched off while driving"),
         TEXT("OR"), TEXT("High 11"), TONE_RISK4, true, false},
        {110, 112, 200, 62, TEXT("AT-0007.1"), TEXT("Forged light command on the body CAN"),
         TEXT("AND"), TEXT("High 11"), TONE_RISK4, true, false},
        {390, 112, 200, 62, TEXT("AT-0007.2"), TEXT("Manipulated software image is installed"),
         TEXT("SAND"), TEXT("Very low 27"), TONE_RISK1, false, false},
        {0, 224, 160, 62, TEXT("AT-0007.3"), TEXT("Reach the CAN through the bumper"), TEXT_NONE,
         TEXT("High 9"), TONE_RISK4, true, false},
        {180, 224, 160, 62, TEXT("AT-0007.4"), TEXT("Replay recorded frames with counter"),
         TEXT_NONE, TEXT("High 11"), TONE_RISK4, true, false},
        {360, 224, 160, 62, TEXT("AT-0007.5"), TEXT("Obtain a signing key of the supplier"),
         TEXT_NONE, TEXT("Very low 27"), TONE_RISK1, false, false},
        {540, 224, 160, 62, TEXT("AT-0007.6"), TEXT("Roll back to an image with a known flaw"),
         TEXT_NONE, TEXT("Low 21"), TONE_RISK2, false, true},
    };
    static const size_t edges[6][2] = {{0, 1}, {0, 2}, {1, 3}, {1, 4}, {2, 5}, {2, 6}};
    struct picture_point points[6][4];
    struct picture_line lines[6] = {0};
    for (size_t i = 0; i < 6; i++) {
        const struct picture_box *up = &boxes[edges[i][0]];
        const struct picture_box *down = &boxes[edges[i][1]];
        double middle = (up->y + up->height + down->y) / 2;
        points[i][0] = (struct picture_point){up->x + up->width / 2, up->y + up->height};
        points[i][1] = (struct picture_point){points[i][0].x, middle};
        points[i][2] = (struct picture_point){down->x + down->width / 2, middle};
        points[i][3] = (struct picture_point){points[i][2].x, down->y};
        lines[i] = (struct picture_line){points[i], 4, down->is_critical, down->is_dashed, false};
    }
    const struct picture picture = {
        .title = TEXT("Attack tree AT-0007, both headlamps off"),
        .description = TEXT("Easiest: reach the CAN through the bumper and replay recorded "
                            "frames, as proficient, with standard equipment, in a week: 11, High. "
                            "The way over a manipulated image is very low."),
        .width = 700,
        .height = 286,
        .boxes = boxes,
        .box_count = 7,
        .lines = lines,
        .line_count = 6,
    };
    document_picture(document, &picture);
}

void sample_register(struct document *document, size_t rows)
{
    static const char *const treatments[] = {"Reduce", "Share", "Retain"};
    static const char *const threats[] = {
        "Spoofed low-beam command switches both lamps off",
        "Flooding of the body CAN delays the fallback to low beam",
        "A manipulated calibration set widens the matrix beam over the cut-off line",
        "Diagnostic session opened without a right is used to erase the image",
    };
    static const char *const words[] = {"Very low", "Low", "Medium", "High", "Very high"};
    const struct column columns[] = {
        {TEXT("Key"), 0, .is_code = true, .is_head = true},
        {TEXT("Threat scenario"), 44},
        {TEXT("Feasibility"), 0},
        {TEXT("Potential"), 0, ALIGN_RIGHT},
        {TEXT("Risk"), 0},
        {TEXT("Treatment"), 0},
        {TEXT("Control"), 26, .is_code = true},
    };
    struct grid *grid =
        document_table(document, TEXT("Risks, their treatment and what implements it"), columns, 7);
    for (size_t i = 0; i < rows; i++) {
        size_t value = 1 + (i * 7 + i / 3) % 5;
        struct arena *arena = document->arena;
        const struct cell cells[] = {
            {text_print(arena, "RS-%04zu", i + 1)},
            {text_of(threats[i % 4])},
            {text_of(words[i * 3 % 5])},
            {text_print(arena, "%zu", 9 + i * 5 % 19)},
            {text_print(arena, "%zu %s", value, words[value - 1]),
             (enum tone)(TONE_RISK1 + (value - 1))},
            {text_of(treatments[i % 3])},
            {text_print(arena, "CC-%04zu, CC-%04zu", 40 + i, 41 + i)},
        };
        document_row(grid, cells);
    }
}

struct document *sample_make(struct arena *arena, size_t rows)
{
    struct document_meta meta = sample_meta();
    struct document *document = document_open(arena, &meta);
    sample_cover(document);
    document_contents(document);
    sample_scope(document);
    sample_damage(document);
    document_heading(document, 1, TEXT("Attack paths"), TEXT_NONE);
    document_heading(document, 2, TEXT("Both headlamps off"), TEXT_NONE);
    sample_tree(document);
    document_heading(document, 1, TEXT("Risks"), TEXT("risks"));
    document_heading(document, 2, TEXT("Matrix"), TEXT_NONE);
    sample_matrix(document);
    document_heading(document, 2, TEXT("Register"), TEXT_NONE);
    document_heading(document, 3, TEXT("Before and after treatment"), TEXT_NONE);
    sample_register(document, rows);
    const struct pair pairs[] = {
        {TEXT("Method"), TEXT("Attack potential, version 4")},
        {TEXT("Rule"), TEXT("GR-11: risks of 4 and 5 are treated; 3 needs a manager")},
        {TEXT("Content hash"), TEXT(SAMPLE_ROOT), TONE_NONE, true},
    };
    document_heading(document, 1, TEXT("Derivation"), TEXT_NONE);
    document_pairs(document, pairs, 3);
    return document;
}
