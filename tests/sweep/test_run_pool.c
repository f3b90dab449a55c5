#include "run_pool.h"

#include "test_main.h"

#include <glib.h>
#include <string.h>

START_TEST (the_line_says_how_far_it_is)
{
  static const struct {
    uint64_t done, count, fresh, elapsed_us;
    const char *line;
  } rows[] = {
    { 0, 80, 0, 50, "0 of 80 runs, 0 %" },
    { 20, 80, 10, 5000000, "20 of 80 runs, 25 %, 2.0 runs/s, 30 s left" },
    { 20, 8000, 10, 5000000, "20 of 8000 runs, 0 %, 2.0 runs/s, 1 h 6 min left" },
    { 500, 900, 500, 2000000, "500 of 900 runs, 55 %, 250 runs/s, 1 s left" },
    { 1, 200, 1, 1000000, "1 of 200 runs, 0 %, 1.0 runs/s, 3 min 19 s left" },
    { 80, 80, 80, 5000000, "80 of 80 runs, 100 %, 16 runs/s, 0 s left" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line =
        run_count_format ("runs", rows[i].done, rows[i].count, rows[i].fresh, rows[i].elapsed_us);
    ck_assert_str_eq (line, rows[i].line);
  }
}
END_TEST

START_TEST (the_line_is_erased)
{
  char *text = NULL;
  size_t length = 0;
  FILE *to = open_memstream (&text, &length);
  RunCount *count = run_count_new (to, "runs", 2, 8);
  run_count_add (count, 1);
  run_count_free (count);
  (void)fclose (to);
  ck_assert_ptr_nonnull (strstr (text, "3 of 8 runs"));
  ck_assert (g_str_has_suffix (text, "\r\033[K"));
  free (text);
  count = run_count_new (NULL, "runs", 0, 8);
  run_count_add (count, 3);
  run_count_free (count);
}
END_TEST

typedef struct {
  int made[100], taken[100];
  size_t end_after; /* 0: never */
} Items;

static void make_item (void *user, size_t index)
{
  g_atomic_int_inc (&((Items *)user)->made[index]);
}

static bool take_item (void *user, size_t index, GError **error)
{
  Items *items = user;
  items->taken[index]++;
  if (items->end_after > 0 && --items->end_after == 0) {
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "enough");
    return false;
  }
  return true;
}

START_TEST (each_item_is_made_and_taken_once)
{
  for (uint64_t jobs = 0; jobs < 4; jobs++) {
    Items items = { .end_after = 0 };
    ck_assert (run_pool_make (100, jobs, &(RunPoolCalls){ make_item, take_item, &items }, NULL, NULL));
    for (size_t i = 0; i < 100; i++) {
      ck_assert_int_eq (items.made[i], 1);
      ck_assert_int_eq (items.taken[i], 1);
    }
  }
}
END_TEST

START_TEST (who_takes_the_items_can_end_it)
{
  Items items = { .end_after = 2 };
  g_autoptr (GError) error = NULL;
  ck_assert (!run_pool_make (100, 2, &(RunPoolCalls){ make_item, take_item, &items }, NULL, &error));
  ck_assert_str_eq (error->message, "enough");
  int taken = 0;
  for (size_t i = 0; i < 100; i++) {
    taken += items.taken[i];
  }
  ck_assert_int_eq (taken, 2);
}
END_TEST

static Suite *count_suite (void)
{
  Suite *suite = suite_create ("run pool");
  TCase *test_case = tcase_create ("progress");
  tcase_add_test (test_case, the_line_says_how_far_it_is);
  tcase_add_test (test_case, the_line_is_erased);
  tcase_add_test (test_case, each_item_is_made_and_taken_once);
  tcase_add_test (test_case, who_takes_the_items_can_end_it);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (count_suite (), NULL);
}
