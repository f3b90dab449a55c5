/* tune_halving.c - gives replications to the better half of the points, and so on */
#include "tune_search.h"

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
  const TuneGrid *grid = &book->grid;
  uint64_t all = tune_grid_count (grid);
  count = MIN (count, all);
  g_autofree TunePoint *points = g_new (TunePoint, count);
  if (count == all) {
    for (uint64_t i = 0; i < count; i++) {
      points[i] = tune_grid_at (grid, i);
    }
  } else {
    tune_grid_draw (grid, seed, points, count);
  }
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (uint64_t i = 0; i < count; i++) {
    size_t before = book->entries->len;
    size_t entry = tune_book_add (book, &points[i]);
    if (entry == before) {
      g_array_append_val (entries, entry);
    }
  }
  return entries;
}

/* What entries are compared by. */
typedef struct {
  const TuneBook *book;
  unsigned known; /* replications of each */
} Standing;

static int tune_halving_compare (const void *a, const void *b, void *user)
{
  const size_t *left = a, *right = b;
  const Standing *standing = user;
  int order = tune_score_compare (tune_book_get_mean (standing->book, *left, standing->known),
                                  tune_book_get_mean (standing->book, *right, standing->known));
  return order != 0 ? order : (*left > *right) - (*left < *right);
}

/* Leaves the better half of ENTRIES. */
static void halve (const TuneBook *book, GArray *entries, unsigned known)
{
  Standing standing = { book, known };
  g_array_sort_with_data (entries, tune_halving_compare, &standing);
  g_array_set_size (entries, (entries->len + 1) / 2);
}

bool tune_halving_run (TuneBook *book, unsigned replications, uint64_t draw_seed, uint64_t runs,
                       GError **error)
{
  uint64_t points = find_points (runs, replications);
  if (points == 0) {
    return true;
  }
  g_autoptr (GArray) entries = add_points (book, draw_seed, points);
  for (unsigned known = 0; known < replications && entries->len > 0;) {
    if (known > 0) {
      halve (book, entries, known);
    }
    known = tune_halving_next (known, replications);
    if (!tune_book_evaluate (book, (const size_t *)(void *)entries->data, entries->len, known, error)) {
      return false;
    }
  }
  return true;
}
