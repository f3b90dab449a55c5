#include "memory_hog.h"
#include "test_main.h"

static Kernel kernel;
static PageAllocator *allocator;
static MemoryHog hog;

static void set_up (void)
{
  kernel = (Kernel){ .hz = 100 };
  allocator = page_allocator_new (&kernel, 1000, 0);
  hog = memory_hog_make (allocator);
}

static void tear_down (void)
{
  memory_hog_clear (&hog);
  ck_assert_uint_eq (kernel.freemem, 1000);
  page_allocator_free (allocator);
}

START_TEST (what_it_takes_is_not_free)
{
  memory_hog_consume (&hog, 300);
  ck_assert_uint_eq (kernel.freemem, 700);
  memory_hog_release (&hog, 100);
  ck_assert_uint_eq (kernel.freemem, 800);
  ck_assert_uint_eq (hog.pages->len, 200);
}
END_TEST

START_TEST (it_takes_and_gives_no_more_than_there_is)
{
  memory_hog_consume (&hog, 5000);
  ck_assert_uint_eq (hog.pages->len, 1000);
  ck_assert_uint_eq (kernel.freemem, 0);
  memory_hog_release (&hog, 5000);
  ck_assert_uint_eq (hog.pages->len, 0);
  ck_assert_uint_eq (kernel.freemem, 1000);
}
END_TEST

START_TEST (freemem_is_set_up_and_down)
{
  memory_hog_set_freemem (&hog, 123);
  ck_assert_uint_eq (kernel.freemem, 123);
  memory_hog_set_freemem (&hog, 456);
  ck_assert_uint_eq (kernel.freemem, 456);
  memory_hog_set_freemem (&hog, 4560);
  ck_assert_uint_eq (kernel.freemem, 1000);
}
END_TEST

static Suite *memory_hog_suite (void)
{
  Suite *suite = suite_create ("memory_hog");
  TCase *tcase = tcase_create ("memory_hog");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, what_it_takes_is_not_free);
  tcase_add_test (tcase, it_takes_and_gives_no_more_than_there_is);
  tcase_add_test (tcase, freemem_is_set_up_and_down);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (memory_hog_suite (), NULL);
}
