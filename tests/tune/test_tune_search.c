#include "tune_functions.h"

/* ---- the book ---- */

static TuneScore count_up (const TunePoint *point, unsigned replication)
{
  return (TuneScore){ point->index[0] * 10.0 + replication, 0 };
}

static const TuneGrid line = { .axis_count = 1, .counts = { 20 } };

START_TEST (nothing_is_evaluated_twice)
{
  TuneFunctions functions = functions_of (count_up);
  TuneBook *book = tune_book_new (&line, functions_evaluate, &functions);
  book->budget = 10;
  TunePoint three = tune_grid_at (&line, 3);
  size_t entry = tune_book_add (book, &three);
  ck_assert_uint_eq (tune_book_add (book, &three), entry);
  size_t twice[] = { entry, entry };
  ck_assert (tune_book_evaluate (book, twice, 2, 2, NULL));
  ck_assert (tune_book_evaluate (book, &entry, 1, 3, NULL));
  ck_assert_uint_eq (functions.trials->len, 3);
  ck_assert_uint_eq (tune_book_count_left (book), 7);
  ck_assert_double_eq (tune_book_get_mean (book, entry, 3).objective, 31);
  tune_book_free (book);
  g_array_unref (functions.trials);
}
END_TEST

START_TEST (what_the_budget_does_not_suffice_for_is_left)
{
  TuneFunctions functions = functions_of (count_up);
  TuneBook *book = tune_book_new (&line, functions_evaluate, &functions);
  book->budget = 5;
  size_t entries[2];
  for (size_t i = 0; i < 2; i++) {
    TunePoint point = tune_grid_at (&line, i);
    entries[i] = tune_book_add (book, &point);
  }
  ck_assert (tune_book_evaluate (book, entries, 2, 3, NULL));
  ck_assert_uint_eq (tune_book_get (book, entries[0])->known, 3);
  ck_assert_uint_eq (tune_book_get (book, entries[1])->known, 0);
  ck_assert_uint_eq (tune_book_count_left (book), 2);
  tune_book_free (book);
  g_array_unref (functions.trials);
}
END_TEST

START_TEST (who_keeps_the_constraints_is_better)
{
  const TuneScore good = { 5, 0 }, better = { 4, 0 }, broken = { 1, 0.1 }, worse = { 0, 0.2 },
                  none = { 0, INFINITY };
  ck_assert_int_lt (tune_score_compare (better, good), 0);
  ck_assert_int_lt (tune_score_compare (good, broken), 0);
  ck_assert_int_lt (tune_score_compare (broken, worse), 0);
  ck_assert_int_lt (tune_score_compare (worse, none), 0);
  ck_assert_int_eq (tune_score_compare (none, none), 0);
}
END_TEST

/* ---- halving ---- */

START_TEST (halving_costs_what_is_reckoned)
{
  ck_assert_uint_eq (tune_halving_count_runs (16, 4), 16 + 8 + 4 * 2);
  ck_assert_uint_eq (tune_halving_count_runs (5, 3), 5 + 3 + 2);
  ck_assert_uint_eq (tune_halving_count_runs (7, 1), 7);
}
END_TEST

/* ---- searches ---- */

/* Searches FUNCTION over GRID with RUNS; the best point, and that the budget was kept. */
static TunePoint search (const TuneGrid *grid, TuneFunctions *functions, uint64_t runs, unsigned replications,
                         uint64_t seed)
{
  TuneBook *book = tune_book_new (grid, functions_evaluate, functions);
  book->budget = runs;
  ck_assert (tune_search (book, replications, seed, NULL));
  ck_assert_uint_le (functions->trials->len, runs);
  ck_assert_uint_eq (functions->trials->len, book->runs);
  size_t best;
  ck_assert (tune_book_find_best (book, replications, &best));
  TunePoint point = tune_book_get (book, best)->point;
  tune_book_free (book);
  return point;
}

static TunePoint search_once (const TuneGrid *grid, TuneFunction function, uint64_t runs,
                              unsigned replications, uint64_t seed)
{
  TuneFunctions functions = functions_of (function);
  TunePoint best = search (grid, &functions, runs, replications, seed);
  g_array_unref (functions.trials);
  return best;
}

static double square (double x)
{
  return x * x;
}

static const TuneGrid plane = { .axis_count = 2, .counts = { 200, 100 } };

/* A bowl with its bottom at (130, 30), 60 below what the base has, and axes that depend on each other. */
static double bowl (const TunePoint *point)
{
  if (point->index[0] == TUNE_AS_IS) {
    return 60;
  }
  double x = (point->index[0] - 130.0) / 20;
  double y = (point->index[1] - 30.0) / 10;
  return square (x) + square (y) + x * y;
}

