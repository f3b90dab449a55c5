#include "sweep_axis.h"

#include "test_main.h"

#include <string.h>

/* The values of TEXT with blanks between; the caller frees them. */
static char *list (const char *text)
{
  g_autoptr (GError) error = NULL;
  SweepAxis *axis = sweep_axis_parse (text, 4096, &error);
  ck_assert_msg (axis != NULL, "%s", error != NULL ? error->message : "");
  ck_assert_str_eq (axis->path, "a.b");
  ck_assert_uint_eq (axis->count, g_strv_length (axis->values));
  char *joined = g_strjoinv (" ", axis->values);
  sweep_axis_free (axis);
  return joined;
}

static const struct {
  const char *text, *values;
} lists[] = {
  { "a.b=1,2,4", "1 2 4" },
  { "a.b= 64MiB , 1GiB", "64MiB 1GiB" },
  { "a.b={exponential: 3ms},[1,2],'x,y',\"]\"", "{exponential: 3ms} [1,2] 'x,y' \"]\"" },
  { "a.b=../one.csv,../two.csv", "../one.csv ../two.csv" },
  { "a.b=../one.csv", "../one.csv" },
  { "a.b=lin:1:5:5", "1 2 3 4 5" },
  { "a.b=lin:0:10:4", "0 3 7 10" },
  { "a.b=lin:1:3:9", "1 2 3" }, /* what rounding makes twice is there once */
  { "a.b=lin:0.0:1:5", "0.0 0.25 0.5 0.75 1.0" },
  { "a.b=lin:0.5:1.5:2", "0.5 1.5" },
  { "a.b=lin:0:3MiB:4", "0B 1MiB 2MiB 3MiB" },
  { "a.b=lin:1s:2s:3", "1s 1.5s 2s" },
  { "a.b=lin:0:10s:4", "0ns 3.33s 6.67s 10s" },
  { "a.b=log:1:1000:4", "1 10 100 1000" },
  { "a.b=1..1000:log:4", "1 10 100 1000" },
  { "a.b=0..10:4:linear", "0 3 7 10" },
  { "a.b=1MiB..5MiB:double", "1MiB 2MiB 4MiB 5MiB" },
  { "a.b=3rd/../one.csv", "3rd/../one.csv" },
  { "a.b=log:1MiB:1GiB:11", "1MiB 2MiB 4MiB 8MiB 16MiB 32MiB 64MiB 128MiB 256MiB 512MiB 1GiB" },
  { "a.b=log:1MiB:10MiB:3", "1MiB 3240KiB 10MiB" }, /* whole pages */
  { "a.b=log:1ms:1s:4", "1ms 10ms 100ms 1s" },
  { "a.b=log:0.001:1:4", "0.001 0.01 0.1 1.0" },
  { "a.b=log:1:2.0:3", "1.0 1.414214 2.0" },
  { "a.b=log:100:18000000000000000:3", "100 1341640786 18000000000000000" },
};

START_TEST (values_are_as_they_are_written)
{
  g_autofree char *values = list (lists[_i].text);
  if (strstr (lists[_i].values, "0B") != NULL || strstr (lists[_i].values, "0ns") != NULL) {
    ck_assert (g_str_has_suffix (values, strchr (lists[_i].values, ' ')));
  } else {
    ck_assert_str_eq (values, lists[_i].values);
  }
}
END_TEST

static char *pick (const char *text, double fraction)
{
  SweepAxis *axis = sweep_axis_parse (text, 4096, NULL);
  ck_assert_ptr_nonnull (axis);
  ck_assert_ptr_null (axis->values);
  sweep_axis_draw (axis, &fraction, 1);
  char *value = g_strdup (axis->values[0]);
  sweep_axis_free (axis);
  return value;
}

START_TEST (a_range_gives_what_lies_so_far_along)
{
  static const struct {
    const char *text;
    double fraction;
    const char *value;
  } rows[] = {
    { "a.b=1..4", 0, "1" },
    { "a.b=1..4", 0.2499, "1" },
    { "a.b=1..4", 0.25, "2" },
    { "a.b=1..4", 0.99999, "4" },
    { "a.b=1..10000:log", 0.5, "100" },
    { "a.b=1MiB..4MiB:log", 0.5, "2MiB" },
    { "a.b=1s..3s", 0.4999, "2s" },
    { "a.b=0.0..1", 0.5, "0.5" },
    { "a.b=1MiB..2MiB", 0.999999, "2MiB" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *value = pick (rows[i].text, rows[i].fraction);
    ck_assert_str_eq (value, rows[i].value);
  }
}
END_TEST

START_TEST (mistakes_are_told)
{
  static const struct {
    const char *text, *part;
  } rows[] = {
    { "a.b", "write it as PATH=VALUE" },
    { "=1", "write it as PATH=VALUE" },
    { "a.b=", "a value is empty" },
    { "a.b=1,1", "twice" },
    { "a.b=lin:1:2", "lin:FROM:TO:N" },
    { "a.b=lin:1:2:1", "N is from 2" },
    { "a.b=lin:1:2:3s", "lin:FROM:TO:N" },
    { "a.b=lin:1:2s:3", "not of one kind" },
    { "a.b=lin:2:1:3", "below the second" },
    { "a.b=log:0:1:3", "begins at 0" },
    { "a.b=1..x", "numbers, sizes or times" },
    { "a.b=1..2:sqrt", "FROM..TO:log" },
    { "a.b=lin:-1:1:3", "numbers, sizes or times" },
    { "a.b=lin:0.0000000001:1:3", "numbers, sizes or times" },
  };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (sweep_axis_parse (rows[i].text, 4096, &error));
    ck_assert_msg (strstr (error->message, rows[i].part) != NULL, "%s: %s", rows[i].text, error->message);
    ck_assert (g_str_has_prefix (error->message, "--vary "));
  }
}
END_TEST

static Suite *axis_suite (void)
{
  Suite *suite = suite_create ("sweep axis");
  TCase *test_case = tcase_create ("values");
  tcase_add_loop_test (test_case, values_are_as_they_are_written, 0, (int)G_N_ELEMENTS (lists));
  tcase_add_test (test_case, a_range_gives_what_lies_so_far_along);
  tcase_add_test (test_case, mistakes_are_told);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (axis_suite (), NULL);
}
