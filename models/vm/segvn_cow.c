/* segvn_cow.c - pages that fork left shared copy-on-write (surroundings §2, Lock 5) */
#include "anon_fault.h"
#include "segvn_internal.h"

#include <glib.h>

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
      page_set_dirty (data->vm->allocator, fault.page, true);
    }
  }
  *ready = fault.ready;
  return error_number;
}
