/*
 * fingerprint.h - a run in 64 bits
 *
 * A hash over everything that happened in a run, in order.  For each value the step from one hash to the next
 * is a bijection: two runs that differ in one value and agree in all others have different fingerprints, and
 * once they differ they stay different unless another difference happens to undo it (a chance of 2^-64 a
 * step).
 */
#pragma once

#include <stdint.h>

typedef struct {
  uint64_t hash;
  uint64_t count; /* values added */
} Fingerprint;

static inline void fingerprint_init (Fingerprint *fingerprint)
{
  *fingerprint = (Fingerprint){ .hash = UINT64_C (0x9e3779b97f4a7c15) };
}

/* HASH with VALUE folded in: a bijection of HASH for each VALUE, and of VALUE for each HASH. */
static inline uint64_t fingerprint_mix (uint64_t hash, uint64_t value)
{
  hash = (hash ^ value) * UINT64_C (0xd6e8feb86659fd93);
  return hash ^ hash >> 32;
}

static inline void fingerprint_add (Fingerprint *fingerprint, uint64_t value)
{
  fingerprint->hash = fingerprint_mix (fingerprint->hash, value);
  fingerprint->count++;
}
