#include "base/asset.h"
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void assets_are_ordered_and_found_by_name(void **state)
{
    (void)state;
    assert_true(asset_count() > 0);
    for (size_t i = 0; i < asset_count(); i++) {
        const struct asset *asset = asset_at(i);
        assert_ptr_equal(asset_find(asset->name), asset);
        if (i > 0) {
            assert_true(text_compare(asset_at(i - 1)->name, asset->name) < 0);
        }
    }
    assert_null(asset_at(asset_count()));
}

static void every_digest_is_that_of_the_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < asset_count(); i++) {
        const struct asset *asset = asset_at(i);
        char hex[HASH_HEX_SIZE + 1];
        assert_true(text_equals(hash_hex(hash_of(asset->bytes), hex), asset->sha256_hex));
        assert_int_equal(asset->bytes.at[asset->bytes.size], 0);
    }
}

static void what_the_program_needs_is_there(void **state)
{
    (void)state;
    static const char *const names[] = {"catalog/unr155.json", "catalog/tara-methods.json",
                                        "ui/index.html", "fonts/Inter-Regular.otf",
                                        "fonts/DejaVuSansMono.ttf"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct asset *asset = asset_find(text_of(names[i]));
        assert_non_null(asset);
        assert_true(asset->bytes.size > 0);
    }
    assert_true(text_is(asset_find(TEXT("ui/index.html"))->media_type, "text/html; charset=utf-8"));
}

static void a_name_that_is_not_there_gives_null(void **state)
{
    (void)state;
    assert_null(asset_find(TEXT("catalog/")));
    assert_null(asset_find(TEXT("zzz")));
    assert_null(asset_find(TEXT_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assets_are_ordered_and_found_by_name),
        cmocka_unit_test(every_digest_is_that_of_the_bytes),
        cmocka_unit_test(what_the_program_needs_is_there),
        cmocka_unit_test(a_name_that_is_not_there_gives_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
