/* working_set.c - a process that uses memory */
#include "page_size.h"
#include "segvn.h"
#include "workload_options.h"

#include <glib.h>

typedef struct {
  Workload base; /* first; its event starts the next batch, or continues the present one */
  const WorkingSetOptions *options;
  WorkingSetCounters *counters;
  uint64_t places;     /* pages of the set at its largest */
  Distribution *place; /* draws a page below `places`; NULL: one page after the other */
  MemoryWaiter waiter;
  Segment *segment;      /* touched last in the present event; else NULL */
  sim_time batch_due;    /* when the present batch should have begun */
  uint64_t batch;        /* number of the present batch */
  uint64_t touches_left; /* touches left in the present batch */
  uint64_t pages;        /* the present size of the set */
  uint64_t made;         /* how many of these pages were made */
  uint64_t next_place;   /* without `place`: the next page to touch */
} WorkingSet;

/* Returns the fraction PART / WHOLE (> 0) of PAGES. */
static uint64_t working_set_share (uint64_t pages, uint64_t part, uint64_t whole)
{
  __extension__ typedef unsigned __int128 uint128;
  return (uint64_t)((uint128)pages * part / whole);
}

/* Returns the size at the fraction PART / WHOLE of the way from FROM to TO. */
static uint64_t working_set_size_between (uint64_t from, uint64_t to, uint64_t part, uint64_t whole)
{
  return to >= from ? from + working_set_share (to - from, part, whole)
                    : from - working_set_share (from - to, part, whole);
}

