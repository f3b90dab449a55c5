#include "slow_pcache.h"

#include "x86_pages.h"

#define WINDOW 0
#define WIRED 1

SlowPcache *slow_pcache_new (const Kernel *kernel, CacheSizes sizes)
{
  SlowPcache *slow = g_new0 (SlowPcache, 1);
  slow->kernel = kernel;
  slow->sizes = sizes;
  const uint64_t n[2] = { sizes.window_buckets, sizes.wired_buckets };
  for (unsigned table = 0; table < 2; table++) {
    slow->chains[table] = g_new (GPtrArray *, n[table]);
    for (uint64_t i = 0; i < n[table]; i++) {
      slow->chains[table][i] = g_ptr_array_new ();
    }
    slow->active[table] = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  }
  slow->owner_lists =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  slow->log = g_string_new (NULL);
  return slow;
}

void slow_pcache_free (SlowPcache *slow)
{
  const uint64_t n[2] = { slow->sizes.window_buckets, slow->sizes.wired_buckets };
  for (unsigned table = 0; table < 2; table++) {
    for (uint64_t i = 0; i < n[table]; i++) {
      g_ptr_array_set_free_func (slow->chains[table][i], g_free);
      g_ptr_array_unref (slow->chains[table][i]);
    }
    g_free (slow->chains[table]);
    g_array_unref (slow->active[table]);
  }
  g_hash_table_unref (slow->owner_lists);
  g_string_free (slow->log, TRUE);
  g_free (slow);
}

void slow_log_reclaim (GString *log, const CacheOwner *owner, uint64_t addr, uint64_t len, uint64_t list,
                       bool write, bool async)
{
  g_string_append_printf (log,
                          "reclaim %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x "
                          "%" G_GINT64_MODIFIER "u %d %d\n",
                          owner->tag, addr, len, list, write, async);
}

static bool is_wired (const SlowEntry *entry)
{
  return entry->flags & SEGP_FORCE_WIRED;
}

/* §2. */
static uint64_t bucket_of (const SlowPcache *slow, const SlowRequest *request)
{
  if (request->flags & SEGP_FORCE_WIRED) {
    return (request->owner->tag >> 6) % slow->sizes.wired_buckets;
  }
  return ((request->owner->tag >> 3) ^ (request->addr >> request->shift)) % slow->sizes.window_buckets;
}

static GPtrArray *chain_of (const SlowPcache *slow, const SlowRequest *request)
{
  return slow->chains[request->flags & SEGP_FORCE_WIRED ? WIRED : WINDOW][bucket_of (slow, request)];
}

static bool is_of (const SlowEntry *entry, const SlowRequest *request)
{
  return entry->owner->tag == request->owner->tag && entry->addr == request->addr;
}

static GPtrArray *owner_list (SlowPcache *slow, uint64_t tag)
{
  GPtrArray *list = g_hash_table_lookup (slow->owner_lists, &tag);
  if (!list) {
    list = g_ptr_array_new ();
    g_hash_table_insert (slow->owner_lists, g_memdup2 (&tag, sizeof tag), list);
  }
  return list;
}

/* The position of BUCKET on LIST, or -1. */
static int position_on (const GArray *list, uint64_t bucket)
{
  for (guint i = 0; i < list->len; i++) {
    if (g_array_index (list, uint64_t, i) == bucket) {
      return (int)i;
    }
  }
  return -1;
}

static void join (SlowPcache *slow, uint64_t bucket)
{
  if (position_on (slow->active[0], bucket) < 0 && position_on (slow->active[1], bucket) < 0) {
    g_array_append_val (slow->active[slow->current], bucket);
  }
}

static void leave (SlowPcache *slow, uint64_t bucket)
{
  for (unsigned i = 0; i < 2; i++) {
    int at = position_on (slow->active[i], bucket);
    if (at >= 0) {
      g_array_remove_index (slow->active[i], (guint)at);
    }
  }
}

/* Out of its chain and its owner's list. */
static void take_out (SlowPcache *slow, SlowEntry *entry)
{
  g_assert (g_ptr_array_remove (slow->chains[is_wired (entry)][entry->bucket], entry));
  if (!is_wired (entry)) {
    g_assert (g_ptr_array_remove (owner_list (slow, entry->owner->tag), entry));
  }
  slow->removed_pages += btop (entry->len);
}

