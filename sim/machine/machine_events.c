/* machine_events.c - passes what happens in a running machine to a trace of events */
#include "machine_events.h"

#include "cache_observer.h"
#include "machine_internal.h"
#include "vm_observer.h"

struct MachineEvents {
  Machine *machine;
  MachinePlaces *places;
  EventTrace *trace;
  VmObserver vm_observer;
  MemoryWaitObserver memory_observer;
};

static void events_add (MachineEvents *events, EventRecordType type, uint32_t place, const uint64_t *values)
{
  event_trace_add (events->trace, event_queue_now (events->machine->core.queue), type, place, values);
}

static uint32_t events_place_of (MachineEvents *events, CacheSeg *seg, CacheOwner *owner)
{
  return machine_places_of_owner (events->places, seg ? &seg->owner : owner);
}

static uint32_t events_place_of_request (MachineEvents *events, const CacheRequest *request)
{
  return events_place_of (events, request->seg, request->range.owner);
}

static void events_add_memory (MachineEvents *events)
{
  if (!event_trace_wants (events->trace, EVENT_MEMORY)) {
    return;
  }
  const Kernel *kernel = &events->machine->core.kernel;
  CacheState state = cache_get_state (events->machine->core.pcache);
  const uint64_t values[] = { kernel->freemem,      kernel->needfree,
                              state.plocked_window, state.plocked - state.plocked_window,
                              state.entries,        state.entries_active,
                              state.disabled };
  events_add (events, EVENT_RECORD_MEMORY, EVENT_PLACE_COUNTERS, values);
}

/* ---- the cache ---- */

static void events_looked_up (void *user, const CacheRequest *request, const void *shadow_list,
                              CacheMiss miss)
{
  (void)miss;
  MachineEvents *events = user;
  if (!shadow_list) {
    return; /* events_missed () records it, with the reason */
  }
  const CacheRange *range = &request->range;
  const uint64_t values[] = { range->owner->tag, range->addr, range->len, request->rw };
  events_add (events, EVENT_RECORD_HIT, events_place_of_request (events, request), values);
}

static void events_decided (void *user, const CacheRequest *request, CacheAdmission admission, bool by_insert)
{
  MachineEvents *events = user;
  const CacheRange *range = &request->range;
  uint32_t place = events_place_of_request (events, request);
  if (admission != CACHE_ADMITTED) {
    const uint64_t values[] = { admission, by_insert, range->owner->tag, range->addr, range->len };
    events_add (events, EVENT_RECORD_REFUSAL, place, values);
  } else if (by_insert) {
    const uint64_t values[] = { range->owner->tag, range->addr, range->len, request->rw,
                                range->flags & SEGP_FORCE_WIRED };
    events_add (events, EVENT_RECORD_INSERT, place, values);
  }
}

static void events_removed (void *user, const CacheRemoval *removal)
{
  MachineEvents *events = user;
  const CacheRange *range = &removal->range;
  const uint64_t values[] = { removal->cause, removal->purge, range->owner->tag,
                              range->addr,    range->len,     range->flags & SEGP_FORCE_WIRED };
  events_add (events, EVENT_RECORD_REMOVAL, events_place_of (events, NULL, range->owner), values);
}

static void events_reclaimed (void *user, const CacheReclaimed *reclaimed)
{
  MachineEvents *events = user;
  const uint64_t values[] = { reclaimed->owner->tag, reclaimed->addr,  reclaimed->len,
                              reclaimed->rw,         reclaimed->async, reclaimed->was_cached };
  events_add (events, EVENT_RECORD_RECLAIM, events_place_of (events, NULL, reclaimed->owner), values);
}

static uint32_t events_place_of_purge (MachineEvents *events, const CachePurge *purge)
{
  return purge->owner ? events_place_of (events, purge->seg, purge->owner) : EVENT_PLACE_PURGE_THREAD;
}

static void events_purge_begun (void *user, const CachePurge *purge)
{
  MachineEvents *events = user;
  if (purge->walk == CACHE_PURGE_ASYNC) {
    events_add_memory (events);
  }
  const uint64_t values[] = { purge->number, purge->walk,   purge->cause,
                              purge->trim,   purge->lowmem, purge->target_pages };
  events_add (events, EVENT_RECORD_PURGE_BEGIN, events_place_of_purge (events, purge), values);
}

static void events_purge_ended (void *user, const CachePurge *purge)
{
  MachineEvents *events = user;
  const uint64_t values[] = { purge->number,       purge->walk,          purge->cause,
                              purge->full_buckets, purge->empty_buckets, purge->second_chances,
                              purge->entries,      purge->pages };
  events_add (events, EVENT_RECORD_PURGE_END, events_place_of_purge (events, purge), values);
  if (purge->walk == CACHE_PURGE_ASYNC) {
    events_add_memory (events);
  }
}

static void events_switched (void *user, CacheSwitch what, uint64_t call)
{
  MachineEvents *events = user;
  sim_time now = event_queue_now (events->machine->core.queue);
  CacheState state = cache_get_state (events->machine->core.pcache);
  events_add_memory (events);
  switch (what) {
  case CACHE_SWITCH_DISABLING:
    event_trace_begin_span (events->trace, now, EVENT_RECORD_DISABLE_BEGIN, EVENT_PLACE_SWITCH,
                            (const uint64_t[]){ call, state.plocked });
    break;
  case CACHE_SWITCH_DISABLED:
  case CACHE_SWITCH_STALLED:
    event_trace_end_span (events->trace, now, EVENT_RECORD_DISABLE_BEGIN, call,
                          what == CACHE_SWITCH_DISABLED ? 1 : 2);
    break;
  case CACHE_SWITCH_ENABLED:
    events_add (events, EVENT_RECORD_ENABLE, EVENT_PLACE_SWITCH, &state.disabled);
    break;
  }
}

