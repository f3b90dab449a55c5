#include "working_set.h"

#include "blocking.h"
#include "page_size.h"
#include "segvn_touch.h"

#include <glib.h>

typedef struct {
  Workload workload; /* first */
  IoContext context;
  WorkingSetOptions options;
  Random random;
  Event next;
  MemoryWaiter waiter;
  Segment *segment;      /* that was touched last, as long as one event goes on */
  sim_time batch_due;    /* when the present batch was to begin */
  uint64_t batch;        /* its number */
  uint64_t touches_left; /* of it */
  uint64_t pages;        /* the size that the set has, */
  uint64_t made;         /* of which so many pages were made */
  uint64_t next_place;   /* one after the other */
} WorkingSet;

/* A part of PAGES: PART of WHOLE (> 0). */
static uint64_t share_of (uint64_t pages, uint64_t part, uint64_t whole)
{
  __extension__ typedef unsigned __int128 uint128;
  return (uint64_t)((uint128)pages * part / whole);
}

/* From FROM towards TO, PART of WHOLE of the way. */
static uint64_t size_between (uint64_t from, uint64_t to, uint64_t part, uint64_t whole)
{
  return to >= from ? from + share_of (to - from, part, whole) : from - share_of (from - to, part, whole);
}

uint64_t working_set_size_at (const WorkingSetOptions *options, sim_time elapsed_ns)
{
  uint64_t from = options->pages;
  uint64_t to = options->to_pages;
  uint64_t moved = share_of (options->rate_pages, elapsed_ns, NS_PER_SEC);
  switch (options->change) {
  case WORKING_SET_GROWING:
    return from + MIN (moved, to - MIN (from, to));
  case WORKING_SET_SHRINKING:
    return from - MIN (moved, from - MIN (from, to));
  case WORKING_SET_PERIODIC: {
    sim_time phase = elapsed_ns % options->period_ns;
    sim_time back = options->period_ns - phase;
    return size_between (from, to, 2 * MIN (phase, back), options->period_ns);
  }
  case WORKING_SET_FIXED:
  default:
    return from;
  }
}

static Segment *working_set_find (WorkingSet *set, uint64_t addr)
{
  const Segment *known = set->segment;
  if (!known || addr < known->base || addr >= segment_end (known)) {
    set->segment = as_segat (set->context.as, addr);
  }
  return set->segment;
}

/* 0 or an errno value. Memory that is not segvn's stays where it is, whether it is touched or not. */
static int working_set_use (WorkingSet *set, uint64_t addr, bool write, sim_time *ready)
{
  Segment *segment = working_set_find (set, addr);
  if (!segment) {
    return EFAULT;
  }
  return segment_is_segvn (segment) ? segvn_touch (segment, addr, write, ready) : 0;
}

static void working_set_wait_for_memory (WorkingSet *set)
{
  set->options.counters->memory_waits++;
  memory_waiters_add (set->context.vm->kernel->memory_waiters, &set->waiter, 1);
}

static void working_set_wait_for_page (WorkingSet *set, sim_time ready)
{
  WorkingSetCounters *counters = set->options.counters;
  counters->page_in_waits++;
  counters->page_in_ns += ready - event_queue_now (set->context.queue);
  event_queue_schedule (set->context.queue, &set->next, ready);
}

typedef enum { TOUCH_DONE, TOUCH_DONE_AND_WAITS, TOUCH_WAITS } TouchResult;

/* Touches page PLACE. If the process has to wait, it will go on by itself. */
static TouchResult working_set_touch (WorkingSet *set, uint64_t place, bool write)
{
  uint64_t addr = set->context.base + ptob (place);
  sim_time ready = 0;
  int error_number = working_set_use (set, addr, write, &ready);
  if (error_number == EAGAIN) {
    working_set_wait_for_memory (set);
    return TOUCH_WAITS;
  }
  set->options.counters->failed += error_number != 0;
  if (ready > event_queue_now (set->context.queue)) {
    working_set_wait_for_page (set, ready);
    return TOUCH_DONE_AND_WAITS;
  }
  return TOUCH_DONE;
}

/* ---- the size ---- */

static void working_set_give_back (WorkingSet *set, uint64_t first, uint64_t end)
{
  uint64_t addr = set->context.base + ptob (first);
  uint64_t limit = set->context.base + ptob (end);
  while (addr < limit) {
    Segment *segment = as_first_from (set->context.as, addr);
    if (!segment || segment->base >= limit) {
      return;
    }
    uint64_t from = MAX (addr, segment->base);
    uint64_t to = MIN (limit, segment_end (segment));
    if (segment_is_segvn (segment)) {
      set->options.counters->given_back += segvn_give_up (segment, from, to - from);
    }
    addr = to;
  }
}

