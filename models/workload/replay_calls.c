#include "replay_calls.h"

#include "page_size.h"
#include "replay_owner.h"

#define REPLAY_BATCH 256

typedef struct ReplayLock ReplayLock;

typedef enum {
  LOCK_MISSED,   /* here; what comes of it is not decided */
  LOCK_ADMITTED, /* missed, and the check allows to cache it */
  LOCK_HELD,     /* by an I/O; outcome says how */
  LOCK_FAILED    /* no I/O */
} LockStage;

/* A recorded I/O, from its lookup on. */
struct ReplayLock {
  ReplayOwner *owner;
  uint64_t addr, len;
  uint64_t recorded_list; /* 0: not known yet */
  uint32_t flags;
  uint8_t szc;
  bool amp;
  SegRw rw;
  LockStage stage;
  PagelockOutcome outcome;
  ShadowList *shadow_list;
  PcacheEntry *entry; /* of a hit */
  ReplayLock *next;   /* with the same list, or uncached, of its owner; or free */
  ReplayLock *prev_open, *next_open;
};

typedef struct {
  Workload workload; /* first */
  IoContext context;
  ReplayCallOptions options;
  ReplayOwners *owners;
  Event event; /* the next call is due */
  bool ended;
  CacheCall batch[REPLAY_BATCH];
  size_t batch_size, batch_next;
  GHashTable *by_thread; /* → the ReplayLock that its check and insert are to come for */
  GHashTable *by_list;   /* owner, address and recorded list → the first of its ReplayLocks */
  GHashTable *known;     /* recorded lists that were put into the cache, or were found there */
  ReplayLock *open;      /* all, newest first */
  ReplayLock *free_locks;
} ReplayCalls;

static guint lock_hash (gconstpointer key)
{
  const ReplayLock *lock = key;
  uint64_t mixed = (lock->owner->seg.owner.tag ^ lock->addr << 1 ^ lock->recorded_list << 7)
                   * UINT64_C (0x9e3779b97f4a7c15);
  return (guint)(mixed >> 32);
}

static gboolean lock_equal (gconstpointer a, gconstpointer b)
{
  const ReplayLock *one = a;
  const ReplayLock *other = b;
  return one->owner == other->owner && one->addr == other->addr && one->recorded_list == other->recorded_list;
}

/* ---- locks ---- */

static ReplayLock *lock_open (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = replay->free_locks;
  if (lock) {
    replay->free_locks = lock->next;
  } else {
    lock = g_new (ReplayLock, 1);
  }
  *lock = (ReplayLock){ .owner = replay_owners_get (replay->owners, call->tag),
                        .addr = call->addr,
                        .len = call->len,
                        .flags = call->flags,
                        .szc = call->szc,
                        .amp = call->amp,
                        .rw = call->write ? S_WRITE : S_READ,
                        .next_open = replay->open };
  if (replay->open) {
    replay->open->prev_open = lock;
  }
  replay->open = lock;
  return lock;
}

/* LOCK is on no list but that of all. */
static void lock_close (ReplayCalls *replay, ReplayLock *lock)
{
  *(lock->prev_open ? &lock->prev_open->next_open : &replay->open) = lock->next_open;
  if (lock->next_open) {
    lock->next_open->prev_open = lock->prev_open;
  }
  lock->next = replay->free_locks;
  replay->free_locks = lock;
}

/* The cache goes by the page size of the segment that a call is made through. */
static PcacheSeg *lock_seg (const ReplayLock *lock)
{
  lock->owner->seg.s_szc = lock->szc;
  return &lock->owner->seg;
}

static PcacheOwner *lock_amp (const ReplayLock *lock)
{
  return lock->amp ? &lock->owner->seg.owner : NULL;
}

static bool lock_is_wired (const ReplayLock *lock)
{
  return lock->flags & SEGP_FORCE_WIRED;
}

static CacheRange lock_range (const ReplayLock *lock)
{
  return (CacheRange){
    .owner = &lock->owner->seg.owner, .addr = lock->addr, .len = lock->len, .flags = lock->flags
  };
}

