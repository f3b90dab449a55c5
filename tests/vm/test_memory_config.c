/* Memory that goes and comes (surroundings §6). */
#include "kernel_threads.h"
#include "memory_config.h"
#include "page_size.h"
#include "test_main.h"
#include "vm_check.h"

#define PAGES 4096
#define NS_PER_SEC UINT64_C (1000000000)
#define BASE UINT64_C (0x10000000)

typedef struct {
  Kernel kernel;
#if KERNEL_CHECKED
  LockChecker lock_checker;
#endif
  EventQueue *queue;
  SimThreads *threads;
  KernelClock clock;
  KernelThreads kernel_threads;
  PageAllocator *allocator;
  Pcache *pcache;
  Vm vm;
  AddressSpace as;
  Segment *segment;
  MemoryConfig config;
} Fixture;

/* A machine of PAGES pages with a private segment of SEGMENT_PAGES, which has the lowest pages. */
static Fixture *fixture_new (uint64_t segment_pages)
{
  Fixture *f = g_new0 (Fixture, 1);
  f->kernel = (Kernel){
    .hz = 100, .physmem = PAGES, .total_pages = PAGES, .availrmem = PAGES, .availrmem_initial = PAGES
  };
#if KERNEL_CHECKED
  f->kernel.lock_checker = &f->lock_checker;
#endif
  MemoryThresholds wanted = { 0 };
  memory_thresholds_apply (&f->kernel, MEMORY_THRESHOLDS_CLASSIC, &wanted);
  f->queue = event_queue_new ();
  f->threads = sim_threads_new (f->queue, 0);
  f->allocator = page_allocator_new_with_room (&f->kernel, PAGES, PAGES);
  kernel_clock_start (&f->clock, &f->kernel, f->queue, NULL, NULL);
  kernel_threads_init (&f->kernel_threads, &f->kernel, f->threads, &f->clock);
  f->pcache = pcache_new (&f->kernel, &f->vm);
  PcacheTunables tunables = pcache_tunables_default ();
  pcache_setup (f->pcache, &tunables);
  vm_init (&f->vm, &f->kernel, &f->clock, f->allocator, f->pcache, NULL);
  f->segment =
      segvn_create (&f->vm, &f->as, BASE, ptob (segment_pages), 0, PROTECT_READ | PROTECT_WRITE, NULL, 0);
  segvn_need_amp (f->segment);
  memory_config_init (&f->config, &f->vm, f->threads, MEMORY_THRESHOLDS_CLASSIC, &wanted, 1, 0);
  return f;
}

static void fixture_check (Fixture *f)
{
  VmCheck *check = vm_check_new (&f->vm);
  char *broken[] = { vm_check_entries (check), vm_check_pages (check), vm_check_freemem (check) };
  for (size_t i = 0; i < G_N_ELEMENTS (broken); i++) {
    ck_assert_msg (broken[i] == NULL, "%s", broken[i]);
  }
  vm_check_free (check);
}

static void fixture_free (Fixture *f)
{
  fixture_check (f);
  seg_ppurge_async (f->pcache, true);
  while (f->as.first) {
    seg_free (f->as.first);
  }
  memory_config_clear (&f->config);
  vm_clear (&f->vm);
  pcache_free (f->pcache);
  page_allocator_free (f->allocator);
  sim_threads_free (f->threads);
  event_queue_free (f->queue);
  g_free (f);
}

/* An I/O begins on the first PAGES of the segment. */
static SegmentLock lock_pages (Fixture *f, uint64_t pages)
{
  SegmentLock lock = { 0 };
  ck_assert_int_eq (segvn_pagelock (f->segment, BASE, ptob (pages), S_READ, &lock), 0);
  return lock;
}

static void touch_pages (Fixture *f, uint64_t pages)
{
  SegmentLock lock = lock_pages (f, pages);
  segvn_pageunlock (&lock);
}

START_TEST (a_removal_moves_what_is_there_and_shrinks_the_machine)
{
  Fixture *f = fixture_new (100);
  touch_pages (f, 100);
  uint64_t lotsfree = f->kernel.lotsfree;
  uint64_t maxwindow = pcache_get_sizes (f->pcache).maxwindow_pages;
  memory_config_remove (&f->config, 1024, 10 * NS_PER_SEC);
  event_queue_run_until (f->queue, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_done, 1);
  ck_assert_uint_eq (f->config.counters.collected, 1024);
  ck_assert_uint_eq (f->config.counters.moved, 100);
  ck_assert_uint_eq (f->kernel.physmem, PAGES - 1024);
  ck_assert_uint_eq (f->kernel.total_pages, PAGES - 1024);
  ck_assert_uint_eq (f->kernel.availrmem, PAGES - 1024);
  ck_assert_uint_eq (f->kernel.freemem, PAGES - 1024 - 100);
  ck_assert_uint_eq (f->kernel.availrmem_initial, PAGES);
  ck_assert_uint_lt (f->kernel.lotsfree, lotsfree + (lotsfree == 128));
  ck_assert_uint_eq (pcache_get_sizes (f->pcache).maxwindow_pages, maxwindow);
  ck_assert_uint_ge (anon_map_peek_page (segvn_data (f->segment)->amp, 0), 1024);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 0);
  ck_assert_uint_eq (f->kernel.needfree, 0);
  fixture_free (f);
}
END_TEST

