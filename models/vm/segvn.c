#include "segvn.h"

#include "page_size.h"

#include <glib.h>
#include <string.h>

static void segvn_release_amp (SegvnData *data)
{
  AnonMap *amp = data->amp;
  if (!amp || --amp->references > 0) {
    return;
  }
  if (data->shared) {
    seg_ppurge (data->vm->pcache, NULL, &amp->owner, 0);
  }
  if (pcache_owner_has_entries (&amp->owner) || (data->shared && amp->softlockcnt != 0)) {
    g_error ("the last segment of an anon map goes while %" G_GUINT64_FORMAT " of its pages are locked",
             amp->softlockcnt);
  }
  kernel_heap_release (data->vm->anon_map_addresses, amp->owner.tag);
  anon_map_free (amp);
}

static void segvn_free (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  if (data->softlockcnt != 0) {
    g_error ("the segment at 0x%" G_GINT64_MODIFIER "x goes while %" G_GUINT64_FORMAT " pages are locked",
             segment->base, data->softlockcnt);
  }
  segvn_release_amp (data);
  kernel_heap_release (data->vm->segment_addresses, segment->cached.owner.tag);
  g_free (data->page_protection);
  g_free (data);
  segment->data = NULL;
}

/* §2: what a change of the mapping meets with while pages are locked. 0: it may go on. */
static int segvn_wait_for_softlocks (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  if (data->softlockcnt > 0) {
    segvn_purge (segment); /* nothing if it is shared: its locks are active */
  }
  return data->softlockcnt > 0 ? EAGAIN : 0;
}

/* The whole segment: it is gone after that. */
static int segvn_unmap (Segment *segment, uint64_t base, uint64_t size)
{
  if (base != segment->base || size != segment->size) {
    return EINVAL;
  }
  int error_number = segvn_wait_for_softlocks (segment);
  if (error_number == 0) {
    seg_free (segment);
  }
  return error_number;
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

static const SegmentDriver segvn_driver = {
  .name = "segvn",
  .unmap = segvn_unmap,
  .free = segvn_free,
  .can_change_zones = segvn_can_change_zones,
  .swresv = segvn_swresv,
};

bool segment_is_segvn (const Segment *segment)
{
  return segment->driver == &segvn_driver;
}

AnonMap *segvn_amp_new (Vm *vm, uint64_t npages)
{
  AnonMap *amp = anon_map_new (kernel_heap_alloc (vm->anon_map_addresses), npages, &vm->anon);
  amp->swresv = ptob (npages);
  vm_adopt_owner (vm, &amp->owner);
  return amp;
}

Segment *segvn_create (Vm *vm, AddressSpace *as, uint64_t base, uint64_t size, unsigned szc,
                       unsigned protection, AnonMap *amp, uint64_t amp_first_page)
{
  uint64_t kaddr = kernel_heap_alloc (vm->segment_addresses);
  Segment *segment = seg_alloc (as, kaddr, base, size);
  if (!segment) {
    kernel_heap_release (vm->segment_addresses, kaddr);
    return NULL;
  }
  uint64_t page = UINT64_C (1) << page_get_shift (szc);
  if (((base | size) & (page - 1)) != 0 || (amp && amp_first_page + btop (size) > amp->npages)) {
    g_error ("segvn_create: %" G_GUINT64_FORMAT " bytes at 0x%" G_GINT64_MODIFIER "x do not fit", size, base);
  }
  vm_adopt_owner (vm, &segment->cached.owner);
  segment->cached.s_szc = (uint8_t)szc;
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
  segment->driver = &segvn_driver;
  segment->data = data;
  return segment;
}

void segvn_need_amp (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  if (!data->amp) {
    data->amp = segvn_amp_new (data->vm, btop (segment->size));
    data->amp->swresv = 0; /* the segment has reserved it already */
    data->amp->references++;
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
  uint64_t all = btop (segment->size);
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
  uint64_t page = UINT64_C (1) << page_get_shift (segment->cached.s_szc);
  if (size == 0 || ((addr | size) & (page - 1)) != 0 || addr < segment->base
      || size > segment_end (segment) - addr) {
    return EINVAL;
  }
  int error_number = segvn_wait_for_softlocks (segment);
  if (error_number == 0) {
    segvn_set_page_protection (segment, btop (addr - segment->base), btop (size), protection);
  }
  return error_number;
}