/* An I/O begins on LOCK, or fails. */
static void lock_hold (ReplayCalls *replay, ReplayLock *lock, PagelockOutcome outcome)
{
  Vm *vm = replay->context.vm;
  IoCounters *io = replay->context.counters;
  io->started++;
  *(lock->rw == S_WRITE ? &io->reads : &io->writes) += 1;
  lock->stage = LOCK_HELD;
  lock->outcome = outcome;
  vm->counters.locks[outcome]++;
  vm_record_outcome (vm, VM_OUTCOME_LOCK,
                     lock->owner->seg.owner.tag ^ lock->addr << 1 ^ lock->len << 16 ^ (uint64_t)outcome);
}

static void lock_fail (ReplayCalls *replay, ReplayLock *lock, int error_number)
{
  Vm *vm = replay->context.vm;
  CacheRange range = lock_range (lock);
  replay->context.counters->started++;
  replay->context.counters->failed++;
  *(lock->rw == S_WRITE ? &replay->context.counters->reads : &replay->context.counters->writes) += 1;
  *(error_number == ENOMEM ? &vm->counters.failed_memory : &vm->counters.failed_fault) += 1;
  vm_record_fate (vm, &range, LOCK_FATE_FAILED);
  lock->stage = LOCK_FAILED;
}

/* Locks pages outside the cache, which refused them for REFUSAL. */
static void lock_uncached (ReplayCalls *replay, ReplayLock *lock, PcacheAdmission refusal)
{
  int error_number;
  lock->shadow_list = replay_owner_lock (lock->owner, lock->addr, lock->len, &error_number);
  if (!lock->shadow_list) {
    lock_fail (replay, lock, error_number);
    return;
  }
  CacheRange range = lock_range (lock);
  vm_record_fate (replay->context.vm, &range, lock_fate_of_refusal (refusal));
  lock_hold (replay, lock, PAGELOCK_UNCACHED);
}

static ShadowList *lock_wired_list (ReplayCalls *replay, ReplayLock *lock, int *error_number)
{
  /* A list that the recorded machine did not have is this owner's alone. */
  uint64_t recorded = lock->recorded_list != 0 ? lock->recorded_list : lock->owner->seg.owner.tag;
  ShadowList *list = replay_owners_find_wired (replay->owners, recorded);
  if (!list || list->npages != btop (lock->len)) {
    list = replay_owner_lock (lock->owner, lock->addr, lock->len, error_number);
    if (list) {
      replay_owners_add_wired (replay->owners, recorded, list);
    }
  }
  if (list) {
    replay_owners_share_wired (replay->owners, list);
  }
  return list;
}

/* Locks pages and puts them into the cache, WLEN bytes writable. */
static PcacheAdmission lock_insert (ReplayCalls *replay, ReplayLock *lock, uint64_t wlen)
{
  Vm *vm = replay->context.vm;
  int error_number = 0;
  bool wired = lock_is_wired (lock);
  lock->shadow_list = wired ? lock_wired_list (replay, lock, &error_number)
                            : replay_owner_lock (lock->owner, lock->addr, lock->len, &error_number);
  if (!lock->shadow_list) {
    lock_fail (replay, lock, error_number);
    return PCACHE_ADMISSIONS;
  }
  PcacheAdmission admission = seg_pinsert (vm->pcache, lock_seg (lock), lock_amp (lock), lock->addr,
                                           lock->len, wlen, lock->shadow_list, lock->rw, lock->flags,
                                           wired ? replay_owner_reclaim_wired : replay_owner_reclaim);
  CacheRange range = lock_range (lock);
  vm_record_fate (vm, &range,
                  admission == PCACHE_ADMITTED ? LOCK_FATE_CACHED : lock_fate_of_refusal (admission));
  lock_hold (replay, lock, admission == PCACHE_ADMITTED ? PAGELOCK_CACHED : PAGELOCK_LOST);
  return admission;
}

