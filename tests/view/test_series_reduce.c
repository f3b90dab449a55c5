#include "series_file.h"
#include "test_folder.h"
#include "test_main.h"

#include <math.h>
#include <string.h>

enum { PIXELS = 40, COLUMNS = 2 };

/* A series of ROWS samples, one a second, with the columns a and b as VALUE_OF gives them; < 0: no value. */
static SeriesFile *make_series (unsigned rows, int (*value_of) (unsigned row, unsigned column))
{
  g_autoptr (GString) text = g_string_new ("# seed 1, run 0, sample 1.000000000 s\ntime_s,a,b\n");
  for (unsigned i = 0; i < rows; i++) {
    g_string_append_printf (text, "%u.000000000", i);
    for (unsigned column = 0; column < COLUMNS; column++) {
      int value = value_of (i, column);
      g_string_append_c (text, ',');
      if (value >= 0) {
        g_string_append_printf (text, "%d", value);
      }
    }
    g_string_append_c (text, '\n');
  }
  g_string_append (text, "# fingerprint 0\n");
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "series.csv", NULL);
  ck_assert (g_file_set_contents (path, text->str, -1, NULL));
  SeriesFile *file = series_file_open (path, NULL);
  ck_assert_ptr_nonnull (file);
  test_folder_remove (folder);
  return file;
}

static const size_t both[COLUMNS] = { 1, 2 };

static GArray *reduce (const SeriesFile *file)
{
  GArray *rows = series_reduce (file, both, COLUMNS, PIXELS, NULL);
  ck_assert_ptr_nonnull (rows);
  return rows;
}

/* Least and greatest value of a column of pixels. */
typedef struct {
  double least[PIXELS][COLUMNS], greatest[PIXELS][COLUMNS];
} Bands;

static void add_to_bands (Bands *bands, const SeriesRow *row, sim_time last_ns)
{
  double values[COLUMNS];
  uint64_t pixel = last_ns > 0 ? MIN (row->time_ns / (last_ns / PIXELS + 1), PIXELS - 1) : 0;
  series_row_read (row, both, COLUMNS, values);
  for (size_t i = 0; i < COLUMNS; i++) {
    bands->least[pixel][i] = fmin (bands->least[pixel][i], values[i]);
    bands->greatest[pixel][i] = fmax (bands->greatest[pixel][i], values[i]);
  }
}

static void clear_bands (Bands *bands)
{
  for (size_t i = 0; i < PIXELS * COLUMNS; i++) {
    (&bands->least[0][0])[i] = NAN;
    (&bands->greatest[0][0])[i] = NAN;
  }
}

static bool is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static void check_bands (const SeriesFile *file, const GArray *kept)
{
  Bands all, some;
  clear_bands (&all);
  clear_bands (&some);
  sim_time first, last;
  ck_assert (series_file_get_span (file, &first, &last));
  SeriesCursor cursor = { 0, 0 };
  SeriesRow row;
  while (series_file_next (file, &cursor, &row, NULL)) {
    add_to_bands (&all, &row, last);
  }
  for (guint i = 0; i < kept->len; i++) {
    add_to_bands (&some, &g_array_index (kept, SeriesRow, i), last);
  }
  for (size_t i = 0; i < PIXELS; i++) {
    for (size_t j = 0; j < COLUMNS; j++) {
      ck_assert (is_same (all.least[i][j], some.least[i][j]));
      ck_assert (is_same (all.greatest[i][j], some.greatest[i][j]));
    }
  }
}

/* Looks random, with gaps. */
static int noise (unsigned row, unsigned column)
{
  uint32_t mixed = (row + 1) * 2654435761U + column * 40503U;
  mixed ^= mixed >> 15;
  mixed *= 2246822519U;
  return mixed % 7 == 0 ? -1 : (int)(mixed >> 20);
}

START_TEST (each_column_of_pixels_keeps_its_least_and_greatest_values)
{
  static const unsigned lengths[] = { 1, 2, 3, 39, 40, 41, 100, 4567 };
  SeriesFile *file = make_series (lengths[_i], noise);
  g_autoptr (GArray) kept = reduce (file);
  check_bands (file, kept);
  ck_assert_uint_le (kept->len, PIXELS * (2 * COLUMNS + 1) + 1);
  series_file_free (file);
}
END_TEST

static int spike (unsigned row, unsigned column)
{
  return column == 1 && row == 12345 ? 999999 : 3;
}

START_TEST (one_spike_in_many_samples_is_kept)
{
  SeriesFile *file = make_series (50000, spike);
  g_autoptr (GArray) kept = reduce (file);
  bool is_there = false;
  for (guint i = 0; i < kept->len; i++) {
    is_there = is_there || g_array_index (kept, SeriesRow, i).time_ns == UINT64_C (12345000000000);
  }
  ck_assert (is_there);
  ck_assert_uint_le (kept->len, PIXELS + 3);
  series_file_free (file);
}
END_TEST

START_TEST (kept_samples_are_those_of_the_file_in_their_order_with_both_ends)
{
  SeriesFile *file = make_series (5000, noise);
  g_autoptr (GArray) kept = reduce (file);
  for (guint i = 1; i < kept->len; i++) {
    ck_assert_uint_lt (g_array_index (kept, SeriesRow, i - 1).time_ns,
                       g_array_index (kept, SeriesRow, i).time_ns);
  }
  ck_assert_uint_eq (g_array_index (kept, SeriesRow, 0).time_ns, 0);
  ck_assert_uint_eq (g_array_index (kept, SeriesRow, kept->len - 1).time_ns, UINT64_C (4999000000000));
  series_file_free (file);
}
END_TEST

/* The only value stands between samples that have none. */
static int lonely (unsigned row, unsigned column)
{
  return column == 0 && row == 777 ? 5 : -1;
}

START_TEST (a_value_among_samples_without_is_kept)
{
  SeriesFile *file = make_series (1000, lonely);
  g_autoptr (GArray) kept = reduce (file);
  check_bands (file, kept);
  series_file_free (file);
}
END_TEST

START_TEST (no_samples_reduce_to_none)
{
  SeriesFile *file = make_series (0, noise);
  g_autoptr (GArray) kept = reduce (file);
  ck_assert_uint_eq (kept->len, 0);
  series_file_free (file);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("series_reduce");
  TCase *tests = tcase_create ("series_reduce");
  tcase_set_timeout (tests, 60);
  tcase_add_loop_test (tests, each_column_of_pixels_keeps_its_least_and_greatest_values, 0, 8);
  tcase_add_test (tests, one_spike_in_many_samples_is_kept);
  tcase_add_test (tests, kept_samples_are_those_of_the_file_in_their_order_with_both_ends);
  tcase_add_test (tests, a_value_among_samples_without_is_kept);
  tcase_add_test (tests, no_samples_reduce_to_none);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
