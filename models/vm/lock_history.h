/*
 * lock_history.h - why is it not in the cache?
 *
 * Remembers, for every address that was ever locked through an owner, what became of the list: that it was purged, and
 * why, or that it never got into the cache, and why.  A miss on that address is explained by it.  The longest list is
 * remembered too: a longer request has never been seen.
 */
#ifndef LOCK_HISTORY_H
#define LOCK_HISTORY_H

#include "pcache.h"

/* What became of the list last locked at an address. A list that was locked with SEGP_PSHIFT is filed in another bucket
 * than one locked without, where neither sees the other: they are told apart. */
typedef enum {
  LOCK_FATE_UNKNOWN,
  LOCK_FATE_CACHED, /* it is in the cache */
  LOCK_FATE_REMOVED_TRIM,
  LOCK_FATE_REMOVED_LOWMEM,
  LOCK_FATE_REMOVED_OWNER_PURGE,
  LOCK_FATE_REMOVED_WIRED_PURGE,
  LOCK_FATE_REMOVED_FORCE,
  LOCK_FATE_REMOVED_DUPLICATE,
  LOCK_FATE_REMOVED_DISABLED,
  LOCK_FATE_REFUSED_DISABLED,
  LOCK_FATE_REFUSED_WINDOW,
  LOCK_FATE_REFUSED_DESFREE,
  LOCK_FATE_REFUSED_DUPLICATE,
  LOCK_FATE_FAILED, /* its pages could not be locked */
  LOCK_FATES
} LockFate;

static inline LockFate lock_fate_of_removal (PcacheRemovalCause cause)
{
  return (LockFate)(LOCK_FATE_REMOVED_TRIM + (unsigned)cause);
}

/* ADMISSION is not PCACHE_ADMITTED. */
static inline LockFate lock_fate_of_refusal (PcacheAdmission admission)
{
  return (LockFate)(LOCK_FATE_REFUSED_DISABLED + (unsigned)admission - PCACHE_REFUSED_DISABLED);
}

typedef struct LockHistory LockHistory;

LockHistory *lock_history_new (void);
void lock_history_free (LockHistory *history);

/* The list of LEN bytes at ADDR (of a page) of the owner with SERIAL (unique in the history, > 0), locked with FLAGS, has
 * come to FATE. */
void lock_history_record (LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len, uint32_t flags,
                          LockFate fate);

/* What became of a list of at least LEN bytes; LOCK_FATE_UNKNOWN if there never was one. */
LockFate lock_history_recall (const LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len,
                              uint32_t flags);

/* For those who observe: the list removed last at ADDR of that owner, which has a record, was taken by the purge of number
 * PURGE (0: by none).  What was noted, 0 if nothing was.  Until the first note nothing is kept for it. */
void lock_history_note_purge (LockHistory *history, uint64_t serial, uint64_t addr, uint32_t flags,
                              uint64_t purge);
uint64_t lock_history_recall_purge (const LockHistory *history, uint64_t serial, uint64_t addr,
                                    uint32_t flags);

#endif
