/* segvn_unmap.c - unmapping a segment, or a part of it */
#include "as_wait.h"
#include "segvn_internal.h"

#include <glib.h>
#include <string.h>

void segvn_drop_pages (SegvnData *data, uint64_t first, uint64_t npages)
{
  AnonMap *amp = data->amp;
  if (!amp || (data->shared && amp->references > 1)) {
    return;
  }
  if (data->shared) {
    anonmap_purge (data->vm, amp);
  }
  for (uint64_t i = data->amp_first_page + first; i < data->amp_first_page + first + npages; i++) {
    if (!anon_map_drop (amp, i)) {
      g_error ("a page that is unmapped is locked");
    }
  }
}

static uint8_t *segvn_copy_protection (const SegvnData *data, uint64_t first, uint64_t npages)
{
  return data->page_protection ? g_memdup2 (data->page_protection + first, npages) : NULL;
}

/* The segment keeps only NPAGES of its pages from FIRST on; what becomes of the others is settled. */
static void segvn_keep (Segment *segment, uint64_t first, uint64_t npages)
{
  SegvnData *data = segvn_data (segment);
  uint8_t *protection = segvn_copy_protection (data, first, npages);
  g_free (data->page_protection);
  data->page_protection = protection;
  if (data->amp) {
    data->amp_first_page += first;
  }
  segment->base += page_ptob (segment->pages, first);
  segment->size = page_ptob (segment->pages, npages);
  data->swresv = data->shared ? 0 : segment->size;
}

Segment *segvn_split (Segment *segment, uint64_t addr)
{
  SegvnData *data = segvn_data (segment);
  Vm *vm = data->vm;
  uint64_t lower = seg_page (segment, addr);
  uint64_t upper = page_btop (segment->pages, segment_end (segment) - addr);
  if (data->softlockcnt != 0) {
    g_error ("segvn_split: %" G_GUINT64_FORMAT " pages are locked", data->softlockcnt);
  }
  SegvnData *upper_data = g_memdup2 (data, sizeof *data);
  upper_data->page_protection = segvn_copy_protection (data, lower, upper);
  upper_data->swresv = data->shared ? 0 : page_ptob (segment->pages, upper);
  if (data->amp) {
    upper_data->amp_first_page += lower;
    data->amp->references++;
  }
  segvn_keep (segment, 0, lower);
  Segment *second = vm_new_segment (vm, segment->as, addr, page_ptob (segment->pages, upper));
  vm_set_driver (vm, second, &segvn_driver, segment->cached.s_szc, upper_data);
  vm->as.splits++;
  return second;
}

Segment *segvn_isolate (Segment *segment, uint64_t addr, uint64_t size)
{
  if (addr > segment->base) {
    segment = segvn_split (segment, addr);
  }
  if (size < segment->size) {
    segvn_split (segment, addr + size);
  }
  return segment;
}

int segvn_unmap (Segment *segment, uint64_t base, uint64_t size)
{
  if (!segvn_range_is_whole_pages (segment, base, size)) {
    return EINVAL;
  }
  int error_number = segvn_clear_softlocks (segment);
  if (error_number != 0) {
    return error_number;
  }
  if (size == segment->size) {
    seg_free (segment);
    return 0;
  }
  uint64_t first = seg_page (segment, base);
  uint64_t end = first + page_btop (segment->pages, size);
  uint64_t npages = seg_pages (segment);
  segvn_drop_pages (segvn_data (segment), first, end - first);
  if (first > 0 && end < npages) {
    segvn_split (segment, base + size);
    npages = end;
  }
  segvn_keep (segment, first > 0 ? 0 : end, first > 0 ? first : npages - end);
  return 0;
}
