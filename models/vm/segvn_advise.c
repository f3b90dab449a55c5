/* segvn_advise.c - madvise */
#include "segvn_internal.h"

void anon_disclaim (Vm *vm, AnonMap *amp, uint64_t first, uint64_t npages)
{
  for (uint64_t i = first; i < first + npages; i++) {
    bool free =
        anon_map_peek_page (amp, i) != PAGE_NONE && !anon_map_is_shared (amp, i) && anon_map_drop (amp, i);
    *(free ? &vm->as.madv_free_hits : &vm->as.madv_free_misses) += 1;
  }
}

/* §2: how memory will be accessed goes for whole segments. */
static int segvn_set_access (Segment *segment, uint64_t addr, uint64_t size, SegmentAdvice advice)
{
  SegvnData *data = segvn_data (segment);
  if (data->shared && data->softlockcnt > 0) {
    return EAGAIN;
  }
  segvn_purge (segment);
  if (data->softlockcnt > 0) {
    return EAGAIN;
  }
  if (data->access == advice) {
    return 0;
  }
  segvn_data (segvn_isolate (segment, addr, size))->access = advice;
  return 0;
}

int segvn_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice)
{
  SegvnData *data = segvn_data (segment);
  if (!segvn_range_is_whole_pages (segment, addr, size)) {
    return EINVAL;
  }
  if (advice != SEGMENT_ADVICE_FREE) {
    return segvn_set_access (segment, addr, size, (SegmentAdvice)advice);
  }
  segvn_purge (segment);
  if (data->amp) {
    anon_disclaim (data->vm, data->amp, data->amp_first_page + seg_page (segment, addr),
                   page_btop (segment->pages, size));
  }
  return 0;
}
