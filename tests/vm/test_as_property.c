/*
 * What must hold whatever processes do: random mappings, unmappings, protections, advice, forks, exits, I/O and purges over a
 * few address spaces, with operations that wait; after each step all is counted anew.
 */
#include "as_fixture.h"
#include "random.h"
#include "test_main.h"
#include "x86_pages.h"

#define PAGES 6000
#define SPACES 4
#define LOCKS 10
#define CALLS 5
#define STEPS 4000
#define BASE FIXTURE_BASE
#define SPAN_PAGES 128 /* that processes map things in */

typedef struct {
  VmFixture *fixture;
  Random random;
  AddressSpace spaces[SPACES];
  AnonMap *amp; /* of all shared mappings; the test holds it too */
  AsLock locks[LOCKS];
  bool locked[LOCKS];
  AsCall calls[CALLS];
} World;

typedef struct {
  uint32_t page_locks[PAGES];
  uint64_t map_pages; /* locked through the shared map */
  GHashTable *segment_pages;
} Count;

static uint64_t draw (World *world, uint64_t n)
{
  return random_below (&world->random, n);
}

static World *world_new (uint64_t seed)
{
  World *world = g_new0 (World, 1);
  world->fixture = vm_fixture_new (PAGES, 300);
  random_init (&world->random, seed, 0, "as property");
  world->amp = segvn_amp_new (&world->fixture->vm, SPAN_PAGES);
  world->amp->references++;
  return world;
}

static bool call_is_busy (const AsCall *call)
{
  return call->fixture && call->result == AS_CALL_WAITS;
}

/* fork's child must be empty and nobody's target. */
static bool space_is_free (const World *world, const AddressSpace *as)
{
  for (unsigned i = 0; i < CALLS; i++) {
    if (call_is_busy (&world->calls[i]) && world->calls[i].as == as) {
      return false;
    }
  }
  return !as->first;
}

/* A space for a child; NULL if there is none. */
static AddressSpace *world_free_space (World *world, const AddressSpace *parent)
{
  for (unsigned i = 0; i < SPACES; i++) {
    if (&world->spaces[i] != parent && space_is_free (world, &world->spaces[i])) {
      return &world->spaces[i];
    }
  }
  return NULL;
}

static void world_map (World *world)
{
  AddressSpace *as = &world->spaces[draw (world, SPACES)];
  uint64_t first = draw (world, SPAN_PAGES);
  uint64_t npages = 1 + draw (world, MIN (SPAN_PAGES - first, 40));
  bool shared = draw (world, 3) == 0;
  as->exiting = false;
  as_map (&world->fixture->vm, as,
          &(AsMapping){ .base = BASE + ptob (first),
                        .size = ptob (npages),
                        .protection = PROTECT_RW,
                        .amp = shared ? world->amp : NULL,
                        .amp_first_page = shared ? first : 0 });
}

static void world_call (World *world)
{
  static const AsOp ops[] = { AS_OP_MUNMAP,  AS_OP_MUNMAP, AS_OP_MPROTECT, AS_OP_MADVISE,
                              AS_OP_MADVISE, AS_OP_FORK,   AS_OP_FORK,     AS_OP_EXIT };
  AsCall *call = &world->calls[draw (world, CALLS)];
  if (call_is_busy (call)) {
    return;
  }
  uint64_t first = draw (world, SPAN_PAGES);
  *call = (AsCall){ .fixture = world->fixture,
                    .op = ops[draw (world, G_N_ELEMENTS (ops))],
                    .as = &world->spaces[draw (world, SPACES)],
                    .addr = BASE + ptob (first),
                    .size = ptob (
                        1 + draw (world, MIN (SPAN_PAGES - first, draw (world, 2) == 0 ? 12 : SPAN_PAGES))),
                    .protection = draw (world, 3) == 0 ? PROTECT_READ : PROTECT_RW,
                    .advice = draw (world, 2) == 0 ? SEGMENT_ADVICE_FREE : (SegmentAdvice)draw (world, 3) };
  call->child = world_free_space (world, call->as);
  if (call->op == AS_OP_FORK && !call->child) {
    return;
  }
  as_call_start (call);
}

