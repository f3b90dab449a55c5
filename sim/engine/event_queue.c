/*
 * event_queue.c - keeps pending events in a radix structure
 *
 * A radix structure over the bits of the clock.  A time is eight bytes; the level of an event is the highest
 * byte in which its time differs from now (0 if none does), and the value of that byte is its slot in the
 * level.  So all events of a level come after those of the levels below, and the slots of a level come in
 * order.  On level 0 all events of a slot have the same time.
 *
 * When now enters the range of a slot, the events of the slot are dealt to lower levels.  An event is dealt
 * at most seven times in its life, whatever the times are, and usually once or twice.  A list is always dealt
 * in its order and to empty slots (all events of the levels below were due before the slot), and later events
 * are appended.  So the events of one time stay in the order in which they were scheduled.
 */
#include "event_queue.h"

#include <glib.h>

enum { PLACE_MASK = (1 << EVENT_QUEUE_SLOT_BITS) - 1 };

static Event *event_of_link (EventLink *link)
{
  return (Event *)(void *)link;
}

static unsigned event_level (sim_time now, sim_time time)
{
  return (63U - (unsigned)__builtin_clzll ((now ^ time) | 1)) / EVENT_QUEUE_SLOT_BITS;
}

/* The slot for an event at TIME. */
static unsigned event_slot (sim_time now, sim_time time)
{
  unsigned level = event_level (now, time);
  return level << EVENT_QUEUE_SLOT_BITS | ((unsigned)(time >> level * EVENT_QUEUE_SLOT_BITS) & PLACE_MASK);
}

static void event_queue_append (EventQueue *queue, Event *event)
{
  unsigned slot = event_slot (queue->now, event->time);
  EventLink *list = &queue->slots[slot];
  EventLink *last = list->prev;
  event->slot = slot;
  event->link.next = list;
  event->link.prev = last;
  last->next = &event->link;
  list->prev = &event->link;
  queue->occupied[slot / 64] |= UINT64_C (1) << slot % 64;
  queue->words |= UINT64_C (1) << slot / 64;
}

/* Says that SLOT has become empty. */
static void event_queue_clear_slot (EventQueue *queue, unsigned slot)
{
  uint64_t word = queue->occupied[slot / 64] & ~(UINT64_C (1) << slot % 64);
  queue->occupied[slot / 64] = word;
  queue->words &= ~((uint64_t)(word == 0) << slot / 64);
}

/* Moves now to TIME, in SLOT's range and not after any of its events, and deals SLOT to lower levels. */
static void event_queue_deal (EventQueue *queue, unsigned slot, sim_time time)
{
  EventLink *list = &queue->slots[slot];
  EventLink *link = list->next;
  const EventLink *back = list->prev;
  queue->now = time;
  list->next = list->prev = list;
  event_queue_clear_slot (queue, slot);
  while (link != list) {
    EventLink *next = link->next;
    back = back->prev; /* prefetches from the other end: two cache misses overlap */
    __builtin_prefetch (back);
    event_queue_append (queue, event_of_link (link));
    link = next;
  }
}

static sim_time event_queue_list_time (const EventLink *list)
{
  sim_time time = SIM_TIME_NEVER;
  for (EventLink *link = list->next; link != list; link = link->next) {
    time = MIN (time, event_of_link (link)->time);
  }
  return time;
}

/* The low bits of the clock that are all 0 at the begin of the range of SLOT and all 1 at its end. */
static sim_time event_queue_slot_bits (unsigned slot)
{
  return (UINT64_C (1) << (slot >> EVENT_QUEUE_SLOT_BITS) * EVENT_QUEUE_SLOT_BITS) - 1;
}

