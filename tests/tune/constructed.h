/*
 * constructed.h - scenarios whose best tunables are known
 *
 * Small ones, NAME.yaml, of which every point of a grid was run: NAME.table has what came out, made by exhaust.c.  A search with a
 * twentieth of those runs is held to that.
 */
#pragma once

#include <stddef.h>

#define CONSTRUCTED_TUNABLES_MAX 4

typedef struct {
  const char *name;
  const char *minimize;
  const char *subject_to; /* NULL: nothing */
  const char *tunables[CONSTRUCTED_TUNABLES_MAX + 1];
  unsigned replications;
} Constructed;

static const Constructed CONSTRUCTED[] = {
  { "window-price",
    "misses.total + plocked.mean",
    NULL,
    { "segpcache_maxwindow=1MiB..48MiB", "segpcache_shrink_shift=0..10", NULL },
    2 },
  { "scan-or-hits",
    "workloads.database.io.latency_ns.mean_lock",
    NULL,
    { "segpcache_pcp_maxage_ticks=1..3000:33", "segpcache_reap_ticks=5..500:33", NULL },
    2 },
  { "locked-limit",
    "workloads.database.io.latency_ns.mean_lock",
    "plocked.mean <= 2000",
    { "segpcache_maxwindow=2MiB..64MiB:17", "segpcache_shrink_shift=0..8",
      "segpcache_pcp_maxage_ticks=1..3000:13", NULL },
    2 },
};

#define CONSTRUCTED_COUNT (sizeof CONSTRUCTED / sizeof CONSTRUCTED[0])
