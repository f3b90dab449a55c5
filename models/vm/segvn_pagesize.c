/* segvn_pagesize.c - a mapping gets pages of another size (surroundings §2, Purges) */
#include "segvn_internal.h"

/* Large pages lie at multiples of their size, also in the map that others may see; their small pages have one
 * protection. */
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
  if (!segvn_range_is_whole_pages (segment, addr, size) || !segvn_has_room_for (segment, addr, size, szc)) {
    return EINVAL;
  }
  int error_number = segvn_clear_softlocks (segment);
  if (error_number == 0) {
    segvn_isolate (segment, addr, size)->cached.s_szc = (uint8_t)szc;
  }
  return error_number;
}
