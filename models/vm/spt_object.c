/*
 * spt_object.c - the pages of ISM and DISM, which attachments have locked them, and the shadow list that all
 * attachments share (surroundings §3)
 */
#include "as_wait.h"
#include "host_memory.h"
#include "segspt.h"
#include "segvn.h"
#include "vm_observer.h"

struct SptList {
  uint64_t npages;  /* pages that the list locks */
  uint64_t claimed; /* pages that the list pays for from availrmem: no attachment has mlocked them */
  bool *large;      /* by large page, whether the list has it; NULL: the list has all */
};

bool spt_object_lists (const SptObject *object, uint64_t i)
{
  const SptList *list = object->list;
  return list && (!list->large || list->large[i / spt_pages_per_large (object)]);
}

/* ---- locking pages ---- */

/* Faults in the whole large page around page I. 0, ENOMEM or EAGAIN. */
static int spt_fault_large (SptObject *object, uint64_t i, sim_time *ready)
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

/* Faults in the whole large page around page I, and locks page I. 0, ENOMEM, EAGAIN or EFAULT. */
static int spt_lock_page (SptObject *object, uint64_t i, sim_time *ready)
{
  if (anon_map_peek_page (object->map, i) == PAGE_NONE) {
    int error_number = spt_fault_large (object, i, ready);
    if (error_number != 0) {
      return error_number;
    }
  }
  return page_trylock_shared (object->vm->allocator, anon_map_peek_page (object->map, i)) ? 0 : EFAULT;
}

static void spt_unlock_page (SptObject *object, uint64_t i)
{
  page_unlock (object->vm->allocator, anon_map_peek_page (object->map, i));
}

/* Whether spt_lock_pages is to lock page I. */
typedef bool (*SptChoice) (const SptObject *object, uint64_t i);

static bool spt_is_any_page (const SptObject *object, uint64_t i)
{
  (void)object, (void)i;
  return true;
}

static bool spt_is_not_mlocked (const SptObject *object, uint64_t i)
{
  return !object->mlocks || object->mlocks[i] == 0;
}

/* Locks the pages that CHOICE accepts of the NPAGES from FIRST on, or none: 0, ENOMEM, EAGAIN or EFAULT. */
static int spt_lock_pages (SptObject *object, uint64_t first, uint64_t npages, SptChoice choice,
                           sim_time *ready)
{
  int error_number = 0;
  uint64_t end = first;
  while (end < first + npages && error_number == 0) {
    error_number = choice (object, end) ? spt_lock_page (object, end, ready) : 0;
    end += error_number == 0;
  }
  while (error_number != 0 && end-- > first) {
    if (choice (object, end)) {
      spt_unlock_page (object, end);
    }
  }
  return error_number;
}

int spt_object_softlock (SptObject *object, uint64_t first, uint64_t npages, sim_time *ready,
                         ShadowList **list)
{
  Vm *vm = object->vm;
  int error_number = spt_lock_pages (object, first, npages, spt_is_any_page, ready);
  if (error_number == 0) {
    *list = shadow_list_new (&vm->shadow_lists, npages);
    for (uint64_t i = 0; i < npages; i++) {
      (*list)->pages[i] = anon_map_peek_page (object->map, first + i);
    }
    vm_count_locked (vm, npages);
  }
  return error_number;
}

/* ---- paying for locked pages, from availrmem ---- */

static bool spt_can_pay (const SptObject *object, uint64_t npages)
{
  return npages == 0 || object->vm->kernel->availrmem >= SPT_T_MINARMEM + npages;
}

/* Takes PAGES pages from I on out of availrmem when a first attachment locks them; gives them back (PAGES <
 * 0) when the last one unlocks them. Availrmem stays if the list has the pages: only the payer changes. */
static void spt_pay (SptObject *object, uint64_t i, int64_t pages)
{
  object->vm->spt.locked_pages += (uint64_t)pages;
  if (spt_object_lists (object, i)) {
    object->list->claimed -= (uint64_t)pages;
  } else {
    object->vm->kernel->availrmem -= (uint64_t)pages;
  }
}

/* ---- mlock ---- */

int spt_object_mlock (SptObject *object, uint8_t *mlocked, uint64_t first, uint64_t npages, bool *changed)
{
  uint64_t unpaid = 0;
  for (uint64_t i = first; i < first + npages; i++) {
    unpaid += object->mlocks[i] == 0 && !spt_object_lists (object, i);
  }
  sim_time ready = 0;
  if (!spt_can_pay (object, unpaid)
      || spt_lock_pages (object, first, npages, spt_is_not_mlocked, &ready) != 0) {
    return ENOMEM;
  }
  for (uint64_t i = first; i < first + npages; i++) {
    if (object->mlocks[i] == 0) {
      spt_pay (object, i, 1);
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
      spt_pay (object, i, -1);
      spt_unlock_page (object, i);
      *changed = true;
    }
  }
}

