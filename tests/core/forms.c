#include "core/forms.h"

#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void expect_done(struct forms *forms, enum rc rc, const struct fault *fault)
{
    if (rc != RC_OK) {
        fail_msg("%.*s", TEXT_ARGS(fault_text(fault, forms->arena)));
    }
}

struct forms forms_open(void)
{
    struct forms forms = {.arena = arena_open((size_t)1 << 30), .folder = "/tmp/csms-forms-XXXXXX"};
    assert_non_null(mkdtemp(forms.folder));
    return forms;
}

static void remove_folder(struct forms *forms, const char *folder)
{
    struct fault fault;
    struct text *names = NULL;
    size_t count = 0;
    fault_init(&fault, forms->arena);
    expect_done(forms, file_list(forms->arena, folder, &fault, &names, &count), &fault);
    for (size_t i = 0; i < count; i++) {
        struct text path = text_print(forms->arena, "%s/%.*s", folder, TEXT_ARGS(names[i]));
        if (file_is_folder(path.at)) {
            remove_folder(forms, path.at);
        } else {
            unlink(path.at);
        }
    }
    rmdir(folder);
}

void forms_close(struct forms *forms)
{
    remove_folder(forms, forms->folder);
    arena_close(forms->arena);
}

const char *forms_path(struct forms *forms, const char *form)
{
    return text_print(forms->arena, "%s/%s", forms->folder, form).at;
}

void forms_write(struct forms *forms, const char *form, const char *path, struct text bytes)
{
    struct fault fault;
    struct text full = text_print(forms->arena, "%s/%s/%s", forms->folder, form, path);
    char *folder = text_to_z(forms->arena, full);
    *strrchr(folder, '/') = '\0';
    fault_init(&fault, forms->arena);
    expect_done(forms, file_make_folder(folder, &fault), &fault);
    expect_done(forms, file_write(full.at, bytes, 0600, &fault), &fault);
}

void forms_write_header(struct forms *forms, const char *form, const char *modules)
{
    forms_write(forms, form, TEXT_FORM_HEADER,
                text_print(forms->arena, "format: %s\nversion: %d\nmodules: [%s]\n", TEXT_FORM_NAME,
                           TEXT_FORM_VERSION, modules));
}

struct text forms_read(struct forms *forms, const char *form, const char *path)
{
    struct fault fault;
    struct text bytes = TEXT_NONE;
    struct text full = text_print(forms->arena, "%s/%s/%s", forms->folder, form, path);
    fault_init(&fault, forms->arena);
    expect_done(forms, file_read(forms->arena, full.at, (size_t)1 << 30, &fault, &bytes), &fault);
    return bytes;
}

static void expect_same(struct forms *forms, struct text one, struct text other)
{
    struct fault fault;
    struct text *names = NULL;
    struct text *others = NULL;
    size_t count = 0;
    size_t other_count = 0;
    fault_init(&fault, forms->arena);
    expect_done(forms, file_list(forms->arena, one.at, &fault, &names, &count), &fault);
    expect_done(forms, file_list(forms->arena, other.at, &fault, &others, &other_count), &fault);
    for (size_t i = 0; i < count && i < other_count; i++) {
        struct text path =
            text_print(forms->arena, "%.*s/%.*s", TEXT_ARGS(one), TEXT_ARGS(names[i]));
        struct text same =
            text_print(forms->arena, "%.*s/%.*s", TEXT_ARGS(other), TEXT_ARGS(others[i]));
        struct text bytes = TEXT_NONE;
        struct text wanted = TEXT_NONE;
        if (!text_equals(names[i], others[i])) {
            fail_msg("%.*s and %.*s", TEXT_ARGS(path), TEXT_ARGS(same));
        }
        if (file_is_folder(path.at)) {
            expect_same(forms, path, same);
            continue;
        }
        expect_done(forms, file_read(forms->arena, path.at, SIZE_MAX, &fault, &wanted), &fault);
        expect_done(forms, file_read(forms->arena, same.at, SIZE_MAX, &fault, &bytes), &fault);
        if (!text_equals(wanted, bytes)) {
            fail_msg("%.*s:\n%.*s\nbecame\n%.*s", TEXT_ARGS(path), TEXT_ARGS(wanted),
                     TEXT_ARGS(bytes));
        }
    }
    assert_int_equal(count, other_count);
}

void forms_expect_same_folder(struct forms *forms, const char *folder, const char *form)
{
    expect_same(forms, text_of(folder), text_of(forms_path(forms, form)));
}

void forms_expect_same(struct forms *forms, const char *one, const char *other)
{
    expect_same(forms, text_of(forms_path(forms, one)), text_of(forms_path(forms, other)));
}

size_t forms_export(struct forms *forms, struct shop *shop, const char *form)
{
    struct snapshot snapshot = shop_snapshot(shop);
    size_t count = 0;
    shop_expect(
        shop,
        text_form_export(&snapshot, folder_disk(snapshot.arena, forms_path(forms, form)), &count),
        RC_OK, form);
    snapshot_close(&snapshot);
    return count;
}

enum rc forms_import(struct forms *forms, struct shop *shop, const struct actor *actor,
                     const char *form, struct text_form_report *report)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct change_set set;
    change_set_init(&set, &snapshot, actor);
    enum rc rc = text_form_import(&set, folder_disk(set.snapshot.arena, forms_path(forms, form)),
                                  NULL, report);
    rc = rc == RC_OK ? change_commit(&set) : rc;
    snapshot_close(&snapshot);
    return rc;
}
