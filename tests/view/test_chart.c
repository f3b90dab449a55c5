#include "chart.h"
#include "test_main.h"

#include <math.h>
#include <string.h>

/* The page with CHART, which is freed. */
static char *draw (Chart *chart)
{
  GString *page = g_string_new (NULL);
  chart_append (chart, page);
  chart_free (chart);
  return g_string_free (page, FALSE);
}

static void has (const char *page, const char *text)
{
  ck_assert_msg (strstr (page, text) != NULL, "no '%s' in %s", text, page);
}

/* The field goes from 84 to 948, and from 206 up to 10; above the greatest value there is a twentieth. */
START_TEST (a_line_stands_where_its_values_are)
{
  Chart *chart = chart_new ("A & B", "pages", false);
  unsigned axis = chart_add_axis (chart, (const double[]){ 0, 5, 10 }, 3);
  chart_add_series (chart, "x<y", CHART_LINE, 2, axis, (const double[]){ 0, 10, 20 }, NULL);
  g_autofree char *page = draw (chart);
  has (page, "A &amp; B");
  has (page, "<path class=\"l l2\" d=\"M84 206L516 112.7L948 19.3h.1\"/>");
  has (page, "x&lt;y</span>");
  has (page, "\"x\":[[0,5,10]],\"series\":[{\"name\":\"x\\u003cy\",\"axis\":0,\"y\":[0,10,20]}]");
  has (page, ">pages</text>");
  has (page, ">simulated time, s</text>");
}
END_TEST

START_TEST (a_line_has_gaps_where_there_is_no_value)
{
  Chart *chart = chart_new ("t", "u", false);
  unsigned axis = chart_add_axis (chart, (const double[]){ 0, 1, 2, 3 }, 4);
  chart_add_series (chart, "s", CHART_DASHED, 0, axis, (const double[]){ 20, NAN, 20, 20 }, NULL);
  g_autofree char *page = draw (chart);
  has (page, "d=\"M84 19.3h.1M660 19.3L948 19.3h.1\"");
  has (page, "\"y\":[20,null,20,20]");
}
END_TEST

/* 50 and 5000 lie in the decades from 10 to 10000; 0 has no place. */
START_TEST (a_logarithmic_axis_has_whole_decades)
{
  Chart *chart = chart_new ("t", "u", true);
  unsigned axis = chart_add_axis (chart, (const double[]){ 0, 1, 2 }, 3);
  chart_add_series (chart, "s", CHART_LINE, 0, axis, (const double[]){ 50, 0, 5000 }, NULL);
  g_autofree char *page = draw (chart);
  has (page, ">10</text>");
  has (page, ">10,000</text>");
  ck_assert_ptr_null (strstr (page, ">100,000</text>"));
  has (page, "d=\"M84 160.3h.1M948 29.7h.1\"");
}
END_TEST

START_TEST (impulses_stand_on_the_axis_and_zeroes_are_none)
{
  Chart *chart = chart_new ("t", "u", false);
  unsigned axis = chart_add_axis (chart, (const double[]){ 0, 1, 2 }, 3);
  chart_add_series (chart, "s", CHART_IMPULSES, 1, axis, (const double[]){ 0, 7, 0 }, NULL);
  g_autofree char *page = draw (chart);
  has (page, "<path class=\"i l1\" d=\"M516 206V19.3\"/>");
}
END_TEST

START_TEST (bars_tell_their_values)
{
  Chart *chart = chart_new ("t", "entries", false);
  const char *const labels[] = { "8 KiB", "16 KiB" };
  unsigned axis = chart_add_axis (chart, (const double[]){ 0, 1 }, 2);
  chart_set_labels (chart, "size", labels, 2);
  chart_add_series (chart, "run", CHART_BARS, 0, axis, (const double[]){ 4000, NAN }, NULL);
  g_autofree char *page = draw (chart);
  has (page, "<title>run, 8 KiB: 4,000</title>");
  has (page, ">16 KiB</text>");
  ck_assert_ptr_null (strstr (page, "run, 16 KiB"));
  ck_assert_ptr_null (strstr (page, "application/json"));
}
END_TEST

/* No series, no sample, one sample, only zeroes. */
START_TEST (charts_of_nothing_are_charts)
{
  g_autofree char *empty = draw (chart_new ("t", "u", false));
  has (empty, "nothing to show");
  has (empty, ">1</text>");
  for (size_t count = 0; count < 2; count++) {
    for (unsigned is_log = 0; is_log < 2; is_log++) {
      Chart *chart = chart_new ("t", "u", is_log);
      unsigned axis = chart_add_axis (chart, (const double[]){ 3 }, count);
      chart_add_series (chart, "s", CHART_LINE, 0, axis, (const double[]){ 0 }, NULL);
      chart_add_series (chart, "a", CHART_AREA, 0, axis, (const double[]){ 0 }, NULL);
      g_autofree char *page = draw (chart);
      ck_assert_ptr_null (strstr (page, "nan"));
      ck_assert_ptr_null (strstr (page, "inf"));
    }
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("chart");
  TCase *tests = tcase_create ("chart");
  tcase_add_test (tests, a_line_stands_where_its_values_are);
  tcase_add_test (tests, a_line_has_gaps_where_there_is_no_value);
  tcase_add_test (tests, a_logarithmic_axis_has_whole_decades);
  tcase_add_test (tests, impulses_stand_on_the_axis_and_zeroes_are_none);
  tcase_add_test (tests, bars_tell_their_values);
  tcase_add_test (tests, charts_of_nothing_are_charts);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
