/*
 * fingerprint_trail.h - a run in 64 bits, and where two runs part
 *
 * The fingerprint of a run is a hash over everything that happened in it, in order.  For each value the step
 * from one hash to the next is a bijection.  So two runs that differ in one value alone have different
 * fingerprints, and they stay different unless a later difference undoes the first by chance (2^-64 for each
 * step).
 *
 * A trail is a fingerprint with checkpoints on the way.  Their number is limited: when the limit is reached,
 * every other checkpoint is dropped and new ones come half as often, so that a run of any length leaves a
 * short trail.  If two runs should be the same and are not, a binary search of their trails finds the two
 * checkpoints between which the runs part.  A second run of both, told to record every step of that window,
 * shows the first step that differs.
 *
 * A step is an event or an outcome: a time, a kind, and a value.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim_time.h"

#define FINGERPRINT_TRAIL_CHECKPOINTS 4096

typedef struct {
  uint64_t hash;
  uint64_t count; /* steps added */
} Fingerprint;

/* After `count` steps the hash was `hash`. */
typedef struct {
  uint64_t count;
  uint64_t hash;
} FingerprintCheckpoint;

/* A step of the window: the `index`-th of the run, counted from 0, after which the hash was `hash`. */
typedef struct {
  uint64_t index;
  sim_time time;
  uint64_t value;
  uint64_t hash;
  uint32_t kind;
} FingerprintStep;

/* Other files read only `fingerprint`, whose count is the number of steps. */
typedef struct {
  Fingerprint fingerprint;
  uint64_t attention;    /* the next count of steps at which there is something to record */
  uint64_t stride;       /* steps between checkpoints: a power of two */
  size_t checkpoint_max; /* even */
  size_t checkpoint_count;
  FingerprintCheckpoint *checkpoints; /* the i-th (from 0) after (i + 1) * stride steps */
  uint64_t window_low, window_high;   /* steps with low <= index < high are recorded */
  GArray *steps;                      /* FingerprintStep: the steps of the window */
} FingerprintTrail;

/* Aborts if CHECKPOINT_MAX (FINGERPRINT_TRAIL_CHECKPOINTS is a good one) is odd or less than 2. */
FingerprintTrail *fingerprint_trail_new (size_t checkpoint_max);
void fingerprint_trail_free (FingerprintTrail *trail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FingerprintTrail, fingerprint_trail_free)

/* Makes TRAIL record all steps with LOW <= index < HIGH.  Call it before the first of these steps. */
void fingerprint_trail_set_window (FingerprintTrail *trail, uint64_t low, uint64_t high);

/* Only for fingerprint_trail_step: records the step just made if it is due for recording. */
void fingerprint_trail_record (FingerprintTrail *trail, sim_time time, uint32_t kind, uint64_t value);

/* HASH with VALUE folded in: a bijection of HASH for each VALUE, and of VALUE for each HASH. */
static inline uint64_t fingerprint_mix (uint64_t hash, uint64_t value)
{
  hash = (hash ^ value) * UINT64_C (0xd6e8feb86659fd93);
  return hash ^ hash >> 32;
}

/* Adds a step to the trail of a run. */
static inline void fingerprint_trail_step (FingerprintTrail *trail, sim_time time, uint32_t kind,
                                           uint64_t value)
{
  uint64_t hash = fingerprint_mix (trail->fingerprint.hash, time);
  trail->fingerprint.hash = fingerprint_mix (hash, value + kind * UINT64_C (0x9e3779b97f4a7c15));
  if (++trail->fingerprint.count >= trail->attention) {
    fingerprint_trail_record (trail, time, kind, value);
  }
}

/* Whether A and B differ as far as their trails tell.  If so, the first step that differs has an index with
 * *LOW <= index < *HIGH.  If one run ended first, the next step of the other counts as a difference. */
bool fingerprint_trail_first_difference (const FingerprintTrail *a, const FingerprintTrail *b, uint64_t *low,
                                         uint64_t *high);

/* The first step that differs between the windows of A and B, which must begin at the same step.  If there
 * is one, returns true and points *IN_A and *IN_B to it; NULL stands for a window that ends before that
 * step.  The steps live until their trail gets another step or is freed. */
bool fingerprint_trail_first_step (const FingerprintTrail *a, const FingerprintTrail *b,
                                   const FingerprintStep **in_a, const FingerprintStep **in_b);

/* Writes a trail into a small text file (aside, and then renamed), and reads it back.  A malformed file is
 * reported as "FILE:LINE: what is wrong"; the result is then NULL. */
bool fingerprint_trail_save (const FingerprintTrail *trail, const char *path, GError **error);
FingerprintTrail *fingerprint_trail_load (const char *path, GError **error);
