#include "kernel_fixture.h"
#include "random.h"
#include "test_main.h"

#include <glib.h>
#include <signal.h>
#include <stdio.h>

#define PAGES 16

static KernelFixture *fixture;
static PageAllocator *allocator;

static void set_up (void)
{
  fixture = kernel_fixture_with_pages (PAGES);
  allocator = fixture->allocator;
}

static void tear_down (void)
{
  kernel_fixture_free (fixture);
}

START_TEST (freemem_follows)
{
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES);
  PageNumber page = page_create (allocator);
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES - 1);
  page_create (allocator);
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES - 2);
  ck_assert_uint_eq (page_allocator_count_free (allocator), PAGES - 2);
  page_free (allocator, page);
  ck_assert_uint_eq (fixture->kernel.freemem, PAGES - 1);
  ck_assert_uint_eq (page_allocator_count_free (allocator), PAGES - 1);
}
END_TEST

START_TEST (the_lowest_page_that_was_never_used_comes_first)
{
  for (PageNumber i = 0; i < PAGES; i++) {
    ck_assert_uint_eq (page_create (allocator), i);
  }
}
END_TEST

START_TEST (the_page_freed_last_comes_before_all_others)
{
  for (unsigned i = 0; i < 4; i++) {
    page_create (allocator);
  }
  page_free (allocator, 1);
  page_free (allocator, 3);
  page_free (allocator, 0);
  ck_assert_uint_eq (page_create (allocator), 0);
  ck_assert_uint_eq (page_create (allocator), 3);
  ck_assert_uint_eq (page_create (allocator), 1);
  ck_assert_uint_eq (page_create (allocator), 4);
}
END_TEST

START_TEST (when_all_are_in_use_there_is_none)
{
  for (unsigned i = 0; i < PAGES; i++) {
    ck_assert_uint_ne (page_create (allocator), PAGE_NONE);
  }
  ck_assert_uint_eq (page_create (allocator), PAGE_NONE);
  ck_assert_uint_eq (fixture->kernel.freemem, 0);
  page_free (allocator, 7);
  ck_assert_uint_eq (page_create (allocator), 7);
  ck_assert_uint_eq (page_create (allocator), PAGE_NONE);
}
END_TEST

START_TEST (pages_are_free_or_in_use)
{
  ck_assert (!page_is (allocator, 0, PAGE_IN_USE));
  page_create (allocator);
  ck_assert (page_is (allocator, 0, PAGE_IN_USE));
  ck_assert (!page_is (allocator, 1, PAGE_IN_USE));
  page_free (allocator, 0);
  ck_assert (!page_is (allocator, 0, PAGE_IN_USE));
}
END_TEST

START_TEST (dirty_and_referenced_are_set_and_cleared_each_by_itself)
{
  PageNumber page = page_create (allocator);
  ck_assert (!page_is (allocator, page, PAGE_DIRTY) && !page_is (allocator, page, PAGE_REFERENCED));
  page_set (allocator, page, PAGE_DIRTY, true);
  ck_assert (page_is (allocator, page, PAGE_DIRTY) && !page_is (allocator, page, PAGE_REFERENCED));
  page_set (allocator, page, PAGE_REFERENCED, true);
  page_set (allocator, page, PAGE_DIRTY, false);
  ck_assert (!page_is (allocator, page, PAGE_DIRTY) && page_is (allocator, page, PAGE_REFERENCED));
  page_set (allocator, page, PAGE_REFERENCED, false);
  ck_assert (!page_is (allocator, page, PAGE_DIRTY) && !page_is (allocator, page, PAGE_REFERENCED));
}
END_TEST

START_TEST (a_page_used_again_is_as_new)
{
  PageNumber page = page_create (allocator);
  page_set (allocator, page, PAGE_DIRTY, true);
  page_set (allocator, page, PAGE_REFERENCED, true);
  page_free (allocator, page);
  ck_assert_uint_eq (page_create (allocator), page);
  ck_assert (!page_is (allocator, page, PAGE_DIRTY) && !page_is (allocator, page, PAGE_REFERENCED));
  ck_assert_uint_eq (page_get_shared_locks (allocator, page), 0);
  ck_assert (!page_is (allocator, page, PAGE_EXCLUSIVE));
}
END_TEST

START_TEST (any_number_locks_a_page_shared)
{
  PageNumber page = page_create (allocator);
  PageNumber other = page_create (allocator);
  for (unsigned i = 1; i <= 1000; i++) {
    ck_assert (page_trylock_shared (allocator, page));
    ck_assert_uint_eq (page_get_shared_locks (allocator, page), i);
  }
  ck_assert (page_trylock_shared (allocator, other));
  ck_assert_uint_eq (page_allocator_count_shared_locks (allocator), 1001);
  for (unsigned i = 1000; i-- > 0;) {
    page_unlock (allocator, page);
    ck_assert_uint_eq (page_get_shared_locks (allocator, page), i);
  }
  page_unlock (allocator, other);
  ck_assert_uint_eq (page_allocator_count_shared_locks (allocator), 0);
}
END_TEST

