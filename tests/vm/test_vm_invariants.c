/*
 * What must hold at every moment, whatever is done: random locks, unlocks, purges, changes of protection and time over
 * two processes, with little memory and a small window, and after each step everything is counted anew.
 */
#include "random.h"
#include "test_main.h"
#include "vm_fixture.h"
#include "x86_pages.h"

#define PAGES 850
#define WINDOW_PAGES 700
#define SEGMENTS 6
#define SLOTS 24
#define STEPS 5000

typedef struct {
  bool used;
  AsLock lock;
} Slot;

typedef struct {
  VmFixture *fixture;
  Random random;
  Segment *segments[SEGMENTS];
  AnonMap *amp;
  Slot slots[SLOTS];
  PageNumber exclusive; /* a page that somebody else has locked, or PAGE_NONE */
  bool disabled;
  uint64_t calls, succeeded;
} World;

/* What counting finds. */
typedef struct {
  uint64_t entry_pages, entries, entries_active, active;
  uint64_t lists_that_do_not_fit;
  uint64_t served;                  /* locks that entries serve */
  uint64_t segment_pages[SEGMENTS]; /* what softlockcnt should be */
  uint64_t map_pages;               /* likewise */
  uint32_t page_locks[PAGES];
} Count;

static void sleep_without_effect (Kernel *kernel, uint64_t ticks)
{
  (void)kernel, (void)ticks;
}

static void world_make_first (World *world)
{
  world->segments[0] = vm_fixture_private (world->fixture, FIXTURE_BASE + 12 * KIB, 512 * KIB, 0);
}

static World *world_new (uint64_t seed)
{
  World *world = g_new0 (World, 1);
  VmFixture *fixture = world->fixture = vm_fixture_new (PAGES, WINDOW_PAGES);
  fixture->kernel.delay = sleep_without_effect;
  random_init (&world->random, seed, 0, "world");
  world->exclusive = PAGE_NONE;
  world->amp = segvn_amp_new (&fixture->vm, btop (2 * MIB));
  world_make_first (world);
  world->segments[1] = vm_fixture_private (fixture, segment_end (world->segments[0]), 256 * KIB, 0);
  world->segments[2] = vm_fixture_private (fixture, 2 * FIXTURE_BASE, 2 * MIB, 1);
  world->segments[3] = vm_fixture_shared (fixture, &fixture->as, 3 * FIXTURE_BASE, MIB, world->amp, 0);
  world->segments[4] =
      vm_fixture_shared (fixture, &fixture->other_as, FIXTURE_BASE + 4 * KIB, MIB, world->amp, 21);
  world->segments[5] = segvn_create (&fixture->vm, &fixture->other_as, 3 * FIXTURE_BASE, 2 * MIB, 1,
                                     PROTECT_RW, world->amp, 0);
  return world;
}

static uint64_t draw (World *world, uint64_t n)
{
  return random_below (&world->random, n);
}

static void world_lock (World *world)
{
  Slot *slot = &world->slots[draw (world, SLOTS)];
  if (slot->used) {
    as_pageunlock (&slot->lock);
    slot->used = false;
    return;
  }
  const Segment *segment = world->segments[draw (world, SEGMENTS)];
  uint64_t npages = draw (world, 3) == 0 ? 16 + draw (world, 24) : 1 + draw (world, 4);
  uint64_t first = draw (world, 4) == 0 ? draw (world, btop (segment->size)) : draw (world, 2) * 16;
  uint64_t addr = segment->base + ptob (first);
  /* Some go on into the next segment, or into nothing. */
  if (draw (world, 16) != 0) {
    npages = MIN (npages, btop (segment_end (segment) - addr));
  }
  SegRw rw = draw (world, 2) == 0 ? S_READ : S_WRITE;
  world->calls++;
  slot->used = as_pagelock (&world->fixture->vm, segment->as, addr, ptob (npages), rw, &slot->lock) == 0;
  world->succeeded += slot->used;
}

static void world_set_protection (World *world)
{
  Segment *segment = world->segments[draw (world, SEGMENTS)];
  uint64_t page_pages = btop (UINT64_C (1) << PAGE_SIZES_X86.shifts[segment->cached.s_szc]);
  uint64_t n = btop (segment->size) / page_pages;
  uint64_t first = draw (world, n);
  uint64_t npages = draw (world, 3) == 0 ? n - first : 1;
  unsigned protection = draw (world, 2) == 0 ? PROTECT_READ : PROTECT_RW;
  int error_number = segvn_setprot (segment, segment->base + ptob (first * page_pages),
                                    ptob (npages * page_pages), protection);
  ck_assert (error_number == 0 || error_number == EAGAIN);
}

