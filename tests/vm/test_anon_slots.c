#include "anon_map.h"
#include "test_main.h"
#include "vm_fixture.h"

#include <signal.h>

#define PAGES 2000

static Kernel kernel;
static PageAllocator *allocator;
static AnonSlots slots;
static AnonMap *parent, *child;

static void set_up (void)
{
  kernel = (Kernel){ .hz = 100 };
  allocator = page_allocator_new (&kernel, PAGES, 0);
  anon_slots_init (&slots, allocator);
  parent = anon_map_new (0x1000, PAGES, &slots);
  child = anon_map_new (0x2000, PAGES, &slots);
}

static void tear_down (void)
{
  anon_map_free (parent);
  anon_map_free (child);
  ck_assert_uint_eq (kernel.freemem, PAGES);
  ck_assert_uint_eq (slots.n_used, 0);
  ck_assert_uint_eq (slots.n_swapped, 0);
  anon_slots_clear (&slots);
  page_allocator_free (allocator);
}

static PageNumber swap_out (AnonMap *map, uint64_t i)
{
  PageNumber page = anon_map_get_page (map, i);
  page_set (allocator, page, PAGE_DIRTY, false);
  anon_slot_swap_out (&slots, page);
  return page;
}

START_TEST (from_a_page_there_is_a_way_back_to_its_slot)
{
  for (uint64_t i = 0; i < PAGES; i++) {
    PageNumber page = anon_map_get_page (parent, PAGES - 1 - i);
    ck_assert_uint_eq (anon_slot_of_page (&slots, page), parent->index[PAGES - 1 - i]);
  }
  ck_assert_uint_eq (slots.n_used, PAGES);
  for (uint64_t i = 0; i < PAGES; i++) {
    ck_assert_uint_eq (anon_map_peek_page (parent, PAGES - 1 - i), i);
  }
}
END_TEST

START_TEST (a_page_without_a_slot_leads_nowhere)
{
  PageNumber page = page_create (allocator);
  ck_assert_uint_eq (anon_slot_of_page (&slots, page), ANON_SLOT_NONE);
  page_free (allocator, page);
  page = anon_map_get_page (parent, 0);
  ck_assert (anon_map_drop (parent, 0));
  ck_assert_uint_eq (anon_slot_of_page (&slots, page), ANON_SLOT_NONE);
}
END_TEST

START_TEST (peeking_makes_nothing)
{
  ck_assert_uint_eq (anon_map_peek_page (parent, 3), PAGE_NONE);
  ck_assert (!anon_map_is_swapped_out (parent, 3));
  ck_assert_uint_eq (kernel.freemem, PAGES);
}
END_TEST

START_TEST (a_shared_slot_is_there_in_both_maps_until_both_gave_it_up)
{
  PageNumber page = anon_map_get_page (parent, 10);
  anon_map_share (child, 5, parent, 8, 4);
  ck_assert_uint_eq (anon_map_peek_page (child, 7), page);
  ck_assert_uint_eq (anon_map_peek_page (child, 6), PAGE_NONE);
  ck_assert (anon_map_is_shared (parent, 10) && anon_map_is_shared (child, 7));
  ck_assert_uint_eq (slots.records[parent->index[10]].references, 2);
  ck_assert_uint_eq (kernel.freemem, PAGES - 1);
  ck_assert (anon_map_drop (parent, 10));
  ck_assert_uint_eq (kernel.freemem, PAGES - 1);
  ck_assert (!anon_map_is_shared (child, 7));
  ck_assert (anon_map_drop (child, 7));
  ck_assert_uint_eq (kernel.freemem, PAGES);
}
END_TEST

START_TEST (breaking_out_leaves_the_others_their_page)
{
  PageNumber page = anon_map_get_page (parent, 0);
  anon_map_share (child, 0, parent, 0, 1);
  page_set (allocator, page, PAGE_DIRTY, false);
  PageNumber copy = page_create (allocator);
  anon_map_break_out (child, 0, copy);
  ck_assert_uint_eq (anon_map_peek_page (child, 0), copy);
  ck_assert_uint_eq (anon_map_peek_page (parent, 0), page);
  ck_assert (page_is (allocator, copy, PAGE_DIRTY) && !page_is (allocator, page, PAGE_DIRTY));
  ck_assert (!anon_map_is_shared (child, 0) && !anon_map_is_shared (parent, 0));
  ck_assert_uint_eq (slots.n_shared_breaks, 1);
}
END_TEST

START_TEST (a_shared_slot_swaps_for_all_that_hold_it)
{
  anon_map_get_page (parent, 0);
  anon_map_share (child, 0, parent, 0, 1);
  swap_out (parent, 0);
  ck_assert (anon_map_is_swapped_out (child, 0));
  PageNumber page = page_create (allocator);
  anon_slot_swap_in (&slots, child->index[0], page);
  ck_assert_uint_eq (anon_map_peek_page (parent, 0), page);
}
END_TEST

START_TEST (swapping_out_frees_the_page_but_keeps_the_slot)
{
  PageNumber page = swap_out (parent, 4);
  ck_assert_uint_eq (kernel.freemem, PAGES);
  ck_assert_uint_eq (slots.n_used, 1);
  ck_assert_uint_eq (slots.n_swapped, 1);
  ck_assert (anon_map_is_swapped_out (parent, 4));
  ck_assert_uint_eq (anon_map_get_page (parent, 4), PAGE_NONE);
  ck_assert_uint_eq (anon_slot_of_page (&slots, page), ANON_SLOT_NONE);
}
END_TEST