START_TEST (exclusive_shuts_out_both_kinds)
{
  PageNumber page = page_create (allocator);
  ck_assert (page_trylock_exclusive (allocator, page));
  ck_assert (page_is (allocator, page, PAGE_EXCLUSIVE));
  ck_assert_uint_eq (page_get_shared_locks (allocator, page), 0);
  ck_assert (!page_trylock_exclusive (allocator, page));
  ck_assert (!page_trylock_shared (allocator, page));
  page_unlock (allocator, page);
  ck_assert (!page_is (allocator, page, PAGE_EXCLUSIVE));
  ck_assert (page_trylock_shared (allocator, page));
}
END_TEST

START_TEST (shared_shuts_out_exclusive_until_the_last_unlock)
{
  PageNumber page = page_create (allocator);
  page_trylock_shared (allocator, page);
  page_trylock_shared (allocator, page);
  ck_assert (!page_trylock_exclusive (allocator, page));
  page_unlock (allocator, page);
  ck_assert (!page_trylock_exclusive (allocator, page));
  page_unlock (allocator, page);
  ck_assert (page_trylock_exclusive (allocator, page));
}
END_TEST

START_TEST (locks_leave_dirty_and_referenced_alone)
{
  PageNumber page = page_create (allocator);
  page_set (allocator, page, PAGE_DIRTY, true);
  page_trylock_shared (allocator, page);
  page_set (allocator, page, PAGE_REFERENCED, true);
  page_unlock (allocator, page);
  page_trylock_exclusive (allocator, page);
  page_unlock (allocator, page);
  ck_assert (page_is (allocator, page, PAGE_DIRTY) && page_is (allocator, page, PAGE_REFERENCED));
}
END_TEST

START_TEST (freeing_a_free_page_aborts)
{
  page_free (allocator, page_create (allocator));
  page_free (allocator, 0);
}
END_TEST

START_TEST (freeing_a_page_that_was_never_used_aborts)
{
  page_free (allocator, 5);
}
END_TEST

START_TEST (freeing_a_page_locked_shared_aborts)
{
  PageNumber page = page_create (allocator);
  page_trylock_shared (allocator, page);
  page_free (allocator, page);
}
END_TEST

START_TEST (freeing_a_page_locked_exclusively_aborts)
{
  PageNumber page = page_create (allocator);
  page_trylock_exclusive (allocator, page);
  page_free (allocator, page);
}
END_TEST

START_TEST (locking_a_free_page_shared_aborts)
{
  page_trylock_shared (allocator, 3);
}
END_TEST

START_TEST (locking_a_free_page_exclusively_aborts)
{
  page_trylock_exclusive (allocator, 3);
}
END_TEST

START_TEST (unlocking_what_is_not_locked_aborts)
{
  page_unlock (allocator, page_create (allocator));
}
END_TEST

START_TEST (an_allocator_without_pages_aborts)
{
  page_allocator_new (&fixture->kernel, 0, 0);
}
END_TEST

START_TEST (an_allocator_of_more_pages_than_numbers_aborts)
{
  page_allocator_new (&fixture->kernel, PAGE_NONE, 0);
}
END_TEST

typedef struct {
  uint32_t locks;
  bool used, exclusive, dirty, referenced;
} ModelPage;

static bool is_as_model (PageNumber page, const ModelPage *model)
{
  return page_is (allocator, page, PAGE_IN_USE) == model->used
         && page_get_shared_locks (allocator, page) == model->locks
         && page_is (allocator, page, PAGE_EXCLUSIVE) == model->exclusive
         && page_is (allocator, page, PAGE_DIRTY) == model->dirty
         && page_is (allocator, page, PAGE_REFERENCED) == model->referenced;
}

static void compare_with_model (const ModelPage *model)
{
  bool alike = true;
  uint64_t free_pages = 0;
  uint64_t locks = 0;
  for (PageNumber i = 0; i < PAGES; i++) {
    alike &= is_as_model (i, &model[i]);
    free_pages += !model[i].used;
    locks += model[i].locks;
  }
  ck_assert (alike);
  ck_assert_uint_eq (fixture->kernel.freemem, free_pages);
  ck_assert_uint_eq (page_allocator_count_free (allocator), free_pages);
  ck_assert_uint_eq (page_allocator_count_shared_locks (allocator), locks);
}