static TuneScore plain_bowl (const TunePoint *point, unsigned replication)
{
  (void)replication;
  return (TuneScore){ bowl (point), 0 };
}

START_TEST (the_bottom_of_a_bowl_is_found)
{
  for (uint64_t seed = 0; seed < 10; seed++) {
    TunePoint best = search_once (&plane, plain_bowl, 120, 1, seed);
    ck_assert_msg (bowl (&best) < 0.1, "seed %u: %u, %u", (unsigned)seed, best.index[0], best.index[1]);
  }
}
END_TEST

static TuneScore noisy_bowl (const TunePoint *point, unsigned replication)
{
  return (TuneScore){ bowl (point) + 2 * functions_noise (point, replication), 0 };
}

START_TEST (noise_does_not_lead_far_astray)
{
  for (uint64_t seed = 0; seed < 10; seed++) {
    TunePoint best = search_once (&plane, noisy_bowl, 300, 4, seed);
    ck_assert_msg (bowl (&best) < 2, "seed %u: %u, %u", (unsigned)seed, best.index[0], best.index[1]);
  }
}
END_TEST

/* The bottom is where the constraint is broken: the best stands at its edge, x = 100. */
static TuneScore fenced_bowl (const TunePoint *point, unsigned replication)
{
  (void)replication;
  bool is_broken = point->index[0] != TUNE_AS_IS && point->index[0] > 100;
  return (TuneScore){ bowl (point), is_broken ? (point->index[0] - 100.0) / 100 : 0 };
}

START_TEST (constraints_are_kept)
{
  for (uint64_t seed = 0; seed < 10; seed++) {
    TunePoint best = search_once (&plane, fenced_bowl, 200, 1, seed);
    ck_assert_uint_le (best.index[0], 100);
    ck_assert_msg (bowl (&best) < 2.5, "seed %u: %u, %u", (unsigned)seed, best.index[0], best.index[1]);
  }
}
END_TEST

/* Half of the plane has no result. */
static TuneScore torn_bowl (const TunePoint *point, unsigned replication)
{
  (void)replication;
  return point->index[1] % 2 == 1 && point->index[1] != TUNE_AS_IS ? (TuneScore){ 0, INFINITY }
                                                                   : (TuneScore){ bowl (point), 0 };
}

START_TEST (what_has_no_result_is_avoided)
{
  TunePoint best = search_once (&plane, torn_bowl, 200, 2, 0);
  ck_assert_uint_eq (best.index[1] % 2, 0);
  ck_assert_double_lt (bowl (&best), 2);
}
END_TEST

static TuneScore nothing (const TunePoint *point, unsigned replication)
{
  (void)point, (void)replication;
  return (TuneScore){ 0, INFINITY };
}

START_TEST (a_search_without_any_result_ends)
{
  (void)search_once (&plane, nothing, 100, 2, 0);
}
END_TEST

static TuneScore high (const TunePoint *point, unsigned replication)
{
  return (TuneScore){ point->index[0] == TUNE_AS_IS ? 1 : 2, 0 * replication };
}

START_TEST (the_base_is_the_best_if_nothing_beats_it)
{
  TunePoint best = search_once (&plane, high, 60, 2, 0);
  ck_assert_uint_eq (best.index[0], TUNE_AS_IS);
}
END_TEST

/* Of three axes the middle one alone matters; the scenario as it is has a poor value there. */
static TuneScore one_matters (const TunePoint *point, unsigned replication)
{
  uint32_t index = point->index[1];
  return (TuneScore){ index == TUNE_AS_IS ? 100 : fabs (index - 30.0) + 0 * replication, 0 };
}

START_TEST (what_does_not_matter_stays_as_it_is)
{
  const TuneGrid space = { .axis_count = 3, .counts = { 50, 50, 5 } };
  TuneFunctions functions = functions_of (one_matters);
  TuneBook *book = tune_book_new (&space, functions_evaluate, &functions);
  book->budget = 102;
  size_t best = tune_book_add (book, &(TunePoint){ { 7, 30, 4 } });
  ck_assert (tune_book_evaluate (book, &best, 1, 2, NULL));
  ck_assert (tune_simplify (book, 2, &best, NULL));
  TunePoint point = tune_book_get (book, best)->point;
  ck_assert (tune_point_equals (&point, &(TunePoint){ { TUNE_AS_IS, 30, TUNE_AS_IS } }));
  ck_assert_uint_le (book->runs, 2 + tune_simplify_count_runs (&space, 2));
  tune_book_free (book);
  g_array_unref (functions.trials);
}
END_TEST

