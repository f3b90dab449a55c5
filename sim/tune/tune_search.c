/* tune_search.c - halves a hypercube, searches near the best points, and puts back what does not help */
#include "tune_search.h"

/* The share of all runs for the hypercube. */
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

/* Returns the most points that RUNS suffice for. */
static uint64_t find_points (uint64_t runs, unsigned replications)
{
  uint64_t points = runs;
  while (points > 0 && tune_halving_count_runs (points, replications) > runs) {
    points--;
  }
  return points;
}

/* Adds the first points, each once, and returns their entries. */
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

/* How entries are compared. */
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

/* Keeps only the better half of ENTRIES. */
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

/* ---- steps along the axes, from a good point to the best near it ----
 *
 * Each axis is tried alone, both ways.  If no such step is better, two axes are tried at once: at the edge of
 * a constraint a step on one axis breaks the constraint or makes the objective worse, and only a step on two
 * axes can be better.  After that, steps become half as long.
 *
 * A point that is tried gets replications one rung after the other (tune_halving_next()).  It is out as soon
 * as it is behind the best point over its replications; if it is still ahead with all, it is the best now. */

/* The first steps are 1/STEP_SHARE of an axis. */
enum { STEP_SHARE = 6 };

typedef struct {
  TuneBook *book;
  unsigned replications; /* that the best point has, and that a winner needs */
  size_t best;
  bool is_out_of_runs; /* a point could not be evaluated */
} TuneRace;

/* Whether ENTRY, with at least KNOWN replications, is ahead of the best at every rung that it has. */
static bool is_running (const TuneRace *race, size_t entry, unsigned known)
{
  unsigned has = MIN (tune_book_get (race->book, entry)->known, race->replications);
  unsigned compared = 0;
  while (compared < has) {
    unsigned next = tune_halving_next (compared, race->replications);
    if (next > has) {
      break;
    }
    if (!tune_book_is_better (race->book, entry, race->best, next)) {
      return false;
    }
    compared = next;
  }
  return compared >= known;
}

/* Lists those of ENTRIES that are still running and have KNOWN replications. */
static GArray *list_runners (const TuneRace *race, const size_t *entries, size_t count, unsigned known)
{
  GArray *runners = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (size_t i = 0; i < count; i++) {
    if (is_running (race, entries[i], known)) {
      g_array_append_val (runners, entries[i]);
    }
  }
  return runners;
}

static bool tune_race_evaluate (TuneRace *race, const size_t *entries, size_t count, GError **error)
{
  for (unsigned known = 0; known < race->replications;) {
    unsigned next = tune_halving_next (known, race->replications);
    g_autoptr (GArray) runners = list_runners (race, entries, count, known);
    const size_t *first = (const size_t *)(void *)runners->data;
    if (!tune_book_evaluate (race->book, first, runners->len, next, error)) {
      return false;
    }
    for (guint i = 0; i < runners->len; i++) {
      race->is_out_of_runs |= tune_book_get (race->book, first[i])->known < next;
    }
    known = next;
  }
  return true;
}

/* Races COUNT different POINTS against the best point; a better one becomes the best. */
static bool tune_race_run (TuneRace *race, const TunePoint *points, size_t count, GError **error)
{
  size_t *entries = g_new (size_t, count);
  for (size_t i = 0; i < count; i++) {
    entries[i] = tune_book_add (race->book, &points[i]);
  }
  bool is_good = tune_race_evaluate (race, entries, count, error);
  for (size_t i = 0; i < count && is_good; i++) {
    if (tune_book_get (race->book, entries[i])->known >= race->replications
        && tune_book_is_better (race->book, entries[i], race->best, race->replications)) {
      race->best = entries[i];
    }
  }
  g_free (entries);
  return is_good;
}

/* Moves POINT by STEP along AXIS; false if it is at the end already. */
static bool tune_steps_move (const TuneGrid *grid, TunePoint *point, size_t axis, int64_t step)
{
  int64_t from = point->index[axis];
  int64_t to = CLAMP (from + step, 0, (int64_t)grid->counts[axis] - 1);
  point->index[axis] = (uint32_t)to;
  return to != from;
}

