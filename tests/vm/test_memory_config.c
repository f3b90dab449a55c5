/* Memory that goes and comes (surroundings §6). */
#include "memory_config.h"
#include "test_main.h"
#include "vm_fixture.h"
#include "x86_pages.h"

#define PAGES 4096
#define NS_PER_SEC UINT64_C (1000000000)
#define BASE UINT64_C (0x10000000)

typedef struct {
  VmFixture *vm;
  Segment *segment;
  MemoryConfig config;
} MemoryConfigFixture;

/* A machine of PAGES pages with a private segment of SEGMENT_PAGES, which has the lowest pages. */
static MemoryConfigFixture *memory_config_fixture_new (uint64_t segment_pages)
{
  static const MemoryThresholdsRule rule = MEMORY_THRESHOLDS_CLASSIC;
  MemoryConfigFixture *f = g_new0 (MemoryConfigFixture, 1);
  f->vm =
      vm_fixture_new_with (&(VmFixtureOptions){ .pages = PAGES, .room_pages = PAGES, .thresholds = &rule });
  f->segment = vm_fixture_private (f->vm, BASE, ptob (segment_pages), 0);
  MemoryThresholds wanted = { 0 };
  memory_config_init (&f->config, &f->vm->vm, f->vm->threads, rule, &wanted, 1, 0);
  return f;
}

static void memory_config_fixture_check (MemoryConfigFixture *f)
{
  g_autoptr (GPtrArray) no_spaces = g_ptr_array_new ();
  char *broken = vm_find_broken (&f->vm->vm, no_spaces);
  ck_assert_msg (broken == NULL, "%s", broken);
}

static void memory_config_fixture_free (MemoryConfigFixture *f)
{
  memory_config_fixture_check (f);
  memory_config_clear (&f->config);
  vm_fixture_discard (f->vm);
  g_free (f);
}

/* An I/O begins on the first PAGES of the segment. */
static SegmentLock lock_pages (MemoryConfigFixture *f, uint64_t pages)
{
  SegmentLock lock = { 0 };
  ck_assert_int_eq (segvn_pagelock (f->segment, BASE, ptob (pages), S_READ, &lock), 0);
  return lock;
}

static void touch_pages (MemoryConfigFixture *f, uint64_t pages)
{
  SegmentLock lock = lock_pages (f, pages);
  segvn_pageunlock (&lock);
}

START_TEST (a_removal_moves_what_is_there_and_shrinks_the_machine)
{
  MemoryConfigFixture *f = memory_config_fixture_new (100);
  touch_pages (f, 100);
  uint64_t lotsfree = f->vm->kernel.lotsfree;
  uint64_t maxwindow = cache_get_sizes (f->vm->pcache).maxwindow_pages;
  memory_config_remove (&f->config, 1024, 10 * NS_PER_SEC);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.deletes_done, 1);
  ck_assert_uint_eq (f->config.counters.collected, 1024);
  ck_assert_uint_eq (f->config.counters.moved, 100);
  ck_assert_uint_eq (f->vm->kernel.physmem, PAGES - 1024);
  ck_assert_uint_eq (f->vm->kernel.total_pages, PAGES - 1024);
  ck_assert_uint_eq (f->vm->kernel.availrmem, PAGES - 1024);
  ck_assert_uint_eq (f->vm->kernel.freemem, PAGES - 1024 - 100);
  ck_assert_uint_eq (f->vm->kernel.availrmem_initial, PAGES);
  ck_assert_uint_lt (f->vm->kernel.lotsfree, lotsfree + (lotsfree == 128));
  ck_assert_uint_eq (cache_get_sizes (f->vm->pcache).maxwindow_pages, maxwindow);
  ck_assert_uint_ge (anon_map_peek_page (segvn_data (f->segment)->amp, 0), 1024);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 0);
  ck_assert_uint_eq (f->vm->kernel.needfree, 0);
  memory_config_fixture_free (f);
}
END_TEST

