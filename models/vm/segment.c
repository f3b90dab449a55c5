/* segment.c - the list of segments of an address space (pagelock-cache §10) */
#include "segment.h"

#include <glib.h>

int seg_attach (AddressSpace *as, Segment *segment)
{
  Segment *prev = NULL;
  Segment *next = as->first;
  while (next && segment_end (next) <= segment->base) {
    prev = next;
    next = next->next;
  }
  if (next && next->base < segment_end (segment)) {
    return -1;
  }
  segment->as = as;
  segment->prev = prev;
  segment->next = next;
  *(prev ? &prev->next : &as->first) = segment;
  if (next) {
    next->prev = segment;
  }
  return 0;
}

Segment *seg_alloc (AddressSpace *as, const PageSizes *pages, uint64_t kaddr, uint64_t base, uint64_t size)
{
  uint64_t first = page_floor (pages, base);
  uint64_t end; /* never the top of all addresses: that would wrap to 0 */
  if (__builtin_add_overflow (base, size, &end)
      || __builtin_add_overflow (end, page_offset_mask (pages), &end)) {
    return NULL;
  }
  end = page_floor (pages, end);
  if (end <= first || (as->limit != 0 && end > as->limit)) {
    return NULL;
  }
  Segment *segment = g_new0 (Segment, 1);
  segment->pages = pages;
  segment->base = first;
  segment->size = end - first;
  cache_owner_init (&segment->cached.owner, kaddr);
  if (seg_attach (as, segment) != 0) {
    g_free (segment);
    return NULL;
  }
  return segment;
}

int seg_unmap (Segment *segment)
{
  return segment->driver->changes[SEGMENT_CHANGE_UNMAP](segment, segment->base, segment->size, 0);
}

void seg_free (Segment *segment)
{
  if (cache_owner_has_entries (&segment->cached.owner)) {
    g_error ("seg_free: the segment at 0x%" G_GINT64_MODIFIER "x still has cached entries", segment->base);
  }
  *(segment->prev ? &segment->prev->next : &segment->as->first) = segment->next;
  if (segment->next) {
    segment->next->prev = segment->prev;
  }
  if (segment->data) {
    segment->driver->free (segment);
  }
  g_free (segment);
}

bool seg_can_change_zones (const Segment *segment)
{
  return !segment->driver->can_change_zones || segment->driver->can_change_zones (segment);
}

uint64_t seg_swresv (const Segment *segment)
{
  return segment->driver->swresv ? segment->driver->swresv (segment) : 0;
}

void as_settle_zone (AddressSpace *as)
{
  uint64_t reserved = 0;
  for (const Segment *segment = as->first; segment; segment = segment->next) {
    reserved += seg_swresv (segment);
  }
  if (as->zone) {
    as->zone->swresv += reserved - as->zone_swresv;
    as->zone_swresv = reserved;
  }
}

int seg_inherit_notsup (Segment *segment, unsigned what)
{
  (void)segment, (void)what;
  return ENOTSUP;
}
