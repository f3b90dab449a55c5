/*
 * What must hold of ISM and DISM at every moment, whatever is done: random attachments, locks, mlocks, purges and times
 * without cache, over three objects in three processes, and after each step everything is counted anew.
 */
#include "random.h"
#include "spt_fixture.h"
#include "test_main.h"
#include "x86_pages.h"

#define PAGES 6000
#define OBJECTS 3
#define PROCESSES 3
#define SLOTS 12
#define STEPS 4000

typedef struct {
  AnonMap *amp;
  SptAttachment what;
  Segment *segments[PROCESSES]; /* NULL: not attached */
} Object;

typedef struct {
  bool used;
  unsigned object, process;
  AsLock lock;
} Slot;

typedef struct {
  VmFixture *fixture;
  Random random;
  AddressSpace spaces[PROCESSES];
  Object objects[OBJECTS];
  Slot slots[SLOTS];
  bool disabled;
  uint64_t outcomes[PAGELOCK_OUTCOMES];
} World;

static void sleep_without_effect (Kernel *kernel, uint64_t ticks)
{
  (void)kernel, (void)ticks;
}

static uint64_t draw (World *world, uint64_t n)
{
  return random_below (&world->random, n);
}

static World *world_new (uint64_t seed)
{
  static const struct {
    uint64_t npages;
    unsigned szc;
    bool pageable;
  } kinds[OBJECTS] = { { 1024, 1, false }, { 96, 0, true }, { 1024, 1, true } };
  World *world = g_new0 (World, 1);
  world->fixture = vm_fixture_new (PAGES, 64);
  world->fixture->kernel.delay = sleep_without_effect;
  random_init (&world->random, seed, 0, "world");
  for (unsigned i = 0; i < OBJECTS; i++) {
    Object *object = &world->objects[i];
    object->amp = segvn_amp_new (&world->fixture->vm, kinds[i].npages);
    object->amp->references++;
    object->what = (SptAttachment){ .amp = object->amp, .szc = kinds[i].szc, .pageable = kinds[i].pageable };
  }
  return world;
}

static void world_free (World *world)
{
  for (unsigned i = 0; i < SLOTS; i++) {
    if (world->slots[i].used) {
      as_pageunlock (&world->slots[i].lock);
    }
  }
  seg_ppurge_async (world->fixture->pcache, true);
  for (unsigned i = 0; i < PROCESSES; i++) {
    while (world->spaces[i].first) {
      seg_free (world->spaces[i].first);
    }
  }
  for (unsigned i = 0; i < OBJECTS; i++) {
    segvn_map_release (&world->fixture->vm, world->objects[i].amp);
  }
  ck_assert_uint_eq (world->fixture->kernel.availrmem, PAGES);
  vm_fixture_free (world->fixture);
  g_free (world);
}

/* ---- steps ---- */

static void world_attach_or_detach (World *world)
{
  unsigned i = (unsigned)draw (world, OBJECTS);
  unsigned process = (unsigned)draw (world, PROCESSES);
  Object *object = &world->objects[i];
  if (!object->segments[process]) {
    ck_assert_int_eq (segspt_attach (&world->fixture->vm, &world->spaces[process], (i + 1) * SPT_BASE,
                                     &object->what, &object->segments[process]),
                      0);
    return;
  }
  bool held = false;
  for (unsigned j = 0; j < SLOTS; j++) {
    held |= world->slots[j].used && world->slots[j].object == i && world->slots[j].process == process;
  }
  int error_number = seg_unmap (object->segments[process]);
  ck_assert_int_eq (error_number, held ? EAGAIN : 0);
  if (error_number == 0) {
    object->segments[process] = NULL;
  }
}

