#include "constructed.h"
#include "test_main.h"
#include "tune.h"
#include "tune_search.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FRESH 5
#define GAP_MAX 0.1
#define SEEDS 100
/* Of a hundred searches. */
#define SEARCHES_MIN 85

/* What exhaust.c left. */
typedef struct {
  TuneGrid grid;
  TuneScore *scores; /* of replication R of point P at P × replications + R */
  unsigned replications;
  double best; /* the least mean that keeps the constraint */
} Table;

static TuneScore parse_score (const char *word)
{
  char *end;
  TuneScore score = { g_ascii_strtod (word, &end), 0 };
  score.excess = *end == '/' ? g_ascii_strtod (end + 1, NULL) : 0;
  return score;
}

static double take_point (Table *table, size_t point, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  ck_assert_uint_eq (g_strv_length (words), table->replications);
  double sum = 0;
  for (unsigned i = 0; i < table->replications; i++) {
    TuneScore score = parse_score (words[i]);
    table->scores[point * table->replications + i] = score;
    sum += score.excess > 0 ? INFINITY : score.objective;
  }
  return sum / table->replications;
}

static Table read_table (const Constructed *made)
{
  g_autofree char *path = g_strdup_printf (TUNE_TESTS "/%s.table", made->name);
  g_autofree char *text = NULL;
  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) head = g_strsplit (lines[0], " ", -1);
  Table table = { .replications = made->replications, .best = INFINITY };
  for (size_t i = 0; head[i] != NULL; i += 2) {
    table.grid.counts[table.grid.axis_count++] = (uint32_t)g_ascii_strtoull (head[i + 1], NULL, 10);
  }
  size_t count = (size_t)tune_grid_count (&table.grid);
  ck_assert_uint_eq (g_strv_length (lines), count + 2);
  table.scores = g_new (TuneScore, count * table.replications);
  for (size_t i = 0; i < count; i++) {
    table.best = MIN (table.best, take_point (&table, i, lines[i + 1]));
  }
  return table;
}

static const TuneScore *find_scores (const Table *table, const TunePoint *point)
{
  size_t number = 0;
  for (size_t i = 0; i < table->grid.axis_count; i++) {
    number = number * table->grid.counts[i] + point->index[i];
  }
  return &table->scores[number * table->replications];
}

/* How much worse than the best of the table POINT is, as a share. */
static double find_gap (const Table *table, const TunePoint *point)
{
  if (point->index[0] == TUNE_AS_IS) {
    return INFINITY;
  }
  const TuneScore *scores = find_scores (table, point);
  double sum = 0;
  for (unsigned i = 0; i < table->replications; i++) {
    sum += scores[i].excess > 0 ? INFINITY : scores[i].objective;
  }
  return sum / table->replications / table->best - 1;
}

/* A twentieth of the runs that the table took. */
static uint64_t find_budget (const Table *table)
{
  return tune_grid_count (&table->grid) * table->replications / 20;
}

/* With runs: what the command does. */
START_TEST (the_optimum_is_found_with_a_twentieth_of_the_runs)
{
  const Constructed *made = &CONSTRUCTED[_i];
  Table table = read_table (made);
  g_autofree char *path = g_strdup_printf (TUNE_TESTS "/%s.yaml", made->name);
  g_autofree char *folder = g_dir_make_tmp ("tune-XXXXXX", NULL);
  g_autofree char *journal = g_build_filename (folder, "tune.journal", NULL);
  const char *const constraints[] = { made->subject_to, NULL };
  TuneOptions options = { .runner = { .path = path },
                          .goal = { .minimize = made->minimize, .subject_to = constraints },
                          .tunables = made->tunables,
                          .budget = find_budget (&table),
                          .replications = made->replications,
                          .fresh = FRESH,
                          .output = folder };
  g_autoptr (GError) error = NULL;
  TuneResult *result = tune_new (&options, &error);
  ck_assert_msg (result != NULL && tune_run (result, NULL, &error), "%s",
                 error != NULL ? error->message : "");
  TunePoint best = tune_book_get (result->book, result->best)->point;
  uint64_t runs = result->search_runs + result->sensitivity_runs + result->fresh_runs;
  double gap = find_gap (&table, &best);
  printf ("%s: %u runs of %u, gap %.1f %%\n", made->name, (unsigned)runs,
          (unsigned)(tune_grid_count (&table.grid) * table.replications), 100 * gap);
  ck_assert_uint_le (runs, options.budget);
  ck_assert (result->keeps_constraints);
  ck_assert_double_le (gap, GAP_MAX);
  /* What the search saw is what stands in the table. */
  double mean = tune_book_get_mean (result->book, result->best, made->replications).objective;
  ck_assert_double_eq_tol (mean / (table.best * (1 + gap)), 1, 1e-6);
  /* And chance is no explanation. */
  ck_assert_double_gt (result->gain, 0.1);
  ck_assert_double_lt (result->fresh_difference.mean + result->fresh_difference.half, 0);
  tune_result_free (result);
  g_free (table.scores);
  (void)remove (journal);
  (void)remove (folder);
}
END_TEST

static bool look_up (void *user, const TuneTrial *trials, size_t count, TuneScore *scores, GError **error)
{
  (void)error;
  for (size_t i = 0; i < count; i++) {
    scores[i] = trials[i].point.index[0] == TUNE_AS_IS
                    ? (TuneScore){ 1e9, 0 }
                    : find_scores (user, &trials[i].point)[trials[i].replication];
  }
  return true;
}

/* What the table says instead of runs, for many hypercubes: it was not luck. */
START_TEST (most_hypercubes_lead_there)
{
  const Constructed *made = &CONSTRUCTED[_i];
  Table table = read_table (made);
  uint64_t after = 2 * FRESH + 3 * table.grid.axis_count * table.replications;
  unsigned good = 0;
  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    TuneBook *book = tune_book_new (&table.grid, look_up, &table);
    book->budget = find_budget (&table) - after;
    ck_assert (tune_search (book, made->replications, seed, NULL));
    size_t best;
    ck_assert (tune_book_find_best (book, made->replications, &best));
    TunePoint point = tune_book_get (book, best)->point;
    good += find_gap (&table, &point) <= GAP_MAX;
    tune_book_free (book);
  }
  printf ("%s: %u of %d searches\n", made->name, good, SEEDS);
  ck_assert_msg (good >= SEARCHES_MIN, "%s: %u of %d searches", made->name, good, SEEDS);
  g_free (table.scores);
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("constructed");
  TCase *tcase = tcase_create ("optimum");
  tcase_set_timeout (tcase, 120);
  tcase_add_loop_test (tcase, the_optimum_is_found_with_a_twentieth_of_the_runs, 0, CONSTRUCTED_COUNT);
  tcase_add_loop_test (tcase, most_hypercubes_lead_there, 0, CONSTRUCTED_COUNT);
  suite_add_tcase (suite, tcase);
  return test_main (suite, NULL);
}
