/* spt_object.c - the pages of ISM and DISM, and the attachments that have them locked (surroundings §3) */
#include "anon_fault.h"
#include "as_wait.h"
#include "host_memory.h"
#include "segspt_internal.h"
#include "segvn.h"

#include <glib.h>

/* ---- pages ---- */

int spt_fault_large (SptObject *object, uint64_t i, sim_time *ready)
{
  uint64_t per_large = spt_pages_per_large (object);
  uint64_t first = i - i % per_large;
  AnonFault fault = { .ready = *ready };
  int error_number = 0;
  for (uint64_t j = first; j < first + per_large && error_number == 0; j++) {
    error_number = anon_fault (object->vm, object->map, j, false, &fault);
  }
  *ready = fault.ready;
  return error_number;
}

/* Faults the page at I in, with the large page that it is in, and locks it. 0, ENOMEM, EAGAIN or EFAULT. */
static int spt_lock_page (SptObject *object, uint64_t i, sim_time *ready, PageNumber *page)
{
  if (anon_map_peek_page (object->map, i) == PAGE_NONE) {
    int error_number = spt_fault_large (object, i, ready);
    if (error_number != 0) {
      return error_number;
    }
  }
  *page = anon_map_peek_page (object->map, i);
  return page_trylock_shared (object->vm->allocator, *page) ? 0 : EFAULT;
}

static void spt_unlock_page (SptObject *object, uint64_t i)
{
  page_unlock (object->vm->allocator, anon_map_peek_page (object->map, i));
}

/* ---- mlock ---- */

/* The first attachment locks the page at I; it is paid for, unless the list has done so already. */
static void spt_charge_page (SptObject *object, uint64_t i)
{
  object->vm->spt.locked_pages++;
  if (spt_object_lists (object, i)) {
    spt_list_claim (object, -1);
  } else {
    object->vm->kernel->availrmem--;
  }
}

/* The last one gives it up. */
static void spt_discharge_page (SptObject *object, uint64_t i)
{
  object->vm->spt.locked_pages--;
  if (spt_object_lists (object, i)) {
    spt_list_claim (object, 1);
  } else {
    object->vm->kernel->availrmem++;
  }
}

/* Whether availrmem is enough to lock those of the pages that are not paid for yet. */
static bool spt_can_charge (const SptObject *object, uint64_t first, uint64_t npages)
{
  uint64_t charge = 0;
  for (uint64_t i = first; i < first + npages; i++) {
    charge += object->mlocks[i] == 0 && !spt_object_lists (object, i);
  }
  return charge == 0 || object->vm->kernel->availrmem >= SPT_T_MINARMEM + charge;
}

static bool spt_page_is_mlocked (const SptObject *object, uint64_t i)
{
  return object->mlocks && object->mlocks[i] > 0;
}

/* Locks those of the pages that no attachment has mlocked. All or none: 0 or ENOMEM. */
static int spt_lock_unlocked (SptObject *object, uint64_t first, uint64_t npages)
{
  for (uint64_t i = first; i < first + npages; i++) {
    PageNumber page;
    sim_time ready = 0;
    if (spt_page_is_mlocked (object, i) || spt_lock_page (object, i, &ready, &page) == 0) {
      continue;
    }
    while (i-- > first) {
      if (!spt_page_is_mlocked (object, i)) {
        spt_unlock_page (object, i);
      }
    }
    return ENOMEM;
  }
  return 0;
}

int spt_object_mlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed)
{
  if (!spt_can_charge (object, first, npages) || spt_lock_unlocked (object, first, npages) != 0) {
    return ENOMEM;
  }
  for (uint64_t i = first; i < first + npages; i++) {
    if (object->mlocks[i] == 0) {
      spt_charge_page (object, i);
      *changed = true;
    }
    if (!mlocked[i]) {
      mlocked[i] = 1;
      object->mlocks[i]++;
    }
  }
  return 0;
}

void spt_object_munlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed)
{
  for (uint64_t i = first; i < first + npages; i++) {
    if (!mlocked[i]) {
      continue;
    }
    mlocked[i] = 0;
    if (--object->mlocks[i] == 0) {
      spt_discharge_page (object, i);
      spt_unlock_page (object, i);
      *changed = true;
    }
  }
}

int spt_object_softlock (SptObject *object, uint64_t first, uint64_t npages, sim_time *ready,
                         ShadowList **list)
{
  Vm *vm = object->vm;
  ShadowList *locked = shadow_list_new (&vm->shadow_lists, npages);
  for (uint64_t i = 0; i < npages; i++) {
    int error_number = spt_lock_page (object, first + i, ready, &locked->pages[i]);
    if (error_number != 0) {
      while (i-- > 0) {
        page_unlock (vm->allocator, locked->pages[i]);
      }
      shadow_list_free (&vm->shadow_lists, locked);
      return error_number;
    }
  }
  vm_count_locked (vm, npages);
  *list = locked;
  return 0;
}

/* ---- from the first attachment to the last ---- */

/* ISM: no page can be paged out from here on. */
static int spt_lock_all (SptObject *object)
{
  Kernel *kernel = object->vm->kernel;
  uint64_t npages = object->map->npages;
  if (kernel->availrmem < SPT_T_MINARMEM + npages || spt_lock_unlocked (object, 0, npages) != 0) {
    return ENOMEM;
  }
  kernel->availrmem -= npages;
  object->vm->spt.locked_pages += npages;
  return 0;
}

static void spt_unlock_all (SptObject *object)
{
  uint64_t npages = object->map->npages;
  for (uint64_t i = 0; i < npages; i++) {
    spt_unlock_page (object, i);
  }
  object->vm->kernel->availrmem += npages;
  object->vm->spt.locked_pages -= npages;
}

static size_t spt_mlocks_bytes (const SptObject *object)
{
  return object->map->npages * sizeof *object->mlocks;
}

static void spt_object_free (SptObject *object)
{
  object->map->spt = NULL;
  if (object->mlocks) {
    host_memory_free (object->mlocks, spt_mlocks_bytes (object));
  }
  g_free (object);
}

int spt_object_attach (Vm *vm, const SptAttachment *what, SptObject **object)
{
  SptObject *found = what->amp->spt;
  if (!found) {
    found = g_new0 (SptObject, 1);
    *found = (SptObject){ .vm = vm, .map = what->amp, .szc = what->szc, .pageable = what->pageable };
    mutex_init (&found->lock, LOCK_CLASS_SPT, what->amp->owner.tag);
    if (found->map->npages % spt_pages_per_large (found) != 0) {
      g_error ("segspt: an object of %" G_GUINT64_FORMAT " pages is not whole large pages",
               found->map->npages);
    }
    if (what->pageable) {
      found->mlocks = host_memory_alloc (spt_mlocks_bytes (found));
    } else if (spt_lock_all (found) != 0) {
      spt_object_free (found);
      return ENOMEM;
    }
    what->amp->spt = found;
  }
  found->references++;
  found->map->references++;
  vm->spt.attachments++;
  *object = found;
  return 0;
}

void spt_object_detach (SptObject *object)
{
  Vm *vm = object->vm;
  AnonMap *map = object->map;
  vm->spt.attachments--;
  if (--object->references == 0) {
    if (object->list) {
      g_error ("segspt: the last attachment goes, and its object still has a shadow list");
    }
    if (!object->pageable) {
      spt_unlock_all (object);
    }
    spt_object_free (object);
  }
  if (map->references == 1) {
    anonmap_purge (vm, map); /* what shared mappings of it have left in the cache */
  }
  segvn_map_release (vm, map);
}