/* What is moved keeps what is known of it: pageout would lose a dirty page that it takes for a clean one. */
START_TEST (a_page_that_is_moved_stays_dirty_and_referenced)
{
  MemoryConfigFixture *f = memory_config_fixture_new (2);
  touch_pages (f, 2);
  AnonMap *map = segvn_data (f->segment)->amp;
  seg_ppurge_async (f->vm->pcache, true);
  page_set (f->vm->allocator, anon_map_peek_page (map, 0), PAGE_DIRTY, true);
  page_set (f->vm->allocator, anon_map_peek_page (map, 1), PAGE_DIRTY, false);
  page_set (f->vm->allocator, anon_map_peek_page (map, 0), PAGE_REFERENCED, false);
  page_set (f->vm->allocator, anon_map_peek_page (map, 1), PAGE_REFERENCED, true);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.moved, 2);
  ck_assert (page_is (f->vm->allocator, anon_map_peek_page (map, 0), PAGE_DIRTY));
  ck_assert (!page_is (f->vm->allocator, anon_map_peek_page (map, 1), PAGE_DIRTY));
  ck_assert (!page_is (f->vm->allocator, anon_map_peek_page (map, 0), PAGE_REFERENCED));
  ck_assert (page_is (f->vm->allocator, anon_map_peek_page (map, 1), PAGE_REFERENCED));
  memory_config_fixture_free (f);
}
END_TEST

/* The cache is emptied for about 25 s in vain, with a notice; the removal goes on all the same, and ends with the I/O. */
START_TEST (a_lock_that_stays_stalls_a_removal_and_is_noticed)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  SegmentLock lock = lock_pages (f, 8);
  memory_config_remove (&f->config, 64, 60 * NS_PER_SEC);
  event_queue_run_while (f->vm->queue, 20 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.notices, 0);
  ck_assert_uint_eq (f->config.counters.collected, 0);
  event_queue_run_while (f->vm->queue, 30 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.notices, 1);
  ck_assert_uint_eq (f->config.counters.collected, 56);
  ck_assert_uint_eq (f->vm->kernel.needfree, 8);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 1);
  segvn_pageunlock (&lock);
  event_queue_run_while (f->vm->queue, 31 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.deletes_done, 1);
  ck_assert_uint_eq (f->vm->kernel.needfree, 0);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 0);
  ck_assert_uint_ge (f->config.counters.cache_off_ns, 30 * NS_PER_SEC);
  memory_config_fixture_free (f);
}
END_TEST

START_TEST (a_removal_tries_20_times_a_second_and_gives_all_back)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  SegmentLock lock = lock_pages (f, 8);
  memory_config_remove (&f->config, 64, 5 * NS_PER_SEC);
  event_queue_run_while (f->vm->queue, 40 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.deletes_given_up, 1);
  ck_assert_uint_eq (f->config.counters.deletes_done, 0);
  ck_assert_uint_eq (f->config.counters.vain_tries, 5 * 20);
  ck_assert_uint_eq (f->vm->kernel.physmem, PAGES);
  ck_assert_uint_eq (f->vm->kernel.freemem, PAGES - 8);
  ck_assert_uint_eq (f->vm->kernel.needfree, 0);
  ck_assert_uint_eq (f->config.pages_removed, 0);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 0);
  segvn_pageunlock (&lock);
  memory_config_fixture_free (f);
}
END_TEST

/* Where nothing is free, nothing can be moved: needfree asks pageout, for 100 pages at a time. */
START_TEST (without_room_needfree_is_raised_by_at_most_100)
{
  MemoryConfigFixture *f = memory_config_fixture_new (300);
  touch_pages (f, 300);
  while (f->vm->kernel.freemem > f->vm->kernel.pageout_reserve) {
    page_create (f->vm->allocator);
  }
  memory_config_remove (&f->config, 300, 5 * NS_PER_SEC);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.moved, 0);
  ck_assert_uint_eq (f->vm->kernel.needfree, 100);
  memory_config_fixture_free (f);
}
END_TEST

