/* Random operations on the cache and on a second, slow model of it: both must do the same, step by step. */
#include "pcache_fixture.h"
#include "slow_pcache.h"
#include "x86_pages.h"

#define PROPERTY_STEPS 4000
#define PROPERTY_OWNERS 6
#define HOLDS_MAX 64
#define RECENT 8

/* An I/O under way. */
typedef struct {
  SlowRequest request;
  CacheSeg *seg;
  CacheHit *hit; /* of a hit, which ends by it */
} Hold;

typedef struct {
  Kernel kernel; /* first: the cache's delay gets back to the pair by it */
#if KERNEL_CHECKED
  LockChecker checker;
#endif
  Cache *pcache;
  SlowPcache *slow;
  GString *log; /* of the cache */
  GString *dumps[2];
  CacheSeg segs[PROPERTY_OWNERS];
  CacheOwner amps[PROPERTY_OWNERS];
  Hold holds[HOLDS_MAX];
  unsigned n_holds;
  SlowRequest recent[RECENT]; /* requests that come again, with other lengths */
  uint64_t next_list;
  uint64_t random;
  uint64_t lookups;
} Pair;

/* What is drawn from. */
typedef struct {
  uint64_t tag_distance;
  uint64_t window_buckets, wired_buckets;
  uint64_t maxwindow;
  unsigned pages;      /* addresses: so many pages */
  unsigned pages_most; /* of a request */
  unsigned shrink_shift;
  bool shifts; /* page sizes and SEGP_PSHIFT */
} World;

static const World worlds[] = {
  { 0x1000, 16, 16, 200, 32, 4, 1, false }, { 128, 8, 4, 60, 12, 3, 2, true },
  { 8, 1, 1, 40, 6, 5, 0, true },           { 64, 64, 2, 1000, 300, 2, 5, true },
  { 0x12340, 4, 1, 30, 5, 8, 3, true },     { 8, 2, 16, 100000, 20, 6, 3, true },
};

static uint64_t draw (Pair *pair, uint64_t below)
{
  pair->random ^= pair->random << 13;
  pair->random ^= pair->random >> 7;
  pair->random ^= pair->random << 17;
  return (pair->random >> 11) % below;
}

static int log_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                        SegRw rw, bool async)
{
  Pair *pair = user;
  slow_log_reclaim (pair->log, owner, addr, len, (uint64_t)(uintptr_t)shadow_list, rw == S_WRITE, async);
  return 0;
}

static void dump_bucket (void *user, CacheList list, uint64_t index)
{
  slow_dump_bucket (user, "cow"[list], index);
}

static void dump_entry (void *user, const CacheEntryInfo *info)
{
  SlowEntry entry = { .owner = info->owner,
                      .addr = info->addr,
                      .len = info->len,
                      .wlen = info->wlen,
                      .list = (uint64_t)(uintptr_t)info->shadow_list,
                      .active = info->active,
                      .last_use = info->last_use,
                      .flags = info->flags,
                      .written = info->written,
                      .referenced = info->referenced };
  slow_dump_entry (user, &entry);
}

static uint64_t removed_pages (const CacheCounters *counters)
{
  uint64_t pages = 0;
  for (unsigned i = 0; i < CACHE_REMOVAL_CAUSES; i++) {
    pages += counters->removed_pages[i];
  }
  return pages;
}

static uint64_t count_lookups (const CacheCounters *counters)
{
  uint64_t lookups = counters->hits;
  for (unsigned i = 0; i < CACHE_MISS_REASONS; i++) {
    lookups += counters->misses[i];
  }
  return lookups;
}

