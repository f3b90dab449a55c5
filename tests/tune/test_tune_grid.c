#include "tune_book.h"

#include "test_main.h"

#include <string.h>

static const TuneGrid grid = { .axis_count = 3, .counts = { 40, 8, 3 } };

/* Point N of the grid is a different one for each N, and within the axes. */
START_TEST (all_points_are_there_once)
{
  ck_assert_uint_eq (tune_grid_count (&grid), 960);
  bool is_seen[40][8][3] = { { { false } } };
  for (uint64_t n = 0; n < 960; n++) {
    TunePoint point = tune_grid_at (&grid, n);
    bool *seen = &is_seen[point.index[0]][point.index[1]][point.index[2]];
    ck_assert (!*seen);
    *seen = true;
  }
  TunePoint second = tune_grid_at (&grid, 1);
  ck_assert_uint_eq (second.index[2], 1);
}
END_TEST

START_TEST (a_grid_too_large_to_count_says_so)
{
  TuneGrid large = { .axis_count = 5, .counts = { 10000, 10000, 10000, 10000, 10000 } };
  ck_assert_uint_eq (tune_grid_count (&large), UINT64_MAX);
}
END_TEST

/* Of as many points as an axis has values each value has one; with fewer values they are shared out. */
START_TEST (a_hypercube_covers_each_axis)
{
  TunePoint points[40];
  tune_grid_draw (&grid, 5, points, 40);
  unsigned counts[3][40] = { { 0 } };
  for (size_t i = 0; i < 40; i++) {
    for (size_t axis = 0; axis < 3; axis++) {
      ck_assert_uint_lt (points[i].index[axis], grid.counts[axis]);
      counts[axis][points[i].index[axis]]++;
    }
  }
  for (size_t i = 0; i < 40; i++) {
    ck_assert_uint_eq (counts[0][i], 1);
  }
  for (size_t i = 0; i < 8; i++) {
    ck_assert_uint_eq (counts[1][i], 5);
  }
  for (size_t i = 0; i < 3; i++) {
    ck_assert (counts[2][i] >= 13 && counts[2][i] <= 14);
  }
}
END_TEST

START_TEST (another_seed_draws_another_hypercube)
{
  TunePoint one[10], same[10], other[10];
  tune_grid_draw (&grid, 1, one, 10);
  tune_grid_draw (&grid, 1, same, 10);
  tune_grid_draw (&grid, 2, other, 10);
  ck_assert_mem_eq (one, same, sizeof one);
  ck_assert_mem_ne (one, other, sizeof one);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("tune grid");
  TCase *tcase = tcase_create ("rules");
  tcase_add_test (tcase, all_points_are_there_once);
  tcase_add_test (tcase, a_grid_too_large_to_count_says_so);
  tcase_add_test (tcase, a_hypercube_covers_each_axis);
  tcase_add_test (tcase, another_seed_draws_another_hypercube);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
