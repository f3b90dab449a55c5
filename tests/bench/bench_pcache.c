/*
 * bench_pcache.c - what a hit costs
 *
 * Lookup and inactive of a random entry, 8 KiB each, over 1,024 owners in turn, on a machine of 64 GiB: for owners at
 * well-spread addresses, and for owners 128 bytes apart, whose entries share few buckets, in chains of about 64.  The cache
 * and one that walks its chains run by turns.  The cache ends an I/O in both of its ways: knowing what the lookup found,
 * as its callers do ("hit"), and looking for it again ("hit, found again"); and it is told ahead of the lookups to come, as
 * a replay can ("hit, announced").
 */
#include "bench.h"
#include "chain_walk.h"
#include "kernel_sync.h"

#include <inttypes.h>
#include <stdio.h>

#define OWNERS 1024U
#define ENTRY_BYTES (UINT64_C (8) << 10)
#define FIRST_ADDR UINT64_C (0x10000000)
#define CHAIN_LENGTH 64U
#define HASHED_BYTES (UINT64_C (2) << 20) /* addresses in which the hash sees no difference */
#define FIRST_TAG UINT64_C (0x30000000000)
#define PHYSMEM_PAGES (UINT64_C (1) << 24)
#define CACHE_OPS 500000 /* in a round */
#define AHEAD 16U        /* how many requests ahead one is announced */
#define SEQUENCE_LENGTH (UINT64_C (1) << 20)

typedef struct {
  const char *owners;
  uint64_t tag_distance; /* bytes; 0: well spread */
  uint64_t buckets;      /* 0: by memory */
  uint64_t entries;
  uint64_t chain_ops; /* in a round of the chains */
} Case;

typedef struct {
  CacheSeg *seg;
  uint64_t addr;
} Request;

typedef struct {
  Kernel kernel;
  Cache *pcache;
  ChainCache chains;
  CacheSeg *segs;
  uint32_t *sequence; /* numbers of entries, random, over and over */
  uint64_t at;        /* in the sequence, modulo its length */
} Subject;

