/* replay_calls.c - calls of a real machine's cache, replayed against the simulated cache */
#include "page_size.h"
#include "replay_lock.h"
#include "workload_options.h"

#define REPLAY_BATCH 256

typedef struct {
  Workload base; /* first; its event comes when the next call is due */
  IoSource *source;
  double speed;
  ReplayCallCounters *counters;
  ReplayLocks locks;
  CacheCall batch[REPLAY_BATCH];
  size_t batch_size, batch_next;
  GHashTable *by_thread; /* → the ReplayLock for which a check and an insert should follow */
  GHashTable *by_list;   /* owner, address and recorded list → the first of their ReplayLocks */
  GHashTable *known;     /* recorded lists that were inserted into the recorded cache, or found there */
} ReplayCalls;

static guint replay_calls_hash_lock (gconstpointer key)
{
  const ReplayLock *lock = key;
  uint64_t mixed =
      (lock->owner->segment.cached.owner.tag ^ lock->base.range.addr << 1 ^ lock->recorded_list << 7)
      * UINT64_C (0x9e3779b97f4a7c15);
  return (guint)(mixed >> 32);
}

static gboolean replay_calls_equal_locks (gconstpointer a, gconstpointer b)
{
  const ReplayLock *one = a;
  const ReplayLock *other = b;
  return one->owner == other->owner && one->base.range.addr == other->base.range.addr
         && one->recorded_list == other->recorded_list;
}

/* ---- which lock a call is about ---- */

/* Files LOCK by LIST, its recorded list, which is known now. */
static void replay_calls_file_by_list (ReplayCalls *replay, ReplayLock *lock, uint64_t list)
{
  lock->recorded_list = list;
  ReplayLock *first = g_hash_table_lookup (replay->by_list, lock);
  if (!first) {
    g_hash_table_add (replay->by_list, lock);
    return;
  }
  while (first->next) {
    first = first->next;
  }
  first->next = lock;
}

static ReplayLock *replay_calls_take_by_list (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock key = { .owner = replay_owners_get (replay->locks.owners, call->tag),
                     .base.range.addr = call->addr,
                     .recorded_list = call->list };
  ReplayLock *lock = g_hash_table_lookup (replay->by_list, &key);
  if (lock) {
    g_hash_table_remove (replay->by_list, lock);
    if (lock->next) {
      g_hash_table_add (replay->by_list, lock->next);
    }
    lock->next = NULL;
  }
  return lock;
}

static void replay_calls_file_uncached (ReplayLock *lock)
{
  ReplayLock **end = &lock->owner->uncached;
  while (*end) {
    end = &(*end)->next;
  }
  *end = lock;
}

/* Takes the uncached lock that has the pages that CALL unlocks. CALL has the pages of the request, which may
 * be fewer than those of the lock.  Takes the shortest such lock, and of several shortest the oldest. */
static ReplayLock *replay_calls_take_uncached (ReplayOwner *owner, const CacheCall *call)
{
  ReplayLock **best = NULL;
  for (ReplayLock **at = &owner->uncached; *at; at = &(*at)->next) {
    const ReplayLock *lock = *at;
    bool has_pages = lock->base.range.addr <= call->addr
                     && call->addr + call->len <= lock->base.range.addr + lock->base.range.len;
    if (has_pages && (!best || lock->base.range.len < (*best)->base.range.len)) {
      best = at;
    }
  }
  ReplayLock *lock = best ? *best : NULL;
  if (lock) {
    *best = lock->next;
    lock->next = NULL;
  }
  return lock;
}

static void replay_calls_expect_of_thread (ReplayCalls *replay, uint64_t thread, ReplayLock *lock)
{
  g_hash_table_insert (replay->by_thread, g_memdup2 (&thread, sizeof thread), lock);
}

/* Takes the lock that the last lookup of CALL's thread began; NULL if there is none, or CALL belongs to
 * another lock. */
static ReplayLock *replay_calls_take_of_thread (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = g_hash_table_lookup (replay->by_thread, &call->thread);
  if (!lock || lock->base.range.owner->tag != call->tag || lock->base.range.addr != call->addr
      || lock->base.range.len != call->len) {
    replay->counters->lost++;
    return NULL;
  }
  g_hash_table_remove (replay->by_thread, &call->thread);
  return lock;
}

