#include "fingerprint_trail.h"
#include "misuse.h"
#include "random.h"
#include "test_main.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

/* The hash of COUNT values. */
static uint64_t mix (const uint64_t *values, size_t count)
{
  uint64_t hash = UINT64_C (0x9e3779b97f4a7c15);
  for (size_t i = 0; i < count; i++) {
    hash = fingerprint_mix (hash, values[i]);
  }
  return hash;
}

START_TEST (order_and_every_value_count)
{
  static const uint64_t a[] = { 1, 2 }, b[] = { 2, 1 }, c[] = { 1, 2 }, d[] = { 1, 2, 0 };
  ck_assert_uint_ne (mix (a, 2), mix (b, 2));
  ck_assert_uint_eq (mix (a, 2), mix (c, 2));
  ck_assert_uint_ne (mix (a, 2), mix (d, 3));
}
END_TEST

/* The step can be undone: the value and the hash after it tell the hash before. */
START_TEST (a_step_is_a_bijection)
{
  /* The inverse of the odd factor, by Newton's iteration. */
  const uint64_t factor = UINT64_C (0xd6e8feb86659fd93);
  uint64_t inverse = factor;
  for (unsigned i = 0; i < 6; i++) {
    inverse *= 2 - factor * inverse;
  }
  uint64_t state = 1;
  for (unsigned i = 0; i < 10000; i++) {
    uint64_t hash = splitmix64_next (&state);
    uint64_t value = splitmix64_next (&state) >> i % 64;
    uint64_t after = fingerprint_mix (hash, value);
    ck_assert_uint_eq ((after ^ after >> 32) * inverse ^ value, hash);
  }
}
END_TEST

/* A bit of any early value changes half the bits of the hash. */
START_TEST (small_differences_spread)
{
  unsigned changed = 0;
  for (unsigned bit = 0; bit < 64; bit++) {
    static const uint64_t zeroes[4];
    uint64_t other[4] = { UINT64_C (1) << bit };
    changed += (unsigned)__builtin_popcountll (mix (zeroes, 4) ^ mix (other, 4));
  }
  ck_assert_uint_gt (changed, 64 * 28);
  ck_assert_uint_lt (changed, 64 * 36);
}
END_TEST

START_TEST (fingerprints_are_what_they_always_were)
{
  uint64_t values[1000];
  for (uint64_t i = 0; i < 1000; i++) {
    values[i] = i;
  }
  ck_assert_uint_eq (mix (values, 1000), UINT64_C (0x849887377f9b5e59));
  FingerprintTrail *trail = fingerprint_trail_new (4);
  for (uint64_t i = 0; i < 1000; i++) {
    fingerprint_trail_step (trail, i * 10, (uint32_t)i % 7, i / 3);
  }
  ck_assert_uint_eq (trail->fingerprint.hash, UINT64_C (0x4b846cdf8ff22244));
  fingerprint_trail_free (trail);
}
END_TEST

/* A run of COUNT steps; from step DIFFERS on, values are others.  Its trail has CHECKPOINTS. */
typedef struct {
  uint64_t count;
  uint64_t differs;
  size_t checkpoints;
  uint64_t window_low, window_high;
} Run;

static FingerprintTrail *run_trail (Run run)
{
  FingerprintTrail *trail = fingerprint_trail_new (run.checkpoints);
  fingerprint_trail_set_window (trail, run.window_low, run.window_high);
  for (uint64_t i = 0; i < run.count; i++) {
    fingerprint_trail_step (trail, i * 100, (uint32_t)(i % 3), i + (i == run.differs));
  }
  return trail;
}

/* Wherever two runs part, however long they are and however many checkpoints their trails have: the first
 * step that differs is in the window, which is not larger than the checkpoints allow, and a second run shows
 * it. */
START_TEST (trails_find_where_runs_part)
{
  Random random;
  random_init (&random, (uint64_t)_i, 0, "trail");
  Run a = { .count = 1 + random_below (&random, 3000),
            .differs = UINT64_MAX,
            .checkpoints = (size_t)2 << random_below (&random, 6) };
  Run b = { .count = a.count,
            .differs = random_below (&random, a.count),
            .checkpoints = (size_t)2 << random_below (&random, 6) };
  if (_i % 3 == 0) {
    b.count += random_below (&random, 100);
  }
  FingerprintTrail *a_trail = run_trail (a);
  FingerprintTrail *b_trail = run_trail (b);
  uint64_t low, high;
  ck_assert (fingerprint_trail_first_difference (a_trail, b_trail, &low, &high));
  ck_assert_uint_le (low, b.differs);
  ck_assert_uint_lt (b.differs, high);
  uint64_t stride = MAX (a_trail->stride, b_trail->stride);
  ck_assert_uint_le (high - low, 2 * stride);
  ck_assert_uint_le (a_trail->stride, 2 * a.count / a.checkpoints + 1);
  fingerprint_trail_free (a_trail);
  fingerprint_trail_free (b_trail);

  a.window_low = b.window_low = low;
  a.window_high = b.window_high = high;
  a_trail = run_trail (a);
  b_trail = run_trail (b);
  const FingerprintStep *in_a, *in_b;
  ck_assert (fingerprint_trail_first_step (a_trail, b_trail, &in_a, &in_b));
  ck_assert_ptr_nonnull (in_a);
  ck_assert_ptr_nonnull (in_b);
  ck_assert_uint_eq (in_a->index, b.differs);
  ck_assert_uint_eq (in_b->index, b.differs);
  ck_assert_uint_eq (in_a->time, b.differs * 100);
  ck_assert_uint_eq (in_a->kind, b.differs % 3);
  ck_assert_uint_eq (in_a->value + 1, in_b->value);
  fingerprint_trail_free (a_trail);
  fingerprint_trail_free (b_trail);
}
END_TEST