static PcacheAdmission lock_check (ReplayCalls *replay, ReplayLock *lock)
{
  PcacheAdmission admission = seg_pinsert_check (replay->context.vm->pcache, lock_seg (lock), lock_amp (lock),
                                                 lock->addr, lock->len, lock->flags);
  if (admission == PCACHE_ADMITTED) {
    lock->stage = LOCK_ADMITTED;
  } else {
    lock_uncached (replay, lock, admission);
  }
  return admission;
}

/* What a caller does that missed here and whose recording has no more of it before its I/O. */
static void lock_at_once (ReplayCalls *replay, ReplayLock *lock)
{
  if (lock->stage == LOCK_MISSED) {
    lock_check (replay, lock);
  }
  if (lock->stage == LOCK_ADMITTED) {
    lock_insert (replay, lock, lock->len);
  }
}

/* The I/O on LOCK, if there is one, is over. */
static void lock_end (ReplayCalls *replay, ReplayLock *lock)
{
  Vm *vm = replay->context.vm;
  if (lock->stage == LOCK_HELD) {
    bool wired = lock_is_wired (lock);
    if (lock->outcome == PAGELOCK_HIT) {
      seg_pinactive_hit (vm->pcache, lock->entry, lock->len);
    } else if (lock->outcome == PAGELOCK_UNCACHED) {
      replay_owner_reclaim (vm, &lock->owner->seg.owner, lock->addr, lock->len, lock->shadow_list, lock->rw,
                            false);
    } else {
      seg_pinactive (vm->pcache, lock_seg (lock), lock_amp (lock), lock->addr, lock->len, lock->shadow_list,
                     lock->rw, lock->flags, wired ? replay_owner_reclaim_wired : replay_owner_reclaim);
    }
    replay->context.counters->completed++;
    replay->context.counters->bytes += lock->len;
  }
  lock_close (replay, lock);
}

/* ---- which lock a call is about ---- */

/* The recorded list of LOCK is known. */
static void file_by_list (ReplayCalls *replay, ReplayLock *lock, uint64_t list)
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

