/* conform_cache.c - the operations of the cache */
#include "conform.h"

#include "x86_pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* A shadow list is a plain number here, and 0 is one. */
static void *shadow_from_number (uint64_t number)
{
  return (void *)(uintptr_t)(number + 1);
}

static uint64_t shadow_to_number (const void *shadow_list)
{
  return (uint64_t)(uintptr_t)shadow_list - 1;
}

static int print_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async)
{
  const Session *session = user;
  printf ("  reclaim tag=%s addr=%s len=%s pp=%" PRIu64 " rw=%c async=%d\n", HEX (owner->tag), HEX (addr),
          HEX (len), shadow_to_number (shadow_list), rw == S_WRITE ? 'w' : 'r', async);
  return (int)session->reclaim_returns;
}

static void sleep_ticks (Kernel *kernel, uint64_t ticks)
{
  Session *session = (Session *)(void *)kernel;
  kernel->lbolt += ticks;
  session->slept_ticks += ticks;
}

#if KERNEL_CHECKED
static void print_lock (void *user, LockOp op, const KMutex *mutex)
{
  static const char *const names[] = { [LOCK_OP_ENTER] = "lock",
                                       [LOCK_OP_EXIT] = "unlock",
                                       [LOCK_OP_TRY] = "trylock",
                                       [LOCK_OP_TRY_BUSY] = "trylock-busy" };
  const Session *session = user;
  char name[64];
  if (session->lock_trace) {
    printf ("  %s %s\n", names[op], lock_checker_name (mutex, name, sizeof name));
  }
}
#endif

/* "-" is no anon map. */
static bool find_amp (Session *session, const Args *args, unsigned i, CacheOwner **amp)
{
  *amp = NULL;
  if (strcmp (args->words[i], "-") != 0) {
    *amp = g_hash_table_lookup (session->amps, GUINT_TO_POINTER (args->numbers[i]));
    return *amp != NULL;
  }
  return true;
}

typedef struct {
  const char *name;
  void *value;
} Setting;

static bool op_set (Session *session, const Args *args)
{
  Kernel *kernel = &session->kernel;
  CacheTunables *tunables = &session->tunables;
  const Setting settings[] = {
    { "physmem", &kernel->physmem },
    { "availrmem", &kernel->availrmem },
    { "availrmem_initial", &kernel->availrmem_initial },
    { "freemem", &kernel->freemem },
    { "lotsfree", &kernel->lotsfree },
    { "desfree", &kernel->desfree },
    { "needfree", &kernel->needfree },
    { "hz", &kernel->hz },
    { "segpcache_enabled", &tunables->segpcache_enabled },
    { "segpcache_maxwindow", &tunables->segpcache_maxwindow },
    { "segpcache_hashsize_win", &tunables->segpcache_hashsize_win },
    { "segpcache_hashsize_wired", &tunables->segpcache_hashsize_wired },
    { "segpcache_reap_sec", &tunables->segpcache_reap_sec },
    { "segpcache_reap_ticks", &tunables->segpcache_reap_ticks },
    { "segpcache_pcp_maxage_sec", &tunables->segpcache_pcp_maxage_sec },
    { "segpcache_pcp_maxage_ticks", &tunables->segpcache_pcp_maxage_ticks },
    { "segpcache_shrink_shift", &tunables->segpcache_shrink_shift },
    { "segpcache_maxapurge_bytes", &tunables->segpcache_maxapurge_bytes },
    { "reclaim_returns", &session->reclaim_returns },
    { "lock_trace", &session->lock_trace },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (strcmp (settings[i].name, args->words[0]) == 0) {
      memcpy (settings[i].value, &args->numbers[1], sizeof (uint64_t));
      return true;
    }
  }
  return false;
}

static bool op_reset (Session *session, const Args *args)
{
  (void)args;
  session->tunables = cache_tunables_default ();
  session->kernel.hz = 100;
  return true;
}