START_TEST (equal_runs_have_no_difference)
{
  Run run = {
    .count = (uint64_t)_i * 37, .differs = UINT64_MAX, .checkpoints = 8, .window_low = 30, .window_high = 50
  };
  FingerprintTrail *a = run_trail (run);
  run.checkpoints = 64;
  FingerprintTrail *b = run_trail (run);
  uint64_t low, high;
  const FingerprintStep *in_a, *in_b;
  ck_assert (!fingerprint_trail_first_difference (a, b, &low, &high));
  ck_assert (!fingerprint_trail_first_step (a, b, &in_a, &in_b));
  fingerprint_trail_free (a);
  fingerprint_trail_free (b);
}
END_TEST

/* A run that ends while the other goes on differs where it ends. */
START_TEST (a_run_that_ends_early_differs_at_its_end)
{
  uint64_t count = (uint64_t)_i;
  Run run = { .count = count, .differs = UINT64_MAX, .checkpoints = 8 };
  FingerprintTrail *a = run_trail (run);
  run.count += 1 + count / 2;
  FingerprintTrail *b = run_trail (run);
  uint64_t low, high;
  ck_assert (fingerprint_trail_first_difference (a, b, &low, &high));
  ck_assert_uint_le (low, count);
  ck_assert_uint_gt (high, count);
  fingerprint_trail_free (a);
  fingerprint_trail_free (b);
  run.window_low = low;
  run.window_high = high;
  b = run_trail (run);
  run.count = count;
  a = run_trail (run);
  const FingerprintStep *in_a, *in_b;
  ck_assert (fingerprint_trail_first_step (a, b, &in_a, &in_b));
  ck_assert_ptr_null (in_a);
  ck_assert_uint_eq (in_b->index, count);
  fingerprint_trail_free (a);
  fingerprint_trail_free (b);
}
END_TEST

