/* lock_history.c - a hash table of the addresses that were ever locked */
#include "lock_history.h"

#include "host_memory.h"

#include <glib.h>

#define LOCK_HISTORY_SLOTS_MIN 1024
#define LOCK_RECORD_PAGES_MAX ((UINT64_C (1) << 27) - 1)

/* Open addressing with linear probing; records are never taken out. */
typedef struct {
  uint64_t place;              /* address, and in its low bits whether SEGP_PSHIFT was set */
  uint32_t serial;             /* 0: free */
  uint32_t reason : 5;         /* MissReason */
  uint32_t longest_pages : 27; /* saturates */
} LockRecord;

_Static_assert(MISS_REASONS <= 1 << 5, "a record has room for each reason");

struct LockHistory {
  const PageSizes *pages; /* the machine's */
  LockRecord *records;
  uint64_t *purges; /* of the records; NULL: none was noted */
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

/* The record of the key, or the free one where it goes. */
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