static bool chain_is_empty (const SlowPcache *slow, const SlowEntry *entry)
{
  return slow->chains[is_wired (entry)][entry->bucket]->len == 0;
}

/* The last removed first; then their pages. */
static void work_off (SlowPcache *slow, GPtrArray *removed, bool async)
{
  for (guint i = removed->len; i-- > 0;) {
    SlowEntry *entry = g_ptr_array_index (removed, i);
    slow_log_reclaim (slow->log, entry->owner, entry->addr, entry->len, entry->list, entry->written, async);
    slow->plocked -= btop (entry->len);
    slow->plocked_window -= is_wired (entry) ? 0 : btop (entry->len);
    g_free (entry);
  }
  g_ptr_array_unref (removed);
}

/* §3. */
uint64_t slow_lookup (SlowPcache *slow, const SlowRequest *request)
{
  if (slow->disabled) {
    return 0;
  }
  const GPtrArray *chain = chain_of (slow, request);
  for (guint i = 0; i < chain->len; i++) {
    SlowEntry *entry = g_ptr_array_index (chain, i);
    if (is_of (entry, request) && entry->len >= request->len) {
      if (request->rw == S_WRITE && entry->wlen < request->len) {
        return 0;
      }
      entry->active++;
      entry->written |= request->rw == S_WRITE;
      return entry->list;
    }
  }
  return 0;
}

/* §4. */
bool slow_check (const SlowPcache *slow, const SlowRequest *request)
{
  if (slow->disabled) {
    return false;
  }
  if (request->flags & SEGP_FORCE_WIRED) {
    return true;
  }
  return slow->plocked_window + btop (request->len) <= slow->sizes.maxwindow_pages
         && slow->kernel->freemem >= slow->kernel->desfree;
}

/* §5. */
bool slow_insert (SlowPcache *slow, const SlowRequest *request)
{
  bool wired = request->flags & SEGP_FORCE_WIRED;
  uint64_t npages = btop (request->len);
  if (slow->disabled || (!wired && slow->plocked_window + npages > slow->sizes.maxwindow_pages)) {
    return false;
  }
  GPtrArray *chain = chain_of (slow, request);
  GPtrArray *removed = g_ptr_array_new ();
  bool found = false;
  for (guint i = 0; i < chain->len && !wired && !found;) {
    SlowEntry *entry = g_ptr_array_index (chain, i);
    found = is_of (entry, request) && entry->len >= request->len;
    if (is_of (entry, request) && !found && entry->active == 0) {
      take_out (slow, entry);
      g_ptr_array_add (removed, entry);
    } else {
      i++;
    }
  }
  if (!found) {
    SlowEntry *entry = g_new0 (SlowEntry, 1);
    *entry = (SlowEntry){ .owner = request->owner,
                          .addr = request->addr,
                          .len = request->len,
                          .wlen = request->wlen,
                          .list = request->list,
                          .active = 1,
                          .flags = (request->flags & 0xffff) | (request->is_amp ? SEGP_AMP : 0),
                          .bucket = bucket_of (slow, request),
                          .written = request->rw == S_WRITE };
    slow->plocked += npages;
    slow->plocked_window += wired ? 0 : npages;
    g_ptr_array_insert (chain, 0, entry);
    if (!wired) {
      g_ptr_array_insert (owner_list (slow, entry->owner->tag), 0, entry);
      if (chain->len == 1) {
        join (slow, entry->bucket);
      }
    }
  }
  work_off (slow, removed, false);
  return true;
}

/* §6, on one thread: a try of the owner's lock succeeds. */
void slow_inactive (SlowPcache *slow, const SlowRequest *request)
{
  bool wired = request->flags & SEGP_FORCE_WIRED;
  bool removing = slow->disabled && !wired;
  GPtrArray *chain = chain_of (slow, request);
  for (guint i = 0; i < chain->len; i++) {
    SlowEntry *entry = g_ptr_array_index (chain, i);
    if (!is_of (entry, request) || entry->len < request->len) {
      continue;
    }
    if (entry->list != request->list) {
      if (!wired) {
        if (entry->active == 0) {
          entry->last_use = slow->kernel->lbolt;
          entry->referenced = true;
        }
        removing = true;
      }
      continue;
    }
    g_assert (entry->active > 0);
    if (--entry->active > 0) {
      return;
    }
    if (removing || (wired && slow->disabled)) {
      GPtrArray *removed = g_ptr_array_new ();
      take_out (slow, entry);
      if (!wired && chain_is_empty (slow, entry)) {
        leave (slow, entry->bucket);
      }
      g_ptr_array_add (removed, entry);
      work_off (slow, removed, false);
    } else if (!wired) {
      entry->last_use = slow->kernel->lbolt;
      entry->referenced = true;
    }
    return;
  }
  slow_log_reclaim (slow->log, request->owner, request->addr, request->len, request->list,
                    request->rw == S_WRITE, false);
}