uint64_t working_set_size_at (const WorkingSetOptions *options, sim_time elapsed_ns)
{
  uint64_t from = options->pages;
  uint64_t to = options->to_pages;
  uint64_t moved = working_set_share (options->rate_pages, elapsed_ns, NS_PER_SEC);
  switch (options->change) {
  case WORKING_SET_GROWING:
    return from + MIN (moved, to - MIN (from, to));
  case WORKING_SET_SHRINKING:
    return from - MIN (moved, from - MIN (from, to));
  case WORKING_SET_PERIODIC: {
    sim_time phase = elapsed_ns % options->period_ns;
    sim_time back = options->period_ns - phase;
    return working_set_size_between (from, to, 2 * MIN (phase, back), options->period_ns);
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
    set->segment = as_segat (set->base.context.as, addr);
  }
  return set->segment;
}

/* Touches ADDR: 0 or an errno value. A touch changes nothing in memory that is not segvn's. */
static int working_set_use (WorkingSet *set, uint64_t addr, bool write, sim_time *ready)
{
  Segment *segment = working_set_find (set, addr);
  if (!segment) {
    return EFAULT;
  }
  return segment_is_segvn (segment) ? segvn_touch (segment, addr, write, ready) : 0;
}

/* Touches page PLACE, and counts the touch in *COUNTER, unless it has to be repeated. Returns false if the
 * process has to wait; the process then goes on by itself. */
static bool working_set_touch (WorkingSet *set, uint64_t place, bool write, uint64_t *counter)
{
  const IoContext *context = &set->base.context;
  WorkingSetCounters *counters = set->counters;
  sim_time now = event_queue_now (context->queue);
  sim_time ready = 0;
  uint64_t addr = context->base + page_ptob (context->vm->pages, place);
  int error_number = working_set_use (set, addr, write, &ready);
  if (error_number == EAGAIN) {
    counters->memory_waits++;
    memory_waiters_add (context->vm->kernel->memory_waiters, &set->waiter, 1);
    return false;
  }
  *counter += 1;
  counters->failed += error_number != 0;
  if (ready > now) {
    counters->page_in_waits++;
    counters->page_in_ns += ready - now;
    event_queue_schedule (context->queue, &set->base.next, ready);
  }
  return ready <= now;
}

/* ---- the size ---- */

static void working_set_give_back (WorkingSet *set, uint64_t first, uint64_t end)
{
  uint64_t addr = set->base.context.base + page_ptob (set->base.context.vm->pages, first);
  uint64_t limit = set->base.context.base + page_ptob (set->base.context.vm->pages, end);
  while (addr < limit) {
    Segment *segment = as_first_from (set->base.context.as, addr);
    if (!segment || segment->base >= limit) {
      return;
    }
    uint64_t from = MAX (addr, segment->base);
    uint64_t to = MIN (limit, segment_end (segment));
    if (segment_is_segvn (segment)) {
      set->counters->given_back += segvn_give_up (segment, from, to - from);
    }
    addr = to;
  }
}

static void working_set_resize (WorkingSet *set, uint64_t pages)
{
  set->counters->pages += pages - set->pages;
  set->pages = pages;
  if (pages < set->made) {
    if (set->options->give_back) {
      working_set_give_back (set, pages, set->made);
    }
    set->made = pages;
  }
}

/* Makes the pages by which the set grew. Returns false if the process has to wait. */
static bool working_set_make (WorkingSet *set)
{
  bool goes_on = true;
  while (goes_on && set->made < set->pages) {
    uint64_t done = 0;
    goes_on = working_set_touch (set, set->made, true, &done);
    set->made += done;
    set->counters->touched_new += done;
  }
  return goes_on;
}

/* ---- the touches ---- */

static uint64_t working_set_choose_place (WorkingSet *set)
{
  if (!set->place) {
    uint64_t place = set->next_place < set->pages ? set->next_place : 0;
    set->next_place = place + 1;
    return place;
  }
  uint64_t place = distribution_draw (set->place, &set->base.random);
  return set->places == set->pages ? place : working_set_share (place, set->pages, set->places);
}

/* Does the batch's touches; false if the process has to wait. After a wait for memory, draws a new page. */
static bool working_set_touch_all (WorkingSet *set)
{
  bool goes_on = true;
  while (goes_on && set->touches_left > 0) {
    uint64_t done = 0;
    uint64_t place = working_set_choose_place (set);
    bool write = random_unit (&set->base.random) < set->options->write;
    goes_on = working_set_touch (set, place, write, &done);
    set->touches_left -= done;
    set->counters->touches += done;
  }
  return goes_on;
}

/* Returns the touches of the present batch, so that each second's batches add up to the rate. */
static uint64_t working_set_batch_touches (const WorkingSet *set)
{
  uint64_t rate = set->options->touch_rate;
  uint64_t batch = set->batch % WORKING_SET_BATCHES_PER_SECOND;
  return rate * (batch + 1) / WORKING_SET_BATCHES_PER_SECOND - rate * batch / WORKING_SET_BATCHES_PER_SECOND;
}

static void working_set_stop (WorkingSet *set)
{
  if (set->options->give_back && !set->base.context.as->exiting) {
    working_set_give_back (set, 0, set->made);
  }
  set->counters->pages -= set->pages;
  set->pages = 0;
  set->made = 0;
}

/* Resizes the set, does the rest of the present batch, and schedules the next batch. */
static void working_set_do_proceed (void *argument)
{
  WorkingSet *set = argument;
  sim_time now = event_queue_now (set->base.context.queue);
  kernel_clock_update (set->base.context.vm->clock);
  set->segment = NULL;
  if (now >= set->base.context.stop || set->base.context.as->exiting) {
    working_set_stop (set);
    return;
  }
  working_set_resize (set, working_set_size_at (set->options, now - set->base.context.start));
  if (!working_set_make (set) || !working_set_touch_all (set)) {
    return;
  }
  set->batch++;
  set->batch_due = MAX (sim_time_add (set->batch_due, WORKING_SET_BATCH_NS), now);
  set->touches_left = working_set_batch_touches (set);
  event_queue_schedule (set->base.context.queue, &set->base.next,
                        MIN (MAX (set->batch_due, now + 1), set->base.context.stop));
}

static void working_set_proceed (WorkingSet *set)
{
  blocking_do (set->base.context.vm, working_set_do_proceed, set);
}

static void working_set_next (Event *event)
{
  working_set_proceed (event_container (event, WorkingSet, base.next));
}

static void working_set_wake (MemoryWaiter *waiter)
{
  working_set_proceed (event_container (waiter, WorkingSet, waiter));
}

static void working_set_clear (void *workload)
{
  WorkingSet *set = workload;
  if (memory_waiter_is_waiting (&set->waiter)) {
    memory_waiters_remove (set->base.context.vm->kernel->memory_waiters, &set->waiter);
  }
}

static void working_set_init (void *workload)
{
  WorkingSet *set = workload;
  const WorkingSetOptions *options = set->options = set->base.options;
  IoContext *context = &set->base.context;
  context->stop = context->to_the_end ? SIM_TIME_NEVER : context->stop;
  set->counters = &context->kinds->working_sets;
  set->places = MAX (options->pages, options->to_pages);
  if (options->places.kind != DISTRIBUTION_CONFIG_SEQUENTIAL) {
    set->place = workload_distribution (&set->base, &options->places, set->places);
  }
  set->batch_due = context->start;
  set->waiter.wake = working_set_wake;
  set->waiter.whose = context->as;
}

/* ---- options ---- */

static const SchemaWord change_words[] = {
  { "fixed", WORKING_SET_FIXED, "it stays" },
  { "growing", WORKING_SET_GROWING, "up to the size `to`, by `rate`" },
  { "shrinking", WORKING_SET_SHRINKING, "down to the size `to`, by `rate`" },
  { "periodic", WORKING_SET_PERIODIC, "evenly to the size `to` and back, once in `period`" },
};

static const SchemaField working_set_fields[] = {
  SCHEMA_KEY ("segment", NAME, WorkingSetOptions, range.segment,
              "the private or shared segment of this process at whose start the set lies", .required = true),
  SCHEMA_KEY ("size", PAGES, WorkingSetOptions, pages,
              "its size, at first; its pages are made when the workload starts",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .required = true),
  SCHEMA_KEY ("change", ENUM, WorkingSetOptions, change, "how the size changes over time",
              .fallback = "fixed", SCHEMA_WORDS (change_words)),
  SCHEMA_KEY ("to", PAGES, WorkingSetOptions, to_pages, "the size that it changes to",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "none"),
  SCHEMA_KEY ("rate", PAGES, WorkingSetOptions, rate_pages, "growing and shrinking: by how much in a second",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "none"),
  SCHEMA_KEY ("period", TIME, WorkingSetOptions, period_ns,
              "periodic: the time from one least size to the next", .range = { 1, SCHEMA_TIME_MAX_NS },
              .absent = "none"),
  SCHEMA_KEY ("touches", UNSIGNED, WorkingSetOptions, touch_rate,
              "pages that it touches in a second, while it does not wait", .fallback = "10000",
              .range = { 0, UINT64_C (100000000) }),
  WORKLOAD_SHARE ("write", WorkingSetOptions, write, "0.5",
                  "the share of touches that change the page, which then has to be written before it can be "
                  "free"),
  SCHEMA_KEY ("places", DISTRIBUTION, WorkingSetOptions, places, "which of its pages it touches",
              .fallback = "uniform", .quantity = DISTRIBUTION_OF_PLACES),
  SCHEMA_KEY ("give_back", BOOL, WorkingSetOptions, give_back,
              "whether pages become free when the set shrinks, and all when it stops; else they stay, until "
              "pageout takes them",
              .fallback = "true"),
};

/* Checks that KEY is given if CHANGE needs it, and only then. */
static void working_set_check_key (const WorkloadCheck *check, const void *member, const char *key,
                                   bool needed, const char *change)
{
  bool given = schema_is_given (check->context, member);
  if (needed && !given) {
    schema_mistake (check->context, NULL, check->place, "%s is missing; a working set that is %s needs it",
                    key, change);
  } else if (given && !needed) {
    schema_mistake (check->context, member, check->place,
                    "%s has no meaning in a working set that is %s; remove it, or say another change", key,
                    change);
  }
}

static void working_set_check_size (const WorkloadCheck *check, const WorkingSetOptions *options,
                                    const uint64_t *pages, const char *key)
{
  if (check->segment_bytes != 0 && *pages > check->segment_bytes / check->context->page_bytes) {
    schema_mistake (check->context, pages, check->place,
                    "%s is more than segment '%s' has; use at most its size, %s", key, options->range.segment,
                    schema_size_text (check->context, check->segment_bytes));
  }
}

static void working_set_check_change (const WorkloadCheck *check, const WorkingSetOptions *set)
{
  bool grows = set->change == WORKING_SET_GROWING;
  bool moves = grows || set->change == WORKING_SET_SHRINKING;
  const char *change = change_words[set->change].word;
  working_set_check_key (check, &set->to_pages, "to", set->change != WORKING_SET_FIXED, change);
  working_set_check_key (check, &set->rate_pages, "rate", moves, change);
  working_set_check_key (check, &set->period_ns, "period", set->change == WORKING_SET_PERIODIC, change);
  if (moves && set->to_pages != 0 && set->pages != 0 && grows != (set->to_pages > set->pages)) {
    schema_mistake (check->context, &set->to_pages, check->place,
                    "a working set that is %s cannot come to this size; use %s than its size at first",
                    change, grows ? "more" : "less");
  }
}

static void working_set_check (const WorkloadCheck *check, const void *user)
{
  const WorkingSetOptions *options = user;
  if (check->is_spt) {
    schema_mistake (check->context, &options->range.segment, check->place,
                    "the pages of segment '%s' are locked in memory, or not there; use a private or shared "
                    "segment",
                    options->range.segment);
  }
  working_set_check_size (check, options, &options->pages, "size");
  working_set_check_size (check, options, &options->to_pages, "to");
  if (schema_is_usable (check->context, &options->change)) {
    working_set_check_change (check, options);
  }
}

const WorkloadKind WORKING_SET_KIND = {
  .schema = { .word = "working_set",
              .doc = "a process that uses memory, without I/O",
              .details =
                  "It touches pages of its working set, which makes them if they are not there, or has them "
                  "read back from swap, and keeps pageout away from them. Where memory has to come first, "
                  "or a page to be read back, it waits and touches nothing meanwhile.",
              SCHEMA_FIELDS (working_set_fields),
              .size = sizeof (WorkingSetOptions) },
  .check = working_set_check,
  .bytes = sizeof (WorkingSet),
  .init = working_set_init,
  .fire = working_set_next,
  .clear = working_set_clear,
};

METRIC_TABLE (WORKING_SET_METRICS, WorkingSetCounters, WORKING_SET_COUNTERS);
