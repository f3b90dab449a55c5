#include "paging_fixture.h"
#include "segvn.h"
#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"
#include "x86_pages.h"

#include <glib.h>

#define SEGMENT_PAGES 256

static WorkloadFixture *fixture;
static PagingFixture paging;
static WorkingSetCounters *counters;
static Workload *workload;

static void set_up (void)
{
  fixture = workload_fixture_new (1024);
  paging_fixture_start (
      &paging, fixture->machine,
      &(PagingFixtureOptions){
          .service_ns = NS_PER_MS, .swap_pages = 1024, .scan_pages = 100000, .queue_pages = 1024 });
  counters = &fixture->kinds.working_sets;
  workload = NULL;
}

static void tear_down (void)
{
  if (workload) {
    workload_free (workload);
  }
  seg_ppurge_async (fixture->machine->pcache, true);
  while (fixture->machine->as.first) {
    seg_free (fixture->machine->as.first);
  }
  ck_assert_uint_eq (fixture->machine->vm.anon.n_tracked, 0);
  ck_assert_uint_eq (fixture->machine->kernel.freemem, 1024);
  paging_fixture_stop (&paging);
  workload_fixture_free (fixture);
}

/* 100 pages, one after the other, 1000 touches a second, unless OPTIONS says otherwise. */
static void start (WorkingSetOptions options)
{
  options.pages = options.pages ? options.pages : 100;
  options.touch_rate = options.touch_rate ? options.touch_rate : 1000;
  if (options.places.kind == DISTRIBUTION_CONFIG_CONSTANT) {
    options.places.kind = DISTRIBUTION_CONFIG_SEQUENTIAL;
  }
  workload = workload_start (&WORKING_SET_KIND, &fixture->context, &options, NULL);
}

static uint64_t in_use (void)
{
  return 1024 - fixture->machine->kernel.freemem;
}

/* All that is not used is paged out, and the writes are done. */
static void page_out_all (void)
{
  fixture->machine->kernel.lotsfree = 1024;
  for (unsigned turn = 0; turn < 3; turn++) {
    pageout_turn (&paging.pageout);
    event_queue_run_while (fixture->machine->queue,
                           event_queue_now (fixture->machine->queue) + 300 * NS_PER_MS, NULL, NULL);
  }
}

START_TEST (the_pages_of_the_first_size_are_there_at_once)
{
  start ((WorkingSetOptions){ 0 });
  workload_fixture_run (fixture, 0);
  ck_assert_uint_eq (in_use (), 100);
  ck_assert_uint_eq (counters->pages, 100);
  ck_assert_uint_eq (counters->touched_new, 100);
  ck_assert_uint_eq (fixture->machine->vm.anon.n_tracked, 100);
}
END_TEST

START_TEST (it_touches_as_often_as_it_should)
{
  static const uint64_t rates[] = { 1, 99, 100, 101, 1000, 12345 };
  start ((WorkingSetOptions){ .touch_rate = rates[_i] });
  workload_fixture_run (fixture, 10 * NS_PER_SEC + WORKING_SET_BATCH_NS / 2);
  ck_assert_uint_ge (counters->touches, 10 * rates[_i]);
  ck_assert_uint_le (counters->touches, 10 * rates[_i] + rates[_i] / 100 + 1);
}
END_TEST

START_TEST (touches_reference_and_stores_dirty)
{
  start ((WorkingSetOptions){ .write = 0 });
  workload_fixture_run (fixture, 0);
  for (PageNumber page = 0; page < 100; page++) {
    page_set (fixture->machine->allocator, page, PAGE_REFERENCED, false);
    page_set (fixture->machine->allocator, page, PAGE_DIRTY, false);
  }
  workload_fixture_run (fixture, 50 * NS_PER_MS + 1); /* 50 touches, one page after the other */
  for (PageNumber page = 0; page < 100; page++) {
    ck_assert_int_eq (page_is (fixture->machine->allocator, page, PAGE_REFERENCED), page < 50);
    ck_assert (!page_is (fixture->machine->allocator, page, PAGE_DIRTY));
  }
  workload_free (workload);
  fixture->context.start = 60 * NS_PER_MS;
  start ((WorkingSetOptions){ .write = 1 });
  workload_fixture_run (fixture, 70 * NS_PER_MS);
  ck_assert (page_is (fixture->machine->allocator, 5, PAGE_DIRTY));
}
END_TEST

START_TEST (where_only_loads_are_allowed_nothing_is_dirtied)
{
  start ((WorkingSetOptions){ .write = 1 });
  workload_fixture_run (fixture, 0);
  page_set (fixture->machine->allocator, 3, PAGE_DIRTY, false);
  ck_assert_int_eq (segvn_setprot (fixture->machine->as.first, FIXTURE_BASE, FIXTURE_SIZE, PROTECT_READ), 0);
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert (!page_is (fixture->machine->allocator, 3, PAGE_DIRTY));
}
END_TEST

