#include "scenario_load.h"
#include "simulation.h"
#include "test_main.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

static Scenario *load (const char *set)
{
  const char *sets[] = { set, NULL };
  GError *error = NULL;
  Scenario *scenario = scenario_load (SMALL_SCENARIO, &(ScenarioChanges){ .sets = sets }, &error);
  ck_assert_msg (scenario != NULL, "%s", error != NULL ? error->message : "");
  return scenario;
}

/* What a run wrote. */
typedef struct {
  char **comments;          /* of series.csv */
  char **rows;              /* of series.csv but for those, the header first, an empty one last */
  char **entries, **chains; /* of the files of that name, likewise */
  JsonNode *summary;
  RunOutcome outcome;
} Written;

static char *read_and_remove (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  return text;
}

/* Those lines of TEXT that are comments, or those that are not. */
static char **pick_lines (const char *text, bool comments)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) picked = g_ptr_array_new ();
  for (char **line = lines; *line != NULL; line++) {
    if ((**line == '#') == comments) {
      g_ptr_array_add (picked, g_strdup (*line));
    }
  }
  g_ptr_array_add (picked, NULL);
  return (char **)g_ptr_array_free (g_steal_pointer (&picked), FALSE);
}

static Written run (const char *set)
{
  char *folder = g_dir_make_tmp ("simulation-XXXXXX", NULL);
  Scenario *scenario = load (set);
  MachineOptions options = { .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS) };
  Simulation *simulation = simulation_new (scenario, &options, NULL);
  OutputSet *outputs = output_set_new (folder, NULL);
  ck_assert (simulation_run (simulation, outputs, NULL, NULL));
  ck_assert (output_set_commit (outputs, NULL));
  output_set_free (outputs);
  Written written = { .outcome = simulation_get_outcome (simulation) };
  simulation_free (simulation);
  fingerprint_trail_free (options.trail);
  scenario_free (scenario);
  g_autofree char *series = read_and_remove (folder, RUN_RECORD_SERIES);
  g_autofree char *entries = read_and_remove (folder, RUN_RECORD_ENTRIES);
  g_autofree char *chains = read_and_remove (folder, RUN_RECORD_CHAINS);
  g_autofree char *latency = read_and_remove (folder, RUN_RECORD_LATENCY);
  ck_assert_ptr_nonnull (strstr (latency, "process,workload,lowest_ns,highest_ns,count\ndb,client,"));
  g_autofree char *summary = read_and_remove (folder, RUN_RECORD_SUMMARY);
  written.entries = pick_lines (entries, false);
  written.chains = pick_lines (chains, false);
  g_auto (GStrv) comments = pick_lines (entries, true);
  written.comments = pick_lines (series, true);
  ck_assert (g_strv_equal ((const char *const *)comments, (const char *const *)written.comments));
  written.rows = pick_lines (series, false);
  written.summary = json_from_string (summary, NULL);
  ck_assert_ptr_nonnull (written.summary);
  g_rmdir (folder);
  g_free (folder);
  return written;
}

static void written_clear (Written *written)
{
  g_strfreev (written->comments);
  g_strfreev (written->rows);
  g_strfreev (written->entries);
  g_strfreev (written->chains);
  json_node_unref (written->summary);
}

/* The number at PATH ("misses.total") in the summary's metrics. */
static int64_t find_metric (const Written *written, const char *path)
{
  JsonObject *object = json_object_get_object_member (json_node_get_object (written->summary), "metrics");
  g_auto (GStrv) words = g_strsplit (path, ".", -1);
  size_t last = g_strv_length (words) - 1;
  for (size_t i = 0; i < last; i++) {
    object = json_object_get_object_member (object, words[i]);
    ck_assert_msg (object != NULL, "%s", path);
  }
  return json_object_get_int_member (object, words[last]);
}

static size_t count_rows (const Written *written)
{
  return g_strv_length (written->rows) - 2;
}

