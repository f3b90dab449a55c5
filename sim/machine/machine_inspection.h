/*
 * machine_inspection.h - what a debugger would show of the cache
 *
 * A picture of the cache at one moment: its lists of buckets, whose the entries are by the names of the scenario, how long
 * the chains are, and the longest of them with their entries.  Taking it changes nothing.
 */
#ifndef MACHINE_INSPECTION_H
#define MACHINE_INSPECTION_H

#include "machine.h"

/* The active-bucket list that requests add to, the other one, and the wired table. */
typedef enum { INSPECTED_CURRENT, INSPECTED_OTHER, INSPECTED_WIRED, INSPECTED_LISTS } InspectedListName;

typedef struct {
  uint64_t buckets; /* with entries, or left empty on the list */
  uint64_t entries, active, pages;
  uint64_t longest; /* chain */
} InspectedList;

typedef struct {
  char *name; /* "server/1.buffers", "object sga", "server (others)", "others" */
  uint64_t entries, active, wired;
  uint64_t pages;
  uint64_t lists;        /* of window entries: one for each segment or object */
  uint64_t longest_list; /* entries */
} InspectedOwner;

typedef struct {
  uint32_t owner;           /* of the owners */
  uint64_t addr, len, wlen; /* bytes; within an object they are offsets */
  uint64_t age_ticks;       /* since the last use */
  uint32_t active;          /* I/Os that hold it */
  bool is_written, is_referenced;
} InspectedEntry;

typedef struct {
  InspectedListName list;
  uint64_t index;
  uint64_t length, active, pages;
  size_t first; /* of the entries; there are LENGTH of them, from head to tail */
} InspectedBucket;

typedef struct {
  uint64_t length;
  uint64_t window, wired; /* buckets with a chain of that length */
} InspectedChains;

typedef struct {
  sim_time now;
  uint64_t events;
  uint64_t hz;
  uint64_t page_bytes;
  uint64_t trim_pages; /* of the window: from there on a purge trims it (§7) */
  uint64_t window_buckets, wired_buckets;
  InspectedList lists[INSPECTED_LISTS];
  GArray *owners;  /* of InspectedOwner, all; most pages first */
  GArray *chains;  /* of InspectedChains, shortest first, without those of length 0 */
  GArray *buckets; /* of InspectedBucket, the longest */
  GArray *entries; /* of InspectedEntry, of these buckets */
} MachineInspection;

/* With at most LIMIT buckets.  The caller frees it with machine_inspection_free(). */
MachineInspection *machine_inspection_new (Machine *machine, size_t limit);
void machine_inspection_free (MachineInspection *inspection);

#endif
