/* The worst case: somebody with the file, this program and the key writes an
 * old entry anew, with all that follows from it. Only what left the machine
 * before can tell. */
#include "core/ledger_shop.h"
#include "core/thief.h"

#include "core/ledger.h"
#include "core/proof.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WAS "Alpha plant"
#define FORGED "Omega plant"

static struct checkpoint take_checkpoint(struct shop *shop)
{
    struct snapshot snapshot = shop_snapshot(shop);
    struct checkpoint checkpoint = {0};
    struct text bytes;
    shop_expect(shop, proof_checkpoint(&snapshot, &bytes), RC_OK, "checkpoint");
    shop_expect(
        shop,
        proof_read_checkpoint(shop->arena, TEXT("checkpoint"), bytes, &shop->fault, &checkpoint),
        RC_OK, "checkpoint");
    snapshot_close(&snapshot);
    return checkpoint;
}

static struct text replace(struct arena *arena, struct text text, struct text was, struct text now)
{
    struct buffer out;
    buffer_init(&out, arena);
    for (size_t i = 0; i < text.size;) {
        bool fits = text_starts(text_from(text, i), was);
        buffer_put(&out, fits ? now : text_part(text, i, 1));
        i += fits ? was.size : 1;
    }
    return buffer_text(&out);
}

struct forger {
    struct shop *shop;
    struct connection *writer;
    struct head head;
    struct text old_hash; /* hexadecimal */
    struct text new_hash;
};

static void run(struct forger *forger, struct query query)
{
    shop_expect(forger->shop, connection_run(forger->writer, query, -1, &forger->shop->fault),
                RC_OK, "forging");
}

/* Every entry from the first one: forged where it must be, hashed anew. */
static void forge_ledger(struct forger *forger, int64_t size)
{
    struct arena *arena = forger->shop->arena;
    forger->head.chain = hash_of(id_bytes(&forger->shop->workspace->id));
    for (int64_t seq = 1; seq <= size; seq++) {
        struct value column;
        shop_expect(
            forger->shop,
            connection_one(forger->writer, arena,
                           QUERY("SELECT payload FROM ledger WHERE seq = ?1", value_integer(seq)),
                           &forger->shop->fault, &column, 1),
            RC_OK, "payload");
        struct text payload = replace(arena, value_as_text(column), TEXT(WAS), TEXT(FORGED));
        payload = replace(arena, payload, forger->old_hash, forger->new_hash);
        struct hash leaf = merkle_leaf(payload);
        forger->head.chain = ledger_chain(forger->head.chain, seq, leaf);
        merkle_add(&forger->head.tree, leaf);
        run(forger, QUERY("UPDATE ledger SET payload = ?2, leaf = ?3, chain = ?4 WHERE seq = ?1",
                          value_integer(seq), value_bytes(payload), value_bytes(hash_text(&leaf)),
                          value_bytes(hash_text(&forger->head.chain))));
    }
}

static void forge_tables(struct forger *forger, const struct record *forged)
{
    struct value hash = value_bytes(hash_text(&forged->content_hash));
    struct value id = value_id(forged->id);
    struct value name = value_text(TEXT(FORGED));
    run(forger,
        QUERY("UPDATE site SET f_name = ?1, content_hash = ?2 WHERE id = ?3", name, hash, id));
    run(forger, QUERY("UPDATE site_history SET f_name = ?1, content_hash = ?2 WHERE id = ?3", name,
                      hash, id));
    run(forger, QUERY("UPDATE record SET title = ?1 WHERE id = ?2", name, id));
}

static void forge_head(struct forger *forger)
{
    struct workspace *workspace = forger->shop->workspace;
    struct signed_head signed_head;
    forger->head.root = merkle_root(&forger->head.tree);
    shop_expect(forger->shop,
                head_store(forger->writer, &forger->head, hash_text(&workspace->mac_key), false,
                           &forger->shop->fault),
                RC_OK, "head");
    head_sign(workspace, &forger->head, &signed_head);
    assert_int_equal(unlink(workspace->head_path), 0);
    shop_expect(forger->shop, head_file_write(workspace, &signed_head, &forger->shop->fault), RC_OK,
                "head file");
}

