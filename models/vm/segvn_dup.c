/* segvn_dup.c - fork: the child's copy of a segment */
#include "page_size.h"
#include "segvn_ops.h"

#include <glib.h>

/* §2: pages of the parent stay locked, so the child cannot share them: all are copied. False if there is not enough memory.
 * What is swapped out comes from there. */
static bool segvn_copy_pages (const SegvnData *data, AnonMap *to, uint64_t npages)
{
  Vm *vm = data->vm;
  uint64_t copied = 0;
  for (uint64_t i = 0; i < npages; i++) {
    if (data->amp->index[data->amp_first_page + i] == ANON_SLOT_NONE) {
      continue;
    }
    if (anon_map_make_page (to, i) == PAGE_NONE) {
      return false;
    }
    copied++;
  }
  vm->as.fork_copies++;
  vm->as.fork_pages += copied;
  vm->as.fork_copy_ns += copied * vm->page_copy_ns;
  return true;
}

/* The child's own map of a private segment; NULL if there is not enough memory. */
static AnonMap *segvn_dup_map (Segment *segment)
{
  SegvnData *data = segvn_data (segment);
  uint64_t npages = btop (segment->size);
  segvn_purge (segment);
  AnonMap *map = segvn_private_map_new (data->vm, npages);
  if (data->softlockcnt == 0) {
    anon_map_share (map, 0, data->amp, data->amp_first_page, npages);
  } else if (!segvn_copy_pages (data, map, npages)) {
    segvn_map_release (data->vm, map);
    return NULL;
  }
  return map;
}

int segvn_dup (Segment *segment, Segment *child)
{
  SegvnData *data = segvn_data (segment);
  AnonMap *amp = data->amp;
  uint64_t amp_first_page = data->amp_first_page;
  if (data->shared) {
    amp->references++;
  } else if (amp) {
    amp = segvn_dup_map (segment);
    amp_first_page = 0;
    if (!amp) {
      return ENOMEM;
    }
  }
  SegvnData *child_data = g_memdup2 (data, sizeof *data);
  child_data->amp = amp;
  child_data->amp_first_page = amp_first_page;
  child_data->softlockcnt = 0;
  if (data->page_protection) {
    child_data->page_protection = g_memdup2 (data->page_protection, btop (segment->size));
  }
  vm_adopt_owner (data->vm, &child->cached.owner);
  child->cached.s_szc = segment->cached.s_szc;
  child->driver = segment->driver;
  child->data = child_data;
  return 0;
}
