#include "kernel.h"
#include "test_main.h"
#include "x86_pages.h"

#define MIB_PAGES (UINT64_C (1) << 20 >> PAGESHIFT)
#define GIB_PAGES (UINT64_C (1) << 30 >> PAGESHIFT)

static Kernel thresholds_of (uint64_t total_pages, MemoryThresholdsRule rule, MemoryThresholds wanted)
{
  Kernel kernel = { .pages = PAGE_SIZES_X86, .total_pages = total_pages };
  memory_thresholds_apply (&kernel, rule, &wanted);
  return kernel;
}

static Kernel thresholds_new_rule (uint64_t total_pages)
{
  return thresholds_of (total_pages, MEMORY_THRESHOLDS_NEW, (MemoryThresholds){ 0 });
}

static Kernel thresholds_classic_rule (uint64_t total_pages)
{
  return thresholds_of (total_pages, MEMORY_THRESHOLDS_CLASSIC, (MemoryThresholds){ 0 });
}

START_TEST (new_lotsfree_is_a_64th_of_memory)
{
  ck_assert_uint_eq (thresholds_new_rule (4 * GIB_PAGES).lotsfree, 64 * MIB_PAGES);
  ck_assert_uint_eq (thresholds_new_rule (4 * GIB_PAGES + 63).lotsfree, 64 * MIB_PAGES);
  ck_assert_uint_eq (thresholds_new_rule (4 * GIB_PAGES + 64).lotsfree, 64 * MIB_PAGES + 1);
}
END_TEST

START_TEST (new_lotsfree_is_at_least_16_mib)
{
  ck_assert_uint_eq (thresholds_new_rule (GIB_PAGES + 64).lotsfree, 16 * MIB_PAGES + 1);
  ck_assert_uint_eq (thresholds_new_rule (GIB_PAGES - 64).lotsfree, 16 * MIB_PAGES);
  ck_assert_uint_eq (thresholds_new_rule (64 * MIB_PAGES).lotsfree, 16 * MIB_PAGES);
}
END_TEST

START_TEST (new_lotsfree_is_at_most_2_gib)
{
  ck_assert_uint_eq (thresholds_new_rule (128 * GIB_PAGES - 64).lotsfree, 2 * GIB_PAGES - 1);
  ck_assert_uint_eq (thresholds_new_rule (128 * GIB_PAGES + 64).lotsfree, 2 * GIB_PAGES);
  ck_assert_uint_eq (thresholds_new_rule (1024 * GIB_PAGES).lotsfree, 2 * GIB_PAGES);
}
END_TEST

START_TEST (new_children_follow_their_parents)
{
  Kernel kernel = thresholds_new_rule (1024000);
  ck_assert_uint_eq (kernel.lotsfree, 16000);
  ck_assert_uint_eq (kernel.desfree, 8000);
  ck_assert_uint_eq (kernel.minfree, 6000);
  ck_assert_uint_eq (kernel.throttlefree, 6000);
  ck_assert_uint_eq (kernel.pageout_reserve, 4500);
}
END_TEST

START_TEST (classic_lotsfree_is_a_64th_of_memory_but_at_least_512_kib)
{
  ck_assert_uint_eq (thresholds_classic_rule (32 * MIB_PAGES + 64).lotsfree, 129);
  ck_assert_uint_eq (thresholds_classic_rule (32 * MIB_PAGES).lotsfree, 128);
  ck_assert_uint_eq (thresholds_classic_rule (8 * MIB_PAGES).lotsfree, 128);
  ck_assert_uint_eq (thresholds_classic_rule (1024 * GIB_PAGES).lotsfree, 16 * GIB_PAGES);
}
END_TEST

START_TEST (classic_children_are_halves)
{
  Kernel kernel = thresholds_classic_rule (1024000);
  ck_assert_uint_eq (kernel.lotsfree, 16000);
  ck_assert_uint_eq (kernel.desfree, 8000);
  ck_assert_uint_eq (kernel.minfree, 4000);
  ck_assert_uint_eq (kernel.throttlefree, 4000);
  ck_assert_uint_eq (kernel.pageout_reserve, 2000);
}
END_TEST