static void act_on_page (ModelPage *model, PageNumber page, Random *random)
{
  bool on = random_below (random, 2);
  switch (random_below (random, 6)) {
  case 0:
    if (model->locks == 0 && !model->exclusive) {
      page_free (allocator, page);
      *model = (ModelPage){ 0 };
    }
    break;
  case 1:
    ck_assert_int_eq (page_trylock_shared (allocator, page), !model->exclusive);
    model->locks += !model->exclusive;
    break;
  case 2:
    ck_assert_int_eq (page_trylock_exclusive (allocator, page), !model->exclusive && model->locks == 0);
    model->exclusive |= model->locks == 0;
    break;
  case 3:
    if (model->exclusive || model->locks > 0) {
      page_unlock (allocator, page);
      model->locks -= !model->exclusive;
      model->exclusive = false;
    }
    break;
  case 4:
    page_set (allocator, page, PAGE_DIRTY, on);
    model->dirty = on;
    break;
  default:
    page_set (allocator, page, PAGE_REFERENCED, on);
    model->referenced = on;
    break;
  }
}

START_TEST (pages_do_as_a_simple_model_does)
{
  ModelPage model[PAGES] = { 0 };
  Random random;
  random_init (&random, 11, 0, "pages");
  for (unsigned step = 0; step < 10000; step++) {
    PageNumber page = (PageNumber)random_below (&random, PAGES);
    if (model[page].used) {
      act_on_page (&model[page], page, &random);
    } else {
      page = page_create (allocator);
      ck_assert (!model[page].used);
      model[page] = (ModelPage){ .used = true };
    }
    compare_with_model (model);
  }
}
END_TEST

/* Host memory that this process has, in pages of the host. */
static unsigned long resident_pages (void)
{
  unsigned long size = 0;
  unsigned long resident = 0;
  FILE *file = fopen ("/proc/self/statm", "r");
  ck_assert_ptr_nonnull (file);
  ck_assert_int_eq (fscanf (file, "%lu %lu", &size, &resident), 2);
  fclose (file);
  return resident;
}

START_TEST (memory_of_64_gib_that_is_not_touched_costs_nothing)
{
  unsigned long before = resident_pages ();
  KernelFixture *large = kernel_fixture_with_pages (UINT64_C (64) << 30 >> 12);
  ck_assert_uint_eq (large->kernel.freemem, UINT64_C (1) << 24);
  ck_assert_uint_eq (page_create (large->allocator), 0);
  ck_assert_uint_eq (page_allocator_count_free (large->allocator), (UINT64_C (1) << 24) - 1);
  ck_assert_uint_lt (resident_pages () - before, (4U << 20) / 4096);
  kernel_fixture_free (large);
}
END_TEST

static Suite *page_allocator_suite (void)
{
  Suite *suite = suite_create ("page_allocator");
  TCase *rules = tcase_create ("rules");
  tcase_add_checked_fixture (rules, set_up, tear_down);
  tcase_add_test (rules, freemem_follows);
  tcase_add_test (rules, the_lowest_page_that_was_never_used_comes_first);
  tcase_add_test (rules, the_page_freed_last_comes_before_all_others);
  tcase_add_test (rules, when_all_are_in_use_there_is_none);
  tcase_add_test (rules, pages_are_free_or_in_use);
  tcase_add_test (rules, dirty_and_referenced_are_set_and_cleared_each_by_itself);
  tcase_add_test (rules, a_page_used_again_is_as_new);
  tcase_add_test (rules, any_number_locks_a_page_shared);
  tcase_add_test (rules, exclusive_shuts_out_both_kinds);
  tcase_add_test (rules, shared_shuts_out_exclusive_until_the_last_unlock);
  tcase_add_test (rules, locks_leave_dirty_and_referenced_alone);
  tcase_add_test (rules, pages_do_as_a_simple_model_does);
  tcase_add_test (rules, memory_of_64_gib_that_is_not_touched_costs_nothing);
  suite_add_tcase (suite, rules);
  TCase *misuse = tcase_create ("misuse");
  tcase_add_checked_fixture (misuse, set_up, tear_down);
  tcase_add_test_raise_signal (misuse, freeing_a_free_page_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, freeing_a_page_that_was_never_used_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, freeing_a_page_locked_shared_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, freeing_a_page_locked_exclusively_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, locking_a_free_page_shared_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, locking_a_free_page_exclusively_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, unlocking_what_is_not_locked_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, an_allocator_without_pages_aborts, SIGTRAP);
  tcase_add_test_raise_signal (misuse, an_allocator_of_more_pages_than_numbers_aborts, SIGTRAP);
  suite_add_tcase (suite, misuse);
  return suite;
}

int main (void)
{
  return test_main (page_allocator_suite (), NULL);
}
