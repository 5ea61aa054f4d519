/* threat_dragon_fuzz.c - any bytes as a Threat Dragon model: no crash, no leak, bounded memory, and
 * a refusal has words. */
#include "format/threat_dragon_json.h"
#include "fuzz/model_fuzz.h"

/* Only what the reader knows for its own is handed to it. */
static enum rc read_known(struct threat_model *model, const struct json *tree)
{
    return threat_dragon_json_knows(tree) ? threat_dragon_json_read_tree(model, tree) : RC_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    return model_fuzz_run((struct text){(const char *)bytes, size}, json_read, read_known);
}