static const struct {
  WorkingSetOptions options;
  sim_time at;
  uint64_t pages;
} sizes[] = {
  { { .pages = 10 }, 5 * NS_PER_SEC, 10 },
  { { .pages = 10, .change = WORKING_SET_GROWING, .to_pages = 50, .rate_pages = 4 }, 0, 10 },
  { { .pages = 10, .change = WORKING_SET_GROWING, .to_pages = 50, .rate_pages = 4 }, 2500 * NS_PER_MS, 20 },
  { { .pages = 10, .change = WORKING_SET_GROWING, .to_pages = 50, .rate_pages = 4 }, 100 * NS_PER_SEC, 50 },
  { { .pages = 50, .change = WORKING_SET_SHRINKING, .to_pages = 10, .rate_pages = 8 }, NS_PER_SEC, 42 },
  { { .pages = 50, .change = WORKING_SET_SHRINKING, .to_pages = 10, .rate_pages = 8 }, 9 * NS_PER_SEC, 10 },
  { { .pages = 10, .change = WORKING_SET_PERIODIC, .to_pages = 50, .period_ns = 8 }, 1, 20 },
  { { .pages = 10, .change = WORKING_SET_PERIODIC, .to_pages = 50, .period_ns = 8 }, 4, 50 },
  { { .pages = 10, .change = WORKING_SET_PERIODIC, .to_pages = 50, .period_ns = 8 }, 6, 30 },
  { { .pages = 10, .change = WORKING_SET_PERIODIC, .to_pages = 50, .period_ns = 8 }, 8, 10 },
  { { .pages = 50, .change = WORKING_SET_PERIODIC, .to_pages = 10, .period_ns = 8 }, 8 * 7 + 2, 30 },
};

START_TEST (the_size_follows_the_clock)
{
  ck_assert_uint_eq (working_set_size_at (&sizes[_i].options, sizes[_i].at), sizes[_i].pages);
}
END_TEST

START_TEST (what_is_no_longer_needed_is_given_back)
{
  start ((WorkingSetOptions){
      .change = WORKING_SET_SHRINKING, .to_pages = 40, .rate_pages = 30, .give_back = true });
  workload_fixture_run (fixture, 1010 * NS_PER_MS);
  ck_assert_uint_eq (in_use (), 70);
  workload_fixture_run (fixture, 5 * NS_PER_SEC);
  ck_assert_uint_eq (in_use (), 40);
  ck_assert_uint_eq (counters->given_back, 60);
  ck_assert_uint_eq (counters->pages, 40);
}
END_TEST

START_TEST (or_left_to_pageout)
{
  start ((WorkingSetOptions){ .change = WORKING_SET_SHRINKING, .to_pages = 40, .rate_pages = 30 });
  workload_fixture_run (fixture, 5 * NS_PER_SEC);
  ck_assert_uint_eq (in_use (), 100);
  ck_assert_uint_eq (counters->pages, 40);
}
END_TEST

START_TEST (pages_locked_for_io_stay_when_they_are_given_back)
{
  start ((WorkingSetOptions){
      .change = WORKING_SET_SHRINKING, .to_pages = 1, .rate_pages = 1000, .give_back = true });
  workload_fixture_run (fixture, 0);
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->machine->vm, &fixture->machine->as, FIXTURE_BASE + ptob (50),
                                 ptob (4), S_READ, &lock),
                    0);
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (in_use (), 5);
  as_pageunlock (&lock);
}
END_TEST

START_TEST (at_its_stop_it_gives_all_back_and_touches_no_more)
{
  fixture->context.stop = NS_PER_SEC + 1;
  start ((WorkingSetOptions){ .give_back = true });
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (in_use (), 100);
  workload_fixture_run (fixture, NS_PER_SEC + 1);
  uint64_t touches = counters->touches;
  ck_assert_uint_eq (in_use (), 0);
  ck_assert_uint_eq (counters->pages, 0);
  workload_fixture_run (fixture, 2 * NS_PER_SEC);
  ck_assert_uint_eq (counters->touches, touches);
}
END_TEST

/* 1000 touches a second, but reading 100 pages back takes 100 ms. */
START_TEST (it_waits_while_a_page_is_read_back)
{
  start ((WorkingSetOptions){ .write = 0 });
  workload_fixture_run (fixture, 0);
  for (PageNumber page = 0; page < 100; page++) {
    page_set (fixture->machine->allocator, page, PAGE_REFERENCED, false);
  }
  fixture->machine->kernel.lotsfree = 1024;
  pageout_turn (&paging.pageout);
  pageout_turn (&paging.pageout);
  workload_fixture_run (fixture, 9 * NS_PER_MS); /* nine are written */
  ck_assert_uint_eq (fixture->machine->vm.anon.n_swapped, 9);
  uint64_t before = counters->touches;
  workload_fixture_run (fixture, 20 * NS_PER_MS);
  ck_assert_uint_eq (counters->page_in_waits, 1);
  ck_assert_uint_eq (counters->touches, before + 1);
  /* The read stands behind the writes. */
  ck_assert_uint_ge (counters->page_in_ns, 80 * NS_PER_MS);
  workload_fixture_run (fixture, 10 * NS_PER_SEC);
  ck_assert_uint_eq (fixture->machine->vm.anon.n_swapped, 0);
  ck_assert_uint_eq (fixture->machine->vm.anon.n_tracked, 100);
  ck_assert_uint_gt (fixture->machine->vm.counters.page_ins, 0);
  ck_assert_uint_le (counters->touches, 10 * 1000 - 80);
}
END_TEST