/* §7.2. */
static bool is_lowmem (const SlowPcache *slow)
{
  const Kernel *kernel = slow->kernel;
  int64_t freemem = (int64_t)kernel->freemem;
  int64_t needfree = (int64_t)kernel->needfree;
  int64_t lotsfree = (int64_t)kernel->lotsfree;
  if (freemem >= lotsfree + needfree) {
    return false;
  }
  int64_t fmem = MAX (freemem - needfree, 0);
  if (fmem <= 5 * ((int64_t)kernel->desfree >> 2)) {
    return true;
  }
  if (fmem <= 7 * (lotsfree >> 3)) {
    return slow->plocked_window >= kernel->availrmem_initial >> 1;
  }
  if (fmem < lotsfree) {
    return slow->plocked_window >= 3 * (kernel->availrmem_initial >> 2);
  }
  return false;
}

/* §7.4, one bucket. */
static uint64_t purge_bucket (SlowPcache *slow, uint64_t bucket, bool force, GPtrArray *removed)
{
  uint64_t purged = 0;
  GPtrArray *chain = slow->chains[WINDOW][bucket];
  for (guint i = 0; i < chain->len;) {
    SlowEntry *entry = g_ptr_array_index (chain, i);
    bool skip = entry->active > 0;
    if (!skip && !force && entry->referenced
        && slow->kernel->lbolt - entry->last_use < slow->sizes.maxage_ticks) {
      entry->referenced = false;
      skip = true;
    }
    if (skip || entry->owner->tag == slow->busy_tag) {
      i++;
      continue;
    }
    take_out (slow, entry);
    g_ptr_array_add (removed, entry);
    purged += btop (entry->len);
  }
  if (chain->len == 0) {
    leave (slow, bucket);
  }
  return purged;
}

/* §7. */
void slow_purge_async (SlowPcache *slow, bool force)
{
  if (slow->plocked == 0 || (!force && slow->plocked_window == 0)) {
    return;
  }
  bool lowmem = is_lowmem (slow);
  bool trim = slow->plocked_window >= 7 * (slow->sizes.maxwindow_pages >> 3);
  uint64_t most = slow->sizes.maxapurge_npages;
  if (lowmem && slow->kernel->desfree > most) {
    most = slow->kernel->desfree;
  }
  uint64_t target = slow->plocked_window >> slow->sizes.shrink_shift;
  target = MIN (target, most);
  if (!force && ((!lowmem && !trim) || target == 0)) {
    return;
  }
  GPtrArray *removed = g_ptr_array_new ();
  for (uint64_t i = 0; force && i < slow->sizes.wired_buckets; i++) {
    GPtrArray *chain = slow->chains[WIRED][i];
    for (guint k = 0; k < chain->len;) {
      SlowEntry *entry = g_ptr_array_index (chain, k);
      if (entry->active == 0) {
        take_out (slow, entry);
        g_ptr_array_add (removed, entry);
      } else {
        k++;
      }
    }
  }
  uint64_t purged = 0;
  bool stopped = false;
  for (unsigned walk = 0; walk < 2 && !stopped; walk++) {
    GArray *list = slow->active[!slow->current];
    g_autoptr (GArray) round = g_array_copy (list);
    for (guint i = 0; i < round->len && !stopped; i++) {
      uint64_t bucket = g_array_index (round, uint64_t, i);
      if (slow->chains[WINDOW][bucket]->len == 0) {
        slow->empty_ahb++;
        continue;
      }
      slow->full_ahb++;
      purged += purge_bucket (slow, bucket, force, removed);
      stopped = purged >= slow->plocked_window || (!force && purged >= target)
                || (!force && !trim && slow->full_ahb % 16 == 0
                    && slow->kernel->freemem >= slow->kernel->lotsfree + slow->kernel->needfree);
      if (stopped && i + 1 < round->len) {
        /* The one that follows becomes the first. */
        while (g_array_index (list, uint64_t, 0) != g_array_index (round, uint64_t, i + 1)) {
          uint64_t first = g_array_index (list, uint64_t, 0);
          g_array_remove_index (list, 0);
          g_array_append_val (list, first);
        }
      }
    }
    if (!stopped) {
      slow->current = !slow->current;
    }
  }
  work_off (slow, removed, true);
}

