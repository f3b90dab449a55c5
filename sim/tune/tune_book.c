/* tune_book.c - numbers and draws points, keeps their scores, and evaluates those that are missing */
#include "tune_book.h"

#include "random.h"

#include <math.h>
#include <string.h>

/* ---- points ---- */

TunePoint tune_grid_make_base (const TuneGrid *grid)
{
  TunePoint base = { { 0 } };
  for (size_t i = 0; i < grid->axis_count; i++) {
    base.index[i] = TUNE_AS_IS;
  }
  return base;
}

uint64_t tune_grid_count (const TuneGrid *grid)
{
  uint64_t count = 1;
  for (size_t i = 0; i < grid->axis_count; i++) {
    if (!g_uint64_checked_mul (&count, count, grid->counts[i])) {
      return UINT64_MAX;
    }
  }
  return count;
}

TunePoint tune_grid_at (const TuneGrid *grid, uint64_t n)
{
  TunePoint point = { { 0 } };
  for (size_t i = grid->axis_count; i-- > 0;) {
    point.index[i] = (uint32_t)(n % grid->counts[i]);
    n /= grid->counts[i];
  }
  return point;
}

gboolean tune_point_equals (const void *a, const void *b)
{
  return memcmp (a, b, sizeof (TunePoint)) == 0;
}

/* Stores the numbers below COUNT in random order to ORDER (Fisher and Yates). */
static void shuffle (Random *random, size_t *order, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    size_t j = (size_t)random_below (random, i + 1);
    order[i] = order[j];
    order[j] = i;
  }
}

void tune_grid_draw (const TuneGrid *grid, uint64_t seed, TunePoint *points, size_t count)
{
  Random random;
  random_init (&random, seed, 0, "latin hypercube");
  size_t *parts = g_new0 (size_t, count);
  memset (points, 0, count * sizeof *points);
  for (size_t axis = 0; axis < grid->axis_count; axis++) {
    uint64_t values = grid->counts[axis];
    shuffle (&random, parts, count);
    for (size_t i = 0; i < count; i++) {
      /* One of 2^20 places in the part. */
      uint64_t place = ((uint64_t)parts[i] << 20) + random_below (&random, 1 << 20);
      points[i].index[axis] = (uint32_t)(place * values / ((uint64_t)count << 20));
    }
  }
  g_free (parts);
}

/* ---- the book ---- */

int tune_score_compare (TuneScore a, TuneScore b)
{
  if (a.excess != b.excess) {
    return a.excess < b.excess ? -1 : 1;
  }
  return (a.objective > b.objective) - (a.objective < b.objective);
}

static guint hash_point (const void *data)
{
  const TunePoint *point = data;
  guint hash = 0;
  for (size_t i = 0; i < TUNE_AXES_MAX; i++) {
    hash = hash * 31 + point->index[i];
  }
  return hash;
}

TuneBook *tune_book_new (const TuneGrid *grid, TuneEvaluate evaluate, void *user)
{
  TuneBook *book = g_new0 (TuneBook, 1);
  book->grid = *grid;
  book->evaluate = evaluate;
  book->user = user;
  book->entries = g_ptr_array_new_with_free_func (g_free);
  book->numbers = g_hash_table_new (hash_point, tune_point_equals);
  return book;
}

void tune_book_free (TuneBook *book)
{
  if (book != NULL) {
    g_hash_table_unref (book->numbers);
    g_ptr_array_unref (book->entries);
    g_free (book);
  }
}

uint64_t tune_book_count_left (const TuneBook *book)
{
  return book->budget > book->runs ? book->budget - book->runs : 0;
}

TuneEntry *tune_book_get (const TuneBook *book, size_t entry)
{
  g_assert (entry < book->entries->len);
  return book->entries->pdata[entry];
}

size_t tune_book_add (TuneBook *book, const TunePoint *point)
{
  size_t number = GPOINTER_TO_SIZE (g_hash_table_lookup (book->numbers, point));
  if (number == 0) {
    TuneEntry *entry = g_new0 (TuneEntry, 1);
    entry->point = *point;
    g_ptr_array_add (book->entries, entry);
    number = book->entries->len;
    (void)g_hash_table_insert (book->numbers, &entry->point, GSIZE_TO_POINTER (number));
  }
  return number - 1;
}

/* Adds the replications of ENTRY that are not known to TRIALS, if the budget suffices for all TRIALS. */
static void add_trials (const TuneBook *book, size_t entry, unsigned replications, GArray *trials)
{
  const TuneEntry *wanted = tune_book_get (book, entry);
  unsigned missing = replications > wanted->known ? replications - wanted->known : 0;
  if (trials->len + (uint64_t)missing > tune_book_count_left (book)) {
    return;
  }
  for (unsigned i = 0; i < missing; i++) {
    TuneTrial trial = { wanted->point, wanted->known + i };
    g_array_append_val (trials, trial);
  }
}

static bool stands_before (const size_t *entries, size_t index)
{
  size_t i = 0;
  while (entries[i] != entries[index]) {
    i++;
  }
  return i < index;
}

bool tune_book_evaluate (TuneBook *book, const size_t *entries, size_t count, unsigned replications,
                         GError **error)
{
  g_assert (replications <= TUNE_REPLICATIONS_MAX);
  g_autoptr (GArray) trials = g_array_new (FALSE, FALSE, sizeof (TuneTrial));
  for (size_t i = 0; i < count; i++) {
    if (!stands_before (entries, i)) {
      add_trials (book, entries[i], replications, trials);
    }
  }
  if (trials->len == 0) {
    return true;
  }
  g_autofree TuneScore *scores = g_new0 (TuneScore, trials->len);
  if (!book->evaluate (book->user, (const TuneTrial *)(void *)trials->data, trials->len, scores, error)) {
    return false;
  }
  for (size_t i = 0; i < trials->len; i++) {
    const TuneTrial *trial = &g_array_index (trials, TuneTrial, i);
    TuneEntry *entry = tune_book_get (book, tune_book_add (book, &trial->point));
    entry->scores[entry->known++] = scores[i];
    book->runs++;
  }
  return true;
}

TuneScore tune_book_get_mean (const TuneBook *book, size_t entry, unsigned replications)
{
  const TuneEntry *known = tune_book_get (book, entry);
  g_assert (replications > 0 && replications <= known->known);
  TuneScore sum = { 0, 0 };
  for (unsigned i = 0; i < replications; i++) {
    sum.objective += known->scores[i].objective;
    sum.excess += known->scores[i].excess;
  }
  if (isinf (sum.excess)) {
    return (TuneScore){ 0, INFINITY };
  }
  return (TuneScore){ sum.objective / replications, sum.excess / replications };
}

bool tune_book_is_better (const TuneBook *book, size_t a, size_t b, unsigned replications)
{
  return tune_score_compare (tune_book_get_mean (book, a, replications),
                             tune_book_get_mean (book, b, replications))
         < 0;
}

bool tune_book_find_best (const TuneBook *book, unsigned replications, size_t *entry)
{
  bool is_found = false;
  for (size_t i = 0; i < book->entries->len; i++) {
    if (tune_book_get (book, i)->known >= replications
        && (!is_found || tune_book_is_better (book, i, *entry, replications))) {
      *entry = i;
      is_found = true;
    }
  }
  return is_found;
}
