/* machine_check.c - what must hold together at any moment */
#include "machine_internal.h"

#include "page_size.h"

typedef struct {
  const Machine *machine;
  uint64_t pages, window_pages, entries, active;
} CacheTotals;

static void count_bucket (void *user, PcacheList list, uint64_t index)
{
  (void)user, (void)list, (void)index;
}

static void count_entry (void *user, const PcacheEntryInfo *entry)
{
  CacheTotals *totals = user;
  uint64_t pages = btop (entry->len);
  totals->pages += pages;
  totals->window_pages += entry->flags & SEGP_FORCE_WIRED ? 0 : pages;
  totals->entries++;
  totals->active += entry->active > 0;
}

static void check_equal (const Machine *machine, const char *what, uint64_t found, uint64_t expected)
{
  if (found != expected) {
    g_error ("at %" G_GUINT64_FORMAT " ns, seed %" G_GUINT64_FORMAT ": %s is %" G_GUINT64_FORMAT
             ", should be %" G_GUINT64_FORMAT,
             event_queue_now (machine->queue), machine->seed, what, found, expected);
  }
}

void machine_check (Machine *machine)
{
  CacheTotals totals = { .machine = machine };
  PcacheVisitor visitor = { .user = &totals, .bucket = count_bucket, .entry = count_entry };
  pcache_visit (machine->pcache, &visitor);
  machine_refresh_metrics (machine);
  const MachineDerived *derived = &machine->derived;
  const VmCounters *vm = &machine->vm.counters;
  check_equal (machine, "plocked", derived->state.plocked, totals.pages);
  check_equal (machine, "plocked_window", derived->state.plocked_window, totals.window_pages);
  check_equal (machine, "the number of entries", derived->state.entries, totals.entries);
  check_equal (machine, "the number of active entries", derived->state.entries_active, totals.active);
  check_equal (machine, "freemem", machine->kernel.freemem, page_allocator_count_free (machine->allocator));
  check_equal (machine, "the sum of the reasons of misses", derived->misses, derived->cache_miss);
  check_equal (machine, "pages locked less pages unlocked, and those of ISM and mlock",
               vm->pages_locked - vm->pages_unlocked + machine->vm.spt.locked_pages,
               page_allocator_count_shared_locks (machine->allocator));
  check_equal (machine, "I/Os started less completed, failed and waiting for memory",
               machine->io.started - machine->io.completed - machine->io.failed - machine->io.waiting,
               vm->locks[PAGELOCK_HIT] + vm->locks[PAGELOCK_CACHED] + vm->locks[PAGELOCK_UNCACHED]
                   + vm->locks[PAGELOCK_LOST] + vm->locks[PAGELOCK_SOFT] - machine->io.completed);
}
