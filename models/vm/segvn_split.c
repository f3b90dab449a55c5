/* segvn_split.c - cutting, joining and unmapping segments, and changes that need a whole segment */
#include "as_wait.h"
#include "segvn.h"

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

/* Cuts SEGMENT down to NPAGES of its pages from FIRST on; the caller has dealt with the others. */
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

/* Cuts SEGMENT at ADDR within it; returns the upper part. No page of SEGMENT may be locked. */
static Segment *segvn_split (Segment *segment, uint64_t addr)
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

/* Cuts SEGMENT so that SIZE bytes at ADDR become a segment; returns it. No page may be locked. */
static Segment *segvn_isolate (Segment *segment, uint64_t addr, uint64_t size)
{
  if (addr > segment->base) {
    segment = segvn_split (segment, addr);
  }
  if (size < segment->size) {
    segvn_split (segment, addr + size);
  }
  return segment;
}

int segvn_unmap (Segment *segment, uint64_t base, uint64_t size, unsigned unused)
{
  (void)unused;
  int error_number = segvn_prepare_change (segment, base, size);
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

/* ---- join ---- */

static bool segvn_are_alike (const Segment *before, const Segment *after)
{
  if (!segment_is_segvn (before) || !segment_is_segvn (after) || segment_end (before) != after->base) {
    return false;
  }
  const SegvnData *a = segvn_data (before);
  const SegvnData *b = segvn_data (after);
  return !a->shared && !b->shared && before->cached.s_szc == after->cached.s_szc && !a->page_protection
         && !b->page_protection && a->protection == b->protection && a->access == b->access;
}

/* Moves the pages of SEGMENT to TO, from page FIRST on, and releases SEGMENT's own map. */
static void segvn_move_pages (Segment *segment, AnonMap *to, uint64_t first)
{
  SegvnData *data = segvn_data (segment);
  if (data->amp) {
    anon_map_move (to, first, data->amp, data->amp_first_page, seg_pages (segment));
    segvn_map_release (data->vm, data->amp);
    data->amp = NULL;
  }
}

bool segvn_join (Segment *before, Segment *after)
{
  if (!segvn_are_alike (before, after)) {
    return false;
  }
  SegvnData *data = segvn_data (before);
  Vm *vm = data->vm;
  if (data->softlockcnt > 0 || segvn_data (after)->softlockcnt > 0) {
    vm->as.joins_refused++;
    return false;
  }
  if (data->amp || segvn_data (after)->amp) {
    AnonMap *amp = segvn_private_map_new (vm, seg_pages (before) + seg_pages (after));
    segvn_move_pages (before, amp, 0);
    segvn_move_pages (after, amp, seg_pages (before));
    data->amp = amp;
    data->amp_first_page = 0;
  }
  before->size += after->size;
  data->swresv += segvn_data (after)->swresv;
  after->base = segment_end (after); /* empty now, so that nothing overlaps */
  after->size = 0;
  seg_free (after);
  vm->as.joins++;
  return true;
}

/* ---- page sizes ---- */

/* Whether large pages fit: at multiples of their size, also in a shared map, with one protection each. */
static bool segvn_has_room_for (const Segment *segment, uint64_t addr, uint64_t size, unsigned szc)
{
  const SegvnData *data = segvn_data (segment);
  uint64_t page = page_bytes (segment->pages, szc);
  uint64_t first = seg_page (segment, addr);
  if (((addr | size) & (page - 1)) != 0
      || (data->shared && ((data->amp_first_page + first) & (page_btop (segment->pages, page) - 1)) != 0)) {
    return false;
  }
  for (uint64_t i = first; data->page_protection && i < first + page_btop (segment->pages, size); i++) {
    uint64_t first_of_large = i - (i - first) % page_btop (segment->pages, page);
    if (data->page_protection[i] != data->page_protection[first_of_large]) {
      return false;
    }
  }
  return true;
}

int segvn_setpagesize (Segment *segment, uint64_t addr, uint64_t size, unsigned szc)
{
  if (segment->cached.s_szc == szc) {
    return 0;
  }
  if (!segvn_has_room_for (segment, addr, size, szc)) {
    return EINVAL;
  }
  int error_number = segvn_prepare_change (segment, addr, size);
  if (error_number == 0) {
    segvn_isolate (segment, addr, size)->cached.s_szc = (uint8_t)szc;
  }
  return error_number;
}

/* ---- madvise ---- */

void anon_disclaim (Vm *vm, AnonMap *amp, uint64_t first, uint64_t npages)
{
  for (uint64_t i = first; i < first + npages; i++) {
    bool free =
        anon_map_peek_page (amp, i) != PAGE_NONE && !anon_map_is_shared (amp, i) && anon_map_drop (amp, i);
    *(free ? &vm->as.madv_free_hits : &vm->as.madv_free_misses) += 1;
  }
}

/* Access advice is kept for a whole segment, so the range becomes a segment of its own. */
int segvn_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice)
{
  SegvnData *data = segvn_data (segment);
  if (!segvn_range_is_whole_pages (segment, addr, size)) {
    return EINVAL;
  }
  segvn_purge (segment);
  if (advice == SEGMENT_ADVICE_FREE) {
    if (data->amp) {
      anon_disclaim (data->vm, data->amp, data->amp_first_page + seg_page (segment, addr),
                     page_btop (segment->pages, size));
    }
    return 0;
  }
  if (data->softlockcnt > 0) {
    return EAGAIN;
  }
  if (data->access != (SegmentAdvice)advice) {
    segvn_data (segvn_isolate (segment, addr, size))->access = (SegmentAdvice)advice;
  }
  return 0;
}
