#include "units.h"

#include "test_main.h"

#include <string.h>

START_TEST (a_measure_is_a_number_a_share_a_time_or_a_size)
{
  static const struct {
    const char *text;
    MeasureKind kind;
    double value;
  } cases[] = { { "0.9", MEASURE_PLAIN, 0.9 },         { "-3", MEASURE_PLAIN, -3 },
                { "90%", MEASURE_PERCENT, 0.9 },       { "2.5 %", MEASURE_PERCENT, 0.025 },
                { "2ms", MEASURE_TIME, 2e6 },          { "1.5s", MEASURE_TIME, 1.5e9 },
                { "128MiB", MEASURE_SIZE, 134217728 }, { "3 pages", MEASURE_SIZE, 12288 } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    Measure measure;
    char *mistake = NULL;
    ck_assert_msg (measure_parse (cases[i].text, 4096, &measure, &mistake), "%s", cases[i].text);
    ck_assert_int_eq (measure.kind, cases[i].kind);
    ck_assert_double_eq (measure.value, cases[i].value);
  }
}
END_TEST

START_TEST (what_is_none_is_refused)
{
  static const char *const texts[] = { "", "%", "fast", "3 parsecs", "1e3", "5ms%", "--1" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    Measure measure;
    g_autofree char *mistake = NULL;
    ck_assert_msg (!measure_parse (texts[i], 4096, &measure, &mistake), "%s", texts[i]);
    ck_assert_ptr_nonnull (strstr (mistake, "expected a number such as 0.9"));
  }
}
END_TEST

START_TEST (it_is_converted_to_what_the_metric_counts)
{
  static const struct {
    const char *text, *unit;
    double value; /* below 0: it cannot be */
  } cases[] = { { "5", "pages", 5 },    { "1MiB", "pages", 256 }, { "1MiB", "bytes", 1048576 },
                { "1us", "ns", 1000 },  { "50%", "", 0.5 },       { "1MiB", "", -1 },
                { "1us", "pages", -1 }, { "50%", "ns", -1 },      { "1us", "", -1 },
                { "1MiB", "ns", -1 },   { "7", "ns", 7 } };
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    Measure measure;
    g_autofree char *mistake = NULL;
    double value = -1;
    ck_assert (measure_parse (cases[i].text, 4096, &measure, &mistake));
    ck_assert_int_eq (measure_convert (&measure, cases[i].unit, &value, &mistake), cases[i].value >= 0);
    ck_assert_double_eq (value, cases[i].value);
    ck_assert (mistake == NULL || strstr (mistake, "use a plain number") != NULL);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("measure");
  TCase *tests = tcase_create ("measure");
  tcase_add_test (tests, a_measure_is_a_number_a_share_a_time_or_a_size);
  tcase_add_test (tests, what_is_none_is_refused);
  tcase_add_test (tests, it_is_converted_to_what_the_metric_counts);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
