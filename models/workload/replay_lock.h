/*
 * replay_lock.h - one recorded I/O under the simulated cache
 *
 * A replay lock does what a caller of the cache does from its lookup to the end of its I/O: check, lock,
 * insert, and at the end unlock, as the simulated cache's answers require.  replay_calls.c finds the lock
 * that a recorded call belongs to.
 */
#pragma once

#include "io.h"
#include "replay_owner.h"

typedef struct ReplayLock ReplayLock;

typedef enum {
  REPLAY_LOCK_MISSED,   /* in the simulated cache; no check or lock has followed yet */
  REPLAY_LOCK_ADMITTED, /* missed, and the check allows the insert */
  REPLAY_LOCK_HELD,     /* locked for an I/O; `outcome` says how */
  REPLAY_LOCK_FAILED    /* not locked: there is no I/O */
} ReplayLockStage;

/* A recorded I/O, from its lookup on. */
struct ReplayLock {
  SegmentLock base; /* through the owner's segment; whole pages */
  ReplayOwner *owner;
  uint64_t recorded_list; /* set by the replay; 0: not known yet */
  uint8_t szc;
  bool amp;
  ReplayLockStage stage;
  ReplayLock *next; /* set by the replay: the owner's next lock of the same list, or uncached */
  GList link;       /* in ReplayLocks.open; its data is the lock */
};

/* All locks of a replay. */
typedef struct {
  Vm *vm;
  IoCounters *counters;
  ReplayOwners *owners;
  GQueue open; /* of ReplayLock, newest first */
} ReplayLocks;

/* Makes the lock that begins with the lookup CALL. The lock lives until replay_lock_end (). */
ReplayLock *replay_lock_open (ReplayLocks *locks, const CacheCall *call);

/* Looks LOCK up. Returns true if the cache has its range: then the I/O begins. */
bool replay_lock_look_up (ReplayLocks *locks, ReplayLock *lock);

/* Asks the cache, after a miss, whether to cache LOCK; if not, locks the pages, and the I/O begins. */
CacheAdmission replay_lock_check (ReplayLocks *locks, ReplayLock *lock);

/* Locks the pages of the admitted LOCK and inserts them into the cache, WLEN bytes writable; the I/O begins.
 * Returns REPLAY_LOCK_NO_PAGES if the pages could not be locked: then there is no I/O. */
#define REPLAY_LOCK_NO_PAGES ((CacheAdmission)(CACHE_REFUSED_UNKNOWN + 1))
CacheAdmission replay_lock_insert (ReplayLocks *locks, ReplayLock *lock, uint64_t wlen);

/* Checks, locks and inserts at once, for a caller that missed here, while in the recording its I/O has begun
 * already. */
void replay_lock_at_once (ReplayLocks *locks, ReplayLock *lock);

/* Ends the I/O on LOCK, if there is one, and frees LOCK. LOCK must be on no list of the replay. */
void replay_lock_end (ReplayLocks *locks, ReplayLock *lock);