static int64_t tune_steps_get_length (const TuneGrid *grid, size_t axis, uint32_t share)
{
  return MAX ((int64_t)grid->counts[axis] / share, 1);
}

/* Tries both ways along AXIS, and goes on in a way that was better. */
static bool tune_steps_try_axis (TuneRace *race, size_t axis, uint32_t share, GError **error)
{
  const TuneGrid *grid = &race->book->grid;
  size_t from = race->best;
  TunePoint here = tune_book_get (race->book, from)->point;
  TunePoint points[2] = { here, here };
  int64_t step = tune_steps_get_length (grid, axis, share);
  size_t count = 0;
  count += tune_steps_move (grid, &points[count], axis, step);
  points[count] = here;
  count += tune_steps_move (grid, &points[count], axis, -step);
  if (!tune_race_run (race, points, count, error)) {
    return false;
  }
  while (race->best != from && !race->is_out_of_runs) {
    TunePoint next = tune_book_get (race->book, race->best)->point;
    step = (int64_t)next.index[axis] - (int64_t)tune_book_get (race->book, from)->point.index[axis];
    from = race->best;
    if (!tune_steps_move (grid, &next, axis, step)) {
      break;
    }
    if (!tune_race_run (race, &next, 1, error)) {
      return false;
    }
  }
  return true;
}

/* Tries the four ways along axes A and B at once. */
static bool tune_steps_try_pair (TuneRace *race, size_t a, size_t b, uint32_t share, GError **error)
{
  const TuneGrid *grid = &race->book->grid;
  int64_t step_a = tune_steps_get_length (grid, a, share), step_b = tune_steps_get_length (grid, b, share);
  TunePoint points[4];
  size_t count = 0;
  for (unsigned way = 0; way < 4; way++) {
    points[count] = tune_book_get (race->book, race->best)->point;
    bool is_a = tune_steps_move (grid, &points[count], a, way % 2 == 0 ? step_a : -step_a);
    bool is_b = tune_steps_move (grid, &points[count], b, way / 2 == 0 ? step_b : -step_b);
    count += is_a && is_b;
  }
  return tune_race_run (race, points, count, error);
}

/* Tries pairs of axes until a step is better. */
static bool tune_steps_try_pairs (TuneRace *race, uint32_t share, GError **error)
{
  size_t count = race->book->grid.axis_count, before = race->best;
  for (size_t a = 0; a < count; a++) {
    for (size_t b = a + 1; b < count && race->best == before && !race->is_out_of_runs; b++) {
      if (!tune_steps_try_pair (race, a, b, share, error)) {
        return false;
      }
    }
  }
  return true;
}

/* Tries steps of 1/SHARE of each axis until none is better. */
static bool tune_steps_try_axes (TuneRace *race, uint32_t share, GError **error)
{
  size_t before;
  do {
    before = race->best;
    for (size_t axis = 0; axis < race->book->grid.axis_count && !race->is_out_of_runs; axis++) {
      if (!tune_steps_try_axis (race, axis, share, error)) {
        return false;
      }
    }
    if (race->best == before && !race->is_out_of_runs && !tune_steps_try_pairs (race, share, error)) {
      return false;
    }
  } while (race->best != before && !race->is_out_of_runs);
  return true;
}

/* Moves *BEST, an entry with all REPLICATIONS, to better points near it, while there are such points and
 * runs. */
static bool tune_steps_run (TuneBook *book, unsigned replications, size_t *best, GError **error)
{
  TuneRace race = { .book = book, .replications = replications, .best = *best };
  uint32_t most = 1;
  for (size_t i = 0; i < book->grid.axis_count; i++) {
    most = MAX (most, book->grid.counts[i]);
  }
  for (uint32_t share = STEP_SHARE; !race.is_out_of_runs; share *= 2) {
    if (!tune_steps_try_axes (&race, share, error)) {
      return false;
    }
    if (most / share <= 1) {
      break;
    }
  }
  *best = race.best;
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

/* Finds the best entry with all replications that is far from all STARTED; false if there is none. */
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
  /* With one tunable, putting it back gives the base, which the search has evaluated. */
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
