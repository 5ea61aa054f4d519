/* Pictures: nothing overlaps, no edge runs through a box, layers go one way. */
#include "engine/layout.h"
#include "engine/pack.h"

#include <stdlib.h>

#define GAP 8
#define LAYER_GAP 20

static struct layout placed(struct pack *pack, const struct layout_picture *picture)
{
    struct layout layout;
    enum rc rc = layout_place(pack->arena, picture, &pack->fault, &layout);
    if (rc != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(&pack->fault, pack->arena)));
    }
    return layout;
}

static struct layout_picture random_picture(struct pack *pack, uint64_t *random, uint32_t boxes,
                                            uint32_t extra, enum layout_direction direction)
{
    struct layout_box *box = ARENA_MANY(pack->arena, struct layout_box, boxes);
    struct layout_edge *edge = ARENA_MANY(pack->arena, struct layout_edge, boxes + extra);
    uint32_t count = 0;
    for (uint32_t i = 0; i < boxes; i++) {
        box[i] =
            (struct layout_box){1 + (int)pack_below(random, 90), 1 + (int)pack_below(random, 40)};
        if (i > 0 && pack_below(random, 12) != 0) { /* now and then another root */
            edge[count++] = (struct layout_edge){pack_below(random, i), i};
        }
    }
    for (uint32_t i = 0; i < extra && boxes > 1; i++) {
        uint32_t to = 1 + pack_below(random, boxes - 1);
        edge[count++] = (struct layout_edge){pack_below(random, to), to};
    }
    return (struct layout_picture){box, boxes, edge, count, direction, GAP, LAYER_GAP};
}

static bool are_apart(const struct layout_picture *picture, const struct layout *layout, uint32_t a,
                      uint32_t b)
{
    struct layout_point p = layout->corners[a];
    struct layout_point q = layout->corners[b];
    return p.x + picture->boxes[a].width <= q.x || q.x + picture->boxes[b].width <= p.x ||
           p.y + picture->boxes[a].height <= q.y || q.y + picture->boxes[b].height <= p.y;
}

static int64_t cross(struct layout_point a, struct layout_point b, struct layout_point c)
{
    return ((int64_t)b.x - a.x) * ((int64_t)c.y - a.y) -
           ((int64_t)b.y - a.y) * ((int64_t)c.x - a.x);
}

static int max2(int a, int b)
{
    return a > b ? a : b;
}

static int min2(int a, int b)
{
    return a < b ? a : b;
}

/* Does the open inside of the box meet the segment? */
static bool runs_through(const struct layout_picture *picture, const struct layout *layout,
                         uint32_t box, struct layout_point a, struct layout_point b)
{
    struct layout_point low = layout->corners[box];
    struct layout_point high = {low.x + picture->boxes[box].width,
                                low.y + picture->boxes[box].height};
    if (max2(a.x, b.x) <= low.x || min2(a.x, b.x) >= high.x || max2(a.y, b.y) <= low.y ||
        min2(a.y, b.y) >= high.y) {
        return false;
    }
    const struct layout_point corners[] = {low, {high.x, low.y}, high, {low.x, high.y}};
    bool has_left = false;
    bool has_right = false;
    for (int i = 0; i < 4; i++) {
        int64_t side = cross(a, b, corners[i]);
        has_left = has_left || side > 0;
        has_right = has_right || side < 0;
    }
    return has_left && has_right;
}

static void check_boxes(const struct layout_picture *picture, const struct layout *layout)
{
    for (uint32_t a = 0; a < picture->box_count; a++) {
        struct layout_point p = layout->corners[a];
        assert_true(p.x >= 0 && p.y >= 0);
        assert_true(p.x + picture->boxes[a].width <= layout->width);
        assert_true(p.y + picture->boxes[a].height <= layout->height);
        for (uint32_t b = 0; b < a; b++) {
            assert_true(are_apart(picture, layout, a, b));
        }
    }
}

