/* segvn.c - creating and freeing segments of ordinary memory, and their protections */
#include "segvn.h"

#include "as_wait.h"

#include <string.h>

void segvn_map_release (Vm *vm, AnonMap *map)
{
  if (--map->references == 0) {
    kernel_heap_release (vm->anon_map_addresses, map->owner.tag);
    anon_map_free (map);
  }
}

/* Releases the anon map. The last mapping of a shared map purges its entries, and waits for its unlocks.
 * A private mapping gives up its own part of a map that it shares with segments that were cut from it. */
static void segvn_release_amp (SegvnData *data, uint64_t npages)
{
  AnonMap *amp = data->amp;
  if (!amp) {
    return;
  }
  if (data->shared && amp->references == 1) {
    anonmap_purge (data->vm, amp);
  } else if (!data->shared && amp->references > 1) {
    segvn_drop_pages (data, 0, npages);
  }
  segvn_map_release (data->vm, amp);
}

static void segvn_free (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  if (data->softlockcnt != 0) {
    g_error ("the segment at 0x%" G_GINT64_MODIFIER "x goes while %" G_GUINT64_FORMAT " pages are locked",
             segment->base, data->softlockcnt);
  }
  segvn_release_amp (data, seg_pages (segment));
  kernel_heap_release (data->vm->segment_addresses, segment->cached.owner.tag);
  g_free (data->page_protection);
  g_free (data);
  segment->data = NULL;
}

bool segvn_range_is_whole_pages (const Segment *segment, uint64_t addr, uint64_t size)
{
  uint64_t page = seg_page_bytes (segment);
  return size > 0 && ((addr | size) & (page - 1)) == 0 && addr >= segment->base
         && addr < segment_end (segment) && size <= segment_end (segment) - addr;
}

int segvn_prepare_change (Segment *segment, uint64_t addr, uint64_t size)
{
  const SegvnData *data = segvn_data (segment);
  if (!segvn_range_is_whole_pages (segment, addr, size)) {
    return EINVAL;
  }
  if (data->softlockcnt > 0) {
    segvn_purge (segment); /* does nothing if shared: all locks of the segment are active */
  }
  return data->softlockcnt > 0 ? EAGAIN : 0;
}

static bool segvn_can_change_zones (const Segment *segment)
{
  const SegvnData *data = segvn_data (segment);
  return !(data->shared && data->amp->swresv > 0);
}

static uint64_t segvn_swresv (const Segment *segment)
{
  const SegvnData *data = segvn_data (segment);
  return data->shared ? 0 : data->swresv;
}

const SegmentDriver segvn_driver = {
  .name = "segvn",
  .dup = segvn_dup,
  .changes = { [SEGMENT_CHANGE_UNMAP] = segvn_unmap,
               [SEGMENT_CHANGE_PROTECTION] = segvn_setprot,
               [SEGMENT_CHANGE_PAGE_SIZE] = segvn_setpagesize,
               [SEGMENT_CHANGE_ADVICE] = segvn_advise },
  .free = segvn_free,
  .can_change_zones = segvn_can_change_zones,
  .swresv = segvn_swresv,
  .pagelock = segvn_pagelock,
  .softlock = segvn_softlock,
  .pageunlock = segvn_pageunlock,
};

AnonMap *segvn_amp_new (Vm *vm, uint64_t npages)
{
  AnonMap *amp = anon_map_new (kernel_heap_alloc (vm->anon_map_addresses), npages, &vm->anon);
  amp->swresv = page_ptob (vm->pages, npages);
  vm_adopt_owner (vm, &amp->owner);
  return amp;
}

AnonMap *segvn_private_map_new (Vm *vm, uint64_t npages)
{
  AnonMap *map = segvn_amp_new (vm, npages);
  map->swresv = 0; /* the segment has reserved it already */
  map->references = 1;
  return map;
}

Segment *segvn_create (Vm *vm, AddressSpace *as, uint64_t base, uint64_t size, unsigned szc,
                       unsigned protection, AnonMap *amp, uint64_t amp_first_page)
{
  Segment *segment = vm_new_segment (vm, as, base, size);
  if (!segment) {
    return NULL;
  }
  uint64_t page = page_bytes (segment->pages, szc);
  if (((base | size) & (page - 1)) != 0
      || (amp && amp_first_page + page_btop (segment->pages, size) > amp->npages)) {
    g_error ("segvn_create: %" G_GUINT64_FORMAT " bytes at 0x%" G_GINT64_MODIFIER "x do not fit", size, base);
  }
  SegvnData *data = g_new0 (SegvnData, 1);
  data->vm = vm;
  data->shared = amp != NULL;
  data->amp = amp;
  if (amp) {
    amp->references++;
  }
  data->amp_first_page = amp ? amp_first_page : 0;
  data->protection = (uint8_t)protection;
  data->swresv = amp ? 0 : size;
  vm_set_driver (vm, segment, &segvn_driver, szc, data);
  return segment;
}

void segvn_need_amp (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  if (!data->amp) {
    data->amp = segvn_private_map_new (data->vm, seg_pages (segment));
  }
}

void segvn_purge (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  if (!data->shared && data->softlockcnt > 0) {
    seg_ppurge (data->vm->pcache, &segment->cached, NULL, 0);
  } else if (data->shared && data->softlockcnt == 0 && data->amp->softlockcnt > 0) {
    seg_ppurge (data->vm->pcache, &segment->cached, &data->amp->owner, 0);
  }
}

static bool segvn_pages_are_alike (const SegvnData *data, uint64_t npages)
{
  for (uint64_t i = 1; i < npages; i++) {
    if (data->page_protection[i] != data->page_protection[0]) {
      return false;
    }
  }
  return true;
}

static void segvn_set_page_protection (Segment *segment, uint64_t first, uint64_t npages, unsigned protection)
{
  SegvnData *data = segvn_data (segment);
  uint64_t all = seg_pages (segment);
  if (!data->page_protection) {
    data->page_protection = g_malloc (all);
    memset (data->page_protection, data->protection, all);
  }
  memset (data->page_protection + first, (int)protection, npages);
  if (segvn_pages_are_alike (data, all)) {
    data->protection = (uint8_t)protection;
    g_clear_pointer (&data->page_protection, g_free);
  }
}

int segvn_setprot (Segment *segment, uint64_t addr, uint64_t size, unsigned protection)
{
  int error_number = segvn_prepare_change (segment, addr, size);
  if (error_number == 0) {
    segvn_set_page_protection (segment, seg_page (segment, addr), page_btop (segment->pages, size),
                               protection);
  }
  return error_number;
}
