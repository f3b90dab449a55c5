#include "runner.h"

#include "interrupt.h"
#include "test_main.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *const metrics[] = { "lookups", "misses.cold", "workloads.db.client.latency_ns.p99", NULL };
static const char *const common[] = { "duration=600ms", "events=[]", NULL };

static Runner *make_runner_for (unsigned jobs, sim_time duration_ns)
{
  RunnerOptions options = { .path = SMALL_SCENARIO,
                            .changes = { .sets = common },
                            .metrics = metrics,
                            .jobs = jobs,
                            .machine = { .duration_ns = duration_ns } };
  GError *error = NULL;
  Runner *runner = runner_new (&options, &error);
  ck_assert_msg (runner != NULL, "%s", error != NULL ? error->message : "");
  return runner;
}

static Runner *make_runner (unsigned jobs)
{
  return make_runner_for (jobs, 0);
}

static const char *const window_small[] = { "tunables.segpcache_maxwindow=1MiB", NULL };
static const char *const window_smaller[] = { "tunables.segpcache_maxwindow=512KiB", NULL };
/* Found out only when the machine is built. */
static const char *const hopeless[] = { "warmup=550ms", NULL };

static const Evaluation evaluations[] = {
  { 0 },        { .sets = window_small },           { .sets = window_smaller },
  { .run = 1 }, { .sets = window_small, .run = 1 },
};

typedef struct {
  EvaluationResult results[G_N_ELEMENTS (evaluations)];
  unsigned count;
  unsigned stop_after; /* 0: never */
} Results;

static bool keep (void *user, size_t index, EvaluationResult *result, GError **error)
{
  Results *results = user;
  ck_assert_msg (result->error == NULL, "%s", result->error);
  ck_assert_ptr_null (results->results[index].values);
  results->results[index] = *result;
  *result = (EvaluationResult){ 0 };
  if (++results->count == results->stop_after) {
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "enough");
    return false;
  }
  return true;
}

static void free_results (Results *results)
{
  for (size_t i = 0; i < G_N_ELEMENTS (results->results); i++) {
    evaluation_result_clear (&results->results[i]);
  }
}

static Results run_all (unsigned jobs)
{
  Results results = { 0 };
  Runner *runner = make_runner (jobs);
  ck_assert (runner_run (runner, evaluations, G_N_ELEMENTS (evaluations), keep, &results, NULL, NULL));
  ck_assert_uint_eq (results.count, G_N_ELEMENTS (evaluations));
  runner_free (runner);
  return results;
}

START_TEST (any_number_of_threads_gives_the_same)
{
  Results one = run_all (1), four = run_all (4);
  for (size_t i = 0; i < G_N_ELEMENTS (evaluations); i++) {
    g_autofree char *a = evaluation_result_format (&one.results[i]);
    g_autofree char *b = evaluation_result_format (&four.results[i]);
    ck_assert_str_eq (a, b);
    ck_assert_double_gt (one.results[i].values[0], 0);
    ck_assert (!isnan (one.results[i].values[2]));
  }
  for (size_t i = 1; i < G_N_ELEMENTS (evaluations); i++) {
    ck_assert (one.results[0].fingerprint != one.results[i].fingerprint);
  }
  free_results (&one);
  free_results (&four);
}
END_TEST

START_TEST (a_seed_counts_instead_of_the_scenarios)
{
  static const MachineOptions machines[] = { { .seed = 0 }, /* the scenario's own, which is 5 */
                                             { .seed = 5, .has_seed = true }, /* the same */
                                             { .seed = 6, .has_seed = true } };
  uint64_t fingerprints[G_N_ELEMENTS (machines)];
  for (size_t i = 0; i < G_N_ELEMENTS (machines); i++) {
    RunnerOptions options = {
      .path = SMALL_SCENARIO, .changes = { .sets = common }, .metrics = metrics, .machine = machines[i]
    };
    Results results = { 0 };
    Runner *runner = runner_new (&options, NULL);
    ck_assert (runner_run (runner, evaluations, 1, keep, &results, NULL, NULL));
    fingerprints[i] = results.results[0].fingerprint;
    free_results (&results);
    runner_free (runner);
  }
  ck_assert_uint_eq (fingerprints[0], fingerprints[1]);
  ck_assert (fingerprints[0] != fingerprints[2]);
}
END_TEST

