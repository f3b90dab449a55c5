#include "tune_axis.h"

#include "scenario_load.h"
#include "test_main.h"

#include <string.h>

static Scenario *scenario;

static void set_up (void)
{
  static const char *const sets[] = { "machine.memory=1GiB", "machine.hz=1000", NULL };
  scenario = scenario_load (SMALL_SCENARIO, &(ScenarioChanges){ .sets = sets }, NULL);
  ck_assert_ptr_nonnull (scenario);
}

static void tear_down (void)
{
  scenario_free (scenario);
}

static TuneAxis *parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  TuneAxis *axis = tune_axis_parse (text, scenario, &error);
  ck_assert_msg (axis != NULL, "%s", error != NULL ? error->message : "");
  return axis;
}

static void expect (const char *text, uint32_t count, int64_t first, int64_t second, int64_t last)
{
  TuneAxis *axis = parse (text);
  ck_assert_msg (axis->count == count && axis->values[0] == first && axis->values[1] == second
                     && axis->values[count - 1] == last,
                 "%s: %u values, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, text,
                 axis->count, axis->values[0], axis->values[1], axis->values[axis->count - 1]);
  for (uint32_t i = 1; i < count; i++) {
    ck_assert_int_lt (axis->values[i - 1], axis->values[i]);
  }
  tune_axis_free (axis);
}

START_TEST (values_are_on_the_kernels_grid)
{
  expect ("segpcache_shrink_shift=0..10", 11, 0, 1, 10);
  expect ("segpcache_maxwindow=1MiB..48MiB", 81, 256, 269, 12288);
  expect ("segpcache_maxwindow=256..12288:3", 3, 256, 1774, 12288);
  expect ("segpcache_maxapurge_bytes=1MiB..2MiB:linear:3", 3, 1048576, 1572864, 2097152);
  expect ("segpcache_reap_ticks=1..1000:linear", 64, 1, 17, 1000);
  expect ("segpcache_hashsize_win=1024..8192:double", 4, 1024, 2048, 8192);
  expect ("segpcache_maxapurge_bytes=lin:1MiB:2MiB:3", 3, 1048576, 1572864, 2097152);
  expect ("segpcache_maxwindow=log:256:12288:3", 3, 256, 1774, 12288);
  expect ("segpcache_shrink_shift=9,1,4", 3, 1, 4, 9);
}
END_TEST

/* Many values between few whole numbers are those whole numbers. */
START_TEST (values_that_round_to_the_same_are_there_once)
{
  expect ("segpcache_reap_ticks=1..20:log:200", 20, 1, 2, 20);
}
END_TEST

START_TEST (every_tunable_has_a_range)
{
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    TuneAxis *axis = parse (tunable.field->key);
    ck_assert_str_eq (axis->tunable.field->key, tunable.field->key);
    ck_assert_uint_gt (axis->count, 1);
    tune_axis_free (axis);
  }
}
END_TEST

START_TEST (ranges_depend_on_the_machine)
{
  TuneAxis *window = parse ("segpcache_maxwindow");
  ck_assert_int_eq (window->values[window->count - 1], 262144);
  tune_axis_free (window);
  TuneAxis *period = parse ("segpcache_reap_ticks");
  ck_assert_int_eq (period->values[period->count - 1], 60000);
  tune_axis_free (period);
}
END_TEST

START_TEST (the_default_tunables_can_be_searched)
{
  for (const char *const *name = TUNE_AXIS_DEFAULTS; *name != NULL; name++) {
    tune_axis_free (parse (*name));
  }
}
END_TEST

START_TEST (a_set_gives_the_value_back)
{
  TuneAxis *axis = parse ("segpcache_maxwindow=1MiB..48MiB");
  g_autofree char *set = tune_axis_make_set (axis, 1);
  ck_assert_str_eq (set, "tunables.segpcache_maxwindow=269");
  const char *const sets[] = { set, NULL };
  Scenario *changed = scenario_load (SMALL_SCENARIO, &(ScenarioChanges){ .sets = sets }, NULL);
  ck_assert_int_eq (kernel_tunable_get (&axis->tunable, changed), 269);
  scenario_free (changed);
  g_autofree char *text = tune_axis_format_value (axis, 12288);
  ck_assert_str_eq (text, "12,288 pages (48.0 MiB)");
  tune_axis_free (axis);
}
END_TEST

