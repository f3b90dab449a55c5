/*
 * pending_events.h - how many events are pending in a queue
 */
#pragma once

#include "event_queue.h"

static inline uint64_t count_pending_events (const EventQueue *queue)
{
  uint64_t count = 0;
  for (unsigned slot = 0; slot < EVENT_QUEUE_SLOTS; slot++) {
    const EventLink *list = &queue->slots[slot];
    for (const EventLink *link = list->next; link != list; link = link->next) {
      count++;
    }
  }
  return count;
}