static char *temporary_path (void)
{
  char *path = g_build_filename (g_get_tmp_dir (), "trail-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  ck_assert_int_ge (fd, 0);
  ck_assert (g_close (fd, NULL));
  return path;
}

START_TEST (a_trail_is_read_back_as_it_was_written)
{
  Run run = {
    .count = (uint64_t)_i * 333, .differs = 100, .checkpoints = 16, .window_low = 90, .window_high = 110
  };
  FingerprintTrail *trail = run_trail (run);
  char *path = temporary_path ();
  GError *error = NULL;
  ck_assert (fingerprint_trail_save (trail, path, &error));
  FingerprintTrail *read = fingerprint_trail_load (path, &error);
  ck_assert_msg (read != NULL, "%s", error == NULL ? "" : error->message);
  uint64_t low, high;
  const FingerprintStep *in_a, *in_b;
  ck_assert (!fingerprint_trail_first_difference (trail, read, &low, &high));
  ck_assert (!fingerprint_trail_first_step (trail, read, &in_a, &in_b));
  ck_assert_uint_eq (read->stride, trail->stride);
  ck_assert_uint_eq (read->checkpoint_count, trail->checkpoint_count);
  ck_assert_mem_eq (read->checkpoints, trail->checkpoints,
                    trail->checkpoint_count * sizeof trail->checkpoints[0]);
  /* What was read goes on as the run would have. */
  for (unsigned i = 0; i < 100; i++) {
    fingerprint_trail_step (trail, i, 0, 0);
    fingerprint_trail_step (read, i, 0, 0);
  }
  ck_assert (!fingerprint_trail_first_difference (trail, read, &low, &high));
  ck_assert_uint_eq (read->checkpoint_count, trail->checkpoint_count);
  fingerprint_trail_free (trail);
  fingerprint_trail_free (read);
  g_remove (path);
  g_free (path);
}
END_TEST

static const struct {
  const char *text;
  const char *message; /* after the path */
} bad_files[] = {
  { "", ":1: expected 'fingerprint-trail 1'" },
  { "fingerprint-trail 2\n", ":1: expected 'fingerprint-trail 1'" },
  { "fingerprint-trail 1\nrun 0 0", ":3: the last line is not complete" },
  { "fingerprint-trail 1\nran 0 0\n",
    ":2: expected run, stride, window, checkpoint or step and its numbers" },
  { "fingerprint-trail 1\nrun 0\n", ":2: expected run, stride, window, checkpoint or step and its numbers" },
  { "fingerprint-trail 1\nrun -1 0\n", ":2: a number is malformed or too large" },
  { "fingerprint-trail 1\nrun 0 xyz\n", ":2: a number is malformed or too large" },
  { "fingerprint-trail 1\nrun 0 0\n\nstride 1 4\n", ":3: an empty line" },
  { "fingerprint-trail 1\nstride 3 4\n", ":2: the stride must be a power of two" },
  { "fingerprint-trail 1\nstride 1 5\n",
    ":2: the number of checkpoints must be even, 2 to 1048576, and stated before them" },
  { "fingerprint-trail 1\nwindow 2 1\n", ":2: a window must not end before it begins" },
  { "fingerprint-trail 1\nrun 9 0\nstride 1 4\ncheckpoint 2 0\n",
    ":4: a checkpoint must be one stride after the one before, and not after the end of the run" },
  { "fingerprint-trail 1\nrun 9 0\nstride 1 2\ncheckpoint 1 0\ncheckpoint 2 0\n",
    ":5: more checkpoints than stated" },
  { "fingerprint-trail 1\nrun 9 0\nwindow 1 3\nstep 2 0 0 0 0\n",
    ":4: a step must be in the window and the run, and follow the one before" },
  { "fingerprint-trail 1\nrun 9 0\nstride 1 16\n",
    ":4: the checkpoints and steps are not those of the run: lines are missing" },
  { "fingerprint-trail 1\nstep 0 0 4294967296 0 0\n", ":2: a number is malformed or too large" },
};

START_TEST (a_file_that_is_not_a_trail_is_refused)
{
  char *path = temporary_path ();
  GError *error = NULL;
  ck_assert (g_file_set_contents (path, bad_files[_i].text, -1, NULL));
  ck_assert_ptr_null (fingerprint_trail_load (path, &error));
  ck_assert_ptr_nonnull (error);
  ck_assert (g_str_has_prefix (error->message, path));
  ck_assert_str_eq (error->message + strlen (path), bad_files[_i].message);
  g_error_free (error);
  g_remove (path);
  g_free (path);
}
END_TEST

START_TEST (a_file_that_is_missing_is_an_error)
{
  GError *error = NULL;
  ck_assert_ptr_null (fingerprint_trail_load ("/nonexistent/trail", &error));
  ck_assert_ptr_nonnull (error);
  g_clear_error (&error);
  FingerprintTrail *trail = fingerprint_trail_new (2);
  ck_assert (!fingerprint_trail_save (trail, "/nonexistent/trail", &error));
  ck_assert_ptr_nonnull (error);
  g_error_free (error);
  fingerprint_trail_free (trail);
}
END_TEST

START_TEST (a_window_set_too_late_aborts)
{
  FingerprintTrail *trail = fingerprint_trail_new (2);
  fingerprint_trail_step (trail, 0, 0, 0);
  fingerprint_trail_set_window (trail, 0, 1);
}
END_TEST

START_TEST (an_odd_number_of_checkpoints_aborts)
{
  fingerprint_trail_new (3);
}
END_TEST

static Suite *fingerprint_suite (void)
{
  Suite *suite = suite_create ("fingerprint");
  TCase *hash = tcase_create ("hash");
  tcase_add_test (hash, order_and_every_value_count);
  tcase_add_test (hash, a_step_is_a_bijection);
  tcase_add_test (hash, small_differences_spread);
  tcase_add_test (hash, fingerprints_are_what_they_always_were);
  suite_add_tcase (suite, hash);
  TCase *trail = tcase_create ("trail");
  tcase_set_timeout (trail, 120);
  tcase_add_loop_test (trail, trails_find_where_runs_part, 0, 150);
  tcase_add_loop_test (trail, equal_runs_have_no_difference, 0, 20);
  tcase_add_loop_test (trail, a_run_that_ends_early_differs_at_its_end, 0, 40);
  suite_add_tcase (suite, trail);
  TCase *file = tcase_create ("file");
  tcase_add_loop_test (file, a_trail_is_read_back_as_it_was_written, 0, 8);
  tcase_add_loop_test (file, a_file_that_is_not_a_trail_is_refused, 0, G_N_ELEMENTS (bad_files));
  tcase_add_test (file, a_file_that_is_missing_is_an_error);
  suite_add_tcase (suite, file);
  if (misuse_can_be_tested ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_test_raise_signal (misuse, a_window_set_too_late_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, an_odd_number_of_checkpoints_aborts, SIGTRAP);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (fingerprint_suite (), NULL);
}
