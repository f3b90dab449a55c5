#include "pageout.h"
#include "test_main.h"

#include <glib.h>
#include <signal.h>

#define PAGES 1000
#define SERVICE_NS (1000 * NS_PER_US)

static Kernel kernel;
static PageAllocator *allocator;
static EventQueue *queue;
static SwapDevice device;
static Pageout pageout;
static bool pageable[PAGES];
static bool swap_is_full;

static bool is_pageable (void *user, PageNumber page)
{
  (void)user;
  return pageable[page];
}

static bool reserve_swap (void *user, PageNumber page)
{
  (void)user, (void)page;
  return !swap_is_full;
}

static void take (void *user, PageNumber page)
{
  (void)user;
  ck_assert (page_is (allocator, page, PAGE_EXCLUSIVE));
  ck_assert (!page_is (allocator, page, PAGE_DIRTY));
  page_unlock (allocator, page);
  page_free (allocator, page);
}

static const PageoutOwner owner = { is_pageable, reserve_swap, take, NULL };

static void start (PageoutTunables tunables)
{
  tunables.queue = tunables.queue ? tunables.queue : PAGES;
  pageout_init (&pageout, &kernel, allocator, queue, &device, &owner, &tunables);
}

static void set_up (void)
{
  kernel = (Kernel){ .pages = PAGE_SIZES_X86, .hz = 100, .total_pages = PAGES, .lotsfree = PAGES };
  allocator = page_allocator_new (&kernel, PAGES, 0);
  queue = event_queue_new ();
  SwapDeviceOptions options = { .service = { .constant = SERVICE_NS }, .concurrent = 1 };
  swap_device_init (&device, &options, 0, 0);
  swap_is_full = false;
}

static void tear_down (void)
{
  pageout_clear (&pageout);
  swap_device_clear (&device);
  event_queue_free (queue);
  page_allocator_free (allocator);
}

/* The first N pages are in use, clean, not referenced. */
static void use_pages (uint64_t n)
{
  for (PageNumber page = 0; page < n; page++) {
    page_create (allocator);
    pageable[page] = true;
  }
}

/* Scans N eligible pages in one turn, whatever the memory. */
static void scan (uint64_t n)
{
  pageout.fastscan = pageout.slowscan = n * 4;
  pageout_turn (&pageout);
}

static void finish_writes (void)
{
  event_queue_run_while (queue, event_queue_now (queue) + PAGES * SERVICE_NS, NULL, NULL);
}

/* ---- the rate ---- */

START_TEST (fastscan_is_half_of_memory_but_at_most_64_mib)
{
  start ((PageoutTunables){ 0 });
  ck_assert_uint_eq (pageout.fastscan, PAGES / 2);
  ck_assert_uint_eq (pageout.slowscan, PAGES / 2 / 10);
  ck_assert_uint_eq (pageout.handspread, PAGES / 2);
  pageout_clear (&pageout);
  kernel.total_pages = UINT64_C (1) << 24;
  start ((PageoutTunables){ 0 });
  ck_assert_uint_eq (pageout.fastscan, 16384);
  ck_assert_uint_eq (pageout.slowscan, 100);
  ck_assert_uint_eq (pageout.handspread, 16384);
}
END_TEST

START_TEST (what_the_user_sets_counts)
{
  start ((PageoutTunables){ .fastscan = 4000, .slowscan = 8, .handspread = 5 });
  ck_assert_uint_eq (pageout.fastscan, 4000);
  ck_assert_uint_eq (pageout.slowscan, 8);
  ck_assert_uint_eq (pageout.handspread, 5);
}
END_TEST

static const struct {
  uint64_t freemem, needfree, desscan;
} rates[] = {
  { 0, 0, 4096 },                         /* fastscan/4 */
  { 1000, 0, 25 },                        /* slowscan/4 */
  { 5000, 0, 25 },                        /* not below slowscan */
  { 500, 0, 2060 },                       /* in the middle */
  { 250, 0, 3078 },                       /* (100 * 250 + 16384 * 750) / 1000 / 4 = 3078.25 */
  { 1250, 250, 25 },                      /* needfree is taken off */
  { 750, 250, 2060 }, { 100, 200, 4096 }, /* not below 0 */
  { 999, 0, 29 },                         /* (99900 + 16384) / 1000 / 4, rounded down at each division */
};