START_TEST (it_waits_for_memory_and_goes_on_where_it_was)
{
  fixture->machine->kernel.throttlefree = 1024 - 30;
  start ((WorkingSetOptions){ 0 });
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (in_use (), 30);
  ck_assert_uint_eq (counters->memory_waits, 1);
  ck_assert_uint_eq (fixture->machine->kernel.needfree, 1);
  ck_assert_uint_eq (counters->touches, 0);
  fixture->machine->kernel.throttlefree = 0;
  memory_waiters_notice (&paging.waiters);
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (in_use (), 100);
  ck_assert_uint_eq (counters->touched_new, 100);
  workload_fixture_run (fixture, 2 * NS_PER_SEC);
  ck_assert_uint_ge (counters->touches, 990);
  ck_assert_uint_le (counters->touches, 1010); /* what it could not touch before is not made up for */
}
END_TEST

START_TEST (one_that_waits_at_the_end_waits_no_more)
{
  fixture->machine->kernel.throttlefree = 1024;
  start ((WorkingSetOptions){ 0 });
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (paging.waiters.length, 1);
  workload_free (workload);
  workload = NULL;
  ck_assert_uint_eq (paging.waiters.length, 0);
}
END_TEST

START_TEST (pageout_takes_what_it_does_not_touch)
{
  start ((WorkingSetOptions){ .pages = 200, .touch_rate = 1 });
  workload_fixture_run (fixture, 0);
  page_out_all ();
  ck_assert_uint_lt (fixture->machine->vm.anon.n_tracked, 10);
  ck_assert_uint_gt (fixture->machine->vm.anon.n_swapped, 190);
}
END_TEST

START_TEST (places_are_drawn_over_the_whole_present_size)
{
  start ((WorkingSetOptions){ .pages = 50,
                              .change = WORKING_SET_GROWING,
                              .to_pages = SEGMENT_PAGES,
                              .rate_pages = 1,
                              .places = { .kind = DISTRIBUTION_CONFIG_UNIFORM_EVERYWHERE } });
  workload_fixture_run (fixture, 0);
  for (PageNumber page = 0; page < 50; page++) {
    page_set (fixture->machine->allocator, page, PAGE_REFERENCED, false);
  }
  workload_fixture_run (fixture, 900 * NS_PER_MS);
  ck_assert_uint_eq (in_use (), 50);
  for (PageNumber page = 0; page < 50; page++) {
    ck_assert (page_is (fixture->machine->allocator, page, PAGE_REFERENCED));
  }
}
END_TEST

START_TEST (touches_of_what_is_not_mapped_fail)
{
  start ((WorkingSetOptions){ 0 });
  workload_fixture_run (fixture, 0);
  ck_assert_int_eq (seg_unmap (fixture->machine->as.first), 0);
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_ge (counters->failed, 990);
}
END_TEST

static Suite *working_set_suite (void)
{
  Suite *suite = suite_create ("working_set");
  TCase *rules = tcase_create ("rules");
  tcase_add_checked_fixture (rules, set_up, tear_down);
  tcase_add_test (rules, the_pages_of_the_first_size_are_there_at_once);
  tcase_add_loop_test (rules, it_touches_as_often_as_it_should, 0, 6);
  tcase_add_test (rules, touches_reference_and_stores_dirty);
  tcase_add_test (rules, where_only_loads_are_allowed_nothing_is_dirtied);
  tcase_add_loop_test (rules, the_size_follows_the_clock, 0, (int)G_N_ELEMENTS (sizes));
  tcase_add_test (rules, what_is_no_longer_needed_is_given_back);
  tcase_add_test (rules, or_left_to_pageout);
  tcase_add_test (rules, pages_locked_for_io_stay_when_they_are_given_back);
  tcase_add_test (rules, at_its_stop_it_gives_all_back_and_touches_no_more);
  tcase_add_test (rules, it_waits_while_a_page_is_read_back);
  tcase_add_test (rules, it_waits_for_memory_and_goes_on_where_it_was);
  tcase_add_test (rules, one_that_waits_at_the_end_waits_no_more);
  tcase_add_test (rules, pageout_takes_what_it_does_not_touch);
  tcase_add_test (rules, places_are_drawn_over_the_whole_present_size);
  tcase_add_test (rules, touches_of_what_is_not_mapped_fail);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (working_set_suite (), NULL);
}
