/*
 * event_queue.h - what happens next
 *
 * The pending events of one run and its clock.  Events are taken in the order of (time, sequence): two events
 * of the same instant fire in the order in which they were scheduled, so a run is the same wherever it runs.
 * An event is embedded in whatever it is about (see event_container), so nothing is allocated; scheduling and
 * cancelling take constant time, taking the next event a bounded number of steps whatever the times look like
 * (event_queue.c says how).
 *
 * "Events" in any figure are events taken from the queue.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fingerprint_trail.h"
#include "sim_time.h"

typedef struct Event Event;
typedef struct EventQueue EventQueue;

/* Called when EVENT is due, as taken from its queue: it is not pending any more and may be scheduled again.
 */
typedef void (*EventFire) (Event *event);

/* A circular list of events goes through a link that stands for the list itself. */
typedef struct EventLink {
  struct EventLink *next, *prev;
} EventLink;

/* Set up by event_init; all but `fire` and `kind` belong to the queue. */
struct Event {
  EventLink link;    /* in a list of the queue; next is NULL while the event is not pending */
  sim_time time;     /* when it is due, or was last */
  uint64_t sequence; /* how many events had been scheduled in the queue before */
  EventFire fire;
  uint32_t kind; /* what sort of event it is: goes into the run's fingerprint */
  uint32_t slot; /* where it waits */
};

/* The TYPE whose member MEMBER is *EVENT. */
#define event_container(event, type, member) ((type *)(void *)((char *)(event)-offsetof (type, member)))

enum {
  EVENT_QUEUE_SLOT_BITS = 8,
  EVENT_QUEUE_LEVELS = 64 / EVENT_QUEUE_SLOT_BITS,
  EVENT_QUEUE_SLOTS = EVENT_QUEUE_LEVELS << EVENT_QUEUE_SLOT_BITS,
  EVENT_QUEUE_WORDS = EVENT_QUEUE_SLOTS / 64
};

/* Others only read the members, but for `trail`, which they set.  A queue must not be moved once it is set up. */
struct EventQueue {
  sim_time now;
  uint64_t scheduled;                   /* events ever scheduled: the next sequence */
  uint64_t taken;                       /* events ever taken */
  FingerprintTrail *trail;              /* of which the events fired are steps; the caller's; NULL: none */
  uint64_t words;                       /* bit w: occupied[w] is not 0 */
  uint64_t occupied[EVENT_QUEUE_WORDS]; /* bit s % 64 of word s / 64: slot s has an event */
  EventLink slots[EVENT_QUEUE_SLOTS];
};

/* Empty, at time 0. */
EventQueue *event_queue_new (void);

/* NULL is accepted.  Events that are still pending stay as they are: they must not be used with any queue again before
 * event_init. */
void event_queue_free (EventQueue *queue);

/* Makes EVENT one that is not pending.  Not for an event that is. */
static inline void event_init (Event *event, EventFire fire, uint32_t kind)
{
  *event = (Event){ .fire = fire, .kind = kind };
}

static inline bool event_is_pending (const Event *event)
{
  return event->link.next != NULL;
}

static inline sim_time event_queue_now (const EventQueue *queue)
{
  return queue->now;
}

/* Schedules EVENT at TIME.  EVENT stays the caller's and must live, unmoved, until it is taken or cancelled.
 * A TIME before event_queue_now (), or an event that is already pending, is a bug and aborts.  An event at
 * SIM_TIME_NEVER is pending but is never taken. */
void event_queue_schedule (EventQueue *queue, Event *event, sim_time time);

/* Schedules EVENT in DELAY_NS from now; SIM_TIME_NEVER where the clock ends before that. */
static inline void event_queue_schedule_in (EventQueue *queue, Event *event, sim_time delay_ns)
{
  event_queue_schedule (queue, event, sim_time_add (queue->now, delay_ns));
}

/* Takes EVENT out of QUEUE, in which it must be pending: anything else is a bug; one that is not pending
 * aborts. */
void event_queue_cancel (EventQueue *queue, Event *event);

/* Takes EVENT out of QUEUE if it is pending. */
static inline void event_queue_withdraw (EventQueue *queue, Event *event)
{
  if (event_is_pending (event)) {
    event_queue_cancel (queue, event);
  }
}

/* Cancels all pending events, so that whoever owns them may free them in any order. */
void event_queue_clear (EventQueue *queue);

/* Takes and fires all events due at or before LIMIT (not before now), in order, also those that are scheduled meanwhile,
 * and folds each into the queue's trail before it is fired.  The clock moves to the time of each, and to LIMIT in the end,
 * unless that is SIM_TIME_NEVER.  Before each event it asks GOES_ON (if not NULL), and stops, leaving the clock where it
 * is, when that says false.  Gives the number of events taken. */
typedef bool (*EventQueueGoesOn) (void *context);
uint64_t event_queue_run_while (EventQueue *queue, sim_time limit, EventQueueGoesOn goes_on, void *context);