static uint64_t next_random (uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static int reclaim_nothing (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                            SegRw rw, bool async)
{
  (void)user, (void)owner, (void)addr, (void)len, (void)shadow_list, (void)rw, (void)async;
  return 0;
}

/* At most CHAIN_LENGTH entries of an owner share what counts of their addresses in the hash. */
static uint64_t entry_addr (uint64_t number)
{
  uint64_t of_owner = number / OWNERS;
  return FIRST_ADDR + of_owner / CHAIN_LENGTH * HASHED_BYTES + of_owner % CHAIN_LENGTH * ENTRY_BYTES;
}

static void subject_init (Subject *subject, const Case *which)
{
  *subject = (Subject){ .kernel = { .pages = PAGE_SIZES_X86,
                                    .hz = 100,
                                    .physmem = PHYSMEM_PAGES,
                                    .availrmem = PHYSMEM_PAGES,
                                    .freemem = PHYSMEM_PAGES / 2 },
                        .segs = g_new0 (CacheSeg, OWNERS),
                        .sequence = g_new (uint32_t, SEQUENCE_LENGTH) };
  CacheTunables tunables = cache_tunables_default ();
  tunables.segpcache_hashsize_win = which->buckets;
  subject->pcache = pcache_new (&subject->kernel, NULL);
  seg_pinit (subject->pcache, &tunables);
  chain_cache_init (&subject->chains, cache_get_sizes (subject->pcache).window_buckets);
  uint64_t random = UINT64_C (88172645463325252);
  for (uint64_t i = 0; i < OWNERS; i++) {
    uint64_t spread = next_random (&random) % (UINT64_C (1) << 30) & ~UINT64_C (7);
    cache_owner_init (&subject->segs[i].owner,
                      FIRST_TAG + (which->tag_distance ? which->tag_distance * i : spread));
  }
  for (uint64_t i = 0; i < which->entries; i++) {
    CacheSeg *seg = &subject->segs[i % OWNERS];
    void *shadow_list = (void *)(uintptr_t)(i + 1);
    seg_pinsert (subject->pcache, seg, NULL, entry_addr (i), ENTRY_BYTES, ENTRY_BYTES, shadow_list, S_WRITE,
                 0, reclaim_nothing);
    seg_pinactive (subject->pcache, seg, NULL, entry_addr (i), ENTRY_BYTES, shadow_list, S_WRITE, 0,
                   reclaim_nothing);
    chain_cache_insert (&subject->chains, seg, entry_addr (i), ENTRY_BYTES, shadow_list);
  }
  for (uint64_t i = 0; i < SEQUENCE_LENGTH; i++) {
    subject->sequence[i] = (uint32_t)(next_random (&random) % which->entries);
  }
}

static void subject_clear (Subject *subject)
{
  cache_free (subject->pcache);
  chain_cache_clear (&subject->chains);
  g_free (subject->segs);
  g_free (subject->sequence);
}

static inline Request request_at (const Subject *subject, uint64_t at)
{
  uint32_t number = subject->sequence[at & (SEQUENCE_LENGTH - 1)];
  return (Request){ &subject->segs[number % OWNERS], entry_addr (number) };
}

/* The next random request. */
static inline Request next_request (Subject *subject)
{
  return request_at (subject, subject->at++);
}

static void run_hits (void *context, uint64_t ops)
{
  Subject *subject = context;
  for (uint64_t i = 0; i < ops; i++) {
    Request request = next_request (subject);
    seg_plookup (subject->pcache, request.seg, NULL, request.addr, ENTRY_BYTES, S_READ, 0);
    seg_pinactive_hit (subject->pcache, cache_last_hit (subject->pcache), ENTRY_BYTES);
  }
}

static void run_hits_announced (void *context, uint64_t ops)
{
  Subject *subject = context;
  bool pays = cache_announcing_pays (subject->pcache);
  for (uint64_t i = 0; i < ops; i++) {
    if (pays) {
      Request ahead = request_at (subject, subject->at + AHEAD);
      cache_announce (subject->pcache, ahead.seg, NULL, ahead.addr);
    }
    Request request = next_request (subject);
    seg_plookup (subject->pcache, request.seg, NULL, request.addr, ENTRY_BYTES, S_READ, 0);
    seg_pinactive_hit (subject->pcache, cache_last_hit (subject->pcache), ENTRY_BYTES);
  }
}

static void run_hits_found_again (void *context, uint64_t ops)
{
  Subject *subject = context;
  for (uint64_t i = 0; i < ops; i++) {
    Request request = next_request (subject);
    void *shadow_list =
        seg_plookup (subject->pcache, request.seg, NULL, request.addr, ENTRY_BYTES, S_READ, 0);
    seg_pinactive (subject->pcache, request.seg, NULL, request.addr, ENTRY_BYTES, shadow_list, S_READ, 0,
                   reclaim_nothing);
  }
}

static void run_chains (void *context, uint64_t ops)
{
  Subject *subject = context;
  for (uint64_t i = 0; i < ops; i++) {
    Request request = next_request (subject);
    void *shadow_list =
        chain_cache_lookup (&subject->chains, request.seg, NULL, request.addr, ENTRY_BYTES, S_READ);
    if (!chain_cache_inactive (&subject->chains, request.seg, NULL, request.addr, ENTRY_BYTES, shadow_list)) {
      g_error ("the chains lost an entry");
    }
  }
}

static void bench_case (Bench *bench, const Case *which)
{
  Subject subject;
  subject_init (&subject, which);
  enum { CHAINS, HITS, HITS_FOUND_AGAIN, HITS_ANNOUNCED, SUBJECTS };
  BenchSubject subjects[SUBJECTS] = {
    [CHAINS] = { run_chains, &subject, which->chain_ops, 0 },
    [HITS] = { run_hits, &subject, CACHE_OPS, 0 },
    [HITS_ANNOUNCED] = { run_hits_announced, &subject, CACHE_OPS, 0 },
    [HITS_FOUND_AGAIN] = { run_hits_found_again, &subject, CACHE_OPS, 0 },
  };
  bench_measure (bench, subjects, SUBJECTS);
  const CacheCounters *counters = cache_get_counters (subject.pcache);
  if (counters->misses[CACHE_MISS_ABSENT] != 0 || counters->reclaim_callbacks != 0) {
    g_error ("not every lookup was a hit");
  }
  static const char *const names[SUBJECTS] = {
    [HITS] = "hit", [HITS_FOUND_AGAIN] = "hit, found again", [HITS_ANNOUNCED] = "hit, announced"
  };
  for (size_t i = HITS; i < SUBJECTS; i++) {
    char name[80];
    snprintf (name, sizeof name, "%s, %s owners, %" PRIu64 " entries", names[i], which->owners,
              which->entries);
    bench_report (bench, name, subjects[i].ns_per_op, subjects[CHAINS].ns_per_op);
  }
  subject_clear (&subject);
}

int main (int argc, char **argv)
{
  static const Case cases[] = {
    { "spread", 0, 0, 1000, 500000 },    { "spread", 0, 0, 100000, 500000 },
    { "spread", 0, 0, 1000000, 300000 }, { "close", 128, 256, 1000, 500000 },
    { "close", 128, 0, 100000, 100000 }, { "close", 128, 0, 1000000, 10000 },
  };
  Bench *bench = bench_new ("pcache", "lookup + inactive", "the same by walking chains", argc, argv);
  size_t n_cases = bench_is_smoke (bench) ? 1 : G_N_ELEMENTS (cases);
  for (size_t i = 0; i < n_cases; i++) {
    bench_case (bench, &cases[i]);
  }
  return bench_finish (bench);
}
