/*
 * vm.h - virtual memory of one machine
 *
 * A Vm holds what the address spaces and segments of a machine share: the cache, the pages, kernel addresses,
 * and counts of lock outcomes. Whoever calls the cache brings the clock up to date before the call.
 */
#pragma once

#include "anon_slots.h"
#include "as.h"
#include "cache_telemetry.h"
#include "fingerprint_trail.h"
#include "kernel_clock.h"
#include "kernel_heap.h"
#include "miss_reason.h"
#include "page_allocator.h"
#include "segment.h"
#include "shadow_list.h"
#include "sim_thread.h"

#include <glib.h>

#define VM_ENUMERATOR(id_, ...) id_,

/* The outcomes of a lock by a segment's driver (surroundings §2); the last one is of the layer above (§4). */
#define PAGELOCK_OUTCOMES_TABLE(ROW)                                                \
  ROW (PAGELOCK_HIT, "hit", "locks served by an entry")                             \
  ROW (PAGELOCK_CACHED, "cached", "locks that made an entry")                       \
  ROW (PAGELOCK_UNCACHED, "uncached", "locks that the check kept out of the cache") \
  ROW (PAGELOCK_LOST, "lost", "locks whose insert failed, or found a duplicate")    \
  ROW (PAGELOCK_SOFT, "soft", "locks by faults, outside the cache")

typedef enum { PAGELOCK_OUTCOMES_TABLE (VM_ENUMERATOR) PAGELOCK_OUTCOMES } PagelockOutcome;

#define VM_COUNTERS(ROW, of_)                                                                             \
  ROW (of_, COUNTER, failed_access, "failed_locks.access", "", "EACCES: the mapping does not allow it")   \
  ROW (of_, COUNTER, failed_fault, "failed_locks.fault", "",                                              \
       "EFAULT: not mapped, or a page is locked by others")                                               \
  ROW (of_, COUNTER, failed_memory, "failed_locks.memory", "", "ENOMEM: neither memory nor swap is left", \
       .advice = "add memory or swap")                                                                    \
  ROW (of_, COUNTER, pages_locked, "pages_locked", "pages", "pages locked by misses")                     \
  ROW (of_, COUNTER, pages_created, "pages_created", "pages",                                             \
       "pages that were not there before they were locked")                                               \
  ROW (of_, COUNTER, pages_unlocked, "pages_unlocked", "pages", "pages unlocked by reclaims",             \
       .moves = "with reclaims, and with unlocks of what was not cached")                                 \
  ROW (of_, COUNTER, page_ins, "page_ins", "pages", "pages read back from swap",                          \
       .after = "pageout.swap_full", .advice = "memory is short: what is in use is paged out")            \
  ROW (of_, COUNTER, must_wait, "throttle.locks", "", "locks put off since memory had to come first",     \
       .after = "throttle.wait_time")

typedef struct {
  uint64_t locks[PAGELOCK_OUTCOMES];
  uint64_t misses[MISS_REASONS];
  uint64_t more_parts; /* locks of a request's parts after the first, and of parts that were undone */
  VM_COUNTERS (METRIC_MEMBER, _)
} VmCounters;

/* Returns the sum of the misses of all reasons. */
uint64_t vm_count_misses (const VmCounters *counters);

/* The metrics of VmCounters: the misses by reason, and all others. */
extern const MetricTable MISS_METRICS;
extern const MetricTable VM_COUNTER_METRICS;
/* The metrics that are computed from a Vm. */
extern const MetricTable VM_METRICS;
extern const MetricTable VM_CACHE_METRICS; /* from the state of its cache */

/* Why segspt refused to lock through the cache, so that the layer above locked softly (surroundings §3). */
#define SPT_REFUSALS_TABLE(ROW)                                                                      \
  ROW (SPT_REFUSED_DISABLED, "disabled", "the cache is off")                                         \
  ROW (SPT_REFUSED_CHANGED, "list_changed", "pages came or went since the list was made")            \
  ROW (SPT_REFUSED_NOT_LOCKED, "not_mlocked", "a page of the request is not mlocked")                \
  ROW (SPT_REFUSED_AVAILRMEM, "availrmem", "too little of it for the unlocked parts of large pages") \
  ROW (SPT_REFUSED_PAGED_OUT, "paged_out", "unlocked parts of large pages are paged out")

typedef enum { SPT_REFUSALS_TABLE (VM_ENUMERATOR) SPT_REFUSALS } SptRefusal;