static void world_lock_exclusively (World *world)
{
  PageAllocator *allocator = world->fixture->allocator;
  if (world->exclusive != PAGE_NONE) {
    page_unlock (allocator, world->exclusive);
    world->exclusive = PAGE_NONE;
    return;
  }
  PageNumber page = (PageNumber)draw (world, PAGES);
  if (page_is (allocator, page, PAGE_IN_USE) && page_trylock_exclusive (allocator, page)) {
    world->exclusive = page;
  }
}

static void world_remap (World *world)
{
  if (world->exclusive == PAGE_NONE && seg_unmap (world->segments[0]) == 0) {
    world_make_first (world);
  }
}

static void world_switch_cache (World *world)
{
  if (world->disabled) {
    seg_p_enable (world->fixture->pcache);
  } else {
    seg_p_disable (world->fixture->pcache);
  }
  world->disabled = !world->disabled;
}

static void world_step (World *world)
{
  VmFixture *fixture = world->fixture;
  uint64_t choice = draw (world, 100);
  if (choice < 70) {
    world_lock (world);
  } else if (choice < 76) {
    vm_fixture_wait (fixture, draw (world, 2 * NS_PER_SEC));
  } else if (choice < 84) {
    seg_ppurge_async (fixture->pcache, draw (world, 40) == 0);
  } else if (choice < 87) {
    segvn_purge (world->segments[draw (world, SEGMENTS)]);
  } else if (choice < 92) {
    world_set_protection (world);
  } else if (choice < 95) {
    world_lock_exclusively (world);
  } else if (choice < 96) {
    world_remap (world);
  } else if (choice < 97 || (world->disabled && choice < 99)) {
    world_switch_cache (world);
  } else {
    fixture->kernel.desfree = draw (world, 6) == 0 ? PAGES : draw (world, 2) * 32;
    fixture->kernel.lotsfree = draw (world, 3) == 0 ? PAGES : 64;
  }
}

static unsigned world_index (const World *world, const Segment *segment)
{
  unsigned i = 0;
  while (world->segments[i] != segment) {
    i++;
    g_assert (i < SEGMENTS);
  }
  return i;
}

static void count_list (Count *count, const ShadowList *list)
{
  for (uint64_t i = 0; i < list->npages; i++) {
    count->page_locks[list->pages[i]]++;
  }
}

static void count_entries (const World *world, Count *count)
{
  GArray *entries = vm_fixture_list_entries (world->fixture);
  for (guint i = 0; i < entries->len; i++) {
    const CacheEntryInfo *entry = &g_array_index (entries, CacheEntryInfo, i);
    uint64_t npages = btop (entry->len);
    const ShadowList *list = entry->shadow_list;
    count->lists_that_do_not_fit += list->npages != npages;
    count->entry_pages += npages;
    count->entries_active += entry->active > 0;
    count->active += entry->active;
    count_list (count, list);
    if (entry->owner == &world->amp->owner) {
      count->map_pages += npages;
    } else {
      count->segment_pages[world_index (world, segment_of_owner (entry->owner))] += npages;
    }
  }
  count->entries = entries->len;
  g_array_free (entries, TRUE);
}

static void count_lock (const World *world, Count *count, const SegmentLock *lock)
{
  const SegvnData *data = segvn_data (lock->segment);
  uint64_t npages = btop (lock->range.len);
  bool in_entry = lock->outcome == PAGELOCK_HIT || lock->outcome == PAGELOCK_CACHED;
  count->served += in_entry;
  if (!in_entry) {
    count_list (count, lock->shadow_list);
  }
  if (data->shared || !in_entry) {
    count->segment_pages[world_index (world, lock->segment)] += npages;
  }
  if (data->shared && !in_entry && lock->outcome != PAGELOCK_SOFT) {
    count->map_pages += npages;
  }
}

static void count_locks (const World *world, Count *count)
{
  for (unsigned i = 0; i < SLOTS; i++) {
    const AsLock *lock = &world->slots[i].lock;
    if (world->slots[i].used) {
      count_lock (world, count, &lock->first);
      for (size_t j = 0; j < lock->n_more; j++) {
        count_lock (world, count, &lock->more[j]);
      }
    }
  }
}

static uint64_t sum (const uint64_t *numbers, unsigned n)
{
  uint64_t total = 0;
  for (unsigned i = 0; i < n; i++) {
    total += numbers[i];
  }
  return total;
}

/* Like an assertion of Check, which are too slow to be made so often. */
static void expect (const char *what, uint64_t found, uint64_t expected)
{
  if (found != expected) {
    ck_abort_msg ("%s: %" G_GUINT64_FORMAT ", by counting %" G_GUINT64_FORMAT, what, found, expected);
  }
}

