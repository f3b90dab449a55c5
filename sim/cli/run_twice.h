/*
 * run_twice.h - `pcachesim run --twice`
 *
 * The run that was just made, and the same in a second process: their trails and the files that they wrote must be the same.
 * Whatever a run must not depend on differs in the second process: addresses are laid out anew (also where the first has
 * address-space randomization switched off), the stack and the heap begin elsewhere, and memory that is allocated, or freed,
 * is filled with garbage.
 */
#pragma once

#include "fingerprint_trail.h"
#include "run_options.h"
#include "scenario.h"

/* What the first run was. */
typedef struct {
  const RunOptions *options;
  const char *path;        /* of the scenario, as given */
  EventTraceOptions trace; /* what of it was traced */
  Scenario *scenario;
  char *output; /* the directory with its files */
  FingerprintTrail *trail;
} RunTwice;

/* Makes the second run and compares; the trail of FIRST is taken over.  *SAME says what came out, and *TEXT, which the caller frees with g_free(), says it for
 * people.  False with ERROR set if a run fails. */
bool run_twice (RunTwice *first, bool *same, char **text, GError **error);

/* In the second process: takes odd amounts of memory, so that what follows stands elsewhere.  To be unreferenced at the end. */
GPtrArray *run_twice_shift_memory (void);