/* What is moved keeps what is known of it: pageout would lose a dirty page that it takes for a clean one. */
START_TEST (a_page_that_is_moved_stays_dirty_and_referenced)
{
  Fixture *f = fixture_new (2);
  touch_pages (f, 2);
  AnonMap *map = segvn_data (f->segment)->amp;
  seg_ppurge_async (f->pcache, true);
  page_set_dirty (f->allocator, anon_map_peek_page (map, 0), true);
  page_set_dirty (f->allocator, anon_map_peek_page (map, 1), false);
  page_set_referenced (f->allocator, anon_map_peek_page (map, 0), false);
  page_set_referenced (f->allocator, anon_map_peek_page (map, 1), true);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  event_queue_run_until (f->queue, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.moved, 2);
  ck_assert (page_is_dirty (f->allocator, anon_map_peek_page (map, 0)));
  ck_assert (!page_is_dirty (f->allocator, anon_map_peek_page (map, 1)));
  ck_assert (!page_is_referenced (f->allocator, anon_map_peek_page (map, 0)));
  ck_assert (page_is_referenced (f->allocator, anon_map_peek_page (map, 1)));
  fixture_free (f);
}
END_TEST

/* The cache is emptied for about 25 s in vain, with a notice; the removal goes on all the same, and ends with the I/O. */
START_TEST (a_lock_that_stays_stalls_a_removal_and_is_noticed)
{
  Fixture *f = fixture_new (8);
  SegmentLock lock = lock_pages (f, 8);
  memory_config_remove (&f->config, 64, 60 * NS_PER_SEC);
  event_queue_run_until (f->queue, 20 * NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.notices, 0);
  ck_assert_uint_eq (f->config.counters.collected, 0);
  event_queue_run_until (f->queue, 30 * NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.notices, 1);
  ck_assert_uint_eq (f->config.counters.collected, 56);
  ck_assert_uint_eq (f->kernel.needfree, 8);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 1);
  segvn_pageunlock (&lock);
  event_queue_run_until (f->queue, 31 * NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_done, 1);
  ck_assert_uint_eq (f->kernel.needfree, 0);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 0);
  ck_assert_uint_ge (f->config.counters.cache_off_ns, 30 * NS_PER_SEC);
  fixture_free (f);
}
END_TEST

START_TEST (a_removal_tries_20_times_a_second_and_gives_all_back)
{
  Fixture *f = fixture_new (8);
  SegmentLock lock = lock_pages (f, 8);
  memory_config_remove (&f->config, 64, 5 * NS_PER_SEC);
  event_queue_run_until (f->queue, 40 * NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_given_up, 1);
  ck_assert_uint_eq (f->config.counters.deletes_done, 0);
  ck_assert_uint_eq (f->config.counters.vain_tries, 5 * 20);
  ck_assert_uint_eq (f->kernel.physmem, PAGES);
  ck_assert_uint_eq (f->kernel.freemem, PAGES - 8);
  ck_assert_uint_eq (f->kernel.needfree, 0);
  ck_assert_uint_eq (f->config.pages_removed, 0);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 0);
  segvn_pageunlock (&lock);
  fixture_free (f);
}
END_TEST

/* Where nothing is free, nothing can be moved: needfree asks pageout, for 100 pages at a time. */
START_TEST (without_room_needfree_is_raised_by_at_most_100)
{
  Fixture *f = fixture_new (300);
  touch_pages (f, 300);
  while (f->kernel.freemem > f->kernel.pageout_reserve) {
    page_create (f->allocator);
  }
  memory_config_remove (&f->config, 300, 5 * NS_PER_SEC);
  event_queue_run_until (f->queue, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.moved, 0);
  ck_assert_uint_eq (f->kernel.needfree, 100);
  fixture_free (f);
}
END_TEST

START_TEST (one_removal_at_a_time_and_none_of_too_much)
{
  Fixture *f = fixture_new (8);
  memory_config_remove (&f->config, PAGES, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_refused, 1);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_refused, 2);
  event_queue_run_until (f->queue, NS_PER_SEC);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  event_queue_run_until (f->queue, 2 * NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_done, 2);
  ck_assert_uint_eq (f->config.pages_removed, 32);
  fixture_free (f);
}
END_TEST

