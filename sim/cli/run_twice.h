/*
 * run_twice.h - `pcachesim run --twice`: makes a run twice and finds the first step that differs
 *
 * Each of two sides makes a run, and their trails are compared.  If the trails differ, both sides make their
 * run again and record every step between the checkpoints around the difference, to show the first step that
 * differs.
 *
 * One side is the run that was just made, the other is the same run in a second process.  Both must write the
 * same files, too.  The second process changes everything that a run must not depend on: it lays out
 * addresses anew (even if the first process has address-space randomization switched off), begins the stack
 * and the heap elsewhere, and fills memory that is allocated or freed with garbage.
 */
#pragma once

#include "fingerprint_trail.h"
#include "run_options.h"

/* ---- two sides ---- */

/* How a side makes its run.  Steps with LOW <= index < HIGH are recorded.  In the first run LOW and HIGH are
 * equal, and no steps are recorded. */
typedef struct {
  /* Makes a run and returns its trail, which the caller frees; NULL with ERROR set if the run fails. */
  FingerprintTrail *(*run) (void *user, uint64_t low, uint64_t high, GError **error);
  void *user;
} TwiceSide;

typedef enum {
  TWICE_SAME,
  TWICE_STEP, /* the runs differ, and the first step that differs is known */
  TWICE_RANGE /* the runs differ, but at another step each time they are made */
} TwiceOutcome;

typedef struct {
  TwiceOutcome outcome;
  uint64_t low, high;      /* TWICE_STEP: the step is LOW; TWICE_RANGE: it is between LOW and HIGH */
  bool has_step[2];        /* TWICE_STEP: false for the side that ended before this step */
  FingerprintStep step[2]; /* TWICE_STEP: the step on either side */
  uint64_t steps;          /* TWICE_SAME: the number of steps */
  uint64_t fingerprint;    /* TWICE_SAME: of the run */
} TwiceResult;

/* How often the step is searched for, at most. */
#define TWICE_ATTEMPTS 3

/* Steps that are recorded at a time. */
#define TWICE_WINDOW_STEPS (UINT64_C (1) << 22)

/* Makes the runs of the two SIDES and compares them.  False with ERROR set if a run fails. */
bool twice_compare (const TwiceSide sides[2], TwiceResult *result, GError **error);

/* Describes RESULT for people, in lines.  The caller frees the text with g_free(). */
char *twice_describe (const TwiceResult *result);

/* ---- two processes ---- */

/* The first run. */
typedef struct {
  const RunOptions *options;
  const char *path;        /* of the scenario, as given */
  EventTraceOptions trace; /* what was traced */
  Scenario *scenario;
  char *output; /* the directory with its files */
  FingerprintTrail *trail;
} RunTwice;

/* Makes the second run and compares it with FIRST, whose trail it takes over.  Sets *SAME, and *TEXT to the
 * outcome for people, which the caller frees with g_free().  False with ERROR set if a run fails. */
bool run_twice (RunTwice *first, bool *same, char **text, GError **error);

/* Allocates odd amounts of memory in the second process, so that later allocations are at other addresses.
 * The caller unreferences the array at the end. */
GPtrArray *run_twice_shift_memory (void);
