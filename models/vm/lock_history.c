#include "lock_history.h"

#include "host_memory.h"
#include "page_size.h"

#include <glib.h>

#define LOCK_HISTORY_SLOTS_MIN 1024
#define LOCK_RECORD_PAGES_MAX ((UINT64_C (1) << 27) - 1)

/* Open addressing with linear probing; records are never taken out. */
typedef struct {
  uint64_t place;  /* address, and in its low bits whether SEGP_PSHIFT was set */
  uint32_t serial; /* 0: free */
  uint32_t fate : 5;
  uint32_t longest_pages : 27; /* saturates */
} LockRecord;

struct LockHistory {
  LockRecord *records;
  uint64_t mask;
  uint64_t used;
};

static void lock_history_allocate (LockHistory *history, uint64_t slots)
{
  history->records = host_memory_alloc (slots * sizeof (LockRecord));
  history->mask = slots - 1;
}

LockHistory *lock_history_new (void)
{
  LockHistory *history = g_new0 (LockHistory, 1);
  lock_history_allocate (history, LOCK_HISTORY_SLOTS_MIN);
  return history;
}

void lock_history_free (LockHistory *history)
{
  if (history) {
    host_memory_free (history->records, (history->mask + 1) * sizeof (LockRecord));
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
  for (uint64_t i = 0; i <= old.mask; i++) {
    if (old.records[i].serial != 0) {
      *lock_history_slot (history, old.records[i].serial, old.records[i].place) = old.records[i];
    }
  }
  host_memory_free (old.records, (old.mask + 1) * sizeof (LockRecord));
}

static uint32_t lock_record_pages (uint64_t len)
{
  return (uint32_t)MIN (btop (len), LOCK_RECORD_PAGES_MAX);
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

void lock_history_record (LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len, uint32_t flags,
                          LockFate fate)
{
  if (history->used * 3 >= history->mask * 2) {
    lock_history_grow (history);
  }
  uint64_t place = lock_record_place (addr, flags);
  LockRecord *record = lock_history_slot (history, lock_history_check_serial (serial), place);
  if (record->serial == 0) {
    history->used++;
    *record = (LockRecord){ .place = place, .serial = (uint32_t)serial };
  }
  uint32_t pages = lock_record_pages (len);
  record->fate = (unsigned)fate & 0x1fU;
  record->longest_pages = MAX (record->longest_pages, pages) & LOCK_RECORD_PAGES_MAX;
}

LockFate lock_history_recall (const LockHistory *history, uint64_t serial, uint64_t addr, uint64_t len,
                              uint32_t flags)
{
  const LockRecord *record =
      lock_history_slot (history, lock_history_check_serial (serial), lock_record_place (addr, flags));
  bool seen = record->serial != 0 && record->longest_pages >= lock_record_pages (len);
  return seen ? (LockFate)record->fate : LOCK_FATE_UNKNOWN;
}
