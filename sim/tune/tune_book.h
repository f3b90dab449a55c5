/*
 * tune_book.h - where a search looks, what was tried, and what came out
 *
 * Each axis, a tunable, has a few values in ascending order (tune_axis.h), and a point one of them on each,
 * told by its index: a search knows neither names nor units.  On an axis a point may also leave things as
 * they are, with a value that need not be of the axis.
 *
 * A book has points with their scores, replication by replication.  Nothing is evaluated twice.  Each
 * evaluation costs the budget one run, even if its result is known from an earlier search: so a search that
 * begins again decides as before.  Points are compared by the mean of their scores over the same
 * replications.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- points ---- */

#define TUNE_AXES_MAX 16
#define TUNE_VALUES_MAX 10000

/* Instead of an index: as the scenario has it. */
#define TUNE_AS_IS UINT32_MAX

typedef struct {
  size_t axis_count;
  uint32_t counts[TUNE_AXES_MAX]; /* values on each axis, at least 1 */
} TuneGrid;

/* Indices behind the last axis are 0. */
typedef struct {
  uint32_t index[TUNE_AXES_MAX];
} TunePoint;

/* The scenario as it is, on all axes. */
TunePoint tune_grid_make_base (const TuneGrid *grid);

/* How many points there are; UINT64_MAX if that is too large a number. */
uint64_t tune_grid_count (const TuneGrid *grid);

/* Number N (< tune_grid_count()), the last axis's index the fastest. */
TunePoint tune_grid_at (const TuneGrid *grid, uint64_t n);

/* Whether the TunePoints A and B are the same; a GEqualFunc. */
gboolean tune_point_equals (const void *a, const void *b);

/* COUNT points of a Latin hypercube, drawn with SEED into POINTS: of COUNT equal parts of each axis each has
 * one point.  On an axis with fewer values several have the same, none much more often than another. */
void tune_grid_draw (const TuneGrid *grid, uint64_t seed, TunePoint *points, size_t count);

/* ---- the book ---- */

#define TUNE_REPLICATIONS_MAX 64

/* Of one run, or the mean of several.  Without a result EXCESS is INFINITY, and OBJECTIVE 0. */
typedef struct {
  double objective; /* less is better */
  double excess;    /* by how much it breaks the constraints; 0: it keeps them */
} TuneScore;

/* Below 0 if A is better than B.  A score that keeps the constraints, or breaks them less, is better; then
 * the objective decides. */
int tune_score_compare (TuneScore a, TuneScore b);

typedef struct {
  TunePoint point;
  unsigned replication;
} TuneTrial;

/* Gives SCORES of COUNT TRIALS, which may be made at the same time.  False with ERROR set ends the search. */
typedef bool (*TuneEvaluate) (void *user, const TuneTrial *trials, size_t count, TuneScore *scores,
                              GError **error);

/* A point, and the scores of its first replications. */
typedef struct {
  TunePoint point;
  unsigned known; /* replications, from the first, that have a score */
  TuneScore scores[TUNE_REPLICATIONS_MAX];
} TuneEntry;

/* Its members are for all to read, but for `numbers`; the budget is for all to set. */
typedef struct {
  TuneGrid grid;
  TuneEvaluate evaluate;
  void *user;
  GPtrArray *entries;  /* TuneEntry */
  GHashTable *numbers; /* point → number of its entry, plus 1 */
  uint64_t budget;     /* runs in all, those that were made included */
  uint64_t runs;       /* that were made */
} TuneBook;

/* With a budget of 0 runs.  GRID is copied. */
TuneBook *tune_book_new (const TuneGrid *grid, TuneEvaluate evaluate, void *user);
void tune_book_free (TuneBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneBook, tune_book_free)

uint64_t tune_book_count_left (const TuneBook *book);

/* The number of the entry of POINT in BOOK; it is added if there is none. */
size_t tune_book_add (TuneBook *book, const TunePoint *point);

/* Owned by BOOK. */
TuneEntry *tune_book_get (const TuneBook *book, size_t entry);

/* Makes replications 0 to REPLICATIONS - 1 of COUNT ENTRIES known.  Entries for which the budget does not
 * suffice are left as they are.  False with ERROR set if evaluating failed. */
bool tune_book_evaluate (TuneBook *book, const size_t *entries, size_t count, unsigned replications,
                         GError **error);

/* The mean of the first REPLICATIONS of ENTRY; they must be known. */
TuneScore tune_book_get_mean (const TuneBook *book, size_t entry, unsigned replications);

/* Whether entry A is better than entry B over the first REPLICATIONS, which must be known of both. */
bool tune_book_is_better (const TuneBook *book, size_t a, size_t b, unsigned replications);

/* The best of the entries of which REPLICATIONS are known, the first of equals; false if there is none. */
bool tune_book_find_best (const TuneBook *book, unsigned replications, size_t *entry);
