/* commit.h - writes change sets, many in one transaction.
 *
 * Purpose: commit_batch takes change sets that are ready and writes them in
 * one transaction: the head is locked first, so writers of one store follow
 * one another and no deadlock can arise; rows, history, links, search words
 * and ledger entries are written; the head is rewritten; one commit; then the
 * signed head file. If anything in a batch is refused, it is rolled back and
 * its sets are committed one by one, so that one bad set spoils no other.
 * Threads: the caller makes sure that one thread at a time uses the writer.
 * Cost: one fsync of the store and one of the head file a batch. */
#ifndef CSMS_CORE_COMMIT_H
#define CSMS_CORE_COMMIT_H

#include "core/change.h"
#include "core/head.h"

#define COMMIT_BATCH_LIMIT 64

struct committing {
    struct change_set *set;
    enum rc rc; /* the answer; words are in the set's fault */
};

void commit_batch(struct workspace *workspace, struct connection *writer, struct committing **sets,
                  size_t count);

/* The committer: a thread in a server, or the caller itself in a command. */
struct committer;
struct committer *committer_open(struct workspace *workspace);
void committer_close(struct committer *committer); /* finishes what waits */
enum rc committer_start(struct committer *committer, struct fault *fault) MUST_USE;
/* Without a thread: commits now. With one: queues, and waits. */
enum rc committer_run(struct committer *committer, struct change_set *set) MUST_USE;
/* With a thread: queues and returns; done is called from the committer thread.
 * RC_BUSY when too much waits. */
enum rc committer_submit(struct committer *committer, struct change_set *set,
                         void (*done)(void *self, enum rc rc), void *self) MUST_USE;
/* Moves when this process commits anything about accounts, sessions, tokens or
 * roles: what was remembered of them is old then. */
int64_t committer_access_epoch(const struct committer *committer);
/* Grows with every commit of this process; live screens wait on it. */
int64_t committer_last_seq(const struct committer *committer);

#endif