START_TEST (one_removal_at_a_time_and_none_of_too_much)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  memory_config_remove (&f->config, PAGES, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_refused, 1);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  ck_assert_uint_eq (f->config.counters.deletes_refused, 2);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  memory_config_remove (&f->config, 16, NS_PER_SEC);
  event_queue_run_while (f->vm->queue, 2 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.deletes_done, 2);
  ck_assert_uint_eq (f->config.pages_removed, 32);
  memory_config_fixture_free (f);
}
END_TEST

START_TEST (added_memory_is_free_and_the_window_stays)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  uint64_t lotsfree = f->vm->kernel.lotsfree;
  uint64_t maxwindow = cache_get_sizes (f->vm->pcache).maxwindow_pages;
  memory_config_remove (&f->config, 1000, NS_PER_SEC);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  memory_config_add (&f->config, 1000 + PAGES);
  ck_assert_uint_eq (f->vm->kernel.physmem, 2 * PAGES);
  ck_assert_uint_eq (f->vm->kernel.freemem, 2 * PAGES);
  ck_assert_uint_eq (f->vm->kernel.availrmem, 2 * PAGES);
  ck_assert_uint_ge (f->vm->kernel.lotsfree, lotsfree);
  ck_assert_uint_eq (f->config.pages_removed, 0);
  ck_assert_uint_eq (cache_get_sizes (f->vm->pcache).maxwindow_pages, maxwindow);
  memory_config_fixture_check (f);
  for (unsigned i = 0; i < 2 * PAGES; i++) {
    ck_assert_uint_ne (page_create (f->vm->allocator), PAGE_NONE);
  }
  ck_assert_uint_eq (page_create (f->vm->allocator), PAGE_NONE);
  memory_config_fixture_free (f);
}
END_TEST

/* An idle entry is flushed with all others, and the page is had at once; the cache is on again. */
START_TEST (retiring_a_cached_page_flushes_the_cache)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  touch_pages (f, 8);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).plocked, 8);
  memory_config_retire (&f->config);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).plocked, 0);
  ck_assert_uint_eq (f->config.counters.retires_flushed, 1);
  ck_assert_uint_eq (f->config.counters.retires_done, 1);
  ck_assert_uint_eq (f->vm->kernel.physmem, PAGES - 1);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 0);
  memory_config_fixture_free (f);
}
END_TEST

START_TEST (retiring_a_page_nobody_locked_leaves_the_cache_alone)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  touch_pages (f, 8);
  seg_ppurge_async (f->vm->pcache, true);
  memory_config_retire (&f->config);
  event_queue_run_while (f->vm->queue, NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (f->config.counters.retires_flushed, 0);
  ck_assert_uint_eq (f->config.counters.retires_done, 1);
  memory_config_fixture_free (f);
}
END_TEST

/* 25 s to empty the cache in vain, then three times 23 s for the page. */
START_TEST (retiring_a_page_in_use_keeps_the_cache_off_for_94_s)
{
  MemoryConfigFixture *f = memory_config_fixture_new (8);
  SegmentLock lock = lock_pages (f, 8);
  memory_config_retire (&f->config);
  event_queue_run_while (f->vm->queue, 94 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 1);
  ck_assert_uint_eq (f->config.counters.retires_given_up, 0);
  event_queue_run_while (f->vm->queue, 96 * NS_PER_SEC, NULL, NULL);
  ck_assert_uint_eq (cache_get_state (f->vm->pcache).disabled, 0);
  ck_assert_uint_eq (f->config.counters.retires_given_up, 1);
  ck_assert_uint_eq (f->vm->kernel.physmem, PAGES);
  segvn_pageunlock (&lock);
  memory_config_fixture_free (f);
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
