/* attack_tree_fuzz.c - hostile attack trees.
 *
 * Whatever the bytes, attack_tree_json_answer ends, stays within memory, and
 * what it answers is one line of strict JSON a case, with figures inside the
 * method's range. The method is a small pack with two factors, so that the
 * fuzzer spends its time on trees. */
#include "base/json.h"
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
    if (json_member(answer, "error") == NULL &&
        (!json_integer(json_member(answer, "ap_factor_max"), &total) || total < 0 || total > 4)) {
        abort();
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
    arena_close(arena);
    return 0;
}
