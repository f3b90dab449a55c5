/* segspt.c - attaching, detaching, mlock and madvise of ISM and DISM (surroundings §3) */
#include "as_wait.h"
#include "host_memory.h"
#include "segspt_internal.h"
#include "segvn.h"

#include <glib.h>

/* SEGMENT, without driver as yet, is an attachment of OBJECT, which knows of it. */
static void segspt_init (Segment *segment, SptObject *object)
{
  SptData *data = g_new0 (SptData, 1);
  data->vm = object->vm;
  data->object = object;
  vm_set_driver (object->vm, segment, &segspt_driver, object->szc, data);
}

int segspt_attach (Vm *vm, AddressSpace *as, uint64_t base, const SptAttachment *what, Segment **segment)
{
  SptObject *object;
  Segment *made = vm_new_segment (vm, as, base, page_ptob (vm->pages, what->amp->npages));
  if (!made) {
    return ENOMEM;
  }
  int error_number = spt_object_attach (vm, what, &object);
  if (error_number != 0) {
    vm_discard_segment (vm, made);
    return error_number;
  }
  segspt_init (made, object);
  *segment = made;
  return 0;
}

static int segspt_dup (Segment *segment, Segment *child)
{
  const SptObject *parent = segspt_data (segment)->object;
  SptAttachment what = { .amp = parent->map, .szc = parent->szc, .pageable = parent->pageable };
  SptObject *object;
  int error_number = spt_object_attach (parent->vm, &what, &object);
  if (error_number == 0) {
    segspt_init (child, object);
  }
  return error_number;
}

/* ---- mlock and munlock ---- */

static int segspt_lock_range (Segment *segment, uint64_t first, uint64_t npages)
{
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  if (!data->mlocked) {
    data->mlocked = host_memory_alloc (data->object->map->npages);
  }
  bool changed = false;
  mutex_enter (vm->kernel, &data->object->lock);
  int error_number = spt_object_mlock (data->object, data->mlocked, first, npages, &changed);
  if (changed) {
    spt_list_mark_changed (data->object);
  }
  mutex_exit (vm->kernel, &data->object->lock);
  return error_number;
}

static void segspt_unlock_range (Segment *segment, uint64_t first, uint64_t npages)
{
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  if (!data->mlocked) {
    return;
  }
  bool changed = false;
  mutex_enter (vm->kernel, &data->object->lock);
  spt_object_munlock (data->object, data->mlocked, first, npages, &changed);
  SptList *list = changed ? spt_list_mark_changed (data->object) : NULL;
  mutex_exit (vm->kernel, &data->object->lock);
  if (list) {
    seg_ppurge_wiredpp (vm->pcache, list);
  }
}

static int segspt_mlock (Segment *segment, uint64_t addr, uint64_t size, unsigned lock)
{
  const SptData *data = segspt_data (segment);
  uint64_t first = seg_page (segment, addr);
  if (!data->object->pageable) {
    return 0; /* all of it is locked anyhow */
  }
  if (lock) {
    return segspt_lock_range (segment, first, page_btop (segment->pages, size));
  }
  segspt_unlock_range (segment, first, page_btop (segment->pages, size));
  return 0;
}

/* ---- the rest of the driver ---- */

static void segspt_free (Segment *segment)
{
  SptData *data = segspt_data (segment);
  Vm *vm = data->vm;
  if (data->softlockcnt != 0) {
    g_error ("the segment at 0x%" G_GINT64_MODIFIER "x goes while %" G_GUINT64_FORMAT " pages are locked",
             segment->base, data->softlockcnt);
  }
  segspt_unlock_range (segment, 0, seg_pages (segment));
  if (data->mlocked) {
    host_memory_free (data->mlocked, data->object->map->npages);
  }
  spt_object_detach (data->object);
  kernel_heap_release (vm->segment_addresses, segment->cached.owner.tag);
  g_free (data);
  segment->data = NULL;
}

/* Detaches: all of it or nothing. */
static int segspt_unmap (Segment *segment, uint64_t base, uint64_t size)
{
  const SptData *data = segspt_data (segment);
  if (base != segment->base || size != segment->size) {
    return EINVAL;
  }
  if (data->softlockcnt > 0) {
    segspt_purge (segment);
  }
  if (data->softlockcnt + data->holds > 0) {
    return EAGAIN;
  }
  seg_free (segment);
  return 0;
}

/* Its pages are always readable and writable. */
static int segspt_setprot (Segment *segment, uint64_t addr, uint64_t size, unsigned protection)
{
  (void)segment, (void)addr, (void)size, (void)protection;
  return 0;
}

static int segspt_advise (Segment *segment, uint64_t addr, uint64_t size, unsigned advice)
{
  SptData *data = segspt_data (segment);
  SptObject *object = data->object;
  Vm *vm = data->vm;
  if (advice != SEGMENT_ADVICE_FREE || !object->pageable) {
    return 0;
  }
  mutex_enter (vm->kernel, &object->lock);
  SptList *list = spt_list_mark_changed (object);
  mutex_exit (vm->kernel, &object->lock);
  if (list) {
    seg_ppurge_wiredpp (vm->pcache, list);
    data->holds++;
    spt_list_await_end (object);
    data->holds--;
    as_note_reclaim (segment->as, data->softlockcnt + data->holds, false);
  }
  anon_disclaim (vm, object->map, seg_page (segment, addr), page_btop (segment->pages, size));
  return 0;
}

static bool segspt_can_change_zones (const Segment *segment)
{
  (void)segment;
  return false;
}

const SegmentDriver segspt_driver = {
  .name = "segspt",
  .unmap = segspt_unmap,
  .dup = segspt_dup,
  .changes = { [SEGMENT_CHANGE_PROTECTION] = segspt_setprot,
               [SEGMENT_CHANGE_ADVICE] = segspt_advise,
               [SEGMENT_CHANGE_MLOCK] = segspt_mlock },
  .free = segspt_free,
  .can_change_zones = segspt_can_change_zones,
  .pagelock = segspt_pagelock,
  .softlock = segspt_softlock,
  .pageunlock = segspt_pageunlock,
};
