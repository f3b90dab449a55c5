/* random.c - streams of xoshiro256**, seeded by name */
#include "random.h"

#include <stddef.h>
#include <string.h>

/* Folds VALUE into KEY: a bijection of KEY for each VALUE. */
static uint64_t random_fold (uint64_t key, uint64_t value)
{
  key ^= value;
  return splitmix64_next (&key);
}

/* The up to eight bytes of TEXT as a little-endian number on every host. */
static uint64_t random_word (const char *text, size_t length)
{
  uint64_t word = 0;
  for (size_t i = 0; i < length && i < 8; i++) {
    word |= (uint64_t)(unsigned char)text[i] << 8 * i;
  }
  return word;
}

void random_init (Random *random, uint64_t seed, uint64_t run, const char *stream)
{
  size_t length = strlen (stream);
  uint64_t key = random_fold (0, seed);
  key = random_fold (key, run);
  key = random_fold (key, length);
  for (size_t i = 0; i < length; i += 8) {
    key = random_fold (key, random_word (stream + i, length - i));
  }
  for (unsigned i = 0; i < 4; i++) {
    random->s[i] = splitmix64_next (&key);
  }
}
