/*
 * bench_pcache.c - what a hit costs
 *
 * Lookup and inactive of a random entry, 8 KiB each, over 1,024 owners in turn, on a machine of 64 GiB: for owners at
 * well-spread addresses, and for owners 128 bytes apart, whose entries share few buckets.  The cache and one that walks
 * its chains run by turns in short rounds, so that what else the machine does hits both; the figures are those of the
 * fastest rounds, and the ratio is the median of the rounds' ratios.
 */
#include "chain_walk.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define OWNERS 1024U
#define ENTRY_BYTES (UINT64_C (8) << 10)
#define FIRST_ADDR UINT64_C (0x10000000)
#define FIRST_TAG UINT64_C (0x30000000000)
#define PHYSMEM_PAGES (UINT64_C (1) << 24)
#define ROUNDS_MAX 41

typedef struct {
  bool close; /* owners 128 bytes apart */
  uint64_t entries;
} Case;

typedef struct {
  Kernel kernel;
  Pcache *pcache;
  ChainCache chains;
  PcacheSeg *segs;
  uint32_t *sequence; /* entry numbers, random */
  uint64_t pairs;     /* of them: a round */
} Subject;

typedef struct {
  double cache_ns, chains_ns; /* a pair, of the fastest rounds */
  double ratio;               /* cache : chains, median of the rounds */
} Figures;

