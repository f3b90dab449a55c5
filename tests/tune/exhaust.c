/*
 * exhaust.c - what every point of a grid comes to
 *
 *     exhaust NAME SCENARIO JOURNAL
 *
 * Runs every point of the constructed scenario NAME (constructed.h), whose file is SCENARIO, and prints its table: a line of the
 * tunables and their numbers of values, and then a line a point, the last tunable's values the fastest: the objective in each
 * replication, and if it breaks the constraint, `/` and by how much (tune_goal.h).
 */
#include "constructed.h"

#include "tune.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Constructed *find (const char *name)
{
  for (size_t i = 0; i < CONSTRUCTED_COUNT; i++) {
    if (strcmp (CONSTRUCTED[i].name, name) == 0) {
      return &CONSTRUCTED[i];
    }
  }
  return NULL;
}

static void check (bool is_good, const GError *error)
{
  if (!is_good) {
    fprintf (stderr, "exhaust: %s\n", error->message);
    exit (2);
  }
}

static void print_number (double value)
{
  char number[EVALUATION_NUMBER_BYTES];
  fputs (g_ascii_formatd (number, sizeof number, "%.9g", value), stdout);
}

static void print_scores (const TuneBook *book, size_t entry, unsigned replications)
{
  for (unsigned i = 0; i < replications; i++) {
    TuneScore score = tune_book_get (book, entry)->scores[i];
    fputs (i > 0 ? " " : "", stdout);
    print_number (score.objective);
    if (score.excess > 0) {
      fputs ("/", stdout);
      print_number (score.excess);
    }
  }
  puts ("");
}

/* One replication after the other of a point, and points in lots, to keep the cores busy. */
static void print_points (TuneResult *tune, const TuneGrid *grid, unsigned replications)
{
  enum { LOT = 256 };
  TuneBook *book = tune_book_new (grid, tune_evaluate, tune);
  book->budget = UINT64_MAX;
  for (uint64_t first = 0; first < tune_grid_count (grid); first += LOT) {
    size_t entries[LOT];
    size_t count = (size_t)MIN (tune_grid_count (grid) - first, LOT);
    for (size_t i = 0; i < count; i++) {
      TunePoint point = tune_grid_at (grid, first + i);
      entries[i] = tune_book_add (book, &point);
    }
    g_autoptr (GError) error = NULL;
    check (tune_book_evaluate (book, entries, count, replications, &error), error);
    for (size_t i = 0; i < count; i++) {
      print_scores (book, entries[i], replications);
    }
  }
  tune_book_free (book);
}

int main (int argc, char **argv)
{
  const Constructed *made = argc == 4 ? find (argv[1]) : NULL;
  if (made == NULL) {
    fprintf (stderr, "usage: exhaust NAME SCENARIO JOURNAL\n");
    return 2;
  }
  g_autoptr (GError) error = NULL;
  const char *const constraints[] = { made->subject_to, NULL };
  TuneGoalTexts texts = { .minimize = made->minimize, .subject_to = constraints };
  TuneGoal *goal = tune_goal_new (&texts, &error);
  check (goal != NULL, error);
  RunnerOptions options = { .path = argv[2], .metrics = (const char *const *)goal->metrics->pdata };
  Runner *runner = runner_new (&options, &error);
  check (runner != NULL, error);
  Journal *journal = journal_open (argv[3], &error);
  check (journal != NULL, error);
  g_autoptr (GPtrArray) axes = g_ptr_array_new_with_free_func (tune_axis_free);
  TuneGrid grid = { 0 };
  for (const char *const *text = made->tunables; *text != NULL; text++) {
    TuneAxis *axis = tune_axis_parse (*text, runner->scenario, &error);
    check (axis != NULL, error);
    g_ptr_array_add (axes, axis);
    grid.counts[grid.axis_count++] = axis->count;
    printf ("%s%s %u", grid.axis_count > 1 ? " " : "", axis->tunable.field->key, axis->count);
  }
  puts ("");
  const TuneOptions none = { 0 };
  TuneResult tune = { .options = &none, .runner = runner, .journal = journal, .goal = goal, .axes = axes };
  print_points (&tune, &grid, made->replications);
  g_free (tune.failure);
  journal_close (journal);
  runner_free (runner);
  tune_goal_free (goal);
  return 0;
}
