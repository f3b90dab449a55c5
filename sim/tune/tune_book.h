/*
 * tune_book.h - what was tried, and what came out
 *
 * Points with their scores, replication by replication.  Nothing is evaluated twice.  Each evaluation costs the budget one run,
 * even if its result is known from an earlier search: so a search that begins again decides as before.
 *
 * Points are compared by the mean of their scores over the same replications.
 */
#pragma once

#include "tune_grid.h"

#include <glib.h>

#define TUNE_REPLICATIONS_MAX 64

/* Of one run, or the mean of several.  Without a result EXCESS is INFINITY, and OBJECTIVE 0. */
typedef struct {
  double objective; /* less is better */
  double excess;    /* by how much it breaks the constraints; 0: it keeps them */
} TuneScore;

/* Below 0 if A is better than B.  A score that keeps the constraints, or breaks them less, is better; then the objective decides. */
int tune_score_compare (TuneScore a, TuneScore b);

typedef struct {
  TunePoint point;
  unsigned replication;
} TuneTrial;

/* Gives SCORES of COUNT TRIALS, which may be made at the same time.  False with ERROR set ends the search. */
typedef bool (*TuneEvaluate) (void *user, const TuneTrial *trials, size_t count, TuneScore *scores,
                              GError **error);

typedef struct TuneBook TuneBook;

/* With a budget of 0 runs.  GRID is copied. */
TuneBook *tune_book_new (const TuneGrid *grid, TuneEvaluate evaluate, void *user);
void tune_book_free (TuneBook *book);

const TuneGrid *tune_book_get_grid (const TuneBook *book);

/* Makes the budget so many runs, those that were made included. */
void tune_book_set_budget (TuneBook *book, uint64_t runs);
uint64_t tune_book_count_runs (const TuneBook *book);
uint64_t tune_book_count_left (const TuneBook *book);

/* The number under which POINT stands in BOOK; it is added if it does not. */
size_t tune_book_add (TuneBook *book, const TunePoint *point);

size_t tune_book_count (const TuneBook *book);
TunePoint tune_book_get_point (const TuneBook *book, size_t entry);

/* How many replications, from the first, are known of ENTRY. */
unsigned tune_book_count_known (const TuneBook *book, size_t entry);

/* Makes replications 0 to REPLICATIONS - 1 of COUNT ENTRIES known.  Entries for which the budget does not suffice are left as they
 * are.  False with ERROR set if evaluating failed. */
bool tune_book_evaluate (TuneBook *book, const size_t *entries, size_t count, unsigned replications,
                         GError **error);

/* The score of one replication, and the mean of the first REPLICATIONS; they must be known. */
TuneScore tune_book_get_score (const TuneBook *book, size_t entry, unsigned replication);
TuneScore tune_book_get_mean (const TuneBook *book, size_t entry, unsigned replications);

/* The best of the entries of which REPLICATIONS are known, the first of equals; false if there is none. */
bool tune_book_find_best (const TuneBook *book, unsigned replications, size_t *entry);
