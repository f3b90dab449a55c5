/*
 * cache_census.h - what stood in the cache when the run ended
 *
 * Counts entries by age and by size, and buckets by the length of their chains, and writes the counts as two small CSV
 * files: `entries.csv` and `chains.csv`.  Bins of ages and sizes are powers of two, in ticks and pages; a row has its
 * bin's number, where it begins and before what it ends.  Rows go from the first bin to the last that has something.
 *
 * An entry that an I/O holds has no age: it counts as used just now.
 */
#pragma once

#include "output_set.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum { CENSUS_WINDOW, CENSUS_WIRED, CENSUS_TABLES } CensusTable;

typedef struct CacheCensus CacheCensus;

/* An empty one, of a machine with HZ ticks a second and pages of PAGE_BYTES. */
CacheCensus *cache_census_new (uint64_t hz, uint64_t page_bytes);
void cache_census_free (CacheCensus *census);

/* TABLE has so many BUCKETS; 0, as before the call: there is no table. */
void cache_census_set_buckets (CacheCensus *census, CensusTable table, uint64_t buckets);

/* An entry of TABLE, of PAGES, last used AGE_TICKS ago. */
void cache_census_add_entry (CacheCensus *census, CensusTable table, uint64_t pages, uint64_t age_ticks,
                             bool is_active);

/* A bucket of TABLE with a chain of LENGTH (> 0) entries; buckets that are not told have none. */
void cache_census_add_chain (CacheCensus *census, CensusTable table, uint64_t length);

/* Appends the header and rows of each file to FILE. */
void cache_census_write_entries (const CacheCensus *census, OutputFile *file);
void cache_census_write_chains (const CacheCensus *census, OutputFile *file);
