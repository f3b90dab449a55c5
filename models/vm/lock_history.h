/*
 * lock_history.h - why is it not in the cache?
 *
 * Remembers, for every address that was ever locked through an owner, what became of the list, as the reason for
 * which a later lookup there would miss: it was purged, and why, or it never got into the cache, and why.  The
 * longest list is remembered too: a longer request has never been seen.  A list that was locked with SEGP_PSHIFT is
 * filed in another bucket than one locked without, where neither sees the other: they are told apart.
 */
#pragma once

#include "miss_reason.h"

typedef struct LockHistory LockHistory;

LockHistory *lock_history_new (const PageSizes *pages);
void lock_history_free (LockHistory *history);

/* The list of LEN bytes at ADDR (of a page) of the owner with SERIAL (unique in the history, > 0), locked with FLAGS,
 * has come to what REASON says. */
void lock_history_record (LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len, uint32_t flags,
                          MissReason reason);

/* Why a lookup of LEN bytes there misses; MISS_COLD if no list was as long. */
MissReason lock_history_recall (const LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len,
                                uint32_t flags);

/* For those who observe: the list removed last at ADDR of that owner, which has a record, was taken by the purge of
 * number PURGE (0: by none).  What was noted, 0 if nothing was.  Until the first note nothing is kept for it. */
void lock_history_note_purge (LockHistory *history, uint64_t serial, uint64_t addr, uint32_t flags,
                              uint64_t purge);
uint64_t lock_history_recall_purge (const LockHistory *history, uint64_t serial, uint64_t addr,
                                    uint32_t flags);
