/*
 * twice.h - do two runs that should be the same agree, and where do they part?
 *
 * Each side makes a run, and their trails are compared.  If the trails differ, both sides make their run again and record every step
 * between the checkpoints around the difference, which shows the first step that differs.
 */
#pragma once

#include "fingerprint_trail.h"

/* How a side makes its run.  Steps with LOW <= index < HIGH are recorded, none if they are equal, as in the first run. */
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
