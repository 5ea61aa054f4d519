/* Conan: any number of parts; two numbers compare as numbers, anything else as words; trailing
 * zeros go; a pre-release (behind the last hyphen) is older, a build (behind +) newer. */
#include "engine/version_part.h"

struct conan {
    struct text items, pre, build;
    bool has_pre, has_build;
};

static bool cut_behind(struct text *head, char c, struct text *tail)
{
    for (size_t i = head->size; i > 0; i--) {
        if (head->at[i - 1] == c) {
            *tail = text_from(*head, i);
            head->size = i - 1;
            return true;
        }
    }
    return false;
}

static void conan_read(struct text version, struct conan *out)
{
    *out = (struct conan){.items = version};
    out->has_build = cut_behind(&out->items, '+', &out->build);
    out->has_pre = cut_behind(&out->items, '-', &out->pre);
}

static bool is_zeros(struct text items)
{
    for (size_t i = 0; i < items.size; i++) {
        if (items.at[i] != '0' && items.at[i] != '.') {
            return false;
        }
    }
    return true;
}

static int items_order(struct text a, struct text b)
{
    while (!is_zeros(a) && !is_zeros(b)) {
        struct text item_a = text_cut(&a, '.');
        struct text item_b = text_cut(&b, '.');
        bool are_numbers = version_all_digits(item_a) && version_all_digits(item_b);
        int order =
            are_numbers ? version_number_compare(item_a, item_b) : text_compare(item_a, item_b);
        if (order != 0) {
            return order;
        }
    }
    return (int)!is_zeros(a) - (int)!is_zeros(b);
}

/* What stands behind - or + is itself a version, here without further parts of its own. */
int version_conan_order(struct text a, struct text b)
{
    struct conan x;
    struct conan y;
    conan_read(a, &x);
    conan_read(b, &y);
    int order = items_order(x.items, y.items);
    if (order == 0 && x.has_pre != y.has_pre) {
        return x.has_pre ? -1 : 1;
    }
    if (order == 0) {
        order = items_order(x.pre, y.pre);
    }
    if (order == 0 && x.has_build != y.has_build) {
        return x.has_build ? 1 : -1;
    }
    return order != 0 ? order : items_order(x.build, y.build);
}
