/* segvn_join.c - two neighbours become one segment */
#include "segvn_internal.h"

#include <glib.h>

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

/* The pages of SEGMENT become those of TO from FIRST on. */
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
