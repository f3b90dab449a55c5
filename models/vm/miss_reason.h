/*
 * miss_reason.h - why lookups miss
 *
 * The cache itself says little about a miss: there is no such entry, or the entry is too short. A reason says
 * why: what happened to the list that was last locked at that address. A new reason needs a row here, and
 * code that decides on it: in miss_reason.c, or in a caller that knows more. All else follows from the row.
 */
#pragma once

#include "cache_telemetry.h"

/* Each reason: its name, colour in pictures, meaning, and what many of them say about tuning (NULL:
 * nothing). */
#define MISS_REASONS_TABLE(ROW)                                                                              \
  ROW (MISS_COLD, "cold", "#56b4e9", "nothing as long was ever locked there",                                \
       "buffers that are reused would hit; new ones, and longer ones, cannot")                               \
  ROW (MISS_PURGED_TRIM, "purged_trim", "#e69f00", "purged earlier, since the window was nearly full",       \
       "the window is too small for the buffers in use: raise segpcache_maxwindow")                          \
  ROW (MISS_PURGED_LOWMEM, "purged_lowmem", "#d55e00", "purged earlier, since memory was short",             \
       "the machine lacks memory: look for who takes it, or lower lotsfree")                                 \
  ROW (MISS_PURGED_OWNER, "purged_owner", "#009e73", "purged earlier by its owner",                          \
       "memory is unmapped, remapped, forked or given back between I/Os: keep it mapped")                    \
  ROW (MISS_PURGED_WIRED, "purged_wired", "#66c2a5", "purged earlier with all entries of its wired list",    \
       "ISM or DISM is freed or unlocked in parts, which takes every entry of it")                           \
  ROW (MISS_PURGED_FORCE, "purged_force", "#00553f", "purged earlier by force", NULL)                        \
  ROW (MISS_PURGED_DUPLICATE, "purged_duplicate", "#a6dbc8",                                                 \
       "given up earlier for a longer list of the same buffer", "I/O sizes at one address vary")             \
  ROW (MISS_PURGED_DISABLED, "purged_disabled", "#aaaaaa",                                                   \
       "given up when its last I/O ended, the cache being off", "see disabled")                              \
  ROW (MISS_REFUSED_DISABLED, "refused_disabled", "#777777", "not cached last time: the cache was off",      \
       "see disabled")                                                                                       \
  ROW (MISS_REFUSED_WINDOW, "refused_window", "#f0e442", "not cached last time: the window was full",        \
       "more is in use at once than the window holds: raise segpcache_maxwindow")                            \
  ROW (MISS_REFUSED_DESFREE, "refused_desfree", "#cc79a7",                                                   \
       "not cached last time: freemem was below desfree", "the machine lacks memory, see purged_lowmem")     \
  ROW (MISS_LOST_DUPLICATE, "lost_duplicate", "#0072b2", "not cached last time: another list was there",     \
       "several threads lock one buffer at the same time")                                                   \
  ROW (MISS_ELSEWHERE, "elsewhere", "#8c510a",                                                               \
       "cached, but filed in another bucket, through another page size",                                     \
       "one object is mapped with several page sizes: use one")                                              \
  ROW (MISS_FAILED, "failed", "#543005", "its pages could not be locked last time", "see failed_locks")      \
  ROW (MISS_TOO_SHORT, "too_short", "#7fb9de", "a shorter entry is there",                                   \
       "I/O sizes at one address vary: the longest first would serve all")                                   \
  ROW (MISS_NOT_WRITABLE, "not_writable", "#f5c9a5", "the entry is not writable that far",                   \
       "disk writes lock a buffer before disk reads do")                                                     \
  ROW (MISS_SATURATED, "saturated", "#e8b9d2", "the entry has all the I/Os that it can count", NULL)         \
  ROW (MISS_DISABLED, "disabled", "#000000", "the cache is off",                                             \
       "memory is being removed or retired, or segpcache_enabled is 0")                                      \
  ROW (MISS_RECHECK, "recheck", "#999933", "a miss of ISM or DISM, looked at again under the object's lock", \
       "counts a miss a second time: half of the misses of ISM are these")

#define MISS_REASON_ENUMERATOR(id_, ...) id_,

typedef enum { MISS_REASONS_TABLE (MISS_REASON_ENUMERATOR) MISS_REASONS } MissReason;

/* Returns why a lookup misses if its entry was removed for CAUSE. */
MissReason miss_reason_after_removal (CacheRemovalCause cause);

/* Returns why a lookup misses if ADMISSION is how its list was admitted or refused. An admitted list is in
 * the cache, but the lookup cannot see it; of a refusal without a reason nothing is known. */
MissReason miss_reason_after_admission (CacheAdmission admission);

/* Returns why a lookup misses for which the cache gave MISS, which is not CACHE_MISS_ABSENT. */
MissReason miss_reason_of_cache (CacheMiss miss);

/* Whether REASON says that an entry was there and was removed. */
bool miss_reason_is_removal (MissReason reason);

/* ---- what became of lists ---- */

/* Remembers, for every address that was ever locked through an owner, the reason for which a later lookup
 * there would miss: why the list was purged, or why it never got into the cache. Remembers the longest list
 * too: a longer request is new. Lists locked with and without SEGP_PSHIFT are in different buckets, and have
 * records of their own. */
typedef struct LockHistory LockHistory;

LockHistory *lock_history_new (const PageSizes *pages);
void lock_history_free (LockHistory *history);

/* Records REASON for the list of LEN bytes at ADDR (of a page), locked with FLAGS, of the owner with SERIAL
 * (unique in the history, > 0). */
void lock_history_record (LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len, uint32_t flags,
                          MissReason reason);

/* Returns why a lookup of LEN bytes at ADDR misses; MISS_COLD if no list was as long. */
MissReason lock_history_recall (const LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len,
                                uint32_t flags);

/* For observers: notes that the purge of number PURGE (0: none) took the list that was last removed at ADDR
 * of that owner, and that has a record. Recalling returns 0 if nothing was noted. */
void lock_history_note_purge (LockHistory *history, uint64_t serial, uint64_t addr, uint32_t flags,
                              uint64_t purge);
uint64_t lock_history_recall_purge (const LockHistory *history, uint64_t serial, uint64_t addr,
                                    uint32_t flags);