/* What a journal has is not made again, nor what has no key. */
START_TEST (a_journal_gets_what_it_does_not_have)
{
  g_autofree char *folder = g_dir_make_tmp ("test-runner-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "test.journal", NULL);
  Journal *journal = journal_open (path, NULL);
  Runner *runner = make_runner (2);
  g_autoptr (GArray) wanted = evaluation_array_new ();
  for (uint64_t run = 0; run < 3; run++) {
    Evaluation evaluation = { .run = run };
    evaluation.key = run < 2 ? runner_prepare (runner, &evaluation, NULL) : NULL;
    g_array_append_val (wanted, evaluation);
  }
  const char *known = g_array_index (wanted, Evaluation, 0).key;
  const char *made = g_array_index (wanted, Evaluation, 1).key;
  ck_assert (journal_add (journal, known, "ok", NULL));
  RunCount *count = run_count_new (NULL, "runs", 1, 2);
  ck_assert (runner_fill_journal (runner, journal, wanted, count, NULL));
  ck_assert_uint_eq (count->done, 2);
  ck_assert_str_eq (journal_find (journal, known), "ok");
  EvaluationResult result;
  ck_assert (evaluation_result_parse (journal_find (journal, made), 3, &result));
  evaluation_result_clear (&result);
  run_count_free (count);
  runner_free (runner);
  journal_close (journal);
  ck_assert_int_eq (g_unlink (path), 0);
  ck_assert_int_eq (g_rmdir (folder), 0);
}
END_TEST

START_TEST (keys_are_of_all_that_decides)
{
  Runner *runner = make_runner (1);
  static const char *const other_metrics[] = { "lookups", NULL };
  RunnerOptions options[] = {
    { .path = SMALL_SCENARIO, .changes = { .sets = common }, .metrics = other_metrics },
    { .path = SMALL_SCENARIO, .metrics = metrics },
    { .path = SMALL_SCENARIO,
      .changes = { .sets = common },
      .metrics = metrics,
      .machine = { .duration_ns = 500 * NS_PER_MS } },
    { .path = SMALL_SCENARIO,
      .changes = { .sets = common },
      .metrics = metrics,
      .machine = { .seed = 5, .has_seed = true } },
    { .path = SMALL_SCENARIO,
      .changes = { .sets = common },
      .metrics = metrics,
      .machine = { .seed = 6, .has_seed = true } },
    { .path = SMALL_SCENARIO, .changes = { .sets = common }, .metrics = metrics, .jobs = 7 },
  };
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (evaluations); i++) {
    ck_assert (g_hash_table_add (keys, runner_prepare (runner, &evaluations[i], NULL)));
  }
  for (size_t i = 0; i < G_N_ELEMENTS (options); i++) {
    Runner *other = runner_new (&options[i], NULL);
    bool is_new = g_hash_table_add (keys, runner_prepare (other, &evaluations[0], NULL));
    ck_assert_int_eq (is_new, options[i].jobs != 7);
    runner_free (other);
  }
  runner_free (runner);
}
END_TEST

START_TEST (mistakes_are_found_before_anything_runs)
{
  Runner *runner = make_runner (1);
  static const char *const wrong[] = { "tunables.segpcache_maxwindw=1MiB", NULL };
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (runner_prepare (runner, &(Evaluation){ .sets = wrong }, &error));
  ck_assert (strstr (error->message, "did you mean 'segpcache_maxwindow'?") != NULL);
  runner_free (runner);
  static const char *const no_metric[] = { "hit_rat", NULL };
  RunnerOptions options = { .path = SMALL_SCENARIO, .metrics = no_metric };
  g_clear_error (&error);
  ck_assert_ptr_null (runner_new (&options, &error));
  ck_assert_msg (strstr (error->message, "no metric 'hit_rat'; did you mean 'hit_rate'?") != NULL, "%s",
                 error->message);
}
END_TEST

