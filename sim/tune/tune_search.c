/* tune_search.c - halves a hypercube, searches from the best points on, and puts back what does not help */
#include "tune_search.h"

/* The part of all runs that the hypercube has. */
#define HALVING_SHARE(runs) ((runs)*2 / 5)

enum { LEAST_POINTS = 4, STARTS_MAX = 8 };

/* ---- halving: replications for the better half of the points, and so on ---- */

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

/* Halves as many points as RUNS suffice for. */
static bool tune_halving_run (TuneBook *book, unsigned replications, uint64_t draw_seed, uint64_t runs,
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

/* ---- the search ---- */

uint64_t tune_search_least_runs (const TuneGrid *grid, unsigned replications)
{
  uint64_t points = MIN (tune_grid_count (grid), LEAST_POINTS);
  uint64_t runs = tune_halving_count_runs (points, replications);
  while (HALVING_SHARE (runs) < tune_halving_count_runs (points, replications)) {
    runs++;
  }
  return replications + runs;
}

/* Whether POINT is more than an eighth of some axis away from OTHER. */
static bool is_far (const TuneGrid *grid, const TunePoint *point, const TunePoint *other)
{
  for (size_t axis = 0; axis < grid->axis_count; axis++) {
    uint32_t a = point->index[axis], b = other->index[axis];
    if (MAX (a, b) - MIN (a, b) > grid->counts[axis] / 8) {
      return true;
    }
  }
  return false;
}

static bool is_far_from_all (const TuneBook *book, const TunePoint *point, const GArray *started)
{
  for (guint i = 0; i < started->len; i++) {
    if (!is_far (&book->grid, point, &tune_book_get (book, g_array_index (started, size_t, i))->point)) {
      return false;
    }
  }
  return true;
}

/* The best entry with all replications that is none of STARTED, nor next to one; false if there is none. */
static bool find_start (const TuneBook *book, unsigned replications, const GArray *started, size_t *start)
{
  bool is_found = false;
  for (size_t i = 0; i < book->entries->len; i++) {
    const TuneEntry *entry = tune_book_get (book, i);
    if (entry->known >= replications && entry->point.index[0] != TUNE_AS_IS
        && is_far_from_all (book, &entry->point, started)
        && (!is_found || tune_book_is_better (book, i, *start, replications))) {
      *start = i;
      is_found = true;
    }
  }
  return is_found;
}

bool tune_search (TuneBook *book, unsigned replications, uint64_t draw_seed, GError **error)
{
  TunePoint base = tune_grid_make_base (&book->grid);
  size_t entry = tune_book_add (book, &base);
  if (!tune_book_evaluate (book, &entry, 1, replications, error)
      || !tune_halving_run (book, replications, draw_seed, HALVING_SHARE (tune_book_count_left (book)),
                            error)) {
    return false;
  }
  g_autoptr (GArray) started = g_array_new (FALSE, FALSE, sizeof (size_t));
  size_t best;
  for (int i = 0;
       i < STARTS_MAX && tune_book_count_left (book) > 0 && find_start (book, replications, started, &best);
       i++) {
    g_array_append_val (started, best);
    if (!tune_steps_run (book, replications, &best, error)) {
      return false;
    }
    g_array_append_val (started, best);
  }
  return true;
}

uint64_t tune_simplify_count_runs (const TuneGrid *grid, unsigned replications)
{
  /* With one tunable there is but the scenario as it is, which a search begins with. */
  return grid->axis_count > 1 ? (uint64_t)grid->axis_count * replications : 0;
}

bool tune_simplify (TuneBook *book, unsigned replications, size_t *best, GError **error)
{
  for (size_t axis = 0; axis < book->grid.axis_count; axis++) {
    TunePoint point = tune_book_get (book, *best)->point;
    point.index[axis] = TUNE_AS_IS;
    size_t entry = tune_book_add (book, &point);
    if (!tune_book_evaluate (book, &entry, 1, replications, error)) {
      return false;
    }
    if (tune_book_get (book, entry)->known >= replications
        && !tune_book_is_better (book, *best, entry, replications)) {
      *best = entry;
    }
  }
  return true;
}
