/* vm.c - what the address spaces of a machine share */
#include "vm.h"

#include "vm_observer.h"

static void vm_observe_removal (void *user, const CacheRemoval *removal)
{
  Vm *vm = user;
  const CacheRange *range = &removal->range;
  vm_record_fate (vm, range, miss_reason_after_removal (removal->cause));
  if (vm->observer) {
    lock_history_note_purge (vm->history, range->owner->serial, range->addr, range->flags, removal->purge);
  }
  vm_record_range (vm, VM_OUTCOME_REMOVAL, range, removal->cause);
}

void vm_init (Vm *vm, Kernel *kernel, KernelClock *clock, PageAllocator *allocator, Cache *pcache,
              FingerprintTrail *trail)
{
  *vm = (Vm){ .kernel = kernel,
              .pages = &kernel->pages,
              .clock = clock,
              .allocator = allocator,
              .pcache = pcache,
              .trail = trail };
  vm_end_charges (vm);
  kernel_heap_init (&vm->heap, vm->pages);
  vm->segment_addresses = kernel_heap_cache_new (&vm->heap, KERNEL_HEAP_SEG_BYTES);
  vm->anon_map_addresses = kernel_heap_cache_new (&vm->heap, KERNEL_HEAP_ANON_MAP_BYTES);
  anon_slots_init (&vm->anon, allocator);
  vm->history = lock_history_new (vm->pages);
  cache_set_removal_observer (pcache, vm_observe_removal, vm);
}

void vm_clear (Vm *vm)
{
  kernel_heap_cache_free (vm->segment_addresses);
  kernel_heap_cache_free (vm->anon_map_addresses);
  anon_slots_clear (&vm->anon);
  lock_history_free (vm->history);
  shadow_list_store_clear (&vm->shadow_lists);
}

void vm_count_miss (Vm *vm, const CacheRequest *request, MissReason reason)
{
  vm->counters.misses[reason]++;
  if (vm->observer) {
    const CacheRange *range = &request->range;
    uint64_t purge =
        miss_reason_is_removal (reason)
            ? lock_history_recall_purge (vm->history, range->owner->serial, range->addr, range->flags)
            : 0;
    vm->observer->missed (vm->observer->user, request, reason, purge);
  }
}

MissReason vm_explain_miss (Vm *vm, const CacheRequest *request, CacheMiss why)
{
  const CacheRange *range = &request->range;
  MissReason reason =
      why == CACHE_MISS_ABSENT || why == CACHE_MISS_UNKNOWN
          ? lock_history_recall (vm->history, range->owner->serial, range->addr, range->len, range->flags)
          : miss_reason_of_cache (why);
  vm_count_miss (vm, request, reason);
  return reason;
}

void vm_record_fate (Vm *vm, const CacheRange *range, MissReason reason)
{
  lock_history_record (vm->history, range->owner->serial, range->addr, range->len, range->flags, reason);
}

CacheAdmission vm_insert_list (Vm *vm, const SegmentLock *lock, CacheOwner *amp, uint64_t wlen,
                               CacheReclaim reclaim)
{
  const CacheRange *range = &lock->range;
  seg_pinsert (vm->pcache, &lock->segment->cached, amp, range->addr, range->len, wlen, lock->shadow_list,
               lock->rw, range->flags, reclaim);
  CacheAdmission admission = cache_last_admission (vm->pcache);
  vm_record_fate (vm, range, miss_reason_after_admission (admission));
  return admission;
}

void vm_end_io (Vm *vm, const SegmentLock *lock, CacheOwner *amp, CacheReclaim reclaim)
{
  const CacheRange *range = &lock->range;
  seg_pinactive (vm->pcache, &lock->segment->cached, amp, range->addr, range->len, lock->shadow_list,
                 lock->rw, range->flags, reclaim);
}

void vm_adopt_owner (Vm *vm, CacheOwner *owner)
{
  owner->serial = ++vm->last_serial;
}

Segment *vm_new_segment (Vm *vm, AddressSpace *as, uint64_t base, uint64_t size)
{
  uint64_t kaddr = kernel_heap_alloc (vm->segment_addresses);
  Segment *segment = seg_alloc (as, vm->pages, kaddr, base, size);
  if (!segment) {
    kernel_heap_release (vm->segment_addresses, kaddr);
  }
  return segment;
}

void vm_discard_segment (Vm *vm, Segment *segment)
{
  uint64_t kaddr = segment->cached.owner.tag;
  seg_free (segment);
  kernel_heap_release (vm->segment_addresses, kaddr);
}

void vm_set_driver (Vm *vm, Segment *segment, const SegmentDriver *driver, unsigned szc, void *data)
{
  vm_adopt_owner (vm, &segment->cached.owner);
  segment->cached.s_szc = (uint8_t)szc;
  segment->driver = driver;
  segment->data = data;
}

void vm_unlock_pages (Vm *vm, ShadowList *list, SegRw rw)
{
  for (uint64_t i = 0; i < list->npages; i++) {
    vm_unlock_page (vm, list->pages[i], rw);
  }
  vm_count_unlocked (vm, list->npages);
  shadow_list_free (&vm->shadow_lists, list);
}