static const CacheObserver cache_observer = { .looked_up = events_looked_up,
                                              .decided = events_decided,
                                              .removed = events_removed,
                                              .reclaimed = events_reclaimed,
                                              .purge_begun = events_purge_begun,
                                              .purge_ended = events_purge_ended,
                                              .switched = events_switched };

/* ---- callers of the cache, and waits ---- */

static void events_missed (void *user, const CacheRequest *request, MissReason reason, uint64_t purge)
{
  MachineEvents *events = user;
  const CacheRange *range = &request->range;
  const uint64_t values[] = { reason, purge, range->owner->tag, range->addr, range->len, request->rw };
  events_add (events, EVENT_RECORD_MISS, events_place_of_request (events, request), values);
}

/* Waits of threads and waits for memory have numbers of their own: here threads get odd ones, memory even. */
static uint64_t events_number_of_wait (uint64_t number, bool is_for_memory)
{
  return 2 * number + !is_for_memory;
}

static void events_begin_wait (MachineEvents *events, const AddressSpace *as, uint64_t number, uint64_t what,
                               uint64_t pages)
{
  event_trace_begin_span (events->trace, event_queue_now (events->machine->core.queue),
                          EVENT_RECORD_WAIT_BEGIN, machine_places_of_waits (events->places, as),
                          (const uint64_t[]){ number, what, pages });
}

static void events_end_wait (MachineEvents *events, uint64_t number)
{
  event_trace_end_span (events->trace, event_queue_now (events->machine->core.queue), EVENT_RECORD_WAIT_BEGIN,
                        number, 1);
}

static void events_wait_begun (void *user, VmWait what, const AddressSpace *as, uint64_t number)
{
  events_begin_wait (user, as, events_number_of_wait (number, false), what, 0);
}

static void events_wait_ended (void *user, VmWait what, uint64_t number)
{
  (void)what;
  events_end_wait (user, events_number_of_wait (number, false));
}

static void events_memory_wait_begun (void *user, const MemoryWaiter *waiter)
{
  events_begin_wait (user, waiter->whose, events_number_of_wait (waiter->number, true), VM_WAITS,
                     waiter->npages);
}

static void events_memory_wait_ended (void *user, const MemoryWaiter *waiter)
{
  events_end_wait (user, events_number_of_wait (waiter->number, true));
}

static void events_low_memory (void *user, const LowMemoryTurn *turn)
{
  MachineEvents *events = user;
  const Pageout *pageout = &events->machine->core.pageout;
  const PageoutCounters *after = &pageout->counters, *before = &turn->before;
  const uint64_t values[] = { turn->freemem,
                              turn->needfree,
                              turn->woken,
                              pageout->desscan,
                              after->scanned - before->scanned,
                              after->skipped_locked - before->skipped_locked,
                              after->freed_clean - before->freed_clean,
                              after->writes_started - before->writes_started };
  events_add (events, EVENT_RECORD_PAGEOUT, EVENT_PLACE_PAGEOUT, values);
  events_add_memory (events);
}

/* ---- the trace ---- */

static void events_observe (MachineEvents *events)
{
  MachineCore *core = &events->machine->core;
  cache_set_observer (core->pcache, &cache_observer, events);
  events->vm_observer = (VmObserver){
    .user = events, .missed = events_missed, .wait_begun = events_wait_begun, .wait_ended = events_wait_ended
  };
  core->vm.observer = &events->vm_observer;
  events->memory_observer = (MemoryWaitObserver){ .user = events,
                                                  .begun = events_memory_wait_begun,
                                                  .ended = events_memory_wait_ended };
  core->waiters.observer = &events->memory_observer;
  core->low_memory = events_low_memory;
  core->low_memory_user = events;
}

static void events_stop_observing (MachineEvents *events)
{
  MachineCore *core = &events->machine->core;
  cache_set_observer (core->pcache, NULL, NULL);
  core->vm.observer = NULL;
  core->waiters.observer = NULL;
  core->low_memory = NULL;
}

MachineEvents *machine_events_new (Machine *machine, const EventTraceOptions *options, OutputSet *outputs,
                                   const RunIdentity *identity, GError **error)
{
  MachineEvents *events = g_new0 (MachineEvents, 1);
  events->machine = machine;
  events->places = machine_places_new (machine);
  events->trace = event_trace_new (options, events->places->places);
  if (!event_filter_check_owners ("trace-owner", options->owners, events->places->places, error)
      || !event_trace_open (events->trace, outputs, identity, error)) {
    machine_events_free (events);
    return NULL;
  }
  events_observe (events);
  return events;
}

void machine_events_free (MachineEvents *events)
{
  if (!events) {
    return;
  }
  events_stop_observing (events);
  event_trace_free (events->trace);
  machine_places_free (events->places);
  g_free (events);
}

void machine_events_sample (MachineEvents *events)
{
  if (events) {
    events_add_memory (events);
  }
}

void machine_events_close (MachineEvents *events, const RunOutcome *outcome)
{
  event_trace_close (events->trace, event_queue_now (events->machine->core.queue), outcome);
}
