/*
 * replay_owner.h - the owners of cached lists on a recorded machine
 *
 * A recording of calls of the cache names owners by their kernel address alone.  Each becomes an owner here
 * under that same address, so that it has the bucket that it had, with anonymous memory wherever it was seen
 * to have some.
 */
#pragma once

#include "anon_map.h"
#include "vm.h"

typedef struct ReplayOwner ReplayOwner;
typedef struct ReplayOwners ReplayOwners;

struct ReplayOwner {
  Segment segment; /* first; in no address space; to the cache, its owner also stands for an anon map */
  ReplayOwners *owners;
  GHashTable *memory;   /* block of the address → AnonMap */
  uint64_t last_block;  /* asked for last, */
  AnonMap *last_memory; /* and its memory; NULL: none yet */
  struct ReplayLock
      *uncached; /* the replay's: locks that were not cached on the recorded machine, oldest first */
};

/* No owners yet. VM must outlive them. */
ReplayOwners *replay_owners_new (Vm *vm);

/* All their entries must be idle; they leave the cache. */
void replay_owners_free (ReplayOwners *owners);

/* The owner of address TAG. */
ReplayOwner *replay_owners_get (ReplayOwners *owners, uint64_t tag);

/* Locks LEN bytes at ADDR; what was swapped out comes back at once, since the recording has the time for that
 * in it. NULL if there is no free page, or one is locked exclusively: *ERROR_NUMBER says which. */
ShadowList *replay_owner_lock (ReplayOwner *owner, uint64_t addr, uint64_t len, int *error_number);

/* The callback for the lists that replay_owner_lock gives; the user is the Vm. */
int replay_owner_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async);

/* The same for wired entries. Those of one object share a list, which stands for the RECORDED one: it is
 * locked once. */
ShadowList *replay_owner_lock_wired (ReplayOwner *owner, uint64_t recorded, uint64_t addr, uint64_t len,
                                     int *error_number);

/* The list that stands for the RECORDED one now, or NULL. */
ShadowList *replay_owners_find_wired (const ReplayOwners *owners, uint64_t recorded);

/* The callback for wired lists: the last one unlocks the pages, and says so. */
int replay_owner_reclaim_wired (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                                SegRw rw, bool async);