static size_t find_column (const Written *written, const char *name)
{
  g_auto (GStrv) names = g_strsplit (written->rows[0], ",", -1);
  for (size_t i = 0; names[i] != NULL; i++) {
    if (strcmp (names[i], name) == 0) {
      return i;
    }
  }
  ck_abort_msg ("no column %s", name);
  return 0;
}

static const char *find_cell (char **cells, size_t column)
{
  ck_assert_uint_lt (column, g_strv_length (cells));
  return cells[column];
}

/* The sum of the column NAME over the rows after TIME_S. */
static int64_t sum_column (const Written *written, const char *name, const char *time_s)
{
  size_t column = find_column (written, name);
  int64_t sum = 0;
  for (size_t i = 1; i <= count_rows (written); i++) {
    g_auto (GStrv) cells = g_strsplit (written->rows[i], ",", -1);
    if (strcmp (cells[0], time_s) > 0) {
      sum += (int64_t)g_ascii_strtoull (find_cell (cells, column), NULL, 10);
    }
  }
  return sum;
}

START_TEST (a_row_stands_at_zero_at_each_multiple_of_the_sample_and_at_the_end)
{
  Written written = run ("sample=700ms");
  static const char *const times[] = { "0.000000000,", "0.700000000,", "1.400000000,", "2.000000000," };
  ck_assert_uint_eq (count_rows (&written), G_N_ELEMENTS (times));
  for (size_t i = 0; i < G_N_ELEMENTS (times); i++) {
    ck_assert_msg (g_str_has_prefix (written.rows[i + 1], times[i]), "%s", written.rows[i + 1]);
  }
  written_clear (&written);
}
END_TEST

START_TEST (an_end_that_is_a_multiple_of_the_sample_has_one_row)
{
  Written written = run ("sample=500ms");
  ck_assert_uint_eq (count_rows (&written), 5);
  ck_assert (g_str_has_prefix (written.rows[5], "2.000000000,"));
  written_clear (&written);
}
END_TEST

START_TEST (nothing_has_happened_in_the_first_row)
{
  Written written = run ("warmup=0");
  g_auto (GStrv) cells = g_strsplit (written.rows[1], ",", -1);
  ck_assert_str_eq (find_cell (cells, find_column (&written, "lookups")), "0");
  ck_assert_str_eq (find_cell (cells, find_column (&written, "io.started")), "0");
  ck_assert_str_eq (find_cell (cells, find_column (&written, "hit_rate")), "");
  ck_assert_str_ne (find_cell (cells, find_column (&written, "freemem")), "0");
  written_clear (&written);
}
END_TEST

START_TEST (a_series_bears_what_makes_it_again)
{
  Written written = run ("seed=77");
  g_autofree char *all = g_strjoinv ("\n", written.comments);
  g_autofree char *fingerprint =
      g_strdup_printf ("fingerprint %016" G_GINT64_MODIFIER "x", written.outcome.fingerprint);
  JsonObject *summary = json_node_get_object (written.summary);
  JsonObject *scenario = json_object_get_object_member (summary, "scenario");
  const char *const wanted[] = { "# pcachesim ",
                                 json_object_get_string_member (summary, "version"),
                                 json_object_get_string_member (scenario, "sha256"),
                                 "# seed 77, run 0, duration ",
                                 "# set seed=77",
                                 fingerprint };
  for (size_t i = 0; i < G_N_ELEMENTS (wanted); i++) {
    ck_assert_msg (strstr (all, wanted[i]) != NULL, "no '%s' in\n%s", wanted[i], all);
  }
  written_clear (&written);
}
END_TEST

/* The warm-up of 300 ms is a sample here: the rows after it are those of the summary. */
START_TEST (the_summary_is_the_series_without_the_warmup)
{
  Written written = run ("sample=100ms");
  static const char *const names[] = { "lookups", "cache_hit",         "misses.total", "misses.cold",
                                       "inserts", "purged_pages.trim", "io.bytes" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    ck_assert_int_eq (find_metric (&written, names[i]), sum_column (&written, names[i], "0.300000000"));
    ck_assert_int_le (find_metric (&written, names[i]), sum_column (&written, names[i], ""));
  }
  ck_assert_int_lt (find_metric (&written, "lookups"), sum_column (&written, "lookups", ""));
  written_clear (&written);
}
END_TEST

