#include "vm.h"

#include "page_size.h"
#include "vm_observer.h"

#include <glib.h>

/* The reasons that come from what happened before, by fate. */
static const MissReason reason_of_fate[LOCK_FATES] = {
  [LOCK_FATE_UNKNOWN] = MISS_COLD,
  [LOCK_FATE_CACHED] = MISS_ELSEWHERE,
  [LOCK_FATE_REMOVED_TRIM] = MISS_PURGED_TRIM,
  [LOCK_FATE_REMOVED_LOWMEM] = MISS_PURGED_LOWMEM,
  [LOCK_FATE_REMOVED_OWNER_PURGE] = MISS_PURGED_OWNER,
  [LOCK_FATE_REMOVED_WIRED_PURGE] = MISS_PURGED_WIRED,
  [LOCK_FATE_REMOVED_FORCE] = MISS_PURGED_FORCE,
  [LOCK_FATE_REMOVED_DUPLICATE] = MISS_PURGED_DUPLICATE,
  [LOCK_FATE_REMOVED_DISABLED] = MISS_PURGED_DISABLED,
  [LOCK_FATE_REFUSED_DISABLED] = MISS_REFUSED_DISABLED,
  [LOCK_FATE_REFUSED_WINDOW] = MISS_REFUSED_WINDOW,
  [LOCK_FATE_REFUSED_DESFREE] = MISS_REFUSED_DESFREE,
  [LOCK_FATE_REFUSED_DUPLICATE] = MISS_LOST_DUPLICATE,
  [LOCK_FATE_FAILED] = MISS_FAILED,
};

/* Those that the cache can tell by itself, by its reason. */
static const MissReason reason_of_miss[PCACHE_MISS_REASONS] = {
  [PCACHE_MISS_DISABLED] = MISS_DISABLED,
  [PCACHE_MISS_TOO_SHORT] = MISS_TOO_SHORT,
  [PCACHE_MISS_NOT_WRITABLE] = MISS_NOT_WRITABLE,
  [PCACHE_MISS_SATURATED] = MISS_SATURATED,
};

static void vm_observe_removal (void *user, const PcacheRemoval *removal)
{
  Vm *vm = user;
  CacheRange range = {
    .owner = removal->owner, .addr = removal->addr, .len = removal->len, .flags = removal->flags
  };
  vm_record_fate (vm, &range, lock_fate_of_removal (removal->cause));
  if (vm->observer) {
    lock_history_note_purge (vm->history, range.owner->serial, range.addr, range.flags, removal->purge);
  }
  vm_record_outcome (vm, VM_OUTCOME_REMOVAL,
                     removal->owner->tag ^ removal->addr << 1 ^ removal->len << 16
                         ^ (uint64_t)removal->cause);
}

void vm_init (Vm *vm, Kernel *kernel, KernelClock *clock, PageAllocator *allocator, Pcache *pcache,
              FingerprintTrail *trail)
{
  *vm = (Vm){ .kernel = kernel, .clock = clock, .allocator = allocator, .pcache = pcache, .trail = trail };
  vm_end_charges (vm);
  kernel_heap_init (&vm->heap);
  vm->segment_addresses = kernel_heap_cache_new (&vm->heap, KERNEL_HEAP_SEG_BYTES);
  vm->anon_map_addresses = kernel_heap_cache_new (&vm->heap, KERNEL_HEAP_ANON_MAP_BYTES);
  anon_slots_init (&vm->anon, allocator);
  vm->history = lock_history_new ();
  pcache_set_removal_observer (pcache, vm_observe_removal, vm);
}

void vm_clear (Vm *vm)
{
  kernel_heap_cache_free (vm->segment_addresses);
  kernel_heap_cache_free (vm->anon_map_addresses);
  anon_slots_clear (&vm->anon);
  lock_history_free (vm->history);
  shadow_list_store_clear (&vm->shadow_lists);
}

static bool vm_was_purged (MissReason reason)
{
  return reason >= MISS_PURGED_TRIM && reason <= MISS_PURGED_DISABLED;
}

static void vm_count_miss (Vm *vm, MissReason reason, const CacheRange *range)
{
  vm->counters.misses[reason]++;
  if (vm->observer) {
    uint64_t purge = vm_was_purged (reason) ? lock_history_recall_purge (vm->history, range->owner->serial,
                                                                         range->addr, range->flags)
                                            : 0;
    vm->observer->missed (vm->observer->user, reason, purge);
  }
}

MissReason vm_explain_miss (Vm *vm, const CacheRange *range, PcacheMiss miss)
{
  MissReason reason = reason_of_miss[miss];
  if (miss == PCACHE_MISS_ABSENT) {
    LockFate fate =
        lock_history_recall (vm->history, range->owner->serial, range->addr, range->len, range->flags);
    reason = reason_of_fate[fate];
  }
  vm_count_miss (vm, reason, range);
  return reason;
}

void vm_count_recheck (Vm *vm)
{
  vm_count_miss (vm, MISS_RECHECK, NULL);
}

void vm_record_fate (Vm *vm, const CacheRange *range, LockFate fate)
{
  lock_history_record (vm->history, range->owner->serial, range->addr, range->len, range->flags, fate);
}

void vm_adopt_owner (Vm *vm, PcacheOwner *owner)
{
  owner->serial = ++vm->last_serial;
}

void vm_unlock_pages (Vm *vm, ShadowList *list, SegRw rw)
{
  for (uint64_t i = 0; i < list->npages; i++) {
    PageNumber page = list->pages[i];
    page_set_referenced (vm->allocator, page, true);
    if (rw == S_WRITE) {
      page_set_dirty (vm->allocator, page, true);
    }
    page_unlock (vm->allocator, page);
  }
  vm_count_unlocked (vm, list->npages);
  shadow_list_free (&vm->shadow_lists, list);
}