static void compare (Pair *pair)
{
  ck_assert_str_eq (pair->log->str, pair->slow->log->str);
  g_string_truncate (pair->log, 0);
  g_string_truncate (pair->slow->log, 0);
  CacheState state = cache_get_state (pair->pcache);
  const CacheCounters *counters = cache_get_counters (pair->pcache);
  ck_assert_uint_eq (state.plocked, pair->slow->plocked);
  ck_assert_uint_eq (state.plocked_window, pair->slow->plocked_window);
  ck_assert_uint_eq (state.current_list, pair->slow->current);
  ck_assert_uint_eq (counters->full_ahb, pair->slow->full_ahb);
  ck_assert_uint_eq (counters->empty_ahb, pair->slow->empty_ahb);
  ck_assert_uint_eq (removed_pages (counters), pair->slow->removed_pages);
  ck_assert_uint_eq (count_lookups (counters), pair->lookups);
  g_string_truncate (pair->dumps[0], 0);
  g_string_truncate (pair->dumps[1], 0);
  CacheVisitor visitor = { pair->dumps[0], dump_bucket, dump_entry };
  cache_visit (pair->pcache, &visitor);
  slow_dump (pair->slow, pair->dumps[1]);
  ck_assert_str_eq (pair->dumps[0]->str, pair->dumps[1]->str);
}

static Pair *pair_new (const World *world, uint64_t seed)
{
  Pair *pair = g_new0 (Pair, 1);
  pair->kernel = (Kernel){ .pages = PAGE_SIZES_X86,
                           .hz = 100,
                           .physmem = 1 << 18,
                           .availrmem = 1 << 18,
                           .availrmem_initial = 60,
                           .freemem = 2000,
                           .lotsfree = 64,
                           .desfree = 32 };
#if KERNEL_CHECKED
  pair->kernel.lock_checker = &pair->checker;
#endif
  CacheTunables tunables = cache_tunables_default ();
  tunables.segpcache_hashsize_win = world->window_buckets;
  tunables.segpcache_hashsize_wired = world->wired_buckets;
  tunables.segpcache_maxwindow = world->maxwindow;
  tunables.segpcache_shrink_shift = world->shrink_shift;
  tunables.segpcache_pcp_maxage_ticks = 20;
  pair->pcache = pcache_new (&pair->kernel, pair);
  seg_pinit (pair->pcache, &tunables);
  pair->slow = slow_pcache_new (&pair->kernel, cache_get_sizes (pair->pcache));
  pair->log = g_string_new (NULL);
  pair->dumps[0] = g_string_new (NULL);
  pair->dumps[1] = g_string_new (NULL);
  for (unsigned i = 0; i < PROPERTY_OWNERS; i++) {
    cache_owner_init (&pair->segs[i].owner, 0x30000000000 + i * world->tag_distance);
    cache_owner_init (&pair->amps[i], 0x30000000000 + (PROPERTY_OWNERS + i) * world->tag_distance);
  }
  pair->random = UINT64_C (0x9e3779b97f4a7c15) * (seed + 1);
  return pair;
}

static void pair_free (Pair *pair)
{
  cache_free (pair->pcache);
  slow_pcache_free (pair->slow);
  g_string_free (pair->log, TRUE);
  g_string_free (pair->dumps[0], TRUE);
  g_string_free (pair->dumps[1], TRUE);
  g_free (pair);
}

/* A random request, and the segment to make it with. */
static SlowRequest draw_request (Pair *pair, const World *world, CacheSeg **seg)
{
  unsigned owner = (unsigned)draw (pair, PROPERTY_OWNERS);
  *seg = &pair->segs[owner];
  bool is_amp = draw (pair, 3) == 0;
  SlowRequest *recent = &pair->recent[draw (pair, RECENT)];
  SlowRequest request = { .owner = is_amp ? &pair->amps[draw (pair, PROPERTY_OWNERS)] : &(*seg)->owner,
                          .is_amp = is_amp,
                          .addr = ptob (draw (pair, world->pages)),
                          .len = ptob (1 + draw (pair, world->pages_most)),
                          .list = ++pair->next_list,
                          .rw = draw (pair, 3) == 0 ? S_WRITE : S_READ,
                          .flags = draw (pair, 5) == 0 ? SEGP_FORCE_WIRED : 0 };
  request.wlen = request.rw == S_WRITE || is_amp ? request.len : ptob (draw (pair, btop (request.len) + 1));
  (*seg)->s_szc = 0;
  request.shift = 12;
  if (world->shifts && draw (pair, 4) == 0) {
    (*seg)->s_szc = (uint8_t)draw (pair, 3);
    request.shift = 12 + 9U * (*seg)->s_szc;
  }
  if (world->shifts && draw (pair, 4) == 0) {
    request.shift = 12 + (unsigned)draw (pair, 3);
    request.flags |= SEGP_PSHIFT | request.shift << 16;
  }
  if (recent->owner && draw (pair, 4) != 0) {
    request.owner = recent->owner;
    request.addr = recent->addr;
    if (is_amp != recent->is_amp) {
      request.is_amp = recent->is_amp;
      request.wlen = request.len;
    }
    if (!request.is_amp) {
      uint8_t s_szc = (*seg)->s_szc;
      *seg = (CacheSeg *)(void *)recent->owner; /* it is the first in there */
      (*seg)->s_szc = s_szc;
    }
  } else {
    *recent = request;
  }
  return request;
}

