#include "event_filter.h"
#include "event_kinds.h"
#include "test_main.h"

#include <string.h>

static uint32_t parse (const char *list)
{
  uint32_t kinds;
  GError *error = NULL;
  bool is_good = event_filter_parse_kinds (list, &kinds, &error);
  ck_assert_msg (is_good, "%s", error != NULL ? error->message : "");
  return kinds;
}

START_TEST (each_kind_has_a_name_of_its_own)
{
  uint32_t all = 0;
  for (size_t i = 0; i < EVENT_KINDS; i++) {
    ck_assert_uint_eq (parse (EVENT_KIND_ROWS[i].name), UINT32_C (1) << i);
    all |= UINT32_C (1) << i;
  }
  ck_assert_uint_eq (parse ("all"), all);
}
END_TEST

START_TEST (a_list_means_all_its_kinds)
{
  ck_assert_uint_eq (parse ("hit,miss"), 1U << EVENT_HIT | 1U << EVENT_MISS);
  ck_assert_uint_eq (parse (" purge , wait"), 1U << EVENT_PURGE | 1U << EVENT_WAIT);
  ck_assert_uint_eq (parse ("hit,hit"), 1U << EVENT_HIT);
  ck_assert_uint_eq (parse ("hit,all"), EVENT_KINDS_ALL);
}
END_TEST

START_TEST (what_is_no_kind_is_refused_with_what_would_be)
{
  static const struct {
    const char *list;
    const char *message;
  } rows[] = { { "hits", "--trace: 'hits' is no kind of event; did you mean 'hit'?" },
               { "hit,purgge", "--trace: 'purgge' is no kind of event; did you mean 'purge'?" },
               { "",
                 "--trace: '' is no kind of event; use insert, refusal, hit, miss, purge, removal, reclaim, "
                 "disable, enable, pageout, wait, memory or all" },
               { "hit,", "--trace: '' is no kind of event; use insert, " } };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    uint32_t kinds;
    GError *error = NULL;
    ck_assert (!event_filter_parse_kinds (rows[i].list, &kinds, &error));
    ck_assert_msg (g_str_has_prefix (error->message, rows[i].message), "%s", error->message);
    g_error_free (error);
  }
}
END_TEST

START_TEST (a_files_name_says_what_it_holds)
{
  static const struct {
    const char *name;
    EventFormat format;
    EventCompression compression;
  } rows[] = { { "trace.jsonl", EVENT_FORMAT_LINES, EVENT_PACKED_PLAIN },
               { "a.jsonl.gz", EVENT_FORMAT_LINES, EVENT_PACKED_GZIP },
               { "a.jsonl.zst", EVENT_FORMAT_LINES, EVENT_PACKED_ZSTD },
               { "t.json", EVENT_FORMAT_VIEWER, EVENT_PACKED_PLAIN },
               { "t.json.gz", EVENT_FORMAT_VIEWER, EVENT_PACKED_GZIP },
               { "summary.json.zst", EVENT_FORMAT_VIEWER, EVENT_PACKED_ZSTD } };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    EventFormat format;
    EventCompression compression;
    ck_assert (event_file_parse_name (rows[i].name, &format, &compression, NULL));
    ck_assert_int_eq (format, rows[i].format);
    ck_assert_int_eq (compression, rows[i].compression);
  }
}
END_TEST

START_TEST (other_names_are_refused)
{
  static const char *const names[] = { "",        "trace",      "trace.gz",  "trace.csv",    "a.json.gz.zst",
                                       "/a.json", "dir/a.json", "../a.json", ".hidden.json", "summary.json" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++) {
    EventFormat format;
    EventCompression compression;
    GError *error = NULL;
    ck_assert_msg (!event_file_parse_name (names[i], &format, &compression, &error), "'%s'", names[i]);
    ck_assert (g_str_has_prefix (error->message, "--trace-file: "));
    g_error_free (error);
  }
}
END_TEST

START_TEST (owners_must_be_there)
{
  EventPlaces *places = event_places_new ();
  event_places_add (places, &(EventPlace){ .group = 2, .process = "db", .program = "db", .segment = "heap" });
  const char *good[] = { "db", "heap", "db.heap", NULL };
  const char *bad[] = { "db", "heep", NULL };
  GError *error = NULL;
  ck_assert (event_filter_check_owners ("trace-owner", good, places, &error));
  ck_assert (event_filter_check_owners ("trace-owner", NULL, places, &error));
  ck_assert (!event_filter_check_owners ("trace-owner", bad, places, &error));
  ck_assert_str_eq (error->message,
                    "--trace-owner: 'heep' is no process, segment or object of the scenario; did "
                    "you mean 'heap'?");
  g_error_free (error);
  event_places_free (places);
}
END_TEST

START_TEST (the_kernel_is_wanted_whatever_the_owners)
{
  const char *owners[] = { "db", NULL };
  EventTraceOptions options = { .owners = owners };
  ck_assert (event_filter_wants_place (&options, &(EventPlace){ .group = EVENT_GROUP_KERNEL }));
  ck_assert (event_filter_wants_place (&options, &(EventPlace){ .group = 2, .program = "db" }));
  ck_assert (!event_filter_wants_place (&options, &(EventPlace){ .group = 3, .program = "web" }));
  options.owners = NULL;
  ck_assert (event_filter_wants_place (&options, &(EventPlace){ .group = 3, .program = "web" }));
}
END_TEST

static Suite *event_filter_suite (void)
{
  Suite *suite = suite_create ("event_filter");
  TCase *tcase = tcase_create ("event_filter");
  tcase_add_test (tcase, each_kind_has_a_name_of_its_own);
  tcase_add_test (tcase, a_list_means_all_its_kinds);
  tcase_add_test (tcase, what_is_no_kind_is_refused_with_what_would_be);
  tcase_add_test (tcase, a_files_name_says_what_it_holds);
  tcase_add_test (tcase, other_names_are_refused);
  tcase_add_test (tcase, owners_must_be_there);
  tcase_add_test (tcase, the_kernel_is_wanted_whatever_the_owners);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (event_filter_suite (), NULL);
}
