/* miss_reason.c - finds the reason from what happened before, and from what the cache says */
#include "miss_reason.h"

#include "host_memory.h"

#include <glib.h>

#define LOCK_HISTORY_SLOTS_MIN 1024
#define LOCK_RECORD_PAGES_MAX ((UINT64_C (1) << 27) - 1)

static const MissReason reasons_after_removals[] = {
  [CACHE_REMOVED_TRIM] = MISS_PURGED_TRIM,         [CACHE_REMOVED_LOWMEM] = MISS_PURGED_LOWMEM,
  [CACHE_REMOVED_OWNER_PURGE] = MISS_PURGED_OWNER, [CACHE_REMOVED_WIRED_PURGE] = MISS_PURGED_WIRED,
  [CACHE_REMOVED_FORCE] = MISS_PURGED_FORCE,       [CACHE_REMOVED_DUPLICATE] = MISS_PURGED_DUPLICATE,
  [CACHE_REMOVED_DISABLED] = MISS_PURGED_DISABLED,
};

static const MissReason reasons_after_admissions[] = {
  [CACHE_ADMITTED] = MISS_ELSEWHERE,
  [CACHE_REFUSED_DISABLED] = MISS_REFUSED_DISABLED,
  [CACHE_REFUSED_WINDOW] = MISS_REFUSED_WINDOW,
  [CACHE_REFUSED_DESFREE] = MISS_REFUSED_DESFREE,
  [CACHE_REFUSED_DUPLICATE] = MISS_LOST_DUPLICATE,
};

static const MissReason reasons_of_cache[] = {
  [CACHE_MISS_DISABLED] = MISS_DISABLED,   [CACHE_MISS_ABSENT] = MISS_COLD,
  [CACHE_MISS_TOO_SHORT] = MISS_TOO_SHORT, [CACHE_MISS_NOT_WRITABLE] = MISS_NOT_WRITABLE,
  [CACHE_MISS_SATURATED] = MISS_SATURATED,
};

_Static_assert(sizeof reasons_after_removals / sizeof (MissReason) == CACHE_REMOVAL_CAUSES,
               "each cause of a removal has its reason");
_Static_assert(sizeof reasons_after_admissions / sizeof (MissReason) == CACHE_ADMISSIONS,
               "each admission has its reason");
_Static_assert(sizeof reasons_of_cache / sizeof (MissReason) == CACHE_MISS_REASONS,
               "each miss of the cache has its reason");

MissReason miss_reason_after_removal (CacheRemovalCause cause)
{
  return reasons_after_removals[cause];
}

MissReason miss_reason_after_admission (CacheAdmission admission)
{
  return admission == CACHE_REFUSED_UNKNOWN ? MISS_COLD : reasons_after_admissions[admission];
}

MissReason miss_reason_of_cache (CacheMiss miss)
{
  return reasons_of_cache[miss];
}

bool miss_reason_is_removal (MissReason reason)
{
  for (unsigned cause = 0; cause < CACHE_REMOVAL_CAUSES; cause++) {
    if (reasons_after_removals[cause] == reason) {
      return true;
    }
  }
  return false;
}

/* ---- a hash table of the addresses that were ever locked ---- */

/* The table uses open addressing with linear probing; records are never removed. */
typedef struct {
  uint64_t place;              /* the address; its low bits say whether SEGP_PSHIFT was set */
  uint32_t serial;             /* 0: the record is free */
  uint32_t reason : 5;         /* MissReason */
  uint32_t longest_pages : 27; /* saturates */
} LockRecord;

_Static_assert(MISS_REASONS <= 1 << 5, "a record has room for each reason");

struct LockHistory {
  const PageSizes *pages; /* the machine's */
  LockRecord *records;
  uint64_t *purges; /* by record, the purge that was noted; NULL: no purge was */
  uint64_t mask;
  uint64_t used;
};

static void lock_history_allocate_purges (LockHistory *history)
{
  history->purges = host_memory_alloc ((history->mask + 1) * sizeof (uint64_t));
}

static void lock_history_allocate (LockHistory *history, uint64_t slots)
{
  history->records = host_memory_alloc (slots * sizeof (LockRecord));
  history->mask = slots - 1;
}