/* Its entries are gone. */
static void forget_entries (CacheOwner *owner)
{
  KMutex lock = *cache_owner_lock (owner);
  cache_owner_init (owner, owner->tag);
  *cache_owner_lock (owner) = lock;
}

static bool op_init (Session *session, const Args *args)
{
  (void)args;
  GHashTableIter iter;
  void *value;
  g_hash_table_iter_init (&iter, session->segs);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    forget_entries (&((Segment *)value)->cached.owner);
  }
  g_hash_table_iter_init (&iter, session->amps);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    forget_entries (value);
  }
  seg_pinit (session->pcache, &session->tunables);
  CacheSizes sizes = cache_get_sizes (session->pcache);
  printf ("  sizes win=%" PRIu64 " wired=%" PRIu64 " maxwindow=%" PRIu64 " maxage=%" PRIu64 " shrink=%" PRIu64
          " maxapurge=%" PRIu64 " disabled=%" PRIu64 "\n",
          sizes.window_buckets, sizes.wired_buckets, sizes.maxwindow_pages, sizes.maxage_ticks,
          sizes.shrink_shift, sizes.maxapurge_npages, cache_get_state (session->pcache).disabled);
  return true;
}

static bool op_seg (Session *session, const Args *args)
{
  const uint64_t *n = args->numbers;
  if (n[4] >= PAGE_SIZE_CODES) {
    return false;
  }
  Segment *seg = session_keep (session, g_new0 (Segment, 1));
  cache_owner_init (&seg->cached.owner, n[1]);
  seg->base = n[2];
  seg->size = n[3];
  seg->cached.s_szc = (uint8_t)n[4];
  g_hash_table_replace (session->segs, GUINT_TO_POINTER (n[0]), seg);
  return true;
}

static bool op_amp (Session *session, const Args *args)
{
  CacheOwner *amp = session_keep (session, g_new0 (CacheOwner, 1));
  cache_owner_init (amp, args->numbers[1]);
  g_hash_table_replace (session->amps, GUINT_TO_POINTER (args->numbers[0]), amp);
  return true;
}

static bool op_tick (Session *session, const Args *args)
{
  session->kernel.lbolt += args->numbers[0];
  return true;
}

static bool parse_rw (const char *word, SegRw *rw)
{
  *rw = word[0] == 'w' ? S_WRITE : S_READ;
  return strcmp (word, "r") == 0 || strcmp (word, "w") == 0;
}

/* The owner that most operations begin with. */
typedef struct {
  CacheSeg *seg;
  CacheOwner *amp;
} Owner;

static bool find_owner (Session *session, const Args *args, Owner *owner)
{
  Segment *seg = session_find_seg (session, args->numbers[0]);
  owner->seg = seg ? &seg->cached : NULL;
  return seg && find_amp (session, args, 1, &owner->amp);
}

static bool op_lookup (Session *session, const Args *args)
{
  const uint64_t *n = args->numbers;
  Owner owner;
  SegRw rw;
  if (!find_owner (session, args, &owner) || !parse_rw (args->words[4], &rw)) {
    return false;
  }
  const void *list = seg_plookup (session->pcache, owner.seg, owner.amp, n[2], n[3], rw, (uint32_t)n[5]);
  if (list) {
    printf ("  hit pp=%" PRIu64 "\n", shadow_to_number (list));
  } else {
    puts ("  miss");
  }
  return true;
}

static bool op_check (Session *session, const Args *args)
{
  const uint64_t *n = args->numbers;
  Owner owner;
  if (!find_owner (session, args, &owner)) {
    return false;
  }
  int result = seg_pinsert_check (session->pcache, owner.seg, owner.amp, n[2], n[3], (uint32_t)n[4]);
  puts (result == SEGP_SUCCESS ? "  success" : "  fail");
  return true;
}

