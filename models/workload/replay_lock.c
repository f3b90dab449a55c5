/* replay_lock.c - one recorded I/O: its lookup, check, insert and end here */
#include "replay_lock.h"

#include "page_size.h"

ReplayLocks replay_locks_make (Vm *vm, IoCounters *counters)
{
  return (ReplayLocks){ .vm = vm, .counters = counters, .owners = replay_owners_new (vm) };
}

void replay_locks_clear (ReplayLocks *locks)
{
  replay_owners_free (locks->owners);
  while (locks->free) {
    ReplayLock *lock = locks->free;
    locks->free = lock->next;
    g_free (lock);
  }
}

ReplayLock *replay_lock_open (ReplayLocks *locks, const CacheCall *call)
{
  ReplayLock *lock = locks->free;
  if (lock) {
    locks->free = lock->next;
  } else {
    lock = g_new (ReplayLock, 1);
  }
  *lock = (ReplayLock){ .owner = replay_owners_get (locks->owners, call->tag),
                        .addr = call->addr,
                        .len = call->len,
                        .flags = call->flags,
                        .szc = call->szc,
                        .amp = call->amp,
                        .rw = call->write ? S_WRITE : S_READ,
                        .link.data = lock };
  g_queue_push_head_link (&locks->open, &lock->link);
  return lock;
}

/* LOCK is on no list but that of all. */
static void replay_lock_close (ReplayLocks *locks, ReplayLock *lock)
{
  g_queue_unlink (&locks->open, &lock->link);
  lock->next = locks->free;
  locks->free = lock;
}

/* The cache goes by the page size of the segment that a call is made through. */
static CacheSeg *replay_lock_seg (const ReplayLock *lock)
{
  lock->owner->seg.s_szc = lock->szc;
  return &lock->owner->seg;
}

static CacheOwner *replay_lock_amp (const ReplayLock *lock)
{
  return lock->amp ? &lock->owner->seg.owner : NULL;
}

static bool replay_lock_is_wired (const ReplayLock *lock)
{
  return lock->flags & SEGP_FORCE_WIRED;
}

static CacheRange replay_lock_range (const ReplayLock *lock)
{
  return (CacheRange){
    .owner = &lock->owner->seg.owner, .addr = lock->addr, .len = lock->len, .flags = lock->flags
  };
}

static void replay_lock_count_start (ReplayLocks *locks, const ReplayLock *lock)
{
  locks->counters->started++;
  *(lock->rw == S_WRITE ? &locks->counters->reads : &locks->counters->writes) += 1;
}

/* An I/O begins on LOCK. */
static void replay_lock_hold (ReplayLocks *locks, ReplayLock *lock, PagelockOutcome outcome)
{
  CacheRange range = replay_lock_range (lock);
  replay_lock_count_start (locks, lock);
  lock->stage = REPLAY_LOCK_HELD;
  lock->outcome = outcome;
  vm_count_lock (locks->vm, &range, outcome);
}

static void replay_lock_fail (ReplayLocks *locks, ReplayLock *lock, int error_number)
{
  Vm *vm = locks->vm;
  CacheRange range = replay_lock_range (lock);
  replay_lock_count_start (locks, lock);
  locks->counters->failed++;
  *(error_number == ENOMEM ? &vm->counters.failed_memory : &vm->counters.failed_fault) += 1;
  vm_record_fate (vm, &range, MISS_FAILED);
  lock->stage = REPLAY_LOCK_FAILED;
}

bool replay_lock_look_up (ReplayLocks *locks, ReplayLock *lock)
{
  Cache *pcache = locks->vm->pcache;
  void *shadow_list = seg_plookup (pcache, replay_lock_seg (lock), replay_lock_amp (lock), lock->addr,
                                   lock->len, lock->rw, lock->flags);
  if (shadow_list) {
    lock->shadow_list = shadow_list;
    lock->hit = cache_last_hit (pcache);
    replay_lock_hold (locks, lock, PAGELOCK_HIT);
  } else {
    CacheRequest request = { replay_lock_seg (lock), replay_lock_range (lock), lock->rw };
    vm_explain_miss (locks->vm, &request, cache_last_miss (pcache));
  }
  return shadow_list != NULL;
}

