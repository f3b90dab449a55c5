/*
 * run_twice.h - `pcachesim run --twice`: do two runs that should be the same agree, and where do they part?
 *
 * Each side makes a run, and their trails are compared.  If the trails differ, both sides make their run
 * again and record every step between the checkpoints around the difference, which shows the first step that
 * differs.
 *
 * The sides are the run that was just made, and the same in a second process; the files that they wrote must
 * be the same, too.  Whatever a run must not depend on differs in the second process: addresses are laid out
 * anew (also where the first has address-space randomization switched off), the stack and the heap begin
 * elsewhere, and memory that is allocated, or freed, is filled with garbage.
 */
#pragma once

#include "fingerprint_trail.h"
#include "run_options.h"

/* ---- two sides ---- */

/* How a side makes its run.  Steps with LOW <= index < HIGH are recorded, none if they are equal, as in the
 * first run. */
typedef struct {
  /* The trail, which the caller frees; NULL with ERROR set if there is none. */
  FingerprintTrail *(*run) (void *user, uint64_t low, uint64_t high, GError **error);
  void *user;
} TwiceSide;

typedef enum {
  TWICE_SAME,
  TWICE_STEP, /* they part at a step that is known */
  TWICE_RANGE /* they part, but not at the same step again when they were made anew */
} TwiceOutcome;

typedef struct {
  TwiceOutcome outcome;
  uint64_t low, high;      /* step: that step is LOW; range: it is between them */
  bool has_step[2];        /* step: false for the side that has ended before */
  FingerprintStep step[2]; /* what it was on either side */
  uint64_t steps;          /* same: how many there were, */
  uint64_t fingerprint;    /* and what came out */
} TwiceResult;

/* How often the runs are made anew to find the step. */
#define TWICE_ATTEMPTS 3

/* Steps that are recorded at a time. */
#define TWICE_WINDOW_STEPS (UINT64_C (1) << 22)

/* Compares the two SIDES, the first run made by each first.  False with ERROR set if a run fails. */
bool twice_compare (const TwiceSide sides[2], TwiceResult *result, GError **error);

/* RESULT for people, in lines.  The caller frees it with g_free(). */
char *twice_describe (const TwiceResult *result);

/* ---- two processes ---- */

/* What the first run was. */
typedef struct {
  const RunOptions *options;
  const char *path;        /* of the scenario, as given */
  EventTraceOptions trace; /* what of it was traced */
  Scenario *scenario;
  char *output; /* the directory with its files */
  FingerprintTrail *trail;
} RunTwice;

/* Makes the second run and compares; the trail of FIRST is taken over.  *SAME says what came out, and *TEXT,
 * which the caller frees with g_free(), says it for people.  False with ERROR set if a run fails. */
bool run_twice (RunTwice *first, bool *same, char **text, GError **error);

/* In the second process: takes odd amounts of memory, so that what follows stands elsewhere.  To be
 * unreferenced at the end. */
GPtrArray *run_twice_shift_memory (void);