static bool op_insert (Session *session, const Args *args)
{
  const uint64_t *n = args->numbers;
  Owner owner;
  SegRw rw;
  if (!find_owner (session, args, &owner) || !parse_rw (args->words[6], &rw)) {
    return false;
  }
  int result = seg_pinsert (session->pcache, owner.seg, owner.amp, n[2], n[3], n[4],
                            shadow_from_number (n[5]), rw, (uint32_t)n[7], print_reclaim);
  puts (result == SEGP_SUCCESS ? "  success" : "  fail");
  return true;
}

static bool op_inactive (Session *session, const Args *args)
{
  const uint64_t *n = args->numbers;
  Owner owner;
  SegRw rw;
  if (!find_owner (session, args, &owner) || !parse_rw (args->words[5], &rw)) {
    return false;
  }
  seg_pinactive (session->pcache, owner.seg, owner.amp, n[2], n[3], shadow_from_number (n[4]), rw,
                 (uint32_t)n[6], print_reclaim);
  return true;
}

static bool op_purge (Session *session, const Args *args)
{
  Owner owner;
  if (!find_owner (session, args, &owner)) {
    return false;
  }
  seg_ppurge (session->pcache, owner.seg, owner.amp, (uint32_t)args->numbers[2]);
  return true;
}

static bool op_purge_wiredpp (Session *session, const Args *args)
{
  seg_ppurge_wiredpp (session->pcache, shadow_from_number (args->numbers[0]));
  return true;
}

static bool op_force (Session *session, const Args *args)
{
  (void)args;
  seg_ppurge_async (session->pcache, true);
  return true;
}

static bool op_async (Session *session, const Args *args)
{
  (void)args;
  if (cache_get_state (session->pcache).disabled == 0) {
    seg_ppurge_async (session->pcache, false);
  }
  return true;
}

static bool op_reap (Session *session, const Args *args)
{
  (void)args;
  puts (seg_preap (session->pcache) ? "  signalled" : "  quiet");
  return true;
}

static bool op_disable (Session *session, const Args *args)
{
  (void)args;
  session->slept_ticks = 0;
  bool emptied = seg_p_disable (session->pcache);
  printf ("  %s after %" PRIu64 " ticks\n", emptied ? "success" : "fail", session->slept_ticks);
  return true;
}

static bool op_dr_predel (Session *session, const Args *args)
{
  (void)args;
  session->slept_ticks = 0;
  int notes = seg_p_mem_config_pre_del (session->pcache);
  printf ("  returned 0 notes=%d after %" PRIu64 " ticks\n", notes, session->slept_ticks);
  return true;
}

static bool op_enable (Session *session, const Args *args)
{
  (void)args;
  seg_p_enable (session->pcache);
  return true;
}

static bool op_dr_postdel (Session *session, const Args *args)
{
  (void)args;
  seg_p_mem_config_post_del (session->pcache);
  return true;
}

static bool set_held_by_other (Session *session, const Args *args, bool held)
{
#if KERNEL_CHECKED
  CacheOwner *owner = NULL;
  if (strcmp (args->words[0], "seg") == 0) {
    Segment *seg = session_find_seg (session, args->numbers[1]);
    owner = seg ? &seg->cached.owner : NULL;
  } else if (strcmp (args->words[0], "amp") == 0) {
    owner = g_hash_table_lookup (session->amps, GUINT_TO_POINTER (args->numbers[1]));
  }
  if (owner) {
    cache_owner_lock (owner)->held_by_other = held;
  }
  return owner != NULL;
#else
  (void)session, (void)args, (void)held;
  return false;
#endif
}

static bool op_hold (Session *session, const Args *args)
{
  return set_held_by_other (session, args, true);
}

static bool op_release (Session *session, const Args *args)
{
  return set_held_by_other (session, args, false);
}

static bool op_state (Session *session, const Args *args)
{
  (void)args;
  CacheState state = cache_get_state (session->pcache);
  const CacheCounters *counters = cache_get_counters (session->pcache);
  printf ("  state locked=%" PRIu64 " window=%" PRIu64 " disabled=%" PRIu64 " cur=%u empty=%" PRIu64
          " full=%" PRIu64 " entries=%" PRIu64 " lbolt=%" PRIu64 "\n",
          state.plocked, state.plocked_window, state.disabled, state.current_list, counters->empty_ahb,
          counters->full_ahb, state.entries, session->kernel.lbolt);
  return true;
}