static ReplayLock *take_by_list (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock key = { .owner = replay_owners_get (replay->owners, call->tag),
                     .addr = call->addr,
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

static void file_uncached (ReplayLock *lock)
{
  ReplayLock **end = &lock->owner->uncached;
  while (*end) {
    end = &(*end)->next;
  }
  *end = lock;
}

/* The lock that was not cached and has the pages that CALL unlocks: those of the request, which may be fewer.  The shortest
 * such lock, and of those the oldest, fits best. */
static ReplayLock *take_uncached (ReplayOwner *owner, const CacheCall *call)
{
  ReplayLock **best = NULL;
  for (ReplayLock **at = &owner->uncached; *at; at = &(*at)->next) {
    const ReplayLock *lock = *at;
    bool has_pages = lock->addr <= call->addr && call->addr + call->len <= lock->addr + lock->len;
    if (has_pages && (!best || lock->len < (*best)->len)) {
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

static void expect_of_thread (ReplayCalls *replay, uint64_t thread, ReplayLock *lock)
{
  g_hash_table_insert (replay->by_thread, g_memdup2 (&thread, sizeof thread), lock);
}

/* The lock whose lookup was the last of CALL's thread; NULL if there is none, or it is not the one that CALL is about. */
static ReplayLock *take_of_thread (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = g_hash_table_lookup (replay->by_thread, &call->thread);
  if (!lock || lock->owner->seg.owner.tag != call->tag || lock->addr != call->addr
      || lock->len != call->len) {
    replay->options.counters->lost++;
    return NULL;
  }
  g_hash_table_remove (replay->by_thread, &call->thread);
  return lock;
}

/* THREAD does something else: its lock came to nothing, or what became of it is lost. */
static void forget_of_thread (ReplayCalls *replay, uint64_t thread)
{
  ReplayLock *lock = g_hash_table_lookup (replay->by_thread, &thread);
  if (lock) {
    g_hash_table_remove (replay->by_thread, &thread);
    replay->options.counters->unended += lock->stage == LOCK_HELD;
    lock_end (replay, lock);
  }
}

/* ---- calls ---- */

static void compare (ReplayCalls *replay, bool recorded, bool simulated)
{
  replay->options.counters->compared++;
  replay->options.counters->agreed += recorded == simulated;
}

static void know_list (ReplayCalls *replay, uint64_t list)
{
  if (!g_hash_table_contains (replay->known, &list)) {
    g_hash_table_add (replay->known, g_memdup2 (&list, sizeof list));
  }
}

static void call_lookup (ReplayCalls *replay, const CacheCall *call)
{
  Vm *vm = replay->context.vm;
  ReplayCallCounters *counters = replay->options.counters;
  forget_of_thread (replay, call->thread);
  ReplayLock *lock = lock_open (replay, call);
  PcacheLookup lookup = seg_plookup (vm->pcache, lock_seg (lock), lock_amp (lock), lock->addr, lock->len,
                                     lock->rw, lock->flags);
  counters->recorded_lookups++;
  counters->recorded_hits += call->list != 0;
  compare (replay, call->list != 0, lookup.shadow_list != NULL);
  if (lookup.shadow_list) {
    lock->shadow_list = lookup.shadow_list;
    lock->entry = lookup.entry;
    lock_hold (replay, lock, PAGELOCK_HIT);
  } else {
    CacheRange range = lock_range (lock);
    vm_explain_miss (vm, &range, lookup.miss);
  }
  if (call->list == 0) {
    expect_of_thread (replay, call->thread, lock);
    return;
  }
  know_list (replay, call->list);
  file_by_list (replay, lock, call->list);
  lock_at_once (replay, lock);
}

static void call_check (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = take_of_thread (replay, call);
  if (!lock) {
    return;
  }
  if (lock->stage == LOCK_MISSED) {
    compare (replay, call->failed, lock_check (replay, lock) != PCACHE_ADMITTED);
  }
  if (!call->failed) {
    expect_of_thread (replay, call->thread, lock);
    return;
  }
  lock_at_once (replay, lock);
  file_uncached (lock);
}

static void call_insert (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = take_of_thread (replay, call);
  know_list (replay, call->list);
  if (!lock) {
    return;
  }
  file_by_list (replay, lock, call->list);
  if (lock->stage == LOCK_ADMITTED) {
    /* The recording may contradict itself; the cache wants it so. */
    bool all_writable = lock->rw == S_WRITE || lock->amp;
    PcacheAdmission admission = lock_insert (replay, lock, all_writable ? lock->len : call->wlen);
    if (admission != PCACHE_ADMISSIONS) {
      compare (replay, call->failed, admission != PCACHE_ADMITTED && admission != PCACHE_REFUSED_DUPLICATE);
    }
  }
  lock_at_once (replay, lock);
}

static void call_inactive (ReplayCalls *replay, const CacheCall *call)
{
  ReplayLock *lock = take_by_list (replay, call);
  if (lock) {
    lock_end (replay, lock);
  } else {
    replay->options.counters->lost++;
  }
}

static void call_purge (ReplayCalls *replay, const CacheCall *call)
{
  ReplayOwner *owner = replay_owners_get (replay->owners, call->tag);
  seg_ppurge (replay->context.vm->pcache, &owner->seg, call->amp ? &owner->seg.owner : NULL, call->flags);
}

static void call_purge_wired (ReplayCalls *replay, const CacheCall *call)
{
  ShadowList *list = replay_owners_find_wired (replay->owners, call->list);
  if (list) {
    seg_ppurge_wiredpp (replay->context.vm->pcache, list);
  }
}

/* A list that is known to have been cached leaves the recorded cache; any other was never in it, and its I/O is over. */
static void call_reclaim (ReplayCalls *replay, const CacheCall *call)
{
  replay->options.counters->recorded_reclaimed_pages += btop (call->len);
  if (g_hash_table_remove (replay->known, &call->list)) {
    return;
  }
  ReplayLock *lock = take_uncached (replay_owners_get (replay->owners, call->tag), call);
  if (lock) {
    lock_end (replay, lock);
  } else {
    replay->options.counters->lost++;
  }
}

static void replay_call (ReplayCalls *replay, const CacheCall *call)
{
  static void (*const actions[CACHE_CALLS]) (ReplayCalls *, const CacheCall *) = {
    [CACHE_CALL_LOOKUP] = call_lookup,   [CACHE_CALL_CHECK] = call_check,
    [CACHE_CALL_INSERT] = call_insert,   [CACHE_CALL_INACTIVE] = call_inactive,
    [CACHE_CALL_PURGE] = call_purge,     [CACHE_CALL_PURGE_WIRED] = call_purge_wired,
    [CACHE_CALL_RECLAIM] = call_reclaim,
  };
  replay->options.counters->calls++;
  actions[call->kind](replay, call);
}

/* ---- the workload ---- */

/* What is left when the recording is over ends with it, lest it hold up purges for good. */
static void replay_end (ReplayCalls *replay)
{
  replay->ended = true;
  while (replay->open) {
    replay->options.counters->unended += replay->open->stage == LOCK_HELD;
    lock_end (replay, replay->open);
  }
  g_hash_table_remove_all (replay->by_thread);
  g_hash_table_remove_all (replay->by_list);
}

/* The present call; NULL at the end. */
static const CacheCall *replay_peek (ReplayCalls *replay)
{
  if (replay->batch_next == replay->batch_size) {
    GError *error = NULL;
    replay->batch_next = 0;
    replay->batch_size = call_source_read (replay->options.source, replay->batch, REPLAY_BATCH, &error);
    if (error) {
      g_propagate_error (replay->options.error, error);
    }
    if (replay->batch_size == 0) {
      return NULL;
    }
  }
  return &replay->batch[replay->batch_next];
}

static sim_time replay_due (const ReplayCalls *replay, const CacheCall *call)
{
  sim_time recorded = call->time_ns;
  if (replay->options.speed != 1.0) {
    double scaled = (double)recorded / replay->options.speed;
    recorded = scaled < 0x1p63 ? (sim_time)scaled : (sim_time)1 << 63;
  }
  return sim_time_add (replay->context.start, recorded);
}

static void replay_proceed (Event *event)
{
  ReplayCalls *replay = event_container (event, ReplayCalls, event);
  const CacheCall *call;
  kernel_clock_update (replay->context.vm->clock);
  while ((call = replay_peek (replay))) {
    sim_time due = replay_due (replay, call);
    if (due >= replay->context.stop) {
      break;
    }
    if (due > event_queue_now (replay->context.queue)) {
      event_queue_schedule (replay->context.queue, event, due);
      return;
    }
    replay_call (replay, call);
    replay->batch_next++;
  }
  replay_end (replay);
}

static void replay_free (Workload *base)
{
  ReplayCalls *replay = (ReplayCalls *)(void *)base;
  if (event_is_pending (&replay->event)) {
    event_queue_cancel (replay->context.queue, &replay->event);
  }
  replay_end (replay);
  replay_owners_free (replay->owners);
  call_source_free (replay->options.source);
  g_hash_table_unref (replay->by_thread);
  g_hash_table_unref (replay->by_list);
  g_hash_table_unref (replay->known);
  while (replay->free_locks) {
    ReplayLock *lock = replay->free_locks;
    replay->free_locks = lock->next;
    g_free (lock);
  }
  g_free (replay);
}

Workload *replay_calls_new (const IoContext *context, const ReplayCallOptions *options)
{
  ReplayCalls *replay = g_new0 (ReplayCalls, 1);
  replay->workload.free = replay_free;
  replay->context = *context;
  replay->options = *options;
  replay->owners = replay_owners_new (context->vm);
  replay->by_thread = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  replay->by_list = g_hash_table_new (lock_hash, lock_equal);
  replay->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  event_init (&replay->event, replay_proceed, WORKLOAD_EVENT_START);
  event_queue_schedule (context->queue, &replay->event, context->start);
  return &replay->workload;
}