/* Ends the lock of THREAD, which does something else now: the lock failed, or its later calls are lost. */
static void replay_calls_forget_of_thread (ReplayCalls *replay, uint64_t thread)
{
  ReplayLock *lock = g_hash_table_lookup (replay->by_thread, &thread);
  if (lock) {
    g_hash_table_remove (replay->by_thread, &thread);
    replay->counters->unended += lock->stage == REPLAY_LOCK_HELD;
    replay_lock_end (&replay->locks, lock);
  }
}

/* ---- calls ---- */

static void replay_calls_compare (ReplayCalls *replay, bool recorded, bool simulated)
{
  replay->counters->compared++;
  replay->counters->agreed += recorded == simulated;
}

static void replay_calls_know_list (ReplayCalls *replay, uint64_t list)
{
  if (!g_hash_table_contains (replay->known, &list)) {
    g_hash_table_add (replay->known, g_memdup2 (&list, sizeof list));
  }
}

static void replay_calls_do_lookup (ReplayCalls *replay, const CacheCall *call)
{
  ReplayCallCounters *counters = replay->counters;
  replay_calls_forget_of_thread (replay, call->thread);
  ReplayLock *lock = replay_lock_open (&replay->locks, call);
  counters->recorded_lookups++;
  counters->recorded_hits += call->list != 0;
  replay_calls_compare (replay, call->list != 0, replay_lock_look_up (&replay->locks, lock));
  if (call->list == 0) {
    replay_calls_expect_of_thread (replay, call->thread, lock);
    return;
  }
  replay_calls_know_list (replay, call->list);
  replay_calls_file_by_list (replay, lock, call->list);
  replay_lock_at_once (&replay->locks, lock);
}

static void replay_calls_do_check (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = replay_calls_take_of_thread (replay, call);
  if (!lock) {
    return;
  }
  if (lock->stage == REPLAY_LOCK_MISSED) {
    replay_calls_compare (replay, call->failed, replay_lock_check (&replay->locks, lock) != CACHE_ADMITTED);
  }
  if (!call->failed) {
    replay_calls_expect_of_thread (replay, call->thread, lock);
    return;
  }
  replay_lock_at_once (&replay->locks, lock);
  replay_calls_file_uncached (lock);
}

static void replay_calls_do_insert (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = replay_calls_take_of_thread (replay, call);
  replay_calls_know_list (replay, call->list);
  if (!lock) {
    return;
  }
  replay_calls_file_by_list (replay, lock, call->list);
  if (lock->stage == REPLAY_LOCK_ADMITTED) {
    /* The recorded wlen may contradict the call; the cache requires this length. */
    bool all_writable = lock->base.rw == S_WRITE || lock->amp;
    CacheAdmission admission =
        replay_lock_insert (&replay->locks, lock, all_writable ? lock->base.range.len : call->wlen);
    if (admission != REPLAY_LOCK_NO_PAGES) {
      replay_calls_compare (replay, call->failed,
                            admission != CACHE_ADMITTED && admission != CACHE_REFUSED_DUPLICATE);
    }
  }
  replay_lock_at_once (&replay->locks, lock);
}

static void replay_calls_do_inactive (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = replay_calls_take_by_list (replay, call);
  if (lock) {
    replay_lock_end (&replay->locks, lock);
  } else {
    replay->counters->lost++;
  }
}

static void replay_calls_do_purge (ReplayCalls *replay, const CacheCall *call)
{
  ReplayOwner *owner = replay_owners_get (replay->locks.owners, call->tag);
  seg_ppurge (replay->base.context.vm->pcache, &owner->segment.cached,
              call->amp ? &owner->segment.cached.owner : NULL, call->flags);
}

static void replay_calls_do_purge_wired (ReplayCalls *replay, const CacheCall *call)
{
  ShadowList *list = replay_owners_find_wired (replay->locks.owners, call->list);
  if (list) {
    seg_ppurge_wiredpp (replay->base.context.vm->pcache, list);
  }
}

/* Replays a reclaim. A known list leaves the recorded cache: nothing to do. Any other list was never cached,
 * so its I/O is over. */
static void replay_calls_do_reclaim (ReplayCalls *replay, const CacheCall *call)
{
  replay->counters->recorded_reclaimed_pages += page_btop (replay->base.context.vm->pages, call->len);
  if (g_hash_table_remove (replay->known, &call->list)) {
    return;
  }
  ReplayLock *lock = replay_calls_take_uncached (replay_owners_get (replay->locks.owners, call->tag), call);
  if (lock) {
    replay_lock_end (&replay->locks, lock);
  } else {
    replay->counters->lost++;
  }
}

