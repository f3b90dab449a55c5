/* cache_census.c - writes the entries and the chains of the cache as CSV */
#include "cache_census.h"

#include "number_format.h"
#include "sim_time.h"

/* Bins of ages and sizes: one for 0, then one for each power of two. */
enum { POWER_BINS = 65, EXPECTED_DECIMALS = 3, EXPECTED_SCALE = 1000 };

/* A share of the greatest probability: what is less likely does not show. */
#define NEGLIGIBLE 1e-15

typedef struct {
  uint64_t entries[CENSUS_TABLES][2]; /* idle, active */
  uint64_t pages;
} CensusBin;

typedef struct {
  uint64_t buckets;
  uint64_t entries;
  uint64_t chains[CHAIN_BINS]; /* of at least one entry */
  uint64_t occupied;           /* the sum of `chains` */
} CensusChains;

struct CacheCensus {
  uint64_t hz, page_bytes;
  CensusBin ages[POWER_BINS];
  CensusBin sizes[POWER_BINS];
  CensusChains tables[CENSUS_TABLES];
};

static const char *const table_names[CENSUS_TABLES] = { "window", "wired" };

CacheCensus *cache_census_new (uint64_t hz, uint64_t page_bytes)
{
  CacheCensus *census = g_new0 (CacheCensus, 1);
  census->hz = hz;
  census->page_bytes = page_bytes;
  return census;
}

void cache_census_free (CacheCensus *census)
{
  g_free (census);
}

void cache_census_set_buckets (CacheCensus *census, CensusTable table, uint64_t buckets)
{
  census->tables[table].buckets = buckets;
}

static size_t get_power_bin (uint64_t value)
{
  return value == 0 ? 0 : 64 - (size_t)__builtin_clzll (value);
}

static uint64_t get_power_from (size_t bin)
{
  return bin == 0 ? 0 : UINT64_C (1) << (bin - 1);
}

static void add_to_bin (CensusBin *bin, CensusTable table, uint64_t pages, bool is_active)
{
  bin->entries[table][is_active]++;
  bin->pages += pages;
}

void cache_census_add_entry (CacheCensus *census, CensusTable table, uint64_t pages, uint64_t age_ticks,
                             bool is_active)
{
  add_to_bin (&census->ages[get_power_bin (is_active ? 0 : age_ticks)], table, pages, is_active);
  add_to_bin (&census->sizes[get_power_bin (pages)], table, pages, is_active);
  census->tables[table].entries++;
}

void cache_census_add_chain (CacheCensus *census, CensusTable table, uint64_t length)
{
  census->tables[table].chains[chain_bin_of (length)]++;
  census->tables[table].occupied++;
}

/* ---- entries.csv ---- */

static bool is_empty (const CensusBin *bin)
{
  for (size_t table = 0; table < CENSUS_TABLES; table++) {
    if (bin->entries[table][false] + bin->entries[table][true] > 0) {
      return false;
    }
  }
  return true;
}

typedef void (*AppendBound) (GString *text, const CacheCensus *census, uint64_t value);

static void append_seconds (GString *text, const CacheCensus *census, uint64_t ticks)
{
  number_append_fixed (text, sim_time_of_ticks (ticks, census->hz), NUMBER_TIME_DECIMALS);
}

static void append_bytes (GString *text, const CacheCensus *census, uint64_t pages)
{
  g_string_append_printf (text, "%" G_GUINT64_FORMAT, pages * census->page_bytes);
}

static void append_bins (GString *text, const CacheCensus *census, const char *quantity,
                         const CensusBin *bins, AppendBound append_bound)
{
  size_t first = 0;
  size_t end = POWER_BINS;
  while (first < end && is_empty (&bins[first])) {
    first++;
  }
  while (end > first && is_empty (&bins[end - 1])) {
    end--;
  }
  for (size_t i = first; i < end; i++) {
    g_string_append_printf (text, "%s,%u,", quantity, (unsigned)i);
    append_bound (text, census, get_power_from (i));
    g_string_append_c (text, ',');
    append_bound (text, census, get_power_from (i + 1));
    for (size_t table = 0; table < CENSUS_TABLES; table++) {
      g_string_append_printf (text, ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT,
                              bins[i].entries[table][false], bins[i].entries[table][true]);
    }
    g_string_append_printf (text, ",%" G_GUINT64_FORMAT "\n", bins[i].pages);
  }
}

