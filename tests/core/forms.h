/* forms.h - text forms as files: written by a test, compared, removed.
 *
 * Purpose: a place is a temporary folder for text forms. Imports and exports
 * run through the same functions as the command line's.
 * Ownership: forms_open to forms_close. Failures fail the test. */
#ifndef CSMS_TESTS_CORE_FORMS_H
#define CSMS_TESTS_CORE_FORMS_H

#include "core/shop.h"
#include "core/text_form.h"

struct forms {
    struct arena *arena;
    char folder[64];
};

struct forms forms_open(void);
void forms_close(struct forms *forms);
/* The path of a form below the place, with a zero byte after it. */
const char *forms_path(struct forms *forms, const char *form);
/* path is below the form, such as "org/site.yaml"; folders are made. */
void forms_write(struct forms *forms, const char *form, const char *path, struct text bytes);
void forms_write_header(struct forms *forms, const char *form, const char *modules);
/* Both hold the same files with the same bytes. */
void forms_expect_same(struct forms *forms, const char *one, const char *other);
void forms_expect_same_folder(struct forms *forms, const char *folder, const char *form);
struct text forms_read(struct forms *forms, const char *form, const char *path);

size_t forms_export(struct forms *forms, struct shop *shop, const char *form);
/* As actor; the problems stay in the shop's fault. */
enum rc forms_import(struct forms *forms, struct shop *shop, const struct actor *actor,
                     const char *form, struct text_form_report *report);

#endif
