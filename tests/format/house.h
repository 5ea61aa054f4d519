/* house.h - what the tests of threat generation share: the method and the rules
 * of the catalogue, and a model read from text, run to its list of threats.
 *
 * Ownership: everything lives in the house's arena. */
#ifndef CSMS_TESTS_FORMAT_HOUSE_H
#define CSMS_TESTS_FORMAT_HOUSE_H

#include "format/model_read.h"
#include "format/threat_json.h"
#include "format/threat_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct house {
    struct arena *arena;
    struct fault fault;
    const struct method *method;
    struct threat_symbols symbols;
    struct threat_rules rules;
    struct threat_rules_examples examples;
    struct threat_model model;
    struct threat_run *run;
    struct threat_graph *graph;
    struct threat_list *list;
};

struct house *house_open(void);
void house_close(struct house *house);
/* The rules of catalog/threat-rules, or one file given as text. */
void house_read_catalogue(struct house *house);
enum rc house_read_rules(struct house *house, struct text rules);
/* Reads a model of any form; a new one each time, with the same symbols. */
enum rc house_read_model(struct house *house, struct text input);
void house_run(struct house *house);
struct text house_fault(const struct house *house);
struct text house_file(struct house *house, const char *path); /* below the source folder */

#endif
