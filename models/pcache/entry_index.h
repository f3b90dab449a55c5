/*
 * entry_index.h - from (bucket, tag, address) to the entries of that key
 *
 * Lookup, insert and inactive ask a bucket only for entries of one tag and address, in chain order. New
 * entries join a chain at its head, so chain order within a key is newest first: the index keeps each key's
 * entries on a list in that order, and finding them does not depend on how long the chain is.
 *
 * Open addressing over groups of seven slots: a group is a cache line, and on average at most four slots are
 * used. A key's home is a group. Its seven fingerprints are compared at once, without a branch, since a
 * mispredicted branch would wait for memory. A key whose home is full goes to the next group with room.
 * Results do not depend on which slot of a group a key has.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#if defined __SSE2__ && defined __x86_64__ && !defined ENTRY_INDEX_PORTABLE
#define ENTRY_INDEX_SSE2
#include <emmintrin.h>
#endif

struct PcacheEntry;

#define ENTRY_INDEX_GROUP_SLOTS 7

/* The used slots of a group are its first ones. Byte I of the fingerprints, from the lowest, is that of slot
 * I: it has the top bit set if a key is there, and is 0 if the slot is free. The eighth byte is 0. */
typedef struct {
  uint64_t fingerprints;
  struct PcacheEntry *newest[ENTRY_INDEX_GROUP_SLOTS];
} EntryIndexGroup;

typedef struct {
  EntryIndexGroup *groups;
  uint64_t mask; /* groups - 1 */
  uint64_t used; /* keys */
} EntryIndex;

/* An empty index. */
void entry_index_init (EntryIndex *index);
void entry_index_clear (EntryIndex *index);

/* Adds ENTRY as the newest of its key. */
void entry_index_add (EntryIndex *index, struct PcacheEntry *entry);
/* Removes ENTRY; aborts if it is not there. */
void entry_index_remove (EntryIndex *index, struct PcacheEntry *entry);

static inline uint64_t entry_index_hash (uint64_t tag, uint64_t addr)
{
  __extension__ typedef unsigned __int128 Wide;
  Wide product = (Wide)(tag ^ UINT64_C (0x9e3779b97f4a7c15)) * (addr ^ UINT64_C (0xd1342543de82ef95));
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

#define ENTRY_INDEX_BYTES(byte) (UINT64_C (0x0101010101010101) * (byte))

/* The fingerprint that a key of HASH has; the home group is chosen by other bits. */
static inline uint64_t entry_index_fingerprint (uint64_t hash)
{
  return (hash & 0x7f) | 0x80;
}

/* entry_index_match returns the slots of GROUP that may have the fingerprint of HASH: a bit for each slot
 * where the processor can compare eight bytes at once, else the top bit of a byte for each slot. The first
 * slot returned has the fingerprint, and so have nearly all others; none of them is free. */
#ifdef ENTRY_INDEX_SSE2

typedef unsigned EntryIndexMatch;

static inline EntryIndexMatch entry_index_match (const EntryIndexGroup *group, uint64_t hash)
{
  __m128i byte = _mm_cvtsi32_si128 ((int)hash | 0x80);
  __m128i wanted = _mm_shufflelo_epi16 (_mm_unpacklo_epi8 (byte, byte), 0);
  __m128i equal =
      _mm_cmpeq_epi8 (_mm_loadl_epi64 ((const __m128i *)(const void *)&group->fingerprints), wanted);
  return (unsigned)_mm_movemask_epi8 (equal) & ((1U << ENTRY_INDEX_GROUP_SLOTS) - 1);
}

/* The first slot of a MATCH that is not 0. */
static inline unsigned entry_index_first (EntryIndexMatch match)
{
  return (unsigned)__builtin_ctz (match);
}

#else

typedef uint64_t EntryIndexMatch;

static inline EntryIndexMatch entry_index_match (const EntryIndexGroup *group, uint64_t hash)
{
  uint64_t differ = group->fingerprints ^ ENTRY_INDEX_BYTES (entry_index_fingerprint (hash));
  return (differ - ENTRY_INDEX_BYTES (0x01)) & ~differ & ENTRY_INDEX_BYTES (0x80);
}

/* The first slot of a MATCH that is not 0. */
static inline unsigned entry_index_first (EntryIndexMatch match)
{
  return (unsigned)__builtin_ctzll (match) >> 3;
}

#endif

static inline uint64_t entry_index_home_number (const EntryIndex *index, uint64_t hash)
{
  return (hash >> 8) & index->mask;
}

static inline const EntryIndexGroup *entry_index_home (const EntryIndex *index, uint64_t hash)
{
  return &index->groups[entry_index_home_number (index, hash)];
}

/* Where to look for a key after GROUP. */
static inline const EntryIndexGroup *entry_index_next (const EntryIndex *index, const EntryIndexGroup *group)
{
  return &index->groups[((uint64_t)(group - index->groups) + 1) & index->mask];
}

/* Whether keys that have GROUP for their home may be in the next one. */
static inline bool entry_index_is_full (const EntryIndexGroup *group)
{
  return group->fingerprints >> (8 * (ENTRY_INDEX_GROUP_SLOTS - 1)) != 0;
}
