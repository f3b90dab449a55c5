#include "run_twice.h"
#include "test_main.h"

#include <string.h>

/* A run of STEPS steps, of which the one at DIFFERS is another than usual. */
typedef struct {
  uint64_t steps;
  uint64_t differs; /* UINT64_MAX: none */
  uint64_t moves;   /* how much later it differs in every further run */
  unsigned runs;
  unsigned fails_at; /* the run that fails, counted from 1; 0: none */
} FakeRun;

static FingerprintTrail *run_fake (void *user, uint64_t low, uint64_t high, GError **error)
{
  FakeRun *run = user;
  if (++run->runs == run->fails_at) {
    g_set_error_literal (error, G_FILE_ERROR, 0, "no such run");
    return NULL;
  }
  FingerprintTrail *trail = fingerprint_trail_new (8);
  fingerprint_trail_set_window (trail, low, high);
  for (uint64_t i = 0; i < run->steps; i++) {
    fingerprint_trail_step (trail, i * 1000, (uint32_t)(i % 3), i == run->differs ? 99 : 7);
  }
  run->differs = run->differs != UINT64_MAX ? run->differs + run->moves : UINT64_MAX;
  return trail;
}

static FakeRun same_run (uint64_t steps)
{
  return (FakeRun){ .steps = steps, .differs = UINT64_MAX };
}

static TwiceResult compare (FakeRun *first, FakeRun *second)
{
  TwiceSide sides[2] = { { run_fake, first }, { run_fake, second } };
  TwiceResult result;
  ck_assert (twice_compare (sides, &result, NULL));
  return result;
}

static void check_text (const TwiceResult *result, const char *expected)
{
  g_autofree char *text = twice_describe (result);
  ck_assert_str_eq (text, expected);
}

START_TEST (equal_runs_are_made_once_each)
{
  FakeRun first = same_run (1000), second = same_run (1000);
  TwiceResult result = compare (&first, &second);
  ck_assert_int_eq (result.outcome, TWICE_SAME);
  ck_assert_uint_eq (result.steps, 1000);
  ck_assert_uint_eq (first.runs + second.runs, 2);
  g_autofree char *text = twice_describe (&result);
  ck_assert (g_str_has_prefix (text, "the two runs are the same: 1000 steps, fingerprint "));
}
END_TEST

/* At the beginning, at the ends of checkpoints, and the last. */
static const uint64_t differing_steps[] = { 0, 1, 127, 128, 5000, 9999 };

START_TEST (the_first_step_that_differs_is_found)
{
  uint64_t at = differing_steps[_i];
  FakeRun first = same_run (10000), second = same_run (10000);
  second.differs = at;
  TwiceResult result = compare (&first, &second);
  ck_assert_int_eq (result.outcome, TWICE_STEP);
  ck_assert_uint_eq (result.low, at);
  ck_assert (result.has_step[0] && result.has_step[1]);
  ck_assert_uint_eq (result.step[0].value, 7);
  ck_assert_uint_eq (result.step[1].value, 99);
  ck_assert_uint_eq (result.step[1].time, at * 1000);
  ck_assert_uint_eq (first.runs, 2);
  ck_assert_uint_eq (second.runs, 2);
}
END_TEST

START_TEST (a_run_that_ends_before_the_other_differs_from_it)
{
  FakeRun first = same_run (300), second = same_run (200);
  TwiceResult result = compare (&first, &second);
  ck_assert_int_eq (result.outcome, TWICE_STEP);
  ck_assert_uint_eq (result.low, 200);
  ck_assert (result.has_step[0] && !result.has_step[1]);
  g_autofree char *text = twice_describe (&result);
  ck_assert (g_str_has_prefix (text, "the two runs part at step 200, counted from 0:\n"
                                     "  first run: 0.000200000 s, kind 2, value 7 (0x7), fingerprint "));
  ck_assert (g_str_has_suffix (text, "\n  second run: it has ended before"));
}
END_TEST

START_TEST (a_difference_that_moves_is_said_to)
{
  FakeRun first = same_run (100000), second = same_run (100000);
  second.differs = 10;
  second.moves = 20000;
  TwiceResult result = compare (&first, &second);
  ck_assert_int_eq (result.outcome, TWICE_RANGE);
  ck_assert_uint_eq (second.runs, 1 + TWICE_ATTEMPTS);
  g_autofree char *expected = g_strdup_printf ("the two runs part between steps %" G_GUINT64_FORMAT
                                               " and %" G_GUINT64_FORMAT ", not always at the same one",
                                               result.low, result.high);
  check_text (&result, expected);
}
END_TEST

START_TEST (a_run_that_fails_is_an_error)
{
  FakeRun first = same_run (100), second = same_run (100);
  second.differs = 50;
  second.fails_at = (unsigned)_i;
  TwiceSide sides[2] = { { run_fake, &first }, { run_fake, &second } };
  TwiceResult result;
  GError *error = NULL;
  ck_assert (!twice_compare (sides, &result, &error));
  ck_assert_str_eq (error->message, "no such run");
  g_error_free (error);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("twice");
  TCase *tests = tcase_create ("twice");
  tcase_add_test (tests, equal_runs_are_made_once_each);
  tcase_add_loop_test (tests, the_first_step_that_differs_is_found, 0, (int)G_N_ELEMENTS (differing_steps));
  tcase_add_test (tests, a_run_that_ends_before_the_other_differs_from_it);
  tcase_add_test (tests, a_difference_that_moves_is_said_to);
  tcase_add_loop_test (tests, a_run_that_fails_is_an_error, 1, 3);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
