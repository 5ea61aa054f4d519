/* otm_fuzz.c - any bytes as an Open Threat Model: no crash, no leak, bounded memory, and a
 * refusal has words. */
#include "format/otm_json.h"
#include "fuzz/model_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    return model_fuzz_run((struct text){(const char *)bytes, size}, json_read, otm_json_read_tree);
}
