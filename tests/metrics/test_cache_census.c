#include "cache_census.h"
#include "output_set.h"
#include "test_folder.h"
#include "test_main.h"

#include <string.h>

/* What WRITE leaves of CENSUS. */
static char *write_file (const CacheCensus *census, void (*write) (const CacheCensus *, OutputFile *))
{
  char *folder = test_folder_new ();
  OutputSet *set = output_set_new (folder, NULL);
  write (census, output_set_add (set, "census.csv", NULL));
  ck_assert (output_set_commit (set, NULL));
  output_set_free (set);
  char *text = test_folder_read (folder, "census.csv");
  test_folder_remove (folder);
  return text;
}

#define ENTRIES_HEADER "quantity,bin,from,below,window_idle,window_active,wired_idle,wired_active,pages\n"
#define CHAINS_HEADER "table,bin,from,below,buckets,perfect_hash\n"

START_TEST (an_empty_cache_leaves_the_headers)
{
  CacheCensus *census = cache_census_new (100, 4096);
  g_autofree char *entries = write_file (census, cache_census_write_entries);
  g_autofree char *chains = write_file (census, cache_census_write_chains);
  cache_census_free (census);
  ck_assert_str_eq (entries, ENTRIES_HEADER);
  ck_assert_str_eq (chains, CHAINS_HEADER);
}
END_TEST

/* At 100 Hz: 5 ticks are 0.05 s, which is in the bin from 4 to 8 ticks. Held entries count as used just now. */
START_TEST (entries_are_counted_by_age_and_by_size)
{
  CacheCensus *census = cache_census_new (100, 4096);
  cache_census_add_entry (census, CENSUS_WINDOW, 2, 5, false);
  cache_census_add_entry (census, CENSUS_WINDOW, 3, 7, true);
  cache_census_add_entry (census, CENSUS_WIRED, 4, 0, false);
  g_autofree char *entries = write_file (census, cache_census_write_entries);
  cache_census_free (census);
  ck_assert_str_eq (entries, ENTRIES_HEADER "age_s,0,0.000000000,0.010000000,0,1,1,0,7\n"
                                            "age_s,1,0.010000000,0.020000000,0,0,0,0,0\n"
                                            "age_s,2,0.020000000,0.040000000,0,0,0,0,0\n"
                                            "age_s,3,0.040000000,0.080000000,1,0,0,0,2\n"
                                            "size_bytes,2,8192,16384,1,1,0,0,5\n"
                                            "size_bytes,3,16384,32768,0,0,1,0,4\n");
}
END_TEST

START_TEST (chains_stand_beside_what_a_perfect_hash_would_have)
{
  CacheCensus *census = cache_census_new (100, 4096);
  cache_census_set_buckets (census, CENSUS_WINDOW, 2);
  for (unsigned i = 0; i < 3; i++) {
    cache_census_add_entry (census, CENSUS_WINDOW, 1, 0, false);
  }
  cache_census_add_chain (census, CENSUS_WINDOW, 3);
  g_autofree char *chains = write_file (census, cache_census_write_chains);
  cache_census_free (census);
  ck_assert_str_eq (chains, CHAINS_HEADER "window,0,0,1,1,0.250\n"
                                          "window,1,1,2,0,0.750\n"
                                          "window,2,2,3,0,0.750\n"
                                          "window,3,3,4,1,0.250\n");
}
END_TEST

START_TEST (a_long_chain_has_its_row)
{
  CacheCensus *census = cache_census_new (100, 4096);
  cache_census_set_buckets (census, CENSUS_WIRED, 16384);
  for (unsigned i = 0; i < 100; i++) {
    cache_census_add_entry (census, CENSUS_WIRED, 1, 0, false);
  }
  cache_census_add_chain (census, CENSUS_WIRED, 100);
  g_autofree char *chains = write_file (census, cache_census_write_chains);
  cache_census_free (census);
  ck_assert_ptr_nonnull (strstr (chains, "\nwired,0,0,1,16383,16284.302\n"));
  ck_assert_ptr_nonnull (strstr (chains, "\nwired,18,64,128,1,0.000\n"));
  ck_assert_ptr_null (strstr (chains, "wired,19"));
}
END_TEST

int main (void)
{
  Suite *suite = suite_create ("cache_census");
  TCase *tests = tcase_create ("cache_census");
  tcase_add_test (tests, an_empty_cache_leaves_the_headers);
  tcase_add_test (tests, entries_are_counted_by_age_and_by_size);
  tcase_add_test (tests, chains_stand_beside_what_a_perfect_hash_would_have);
  tcase_add_test (tests, a_long_chain_has_its_row);
  suite_add_tcase (suite, tests);
  return test_main (suite, NULL);
}
