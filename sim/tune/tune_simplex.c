#include "tune_local.h"

#include <math.h>
#include <nlopt.h>

/* Of an axis of length 1. */
#define FIRST_STEP 0.15

/* A search of NLopt, which knows numbers from 0 to 1 for the continuous axes. */
typedef struct {
  TuneRace *race;
  nlopt_opt optimizer;
  TunePoint start;
  size_t axes[TUNE_AXES_MAX];
  unsigned axis_count;
  double worst; /* a merit that no point which keeps the constraints had so far */
  double span;  /* how far merits are apart */
  GError *error;
} Simplex;

static void list_axes (Simplex *simplex, const TuneGrid *grid)
{
  for (size_t i = 0; i < grid->axis_count; i++) {
    if (grid->counts[i] >= TUNE_CONTINUOUS_VALUES) {
      simplex->axes[simplex->axis_count++] = i;
    }
  }
}

/* What is known so far says how bad it is to break the constraints. */
static void set_scale (Simplex *simplex)
{
  const TuneBook *book = simplex->race->book;
  double least = INFINITY;
  double most = -INFINITY;
  for (size_t i = 0; i < tune_book_count (book); i++) {
    if (tune_book_count_known (book, i) > 0) {
      TuneScore score = tune_book_get_score (book, i, 0);
      if (score.excess == 0) {
        least = MIN (least, score.objective);
        most = MAX (most, score.objective);
      }
    }
  }
  bool is_known = least <= most;
  simplex->worst = is_known ? most : 0;
  simplex->span = is_known && most > least ? most - least : 1;
}

/* One number for NLopt, in which who breaks the constraints is behind all who keep them. */
static double merit_of (const Simplex *simplex, TuneScore score)
{
  if (score.excess == 0) {
    return score.objective;
  }
  double excess = isinf (score.excess) ? 100 : MIN (score.excess, 10);
  return MAX (simplex->worst, score.objective) + simplex->span * (1 + excess);
}

static double clamp_unit (double x)
{
  return x > 0 ? (x < 1 ? x : 1) : 0;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): NLopt says what it is */
static double evaluate (unsigned count, const double *x, double *gradient, void *user)
{
  (void)gradient;
  Simplex *simplex = user;
  const TuneGrid *grid = tune_book_get_grid (simplex->race->book);
  TunePoint point = simplex->start;
  for (unsigned i = 0; i < count; i++) {
    size_t axis = simplex->axes[i];
    point.index[axis] = (uint32_t)(clamp_unit (x[i]) * (grid->counts[axis] - 1) + 0.5);
  }
  TuneScore score = { 0, INFINITY };
  bool is_won;
  if (!tune_race_run (simplex->race, &point, 1, &score, &is_won, &simplex->error)
      || simplex->race->is_out_of_runs) {
    nlopt_force_stop (simplex->optimizer);
  }
  return merit_of (simplex, score);
}

/* Done when the simplex is smaller than half a value on each axis. */
static void set_up (Simplex *simplex, double *x, unsigned trials)
{
  const TuneGrid *grid = tune_book_get_grid (simplex->race->book);
  double steps[TUNE_AXES_MAX];
  double tolerances[TUNE_AXES_MAX];
  for (unsigned i = 0; i < simplex->axis_count; i++) {
    size_t axis = simplex->axes[i];
    double length = grid->counts[axis] - 1;
    x[i] = simplex->start.index[axis] / length;
    steps[i] = x[i] > 0.5 ? -FIRST_STEP : FIRST_STEP;
    tolerances[i] = 0.5 / length;
  }
  nlopt_set_min_objective (simplex->optimizer, evaluate, simplex);
  nlopt_set_lower_bounds1 (simplex->optimizer, 0);
  nlopt_set_upper_bounds1 (simplex->optimizer, 1);
  nlopt_set_initial_step (simplex->optimizer, steps);
  nlopt_set_xtol_abs (simplex->optimizer, tolerances);
  nlopt_set_maxeval (simplex->optimizer, (int)trials);
}

bool tune_local_simplex (TuneRace *race, unsigned trials, GError **error)
{
  Simplex simplex = { .race = race, .start = tune_book_get_point (race->book, race->best) };
  list_axes (&simplex, tune_book_get_grid (race->book));
  if (simplex.axis_count == 0 || trials == 0) {
    return true;
  }
  set_scale (&simplex);
  simplex.optimizer = nlopt_create (NLOPT_LN_SBPLX, simplex.axis_count);
  if (simplex.optimizer == NULL) {
    g_error ("NLopt has no memory");
  }
  double x[TUNE_AXES_MAX];
  double merit;
  set_up (&simplex, x, trials);
  /* However it ended, the race knows the best. */
  (void)nlopt_optimize (simplex.optimizer, x, &merit);
  nlopt_destroy (simplex.optimizer);
  if (simplex.error != NULL) {
    g_propagate_error (error, simplex.error);
    return false;
  }
  return true;
}