#define SPT_COUNTERS(ROW, of_)                                                                        \
  ROW (of_, GAUGE, attachments, "spt_attachments", "", "segments of ISM and DISM")                    \
  ROW (of_, GAUGE, locked_pages, "spt_locked", "pages", "pages of ISM, and of DISM that are mlocked") \
  ROW (of_, GAUGE, entries, "entries_wired", "entries", "wired entries, of ISM and DISM")             \
  ROW (of_, GAUGE, lists, "spt_lists", "", "shadow lists of ISM and DISM")                            \
  ROW (of_, GAUGE, list_pages, "spt_list_pages", "pages", "pages that these lock, counted once")      \
  ROW (of_, COUNTER, list_builds, "spt_list_builds", "", "lists made")                                \
  ROW (of_, COUNTER, list_shares, "spt_list_shares", "", "entries made of a list that was there")     \
  ROW (of_, COUNTER, lists_changed, "spt_lists_changed", "",                                          \
       "lists that came out of date by mlock, munlock or MADV_FREE")                                  \
  ROW (of_, COUNTER, free_waits, "spt_free_waits", "", "MADV_FREEs that waited for a list to go")     \
  ROW (of_, COUNTER, free_timeouts, "spt_free_timeouts", "", "and went on after 120 s, though it had not")

typedef struct {
  uint64_t refusals[SPT_REFUSALS];
  SPT_COUNTERS (METRIC_MEMBER, _)
} SptCounters;

extern const MetricTable SPT_METRICS;

/* What a lock and an unlock cost their caller, in ns. */
typedef struct {
  uint64_t call_ns;   /* each call that locks or unlocks; a hit costs no more */
  uint64_t miss_ns;   /* added to call_ns for a lock that missed */
  uint64_t page_ns;   /* each page that is locked */
  uint64_t create_ns; /* each page that did not exist before */
  uint64_t unlock_ns; /* each page that is unlocked */
} LockCost;

typedef struct VmObserver VmObserver; /* vm_observer.h */

struct Vm {
  Kernel *kernel;
  const PageSizes *pages; /* the kernel's */
  KernelClock *clock;
  PageAllocator *allocator;
  Cache *pcache;
  FingerprintTrail *trail;    /* takes every outcome; may be NULL */
  const VmObserver *observer; /* all its functions are set; NULL: none */
  KernelHeap heap;
  KernelHeapCache *segment_addresses;
  KernelHeapCache *anon_map_addresses;
  AnonSlots anon;
  ShadowListStore shadow_lists;
  LockHistory *history;
  uint64_t last_serial; /* the serial that the newest owner got */
  uint64_t waits;       /* waits of threads begun so far: the last one's number */
  VmCounters counters;
  AsCounters as;
  SptCounters spt;
  SimThreads *threads;   /* those that may wait for locked pages; NULL: none; set by the owner */
  uint64_t pages_wanted; /* free pages that a fork that ended with EAGAIN waits for */
  uint64_t page_copy_ns; /* time to copy a page; 0, or set by the owner */
  LockCost lock_cost;    /* 0, or set by the owner */
  uint64_t *payer_ns;    /* where vm_charge adds the cost of work; never NULL */
  uint64_t unpaid_ns;    /* payer_ns points here while no lock or unlock is under way */
};

/* Kinds of outcomes in the run's fingerprint. */
enum { VM_OUTCOME_LOCK = 0x300, VM_OUTCOME_REMOVAL = 0x301, VM_OUTCOME_RECLAIM = 0x302 };

/* Makes VM over the other arguments, which must outlive VM. PCACHE must have been made with VM as the user
 * that its callbacks get; VM becomes the removal observer of PCACHE. */
void vm_init (Vm *vm, Kernel *kernel, KernelClock *clock, PageAllocator *allocator, Cache *pcache,
              FingerprintTrail *trail);
void vm_clear (Vm *vm);

/* Adds an outcome to the fingerprint. */
static inline void vm_record_outcome (Vm *vm, uint32_t kind, uint64_t value)
{
  if (vm->trail) {
    fingerprint_trail_step (vm->trail, event_queue_now (vm->clock->queue), kind, value);
  }
}

/* What a lock through a segment stores for its unlock. */
struct SegmentLock {
  Segment *segment;
  void *shadow_list; /* of the segment's driver */
  CacheHit *hit;     /* of a hit; NULL: a miss, or a cache that gives none */
  CacheRange range;  /* as the cache knows it, or the request itself if it was not cached */
  SegRw rw;
  bool tried_to_cache; /* the marker behind the shadow list */
  PagelockOutcome outcome;
  sim_time
      ready; /* of a soft lock: when all that was read back from swap is there, if anything was; else 0 */
};

/* Notes that the running thread begins to lock or unlock a buffer. *COST_NS becomes the cost of that in ns:
 * the call, and all work until vm_end_charges, including reclaims of other buffers' pages. */
static inline void vm_begin_charges (Vm *vm, uint64_t *cost_ns)
{
  *cost_ns = vm->lock_cost.call_ns;
  vm->payer_ns = cost_ns;
}

static inline void vm_end_charges (Vm *vm)
{
  vm->payer_ns = &vm->unpaid_ns;
}

/* Charges NS of work to the lock or unlock under way. Those of different threads must not overlap, unless
 * each thread has a payer of its own. */
static inline void vm_charge (const Vm *vm, uint64_t ns)
{
  *vm->payer_ns += ns;
}

static inline void vm_count_locked (Vm *vm, uint64_t npages)
{
  vm->counters.pages_locked += npages;
  vm_charge (vm, npages * vm->lock_cost.page_ns);
}

