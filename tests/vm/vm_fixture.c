#include "vm_fixture.h"

#include "pcache_internal.h"
#include "test_main.h"
#include "x86_pages.h"

#define PLENTY_PAGES 16384
#define CHECKPOINTS 16

VmFixture *vm_fixture_new_with (const VmFixtureOptions *options)
{
  VmFixture *fixture = g_new0 (VmFixture, 1);
  uint64_t pages = fixture->pages = options->pages;
  fixture->kernel = (Kernel){ .pages = options->page_sizes ? *options->page_sizes : PAGE_SIZES_X86,
                              .hz = 100,
                              .physmem = pages + options->kernel_pages,
                              .total_pages = pages,
                              .availrmem = pages,
                              .availrmem_initial = pages,
                              .lotsfree = 64,
                              .desfree = 32 };
#if KERNEL_CHECKED
  fixture->kernel.lock_checker = &fixture->lock_checker;
#endif
  if (options->thresholds) {
    memory_thresholds_apply (&fixture->kernel, *options->thresholds, &(MemoryThresholds){ 0 });
  }
  fixture->queue = event_queue_new ();
  fixture->allocator = page_allocator_new (&fixture->kernel, pages, options->room_pages);
  kernel_clock_start (&fixture->clock, &fixture->kernel, fixture->queue, NULL, NULL);
  fixture->threads = sim_threads_new (fixture->queue);
  kernel_threads_init (&fixture->kernel_threads, &fixture->kernel, fixture->threads, &fixture->clock);
  fixture->pcache = pcache_new (&fixture->kernel, &fixture->vm);
  CacheTunables tunables = cache_tunables_default ();
  tunables.segpcache_maxwindow = options->window_pages;
  tunables.segpcache_hashsize_win = options->window_buckets;
  seg_pinit (fixture->pcache, &tunables);
  fixture->trail = fingerprint_trail_new (CHECKPOINTS);
  vm_init (&fixture->vm, &fixture->kernel, &fixture->clock, fixture->allocator, fixture->pcache,
           fixture->trail);
  fixture->vm.threads = fixture->threads;
  return fixture;
}

VmFixture *vm_fixture_new (uint64_t pages, uint64_t window_pages)
{
  return vm_fixture_new_with (
      &(VmFixtureOptions){ .pages = pages, .window_pages = window_pages, .window_buckets = 256 });
}

VmFixture *vm_fixture_new_default (void)
{
  return vm_fixture_new (PLENTY_PAGES, PLENTY_PAGES);
}

static void vm_fixture_free_segments (AddressSpace *as)
{
  while (as->first) {
    seg_free (as->first);
  }
}

static void vm_fixture_empty (VmFixture *fixture)
{
  seg_ppurge_async (fixture->pcache, true);
  vm_fixture_free_segments (&fixture->as);
  vm_fixture_free_segments (&fixture->other_as);
}

void vm_fixture_discard (VmFixture *fixture)
{
  vm_fixture_empty (fixture);
  vm_clear (&fixture->vm);
  cache_free (fixture->pcache);
  page_allocator_free (fixture->allocator);
  sim_threads_free (fixture->threads);
  event_queue_free (fixture->queue);
  fingerprint_trail_free (fixture->trail);
  g_free (fixture);
}

void vm_fixture_free (VmFixture *fixture)
{
  vm_fixture_empty (fixture);
  ck_assert_uint_eq (vm_fixture_plocked (fixture), 0);
  ck_assert_uint_eq (page_allocator_count_shared_locks (fixture->allocator), 0);
  ck_assert_uint_eq (fixture->kernel.freemem, fixture->pages);
  vm_fixture_discard (fixture);
}

Segment *vm_fixture_private (VmFixture *fixture, uint64_t base, uint64_t size, unsigned szc)
{
  Segment *segment = segvn_create (&fixture->vm, &fixture->as, base, size, szc, PROTECT_RW, NULL, 0);
  ck_assert_ptr_nonnull (segment);
  segvn_need_amp (segment);
  return segment;
}

Segment *vm_fixture_shared (VmFixture *fixture, AddressSpace *as, uint64_t base, uint64_t size, AnonMap *amp,
                            uint64_t first)
{
  Segment *segment = segvn_create (&fixture->vm, as, base, size, 0, PROTECT_RW, amp, first);
  ck_assert_ptr_nonnull (segment);
  return segment;
}

void vm_fixture_wait (VmFixture *fixture, sim_time time_ns)
{
  event_queue_run_while (fixture->queue, event_queue_now (fixture->queue) + time_ns, NULL, NULL);
  kernel_clock_update (&fixture->clock);
}

PagelockOutcome vm_fixture_lock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock)
{
  ck_assert_int_eq (segvn_pagelock (segment, addr, len, rw, lock), 0);
  return lock->outcome;
}

PagelockOutcome vm_fixture_touch (Segment *segment, uint64_t addr, uint64_t len, SegRw rw)
{
  SegmentLock lock;
  PagelockOutcome outcome = vm_fixture_lock (segment, addr, len, rw, &lock);
  segvn_pageunlock (&lock);
  return outcome;
}

static void ignore_bucket (void *user, CacheList list, uint64_t index)
{
  (void)user, (void)list, (void)index;
}

static void collect_entry (void *user, const CacheEntryInfo *entry)
{
  g_array_append_vals (user, entry, 1);
}

GArray *vm_fixture_list_entries (const VmFixture *fixture)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (CacheEntryInfo));
  CacheVisitor visitor = { .user = entries, .bucket = ignore_bucket, .entry = collect_entry };
  cache_visit (fixture->pcache, &visitor);
  return entries;
}

CacheEntryInfo vm_fixture_only_entry (const VmFixture *fixture)
{
  GArray *entries = vm_fixture_list_entries (fixture);
  ck_assert_uint_eq (entries->len, 1);
  CacheEntryInfo entry = g_array_index (entries, CacheEntryInfo, 0);
  g_array_free (entries, TRUE);
  return entry;
}

void vm_fixture_refuse_all (VmFixture *fixture)
{
  fixture->kernel.desfree = fixture->pages + 1;
}

uint32_t *vm_fixture_saturate_only_entry (VmFixture *fixture)
{
  vm_fixture_only_entry (fixture);
  const PcacheBucket *bucket = pcache_of (fixture->pcache)->tables[PCACHE_WINDOW].buckets;
  while (!bucket->head) {
    bucket++;
  }
  bucket->head->active = UINT32_MAX;
  return &bucket->head->active;
}

PageNumber vm_fixture_page (const Segment *segment, uint64_t addr)
{
  const SegvnData *data = segvn_data (segment);
  PageNumber page = anon_map_peek_page (data->amp, data->amp_first_page + btop (addr - segment->base));
  ck_assert_uint_ne (page, PAGE_NONE);
  return page;
}
