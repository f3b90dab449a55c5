/* segvn_dup.c - fork: the child's copy of a segment, and what both share copy-on-write (surroundings §2) */
#include "memory_waiters.h"
#include "segvn.h"

static uint64_t segvn_count_slots (const SegvnData *data, uint64_t npages)
{
  uint64_t slots = 0;
  for (uint64_t i = 0; i < npages; i++) {
    slots += data->amp->index[data->amp_first_page + i] != ANON_SLOT_NONE;
  }
  return slots;
}

/* 0 if there is memory for the copies now, EAGAIN if there may be later, else ENOMEM. */
static int segvn_await_copies (Vm *vm, uint64_t npages)
{
  if (page_create_may_go_on (vm->kernel, npages)) {
    return 0;
  }
  vm->pages_wanted = npages;
  bool may_come = vm->kernel->memory_waiters && npages + vm->kernel->throttlefree < vm->kernel->total_pages;
  return may_come ? EAGAIN : ENOMEM;
}

/* §2: copies all pages, also those on swap: the parent's are locked, so the child cannot share them. */
static int segvn_copy_pages (const SegvnData *data, AnonMap *to, uint64_t npages)
{
  Vm *vm = data->vm;
  uint64_t copies = segvn_count_slots (data, npages);
  int error_number = segvn_await_copies (vm, copies);
  for (uint64_t i = 0; i < npages && error_number == 0; i++) {
    if (data->amp->index[data->amp_first_page + i] != ANON_SLOT_NONE) {
      PageNumber page;
      error_number = anon_fault_new (vm, to, i, &page);
    }
  }
  if (error_number == 0) {
    vm->as.fork_copies++;
    vm->as.fork_pages += copies;
    vm->as.fork_copy_ns += copies * vm->page_copy_ns;
  }
  return error_number;
}

/* Makes in *MAP the child's own map of a private segment. */
static int segvn_dup_map (Segment *segment, AnonMap **map)
{
  SegvnData *data = segvn_data (segment);
  uint64_t npages = seg_pages (segment);
  int error_number = 0;
  segvn_purge (segment);
  *map = segvn_private_map_new (data->vm, npages);
  if (data->softlockcnt == 0) {
    anon_map_share (*map, 0, data->amp, data->amp_first_page, npages);
  } else {
    error_number = segvn_copy_pages (data, *map, npages);
  }
  if (error_number != 0) {
    segvn_map_release (data->vm, *map);
  }
  return error_number;
}

int segvn_dup (Segment *segment, Segment *child)
{
  SegvnData *data = segvn_data (segment);
  AnonMap *amp = data->amp;
  uint64_t amp_first_page = data->amp_first_page;
  if (data->shared) {
    amp->references++;
  } else if (amp) {
    int error_number = segvn_dup_map (segment, &amp);
    if (error_number != 0) {
      return error_number;
    }
    amp_first_page = 0;
  }
  SegvnData *child_data = g_memdup2 (data, sizeof *data);
  child_data->amp = amp;
  child_data->amp_first_page = amp_first_page;
  child_data->softlockcnt = 0;
  if (data->page_protection) {
    child_data->page_protection = g_memdup2 (data->page_protection, seg_pages (segment));
  }
  vm_set_driver (data->vm, child, &segvn_driver, segment->cached.s_szc, child_data);
  return 0;
}

/* ---- copy-on-write ---- */

bool segvn_is_shared_cow (const Segment *segment, SegvnRange range)
{
  const SegvnData *data = segvn_data (segment);
  uint64_t first = data->amp_first_page + seg_page (segment, range.addr);
  if (data->shared) {
    return false;
  }
  for (uint64_t i = first; i < first + page_btop (segment->pages, range.len); i++) {
    if (anon_map_is_shared (data->amp, i)) {
      return true;
    }
  }
  return false;
}

int segvn_break_out_range (const Segment *segment, SegvnRange range)
{
  SegvnData *data = segvn_data (segment);
  uint64_t page = seg_page_bytes (segment);
  uint64_t addr = segvn_align_down (range.addr, page);
  uint64_t end = segvn_align_up (range.addr + range.len, page);
  uint64_t bias = data->amp_first_page - page_btop (segment->pages, segment->base);
  for (uint64_t i = page_btop (segment->pages, addr) + bias;
       !data->shared && i < page_btop (segment->pages, end) + bias; i++) {
    if (anon_map_is_shared (data->amp, i) && !anon_map_is_swapped_out (data->amp, i)) {
      PageNumber copy;
      int error_number = anon_fault_break_out (data->vm, data->amp, i, &copy);
      if (error_number != 0) {
        return error_number;
      }
    }
  }
  return 0;
}