START_TEST (desscan_goes_by_what_is_available)
{
  start ((PageoutTunables){ .fastscan = 16384, .slowscan = 100 });
  kernel.lotsfree = 1000;
  kernel.freemem = rates[_i].freemem;
  kernel.needfree = rates[_i].needfree;
  ck_assert_uint_eq (pageout_get_desscan (&pageout), rates[_i].desscan);
}
END_TEST

START_TEST (with_enough_memory_nothing_is_scanned)
{
  use_pages (100);
  start ((PageoutTunables){ 0 });
  kernel.lotsfree = kernel.freemem;
  scan (50);
  ck_assert_uint_eq (pageout.counters.scanned, 0);
  ck_assert_uint_eq (pageout.scan_rate, 0);
  kernel.needfree = 1;
  scan (50);
  ck_assert_uint_gt (pageout.counters.scanned, 0);
  ck_assert_uint_eq (pageout.scan_rate, 200);
}
END_TEST

START_TEST (a_turn_stops_when_memory_is_enough)
{
  use_pages (100);
  start ((PageoutTunables){ .handspread = 1 });
  kernel.lotsfree = kernel.freemem + 7;
  scan (90);
  ck_assert_uint_eq (pageout.counters.freed_clean, 7);
  ck_assert_uint_eq (kernel.freemem, kernel.lotsfree);
}
END_TEST

/* ---- the hands ---- */

START_TEST (the_first_hand_clears_references_and_the_second_takes_what_was_not_referenced_since)
{
  use_pages (100);
  for (PageNumber page = 0; page < 100; page++) {
    page_set (allocator, page, PAGE_REFERENCED, true);
  }
  start ((PageoutTunables){ .handspread = 10 });
  scan (10); /* the first over 0 to 9, the second over 90 to 99, which are referenced */
  ck_assert_uint_eq (pageout.counters.freed_clean, 0);
  ck_assert (!page_is (allocator, 9, PAGE_REFERENCED) && page_is (allocator, 10, PAGE_REFERENCED));
  page_set (allocator, 3, PAGE_REFERENCED, true);
  scan (10); /* the second over 0 to 9 */
  ck_assert_uint_eq (pageout.counters.freed_clean, 9);
  ck_assert (!page_is (allocator, 0, PAGE_IN_USE) && page_is (allocator, 3, PAGE_IN_USE));
  ck_assert (page_is (allocator, 3, PAGE_REFERENCED));
}
END_TEST

START_TEST (the_hands_go_on_where_they_were_and_round)
{
  use_pages (100);
  for (PageNumber page = 0; page < 100; page++) {
    page_set (allocator, page, PAGE_REFERENCED, true);
  }
  start ((PageoutTunables){ .handspread = 50 });
  scan (60);
  ck_assert_uint_eq (pageout.front, 60);
  ck_assert_uint_eq (pageout.counters.freed_clean, 10);
  scan (30);
  ck_assert_uint_eq (pageout.front, 90);
  scan (30);
  ck_assert_uint_eq (pageout.front, 20);
}
END_TEST

START_TEST (locked_pages_are_passed_over_and_stay)
{
  use_pages (100);
  for (PageNumber page = 0; page < 100; page += 2) {
    page_trylock_shared (allocator, page);
    page_set (allocator, page, PAGE_REFERENCED, true);
  }
  start ((PageoutTunables){ .handspread = 1 });
  scan (PAGES);
  ck_assert_uint_eq (pageout.counters.freed_clean, 50);
  ck_assert_uint_gt (pageout.counters.skipped_locked, 50);
  for (PageNumber page = 0; page < 100; page += 2) {
    ck_assert (page_is (allocator, page, PAGE_IN_USE) && page_is (allocator, page, PAGE_REFERENCED));
    page_unlock (allocator, page);
  }
}
END_TEST

START_TEST (pages_that_nobody_gives_up_do_not_count)
{
  use_pages (100);
  for (PageNumber page = 0; page < 90; page++) {
    pageable[page] = false;
  }
  start ((PageoutTunables){ .handspread = 1 });
  scan (5);
  ck_assert_uint_eq (pageout.counters.scanned, 5);
  ck_assert_uint_eq (pageout.counters.freed_clean, 4);
  ck_assert_uint_eq (pageout.counters.skipped_locked, 0);
}
END_TEST

START_TEST (a_turn_in_vain_ends_after_two_rounds)
{
  use_pages (100);
  start ((PageoutTunables){ .handspread = 1 });
  for (PageNumber page = 0; page < 100; page++) {
    page_trylock_shared (allocator, page);
  }
  scan (PAGES);
  ck_assert_uint_eq (pageout.counters.scanned, 0);
  ck_assert_uint_eq (pageout.counters.skipped_locked, 2 * 2 * 100);
}
END_TEST

