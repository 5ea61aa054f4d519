/* threagile_fuzz.c - any bytes as a Threagile model: no crash, no leak, bounded memory, and a
 * refusal has words. */
#include "format/threagile_yaml.h"
#include "fuzz/model_fuzz.h"
#include "wire/yaml_guest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    return model_fuzz_run((struct text){(const char *)bytes, size}, yaml_guest_read,
                          threagile_yaml_read_tree);
}
