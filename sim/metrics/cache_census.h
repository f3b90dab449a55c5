/*
 * cache_census.h - what was in the cache when the run ended
 *
 * Counts entries by age and by size, and buckets by the length of their chains, and writes the counts as two
 * small CSV files: `entries.csv` and `chains.csv`.  Bins of ages and sizes are powers of two, in ticks and
 * pages; a row has the number of its bin, the value with which the bin begins and the value before which it
 * ends.  Rows go from the first bin that is not empty to the last.
 *
 * An entry that an I/O holds has no age: it counts as used just now.
 */
#pragma once

#include "output_set.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum { CENSUS_WINDOW, CENSUS_WIRED, CENSUS_TABLES } CensusTable;

typedef struct CacheCensus CacheCensus;

/* Makes an empty census of a machine with HZ ticks a second and pages of PAGE_BYTES. */
CacheCensus *cache_census_new (uint64_t hz, uint64_t page_bytes);
void cache_census_free (CacheCensus *census);

/* Says that TABLE has BUCKETS.  Without this call, or with 0, there is no table. */
void cache_census_set_buckets (CacheCensus *census, CensusTable table, uint64_t buckets);

/* Counts an entry of TABLE, of PAGES, last used AGE_TICKS ago. */
void cache_census_add_entry (CacheCensus *census, CensusTable table, uint64_t pages, uint64_t age_ticks,
                             bool is_active);

/* Counts a bucket of TABLE with a chain of LENGTH (> 0) entries; buckets never counted have no entries. */
void cache_census_add_chain (CacheCensus *census, CensusTable table, uint64_t length);

/* Appends the header and rows of each file to FILE. */
void cache_census_write_entries (const CacheCensus *census, OutputFile *file);
void cache_census_write_chains (const CacheCensus *census, OutputFile *file);

/* ---- how long chains should be ---- */

/* A perfect hash files every entry under a bucket drawn evenly at random.  The length of a chain is then
 * binomially distributed.  Lengths are told in bins: each length up to 15 has one of its own, from 16 on
 * there is a bin for each power of two. */

/* Bins of single lengths, and all bins of 64-bit lengths. */
#define CHAIN_BINS_SINGLE 16
#define CHAIN_BINS (CHAIN_BINS_SINGLE + 60)

/* The bin of LENGTH. */
size_t chain_bin_of (uint64_t length);

/* The least length of BIN, which ends before the least length of the next.  UINT64_MAX from CHAIN_BINS on. */
uint64_t chain_bin_get_from (size_t bin);

/* Writes to EXPECTED, for each of CHAIN_BINS bins, how many of BUCKETS (> 0) should have a chain in it, with
 * ENTRIES spread evenly at random. The sum is BUCKETS. Uses + - * / only, so it is the same everywhere. */
void perfect_hash_expect (uint64_t entries, uint64_t buckets, double *expected);