/* ---- dirty pages ---- */

START_TEST (a_dirty_page_is_written_and_free_when_that_is_done)
{
  use_pages (2);
  page_set (allocator, 0, PAGE_DIRTY, true);
  page_trylock_shared (allocator, 1);
  start ((PageoutTunables){ .handspread = 1 });
  scan (2);
  ck_assert_uint_eq (pageout.counters.writes_started, 1);
  ck_assert_uint_eq (pageout.in_flight, 1);
  ck_assert (page_is (allocator, 0, PAGE_IN_USE) && !page_is (allocator, 0, PAGE_DIRTY));
  event_queue_run_while (queue, SERVICE_NS - 1, NULL, NULL);
  ck_assert (page_is (allocator, 0, PAGE_IN_USE));
  event_queue_run_while (queue, SERVICE_NS, NULL, NULL);
  ck_assert (!page_is (allocator, 0, PAGE_IN_USE));
  ck_assert_uint_eq (pageout.counters.freed_written, 1);
  ck_assert_uint_eq (pageout.counters.writes_completed, 1);
  ck_assert_uint_eq (pageout.in_flight, 0);
}
END_TEST

/* A dirty page 0 that is on its way to swap. */
static void write_page_0 (void)
{
  use_pages (2);
  page_set (allocator, 0, PAGE_DIRTY, true);
  page_trylock_shared (allocator, 1);
  start ((PageoutTunables){ .handspread = 1 });
  scan (2);
  ck_assert_uint_eq (pageout.in_flight, 1);
}

START_TEST (while_it_is_written_users_may_lock_it_but_pageout_may_not)
{
  write_page_0 ();
  scan (PAGES);
  ck_assert_uint_eq (pageout.counters.writes_started, 1);
  ck_assert (!page_trylock_exclusive (allocator, 0));
  ck_assert (page_trylock_shared (allocator, 0));
  finish_writes ();
  ck_assert_uint_eq (pageout.counters.kept_locked, 1);
  ck_assert (page_is (allocator, 0, PAGE_IN_USE) && !page_is (allocator, 0, PAGE_DIRTY));
  page_unlock (allocator, 0);
  scan (PAGES);
  ck_assert_uint_eq (pageout.counters.freed_clean, 1);
}
END_TEST

START_TEST (a_page_dirtied_while_it_was_written_stays_dirty)
{
  write_page_0 ();
  page_set (allocator, 0, PAGE_DIRTY, true);
  finish_writes ();
  ck_assert_uint_eq (pageout.counters.kept_dirty, 1);
  ck_assert (page_is (allocator, 0, PAGE_IN_USE) && page_is (allocator, 0, PAGE_DIRTY));
}
END_TEST

START_TEST (a_page_referenced_while_it_was_written_stays_clean)
{
  write_page_0 ();
  page_set (allocator, 0, PAGE_REFERENCED, true);
  finish_writes ();
  ck_assert_uint_eq (pageout.counters.kept_referenced, 1);
  ck_assert (page_is (allocator, 0, PAGE_IN_USE) && !page_is (allocator, 0, PAGE_DIRTY));
}
END_TEST

START_TEST (a_page_that_goes_while_it_is_written_is_forgotten)
{
  write_page_0 ();
  pageout_forget (&pageout, 0);
  page_free (allocator, 0);
  ck_assert_uint_eq (page_create (allocator), 0);
  finish_writes ();
  ck_assert (page_is (allocator, 0, PAGE_IN_USE));
  ck_assert_uint_eq (pageout.counters.writes_completed, 1);
  ck_assert_uint_eq (pageout.counters.freed_written, 0);
}
END_TEST

START_TEST (no_more_writes_than_the_queue_holds)
{
  use_pages (100);
  for (PageNumber page = 0; page < 100; page++) {
    page_set (allocator, page, PAGE_DIRTY, true);
  }
  start ((PageoutTunables){ .handspread = 1, .queue = 8 });
  scan (100);
  ck_assert_uint_eq (pageout.counters.writes_started, 8);
  ck_assert_uint_gt (pageout.counters.queue_full, 0);
  ck_assert_uint_eq (pageout.in_flight, 8);
  finish_writes ();
  ck_assert_uint_eq (pageout.counters.freed_written, 8);
  scan (100);
  ck_assert_uint_eq (pageout.in_flight, 8);
}
END_TEST