static CacheOwner *amp_of (const SlowRequest *request)
{
  return request->is_amp ? request->owner : NULL;
}

static void add_hold (Pair *pair, const SlowRequest *request, CacheSeg *seg, CacheHit *hit)
{
  if (pair->n_holds < HOLDS_MAX) {
    pair->holds[pair->n_holds++] = (Hold){ *request, seg, hit };
  }
}

/* As a segment driver makes it: lookup, check, insert. */
static void do_lock (Pair *pair, const World *world)
{
  CacheSeg *seg;
  SlowRequest request = draw_request (pair, world, &seg);
  /* An announcement changes nothing, whether the lookup comes or not. */
  if (draw (pair, 2) == 0) {
    cache_announce (pair->pcache, seg, amp_of (&request), request.addr);
  }
  if (pair->n_holds == HOLDS_MAX) {
    return;
  }
  void *shadow_list = seg_plookup (pair->pcache, seg, amp_of (&request), request.addr, request.len,
                                   request.rw, request.flags);
  pair->lookups++;
  uint64_t hit = slow_lookup (pair->slow, &request);
  ck_assert_uint_eq ((uint64_t)(uintptr_t)shadow_list, hit);
  if (hit) {
    request.list = hit;
    add_hold (pair, &request, seg, cache_last_hit (pair->pcache));
    return;
  }
  int check =
      seg_pinsert_check (pair->pcache, seg, amp_of (&request), request.addr, request.len, request.flags);
  ck_assert (slow_check (pair->slow, &request) == (check == SEGP_SUCCESS));
  int result = seg_pinsert (pair->pcache, seg, amp_of (&request), request.addr, request.len, request.wlen,
                            (void *)(uintptr_t)request.list, request.rw, request.flags, log_reclaim);
  ck_assert (slow_insert (pair->slow, &request) == (result == SEGP_SUCCESS));
  add_hold (pair, &request, seg, NULL);
}

static void do_unlock (Pair *pair)
{
  if (pair->n_holds == 0) {
    return;
  }
  unsigned i = (unsigned)draw (pair, pair->n_holds);
  Hold hold = pair->holds[i];
  pair->holds[i] = pair->holds[--pair->n_holds];
  const SlowRequest *request = &hold.request;
  hold.seg->s_szc = 0; /* the request's own shift counts */
  uint32_t flags = request->flags;
  if (!(flags & SEGP_FORCE_WIRED)) {
    flags = (flags & ~(0xffffU << 16)) | SEGP_PSHIFT | request->shift << 16;
  }
  if (hold.hit && draw (pair, 2) == 0) {
    seg_pinactive_hit (pair->pcache, hold.hit, request->len);
  } else {
    seg_pinactive (pair->pcache, hold.seg, amp_of (request), request->addr, request->len,
                   (void *)(uintptr_t)request->list, request->rw, flags, log_reclaim);
  }
  slow_inactive (pair->slow, request);
}