static inline void vm_count_created (Vm *vm, uint64_t npages)
{
  vm->counters.pages_created += npages;
  vm_charge (vm, npages * vm->lock_cost.create_ns);
}

static inline void vm_count_unlocked (Vm *vm, uint64_t npages)
{
  vm->counters.pages_unlocked += npages;
  vm_charge (vm, npages * vm->lock_cost.unlock_ns);
}

/* Adds an outcome of KIND to the fingerprint: VALUE, of RANGE. */
static inline void vm_record_range (Vm *vm, uint32_t kind, const CacheRange *range, uint64_t value)
{
  vm_record_outcome (vm, kind, range->owner->tag ^ range->addr << 1 ^ range->len << 16 ^ value);
}

/* Counts a lock of RANGE with OUTCOME. */
static inline __attribute__ ((always_inline)) void vm_count_lock (Vm *vm, const CacheRange *range,
                                                                  PagelockOutcome outcome)
{
  vm->counters.locks[outcome]++;
  if (outcome != PAGELOCK_HIT) {
    vm_charge (vm, vm->lock_cost.miss_ns);
  }
  vm_record_range (vm, VM_OUTCOME_LOCK, range, outcome);
}

/* Sets the OUTCOME of LOCK, which a driver has just made, and counts the lock. Returns 0. */
static inline __attribute__ ((always_inline)) int vm_finish_lock (Vm *vm, SegmentLock *lock,
                                                                  PagelockOutcome outcome)
{
  lock->outcome = outcome;
  vm_count_lock (vm, &lock->range, outcome);
  return 0;
}

/* Looks the list of LOCK, whose segment, range and rw are set, up in the cache under AMP. False: a miss. */
static inline __attribute__ ((always_inline)) bool vm_lookup (Vm *vm, SegmentLock *lock, CacheOwner *amp)
{
  const CacheRange *range = &lock->range;
  lock->shadow_list =
      seg_plookup (vm->pcache, &lock->segment->cached, amp, range->addr, range->len, lock->rw, range->flags);
  lock->hit = cache_last_hit (vm->pcache);
  return lock->shadow_list != NULL;
}

/* Inserts the list of LOCK, of which WLEN bytes are writable, into the cache, and remembers the outcome. */
CacheAdmission vm_insert_list (Vm *vm, const SegmentLock *lock, CacheOwner *amp, uint64_t wlen,
                               CacheReclaim reclaim);

/* Ends the I/O of LOCK if the lock was a hit; else returns false, and the caller calls vm_end_io. */
static inline bool vm_end_hit (Vm *vm, const SegmentLock *lock)
{
  if (lock->outcome != PAGELOCK_HIT || !lock->hit) {
    return false;
  }
  seg_pinactive_hit (vm->pcache, lock->hit, lock->range.len);
  return true;
}

/* Ends the I/O of LOCK, whose list the cache holds or refused. */
void vm_end_io (Vm *vm, const SegmentLock *lock, CacheOwner *amp, CacheReclaim reclaim);

/* Unlocks PAGE after an I/O that did RW, or after all I/Os that a cache entry served. */
static inline void vm_unlock_page (const Vm *vm, PageNumber page, SegRw rw)
{
  page_set (vm->allocator, page, PAGE_REFERENCED, true);
  if (rw == S_WRITE) {
    page_set (vm->allocator, page, PAGE_DIRTY, true);
  }
  page_unlock (vm->allocator, page);
}

/* Unlocks each page of LIST as vm_unlock_page does, and frees LIST. */
void vm_unlock_pages (Vm *vm, ShadowList *list, SegRw rw);

/* Finds the reason why the lookup REQUEST missed, for which the cache gave WHY; counts and returns it. */
MissReason vm_explain_miss (Vm *vm, const CacheRequest *request, CacheMiss why);

/* Counts a miss of the lookup REQUEST for REASON, which the caller knows. */
void vm_count_miss (Vm *vm, const CacheRequest *request, MissReason reason);

/* Remembers REASON as the one for which a later lookup of RANGE would miss. */
void vm_record_fate (Vm *vm, const CacheRange *range, MissReason reason);

/* Gives the new OWNER a serial of its own. */
void vm_adopt_owner (Vm *vm, CacheOwner *owner);

/* Calls seg_alloc with a new simulated kernel address, and returns its result. The segment has no driver. */
Segment *vm_new_segment (Vm *vm, AddressSpace *as, uint64_t base, uint64_t size);

/* Frees SEGMENT, which has no driver yet and is not wanted after all. */
void vm_discard_segment (Vm *vm, Segment *segment);

/* Gives SEGMENT its DRIVER, the page size code SZC, and the driver's DATA. */
void vm_set_driver (Vm *vm, Segment *segment, const SegmentDriver *driver, unsigned szc, void *data);

/* Checks the entries of the cache, the locks of each page, freemem and each softlockcnt. SPACES (of
 * AddressSpace) are all address spaces of VM. Returns the first inconsistency as text, which the caller frees
 * with g_free(); NULL: none. No lock may be under way. */
char *vm_find_broken (const Vm *vm, const GPtrArray *spaces);