/* Takes the next event if it is due at or before LIMIT; otherwise nothing changes and the result is NULL. */
static inline Event *event_queue_take (EventQueue *queue, sim_time limit)
{
  while (queue->words != 0) {
    unsigned word = (unsigned)__builtin_ctzll (queue->words);
    uint64_t occupied = queue->occupied[word];
    unsigned slot = word * 64 | (unsigned)__builtin_ctzll (occupied);
    EventLink *list = &queue->slots[slot];
    Event *event = event_of_link (list->next);
    EventLink *next = event->link.next;
    if (slot <= PLACE_MASK || next == list) {
      if (event->time > limit) {
        return NULL;
      }
      list->next = next;
      next->prev = list;
      if (next == list) {
        occupied &= occupied - 1;
        queue->occupied[word] = occupied;
        queue->words &= queue->words - (occupied == 0);
      }
      event->link.next = NULL;
      queue->now = event->time;
      queue->taken++;
      return event;
    }
    sim_time bits = event_queue_slot_bits (slot);
    if ((event->time | bits) > limit && event_queue_list_time (list) > limit) {
      return NULL;
    }
    event_queue_deal (queue, slot, event->time & ~bits);
  }
  return NULL;
}

/* Moves now to TIME, before which no event is due.  Only the events of one slot move to another level. */
static void event_queue_advance (EventQueue *queue, sim_time time)
{
  unsigned slot = event_slot (queue->now, time);
  if (slot > PLACE_MASK && queue->slots[slot].next != &queue->slots[slot]) {
    event_queue_deal (queue, slot, time);
  }
  queue->now = time;
}

G_GNUC_NORETURN static void event_queue_refuse (const EventQueue *queue, const Event *event, sim_time time)
{
  if (event != NULL && event_is_pending (event)) {
    g_error ("event of kind %u scheduled at %" G_GUINT64_FORMAT " while pending at %" G_GUINT64_FORMAT,
             event->kind, time, event->time);
  }
  g_error ("time %" G_GUINT64_FORMAT " is before now, %" G_GUINT64_FORMAT, time, queue->now);
}

EventQueue *event_queue_new (void)
{
  EventQueue *queue = g_new0 (EventQueue, 1);
  for (unsigned i = 0; i < G_N_ELEMENTS (queue->slots); i++) {
    queue->slots[i].next = queue->slots[i].prev = &queue->slots[i];
  }
  return queue;
}

void event_queue_free (EventQueue *queue)
{
  g_free (queue);
}

void event_queue_schedule (EventQueue *queue, Event *event, sim_time time)
{
  if (G_UNLIKELY (time < queue->now || event_is_pending (event))) {
    event_queue_refuse (queue, event, time);
  }
  event->time = time;
  event->sequence = queue->scheduled++;
  event_queue_append (queue, event);
}

void event_queue_cancel (EventQueue *queue, Event *event)
{
  if (G_UNLIKELY (!event_is_pending (event))) {
    g_error ("event of kind %u cancelled while not pending", event->kind);
  }
  EventLink *next = event->link.next;
  EventLink *prev = event->link.prev;
  next->prev = prev;
  prev->next = next;
  event->link.next = NULL;
  if (next == prev) {
    event_queue_clear_slot (queue, event->slot);
  }
}

void event_queue_clear (EventQueue *queue)
{
  while (queue->words != 0) {
    unsigned word = (unsigned)__builtin_ctzll (queue->words);
    unsigned slot = word * 64 | (unsigned)__builtin_ctzll (queue->occupied[word]);
    event_queue_cancel (queue, event_of_link (queue->slots[slot].next));
  }
}

uint64_t event_queue_run_while (EventQueue *queue, sim_time limit, EventQueueGoesOn goes_on, void *context)
{
  if (G_UNLIKELY (limit < queue->now)) {
    event_queue_refuse (queue, NULL, limit);
  }
  uint64_t taken = 0;
  while (goes_on == NULL || goes_on (context)) {
    Event *event = event_queue_take (queue, MIN (limit, SIM_TIME_NEVER - 1));
    if (event == NULL) {
      if (limit != SIM_TIME_NEVER) {
        event_queue_advance (queue, limit);
      }
      break;
    }
    taken++;
    if (queue->trail != NULL) {
      fingerprint_trail_step (queue->trail, event->time, event->kind, 0);
    }
    event->fire (event);
  }
  return taken;
}