START_TEST (fractions_are_rounded_down)
{
  MemoryThresholds wanted = { .lotsfree = 1999 };
  Kernel kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_NEW, wanted);
  ck_assert_uint_eq (kernel.desfree, 999);
  ck_assert_uint_eq (kernel.minfree, 749);
  ck_assert_uint_eq (kernel.pageout_reserve, 561);
  kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_CLASSIC, wanted);
  ck_assert_uint_eq (kernel.desfree, 999);
  ck_assert_uint_eq (kernel.minfree, 499);
  ck_assert_uint_eq (kernel.pageout_reserve, 249);
}
END_TEST

START_TEST (values_of_the_user_count)
{
  MemoryThresholds wanted = {
    .lotsfree = 5000, .desfree = 3000, .minfree = 2000, .throttlefree = 2500, .pageout_reserve = 7
  };
  for (MemoryThresholdsRule rule = MEMORY_THRESHOLDS_NEW; rule <= MEMORY_THRESHOLDS_CLASSIC; rule++) {
    Kernel kernel = thresholds_of (1024000, rule, wanted);
    ck_assert_uint_eq (kernel.lotsfree, 5000);
    ck_assert_uint_eq (kernel.desfree, 3000);
    ck_assert_uint_eq (kernel.minfree, 2000);
    ck_assert_uint_eq (kernel.throttlefree, 2500);
    ck_assert_uint_eq (kernel.pageout_reserve, 7);
  }
}
END_TEST

START_TEST (children_follow_the_values_of_the_user)
{
  Kernel kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_NEW, (MemoryThresholds){ .lotsfree = 4000 });
  ck_assert_uint_eq (kernel.desfree, 2000);
  kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_NEW, (MemoryThresholds){ .desfree = 400 });
  ck_assert_uint_eq (kernel.minfree, 300);
  ck_assert_uint_eq (kernel.throttlefree, 300);
  kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_NEW, (MemoryThresholds){ .minfree = 200 });
  ck_assert_uint_eq (kernel.throttlefree, 200);
  kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_NEW, (MemoryThresholds){ .throttlefree = 400 });
  ck_assert_uint_eq (kernel.pageout_reserve, 300);
}
END_TEST

/* With 1,024,000 pages by the new rule: 16000, 8000, 6000, 6000, 4500. */
START_TEST (a_value_not_below_its_parent_is_ignored)
{
  static const struct {
    MemoryThresholds wanted;
    uint64_t lotsfree, desfree, minfree, throttlefree, pageout_reserve;
  } cases[] = {
    { { .lotsfree = 1024000 }, 16000, 8000, 6000, 6000, 4500 },
    { { .lotsfree = 1023999 }, 1023999, 511999, 383999, 383999, 287999 },
    { { .desfree = 16000 }, 16000, 8000, 6000, 6000, 4500 },
    { { .desfree = 15999 }, 16000, 15999, 11999, 11999, 8999 },
    { { .minfree = 8000 }, 16000, 8000, 6000, 6000, 4500 },
    { { .minfree = 7999 }, 16000, 8000, 7999, 7999, 5999 },
    { { .throttlefree = 8000 }, 16000, 8000, 6000, 6000, 4500 },
    { { .throttlefree = 7999 }, 16000, 8000, 6000, 7999, 5999 },
    { { .pageout_reserve = 6000 }, 16000, 8000, 6000, 6000, 4500 },
    { { .pageout_reserve = 5999 }, 16000, 8000, 6000, 6000, 5999 },
  };
  Kernel kernel = thresholds_of (1024000, MEMORY_THRESHOLDS_NEW, cases[_i].wanted);
  ck_assert_uint_eq (kernel.lotsfree, cases[_i].lotsfree);
  ck_assert_uint_eq (kernel.desfree, cases[_i].desfree);
  ck_assert_uint_eq (kernel.minfree, cases[_i].minfree);
  ck_assert_uint_eq (kernel.throttlefree, cases[_i].throttlefree);
  ck_assert_uint_eq (kernel.pageout_reserve, cases[_i].pageout_reserve);
}
END_TEST

