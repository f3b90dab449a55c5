#include "series_file.h"
#include "test_folder.h"
#include "test_main.h"

#include <math.h>
#include <string.h>

#define HEAD                                                \
  "# pcachesim 0.1.0, scenario x, file x.yaml, sha256 00\n" \
  "# seed 5, run 0, duration 2.000000000 s, warmup 0.000000000 s, sample 0.250000000 s\n"
#define HEADER "time_s,freemem,misses.cold,hit_rate\n"
#define TAIL "# events 7, fingerprint 0123456789abcdef\n"

static char *folder;

static void make_folder (void)
{
  folder = test_folder_new ();
}

static void remove_folder (void)
{
  test_folder_remove (folder);
}

static SeriesFile *open_text (const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "series.csv", NULL);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return series_file_open (path, error);
}

START_TEST (rows_are_read_in_their_order_with_the_columns_asked_for)
{
  SeriesFile *file =
      open_text (HEAD HEADER "0.000000000,100,0,\n0.250000000,18446744073709551615,3,0.750000\n" TAIL, NULL);
  const size_t columns[] = { 1, 3 };
  char *const *names = file->columns;
  ck_assert_str_eq (names[columns[0]], "freemem");
  ck_assert_str_eq (names[columns[1]], "hit_rate");
  ck_assert (!g_strv_contains ((const char *const *)names, "hit"));
  ck_assert_uint_eq (g_strv_length (file->columns), 4);
  SeriesCursor cursor = { 0, 0 };
  SeriesRow row;
  double values[2];
  ck_assert (series_file_next (file, &cursor, &row, NULL));
  ck_assert_uint_eq (row.time_ns, 0);
  series_row_read (&row, columns, 2, values);
  ck_assert_double_eq (values[0], 100);
  ck_assert (isnan (values[1]));
  ck_assert (series_file_next (file, &cursor, &row, NULL));
  ck_assert_uint_eq (row.time_ns, 250000000);
  series_row_read (&row, columns, 2, values);
  ck_assert_double_eq (values[0], 18446744073709551615.0);
  ck_assert_double_eq (values[1], 0.75);
  GError *error = NULL;
  ck_assert (!series_file_next (file, &cursor, &row, &error));
  ck_assert_ptr_null (error);
  series_file_free (file);
}
END_TEST

START_TEST (the_comments_tell_the_sampling_and_rows_the_span)
{
  SeriesFile *file =
      open_text (HEAD HEADER "0.500000000,1,2,\n1.000000000,1,2,\n2.000000001,1,2,\n" TAIL, NULL);
  ck_assert_uint_eq (series_file_get_time (file, "sample", 1), 250000000);
  ck_assert_uint_eq (series_file_get_time (file, "nothing", 77), 77);
  sim_time first, last;
  ck_assert (series_file_get_span (file, &first, &last));
  ck_assert_uint_eq (first, 500000000);
  ck_assert_uint_eq (last, 2000000001);
  ck_assert_uint_eq (file->rows, strlen (HEAD HEADER));
  ck_assert (strncmp (file->text, HEAD HEADER, file->rows) == 0);
  series_file_free (file);
}
END_TEST

START_TEST (a_series_without_rows_has_no_span)
{
  SeriesFile *file = open_text (HEAD HEADER TAIL, NULL);
  SeriesCursor cursor = { 0, 0 };
  SeriesRow row;
  GError *error = NULL;
  sim_time first, last;
  ck_assert_ptr_nonnull (file);
  ck_assert (!series_file_next (file, &cursor, &row, &error));
  ck_assert_ptr_null (error);
  ck_assert (!series_file_get_span (file, &first, &last));
  series_file_free (file);
}
END_TEST

static const struct {
  const char *text;
  const char *mistake;
} no_series[] = {
  { "", "that ends a series is missing" },
  { HEAD HEADER "0.000000000,1,2,\n", "that ends a series is missing" },
  { HEAD HEADER "0.000000000,1,2,\n# events 7, finge", "that ends a series is missing" },
  { HEAD TAIL, "that ends a series is missing" },
  { "hello\n" TAIL, ":1: expected a header that begins with time_s" },
  { HEAD "time_s,a'.system('ls').'\n" TAIL, ":3: expected names" },
  { HEAD "time_s,,a\n" TAIL, ":3: expected names" },
  { HEAD "hello\n" TAIL, ":3: expected a header that begins with time_s" },
};

START_TEST (what_is_no_complete_series_is_told)
{
  GError *error = NULL;
  ck_assert_ptr_null (open_text (no_series[_i].text, &error));
  ck_assert_msg (strstr (error->message, no_series[_i].mistake) != NULL, "%s", error->message);
  g_error_free (error);
}
END_TEST

static const char *const bad_rows[] = { "0.25,1,2\n",   "0.25,1,2,,\n",           "x,1,2,\n", ",1,2,\n", "\n",
                                        "1.2.3,1,2,\n", "99999999999999.0,1,2,\n" };

START_TEST (a_malformed_row_is_told_with_its_line)
{
  g_autofree char *text = g_strconcat (HEAD HEADER "0.000000000,1,2,\n", bad_rows[_i], TAIL, NULL);
  SeriesFile *file = open_text (text, NULL);
  SeriesCursor cursor = { 0, 0 };
  SeriesRow row;
  GError *error = NULL;
  ck_assert (series_file_next (file, &cursor, &row, &error));
  ck_assert (!series_file_next (file, &cursor, &row, &error));
  ck_assert_msg (error != NULL && strstr (error->message, "series.csv:5: ") != NULL, "%s", bad_rows[_i]);
  g_error_free (error);
  series_file_free (file);
}
END_TEST

START_TEST (what_is_no_number_has_no_value)
{
  SeriesFile *file = open_text (HEAD HEADER "0.5,1e5,-3,nan\n" TAIL, NULL);
  SeriesCursor cursor = { 0, 0 };
  SeriesRow row;
  double values[3];
  ck_assert (series_file_next (file, &cursor, &row, NULL));
  series_row_read (&row, (const size_t[]){ 1, 2, 3 }, 3, values);
  for (size_t i = 0; i < 3; i++) {
    ck_assert (isnan (values[i]));
  }
  series_file_free (file);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("series_file");
  TCase *tests = tcase_create ("series_file");
  tcase_add_checked_fixture (tests, make_folder, remove_folder);
  tcase_add_test (tests, rows_are_read_in_their_order_with_the_columns_asked_for);
  tcase_add_test (tests, the_comments_tell_the_sampling_and_rows_the_span);
  tcase_add_test (tests, a_series_without_rows_has_no_span);
  tcase_add_loop_test (tests, what_is_no_complete_series_is_told, 0, G_N_ELEMENTS (no_series));
  tcase_add_loop_test (tests, a_malformed_row_is_told_with_its_line, 0, G_N_ELEMENTS (bad_rows));
  tcase_add_test (tests, what_is_no_number_has_no_value);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