static void world_lock (World *world)
{
  uint64_t i = draw (world, LOCKS);
  if (world->locked[i]) {
    as_pageunlock (&world->locks[i]);
    world->locked[i] = false;
    as_calls_go_on (world->fixture);
    return;
  }
  uint64_t first = draw (world, SPAN_PAGES);
  uint64_t npages = 1 + draw (world, MIN (SPAN_PAGES - first, draw (world, 4) == 0 ? 40 : 4));
  world->locked[i] =
      as_pagelock (&world->fixture->vm, &world->spaces[draw (world, SPACES)], BASE + ptob (first),
                   ptob (npages), draw (world, 2) == 0 ? S_READ : S_WRITE, &world->locks[i])
      == 0;
}

static void world_step (World *world)
{
  VmFixture *fixture = world->fixture;
  uint64_t choice = draw (world, 100);
  if (choice < 55) {
    world_lock (world);
  } else if (choice < 70) {
    world_map (world);
  } else if (choice < 85) {
    world_call (world);
  } else if (choice < 90) {
    as_write (&fixture->vm, &world->spaces[draw (world, SPACES)], BASE + ptob (draw (world, SPAN_PAGES)),
              PAGESIZE);
  } else if (choice < 94) {
    vm_fixture_wait (fixture, draw (world, 2 * NS_PER_SEC));
  } else if (choice < 97) {
    seg_ppurge_async (fixture->pcache, draw (world, 4) == 0);
  } else {
    fixture->kernel.desfree = draw (world, 3) == 0 ? PAGES + 1 : 32;
  }
  as_calls_go_on (fixture);
}

static void count_list (Count *count, const ShadowList *list)
{
  for (uint64_t i = 0; i < list->npages; i++) {
    count->page_locks[list->pages[i]]++;
  }
}

static void count_segment (Count *count, const Segment *segment, uint64_t npages)
{
  uint64_t before = GPOINTER_TO_SIZE (g_hash_table_lookup (count->segment_pages, segment));
  g_hash_table_insert (count->segment_pages, (void *)segment, GSIZE_TO_POINTER (before + npages));
}

static void count_entries (const World *world, Count *count)
{
  GArray *entries = vm_fixture_list_entries (world->fixture);
  for (guint i = 0; i < entries->len; i++) {
    const CacheEntryInfo *entry = &g_array_index (entries, CacheEntryInfo, i);
    count_list (count, entry->shadow_list);
    if (entry->owner == &world->amp->owner) {
      count->map_pages += btop (entry->len);
    } else {
      count_segment (count, segment_of_owner (entry->owner), btop (entry->len));
    }
  }
  g_array_free (entries, TRUE);
}

static void count_lock (Count *count, const SegmentLock *lock)
{
  const SegvnData *data = segvn_data (lock->segment);
  uint64_t npages = btop (lock->range.len);
  bool in_entry = lock->outcome == PAGELOCK_HIT || lock->outcome == PAGELOCK_CACHED;
  if (!in_entry) {
    count_list (count, lock->shadow_list);
  }
  if (data->shared || !in_entry) {
    count_segment (count, lock->segment, npages);
  }
  if (data->shared && !in_entry && lock->outcome != PAGELOCK_SOFT) {
    count->map_pages += npages;
  }
}

static void expect (const char *what, uint64_t found, uint64_t expected)
{
  if (found != expected) {
    ck_abort_msg ("%s: %" G_GUINT64_FORMAT ", by counting %" G_GUINT64_FORMAT, what, found, expected);
  }
}

/* A locked page of a private mapping is shared with nobody; softlockcnt is as in §2. */
static void check_space (const World *world, const Count *count, const AddressSpace *as, uint64_t *references)
{
  const Segment *before = NULL;
  for (const Segment *segment = as->first; segment; before = segment, segment = segment->next) {
    const SegvnData *data = segvn_data (segment);
    expect ("softlockcnt", data->softlockcnt,
            GPOINTER_TO_SIZE (g_hash_table_lookup (count->segment_pages, segment)));
    ck_assert (!before || segment_end (before) <= segment->base);
    *references += data->amp == world->amp;
    for (uint64_t i = 0; data->amp && !data->shared && i < btop (segment->size); i++) {
      PageNumber page = anon_map_peek_page (data->amp, data->amp_first_page + i);
      if (page != PAGE_NONE && count->page_locks[page] > 0) {
        expect ("sharers of a locked private page", anon_map_is_shared (data->amp, data->amp_first_page + i),
                0);
      }
    }
  }
}

