/*
 * replay_owner.h - the owners of cached lists on a recorded machine
 *
 * A recording of calls of the cache names owners only by kernel address.  Each becomes an owner here with the
 * same address, so that its entries are in the same bucket.  It gets anonymous memory at all addresses that
 * the recording mentions for it.
 */
#pragma once

#include "anon_map.h"
#include "vm.h"

typedef struct ReplayOwner ReplayOwner;
typedef struct ReplayOwners ReplayOwners;

struct ReplayOwner {
  Segment segment; /* first; in no address space; its CacheOwner also stands for an anon map */
  ReplayOwners *owners;
  GHashTable *memory;   /* block of the address → AnonMap */
  uint64_t last_block;  /* the block that was asked for last */
  AnonMap *last_memory; /* memory of last_block; NULL: none yet */
  struct ReplayLock
      *uncached; /* set by the replay: locks that the recorded machine did not cache, oldest first */
};

/* Makes an empty set of owners. VM must outlive it. */
ReplayOwners *replay_owners_new (Vm *vm);

/* Purges all entries of OWNERS, which must be idle, from the cache, and frees OWNERS. */
void replay_owners_free (ReplayOwners *owners);

/* Returns the owner with address TAG; makes it at the first call. */
ReplayOwner *replay_owners_get (ReplayOwners *owners, uint64_t tag);

/* Locks LEN bytes at ADDR. Pages that were swapped out come back at once, since the recorded times include
 * the wait. NULL with *ERROR_NUMBER set if there is no free page, or a page is locked exclusively. */
ShadowList *replay_owner_lock (ReplayOwner *owner, uint64_t addr, uint64_t len, int *error_number);

/* The reclaim callback for the lists of replay_owner_lock; USER is the Vm. */
int replay_owner_reclaim (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                          SegRw rw, bool async);

/* Does what replay_owner_lock does, for wired entries. Entries of one object share a list, which stands for
 * the RECORDED list, and which is locked once. */
ShadowList *replay_owner_lock_wired (ReplayOwner *owner, uint64_t recorded, uint64_t addr, uint64_t len,
                                     int *error_number);

/* Returns the list that stands for the RECORDED list now, or NULL. */
ShadowList *replay_owners_find_wired (const ReplayOwners *owners, uint64_t recorded);

/* The reclaim callback for wired lists. At the last entry of a list it unlocks the pages, and returns 1. */
int replay_owner_reclaim_wired (void *user, CacheOwner *owner, uint64_t addr, uint64_t len, void *shadow_list,
                                SegRw rw, bool async);