static void working_set_resize (WorkingSet *set, uint64_t pages)
{
  set->options.counters->pages += pages - set->pages;
  set->pages = pages;
  if (pages < set->made) {
    if (set->options.give_back) {
      working_set_give_back (set, pages, set->made);
    }
    set->made = pages;
  }
}

/* Makes the pages by which the set grew. False if the process has to wait. */
static bool working_set_make (WorkingSet *set)
{
  while (set->made < set->pages) {
    TouchResult result = working_set_touch (set, set->made, true);
    if (result == TOUCH_WAITS) {
      return false;
    }
    set->made++;
    set->options.counters->touched_new++;
    if (result == TOUCH_DONE_AND_WAITS) {
      return false;
    }
  }
  return true;
}

/* ---- the touches ---- */

static uint64_t working_set_choose_place (WorkingSet *set)
{
  const WorkingSetOptions *options = &set->options;
  if (!options->place) {
    uint64_t place = set->next_place < set->pages ? set->next_place : 0;
    set->next_place = place + 1;
    return place;
  }
  uint64_t place = distribution_draw (options->place, &set->random);
  return options->places == set->pages ? place : share_of (place, set->pages, options->places);
}

/* False if the process has to wait. A touch that has to wait for memory is drawn anew after that. */
static bool working_set_touch_all (WorkingSet *set)
{
  while (set->touches_left > 0) {
    uint64_t place = working_set_choose_place (set);
    bool write = random_unit (&set->random) < set->options.write;
    TouchResult result = working_set_touch (set, place, write);
    if (result == TOUCH_WAITS) {
      return false;
    }
    set->touches_left--;
    set->options.counters->touches++;
    if (result == TOUCH_DONE_AND_WAITS) {
      return false;
    }
  }
  return true;
}

/* How many touches a whole rate makes of batch number BATCH. */
static uint64_t working_set_batch_touches (const WorkingSet *set)
{
  uint64_t rate = set->options.touch_rate;
  uint64_t batch = set->batch % WORKING_SET_BATCHES_PER_SECOND;
  return rate * (batch + 1) / WORKING_SET_BATCHES_PER_SECOND - rate * batch / WORKING_SET_BATCHES_PER_SECOND;
}

static void working_set_stop (WorkingSet *set)
{
  if (set->options.give_back && !set->context.as->exiting) {
    working_set_give_back (set, 0, set->made);
  }
  set->options.counters->pages -= set->pages;
  set->pages = 0;
  set->made = 0;
}

/* Goes on where it was: with the size, the present batch, and then with the next ones. */
static void working_set_do_proceed (void *argument)
{
  WorkingSet *set = argument;
  sim_time now = event_queue_now (set->context.queue);
  kernel_clock_update (set->context.vm->clock);
  set->segment = NULL;
  if (now >= set->context.stop || set->context.as->exiting) {
    working_set_stop (set);
    return;
  }
  working_set_resize (set, working_set_size_at (&set->options, now - set->context.start));
  if (!working_set_make (set) || !working_set_touch_all (set)) {
    return;
  }
  set->batch++;
  set->batch_due = MAX (sim_time_add (set->batch_due, WORKING_SET_BATCH_NS), now);
  set->touches_left = working_set_batch_touches (set);
  event_queue_schedule (set->context.queue, &set->next,
                        MIN (MAX (set->batch_due, now + 1), set->context.stop));
}

static void working_set_proceed (WorkingSet *set)
{
  blocking_do (set->context.vm, working_set_do_proceed, set);
}

static void working_set_next (Event *event)
{
  working_set_proceed (event_container (event, WorkingSet, next));
}

static void working_set_wake (MemoryWaiter *waiter)
{
  working_set_proceed ((WorkingSet *)(void *)((char *)waiter - offsetof (WorkingSet, waiter)));
}

static void working_set_free (Workload *base)
{
  WorkingSet *set = (WorkingSet *)(void *)base;
  if (memory_waiter_is_waiting (&set->waiter)) {
    memory_waiters_remove (set->context.vm->kernel->memory_waiters, &set->waiter);
  }
  if (event_is_pending (&set->next)) {
    event_queue_cancel (set->context.queue, &set->next);
  }
  g_free (set);
}

Workload *working_set_new (const IoContext *context, const WorkingSetOptions *options)
{
  WorkingSet *set = g_new0 (WorkingSet, 1);
  set->workload.free = working_set_free;
  set->context = *context;
  set->options = *options;
  set->batch_due = context->start;
  set->waiter.wake = working_set_wake;
  set->waiter.whose = context->as;
  random_init (&set->random, options->seed, options->run, options->stream);
  event_init (&set->next, working_set_next, WORKLOAD_EVENT_START);
  event_queue_schedule (context->queue, &set->next, context->start);
  return &set->workload;
}