/* 300 ms lies between two samples. */
START_TEST (a_warmup_may_end_between_samples)
{
  Written fine = run ("sample=100ms"), coarse = run ("sample=800ms");
  ck_assert_int_eq (find_metric (&fine, "lookups"), find_metric (&coarse, "lookups"));
  ck_assert_int_eq (find_metric (&fine, "misses.cold"), find_metric (&coarse, "misses.cold"));
  ck_assert_uint_eq (count_rows (&coarse), 4);
  written_clear (&fine);
  written_clear (&coarse);
}
END_TEST

/* Samples stop the machine; so do breaths for signals and progress, whenever real time says so. */
START_TEST (how_often_a_run_is_stopped_changes_nothing)
{
  Written rarely = run ("sample=2s"), often = run ("sample=7777us");
  ck_assert_uint_eq (rarely.outcome.fingerprint, often.outcome.fingerprint);
  ck_assert_uint_eq (rarely.outcome.events, often.outcome.events);
  ck_assert_int_eq (find_metric (&rarely, "lookups"), find_metric (&often, "lookups"));
  ck_assert_int_eq (find_metric (&rarely, "purged_pages.total"), find_metric (&often, "purged_pages.total"));
  ck_assert_uint_eq (count_rows (&rarely), 2);
  written_clear (&rarely);
  written_clear (&often);
}
END_TEST

START_TEST (every_miss_has_a_reason_in_every_row)
{
  Written written = run ("warmup=0");
  int64_t total = find_metric (&written, "misses.total");
  JsonObject *metrics = json_object_get_object_member (json_node_get_object (written.summary), "metrics");
  JsonObject *misses = json_object_get_object_member (metrics, "misses");
  g_autoptr (GList) members = json_object_get_members (misses);
  int64_t sum = 0;
  for (GList *member = members; member != NULL; member = member->next) {
    sum += json_object_get_int_member (misses, member->data);
  }
  ck_assert_int_gt (total, 0);
  ck_assert_int_eq (sum, 2 * total);
  ck_assert_int_eq (total, find_metric (&written, "cache_miss"));
  written_clear (&written);
}
END_TEST

/* The sum of the columns FROM up to TO, over the lines that begin with PREFIX. */
static int64_t sum_cells (char **lines, const char *prefix, size_t from, size_t to)
{
  int64_t sum = 0;
  for (; *lines != NULL; lines++) {
    g_auto (GStrv) cells = g_strsplit (*lines, ",", -1);
    for (size_t i = from; g_str_has_prefix (*lines, prefix) && i <= to; i++) {
      sum += (int64_t)g_ascii_strtoull (find_cell (cells, i), NULL, 10);
    }
  }
  return sum;
}

START_TEST (the_census_counts_each_entry_once_and_each_bucket_once)
{
  Written written = run ("sample=500ms");
  g_auto (GStrv) last = g_strsplit (written.rows[5], ",", -1);
  int64_t entries = (int64_t)g_ascii_strtoull (find_cell (last, find_column (&written, "entries")), NULL, 10);
  int64_t plocked = (int64_t)g_ascii_strtoull (find_cell (last, find_column (&written, "plocked")), NULL, 10);
  ck_assert_int_gt (entries, 0);
  ck_assert_int_eq (sum_cells (written.entries, "age_s,", 4, 7), entries);
  ck_assert_int_eq (sum_cells (written.entries, "size_bytes,", 4, 7), entries);
  ck_assert_int_eq (sum_cells (written.entries, "age_s,", 8, 8), plocked);
  JsonObject *setup = json_object_get_object_member (json_node_get_object (written.summary), "setup");
  ck_assert_int_eq (sum_cells (written.chains, "window,", 4, 4),
                    json_object_get_int_member (setup, "window_buckets"));
  ck_assert_int_eq (sum_cells (written.chains, "wired,", 4, 4),
                    json_object_get_int_member (setup, "wired_buckets"));
  written_clear (&written);
}
END_TEST

