/*
 * machine_event_places.h - the scenario's names for owners of what is cached
 */
#pragma once

#include "event_places.h"
#include "machine_internal.h"

#define MACHINE_PLACES_CACHED 1024U

/* `places` has, after the kernel's: for each process its segments, one for what is not of a segment, and one for its waits;
 * then the objects. */
typedef struct {
  const Machine *machine;
  EventPlaces *places;
  uint32_t *process_places; /* the first of each process */
  uint32_t object_places;   /* the first */
  struct {
    uint64_t serial;
    uint32_t place;
  } cached[MACHINE_PLACES_CACHED]; /* by serial of the owner */
} MachinePlaces;

MachinePlaces *machine_places_new (const Machine *machine);
void machine_places_free (MachinePlaces *places);

/* The place of OWNER: its segment's or its object's. */
uint32_t machine_places_of_owner (MachinePlaces *places, CacheOwner *owner);

/* Of waits of a thread at work in AS; NULL: it is not known where. */
uint32_t machine_places_of_waits (const MachinePlaces *places, const AddressSpace *as);
