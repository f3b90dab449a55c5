#include "anon_map.h"
#include "shadow_list.h"
#include "test_main.h"

#include <signal.h>

#define KADDR UINT64_C (0xfffffe0000001000)

static Kernel kernel;
static PageAllocator *allocator;
static AnonSlots slots;
static AnonMap *map;

static void set_up (void)
{
  kernel = (Kernel){ .hz = 100 };
  allocator = page_allocator_new (&kernel, 8, 0);
  anon_slots_init (&slots, allocator);
  map = anon_map_new (KADDR, 100, &slots);
}

static void tear_down (void)
{
  anon_map_free (map);
  ck_assert_uint_eq (kernel.freemem, 8);
  ck_assert_uint_eq (slots.n_used, 0);
  ck_assert_uint_eq (slots.n_swapped, 0);
  anon_slots_clear (&slots);
  page_allocator_free (allocator);
}

START_TEST (a_new_map_has_an_address_and_no_pages)
{
  ck_assert_uint_eq (map->owner.tag, KADDR);
  ck_assert_ptr_eq (anon_map_of_owner (&map->owner), map);
  ck_assert_uint_eq (map->npages, 100);
  ck_assert_uint_eq (map->references, 0);
  ck_assert_uint_eq (kernel.freemem, 8);
}
END_TEST

START_TEST (a_page_is_made_when_it_is_first_asked_for)
{
  PageNumber page = anon_map_get_page (map, 42);
  ck_assert_uint_eq (page, 0);
  ck_assert_uint_eq (kernel.freemem, 7);
  ck_assert_uint_eq (anon_map_get_page (map, 42), page);
  ck_assert_uint_eq (kernel.freemem, 7);
  ck_assert_uint_eq (anon_map_get_page (map, 99), 1);
}
END_TEST

START_TEST (a_new_page_is_dirty_and_not_locked)
{
  PageNumber page = anon_map_get_page (map, 0);
  ck_assert (page_is (allocator, page, PAGE_DIRTY));
  ck_assert (!page_is (allocator, page, PAGE_REFERENCED));
  page_set (allocator, page, PAGE_DIRTY, false);
  anon_map_get_page (map, 0);
  ck_assert (!page_is (allocator, page, PAGE_DIRTY));
}
END_TEST

START_TEST (without_a_free_page_there_is_none_but_those_there_stay)
{
  for (uint64_t i = 0; i < 8; i++) {
    anon_map_get_page (map, i * 2);
  }
  ck_assert_uint_eq (anon_map_get_page (map, 1), PAGE_NONE);
  ck_assert_uint_eq (anon_map_get_page (map, 14), 7);
  ck_assert_uint_eq (kernel.freemem, 0);
}
END_TEST

START_TEST (freeing_a_map_frees_its_pages)
{
  AnonMap *other = anon_map_new (KADDR + 120, 3, &slots);
  anon_map_get_page (other, 0);
  anon_map_get_page (other, 2);
  ck_assert_uint_eq (kernel.freemem, 6);
  anon_map_free (other);
  ck_assert_uint_eq (kernel.freemem, 8);
}
END_TEST

START_TEST (freeing_a_map_with_a_locked_page_aborts)
{
  page_trylock_shared (allocator, anon_map_get_page (map, 3));
  anon_map_free (map);
}
END_TEST

START_TEST (a_list_given_back_is_used_again_for_its_size)
{
  ShadowListStore store = { 0 };
  ShadowList *small = shadow_list_new (&store, 3);
  ShadowList *large = shadow_list_new (&store, 5);
  shadow_list_free (&store, small);
  shadow_list_free (&store, large);
  /* 5 to 8 pages go into a list for 8. */
  ck_assert_ptr_eq (shadow_list_new (&store, 8), large);
  ck_assert_uint_eq (large->npages, 8);
  ck_assert_ptr_eq (shadow_list_new (&store, 4), small);
  ck_assert_uint_eq (small->npages, 4);
  ShadowList *fresh = shadow_list_new (&store, 4);
  ck_assert_ptr_ne (fresh, small);
  shadow_list_free (&store, small);
  shadow_list_free (&store, large);
  shadow_list_free (&store, fresh);
  ck_assert_ptr_eq (shadow_list_new (&store, 3), fresh);
  shadow_list_free (&store, fresh);
  shadow_list_store_clear (&store);
}
END_TEST

/* Memory checkers see to it that none of them is written beyond its end. */
START_TEST (lists_have_room_for_all_their_pages)
{
  ShadowListStore store = { 0 };
  for (unsigned round = 0; round < 2; round++) {
    for (uint64_t npages = 1; npages <= 1100; npages++) {
      ShadowList *list = shadow_list_new (&store, npages);
      ck_assert_uint_eq (list->npages, npages);
      for (uint64_t i = 0; i < npages; i++) {
        list->pages[i] = (PageNumber)i;
      }
      shadow_list_free (&store, list);
    }
  }
  shadow_list_store_clear (&store);
}
END_TEST

static Suite *anon_map_suite (void)
{
  Suite *suite = suite_create ("anon_map");
  TCase *maps = tcase_create ("anon maps");
  tcase_add_checked_fixture (maps, set_up, tear_down);
  tcase_add_test (maps, a_new_map_has_an_address_and_no_pages);
  tcase_add_test (maps, a_page_is_made_when_it_is_first_asked_for);
  tcase_add_test (maps, a_new_page_is_dirty_and_not_locked);
  tcase_add_test (maps, without_a_free_page_there_is_none_but_those_there_stay);
  tcase_add_test (maps, freeing_a_map_frees_its_pages);
  tcase_add_test_raise_signal (maps, freeing_a_map_with_a_locked_page_aborts, SIGTRAP);
  suite_add_tcase (suite, maps);
  TCase *lists = tcase_create ("shadow lists");
  tcase_add_test (lists, a_list_given_back_is_used_again_for_its_size);
  tcase_add_test (lists, lists_have_room_for_all_their_pages);
  suite_add_tcase (suite, lists);
  return suite;
}

int main (void)
{
  return test_main (anon_map_suite (), NULL);
}