static double now_ns (void)
{
  struct timespec time;
  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static uint64_t next_random (uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static int reclaim_nothing (void *user, PcacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                            SegRw rw, bool async)
{
  (void)user, (void)owner, (void)addr, (void)len, (void)shadow_list, (void)rw, (void)async;
  return 0;
}

static uint64_t entry_addr (uint64_t number)
{
  return FIRST_ADDR + number / OWNERS * ENTRY_BYTES;
}

static void subject_init (Subject *subject, const Case *which, uint64_t pairs)
{
  *subject = (Subject){ .kernel = { .hz = 100,
                                    .physmem = PHYSMEM_PAGES,
                                    .availrmem = PHYSMEM_PAGES,
                                    .freemem = PHYSMEM_PAGES / 2 },
                        .segs = g_new0 (PcacheSeg, OWNERS),
                        .sequence = g_new (uint32_t, pairs),
                        .pairs = pairs };
  PcacheTunables tunables = pcache_tunables_default ();
  subject->pcache = pcache_new (&subject->kernel, NULL);
  pcache_setup (subject->pcache, &tunables);
  chain_cache_init (&subject->chains, pcache_get_sizes (subject->pcache).window_buckets);
  uint64_t random = UINT64_C (88172645463325252);
  for (uint64_t i = 0; i < OWNERS; i++) {
    uint64_t spread = next_random (&random) % (UINT64_C (1) << 30) & ~UINT64_C (7);
    pcache_owner_init (&subject->segs[i].owner, FIRST_TAG + (which->close ? 128 * i : spread));
  }
  for (uint64_t i = 0; i < which->entries; i++) {
    PcacheSeg *seg = &subject->segs[i % OWNERS];
    void *shadow_list = (void *)(uintptr_t)(i + 1);
    seg_pinsert (subject->pcache, seg, NULL, entry_addr (i), ENTRY_BYTES, ENTRY_BYTES, shadow_list, S_WRITE,
                 0, reclaim_nothing);
    seg_pinactive (subject->pcache, seg, NULL, entry_addr (i), ENTRY_BYTES, shadow_list, S_WRITE, 0,
                   reclaim_nothing);
    chain_cache_insert (&subject->chains, seg, entry_addr (i), ENTRY_BYTES, shadow_list);
  }
  for (uint64_t i = 0; i < pairs; i++) {
    subject->sequence[i] = (uint32_t)(next_random (&random) % which->entries);
  }
}

static void subject_clear (Subject *subject)
{
  pcache_free (subject->pcache);
  chain_cache_clear (&subject->chains);
  g_free (subject->segs);
  g_free (subject->sequence);
}

static double run_cache (Subject *subject)
{
  double start = now_ns ();
  for (uint64_t i = 0; i < subject->pairs; i++) {
    uint64_t number = subject->sequence[i];
    PcacheSeg *seg = &subject->segs[number % OWNERS];
    uint64_t addr = entry_addr (number);
    PcacheLookup lookup = seg_plookup (subject->pcache, seg, NULL, addr, ENTRY_BYTES, S_READ, 0);
    seg_pinactive (subject->pcache, seg, NULL, addr, ENTRY_BYTES, lookup.shadow_list, S_READ, 0,
                   reclaim_nothing);
  }
  return (now_ns () - start) / (double)subject->pairs;
}

static double run_chains (Subject *subject)
{
  double start = now_ns ();
  for (uint64_t i = 0; i < subject->pairs; i++) {
    uint64_t number = subject->sequence[i];
    PcacheSeg *seg = &subject->segs[number % OWNERS];
    uint64_t addr = entry_addr (number);
    void *shadow_list = chain_cache_lookup (&subject->chains, seg, NULL, addr, ENTRY_BYTES, S_READ);
    if (!chain_cache_inactive (&subject->chains, seg, NULL, addr, ENTRY_BYTES, shadow_list)) {
      g_error ("the chains lost an entry");
    }
  }
  return (now_ns () - start) / (double)subject->pairs;
}

static int compare_doubles (const void *a, const void *b)
{
  double left = *(const double *)a;
  double right = *(const double *)b;
  return (left > right) - (left < right);
}

static Figures measure (const Case *which, bool smoke)
{
  Subject subject;
  uint64_t pairs = smoke ? 2000 : MIN (MAX (which->entries, 200000), 500000);
  subject_init (&subject, which, pairs);
  unsigned rounds = smoke ? 3 : ROUNDS_MAX;
  double ratios[ROUNDS_MAX];
  Figures best = { .cache_ns = 1e18, .chains_ns = 1e18 };
  run_cache (&subject);
  run_chains (&subject);
  for (unsigned i = 0; i < rounds; i++) {
    double cache_ns = run_cache (&subject);
    double chains_ns = run_chains (&subject);
    best.cache_ns = MIN (best.cache_ns, cache_ns);
    best.chains_ns = MIN (best.chains_ns, chains_ns);
    ratios[i] = cache_ns / chains_ns;
  }
  qsort (ratios, rounds, sizeof ratios[0], compare_doubles);
  best.ratio = ratios[rounds / 2];
  uint64_t lookups = (rounds + 1) * pairs;
  if (pcache_get_counters (subject.pcache)->hits != lookups) {
    g_error ("not every lookup was a hit");
  }
  subject_clear (&subject);
  return best;
}

static bool has_option (int argc, char **argv, const char *option)
{
  for (int i = 1; i < argc; i++) {
    if (strcmp (argv[i], option) == 0) {
      return true;
    }
  }
  return false;
}

int main (int argc, char **argv)
{
  static const Case cases[] = { { false, 1000 }, { false, 100000 }, { false, 1000000 },
                                { true, 1000 },  { true, 100000 },  { true, 1000000 } };
  bool smoke = has_option (argc, argv, "--smoke");
  bool json = has_option (argc, argv, "--json");
  size_t n_cases = smoke ? 1 : G_N_ELEMENTS (cases);
  for (size_t i = 0; i < n_cases; i++) {
    Figures figures = measure (&cases[i], smoke);
    const char *owners = cases[i].close ? "close" : "spread";
    if (json) {
      printf ("%s{\"name\": \"pcache_hit_%s_%" G_GUINT64_FORMAT
              "\", \"cache_ns\": %.2f, \"chain_walk_ns\": %.2f, "
              "\"ratio\": %.3f}%s\n",
              i == 0 ? "[" : " ", owners, cases[i].entries, figures.cache_ns, figures.chains_ns,
              figures.ratio, i + 1 == n_cases ? "]" : ",");
    } else {
      printf ("hit  %-6s owners  %7" G_GUINT64_FORMAT
              " entries  %7.1f ns a pair   chain walk %7.1f ns   ratio %.2f\n",
              owners, cases[i].entries, figures.cache_ns, figures.chains_ns, figures.ratio);
    }
    fflush (stdout);
  }
  return 0;
}