static void world_lock_or_unlock (World *world)
{
  Slot *slot = &world->slots[draw (world, SLOTS)];
  if (slot->used) {
    as_pageunlock (&slot->lock);
    slot->used = false;
    return;
  }
  slot->object = (unsigned)draw (world, OBJECTS);
  slot->process = (unsigned)draw (world, PROCESSES);
  Segment *segment = world->objects[slot->object].segments[slot->process];
  if (!segment) {
    return;
  }
  uint64_t npages = 1 + draw (world, 8);
  uint64_t first = draw (world, btop (segment->size) - npages);
  ck_assert_int_eq (as_pagelock (&world->fixture->vm, segment->as, segment->base + ptob (first),
                                 ptob (npages), draw (world, 2) ? S_WRITE : S_READ, &slot->lock),
                    0);
  slot->used = true;
  world->outcomes[slot->lock.first.outcome]++;
}

static void world_mlock_or_munlock (World *world)
{
  Segment *segment = world->objects[1 + draw (world, OBJECTS - 1)].segments[draw (world, PROCESSES)];
  if (!segment) {
    return;
  }
  uint64_t all = btop (segment->size);
  bool whole = draw (world, 3) == 0;
  uint64_t first = whole ? 0 : draw (world, all);
  uint64_t npages = whole ? all : 1 + draw (world, all - first);
  int error_number = spt_fixture_mlock (segment, ptob (first), ptob (npages), draw (world, 3) != 0);
  ck_assert (error_number == 0 || error_number == ENOMEM);
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
  uint64_t choice = draw (world, 100);
  if (choice < 64) {
    world_lock_or_unlock (world);
  } else if (choice < 76) {
    world_attach_or_detach (world);
  } else if (choice < 94) {
    world_mlock_or_munlock (world);
  } else if (choice < 97) {
    seg_ppurge_async (world->fixture->pcache, choice == 94);
  } else {
    world_switch_cache (world);
  }
}

/* ---- what must hold ---- */

static void check_entries (const Object *object, GArray *entries)
{
  const SptObject *spt = object->amp->spt;
  uint64_t of_object = 0;
  for (guint i = 0; i < entries->len; i++) {
    const CacheEntryInfo *entry = &g_array_index (entries, CacheEntryInfo, i);
    for (unsigned process = 0; process < PROCESSES; process++) {
      const Segment *segment = object->segments[process];
      if (segment && entry->owner == &segment->cached.owner) {
        of_object++;
        ck_assert_uint_eq (entry->len, segment->size);
        ck_assert_ptr_eq (entry->shadow_list, spt->list);
      }
    }
  }
  ck_assert_uint_eq (spt ? spt->entries : 0, of_object);
  ck_assert (!spt || (spt->list != NULL) == (of_object > 0));
  ck_assert (!spt || !spt->list_changed || spt->list);
}

/* Pages of an object that soft locks of PROCESS hold; of all processes if it is PROCESSES. I is a page, or UINT64_MAX: any. */
static uint64_t count_softlocks (const World *world, unsigned object, unsigned process, uint64_t i)
{
  uint64_t pages = 0;
  for (unsigned j = 0; j < SLOTS; j++) {
    const Slot *slot = &world->slots[j];
    if (!slot->used || slot->object != object || slot->lock.first.outcome != PAGELOCK_SOFT
        || (process != PROCESSES && slot->process != process)) {
      continue;
    }
    const CacheRange *range = &slot->lock.first.range;
    uint64_t first = btop (range->addr - (object + 1) * SPT_BASE);
    if (i == UINT64_MAX) {
      pages += btop (range->len);
    } else {
      pages += i >= first && i < first + btop (range->len);
    }
  }
  return pages;
}