static void check_edges(const struct layout_picture *picture, const struct layout *layout)
{
    bool is_down = picture->direction == LAYOUT_DOWN;
    for (uint32_t e = 0; e < picture->edge_count; e++) {
        uint32_t from = picture->edges[e].from;
        uint32_t to = picture->edges[e].to;
        const struct layout_point *points = &layout->points[layout->first_point[e]];
        uint32_t count = layout->first_point[e + 1] - layout->first_point[e];
        struct layout_point p = layout->corners[from];
        struct layout_point q = layout->corners[to];
        assert_true(count >= 2);
        assert_true(layout->layers[from] < layout->layers[to]);
        if (is_down) {
            assert_int_equal(points[0].x, p.x + picture->boxes[from].width / 2);
            assert_int_equal(points[0].y, p.y + picture->boxes[from].height);
            assert_int_equal(points[count - 1].x, q.x + picture->boxes[to].width / 2);
            assert_int_equal(points[count - 1].y, q.y);
        } else {
            assert_int_equal(points[0].y, p.y + picture->boxes[from].height / 2);
            assert_int_equal(points[0].x, p.x + picture->boxes[from].width);
            assert_int_equal(points[count - 1].y, q.y + picture->boxes[to].height / 2);
            assert_int_equal(points[count - 1].x, q.x);
        }
        for (uint32_t i = 1; i < count; i++) {
            for (uint32_t box = 0; box < picture->box_count; box++) {
                assert_false(runs_through(picture, layout, box, points[i - 1], points[i]));
            }
        }
    }
}

static void boxes_never_overlap_and_edges_never_run_through_them(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 11;
    for (int i = 0; i < 150; i++) {
        uint32_t boxes = 1 + pack_below(&random, 60);
        enum layout_direction direction = i % 2 == 0 ? LAYOUT_DOWN : LAYOUT_RIGHT;
        struct layout_picture picture =
            random_picture(pack, &random, boxes, pack_below(&random, 40), direction);
        struct layout layout = placed(pack, &picture);
        check_boxes(&picture, &layout);
        check_edges(&picture, &layout);
    }
}

static void a_small_tree_stands_where_a_hand_would_draw_it(void **state)
{
    struct pack *pack = *state;
    static const struct layout_box boxes[] = {{20, 10}, {20, 10}, {20, 10}, {20, 14}, {20, 10}};
    static const struct layout_edge edges[] = {{0, 1}, {0, 2}, {1, 3}, {1, 4}};
    struct layout_picture picture = {boxes, 5, edges, 4, LAYOUT_DOWN, 10, 30};
    struct layout layout = placed(pack, &picture);
    static const struct layout_point expected[] = {{30, 0}, {15, 40}, {45, 40}, {0, 80}, {30, 80}};
    for (int i = 0; i < 5; i++) {
        assert_int_equal(layout.corners[i].x, expected[i].x);
        assert_int_equal(layout.corners[i].y, expected[i].y);
    }
    assert_int_equal(layout.width, 65);
    assert_int_equal(layout.height, 94);
    picture.direction = LAYOUT_RIGHT;
    layout = placed(pack, &picture);
    assert_int_equal(layout.corners[3].x, 100);
    assert_int_equal(layout.corners[0].x, 0);
    assert_true(layout.corners[1].y < layout.corners[2].y);
}

static void children_keep_their_order_below_the_middle_of_their_parent(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 2;
    for (int i = 0; i < 60; i++) {
        struct layout_picture picture = random_picture(pack, &random, 50, 0, LAYOUT_DOWN);
        struct layout layout = placed(pack, &picture);
        for (uint32_t box = 0; box < 50; box++) {
            int first = -1;
            int last = -1;
            int before = -1;
            for (uint32_t e = 0; e < picture.edge_count; e++) {
                uint32_t to = picture.edges[e].to;
                int middle = layout.corners[to].x + picture.boxes[to].width / 2;
                if (picture.edges[e].from != box) {
                    continue;
                }
                assert_true(middle > before);
                before = middle;
                first = first < 0 ? middle : first;
                last = middle;
            }
            int own = layout.corners[box].x + picture.boxes[box].width / 2;
            assert_true(first < 0 || abs(own - (first + last) / 2) <= 1);
        }
    }
}