typedef struct {
  size_t count;
  sim_time last;
  size_t lookups;        /* the metric */
  uint64_t last_lookups; /* its value */
} Samples;

static void count_sample (void *user, sim_time now, const uint64_t *values)
{
  Samples *samples = user;
  samples->count++;
  samples->last = now;
  samples->last_lookups = values[samples->lookups];
}

START_TEST (a_sampler_sees_every_sample_and_the_values_are_those_of_the_summary)
{
  Scenario *scenario = load ("warmup=0");
  MachineOptions options = { .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS) };
  Simulation *simulation = simulation_new (scenario, &options, NULL);
  Samples samples = { .count = 0 };
  ck_assert (metric_set_find (simulation_get_view (simulation).metrics, "lookups", &samples.lookups));
  simulation_set_sampler (simulation, count_sample, &samples);
  ck_assert (simulation_run (simulation, NULL, NULL, NULL));
  RunValues *values = simulation_take_values (simulation);
  size_t lookups;
  ck_assert (run_values_find (values, "lookups", &lookups));
  ck_assert_uint_eq (samples.last, 2 * NS_PER_SEC);
  ck_assert_uint_gt (samples.count, 2);
  ck_assert_uint_gt (samples.last_lookups, 0);
  ck_assert_double_eq (run_values_get (values, lookups), (double)samples.last_lookups);
  run_values_free (values);
  simulation_free (simulation);
  fingerprint_trail_free (options.trail);
  scenario_free (scenario);
}
END_TEST

START_TEST (a_duration_within_the_warmup_is_an_error)
{
  Scenario *scenario = load ("name=small");
  MachineOptions options = { .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS),
                             .duration_ns = 300 * NS_PER_MS };
  GError *error = NULL;
  ck_assert_ptr_null (simulation_new (scenario, &options, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "a duration of 300 ms ends within the warm-up of 300 ms"));
  g_error_free (error);
  fingerprint_trail_free (options.trail);
  scenario_free (scenario);
}
END_TEST

START_TEST (runs_live_side_by_side)
{
  Scenario *scenario = load ("sample=1s");
  FingerprintTrail *trails[2];
  Simulation *simulations[2];
  for (unsigned i = 0; i < 2; i++) {
    trails[i] = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
    MachineOptions options = { .trail = trails[i] };
    simulations[i] = simulation_new (scenario, &options, NULL);
  }
  for (unsigned i = 0; i < 2; i++) {
    ck_assert (simulation_run (simulations[i], NULL, NULL, NULL));
  }
  ck_assert_uint_eq (trails[0]->fingerprint.hash, trails[1]->fingerprint.hash);
  ck_assert_uint_gt (trails[0]->fingerprint.count, 1000);
  for (unsigned i = 0; i < 2; i++) {
    simulation_free (simulations[i]);
    fingerprint_trail_free (trails[i]);
  }
  scenario_free (scenario);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("simulation");
  TCase *tests = tcase_create ("simulation");
  tcase_set_timeout (tests, 60);
  tcase_add_test (tests, a_row_stands_at_zero_at_each_multiple_of_the_sample_and_at_the_end);
  tcase_add_test (tests, an_end_that_is_a_multiple_of_the_sample_has_one_row);
  tcase_add_test (tests, nothing_has_happened_in_the_first_row);
  tcase_add_test (tests, a_series_bears_what_makes_it_again);
  tcase_add_test (tests, the_summary_is_the_series_without_the_warmup);
  tcase_add_test (tests, a_warmup_may_end_between_samples);
  tcase_add_test (tests, how_often_a_run_is_stopped_changes_nothing);
  tcase_add_test (tests, every_miss_has_a_reason_in_every_row);
  tcase_add_test (tests, the_census_counts_each_entry_once_and_each_bucket_once);
  tcase_add_test (tests, a_sampler_sees_every_sample_and_the_values_are_those_of_the_summary);
  tcase_add_test (tests, a_duration_within_the_warmup_is_an_error);
  tcase_add_test (tests, runs_live_side_by_side);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
