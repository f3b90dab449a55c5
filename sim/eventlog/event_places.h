/*
 * event_places.h - where events happen
 *
 * A place says where an event belongs: to a segment of a process, an object that segments share, or a part of
 * the kernel.  In a line a place is a few members; in a viewer it is a track of a process.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* A string is NULL where there is nothing to say. */
typedef struct {
  uint32_t group;      /* the number of its process in a viewer; EVENT_GROUP_KERNEL: the kernel's */
  const char *process; /* "server/1"; "server" where there is but one */
  const char *program; /* what all copies of the process are called: "server" */
  uint64_t copy;       /* the number of this copy */
  const char *segment;
  const char *object;
  const char *track; /* the name of the track, where that is neither the segment's nor the object's */
} EventPlace;

enum { EVENT_GROUP_KERNEL = 1 };

/* The kernel's places, which exist from the beginning. */
enum {
  EVENT_PLACE_PURGE_THREAD,
  EVENT_PLACE_PAGEOUT,
  EVENT_PLACE_SWITCH,
  EVENT_PLACE_COUNTERS,
  EVENT_PLACE_OTHERS, /* for owners and waits of which no process is known */
  EVENT_PLACES_KERNEL
};

typedef struct EventPlaces EventPlaces;

EventPlaces *event_places_new (void);
void event_places_free (EventPlaces *places);

/* Adds a place, one of at most UINT32_MAX, and returns its number; strings are copied. */
uint32_t event_places_add (EventPlaces *places, const EventPlace *place);

uint32_t event_places_count (const EventPlaces *places);
const EventPlace *event_places_get (const EventPlaces *places, uint32_t place);

/* Whether NAME means PLACE: its process or all copies of it, its segment ("server.buffers",
 * "server/1.buffers", or just "buffers"), or its object. */
bool event_place_is_called (const EventPlace *place, const char *name);

/* All names that some place has, in order, each once.  The caller frees it with g_strfreev(). */
char **event_places_list_names (const EventPlaces *places);
