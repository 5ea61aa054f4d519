/* attack_tree_fuzz.c - hostile attack trees.
 *
 * Whatever the bytes, attack_tree_json_answer ends, stays within memory, and
 * what it answers is one line of strict JSON a case, with figures inside the
 * method's range; and attack_tree_json_explain ends as well. Bytes that start
 * like a binary attack tree are also read as one. The method is a small pack with two factors, so
 * that the fuzzer spends its time on trees. */
#include "base/json.h"
#include "engine/attack_binary.h"
#include "format/attack_tree_json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char PACK[] =
    "{\"scales\":{\"impact\":[\"a\",\"b\"],\"feasibility\":[\"low\",\"high\"]},"
    "\"impact_rating\":{\"levels\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"categories\":[{\"id\":\"S\"}]}"
    ","
    "\"attack_potential\":{\"factors\":[{\"id\":\"ET\",\"name\":\"time\",\"levels\":["
    "{\"id\":\"d\",\"label\":\"D\",\"value\":0},{\"id\":\"w\",\"label\":\"W\",\"value\":1}]},"
    "{\"id\":\"SE\",\"name\":\"skill\",\"levels\":["
    "{\"id\":\"l\",\"label\":\"L\",\"value\":0},{\"id\":\"p\",\"label\":\"P\",\"value\":3}]}],"
    "\"bands\":[{\"min\":0,\"max\":2,\"rating\":\"high\"},{\"min\":3,\"max\":null,"
    "\"rating\":\"low\"}]},"
    "\"risk\":{\"matrix\":{\"columns\":[\"low\",\"high\"],\"rows\":{\"a\":[1,1],\"b\":[1,2]}}}}";

static void check_line(struct arena *arena, struct text line)
{
    const struct json *answer = NULL;
    struct fault fault;
    int64_t total = 0;
    fault_init(&fault, arena);
    if (json_read(arena, TEXT_NONE, line, &fault, &answer) != RC_OK) {
        abort();
    }
    const struct json *points = json_member(answer, "ap_factor_max");
    bool has_answer =
        json_member(answer, "n_minimal_attacks") != NULL || json_member(answer, "left_out") != NULL;
    if (json_member(answer, "error") == NULL && points == NULL && !has_answer) {
        abort();
    }
    if (points != NULL && (!json_integer(points, &total) || total < 0 || total > 4)) {
        abort();
    }
}

static void read_binary(struct arena *arena, struct text input)
{
    struct attack_tree_builder builder;
    const struct attack_tree *tree;
    struct fault fault;
    uint32_t root;
    fault_init(&fault, arena);
    attack_tree_builder_init(&builder, arena);
    if (attack_binary_read(input, &builder, &fault, &root) == RC_OK) {
        (void)(attack_tree_close(&builder, root, &fault, &tree) == RC_OK);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_open(ARENA_BUDGET_DEFAULT_BYTES);
    const struct method *method;
    struct fault fault;
    struct buffer out;
    fault_init(&fault, arena);
    buffer_init(&out, arena);
    if (method_read(arena, TEXT("pack"), text_of(PACK), &fault, &method) != RC_OK) {
        abort();
    }
    struct text input = {(const char *)data, size};
    enum rc rc = attack_tree_json_answer(arena, method, TEXT("input"), input, &out, &fault);
    if (rc != RC_OK && (out.size > 0 || fault.count == 0)) {
        abort();
    }
    struct text rest = buffer_text(&out);
    while (rest.size > 0) {
        check_line(arena, text_cut(&rest, '\n'));
    }
    struct buffer text;
    buffer_init(&text, arena);
    fault_init(&fault, arena);
    if (attack_tree_json_explain(arena, method, TEXT("input"), input, &text, &fault) != rc) {
        abort();
    }
    read_binary(arena, input);
    arena_close(arena);
    return 0;
}