START_TEST (what_cannot_be_tried_is_kept)
{
  const TuneGrid space = { .axis_count = 2, .counts = { 50, 50 } };
  TuneFunctions functions = functions_of (one_matters);
  TuneBook *book = tune_book_new (&space, functions_evaluate, &functions);
  book->budget = 3;
  size_t best = tune_book_add (book, &(TunePoint){ { 7, 30 } });
  ck_assert (tune_book_evaluate (book, &best, 1, 2, NULL));
  size_t before = best;
  ck_assert (tune_simplify (book, 2, &best, NULL));
  ck_assert_uint_eq (best, before);
  tune_book_free (book);
  g_array_unref (functions.trials);
}
END_TEST

/* Few whole numbers, without an axis that a simplex could use. */
static TuneScore stairs (const TunePoint *point, unsigned replication)
{
  (void)replication;
  double sum = 100;
  for (size_t i = 0; i < 4 && point->index[0] != TUNE_AS_IS; i++) {
    sum = sum * (i > 0) + square (point->index[i] - (double)(i + 1));
  }
  return (TuneScore){ sum, 0 };
}

START_TEST (small_whole_numbers_are_found_by_steps)
{
  const TuneGrid grid = { .axis_count = 4, .counts = { 6, 6, 6, 6 } };
  for (uint64_t seed = 0; seed < 10; seed++) {
    TunePoint best = search_once (&grid, stairs, 70, 1, seed);
    ck_assert_double_eq (stairs (&best, 0).objective, 0);
  }
}
END_TEST

START_TEST (a_small_grid_is_searched_whole)
{
  const TuneGrid grid = { .axis_count = 1, .counts = { 5 } };
  TuneFunctions functions = functions_of (count_up);
  (void)search (&grid, &functions, 50, 1, 0);
  ck_assert_uint_eq (functions.trials->len, 6); /* and the base */
  g_array_unref (functions.trials);
}
END_TEST

START_TEST (a_search_that_is_made_again_makes_the_same_trials)
{
  TuneFunctions one = functions_of (noisy_bowl), two = functions_of (noisy_bowl);
  TunePoint first = search (&plane, &one, 150, 3, 7);
  TunePoint second = search (&plane, &two, 150, 3, 7);
  ck_assert (tune_point_equals (&first, &second));
  ck_assert_uint_eq (one.trials->len, two.trials->len);
  ck_assert_mem_eq (one.trials->data, two.trials->data, one.trials->len * sizeof (TuneTrial));
  g_array_unref (one.trials);
  g_array_unref (two.trials);
}
END_TEST

/* Wherever it happens, in the hypercube, the simplex or the steps. */
START_TEST (a_failure_ends_the_search)
{
  for (uint64_t at = 1; at < 100; at += 7) {
    TuneFunctions functions = functions_of (noisy_bowl);
    functions.fail_at = at;
    TuneBook *book = tune_book_new (&plane, functions_evaluate, &functions);
    book->budget = 100;
    g_autoptr (GError) error = NULL;
    ck_assert (!tune_search (book, 2, 0, &error));
    ck_assert_str_eq (error->message, "enough");
    ck_assert_uint_eq (functions.trials->len, at);
    tune_book_free (book);
    g_array_unref (functions.trials);
  }
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("tune search");
  TCase *book = tcase_create ("book");
  tcase_add_test (book, nothing_is_evaluated_twice);
  tcase_add_test (book, what_the_budget_does_not_suffice_for_is_left);
  tcase_add_test (book, who_keeps_the_constraints_is_better);
  tcase_add_test (book, halving_costs_what_is_reckoned);
  suite_add_tcase (suite, book);
  TCase *searches = tcase_create ("searches");
  tcase_add_test (searches, the_bottom_of_a_bowl_is_found);
  tcase_add_test (searches, noise_does_not_lead_far_astray);
  tcase_add_test (searches, constraints_are_kept);
  tcase_add_test (searches, what_has_no_result_is_avoided);
  tcase_add_test (searches, a_search_without_any_result_ends);
  tcase_add_test (searches, the_base_is_the_best_if_nothing_beats_it);
  tcase_add_test (searches, what_does_not_matter_stays_as_it_is);
  tcase_add_test (searches, what_cannot_be_tried_is_kept);
  tcase_add_test (searches, small_whole_numbers_are_found_by_steps);
  tcase_add_test (searches, a_small_grid_is_searched_whole);
  tcase_add_test (searches, a_search_that_is_made_again_makes_the_same_trials);
  tcase_add_test (searches, a_failure_ends_the_search);
  suite_add_tcase (suite, searches);
  return test_main (suite, NULL);
}
