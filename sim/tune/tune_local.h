/*
 * tune_local.h - from a good point to the best near it
 *
 * The second part of a search (tune_search.h).  Both end when they get nowhere or the book has no runs left, and leave the best in
 * RACE.
 */
#ifndef TUNE_LOCAL_H
#define TUNE_LOCAL_H

#include "tune_race.h"

/* An axis with at least so many values counts as continuous. */
#define TUNE_CONTINUOUS_VALUES 9

/* A simplex over the continuous axes, from the best on: at most TRIALS points. */
bool tune_local_simplex (TuneRace *race, unsigned trials, GError **error);

/* Steps along the axes, from the best on. */
bool tune_local_steps (TuneRace *race, GError **error);

#endif