/* Renames the site everywhere, as if it had always been called so. */
static void forge(struct shop *shop, struct text key)
{
    struct forger forger = {.shop = shop};
    struct hash mac;
    char was[HASH_HEX_SIZE + 1];
    char now[HASH_HEX_SIZE + 1];
    int64_t size = shop_ledger_size(shop);
    struct record *forged = shop_get(shop, key, 0);
    forger.old_hash = hash_hex(forged->content_hash, was);
    forged->values[entity_field_index(forged->kind->entity, "name", 4)] = value_text(TEXT(FORGED));
    forged->content_hash = record_hash_content(shop->arena, forged);
    forger.new_hash = hash_hex(forged->content_hash, now);
    shop_expect(
        shop,
        connection_open(shop->workspace->store, CONNECTION_WRITE, &shop->fault, &forger.writer),
        RC_OK, "writer");
    shop_expect(shop, connection_begin(forger.writer, &shop->fault), RC_OK, "begin");
    shop_expect(shop, head_load(forger.writer, shop->arena, true, &shop->fault, &forger.head, &mac),
                RC_OK, "head");
    forger.head.tree = (struct merkle){0};
    forge_ledger(&forger, size);
    forge_tables(&forger, forged);
    forge_head(&forger);
    shop_expect(shop, connection_commit(forger.writer, &shop->fault), RC_OK, "commit");
    connection_close(forger.writer);
}

static void only_a_checkpoint_finds_the_holder_of_the_key(void **state)
{
    struct shop *shop = shop_of(state);
    struct text key = shop_make_record(shop, "site", "{'name': '" WAS "', 'kind': 'plant'}");
    int64_t first = shop_ledger_size(shop);
    (void)shop_make_record(shop, "site", "{'name': 'Another', 'kind': 'plant'}");
    struct checkpoint checkpoint = take_checkpoint(shop);
    struct checkpoint head_alone = {.head = checkpoint.head};
    (void)shop_make_record(shop, "site", "{'name': 'A third', 'kind': 'plant'}");
    shop_expect(shop, shop_verify(shop, &checkpoint), RC_OK, "with the checkpoint, before");
    shop_expect(shop, shop_verify(shop, &head_alone), RC_OK, "with the head alone, before");
    forge(shop, key);
    shop_expect(shop, shop_verify(shop, NULL), RC_OK, "nothing within the machine can tell");
    assert_true(text_is(value_as_text(record_value(shop_get(shop, key, 0), "name")), FORGED));
    shop_expect(shop, shop_verify(shop, &checkpoint), RC_CORRUPT, "with the checkpoint");
    struct text wanted = text_print(shop->arena,
                                    "first entry that differs from the checkpoint (ledger "
                                    "sequence %lld)",
                                    (long long)first);
    assert_true(text_contains(shop_words(shop), wanted));
    shop_expect(shop, shop_verify(shop, &head_alone), RC_CORRUPT, "with the head alone");
    wanted = text_print(shop->arena, "covers the entries up to (ledger sequence %lld)",
                        (long long)checkpoint.head.size);
    assert_true(text_contains(shop_words(shop), wanted));
}

static void a_checkpoint_of_another_workspace_is_refused(void **state)
{
    struct shop *shop = shop_of(state);
    struct shop *other = shop_make(false, 0);
    struct checkpoint checkpoint = take_checkpoint(other);
    shop_expect(shop, shop_verify(shop, &checkpoint), RC_CORRUPT, "another workspace");
    shop_end(other);
}

static void a_ledger_shorter_than_the_checkpoint_is_found(void **state)
{
    struct shop *shop = shop_of(state);
    struct checkpoint checkpoint = take_checkpoint(shop);
    checkpoint.head.size += 1;
    checkpoint.leaves = NULL;
    shop_expect(shop, shop_verify(shop, &checkpoint), RC_CORRUPT, "too short");
    assert_true(text_contains(shop_words(shop), TEXT("shorter than the checkpoint")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {SHOP_ON_BOTH(only_a_checkpoint_finds_the_holder_of_the_key),
                                       SHOP_ON_SQLITE(a_checkpoint_of_another_workspace_is_refused),
                                       SHOP_ON_BOTH(a_ledger_shorter_than_the_checkpoint_is_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
