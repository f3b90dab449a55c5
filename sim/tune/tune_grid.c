/* tune_grid.c - counts points, finds them by number, draws Latin hypercubes */
#include "tune_book.h"

#include "random.h"

#include <string.h>

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

/* The numbers below COUNT in any order (Fisher and Yates). */
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
      /* A place in the part, of 2^20 that it has. */
      uint64_t place = ((uint64_t)parts[i] << 20) + random_below (&random, 1 << 20);
      points[i].index[axis] = (uint32_t)(place * values / ((uint64_t)count << 20));
    }
  }
  g_free (parts);
}
