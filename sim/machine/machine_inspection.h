/*
 * machine_inspection.h - what a debugger would show of the cache
 *
 * A picture of the cache at one moment: its lists of buckets, the owners of the entries by their names in the
 * scenario, how long the chains are, and the longest of them with their entries.  Owners, and the chains that
 * are shown entry by entry, may be limited to owners of given names; lists and lengths of chains are always
 * those of the whole cache.  Taking a picture changes nothing.
 */
#pragma once

#include "machine.h"

/* The active-bucket list that requests add to, the other one, and the wired table. */
typedef enum { INSPECTED_CURRENT, INSPECTED_OTHER, INSPECTED_WIRED, INSPECTED_LISTS } InspectedListName;

/* The age of an entry that is held or wired: only idle entries of the window age (§1, §6). */
#define INSPECTED_NO_AGE UINT64_MAX

/* The trim size of a window that is never trimmed, since it has no limit. */
#define INSPECTED_NEVER UINT64_MAX

typedef struct {
  uint64_t buckets; /* with entries, or left empty on the list */
  uint64_t entries, active, pages;
  uint64_t longest; /* entries of the longest chain */
} InspectedList;

typedef struct {
  char *name; /* "server/1.buffers", "object sga", "server (others)", "others" */
  uint64_t entries, active, wired;
  uint64_t pages;
  uint64_t lists;        /* lists of window entries: one for each segment or object */
  uint64_t longest_list; /* entries */
  uint64_t mean_age_ns;  /* since the last use, of entries with an age; INSPECTED_NO_AGE: there are none */
  uint64_t oldest_ns;
} InspectedOwner;

typedef struct {
  const InspectedOwner *owner;
  uint64_t addr, len, wlen; /* bytes; within an object they are offsets */
  uint64_t age_ns;          /* since the last use; INSPECTED_NO_AGE: it has none */
  uint32_t active;          /* I/Os that hold it */
  bool is_written, is_referenced;
} InspectedEntry;

typedef struct {
  InspectedListName list;
  uint64_t index;
  uint64_t length, active, pages;
  size_t first, shown; /* its part of `entries`, from head to tail: those of wanted owners */
} InspectedBucket;

typedef struct {
  uint64_t length;
  uint64_t window, wired; /* buckets with a chain of that length */
} InspectedChains;

typedef struct {
  sim_time now;
  uint64_t events;
  uint64_t page_bytes;
  uint64_t trim_pages; /* window size from which on a purge trims it (§7); INSPECTED_NEVER: no limit */
  uint64_t window_buckets, wired_buckets;
  InspectedList lists[INSPECTED_LISTS];
  GPtrArray *owners; /* of InspectedOwner: all wanted ones, most pages first */
  GArray *chains;    /* of InspectedChains, shortest first, without those of length 0 */
  GArray *buckets;   /* of InspectedBucket: the longest that have a wanted entry */
  GArray *entries;   /* of InspectedEntry: the wanted ones of these buckets */
} MachineInspection;

/* Whether each of OWNERS (ended by NULL; NULL: none) is a process, segment or object of MACHINE; if not,
 * ERROR (G_OPTION_ERROR) names the wrong value of OPTION. */
bool machine_inspection_check_owners (const Machine *machine, const char *option, const char *const *owners,
                                      GError **error);

/* Takes a picture with at most LIMIT buckets, of OWNERS only; NULL: of all owners.  The caller frees it with
 * machine_inspection_free(). */
MachineInspection *machine_inspection_new (Machine *machine, size_t limit, const char *const *owners);
void machine_inspection_free (MachineInspection *inspection);

/* "current", "other" or "wired". */
const char *inspected_list_name (InspectedListName list);