bool spt_is_mlocked (const SptObject *object, uint64_t i)
{
  uint64_t per_large = spt_pages_per_large (object);
  uint64_t first = i - i % per_large;
  for (uint64_t j = first; j < first + per_large; j++) {
    if (object->mlocks[j] > 0) {
      return true;
    }
  }
  return false;
}

/* ---- the shadow list ---- */

/* Adds the large page at FIRST to LIST if a part of this page is mlocked. */
static void spt_list_consider (const SptObject *object, SptList *list, uint64_t first)
{
  uint64_t per_large = spt_pages_per_large (object);
  uint64_t mlocked = 0;
  for (uint64_t i = first; i < first + per_large; i++) {
    mlocked += object->mlocks[i] > 0;
  }
  if (mlocked > 0) {
    list->large[first / per_large] = true;
    list->npages += per_large;
    list->claimed += per_large - mlocked;
  }
}

static SptList *spt_list_new (const SptObject *object)
{
  SptList *list = g_new0 (SptList, 1);
  uint64_t npages = object->map->npages;
  if (!object->pageable) {
    list->npages = npages;
    return list;
  }
  list->large = g_new0 (bool, npages / spt_pages_per_large (object));
  for (uint64_t i = 0; i < npages; i += spt_pages_per_large (object)) {
    spt_list_consider (object, list, i);
  }
  return list;
}

static void spt_list_discard (SptList *list)
{
  g_free (list->large);
  g_free (list);
}

/* Fails if unlocked parts of large pages are paged out, or are being paged out. */
bool spt_list_build (SptObject *object, SptRefusal *refusal)
{
  Vm *vm = object->vm;
  SptList *list = object->list = spt_list_new (object);
  sim_time ready = 0;
  bool is_paid = spt_can_pay (object, list->claimed);
  if (!is_paid || spt_lock_pages (object, 0, object->map->npages, spt_object_lists, &ready) != 0) {
    *refusal = is_paid ? SPT_REFUSED_PAGED_OUT : SPT_REFUSED_AVAILRMEM;
    object->list = NULL;
    spt_list_discard (list);
    return false;
  }
  vm->kernel->availrmem -= list->claimed;
  vm_count_locked (vm, list->npages);
  vm->spt.list_builds++;
  vm->spt.lists++;
  vm->spt.list_pages += list->npages;
  return true;
}

void spt_list_free (SptObject *object)
{
  Vm *vm = object->vm;
  SptList *list = object->list;
  for (uint64_t i = 0; i < object->map->npages; i++) {
    if (spt_object_lists (object, i)) { /* an I/O may have written the page */
      vm_unlock_page (vm, anon_map_peek_page (object->map, i), S_WRITE);
    }
  }
  vm->kernel->availrmem += list->claimed;
  vm_count_unlocked (vm, list->npages);
  vm->spt.lists--;
  vm->spt.list_pages -= list->npages;
  object->list = NULL;
  object->list_changed = false;
  spt_list_discard (list);
  vm_wake_waiters (&object->waiters);
}

SptList *spt_list_mark_changed (SptObject *object)
{
  if (object->list && !object->list_changed) {
    object->list_changed = true;
    object->vm->spt.lists_changed++;
  }
  return object->list;
}

void spt_list_await_end (SptObject *object)
{
  Vm *vm = object->vm;
  if (!object->list) {
    return;
  }
  VmWaiter waiter = { .thread = vm_current_thread (vm), .next = object->waiters };
  object->waiters = &waiter;
  vm->spt.free_waits++;
  uint64_t number = vm_begin_wait (vm, VM_WAIT_LIST, NULL);
  sim_time end = sim_time_add (event_queue_now (vm->clock->queue), SPT_PCACHE_WAIT_SEC * NS_PER_SEC);
  if (!sim_thread_suspend_until (vm->threads, end)) {
    VmWaiter **link = &object->waiters;
    while (*link != &waiter) {
      link = &(*link)->next;
    }
    *link = waiter.next;
    vm->spt.free_timeouts++;
  }
  vm_end_wait (vm, VM_WAIT_LIST, number);
  kernel_clock_update (vm->clock);
}

/* ---- from the first attachment to the last ---- */

/* Locks all pages of ISM, so that none can be paged out from here on. */
static int spt_lock_all (SptObject *object)
{
  uint64_t npages = object->map->npages;
  sim_time ready = 0;
  if (!spt_can_pay (object, npages) || spt_lock_pages (object, 0, npages, spt_is_any_page, &ready) != 0) {
    return ENOMEM;
  }
  spt_pay (object, 0, (int64_t)npages);
  return 0;
}

static void spt_unlock_all (SptObject *object)
{
  for (uint64_t i = 0; i < object->map->npages; i++) {
    spt_unlock_page (object, i);
  }
  spt_pay (object, 0, -(int64_t)object->map->npages);
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
    anonmap_purge (vm, map); /* entries that shared mappings of the map left in the cache */
  }
  segvn_map_release (vm, map);
}