/* Locks pages outside the cache, which refused them for REFUSAL. */
static void replay_lock_uncached (ReplayLocks *locks, ReplayLock *lock, CacheAdmission refusal)
{
  int error_number;
  lock->shadow_list = replay_owner_lock (lock->owner, lock->addr, lock->len, &error_number);
  if (!lock->shadow_list) {
    replay_lock_fail (locks, lock, error_number);
    return;
  }
  CacheRange range = replay_lock_range (lock);
  vm_record_fate (locks->vm, &range, miss_reason_after_admission (refusal));
  replay_lock_hold (locks, lock, PAGELOCK_UNCACHED);
}

static ShadowList *replay_lock_wired_list (ReplayLocks *locks, ReplayLock *lock, int *error_number)
{
  /* A list that the recorded machine did not have is this owner's alone. */
  uint64_t recorded = lock->recorded_list != 0 ? lock->recorded_list : lock->owner->seg.owner.tag;
  ShadowList *list = replay_owners_find_wired (locks->owners, recorded);
  if (!list || list->npages != page_btop (locks->vm->pages, lock->len)) {
    list = replay_owner_lock (lock->owner, lock->addr, lock->len, error_number);
    if (list) {
      replay_owners_add_wired (locks->owners, recorded, list);
    }
  }
  if (list) {
    replay_owners_share_wired (locks->owners, list);
  }
  return list;
}

CacheAdmission replay_lock_insert (ReplayLocks *locks, ReplayLock *lock, uint64_t wlen)
{
  Vm *vm = locks->vm;
  int error_number = 0;
  bool wired = replay_lock_is_wired (lock);
  lock->shadow_list = wired ? replay_lock_wired_list (locks, lock, &error_number)
                            : replay_owner_lock (lock->owner, lock->addr, lock->len, &error_number);
  if (!lock->shadow_list) {
    replay_lock_fail (locks, lock, error_number);
    return REPLAY_LOCK_NO_PAGES;
  }
  seg_pinsert (vm->pcache, replay_lock_seg (lock), replay_lock_amp (lock), lock->addr, lock->len, wlen,
               lock->shadow_list, lock->rw, lock->flags,
               wired ? replay_owner_reclaim_wired : replay_owner_reclaim);
  CacheAdmission admission = cache_last_admission (vm->pcache);
  CacheRange range = replay_lock_range (lock);
  vm_record_fate (vm, &range, miss_reason_after_admission (admission));
  replay_lock_hold (locks, lock, admission == CACHE_ADMITTED ? PAGELOCK_CACHED : PAGELOCK_LOST);
  return admission;
}

CacheAdmission replay_lock_check (ReplayLocks *locks, ReplayLock *lock)
{
  seg_pinsert_check (locks->vm->pcache, replay_lock_seg (lock), replay_lock_amp (lock), lock->addr, lock->len,
                     lock->flags);
  CacheAdmission admission = cache_last_admission (locks->vm->pcache);
  if (admission == CACHE_ADMITTED) {
    lock->stage = REPLAY_LOCK_ADMITTED;
  } else {
    replay_lock_uncached (locks, lock, admission);
  }
  return admission;
}

void replay_lock_at_once (ReplayLocks *locks, ReplayLock *lock)
{
  if (lock->stage == REPLAY_LOCK_MISSED) {
    replay_lock_check (locks, lock);
  }
  if (lock->stage == REPLAY_LOCK_ADMITTED) {
    replay_lock_insert (locks, lock, lock->len);
  }
}

void replay_lock_end (ReplayLocks *locks, ReplayLock *lock)
{
  Vm *vm = locks->vm;
  if (lock->stage == REPLAY_LOCK_HELD) {
    bool wired = replay_lock_is_wired (lock);
    if (lock->outcome == PAGELOCK_HIT && lock->hit) {
      seg_pinactive_hit (vm->pcache, lock->hit, lock->len);
    } else if (lock->outcome == PAGELOCK_UNCACHED) {
      replay_owner_reclaim (vm, &lock->owner->seg.owner, lock->addr, lock->len, lock->shadow_list, lock->rw,
                            false);
    } else {
      seg_pinactive (vm->pcache, replay_lock_seg (lock), replay_lock_amp (lock), lock->addr, lock->len,
                     lock->shadow_list, lock->rw, lock->flags,
                     wired ? replay_owner_reclaim_wired : replay_owner_reclaim);
    }
    locks->counters->completed++;
    locks->counters->bytes += lock->len;
  }
  replay_lock_close (locks, lock);
}