/* §8. */
void slow_purge_owner (SlowPcache *slow, const SlowRequest *request)
{
  if (slow->plocked == 0) {
    return;
  }
  GPtrArray *removed = g_ptr_array_new ();
  if (request->flags & SEGP_FORCE_WIRED) {
    const GPtrArray *chain = chain_of (slow, request);
    for (guint i = 0; i < chain->len;) {
      SlowEntry *entry = g_ptr_array_index (chain, i);
      if (entry->owner->tag != request->owner->tag) {
        i++;
        continue;
      }
      if (entry->active > 0) {
        break;
      }
      take_out (slow, entry);
      g_ptr_array_add (removed, entry);
    }
  } else {
    const GPtrArray *list = owner_list (slow, request->owner->tag);
    while (list->len > 0) {
      SlowEntry *entry = g_ptr_array_index (list, 0);
      if (entry->active > 0) {
        break;
      }
      take_out (slow, entry);
      if (chain_is_empty (slow, entry)) {
        leave (slow, entry->bucket);
      }
      g_ptr_array_add (removed, entry);
    }
  }
  work_off (slow, removed, false);
}

/* §8, with callbacks that return 0. */
void slow_purge_wiredpp (SlowPcache *slow, uint64_t list)
{
  if (slow->plocked == 0) {
    return;
  }
  for (uint64_t bucket = 0; bucket < slow->sizes.wired_buckets; bucket++) {
    GPtrArray *chain = slow->chains[WIRED][bucket];
    GPtrArray *removed = g_ptr_array_new ();
    for (guint i = 0; i < chain->len;) {
      SlowEntry *entry = g_ptr_array_index (chain, i);
      if (entry->active == 0 && entry->list == list) {
        take_out (slow, entry);
        g_ptr_array_add (removed, entry);
      } else {
        i++;
      }
    }
    work_off (slow, removed, true);
  }
}

void slow_dump_bucket (GString *dump, char list, uint64_t bucket)
{
  g_string_append_printf (dump, "%c%" G_GINT64_MODIFIER "u\n", list, bucket);
}

void slow_dump_entry (GString *dump, const SlowEntry *entry)
{
  g_string_append_printf (dump,
                          " %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER "x %" G_GINT64_MODIFIER
                          "x %" G_GINT64_MODIFIER "x =%" G_GINT64_MODIFIER "u *%" G_GINT64_MODIFIER
                          "u @%" G_GINT64_MODIFIER "u %u %d%d\n",
                          entry->owner->tag, entry->addr, entry->len, entry->wlen, entry->list, entry->active,
                          entry->last_use, entry->flags, entry->written, entry->referenced);
}

static void dump_chain (const SlowPcache *slow, GString *dump, unsigned table, char list, uint64_t bucket)
{
  slow_dump_bucket (dump, list, bucket);
  for (guint i = 0; i < slow->chains[table][bucket]->len; i++) {
    slow_dump_entry (dump, g_ptr_array_index (slow->chains[table][bucket], i));
  }
}

void slow_dump (const SlowPcache *slow, GString *dump)
{
  for (unsigned i = 0; i < 2; i++) {
    const GArray *list = slow->active[slow->current ^ i];
    for (guint k = 0; k < list->len; k++) {
      dump_chain (slow, dump, WINDOW, "co"[i], g_array_index (list, uint64_t, k));
    }
  }
  for (uint64_t bucket = 0; bucket < slow->sizes.wired_buckets; bucket++) {
    if (slow->chains[WIRED][bucket]->len > 0) {
      dump_chain (slow, dump, WIRED, 'w', bucket);
    }
  }
}