void cache_census_write_entries (const CacheCensus *census, OutputFile *file)
{
  g_autoptr (GString) text =
      g_string_new ("quantity,bin,from,below,window_idle,window_active,wired_idle,wired_active,pages\n");
  append_bins (text, census, "age_s", census->ages, append_seconds);
  append_bins (text, census, "size_bytes", census->sizes, append_bytes);
  output_file_write (file, text->str, text->len);
}

/* ---- chains.csv ---- */

size_t chain_bin_of (uint64_t length)
{
  if (length < CHAIN_BINS_SINGLE) {
    return length;
  }
  size_t bits = 64 - (size_t)__builtin_clzll (length);
  return CHAIN_BINS_SINGLE + bits - 5;
}

uint64_t chain_bin_get_from (size_t bin)
{
  if (bin < CHAIN_BINS_SINGLE) {
    return bin;
  }
  return bin < CHAIN_BINS ? UINT64_C (1) << (bin - CHAIN_BINS_SINGLE + 4) : UINT64_MAX;
}

/* Returns the probability of LENGTH + 1 divided by that of LENGTH. */
static double get_ratio (double entries, double buckets, double length)
{
  return (entries - length) / (length + 1) / (buckets - 1);
}

/* Adds probabilities relative to that of the likeliest length, from which the recurrence goes both ways, so
 * nothing that matters underflows. Returns their sum. */
static double add_relative (uint64_t entries, uint64_t buckets, double *expected)
{
  uint64_t mode = entries / buckets;
  double total = 0;
  double term = 1;
  for (uint64_t length = mode; length <= entries && term > NEGLIGIBLE; length++) {
    expected[chain_bin_of (length)] += term;
    total += term;
    term *= get_ratio ((double)entries, (double)buckets, (double)length);
  }
  term = 1;
  for (uint64_t length = mode; length > 0; length--) {
    term /= get_ratio ((double)entries, (double)buckets, (double)(length - 1));
    if (term <= NEGLIGIBLE) {
      break;
    }
    expected[chain_bin_of (length - 1)] += term;
    total += term;
  }
  return total;
}

void perfect_hash_expect (uint64_t entries, uint64_t buckets, double *expected)
{
  g_assert (buckets > 0);
  for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
    expected[bin] = 0;
  }
  if (buckets == 1) {
    expected[chain_bin_of (entries)] = 1;
    return;
  }
  double total = add_relative (entries, buckets, expected);
  for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
    expected[bin] = expected[bin] / total * (double)buckets;
  }
}

static void cache_census_append_chains (GString *text, const char *name, const CensusChains *table)
{
  double expected[CHAIN_BINS];
  perfect_hash_expect (table->entries, table->buckets, expected);
  uint64_t scaled[CHAIN_BINS];
  size_t end = 0;
  for (size_t bin = 0; bin < CHAIN_BINS; bin++) {
    scaled[bin] = (uint64_t)(expected[bin] * EXPECTED_SCALE + 0.5);
    if (scaled[bin] > 0 || table->chains[bin] > 0) {
      end = bin + 1;
    }
  }
  for (size_t bin = 0; bin < end; bin++) {
    uint64_t buckets = bin == 0 ? table->buckets - table->occupied : table->chains[bin];
    g_string_append_printf (text, "%s,%u,%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",",
                            name, (unsigned)bin, chain_bin_get_from (bin), chain_bin_get_from (bin + 1),
                            buckets);
    number_append_fixed (text, scaled[bin], EXPECTED_DECIMALS);
    g_string_append_c (text, '\n');
  }
}

void cache_census_write_chains (const CacheCensus *census, OutputFile *file)
{
  g_autoptr (GString) text = g_string_new ("table,bin,from,below,buckets,perfect_hash\n");
  for (size_t i = 0; i < CENSUS_TABLES; i++) {
    if (census->tables[i].buckets > 0) {
      cache_census_append_chains (text, table_names[i], &census->tables[i]);
    }
  }
  output_file_write (file, text->str, text->len);
}