static void replay_calls_do_call (ReplayCalls *replay, const CacheCall *call)
{
  static void (*const actions[CACHE_CALLS]) (ReplayCalls *, const CacheCall *) = {
    [CACHE_CALL_LOOKUP] = replay_calls_do_lookup,   [CACHE_CALL_CHECK] = replay_calls_do_check,
    [CACHE_CALL_INSERT] = replay_calls_do_insert,   [CACHE_CALL_INACTIVE] = replay_calls_do_inactive,
    [CACHE_CALL_PURGE] = replay_calls_do_purge,     [CACHE_CALL_PURGE_WIRED] = replay_calls_do_purge_wired,
    [CACHE_CALL_RECLAIM] = replay_calls_do_reclaim,
  };
  replay->counters->calls++;
  actions[call->kind](replay, call);
}

/* ---- the workload ---- */

/* Ends all open locks at the end of the recording, so that they do not hold up later purges. */
static void replay_calls_end (ReplayCalls *replay)
{
  while (replay->locks.open.head) {
    ReplayLock *lock = replay->locks.open.head->data;
    replay->counters->unended += lock->stage == REPLAY_LOCK_HELD;
    replay_lock_end (&replay->locks, lock);
  }
  g_hash_table_remove_all (replay->by_thread);
  g_hash_table_remove_all (replay->by_list);
}

/* Returns the present call; NULL at the end. */
static const CacheCall *replay_calls_peek (ReplayCalls *replay)
{
  if (replay->batch_next == replay->batch_size) {
    GError *error = NULL;
    replay->batch_next = 0;
    replay->batch_size = replay->source->read (replay->source, replay->batch, REPLAY_BATCH, &error);
    if (error) {
      g_propagate_error (replay->base.context.failure, error);
    }
    if (replay->batch_size == 0) {
      return NULL;
    }
  }
  return &replay->batch[replay->batch_next];
}

/* Replays all calls that are due, one after the other. */
static void replay_calls_do_due (void *argument)
{
  ReplayCalls *replay = argument;
  const CacheCall *call;
  kernel_clock_update (replay->base.context.vm->clock);
  while ((call = replay_calls_peek (replay))) {
    sim_time due =
        sim_time_add (replay->base.context.start, io_scale_recorded (call->time_ns, replay->speed));
    if (due >= replay->base.context.stop) {
      break;
    }
    if (due > event_queue_now (replay->base.context.queue)) {
      event_queue_schedule (replay->base.context.queue, &replay->base.next, due);
      return;
    }
    replay_calls_do_call (replay, call);
    replay->batch_next++;
  }
  replay_calls_end (replay);
}

static void replay_calls_proceed (Event *event)
{
  ReplayCalls *replay = event_container (event, ReplayCalls, base.next);
  blocking_do (replay->base.context.vm, replay_calls_do_due, replay);
}

static void replay_calls_clear (void *user)
{
  ReplayCalls *replay = user;
  replay_calls_end (replay);
  replay_owners_free (replay->locks.owners);
  io_source_free (replay->source);
  g_hash_table_unref (replay->by_thread);
  g_hash_table_unref (replay->by_list);
  g_hash_table_unref (replay->known);
}

Workload *replay_calls_new (const IoContext *context, IoSource *source, double speed)
{
  static const WorkloadKind kind = { .bytes = sizeof (ReplayCalls),
                                     .fire = replay_calls_proceed,
                                     .clear = replay_calls_clear };
  ReplayCalls *replay = workload_new (&kind, context, NULL);
  replay->source = source;
  replay->speed = speed;
  replay->counters = &context->kinds->replay_calls;
  replay->locks = (ReplayLocks){ .vm = context->vm,
                                 .counters = context->counters,
                                 .owners = replay_owners_new (context->vm) };
  replay->by_thread = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  replay->by_list = g_hash_table_new (replay_calls_hash_lock, replay_calls_equal_locks);
  replay->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return &replay->base;
}

static const MetricRow replay_call_rows[] = {
  REPLAY_CALL_COUNTERS (METRIC_LISTED, ReplayCallCounters){ .kind = METRIC_RATIO,
                                                            .name = "replayed.agreement",
                                                            .doc = "outcomes that agree by those compared",
                                                            .numerator = "replayed.agreed",
                                                            .denominator = "replayed.compared" },
};

METRIC_TABLE_OF (REPLAY_CALL_METRICS, replay_call_rows);
