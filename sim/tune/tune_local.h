/*
 * tune_local.h - from a good point to the best near it
 *
 * The second part of a search (tune_search.h).  It ends when it gets nowhere or the book has no runs left, and leaves the best
 * in RACE.
 */
#pragma once

#include "tune_race.h"

/* Steps along the axes, from the best on. */
bool tune_local_steps (TuneRace *race, GError **error);
