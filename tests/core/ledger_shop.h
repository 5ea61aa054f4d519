/* ledger_shop.h - a workspace in which every table has rows.
 *
 * Purpose: what the tests of verify change, cut and swap. Ownership: the
 * shop's. Cost: a few hundred commits. */
#ifndef CSMS_TESTS_CORE_LEDGER_SHOP_H
#define CSMS_TESTS_CORE_LEDGER_SHOP_H

#include "core/stock.h"

/* cmocka's setup: SQLite, filled. */
int ledger_shop_open(void **state);
void ledger_shop_fill(struct shop *shop);

#endif