START_TEST (a_page_that_was_swapped_in_is_clean_and_found_from_both_sides)
{
  swap_out (parent, 4);
  anon_map_get_page (parent, 5);
  PageNumber page = page_create (allocator);
  anon_slot_swap_in (&slots, parent->index[4], page);
  ck_assert_uint_eq (anon_map_get_page (parent, 4), page);
  ck_assert_uint_eq (anon_slot_of_page (&slots, page), parent->index[4]);
  ck_assert (!page_is (allocator, page, PAGE_DIRTY));
  ck_assert_uint_eq (slots.n_swapped, 0);
}
END_TEST

START_TEST (a_slot_that_is_swapped_out_can_be_given_up)
{
  swap_out (parent, 4);
  ck_assert (anon_map_drop (parent, 4));
  ck_assert_uint_eq (slots.n_used, 0);
  ck_assert_uint_eq (slots.n_swapped, 0);
}
END_TEST

START_TEST (a_locked_page_keeps_its_slot)
{
  PageNumber page = anon_map_get_page (parent, 1);
  page_trylock_shared (allocator, page);
  ck_assert (!anon_map_drop (parent, 1));
  ck_assert_uint_eq (anon_map_peek_page (parent, 1), page);
  page_unlock (allocator, page);
  ck_assert (anon_map_drop (parent, 1));
  ck_assert (anon_map_drop (parent, 1));
  ck_assert_uint_eq (kernel.freemem, PAGES);
}
END_TEST

START_TEST (slots_are_used_again)
{
  anon_map_get_page (parent, 0);
  AnonSlot first = parent->index[0];
  anon_map_get_page (parent, 1);
  anon_map_drop (parent, 0);
  anon_map_get_page (parent, 2);
  ck_assert_uint_eq (parent->index[2], first);
}
END_TEST

START_TEST (resident_pages_are_counted)
{
  for (uint64_t i = 0; i < 10; i++) {
    anon_map_get_page (parent, i * 3);
  }
  swap_out (parent, 9);
  ck_assert_uint_eq (vm_fixture_count_resident (parent), 9);
}
END_TEST

START_TEST (swapping_out_a_dirty_page_aborts)
{
  anon_slot_swap_out (&slots, anon_map_get_page (parent, 0));
}
END_TEST

START_TEST (swapping_out_a_locked_page_aborts)
{
  PageNumber page = anon_map_get_page (parent, 0);
  page_set (allocator, page, PAGE_DIRTY, false);
  page_trylock_shared (allocator, page);
  anon_slot_swap_out (&slots, page);
}
END_TEST

START_TEST (breaking_out_what_is_not_shared_aborts)
{
  anon_map_get_page (parent, 0);
  anon_map_break_out (parent, 0, page_create (allocator));
}
END_TEST

START_TEST (sharing_over_what_is_there_aborts)
{
  anon_map_get_page (parent, 0);
  anon_map_get_page (child, 0);
  anon_map_share (child, 0, parent, 0, 1);
}
END_TEST

START_TEST (swapping_in_what_is_in_memory_aborts)
{
  anon_map_get_page (parent, 0);
  anon_slot_swap_in (&slots, parent->index[0], page_create (allocator));
}
END_TEST

static Suite *anon_slots_suite (void)
{
  Suite *suite = suite_create ("anon_slots");
  TCase *rules = tcase_create ("rules");
  tcase_add_checked_fixture (rules, set_up, tear_down);
  tcase_add_test (rules, from_a_page_there_is_a_way_back_to_its_slot);
  tcase_add_test (rules, a_page_without_a_slot_leads_nowhere);
  tcase_add_test (rules, peeking_makes_nothing);
  tcase_add_test (rules, a_shared_slot_is_there_in_both_maps_until_both_gave_it_up);
  tcase_add_test (rules, breaking_out_leaves_the_others_their_page);
  tcase_add_test (rules, a_shared_slot_swaps_for_all_that_hold_it);
  tcase_add_test (rules, swapping_out_frees_the_page_but_keeps_the_slot);
  tcase_add_test (rules, a_page_that_was_swapped_in_is_clean_and_found_from_both_sides);
  tcase_add_test (rules, a_slot_that_is_swapped_out_can_be_given_up);
  tcase_add_test (rules, a_locked_page_keeps_its_slot);
  tcase_add_test (rules, slots_are_used_again);
  tcase_add_test (rules, resident_pages_are_counted);
  suite_add_tcase (suite, rules);
  TCase *misuse = tcase_create ("misuse");
  tcase_add_checked_fixture (misuse, set_up, tear_down);
  tcase_add_test_raise_signal (misuse, swapping_out_a_dirty_page_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, swapping_out_a_locked_page_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, breaking_out_what_is_not_shared_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, sharing_over_what_is_there_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, swapping_in_what_is_in_memory_aborts, SIGTRAP);
  suite_add_tcase (suite, misuse);
  return suite;
}

int main (void)
{
  return test_main (anon_slots_suite (), NULL);
}
