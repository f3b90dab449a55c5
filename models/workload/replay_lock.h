/*
 * replay_lock.h - one recorded I/O under the simulated cache
 *
 * What a caller of the cache does between its lookup and the end of its I/O: check, lock, insert, and at the
 * end give back what it has, in the way that the simulated cache's answers ask for.  replay_calls.c finds out
 * which lock a recorded call is about.
 */
#pragma once

#include "io.h"
#include "replay_owner.h"

typedef struct ReplayLock ReplayLock;

typedef enum {
  REPLAY_LOCK_MISSED,   /* here; what comes of it is not decided */
  REPLAY_LOCK_ADMITTED, /* missed, and the check allows to cache it */
  REPLAY_LOCK_HELD,     /* by an I/O; outcome says how */
  REPLAY_LOCK_FAILED    /* no I/O */
} ReplayLockStage;

/* A recorded I/O, from its lookup on. */
struct ReplayLock {
  SegmentLock base; /* of the owner's segment, whole pages */
  ReplayOwner *owner;
  uint64_t recorded_list; /* the replay's; 0: not known yet */
  uint8_t szc;
  bool amp;
  ReplayLockStage stage;
  ReplayLock *next; /* the replay's: with the same list, or uncached, of its owner */
  GList link;       /* among those that are open; its data is the lock */
};

/* All locks of a replay. */
typedef struct {
  Vm *vm;
  IoCounters *counters;
  ReplayOwners *owners;
  GQueue open; /* of ReplayLock, newest first */
} ReplayLocks;

/* The lock that begins with the lookup CALL; it lives until replay_lock_end (). */
ReplayLock *replay_lock_open (ReplayLocks *locks, const CacheCall *call);

/* Looks it up. True if the cache has it: then the I/O begins. */
bool replay_lock_look_up (ReplayLocks *locks, ReplayLock *lock);

/* Asks whether to cache it, after a miss; if not, its pages are locked and the I/O begins. */
CacheAdmission replay_lock_check (ReplayLocks *locks, ReplayLock *lock);

/* Locks its pages and puts them into the cache, WLEN bytes writable, once it is admitted; the I/O begins.
 * REPLAY_LOCK_NO_PAGES if there are no pages: there is no I/O then. */
#define REPLAY_LOCK_NO_PAGES ((CacheAdmission)(CACHE_REFUSED_UNKNOWN + 1))
CacheAdmission replay_lock_insert (ReplayLocks *locks, ReplayLock *lock, uint64_t wlen);

/* For a caller that missed here, but whose recording goes on with its I/O: checks, locks and inserts at
 * once. */
void replay_lock_at_once (ReplayLocks *locks, ReplayLock *lock);

/* The I/O on LOCK, if there is one, is over. LOCK must be on no list of the replay; it is freed. */
void replay_lock_end (ReplayLocks *locks, ReplayLock *lock);