static void world_check (const World *world)
{
  Count count = { .segment_pages = g_hash_table_new (NULL, NULL) };
  count_entries (world, &count);
  for (unsigned i = 0; i < LOCKS; i++) {
    if (world->locked[i]) {
      count_lock (&count, &world->locks[i].first);
      for (size_t j = 0; j < world->locks[i].n_more; j++) {
        count_lock (&count, &world->locks[i].more[j]);
      }
    }
  }
  const PageAllocator *allocator = world->fixture->allocator;
  for (PageNumber page = 0; page < PAGES; page++) {
    expect ("locks of a page", page_get_shared_locks (allocator, page), count.page_locks[page]);
  }
  uint64_t references = 1;
  for (unsigned i = 0; i < SPACES; i++) {
    check_space (world, &count, &world->spaces[i], &references);
  }
  expect ("references of the map", world->amp->references, references);
  expect ("softlockcnt of the map", world->amp->softlockcnt, count.map_pages);
  expect ("freemem", world->fixture->kernel.freemem, page_allocator_count_free (allocator));
  expect ("slots", world->fixture->vm.anon.n_used, PAGES - world->fixture->kernel.freemem);
  uint64_t waiting = 0;
  for (unsigned i = 0; i < CALLS; i++) {
    waiting += call_is_busy (&world->calls[i]);
  }
  expect ("operations that wait", world->fixture->vm.as.waiting, waiting);
  g_hash_table_destroy (count.segment_pages);
}

/* Without I/O nothing waits any more. */
static void world_free (World *world)
{
  for (unsigned i = 0; i < LOCKS; i++) {
    if (world->locked[i]) {
      as_pageunlock (&world->locks[i]);
      world->locked[i] = false;
      as_calls_go_on (world->fixture);
    }
  }
  world_check (world);
  expect ("operations that wait at the end", world->fixture->vm.as.waiting, 0);
  for (unsigned i = 0; i < SPACES; i++) {
    ck_assert_int_eq (
        as_call ((AsCall){ .fixture = world->fixture, .op = AS_OP_EXIT, .as = &world->spaces[i] }), 0);
  }
  seg_ppurge (world->fixture->pcache, NULL, &world->amp->owner, 0);
  segvn_map_release (&world->fixture->vm, world->amp);
  vm_fixture_free (world->fixture);
  g_free (world);
}

START_TEST (everything_counts_up_whatever_processes_do)
{
  World *world = world_new ((uint64_t)_i + 1);
  for (unsigned step = 0; step < STEPS; step++) {
    world_step (world);
    world_check (world);
  }
  const AsCounters *as = &world->fixture->vm.as;
  for (unsigned op = AS_OP_MMAP; op <= AS_OP_MADVISE; op++) {
    /* A large page is larger than all that is mapped here. */
    ck_assert_msg (op == AS_OP_SETPAGESIZE || as->done[op] > 2,
                   "operation %u was done %" G_GUINT64_FORMAT " times", op, as->done[op]);
  }
  ck_assert_uint_gt (as->waits, 10);
  ck_assert_uint_gt (as->fork_copies, 0);
  ck_assert_uint_gt (as->splits, 0);
  ck_assert_uint_gt (as->joins, 0);
  ck_assert_uint_gt (as->joins_refused, 0);
  ck_assert_uint_gt (as->madv_free_hits, 0);
  ck_assert_uint_gt (world->fixture->vm.anon.n_shared_breaks, 0);
  world_free (world);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("as property");
  TCase *tcase = tcase_create ("property");
  tcase_set_timeout (tcase, 60);
  tcase_add_loop_test (tcase, everything_counts_up_whatever_processes_do, 0, 3);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