static void the_same_picture_is_drawn_every_time(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 77;
    struct layout_picture picture = random_picture(pack, &random, 500, 300, LAYOUT_DOWN);
    struct layout a = placed(pack, &picture);
    struct layout b = placed(pack, &picture);
    assert_memory_equal(a.corners, b.corners, 500 * sizeof *a.corners);
    assert_memory_equal(a.points, b.points, a.first_point[picture.edge_count] * sizeof *a.points);
}

static void large_and_deep_pictures_are_placed(void **state)
{
    struct pack *pack = *state;
    uint64_t random = 8;
    struct layout_picture wide = random_picture(pack, &random, 100000, 50000, LAYOUT_DOWN);
    (void)placed(pack, &wide);
    struct layout_box *boxes = ARENA_MANY(pack->arena, struct layout_box, 100000);
    struct layout_edge *edges = ARENA_MANY(pack->arena, struct layout_edge, 100000);
    for (uint32_t i = 0; i < 100000; i++) {
        boxes[i] = (struct layout_box){10, 10};
        edges[i] = (struct layout_edge){i - (i > 0), i};
    }
    struct layout_picture deep = {boxes, 100000, edges + 1, 99999, LAYOUT_RIGHT, 5, 5};
    struct layout layout = placed(pack, &deep);
    assert_int_equal(layout.height, 10);
    assert_int_equal(layout.width, 100000 * 15 - 5);
}

static void pictures_that_cannot_be_drawn_are_refused(void **state)
{
    struct pack *pack = *state;
    static const struct layout_box good[] = {{1, 1}, {1, 1}};
    static const struct layout_box flat[] = {{1, 1}, {1, 0}};
    static const struct layout_edge circle[] = {{0, 1}, {1, 0}};
    static const struct layout_edge itself[] = {{1, 1}};
    static const struct layout_edge lost[] = {{0, 2}};
    static const struct {
        const char *says;
        struct layout_picture picture;
        enum rc rc;
    } rows[] = {
        {"a circle", {good, 2, circle, 2, LAYOUT_DOWN, 1, 1}, RC_CYCLE},
        {"an edge to itself", {good, 2, itself, 1, LAYOUT_DOWN, 1, 1}, RC_CYCLE},
        {"an edge to nowhere", {good, 2, lost, 1, LAYOUT_DOWN, 1, 1}, RC_NOT_FOUND},
        {"a flat box", {flat, 2, NULL, 0, LAYOUT_DOWN, 1, 1}, RC_INVALID},
        {"no gap", {good, 2, NULL, 0, LAYOUT_DOWN, 0, 1}, RC_INVALID},
        {"a wide gap", {good, 2, NULL, 0, LAYOUT_DOWN, 1, 2001}, RC_INVALID},
        {"too many boxes",
         {good, LAYOUT_BOXES_LIMIT + 1, NULL, 0, LAYOUT_DOWN, 1, 1},
         RC_TOO_LARGE},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct layout layout = {.width = -5};
        enum rc rc = layout_place(pack->arena, &rows[i].picture, &pack->fault, &layout);
        if (rc != rows[i].rc || layout.width != -5) {
            fail_msg("%s: %s", rows[i].says, rc_name(rc));
        }
    }
    struct layout_picture nothing = {NULL, 0, NULL, 0, LAYOUT_DOWN, 1, 1};
    assert_int_equal(placed(pack, &nothing).width, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_small_tree_stands_where_a_hand_would_draw_it, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(boxes_never_overlap_and_edges_never_run_through_them,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(children_keep_their_order_below_the_middle_of_their_parent,
                                        pack_open, pack_close),
        cmocka_unit_test_setup_teardown(the_same_picture_is_drawn_every_time, pack_open,
                                        pack_close),
        cmocka_unit_test_setup_teardown(large_and_deep_pictures_are_placed, pack_open, pack_close),
        cmocka_unit_test_setup_teardown(pictures_that_cannot_be_drawn_are_refused, pack_open,
                                        pack_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
