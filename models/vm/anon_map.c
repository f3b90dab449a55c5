/* anon_map.c - the slots of one object by index, and page faults that make, read back or copy pages */
#include "anon_map.h"

#include "host_memory.h"
#include "memory_waiters.h"

static size_t anon_map_bytes (const AnonMap *map)
{
  return map->npages * sizeof (AnonSlot);
}

AnonMap *anon_map_new (uint64_t kaddr, uint64_t npages, AnonSlots *slots)
{
  AnonMap *map = g_new0 (AnonMap, 1);
  cache_owner_init (&map->owner, kaddr);
  map->owner.kind = OWNER_IS_ANON_MAP;
  map->slots = slots;
  map->npages = npages;
  map->index = host_memory_alloc (anon_map_bytes (map));
  return map;
}

void anon_map_free (AnonMap *map)
{
  if (map->keeper) {
    *map->keeper = NULL;
  }
  for (uint64_t i = 0; i < map->npages; i++) {
    if (map->index[i] != ANON_SLOT_NONE) {
      anon_slot_drop (map->slots, map->index[i]);
    }
  }
  host_memory_free (map->index, anon_map_bytes (map));
  g_free (map);
}

PageNumber anon_map_get_page (AnonMap *map, uint64_t i)
{
  if (map->index[i] != ANON_SLOT_NONE) {
    return anon_slot_get_page (map->slots, map->index[i]);
  }
  PageNumber page = page_create (map->slots->allocator);
  if (page != PAGE_NONE) {
    map->index[i] = anon_slot_new (map->slots, page);
  }
  return page;
}

void anon_map_share (AnonMap *to, uint64_t to_first, const AnonMap *from, uint64_t from_first,
                     uint64_t npages)
{
  for (uint64_t i = 0; i < npages; i++) {
    AnonSlot slot = from->index[from_first + i];
    if (to->index[to_first + i] != ANON_SLOT_NONE) {
      g_error ("anon_map_share: page %" G_GUINT64_FORMAT " is there already", to_first + i);
    }
    if (slot != ANON_SLOT_NONE) {
      anon_slot_share (to->slots, slot);
      to->index[to_first + i] = slot;
    }
  }
}

void anon_map_move (AnonMap *to, uint64_t to_first, AnonMap *from, uint64_t from_first, uint64_t npages)
{
  anon_map_share (to, to_first, from, from_first, npages);
  for (uint64_t i = from_first; i < from_first + npages; i++) {
    anon_map_drop (from, i);
  }
}

void anon_map_break_out (AnonMap *map, uint64_t i, PageNumber page)
{
  AnonSlot shared = map->index[i];
  if (!anon_map_is_shared (map, i) || anon_slot_get_page (map->slots, shared) == PAGE_NONE) {
    g_error ("anon_map_break_out: page %" G_GUINT64_FORMAT " is not shared, or swapped out", i);
  }
  map->index[i] = anon_slot_new (map->slots, page);
  anon_slot_drop (map->slots, shared);
  map->slots->n_shared_breaks++;
}

bool anon_map_drop (AnonMap *map, uint64_t i)
{
  AnonSlot slot = map->index[i];
  if (slot == ANON_SLOT_NONE) {
    return true;
  }
  PageNumber page = anon_slot_get_page (map->slots, slot);
  if (page != PAGE_NONE && !anon_slot_is_shared (map->slots, slot)) {
    const PageAllocator *allocator = map->slots->allocator;
    if (page_get_shared_locks (allocator, page) > 0 || page_is (allocator, page, PAGE_EXCLUSIVE)) {
      return false;
    }
  }
  anon_slot_drop (map->slots, slot);
  map->index[i] = ANON_SLOT_NONE;
  return true;
}

/* ---- page faults ---- */

static int anon_fault_create_page (Vm *vm, PageNumber *page)
{
  if (!page_create_may_go_on (vm->kernel, 1)) {
    return vm->kernel->memory_waiters ? EAGAIN : ENOMEM;
  }
  *page = page_create (vm->allocator);
  return *page != PAGE_NONE ? 0 : ENOMEM;
}

/* Makes the page of a slot that does not exist yet. */
static int anon_fault_create_for_slot (Vm *vm, PageNumber *page)
{
  return vm->anon.n_used < vm->anon.limit ? anon_fault_create_page (vm, page) : ENOMEM;
}

int anon_fault_new (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page)
{
  int error_number = anon_fault_create_for_slot (vm, page);
  if (error_number == 0) {
    map->index[i] = anon_slot_new (map->slots, *page);
    vm_count_created (vm, 1);
  }
  return error_number;
}

static int anon_fault_swapped (Vm *vm, AnonSlot slot, AnonFault *fault)
{
  int error_number = anon_fault_create_page (vm, &fault->page);
  if (error_number == 0) {
    anon_slot_swap_in (&vm->anon, slot, fault->page);
    vm->counters.page_ins++;
    if (vm->anon.pageout) {
      sim_time ready = swap_device_submit (vm->anon.pageout->device, event_queue_now (vm->clock->queue));
      fault->ready = MAX (fault->ready, ready);
    }
  }
  return error_number;
}

int anon_fault_break_out (Vm *vm, AnonMap *map, uint64_t i, PageNumber *page)
{
  int error_number = anon_fault_create_for_slot (vm, page);
  if (error_number == 0) {
    anon_map_break_out (map, i, *page);
    vm_charge (vm, vm->page_copy_ns);
  }
  return error_number;
}

int anon_fault (Vm *vm, AnonMap *map, uint64_t i, bool write, AnonFault *fault)
{
  fault->page = anon_map_peek_page (map, i);
  int error_number = 0;
  if (map->index[i] == ANON_SLOT_NONE) {
    error_number = anon_fault_new (vm, map, i, &fault->page);
  } else if (fault->page == PAGE_NONE) {
    error_number = anon_fault_swapped (vm, map->index[i], fault);
  }
  if (error_number == 0 && write && anon_map_is_shared (map, i)) {
    error_number = anon_fault_break_out (vm, map, i, &fault->page);
  }
  if (error_number == 0) {
    page_set (vm->allocator, fault->page, PAGE_REFERENCED, true);
  }
  return error_number;
}