START_TEST (page_sizes_are_those_of_x86)
{
  ck_assert_uint_eq (page_bytes (&PAGE_SIZES_X86, PAGE_SIZE_4K), UINT64_C (4) << 10);
  ck_assert_uint_eq (page_bytes (&PAGE_SIZES_X86, PAGE_SIZE_2M), UINT64_C (2) << 20);
  ck_assert_uint_eq (page_bytes (&PAGE_SIZES_X86, PAGE_SIZE_1G), UINT64_C (1) << 30);
}
END_TEST

/* Base pages of 4 KiB and of 8 KiB. */
START_TEST (bytes_become_pages_and_back)
{
  PageSizes pages = { .shifts = { (uint8_t)_i } };
  uint64_t page = UINT64_C (1) << _i;
  ck_assert_uint_eq (page_btop (&pages, page - 1), 0);
  ck_assert_uint_eq (page_btop (&pages, page), 1);
  ck_assert_uint_eq (page_ptob (&pages, 3), 3 * page);
  ck_assert_uint_eq (page_floor (&pages, 2 * page - 1), page);
  ck_assert_uint_eq (page_floor (&pages, 2 * page), 2 * page);
  ck_assert_uint_eq (page_ceil (&pages, 0), 0);
  ck_assert_uint_eq (page_ceil (&pages, 1), page);
  ck_assert_uint_eq (page_ceil (&pages, page), page);
  ck_assert_uint_eq (page_ceil (&pages, page + 1), 2 * page);
}
END_TEST

/* The thresholds of bytes are other numbers of pages. */
START_TEST (larger_base_pages_make_fewer_pages)
{
  MemoryThresholds wanted = { 0 };
  Kernel kernel = { .pages = { .shifts = { 13 } }, .total_pages = 100000 };
  memory_thresholds_apply (&kernel, MEMORY_THRESHOLDS_NEW, &wanted);
  ck_assert_uint_eq (kernel.lotsfree, 2048); /* 16 MiB */
}
END_TEST

static Suite *memory_thresholds_suite (void)
{
  Suite *suite = suite_create ("memory_thresholds");
  TCase *rules = tcase_create ("rules");
  tcase_add_test (rules, new_lotsfree_is_a_64th_of_memory);
  tcase_add_test (rules, new_lotsfree_is_at_least_16_mib);
  tcase_add_test (rules, new_lotsfree_is_at_most_2_gib);
  tcase_add_test (rules, new_children_follow_their_parents);
  tcase_add_test (rules, classic_lotsfree_is_a_64th_of_memory_but_at_least_512_kib);
  tcase_add_test (rules, classic_children_are_halves);
  tcase_add_test (rules, fractions_are_rounded_down);
  suite_add_tcase (suite, rules);
  TCase *user = tcase_create ("values of the user");
  tcase_add_test (user, values_of_the_user_count);
  tcase_add_test (user, children_follow_the_values_of_the_user);
  tcase_add_loop_test (user, a_value_not_below_its_parent_is_ignored, 0, 10);
  suite_add_tcase (suite, user);
  TCase *sizes = tcase_create ("page sizes");
  tcase_add_test (sizes, page_sizes_are_those_of_x86);
  tcase_add_loop_test (sizes, bytes_become_pages_and_back, 12, 14);
  tcase_add_test (sizes, larger_base_pages_make_fewer_pages);
  suite_add_tcase (suite, sizes);
  return suite;
}

int main (void)
{
  return test_main (memory_thresholds_suite (), NULL);
}
