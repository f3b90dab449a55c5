/*
 * tune_race.h - is a point better than the best so far?
 *
 * A challenger gets replications one rung after the other (tune_halving_next()), and is out when it is behind the best
 * over those that it has.  If it has all and is still ahead, it is the best from then on.
 */
#pragma once

#include "tune_book.h"

typedef struct {
  TuneBook *book;
  unsigned replications; /* all of them; the best has them */
  size_t best;
  bool is_out_of_runs; /* a challenger could not be evaluated */
} TuneRace;

/* Races COUNT CHALLENGERS (each a different point) against the best; whether one of them is the best now.  SCORES takes what they are
 * reckoned to have with all replications: the mean of the best, and by how much they differ over those that they have; may be
 * NULL.  False with ERROR set if evaluating failed. */
bool tune_race_run (TuneRace *race, const TunePoint *challengers, size_t count, TuneScore *scores,
                    bool *is_won, GError **error);