START_TEST (added_memory_is_free_and_the_window_stays)
{
  Fixture *f = fixture_new (8);
  uint64_t lotsfree = f->kernel.lotsfree;
  uint64_t maxwindow = pcache_get_sizes (f->pcache).maxwindow_pages;
  memory_config_remove (&f->config, 1000, NS_PER_SEC);
  event_queue_run_until (f->queue, NS_PER_SEC);
  memory_config_add (&f->config, 1000 + PAGES);
  ck_assert_uint_eq (f->kernel.physmem, 2 * PAGES);
  ck_assert_uint_eq (f->kernel.freemem, 2 * PAGES);
  ck_assert_uint_eq (f->kernel.availrmem, 2 * PAGES);
  ck_assert_uint_ge (f->kernel.lotsfree, lotsfree);
  ck_assert_uint_eq (f->config.pages_removed, 0);
  ck_assert_uint_eq (pcache_get_sizes (f->pcache).maxwindow_pages, maxwindow);
  fixture_check (f);
  for (unsigned i = 0; i < 2 * PAGES; i++) {
    ck_assert_uint_ne (page_create (f->allocator), PAGE_NONE);
  }
  ck_assert_uint_eq (page_create (f->allocator), PAGE_NONE);
  fixture_free (f);
}
END_TEST

/* An idle entry is flushed with all others, and the page is had at once; the cache is on again. */
START_TEST (retiring_a_cached_page_flushes_the_cache)
{
  Fixture *f = fixture_new (8);
  touch_pages (f, 8);
  ck_assert_uint_eq (pcache_get_state (f->pcache).plocked, 8);
  memory_config_retire (&f->config);
  event_queue_run_until (f->queue, NS_PER_SEC);
  ck_assert_uint_eq (pcache_get_state (f->pcache).plocked, 0);
  ck_assert_uint_eq (f->config.counters.retires_flushed, 1);
  ck_assert_uint_eq (f->config.counters.retires_done, 1);
  ck_assert_uint_eq (f->kernel.physmem, PAGES - 1);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 0);
  fixture_free (f);
}
END_TEST

START_TEST (retiring_a_page_nobody_locked_leaves_the_cache_alone)
{
  Fixture *f = fixture_new (8);
  touch_pages (f, 8);
  seg_ppurge_async (f->pcache, true);
  memory_config_retire (&f->config);
  event_queue_run_until (f->queue, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.retires_flushed, 0);
  ck_assert_uint_eq (f->config.counters.retires_done, 1);
  fixture_free (f);
}
END_TEST

/* 25 s to empty the cache in vain, then three times 23 s for the page. */
START_TEST (retiring_a_page_in_use_keeps_the_cache_off_for_94_s)
{
  Fixture *f = fixture_new (8);
  SegmentLock lock = lock_pages (f, 8);
  memory_config_retire (&f->config);
  event_queue_run_until (f->queue, 94 * NS_PER_SEC);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 1);
  ck_assert_uint_eq (f->config.counters.retires_given_up, 0);
  event_queue_run_until (f->queue, 96 * NS_PER_SEC);
  ck_assert_uint_eq (pcache_get_state (f->pcache).disabled, 0);
  ck_assert_uint_eq (f->config.counters.retires_given_up, 1);
  ck_assert_uint_eq (f->kernel.physmem, PAGES);
  segvn_pageunlock (&lock);
  fixture_free (f);
}
END_TEST

static Suite *memory_config_suite (void)
{
  Suite *suite = suite_create ("memory_config");
  TCase *config = tcase_create ("config");
  tcase_add_test (config, a_removal_moves_what_is_there_and_shrinks_the_machine);
  tcase_add_test (config, a_page_that_is_moved_stays_dirty_and_referenced);
  tcase_add_test (config, a_lock_that_stays_stalls_a_removal_and_is_noticed);
  tcase_add_test (config, a_removal_tries_20_times_a_second_and_gives_all_back);
  tcase_add_test (config, without_room_needfree_is_raised_by_at_most_100);
  tcase_add_test (config, one_removal_at_a_time_and_none_of_too_much);
  tcase_add_test (config, added_memory_is_free_and_the_window_stays);
  tcase_add_test (config, retiring_a_cached_page_flushes_the_cache);
  tcase_add_test (config, retiring_a_page_nobody_locked_leaves_the_cache_alone);
  tcase_add_test (config, retiring_a_page_in_use_keeps_the_cache_off_for_94_s);
  suite_add_tcase (suite, config);
  return suite;
}

int main (void)
{
  return test_main (memory_config_suite (), NULL);
}
