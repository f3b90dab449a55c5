/*
 * random.h - random numbers that are the same everywhere
 *
 * Streams of random numbers (xoshiro256** by Blackman and Vigna).  Each part of a run that draws has a stream
 * with a name of its own, so an additional stream leaves the draws of all others as they were.  The same seed
 * and name with another run number give an independent replication.
 */
#pragma once

#include <stdint.h>

typedef struct {
  uint64_t s[4];
} Random;

/* The next number of a splitmix64 sequence (Steele, Lea, Flood), which spreads a poor seed over all bits. */
static inline uint64_t splitmix64_next (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/* Starts the stream named STREAM of run RUN with SEED.  SEED, RUN, and the length and bytes of STREAM are
 * folded one after the other through splitmix64 into a key, from which splitmix64 makes the 256 bits of
 * the state.  Any two streams thus start at two unrelated places on a cycle of 2^256 - 1 numbers.  If
 * their keys differ, they overlap within 2^64 numbers with a chance of about 2^-191; the 64-bit keys of
 * different (seed, run, stream) are equal with a chance of 2^-64. */
void random_init (Random *random, uint64_t seed, uint64_t run, const char *stream);

static inline uint64_t random_rotate (uint64_t x, unsigned bits)
{
  return x << bits | x >> (64 - bits);
}

/* 64 random bits. */
static inline uint64_t random_next (Random *random)
{
  uint64_t *s = random->s;
  uint64_t result = random_rotate (s[1] * 5, 7) * 9;
  uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = random_rotate (s[3], 45);
  return result;
}

/* A random number x < N (> 0), all equally likely.  By Lemire's method x is the high half of N times 64
 * random bits.  *FRACTION becomes the low half, which is itself random apart from a bias of N / 2^64. */
static inline uint64_t random_below_fraction (Random *random, uint64_t n, uint64_t *fraction)
{
  __extension__ typedef unsigned __int128 uint128;
  uint128 product = (uint128)random_next (random) * n;
  if ((uint64_t)product < n) {
    uint64_t surplus = -n % n;
    while ((uint64_t)product < surplus) {
      product = (uint128)random_next (random) * n;
    }
  }
  *fraction = (uint64_t)product;
  return (uint64_t)(product >> 64);
}

/* A random number x < N (> 0), all equally likely. */
static inline uint64_t random_below (Random *random, uint64_t n)
{
  uint64_t fraction;
  return random_below_fraction (random, n, &fraction);
}

/* A random number 0 <= x < 1, a multiple of 2^-53. */
static inline double random_unit (Random *random)
{
  return (double)(random_next (random) >> 11) * 0x1p-53;
}

/* A random number 0 < x <= 1, a multiple of 2^-53. */
static inline double random_unit_open (Random *random)
{
  return (double)((random_next (random) >> 11) + 1) * 0x1p-53;
}
