/* segvn_touch.c - loads and stores of a process, and memory that it gives back */
#include "segvn.h"

int segvn_touch (Segment *segment, uint64_t addr, bool write, sim_time *ready)
{
  segvn_need_amp (segment);
  const SegvnData *data = segvn_data (segment);
  Vm *vm = data->vm;
  uint64_t i = data->amp_first_page + seg_page (segment, addr);
  write = write
          && segvn_range_allows (segment, page_floor (segment->pages, addr), page_bytes (segment->pages, 0),
                                 S_WRITE);
  AnonFault fault = { .ready = *ready };
  int error_number = anon_fault (vm, data->amp, i, write && !data->shared, &fault);
  if (error_number == 0) {
    anon_slot_track (&vm->anon, data->amp->index[i]);
    if (write) {
      page_set (vm->allocator, fault.page, PAGE_DIRTY, true);
    }
    *ready = fault.ready;
  }
  return error_number;
}

int segvn_write (Segment *segment, uint64_t addr, uint64_t len, sim_time *ready)
{
  SegvnData *data = segvn_data (segment);
  if (!segvn_range_allows (segment, addr, len, S_WRITE)) {
    return EACCES;
  }
  segvn_need_amp (segment);
  int error_number = segvn_break_out_range (segment, (SegvnRange){ .addr = addr, .len = len });
  AnonFault fault = { .ready = *ready };
  uint64_t first = data->amp_first_page + seg_page (segment, addr);
  for (uint64_t i = first; i < first + page_btop (segment->pages, len) && error_number == 0; i++) {
    error_number = anon_fault (data->vm, data->amp, i, true, &fault);
    if (error_number == 0) {
      page_set (data->vm->allocator, fault.page, PAGE_DIRTY, true);
    }
  }
  *ready = fault.ready;
  return error_number;
}

uint64_t segvn_give_up (Segment *segment, uint64_t addr, uint64_t len)
{
  const SegvnData *data = segvn_data (segment);
  uint64_t gone = 0;
  if (data->shared || !data->amp) {
    return 0;
  }
  uint64_t first = data->amp_first_page + seg_page (segment, addr);
  for (uint64_t i = first; i < first + page_btop (segment->pages, len); i++) {
    gone += data->amp->index[i] != ANON_SLOT_NONE && anon_map_drop (data->amp, i);
  }
  return gone;
}
