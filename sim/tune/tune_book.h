/*
 * tune_book.h - the points of a search, and the scores of those that were tried
 *
 * Each axis is a tunable and has a few values in ascending order (tune_axis.h).  A point has one value on
 * each axis, as an index: a search knows neither names nor units.  On any axis a point may also keep the
 * scenario's value, which need not be a value of the axis.
 *
 * A book has points with their scores, replication by replication.  No replication is evaluated twice.  Each
 * evaluation takes one run from the budget, even if its result is known from an earlier search: so a search
 * that begins again decides as before.  Points are compared by the mean of their scores over the same
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

/* Instead of an index: the scenario's value. */
#define TUNE_AS_IS UINT32_MAX

typedef struct {
  size_t axis_count;
  uint32_t counts[TUNE_AXES_MAX]; /* values on each axis, at least 1 */
} TuneGrid;

/* Indices behind the last axis are 0. */
typedef struct {
  uint32_t index[TUNE_AXES_MAX];
} TunePoint;

/* Returns the point of the scenario as it is: TUNE_AS_IS on all axes. */
TunePoint tune_grid_make_base (const TuneGrid *grid);

/* Returns the number of points; UINT64_MAX if it does not fit. */
uint64_t tune_grid_count (const TuneGrid *grid);

/* Returns point number N (< tune_grid_count()); the index on the last axis changes fastest. */
TunePoint tune_grid_at (const TuneGrid *grid, uint64_t n);

/* Whether the TunePoints A and B are the same; a GEqualFunc. */
gboolean tune_point_equals (const void *a, const void *b);

/* Draws COUNT points of a Latin hypercube with SEED into POINTS: each of COUNT equal parts of an axis has one
 * point.  If an axis has fewer values than COUNT, points share values, all about equally often. */
void tune_grid_draw (const TuneGrid *grid, uint64_t seed, TunePoint *points, size_t count);

/* ---- the book ---- */

#define TUNE_REPLICATIONS_MAX 64

/* The score of a run, or the mean of several.  Without a result EXCESS is INFINITY, and OBJECTIVE 0. */
typedef struct {
  double objective; /* less is better */
  double excess;    /* by how much the run breaks the constraints; 0: it keeps them */
} TuneScore;

/* Returns a number below 0 if A is better than B.  The score with less excess is better; if both have the
 * same, the objective decides. */
int tune_score_compare (TuneScore a, TuneScore b);

typedef struct {
  TunePoint point;
  unsigned replication;
} TuneTrial;

/* Stores SCORES of COUNT TRIALS, which may run at the same time.  False with ERROR set ends the search. */
typedef bool (*TuneEvaluate) (void *user, const TuneTrial *trials, size_t count, TuneScore *scores,
                              GError **error);

/* A point, and the scores of its first replications. */
typedef struct {
  TunePoint point;
  unsigned known; /* how many replications, from the first on, have a score */
  TuneScore scores[TUNE_REPLICATIONS_MAX];
} TuneEntry;

/* Everybody may read all members but `numbers`, and may set `budget`. */
typedef struct {
  TuneGrid grid;
  TuneEvaluate evaluate;
  void *user;
  GPtrArray *entries;  /* TuneEntry */
  GHashTable *numbers; /* point → number of its entry, plus 1 */
  uint64_t budget;     /* runs in all, including those that were made */
  uint64_t runs;       /* runs that were made */
} TuneBook;

/* Makes a book with a budget of 0 runs.  GRID is copied. */
TuneBook *tune_book_new (const TuneGrid *grid, TuneEvaluate evaluate, void *user);
void tune_book_free (TuneBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TuneBook, tune_book_free)

uint64_t tune_book_count_left (const TuneBook *book);

/* Returns the number of the entry of POINT in BOOK; adds an entry if there is none. */
size_t tune_book_add (TuneBook *book, const TunePoint *point);

/* Owned by BOOK. */
TuneEntry *tune_book_get (const TuneBook *book, size_t entry);

/* Evaluates those of replications 0 to REPLICATIONS - 1 of COUNT ENTRIES that are not known.  Leaves entries
 * for which the budget does not suffice as they are.  False with ERROR set if evaluating failed. */
bool tune_book_evaluate (TuneBook *book, const size_t *entries, size_t count, unsigned replications,
                         GError **error);

/* Returns the mean score of the first REPLICATIONS of ENTRY, which must be known. */
TuneScore tune_book_get_mean (const TuneBook *book, size_t entry, unsigned replications);

/* Whether entry A is better than entry B over the first REPLICATIONS, which both must have. */
bool tune_book_is_better (const TuneBook *book, size_t a, size_t b, unsigned replications);

/* Finds the best entry with REPLICATIONS known, the first among equals; false if there is none. */
bool tune_book_find_best (const TuneBook *book, unsigned replications, size_t *entry);