/* Checks the locks of each page; gives how many pages availrmem has to bear. */
static uint64_t check_pages (const World *world, unsigned index)
{
  const Object *object = &world->objects[index];
  const SptObject *spt = object->amp->spt;
  uint64_t charged = 0;
  for (uint64_t i = 0; i < object->amp->npages; i++) {
    uint64_t mlocks = 0;
    for (unsigned process = 0; process < PROCESSES; process++) {
      const Segment *segment = object->segments[process];
      mlocks += segment && segspt_data (segment)->mlocked && segspt_data (segment)->mlocked[i];
    }
    bool in_list = spt && spt_object_lists (spt, i);
    bool kept = spt && (!object->what.pageable || mlocks > 0);
    if (spt && object->what.pageable && spt->mlocks[i] != mlocks) {
      ck_abort_msg ("page %" G_GUINT64_FORMAT " has %u mlocks", i, spt->mlocks[i]);
    }
    PageNumber page = anon_map_peek_page (object->amp, i);
    uint64_t locks = page != PAGE_NONE ? page_get_shared_locks (world->fixture->allocator, page) : 0;
    uint64_t expected = kept + in_list + count_softlocks (world, index, PROCESSES, i);
    if (locks != expected) {
      ck_abort_msg ("page %" G_GUINT64_FORMAT " of object %u has %" G_GUINT64_FORMAT
                    " locks, not %" G_GUINT64_FORMAT,
                    i, index, locks, expected);
    }
    charged += kept || in_list;
  }
  return charged;
}

static void check_segments (const World *world, unsigned index, GArray *entries)
{
  const Object *object = &world->objects[index];
  for (unsigned process = 0; process < PROCESSES; process++) {
    const Segment *segment = object->segments[process];
    if (!segment) {
      continue;
    }
    uint64_t expected = count_softlocks (world, index, process, UINT64_MAX);
    for (guint i = 0; i < entries->len; i++) {
      const CacheEntryInfo *entry = &g_array_index (entries, CacheEntryInfo, i);
      expected += entry->owner == &segment->cached.owner ? btop (entry->len) : 0;
    }
    ck_assert_uint_eq (segspt_data (segment)->softlockcnt, expected);
  }
}

static void check_world (const World *world)
{
  const SptCounters *counters = &world->fixture->vm.spt;
  const VmCounters *vm = &world->fixture->vm.counters;
  GArray *entries = vm_fixture_list_entries (world->fixture);
  uint64_t plocked = 0;
  uint64_t charged = 0;
  for (guint i = 0; i < entries->len; i++) {
    plocked += btop (g_array_index (entries, CacheEntryInfo, i).len);
  }
  for (unsigned i = 0; i < OBJECTS; i++) {
    check_entries (&world->objects[i], entries);
    check_segments (world, i, entries);
    charged += check_pages (world, i);
  }
  ck_assert_uint_eq (vm_fixture_plocked (world->fixture), plocked);
  ck_assert_uint_eq (cache_get_state (world->fixture->pcache).plocked_window, 0);
  ck_assert_uint_eq (counters->entries, entries->len);
  ck_assert_uint_eq (world->fixture->kernel.availrmem, PAGES - charged);
  ck_assert_uint_eq (page_allocator_count_shared_locks (world->fixture->allocator),
                     vm->pages_locked - vm->pages_unlocked + counters->locked_pages);
  g_array_free (entries, TRUE);
}

START_TEST (whatever_is_done_it_holds_together)
{
  World *world = world_new ((uint64_t)_i);
  for (unsigned step = 0; step < STEPS; step++) {
    world_step (world);
    if (step % 4 == 0) {
      check_world (world);
    }
  }
  if (world->disabled) {
    world_switch_cache (world);
  }
  ck_assert_uint_gt (world->outcomes[PAGELOCK_HIT], 50);
  ck_assert_uint_gt (world->outcomes[PAGELOCK_CACHED], 20);
  ck_assert_uint_gt (world->outcomes[PAGELOCK_SOFT], 100);
  for (unsigned reason = 0; reason < SPT_REFUSED_AVAILRMEM; reason++) {
    ck_assert_uint_gt (world->fixture->vm.spt.refusals[reason], 0);
  }
  world_free (world);
}
END_TEST

static Suite *spt_invariants_suite (void)
{
  Suite *suite = suite_create ("spt_invariants");
  TCase *tcase = tcase_create ("random");
  tcase_set_timeout (tcase, 0);
  tcase_add_loop_test (tcase, whatever_is_done_it_holds_together, 0, 4);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (spt_invariants_suite (), NULL);
}