START_TEST (a_step_is_a_tenth_or_the_next_value)
{
  uint32_t to;
  TuneAxis *window = parse ("segpcache_maxwindow=1MiB..48MiB");
  ck_assert (tune_axis_step (window, window->values[40], 1, &to) && to == 42);
  ck_assert (tune_axis_step (window, window->values[40], -1, &to) && to == 37);
  ck_assert (!tune_axis_step (window, window->values[80], 1, &to));
  /* From what the machine has now, be it outside. */
  ck_assert (tune_axis_step (window, 0, 1, &to) && to == 0);
  ck_assert (!tune_axis_step (window, 0, -1, &to));
  ck_assert (tune_axis_step (window, 1 << 20, -1, &to) && to == 80);
  tune_axis_free (window);
  TuneAxis *shift = parse ("segpcache_shrink_shift=0..10");
  ck_assert (tune_axis_step (shift, shift->values[0], 1, &to) && to == 1);
  ck_assert (!tune_axis_step (shift, shift->values[0], -1, &to));
  tune_axis_free (shift);
}
END_TEST

static const struct {
  const char *text;
  const char *message;
} mistakes[] = {
  { "segpcache_shrink_shft", "there is no such tunable; did you mean 'segpcache_shrink_shift'?" },
  { "memory=1..2", "there is no such tunable; 'pcachesim tunables' lists them" },
  { "segpcache_shrink_shift=5", "it is no range; use segpcache_shrink_shift=FROM..TO" },
  { "segpcache_shrink_shift=5..", "'' is no whole number" },
  { "segpcache_shrink_shift=0..64", "it can be from 0 to 63" },
  { "segpcache_shrink_shift=5..5", "the range ends where it begins" },
  { "segpcache_shrink_shift=9..5", "the range ends where it begins" },
  { "segpcache_maxwindow=1MiB..5000B", "'5000B' is not in whole pages" },
  { "segpcache_maxwindow=1MB..5MB", "MB" },
  { "segpcache_reap_ticks=0..100:log", "a range from 0 has no logarithm" },
  { "segpcache_shrink_shift=1,2,64", "it can be from 0 to 63" },
  { "segpcache_shrink_shift=1,two", "'two' is no whole number" },
  { "segpcache_shrink_shift=lin:1:5", "write it as lin:FROM:TO:N" },
  { "segpcache_reap_ticks=1..100:lag", "'lag' is neither a scale nor a count" },
  { "segpcache_reap_ticks=1..100:1", "'1' is neither a scale nor a count" },
};

START_TEST (mistakes_say_what_would_be_right)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (tune_axis_parse (mistakes[_i].text, scenario, &error));
  ck_assert_msg (strstr (error->message, mistakes[_i].message) != NULL, "%s", error->message);
  ck_assert (g_str_has_prefix (error->message, "--tunable '"));
  ck_assert_ptr_nonnull (strstr (error->message, mistakes[_i].text));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("tune axis");
  TCase *tcase = tcase_create ("rules");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, values_are_on_the_kernels_grid);
  tcase_add_test (tcase, values_that_round_to_the_same_are_there_once);
  tcase_add_test (tcase, every_tunable_has_a_range);
  tcase_add_test (tcase, ranges_depend_on_the_machine);
  tcase_add_test (tcase, the_default_tunables_can_be_searched);
  tcase_add_test (tcase, a_set_gives_the_value_back);
  tcase_add_test (tcase, a_step_is_a_tenth_or_the_next_value);
  tcase_add_loop_test (tcase, mistakes_say_what_would_be_right, 0, G_N_ELEMENTS (mistakes));
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