START_TEST (without_room_on_swap_dirty_pages_stay)
{
  use_pages (10);
  page_set (allocator, 4, PAGE_DIRTY, true);
  swap_is_full = true;
  start ((PageoutTunables){ .handspread = 1 });
  scan (10);
  ck_assert_uint_eq (pageout.counters.swap_full, 1);
  ck_assert_uint_eq (pageout.counters.writes_started, 0);
  ck_assert (page_is (allocator, 4, PAGE_DIRTY) && page_is (allocator, 4, PAGE_IN_USE));
}
END_TEST

START_TEST (forgetting_what_is_not_written_aborts)
{
  start ((PageoutTunables){ 0 });
  pageout_forget (&pageout, 3);
}
END_TEST

/* ---- the device ---- */

START_TEST (one_place_serves_one_request_after_the_other)
{
  start ((PageoutTunables){ 0 });
  ck_assert_uint_eq (swap_device_submit (&device, 0), SERVICE_NS);
  ck_assert_uint_eq (swap_device_submit (&device, 0), 2 * SERVICE_NS);
  ck_assert_uint_eq (swap_device_submit (&device, 10 * SERVICE_NS), 11 * SERVICE_NS);
  ck_assert_uint_eq (device.busy_ns, 3 * SERVICE_NS);
}
END_TEST

START_TEST (many_places_serve_as_many_at_a_time)
{
  start ((PageoutTunables){ 0 });
  SwapDevice wide;
  SwapDeviceOptions options = { .service = { .constant = SERVICE_NS }, .concurrent = 4 };
  swap_device_init (&wide, &options, 0, 0);
  for (uint64_t i = 0; i < 12; i++) {
    ck_assert_uint_eq (swap_device_submit (&wide, 5), 5 + (i / 4 + 1) * SERVICE_NS);
  }
  swap_device_clear (&wide);
}
END_TEST

static Suite *pageout_suite (void)
{
  Suite *suite = suite_create ("pageout");
  TCase *rate = tcase_create ("rate");
  tcase_add_checked_fixture (rate, set_up, tear_down);
  tcase_add_test (rate, fastscan_is_half_of_memory_but_at_most_64_mib);
  tcase_add_test (rate, what_the_user_sets_counts);
  tcase_add_loop_test (rate, desscan_goes_by_what_is_available, 0, (int)G_N_ELEMENTS (rates));
  tcase_add_test (rate, with_enough_memory_nothing_is_scanned);
  tcase_add_test (rate, a_turn_stops_when_memory_is_enough);
  suite_add_tcase (suite, rate);
  TCase *hands = tcase_create ("hands");
  tcase_add_checked_fixture (hands, set_up, tear_down);
  tcase_add_test (hands, the_first_hand_clears_references_and_the_second_takes_what_was_not_referenced_since);
  tcase_add_test (hands, the_hands_go_on_where_they_were_and_round);
  tcase_add_test (hands, locked_pages_are_passed_over_and_stay);
  tcase_add_test (hands, pages_that_nobody_gives_up_do_not_count);
  tcase_add_test (hands, a_turn_in_vain_ends_after_two_rounds);
  suite_add_tcase (suite, hands);
  TCase *dirty = tcase_create ("dirty pages");
  tcase_add_checked_fixture (dirty, set_up, tear_down);
  tcase_add_test (dirty, a_dirty_page_is_written_and_free_when_that_is_done);
  tcase_add_test (dirty, while_it_is_written_users_may_lock_it_but_pageout_may_not);
  tcase_add_test (dirty, a_page_dirtied_while_it_was_written_stays_dirty);
  tcase_add_test (dirty, a_page_referenced_while_it_was_written_stays_clean);
  tcase_add_test (dirty, a_page_that_goes_while_it_is_written_is_forgotten);
  tcase_add_test (dirty, no_more_writes_than_the_queue_holds);
  tcase_add_test (dirty, without_room_on_swap_dirty_pages_stay);
  tcase_add_test_raise_signal (dirty, forgetting_what_is_not_written_aborts, SIGTRAP);
  suite_add_tcase (suite, dirty);
  TCase *swap = tcase_create ("swap device");
  tcase_add_checked_fixture (swap, set_up, tear_down);
  tcase_add_test (swap, one_place_serves_one_request_after_the_other);
  tcase_add_test (swap, many_places_serve_as_many_at_a_time);
  suite_add_tcase (suite, swap);
  return suite;
}

int main (void)
{
  return test_main (pageout_suite (), NULL);
}
