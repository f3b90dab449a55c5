/* tune_halving.c - gives replications to the better half of the points, and so on */
#include "tune_halving.h"

unsigned tune_halving_next (unsigned replications, unsigned all)
{
  unsigned next = replications > 0 ? 2 * replications : 1;
  return MIN (next, all);
}

uint64_t tune_halving_count_runs (uint64_t points, unsigned replications)
{
  uint64_t runs = 0;
  for (unsigned known = 0; known < replications; points = (points + 1) / 2) {
    unsigned next = tune_halving_next (known, replications);
    runs += points * (next - known);
    known = next;
  }
  return runs;
}

/* The most points that RUNS suffice for. */
static uint64_t find_points (uint64_t runs, unsigned replications)
{
  uint64_t points = runs;
  while (points > 0 && tune_halving_count_runs (points, replications) > runs) {
    points--;
  }
  return points;
}

/* Adds the points to begin with, each once: their entries. */
static GArray *add_points (TuneBook *book, uint64_t seed, uint64_t count)
{
  const TuneGrid *grid = tune_book_get_grid (book);
  uint64_t all = tune_grid_count (grid);
  count = MIN (count, all);
  TunePoint *points = g_new (TunePoint, count);
  if (count == all) {
    for (uint64_t i = 0; i < count; i++) {
      points[i] = tune_grid_at (grid, i);
    }
  } else {
    tune_grid_draw (grid, seed, points, count);
  }
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (uint64_t i = 0; i < count; i++) {
    size_t before = tune_book_count (book);
    size_t entry = tune_book_add (book, &points[i]);
    if (entry == before) {
      g_array_append_val (entries, entry);
    }
  }
  g_free (points);
  return entries;
}

typedef struct {
  size_t entry;
  TuneScore score;
} Ranked;

static int tune_halving_compare (const void *a, const void *b)
{
  const Ranked *left = a;
  const Ranked *right = b;
  int order = tune_score_compare (left->score, right->score);
  return order != 0 ? order : (left->entry > right->entry) - (left->entry < right->entry);
}

/* Leaves the better half of ENTRIES. */
static void halve (const TuneBook *book, GArray *entries, unsigned known)
{
  g_autofree Ranked *ranked = g_new (Ranked, entries->len);
  for (guint i = 0; i < entries->len; i++) {
    size_t entry = g_array_index (entries, size_t, i);
    ranked[i] = (Ranked){ entry, tune_book_get_mean (book, entry, known) };
  }
  qsort (ranked, entries->len, sizeof *ranked, tune_halving_compare);
  g_array_set_size (entries, (entries->len + 1) / 2);
  for (guint i = 0; i < entries->len; i++) {
    g_array_index (entries, size_t, i) = ranked[i].entry;
  }
}

bool tune_halving_run (TuneBook *book, const TuneSearchOptions *options, uint64_t runs, GError **error)
{
  uint64_t points = find_points (runs, options->replications);
  if (points == 0) {
    return true;
  }
  g_autoptr (GArray) entries = add_points (book, options->seed, points);
  for (unsigned known = 0; known < options->replications && entries->len > 0;) {
    if (known > 0) {
      halve (book, entries, known);
    }
    known = tune_halving_next (known, options->replications);
    if (!tune_book_evaluate (book, (const size_t *)(void *)entries->data, entries->len, known, error)) {
      return false;
    }
  }
  return true;
}
