#include "base/asset.h"

size_t asset_count(void)
{
    return asset_row_count;
}

const struct asset *asset_at(size_t index)
{
    return index < asset_row_count ? &asset_rows[index] : NULL;
}

size_t asset_first(struct text prefix)
{
    size_t low = 0;
    size_t high = asset_row_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_compare(asset_rows[middle].name, prefix) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct asset *asset_find(struct text name)
{
    size_t index = asset_first(name);
    if (index < asset_row_count && text_equals(asset_rows[index].name, name)) {
        return &asset_rows[index];
    }
    return NULL;
}