static void check_cache (const World *world, const Count *count)
{
  CacheState state = cache_get_state (world->fixture->pcache);
  expect ("plocked", state.plocked, count->entry_pages);
  expect ("plocked_window", state.plocked_window, count->entry_pages);
  expect ("plocked_window within its limit", MIN (state.plocked_window, WINDOW_PAGES), count->entry_pages);
  expect ("entries", state.entries, count->entries);
  expect ("active entries", state.entries_active, count->entries_active);
  expect ("I/Os that entries serve", count->active, count->served);
  expect ("lists not as long as their entry", count->lists_that_do_not_fit, 0);
}

static void check_pages (const World *world, const Count *count)
{
  const PageAllocator *allocator = world->fixture->allocator;
  for (PageNumber i = 0; i < PAGES; i++) {
    expect ("locks of a page", page_get_shared_locks (allocator, i), count->page_locks[i]);
  }
  expect ("freemem", world->fixture->kernel.freemem, page_allocator_count_free (allocator));
  for (unsigned i = 0; i < SEGMENTS; i++) {
    expect ("softlockcnt", segvn_data (world->segments[i])->softlockcnt, count->segment_pages[i]);
  }
  expect ("softlockcnt of the map", world->amp->softlockcnt, count->map_pages);
}

static void check_counters (const World *world)
{
  const VmCounters *vm = &world->fixture->vm.counters;
  const CacheCounters *cache = cache_get_counters (world->fixture->pcache);
  uint64_t tried = vm->locks[PAGELOCK_CACHED] + vm->locks[PAGELOCK_LOST];
  uint64_t checks = sum (cache->checks, CACHE_ADMISSIONS);
  uint64_t misses = sum (vm->misses, MISS_REASONS);
  expect ("hits", vm->locks[PAGELOCK_HIT], cache->hits);
  expect ("misses by reason", misses, sum (cache->misses, CACHE_MISS_REASONS));
  expect ("cached lists", vm->locks[PAGELOCK_CACHED], cache->inserts[CACHE_ADMITTED]);
  expect ("inserts", tried, sum (cache->inserts, CACHE_ADMISSIONS));
  /* Some misses are not allowed, or their pages cannot be locked. */
  expect ("misses that were checked", MIN (checks, misses), checks);
  expect ("outcomes of checks", MIN (tried + vm->locks[PAGELOCK_UNCACHED], checks),
          tried + vm->locks[PAGELOCK_UNCACHED]);
  expect ("failures", vm->failed_access + vm->failed_fault + vm->failed_memory,
          world->calls - world->succeeded);
  expect ("pages locked less those unlocked", vm->pages_locked - vm->pages_unlocked,
          page_allocator_count_shared_locks (world->fixture->allocator));
}

static void world_check (const World *world)
{
  Count count = { 0 };
  count_entries (world, &count);
  count_locks (world, &count);
  check_cache (world, &count);
  check_pages (world, &count);
  check_counters (world);
}

static void world_free (World *world)
{
  for (unsigned i = 0; i < SLOTS; i++) {
    if (world->slots[i].used) {
      as_pageunlock (&world->slots[i].lock);
      world->slots[i].used = false;
      world_check (world);
    }
  }
  if (world->exclusive != PAGE_NONE) {
    world_lock_exclusively (world);
  }
  vm_fixture_free (world->fixture);
  g_free (world);
}

/* A run that never came to a case would not test it. */
static void check_that_all_happened (const World *world)
{
  const VmCounters *vm = &world->fixture->vm.counters;
  const CacheCounters *cache = cache_get_counters (world->fixture->pcache);
  ck_assert_uint_gt (vm->locks[PAGELOCK_HIT], 100);
  ck_assert_uint_gt (vm->locks[PAGELOCK_CACHED], 100);
  ck_assert_uint_gt (vm->locks[PAGELOCK_UNCACHED], 100);
  ck_assert_uint_gt (vm->locks[PAGELOCK_SOFT], 0);
  ck_assert_uint_gt (vm->failed_access, 10);
  ck_assert_uint_gt (vm->failed_fault, 0);
  ck_assert_uint_gt (vm->failed_memory, 10);
  for (unsigned cause = 0; cause < CACHE_REMOVAL_CAUSES; cause++) {
    if (cause != CACHE_REMOVED_WIRED_PURGE && cause != CACHE_REMOVED_TRIM) {
      ck_assert_uint_gt (cache->removed_entries[cause], 10);
    }
  }
}

START_TEST (everything_counts_up_after_every_step)
{
  World *world = world_new ((uint64_t)_i + 1);
  for (unsigned step = 0; step < STEPS; step++) {
    world_step (world);
    world_check (world);
  }
  check_that_all_happened (world);
  world_free (world);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("vm invariants");
  TCase *tcase = tcase_create ("invariants");
  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, everything_counts_up_after_every_step, 0, 3);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
