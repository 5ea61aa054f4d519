/* stock.h - valid records of every entity, made from the tables.
 *
 * Purpose: gives for each field a value that fits its type and limits, for
 * each entity the fields of a record (the required ones, or all), and makes
 * the records that references need. Where an entity's rules want more than
 * its fields say, a row in stock.c says it. Ownership: the shop's arena.
 * Cost: a record of one entity makes a few of others, once. */
#ifndef CSMS_TESTS_CORE_STOCK_H
#define CSMS_TESTS_CORE_STOCK_H

#include "core/shop.h"

#define STOCK_ENTITY_LIMIT 256

enum stock_extent { STOCK_REQUIRED, STOCK_ALL };

struct stock {
    struct shop *shop;
    struct text keys[STOCK_ENTITY_LIMIT]; /* by the entity's number; made on demand */
    const struct actor *maker;            /* NULL: the program */
};

void stock_open(struct stock *stock, struct shop *shop);
/* Canonical JSON of a value that fits; another serial gives another one where
 * the type allows. */
struct text stock_value(struct stock *stock, const struct model_entity *kind,
                        const struct field *field, int serial);
/* May the value be any that the field's type and limits allow? */
bool stock_is_free(const struct model_entity *kind, const struct field *field);
/* May hand fill the field at all? */
bool stock_may_set(const struct model_entity *kind, const struct field *field);
/* A JSON object; where replaced is a field, its value is instead (empty: left out). */
struct text stock_fields(struct stock *stock, const struct model_entity *kind,
                         enum stock_extent extent, int serial);
struct text stock_fields_but(struct stock *stock, const struct model_entity *kind,
                             const char *replaced, struct text value);
/* {"entity": ..., "fields": ...} */
struct text stock_command(struct stock *stock, const struct model_entity *kind, struct text fields);
/* Makes one and returns its key. */
struct text stock_make(struct stock *stock, const struct model_entity *kind,
                       enum stock_extent extent, int serial);
/* A record of this entity, the same one each time. */
struct text stock_key(struct stock *stock, const struct model_entity *kind);
/* Calls each for every entity that people make; the label of a failure names it. */
void stock_each(struct stock *stock,
                void (*each)(struct stock *stock, const struct model_entity *kind));

#endif