static void print_bucket (void *user, CacheList list, uint64_t index)
{
  static const char *const names[] = {
    [CACHE_LIST_CURRENT] = "current", [CACHE_LIST_OTHER] = "other", [CACHE_LIST_WIRED] = "wired"
  };
  (void)user;
  printf ("  bucket list=%s index=%" PRIu64 "\n", names[list], index);
}

static void print_entry (void *user, const CacheEntryInfo *entry)
{
  (void)user;
  printf ("  entry tag=%s addr=%s len=%s wlen=%s pp=%" PRIu64 " active=%u w=%d ref=%d lbolt=%" PRIu64
          " flags=%u\n",
          HEX (entry->owner->tag), HEX (entry->addr), HEX (entry->len), HEX (entry->wlen),
          shadow_to_number (entry->shadow_list), entry->active, entry->written, entry->referenced,
          entry->last_use, entry->flags);
}

static bool op_dump (Session *session, const Args *args)
{
  (void)args;
  CacheVisitor visitor = { .bucket = print_bucket, .entry = print_entry };
  cache_visit (session->pcache, &visitor);
  return true;
}

static const Operation operations[] = {
  { "set", "wi", op_set },
  { "reset", "", op_reset },
  { "init", "", op_init },
  { "seg", "nnnnn", op_seg },
  { "amp", "nn", op_amp },
  { "tick", "n", op_tick },
  { "lookup", "nannwn", op_lookup },
  { "check", "nannn", op_check },
  { "insert", "nannnnwn", op_insert },
  { "inactive", "nannnwn", op_inactive },
  { "purge", "nan", op_purge },
  { "purge_wiredpp", "n", op_purge_wiredpp },
  { "force", "", op_force },
  { "async", "", op_async },
  { "reap", "", op_reap },
  { "disable", "", op_disable },
  { "dr_predel", "", op_dr_predel },
  { "enable", "", op_enable },
  { "dr_postdel", "n", op_dr_postdel },
  { "hold", "wn", op_hold },
  { "release", "wn", op_release },
  { "state", "", op_state },
  { "dump", "", op_dump },
};

const OperationTable conform_cache_operations = { operations, G_N_ELEMENTS (operations) };

void session_init (Session *session)
{
  *session = (Session){ .kernel = { .pages = PAGE_SIZES_X86, .hz = 100, .delay = sleep_ticks } };
#if KERNEL_CHECKED
  session->checker = (LockChecker){ .trace = print_lock, .user = session };
  session->kernel.lock_checker = &session->checker;
#endif
  session->tunables = cache_tunables_default ();
  session->pcache = pcache_new (&session->kernel, session);
  session->segs = g_hash_table_new (NULL, NULL);
  session->amps = g_hash_table_new (NULL, NULL);
  session->spaces = g_hash_table_new (NULL, NULL);
  session->kept = g_ptr_array_new_with_free_func (g_free);
}

void *session_keep (Session *session, void *memory)
{
  g_ptr_array_add (session->kept, memory);
  return memory;
}

/* What seg_alloc made and nobody freed. */
static void free_segments (AddressSpace *as)
{
  Segment *next;
  for (Segment *segment = as->first; segment; segment = next) {
    next = segment->next;
    g_free (segment->data);
    g_free (segment);
  }
}

void session_clear (Session *session)
{
  cache_free (session->pcache);
  GHashTableIter iter;
  void *as;
  g_hash_table_iter_init (&iter, session->spaces);
  while (g_hash_table_iter_next (&iter, NULL, &as)) {
    free_segments (as);
  }
  g_hash_table_unref (session->segs);
  g_hash_table_unref (session->amps);
  g_hash_table_unref (session->spaces);
  g_ptr_array_unref (session->kept);
}