LockHistory *lock_history_new (const PageSizes *pages)
{
  LockHistory *history = g_new0 (LockHistory, 1);
  history->pages = pages;
  lock_history_allocate (history, LOCK_HISTORY_SLOTS_MIN);
  return history;
}

static void lock_history_release (const LockHistory *history)
{
  host_memory_free (history->records, (history->mask + 1) * sizeof (LockRecord));
  if (history->purges) {
    host_memory_free (history->purges, (history->mask + 1) * sizeof (uint64_t));
  }
}

void lock_history_free (LockHistory *history)
{
  if (history) {
    lock_history_release (history);
    g_free (history);
  }
}

/* Returns the record of the key, or the free record that the key would get. */
static LockRecord *lock_history_slot (const LockHistory *history, uint32_t serial, uint64_t place)
{
  uint64_t hash = (place ^ ((uint64_t)serial << 40)) * UINT64_C (0x9e3779b97f4a7c15);
  for (uint64_t i = hash >> 20 & history->mask;; i = (i + 1) & history->mask) {
    LockRecord *record = &history->records[i];
    if (record->serial == 0 || (record->serial == serial && record->place == place)) {
      return record;
    }
  }
}

static void lock_history_grow (LockHistory *history)
{
  LockHistory old = *history;
  lock_history_allocate (history, (old.mask + 1) * 2);
  if (old.purges) {
    lock_history_allocate_purges (history);
  }
  for (uint64_t i = 0; i <= old.mask; i++) {
    if (old.records[i].serial != 0) {
      LockRecord *record = lock_history_slot (history, old.records[i].serial, old.records[i].place);
      *record = old.records[i];
      if (old.purges) {
        history->purges[record - history->records] = old.purges[i];
      }
    }
  }
  lock_history_release (&old);
}

static uint32_t lock_record_pages (const LockHistory *history, uint64_t len)
{
  return (uint32_t)MIN (page_btop (history->pages, len), LOCK_RECORD_PAGES_MAX);
}

static uint64_t lock_record_place (uint64_t addr, uint32_t flags)
{
  return addr | (flags & SEGP_PSHIFT);
}

static uint32_t lock_history_check_serial (uint64_t serial)
{
  if (serial == 0 || serial > UINT32_MAX) {
    g_error ("lock history: owner %" G_GUINT64_FORMAT " is one too many", serial);
  }
  return (uint32_t)serial;
}

static LockRecord *lock_history_find (const LockHistory *history, uint64_t serial, uint64_t addr,
                                      uint32_t flags)
{
  return lock_history_slot (history, lock_history_check_serial (serial), lock_record_place (addr, flags));
}

void lock_history_record (LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len, uint32_t flags,
                          MissReason reason)
{
  if (history->used * 3 >= history->mask * 2) {
    lock_history_grow (history);
  }
  LockRecord *record = lock_history_find (history, serial, addr, flags);
  if (record->serial == 0) {
    history->used++;
    *record = (LockRecord){ .place = lock_record_place (addr, flags), .serial = (uint32_t)serial };
  }
  uint32_t pages = lock_record_pages (history, len);
  record->reason = (unsigned)reason & 0x1fU;
  record->longest_pages = MAX (record->longest_pages, pages) & LOCK_RECORD_PAGES_MAX;
}

MissReason lock_history_recall (const LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len,
                                uint32_t flags)
{
  const LockRecord *record = lock_history_find (history, serial, addr, flags);
  bool seen = record->serial != 0 && record->longest_pages >= lock_record_pages (history, len);
  return seen ? (MissReason)record->reason : MISS_COLD;
}

void lock_history_note_purge (LockHistory *history, uint64_t serial, uint64_t addr, uint32_t flags,
                              uint64_t purge)
{
  if (!history->purges) {
    lock_history_allocate_purges (history);
  }
  history->purges[lock_history_find (history, serial, addr, flags) - history->records] = purge;
}

uint64_t lock_history_recall_purge (const LockHistory *history, uint64_t serial, uint64_t addr,
                                    uint32_t flags)
{
  const LockRecord *record = lock_history_find (history, serial, addr, flags);
  return history->purges ? history->purges[record - history->records] : 0;
}
