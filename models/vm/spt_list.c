/* spt_list.c - the shadow list that all attachments of an object share (surroundings §3) */
#include "as_wait.h"
#include "segspt_internal.h"
#include "vm_observer.h"

#include <glib.h>

struct SptList {
  uint64_t npages;  /* that it locks */
  uint64_t claimed; /* of these, paid for from availrmem by the list, since no attachment has mlocked them */
  bool *large;      /* by large page, whether it is in the list; NULL: all are */
};

/* On the stack of the thread that waits. */
struct SptWaiter {
  SptWaiter *next;
  SimThread *thread;
};

uint64_t spt_object_list_pages (const SptObject *object)
{
  return object->list ? object->list->npages : 0;
}

bool spt_object_lists (const SptObject *object, uint64_t i)
{
  const SptList *list = object->list;
  return list && (!list->large || list->large[i / spt_pages_per_large (object)]);
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

/* Puts the large page at FIRST into LIST if a part of it is mlocked. */
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

static void spt_list_unlock_first (const SptObject *object, uint64_t end)
{
  for (uint64_t i = 0; i < end; i++) {
    if (spt_object_lists (object, i)) {
      page_unlock (object->vm->allocator, anon_map_peek_page (object->map, i));
    }
  }
}

/* Unlocked parts of large pages may have been paged out, or be on their way. False, with nothing locked, if they are. */
static bool spt_list_lock_pages (SptObject *object)
{
  sim_time ready = 0;
  for (uint64_t i = 0; i < object->map->npages; i++) {
    if (!spt_object_lists (object, i)) {
      continue;
    }
    PageNumber page = anon_map_peek_page (object->map, i);
    if (page == PAGE_NONE && spt_fault_large (object, i, &ready) == 0) {
      page = anon_map_peek_page (object->map, i);
    }
    if (page == PAGE_NONE || !page_trylock_shared (object->vm->allocator, page)) {
      spt_list_unlock_first (object, i);
      return false;
    }
  }
  return true;
}

bool spt_list_build (SptObject *object, SptRefusal *refusal)
{
  Vm *vm = object->vm;
  SptList *list = object->list = spt_list_new (object);
  bool is_paid = list->claimed == 0 || vm->kernel->availrmem >= SPT_T_MINARMEM + list->claimed;
  if (!is_paid || !spt_list_lock_pages (object)) {
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

/* An I/O may have written any of them. */
static void spt_list_unlock_pages (SptObject *object)
{
  PageAllocator *allocator = object->vm->allocator;
  for (uint64_t i = 0; i < object->map->npages; i++) {
    if (spt_object_lists (object, i)) {
      PageNumber page = anon_map_peek_page (object->map, i);
      page_set_referenced (allocator, page, true);
      page_set_dirty (allocator, page, true);
      page_unlock (allocator, page);
    }
  }
}

void spt_list_free (SptObject *object)
{
  Vm *vm = object->vm;
  SptList *list = object->list;
  spt_list_unlock_pages (object);
  vm->kernel->availrmem += list->claimed;
  vm_count_unlocked (vm, list->npages);
  vm->spt.lists--;
  vm->spt.list_pages -= list->npages;
  object->list = NULL;
  object->list_changed = false;
  object->generation++;
  spt_list_discard (list);
  SptWaiter *next;
  for (SptWaiter *waiter = object->waiters; waiter; waiter = next) {
    next = waiter->next;
    sim_thread_wake (waiter->thread);
  }
  object->waiters = NULL;
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
  SptWaiter waiter = { .thread = vm_current_thread (vm), .next = object->waiters };
  object->waiters = &waiter;
  vm->spt.free_waits++;
  uint64_t number = vm_begin_wait (vm, VM_WAIT_LIST, NULL);
  sim_time end = sim_time_add (event_queue_now (vm->clock->queue), SPT_PCACHE_WAIT_SEC * NS_PER_SEC);
  if (!sim_thread_suspend_until (vm->threads, end)) {
    SptWaiter **link = &object->waiters;
    while (*link != &waiter) {
      link = &(*link)->next;
    }
    *link = waiter.next;
    vm->spt.free_timeouts++;
  }
  vm_end_wait (vm, VM_WAIT_LIST, number);
  kernel_clock_update (vm->clock);
}

void spt_list_claim (SptObject *object, int64_t pages)
{
  object->list->claimed += (uint64_t)pages;
}
