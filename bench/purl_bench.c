/* purl_bench.c - identities of components against their target.
 *
 * Prints one table: package URLs and platform names a second, read, and read
 * and written again in canonical form, on names of the shapes that inventories
 * hold. The target is that of the issue; the peer is packageurl-js 2.0.1 on one
 * core of the same class (measured once). Processor time, best of RUNS. */
#include "engine/cpe_relation.h"
#include "engine/cpe_write.h"
#include "engine/purl.h"

#include <stdio.h>
#include <time.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define RUNS 7
#define ROUNDS 100000
#define ARENA_BYTES ((size_t)1 << 20)
#define TARGET_PURLS 3e6
#define PEER_PURLS 417e3

static const char *const purls[] = {
    "pkg:npm/%40lamp/control@12.3.1",
    "pkg:npm/left-side@1.3.0",
    "pkg:maven/org.example.lamps/beam-control@1.9.1?type=jar",
    "pkg:pypi/Beam_Tools@1.11.1.dev1",
    "pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12",
    "pkg:golang/example.org/lamps/context@v1.8.1#api",
    "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25",
    "pkg:generic/openssl@1.1.10g?download_url=https:%2F%2Fexample.org%2Fopenssl-1.1.0g.tar.gz",
};

static const char *const names[] = {
    "cpe:2.3:a:acme:lamp_control:8.0.6001:beta:*:*:*:*:*:*",
    "cpe:2.3:o:acme:kernel:*:*:*:*:*:*:*:*",
    "cpe:2.3:a:acme:beam_tools:7.4.0.1570:-:*:*:online:linux:x64:*",
    "cpe:2.3:h:acme:ecu_17\\/b:-:*:*:*:*:*:*:*",
};

struct job {
    struct arena *arena;
    size_t sum; /* so that nothing is left out */
};

typedef void work(struct job *job);

static double now_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_purls(struct job *job)
{
    struct purl_issue issue;
    struct purl purl;
    for (size_t i = 0; i < COUNT(purls); i++) {
        if (purl_read(job->arena, text_of(purls[i]), &issue, &purl) == RC_OK) {
            job->sum += purl.name.size;
        }
    }
}

static void write_purls(struct job *job)
{
    struct purl_issue issue;
    struct purl purl;
    struct buffer out;
    buffer_init(&out, job->arena);
    for (size_t i = 0; i < COUNT(purls); i++) {
        if (purl_read(job->arena, text_of(purls[i]), &issue, &purl) == RC_OK) {
            out.size = 0;
            purl_put(&out, &purl);
            job->sum += out.size;
        }
    }
}

static void read_names(struct job *job)
{
    struct cpe_issue issue;
    struct cpe cpe;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (cpe_read(job->arena, text_of(names[i]), &issue, &cpe) == RC_OK) {
            job->sum += cpe.values[CPE_PRODUCT].text.size;
        }
    }
}

static void match_names(struct job *job)
{
    struct cpe_issue issue;
    struct cpe cpes[COUNT(names)];
    for (size_t i = 0; i < COUNT(names); i++) {
        if (cpe_read(job->arena, text_of(names[i]), &issue, &cpes[i]) != RC_OK) {
            return;
        }
    }
    for (size_t i = 0; i < COUNT(names) * COUNT(names) * 8; i++) {
        const struct cpe *source = &cpes[i % COUNT(names)];
        const struct cpe *target = &cpes[i / COUNT(names) % COUNT(names)];
        job->sum += cpe_relation_match(source, target).is_match;
    }
}

static double best_rate(work *one, size_t items)
{
    double best = 0;
    struct job job = {.arena = arena_open(ARENA_BYTES)};
    for (int run = 0; run < RUNS; run++) {
        double start = now_seconds();
        for (int round = 0; round < ROUNDS; round++) {
            one(&job);
            arena_reset(job.arena);
        }
        double rate = (double)items * ROUNDS / (now_seconds() - start);
        best = rate > best ? rate : best;
    }
    arena_close(job.arena);
    return job.sum > 0 ? best : 0;
}

static void print_row(const char *what, double rate, double target, double peer)
{
    printf("%-42s %12.0f", what, rate);
    if (target > 0) {
        printf(" %12.0f %8.2f", target, rate / target);
    }
    if (peer > 0) {
        printf(" %9.1f", rate / peer);
    }
    printf("\n");
}

int main(void)
{
    printf("%-42s %12s %12s %8s %9s\n", "a second, one core", "figure", "target", "ratio",
           "to peer");
    print_row("package URLs read", best_rate(read_purls, COUNT(purls)), TARGET_PURLS, PEER_PURLS);
    print_row("package URLs read and written", best_rate(write_purls, COUNT(purls)), TARGET_PURLS,
              0);
    print_row("platform names read", best_rate(read_names, COUNT(names)), 0, 0);
    print_row("platform names read, then matched in pairs",
              best_rate(match_names, COUNT(names) * COUNT(names) * 8), 0, 0);
    return 0;
}
