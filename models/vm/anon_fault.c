/* anon_fault.c - making, reading back and copying a page that is needed */
#include "anon_fault.h"

#include "memory_waiters.h"

#include <glib.h>

static int anon_fault_create_page (Vm *vm, PageNumber *page)
{
  if (!page_create_may_go_on (vm->kernel, 1)) {
    return vm->kernel->memory_waiters ? EAGAIN : ENOMEM;
  }
  *page = page_create (vm->allocator);
  return *page != PAGE_NONE ? 0 : ENOMEM;
}

/* A page for a slot that will be new. */
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
