/*
 * event_queue.h - what happens next
 *
 * The pending events of one run and its clock.  Events are taken in the order of (time, sequence): two events
 * of the same instant fire in the order in which they were scheduled, so a run is the same wherever it runs.
 * An event is embedded in the struct that it is about (see event_container), so nothing is allocated.
 * Scheduling and cancelling take constant time.  Taking the next event takes a bounded number of steps,
 * whatever the times are (event_queue.c says how).
 *
 * Where results count "events", they count the events taken from the queue.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fingerprint_trail.h"
#include "sim_time.h"

typedef struct Event Event;
typedef struct EventQueue EventQueue;

/* Called when EVENT is due.  EVENT is no longer pending then, and may be scheduled again. */
typedef void (*EventFire) (Event *event);

/* A circular list of events has one more link, which stands for the list itself. */
typedef struct EventLink {
  struct EventLink *next, *prev;
} EventLink;

/* Set up by event_init; all but `fire` and `kind` belong to the queue. */
struct Event {
  EventLink link;    /* in a list of the queue; next is NULL while the event is not pending */
  sim_time time;     /* when the event is due, or was due last */
  uint64_t sequence; /* how many events the queue had scheduled before this one */
  EventFire fire;
  uint32_t kind; /* what sort of event it is: goes into the run's fingerprint */
  uint32_t slot; /* the slot in which it waits */
};

/* The TYPE whose member MEMBER is *EVENT. */
#define event_container(event, type, member) ((type *)(void *)((char *)(event)-offsetof (type, member)))

enum {
  EVENT_QUEUE_SLOT_BITS = 8,
  EVENT_QUEUE_LEVELS = 64 / EVENT_QUEUE_SLOT_BITS,
  EVENT_QUEUE_SLOTS = EVENT_QUEUE_LEVELS << EVENT_QUEUE_SLOT_BITS,
  EVENT_QUEUE_WORDS = EVENT_QUEUE_SLOTS / 64
};

/* Other files set `trail` and only read the rest.  A queue must not be moved once it is set up. */
struct EventQueue {
  sim_time now;
  uint64_t scheduled;                   /* events ever scheduled: the next sequence */
  uint64_t taken;                       /* events ever taken */
  FingerprintTrail *trail;              /* takes each fired event as a step; the caller owns it; or NULL */
  uint64_t words;                       /* bit w: occupied[w] is not 0 */
  uint64_t occupied[EVENT_QUEUE_WORDS]; /* bit s % 64 of word s / 64: slot s has an event */
  EventLink slots[EVENT_QUEUE_SLOTS];
};

/* Returns an empty queue at time 0. */
EventQueue *event_queue_new (void);

/* NULL is accepted.  Events that are still pending need event_init before they are used again. */
void event_queue_free (EventQueue *queue);

/* Sets EVENT up as not pending.  EVENT must not be pending already. */
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

/* Schedules EVENT at DELAY_NS from now, or at SIM_TIME_NEVER if the clock ends before then. */
static inline void event_queue_schedule_in (EventQueue *queue, Event *event, sim_time delay_ns)
{
  event_queue_schedule (queue, event, sim_time_add (queue->now, delay_ns));
}

/* Takes EVENT out of QUEUE.  EVENT must be pending there; aborts if EVENT is not pending at all. */
void event_queue_cancel (EventQueue *queue, Event *event);

/* Takes EVENT out of QUEUE if it is pending. */
static inline void event_queue_withdraw (EventQueue *queue, Event *event)
{
  if (event_is_pending (event)) {
    event_queue_cancel (queue, event);
  }
}

/* Cancels all pending events, so that their owners may free them in any order. */
void event_queue_clear (EventQueue *queue);

/* Takes and fires, in order, all events due at or before LIMIT (not before now), also those scheduled
 * meanwhile, and folds each into the queue's trail before it is fired.  The clock moves to the time of each
 * event, and to LIMIT in the end unless LIMIT is SIM_TIME_NEVER.  Calls GOES_ON (if not NULL) before each
 * event; if it returns false, stops and leaves the clock where it is.  Returns the number of events taken. */
typedef bool (*EventQueueGoesOn) (void *context);
uint64_t event_queue_run_while (EventQueue *queue, sim_time limit, EventQueueGoesOn goes_on, void *context);
