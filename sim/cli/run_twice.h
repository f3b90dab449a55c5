/*
 * run_twice.h - `pcachesim run --twice`
 *
 * The run that was just made, and the same in a second process where memory looks different (second_process.h): their trails
 * and the files that they wrote must be the same.
 */
#pragma once

#include "fingerprint_trail.h"
#include "run_options.h"
#include "scenario.h"

/* What the first run was. */
typedef struct {
  const RunOptions *options;
  const char *path; /* of the scenario, as given */
  const Scenario *scenario;
  const char *output;      /* the directory with its files */
  FingerprintTrail *trail; /* taken over */
} RunTwice;

/* Makes the second run and compares.  *SAME says what came out, and *TEXT, which the caller frees with g_free(), says it for
 * people.  False with ERROR set if a run fails. */
bool run_twice (RunTwice *first, bool *same, char **text, GError **error);