static bool expect_error (void *user, size_t index, EvaluationResult *result, GError **error)
{
  (void)index;
  (void)error;
  *(unsigned *)user += result->error != NULL && strstr (result->error, "ends within the warm-up") != NULL;
  return true;
}

/* A pipe has its bytes only once. */
START_TEST (the_scenario_is_read_once)
{
  g_autofree char *text = NULL;
  gsize length;
  int ends[2];
  ck_assert (g_file_get_contents (SMALL_SCENARIO, &text, &length, NULL));
  ck_assert (pipe (ends) == 0 && write (ends[1], text, length) == (ssize_t)length && close (ends[1]) == 0);
  g_autofree char *path = g_strdup_printf ("/dev/fd/%d", ends[0]);
  RunnerOptions options = { .path = path, .metrics = metrics };
  g_autoptr (GError) error = NULL;
  Runner *runner = runner_new (&options, &error);
  ck_assert_msg (runner != NULL, "%s", error != NULL ? error->message : "");
  g_autofree char *key = runner_prepare (runner, &evaluations[1], &error);
  ck_assert_msg (key != NULL, "%s", error != NULL ? error->message : "");
  runner_free (runner);
  (void)close (ends[0]);
}
END_TEST

START_TEST (a_run_that_cannot_be_made_is_a_result)
{
  Runner *runner = make_runner_for (2, 500 * NS_PER_MS);
  Evaluation pair[] = { { .sets = hopeless }, { .sets = hopeless, .run = 1 } };
  unsigned errors = 0;
  ck_assert (runner_run (runner, pair, 2, expect_error, &errors, NULL, NULL));
  ck_assert_uint_eq (errors, 2);
  runner_free (runner);
}
END_TEST

START_TEST (who_takes_the_results_can_end_it)
{
  Results results = { .stop_after = 2 };
  Runner *runner = make_runner (2);
  g_autoptr (GError) error = NULL;
  ck_assert (!runner_run (runner, evaluations, G_N_ELEMENTS (evaluations), keep, &results, NULL, &error));
  ck_assert_str_eq (error->message, "enough");
  ck_assert_uint_eq (results.count, 2);
  free_results (&results);
  runner_free (runner);
}
END_TEST

START_TEST (a_signal_ends_it)
{
  interrupt_catch ();
  Results results = { 0 };
  Runner *runner = make_runner (2);
  (void)raise (SIGTERM);
  g_autoptr (GError) error = NULL;
  ck_assert (!runner_run (runner, evaluations, G_N_ELEMENTS (evaluations), keep, &results, NULL, &error));
  ck_assert (g_error_matches (error, INTERRUPT_ERROR, 0));
  free_results (&results);
  runner_free (runner);
}
END_TEST

static Suite *runner_suite (void)
{
  Suite *suite = suite_create ("runner");
  TCase *test_case = tcase_create ("many runs");
  tcase_set_timeout (test_case, 60);
  tcase_add_test (test_case, any_number_of_threads_gives_the_same);
  tcase_add_test (test_case, a_seed_counts_instead_of_the_scenarios);
  tcase_add_test (test_case, a_journal_gets_what_it_does_not_have);
  tcase_add_test (test_case, keys_are_of_all_that_decides);
  tcase_add_test (test_case, mistakes_are_found_before_anything_runs);
  tcase_add_test (test_case, the_scenario_is_read_once);
  tcase_add_test (test_case, a_run_that_cannot_be_made_is_a_result);
  tcase_add_test (test_case, who_takes_the_results_can_end_it);
  tcase_add_test (test_case, a_signal_ends_it);
  suite_add_tcase (suite, test_case);
  return suite;
}

int main (void)
{
  return test_main (runner_suite (), NULL);
}
