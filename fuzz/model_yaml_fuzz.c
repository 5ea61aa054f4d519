/* model_yaml_fuzz.c - any bytes as an architecture in our own YAML: no crash, no leak, bounded
 * memory, and a refusal has words. */
#include "format/model_yaml.h"
#include "fuzz/model_fuzz.h"
#include "wire/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    return model_fuzz_run((struct text){(const char *)bytes, size}, yaml_read,
                          model_yaml_read_tree);
}