/* Maybe with somebody else on an owner's lock meanwhile. */
static void do_purge_async (Pair *pair, bool force)
{
  CacheOwner *busy = NULL;
#if KERNEL_CHECKED
  if (draw (pair, 2) == 0) {
    busy = &pair->segs[draw (pair, PROPERTY_OWNERS)].owner;
    cache_owner_lock (busy)->held_by_other = true;
  }
#endif
  pair->slow->busy_tag = busy ? busy->tag : 0;
  seg_ppurge_async (pair->pcache, force);
  slow_purge_async (pair->slow, force);
  pair->slow->busy_tag = 0;
#if KERNEL_CHECKED
  if (busy) {
    cache_owner_lock (busy)->held_by_other = false;
  }
#endif
}

static void do_purge_owner (Pair *pair, const World *world)
{
  CacheSeg *seg;
  SlowRequest request = draw_request (pair, world, &seg);
  request.addr = 0;
  seg_ppurge (pair->pcache, seg, amp_of (&request), request.flags);
  slow_purge_owner (pair->slow, &request);
}

static void sleep_and_follow (Kernel *kernel, uint64_t ticks)
{
  Pair *pair = (Pair *)(void *)kernel;
  slow_purge_async (pair->slow, true);
  compare (pair);
  kernel->lbolt += ticks;
}

static void do_disable (Pair *pair)
{
  pair->kernel.delay = sleep_and_follow;
  pair->slow->disabled++;
  if (!seg_p_disable (pair->pcache) || pair->slow->plocked != 0) {
    slow_purge_async (pair->slow, true); /* the last try */
  }
}

static void do_step (Pair *pair, const World *world)
{
  static const uint64_t freemems[] = { 0, 20, 39, 40, 41, 55, 56, 57, 63, 64, 100, 2000, 2000, 2000 };
  if (pair->slow->disabled > 0 && draw (pair, 25) == 0) {
    seg_p_enable (pair->pcache);
    pair->slow->disabled--;
  }
  uint64_t kind = draw (pair, 1000);
  if (kind < 480) {
    do_lock (pair, world);
  } else if (kind < 880) {
    do_unlock (pair);
  } else if (kind < 920) {
    pair->kernel.lbolt += draw (pair, 15);
  } else if (kind < 940) {
    pair->kernel.freemem = freemems[draw (pair, G_N_ELEMENTS (freemems))];
    pair->kernel.needfree = draw (pair, 3) == 0 ? draw (pair, 20) : 0;
  } else if (kind < 970) {
    do_purge_async (pair, false);
  } else if (kind < 975) {
    do_purge_async (pair, true);
  } else if (kind < 985) {
    do_purge_owner (pair, world);
  } else if (kind < 996) {
    uint64_t list = 1 + draw (pair, pair->next_list + 1);
    seg_ppurge_wiredpp (pair->pcache, (void *)(uintptr_t)list);
    slow_purge_wiredpp (pair->slow, list);
  } else if (pair->slow->disabled < 2) {
    do_disable (pair);
  }
}

START_TEST (the_cache_does_what_the_slow_model_does)
{
  const World *world = &worlds[(size_t)_i % G_N_ELEMENTS (worlds)];
  Pair *pair = pair_new (world, (uint64_t)_i);
  for (unsigned i = 0; i < PROPERTY_STEPS; i++) {
    do_step (pair, world);
    compare (pair);
  }
  const CacheCounters *counters = cache_get_counters (pair->pcache);
  ck_assert_uint_gt (counters->hits, 100);
  ck_assert_uint_gt (counters->inserts[CACHE_ADMITTED], 100);
  ck_assert_uint_gt (removed_pages (counters), 100);
  pair_free (pair);
}
END_TEST

static Suite *property_suite (void)
{
  Suite *suite = suite_create ("property");
  TCase *tcase = tcase_create ("property");
  tcase_set_timeout (tcase, 120);
  tcase_add_loop_test (tcase, the_cache_does_what_the_slow_model_does, 0, 3 * (int)G_N_ELEMENTS (worlds));
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (property_suite (), NULL);
}
