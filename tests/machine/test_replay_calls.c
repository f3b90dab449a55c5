/* A recorded machine's calls of its cache, made to the simulated one. */
#include "call_generator.h"
#include "machine_fixture.h"

#include <glib/gstdio.h>

#define RECORDED_NS (4 * NS_PER_SEC)

static const CallGeneratorOptions recorded = { .seed = 3,
                                               .memory_pages = 65536,
                                               .kernel_pages = 4096,
                                               .maxwindow_pages = 8000,
                                               .threads = 12,
                                               .duration_ns = RECORDED_NS };

/* A machine like the recorded one but for MORE lines, that plays TEXT. */
static Run replay_of (const GString *text, const char *tunables, const char *more)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("test-XXXXXX.pcache", &path, NULL);
  ck_assert_int_ge (file, 0);
  close (file);
  ck_assert (g_file_set_contents (path, text->str, (gssize)text->len, NULL));
  g_autofree char *scenario =
      g_strdup_printf ("name: t\nduration: 5s\n"
                       "machine: {memory: 256MiB, kernel_memory: 16MiB}\n"
                       "tunables: {%s}\n"
                       "processes:\n  - name: recorded\n    workloads:\n"
                       "      - {name: r, type: replay, trace: %s, format: pcache%s}\n",
                       tunables, path, more);
  Run run = run_new (load_text (scenario), 0);
  run_until (&run, 5 * NS_PER_SEC);
  g_unlink (path);
  return run;
}

#define SAME_TUNABLES "segpcache_maxwindow: 8000 pages"

/* Removes every line of TEXT that FILTER says, which is told its number.  (g_strsplit would have the address sanitizer
 * measure the whole rest at every line.) */
static void drop_lines (GString *text, bool (*filter) (unsigned number, const char *line))
{
  GString *kept = g_string_new (NULL);
  const char *at = text->str, *end = text->str + text->len;
  for (unsigned i = 0; at < end; i++) {
    const char *newline = memchr (at, '\n', (size_t)(end - at));
    g_autofree char *line = g_strndup (at, (size_t)(newline - at));
    if (!filter (i, line)) {
      g_string_append_printf (kept, "%s\n", line);
    }
    at = newline + 1;
  }
  g_string_assign (text, kept->str);
  g_string_free (kept, TRUE);
}

START_TEST (under_the_same_tunables_all_is_as_it_was)
{
  static const struct {
    const char *name;
    size_t offset;
  } same[] = {
    { "cache_hit", offsetof (CacheCounters, hits) },
    { "inserts", offsetof (CacheCounters, inserts[CACHE_ADMITTED]) },
    { "refusals.check_window", offsetof (CacheCounters, checks[CACHE_REFUSED_WINDOW]) },
    { "refusals.insert_window", offsetof (CacheCounters, inserts[CACHE_REFUSED_WINDOW]) },
    { "refusals.insert_duplicate", offsetof (CacheCounters, inserts[CACHE_REFUSED_DUPLICATE]) },
    { "purged_pages.trim", offsetof (CacheCounters, removed_pages[CACHE_REMOVED_TRIM]) },
    { "purged_pages.owner", offsetof (CacheCounters, removed_pages[CACHE_REMOVED_OWNER_PURGE]) },
    { "purged_pages.wired", offsetof (CacheCounters, removed_pages[CACHE_REMOVED_WIRED_PURGE]) },
    { "purged_pages.duplicate", offsetof (CacheCounters, removed_pages[CACHE_REMOVED_DUPLICATE]) },
    { "second_chances", offsetof (CacheCounters, second_chances) },
    { "reclaim_callbacks", offsetof (CacheCounters, reclaim_callbacks) },
  };
  g_autoptr (GString) text = g_string_new (NULL);
  CacheCounters counters = generate_calls (&recorded, text);
  Run run = replay_of (text, SAME_TUNABLES, "");
  for (size_t i = 0; i < G_N_ELEMENTS (same); i++) {
    uint64_t expected = *(const uint64_t *)(const void *)((const char *)&counters + same[i].offset);
    ck_assert_msg (expected > 0, "the recording has no %s", same[i].name);
    ck_assert_msg (run_value (&run, same[i].name) == expected,
                   "%s: %" G_GUINT64_FORMAT " instead of %" G_GUINT64_FORMAT, same[i].name,
                   run_value (&run, same[i].name), expected);
  }
  uint64_t misses = 0;
  for (unsigned i = 0; i < CACHE_MISS_REASONS; i++) {
    misses += counters.misses[i];
  }
  ck_assert_uint_eq (run_value (&run, "cache_miss"), misses);
  ck_assert_uint_eq (run_value (&run, "locks.hit"), counters.hits);
  ck_assert_uint_eq (run_value (&run, "locks.cached"), counters.inserts[CACHE_ADMITTED]);
  ck_assert_uint_eq (run_value (&run, "locks.lost"),
                     counters.inserts[CACHE_REFUSED_WINDOW] + counters.inserts[CACHE_REFUSED_DUPLICATE]);
  ck_assert_uint_eq (run_value (&run, "replayed.recorded_hits"), counters.hits);
  ck_assert_uint_eq (run_value (&run, "replayed.agreed"), run_value (&run, "replayed.compared"));
  ck_assert_uint_gt (run_value (&run, "replayed.compared"), 10000);
  ck_assert_uint_eq (run_value (&run, "replayed.lost"), 0);
  ck_assert_uint_eq (run_value (&run, "replayed.unended"), 0);
  ck_assert_uint_eq (run_value (&run, "entries_active"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (a_larger_window_hits_more_and_a_disabled_cache_never)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CacheCounters counters = generate_calls (&recorded, text);
  Run large = replay_of (text, "segpcache_maxwindow: 60000 pages", "");
  ck_assert_uint_gt (run_value (&large, "cache_hit"), counters.hits);
  ck_assert_uint_eq (run_value (&large, "refusals.check_window"), 0);
  ck_assert_uint_lt (run_value (&large, "replayed.agreed"), run_value (&large, "replayed.compared"));
  ck_assert_uint_eq (run_value (&large, "lookups"), run_value (&large, "replayed.recorded_lookups"));
  ck_assert_uint_eq (run_value (&large, "io.completed"), run_value (&large, "io.started"));
  ck_assert_uint_eq (run_value (&large, "entries_active"), 0);
  run_finish (&large);
  Run off = replay_of (text, "segpcache_enabled: 0", "");
  ck_assert_uint_eq (run_value (&off, "cache_hit"), 0);
  ck_assert_uint_eq (run_value (&off, "io.completed"), run_value (&off, "replayed.recorded_lookups"));
  ck_assert_uint_eq (run_value (&off, "pages_locked"), run_value (&off, "pages_unlocked"));
  run_finish (&off);
}
END_TEST

static bool every_seventh (unsigned number, const char *line)
{
  (void)line;
  return number > 0 && number % 7 == 0;
}

START_TEST (lost_calls_are_counted_and_hold_nothing_for_good)
{
  g_autoptr (GString) text = g_string_new (NULL);
  generate_calls (&recorded, text);
  drop_lines (text, every_seventh);
  Run run = replay_of (text, SAME_TUNABLES, "");
  ck_assert_uint_gt (run_value (&run, "replayed.lost"), 100);
  ck_assert_uint_gt (run_value (&run, "replayed.unended"), 100);
  ck_assert_uint_eq (run_value (&run, "entries_active"), 0);
  ck_assert_uint_eq (run_value (&run, "io.completed"), run_value (&run, "io.started"));
  uint64_t agreed = run_value (&run, "replayed.agreed");
  ck_assert_uint_gt (agreed, run_value (&run, "replayed.compared") / 2);
  run_finish (&run);
}
END_TEST

static bool is_check (unsigned number, const char *line)
{
  (void)number;
  return strstr (line, " check ") != NULL;
}

/* What a check came to is not known then, so its I/O is given up with the thread's next. */
START_TEST (without_checks_inserts_still_decide)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CacheCounters counters = generate_calls (&recorded, text);
  drop_lines (text, is_check);
  Run run = replay_of (text, SAME_TUNABLES, "");
  ck_assert_uint_gt (run_value (&run, "inserts"), counters.inserts[CACHE_ADMITTED] * 9 / 10);
  ck_assert_uint_gt (run_value (&run, "replayed.lost"), 100);
  ck_assert_uint_eq (run_value (&run, "entries_active"), 0);
  run_finish (&run);
}
END_TEST

START_TEST (speed_divides_the_recorded_times)
{
  g_autoptr (GString) text = g_string_new (NULL);
  CallGeneratorOptions options = recorded;
  options.duration_ns = NS_PER_SEC;
  generate_calls (&options, text);
  Run slow = replay_of (text, SAME_TUNABLES, ", speed: 0.1");
  Run fast = replay_of (text, SAME_TUNABLES, ", speed: 10");
  uint64_t calls = run_value (&fast, "replayed.calls");
  ck_assert_uint_gt (run_value (&slow, "replayed.calls"), calls / 3);
  ck_assert_uint_lt (run_value (&slow, "replayed.calls"), calls * 2 / 3);
  run_finish (&slow);
  run_finish (&fast);
}
END_TEST

/* Owners have the recorded addresses, of which a machine has each but once. */
START_TEST (a_machine_replays_one_recording_of_calls)
{
  g_autofree char *path = NULL;
  int file = g_file_open_tmp ("test-XXXXXX.pcache", &path, NULL);
  ck_assert_int_ge (file, 0);
  close (file);
  ck_assert (g_file_set_contents (path, "pcachesim pcache version 1 start 0\n1 0 0x1 purge seg 0x1 0x0\n", -1,
                                  NULL));
  g_autofree char *text = g_strdup_printf (
      "name: t\nduration: 1s\nmachine: {memory: 64MiB}\nprocesses:\n  - name: p\n    count: 2\n"
      "    workloads:\n      - {name: r, type: replay, trace: %s, format: pcache}\n",
      path);
  Scenario *scenario = load_text (text);
  FingerprintTrail *trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  GError *error = NULL;
  ck_assert_ptr_null (machine_new (scenario, &(MachineOptions){ .trail = trail }, &error));
  ck_assert_str_eq (error->message,
                    "test.yaml:8:9: a second recording of calls of the cache; one on a machine, in a "
                    "process with count 1, would be right");
  g_error_free (error);
  fingerprint_trail_free (trail);
  scenario_free (scenario);
  g_unlink (path);
}
END_TEST

static Suite *replay_calls_suite (void)
{
  Suite *suite = suite_create ("replay of calls");
  TCase *calls = tcase_create ("calls");
  tcase_set_timeout (calls, 0);
  tcase_add_test (calls, under_the_same_tunables_all_is_as_it_was);
  tcase_add_test (calls, a_larger_window_hits_more_and_a_disabled_cache_never);
  tcase_add_test (calls, lost_calls_are_counted_and_hold_nothing_for_good);
  tcase_add_test (calls, without_checks_inserts_still_decide);
  tcase_add_test (calls, speed_divides_the_recorded_times);
  tcase_add_test (calls, a_machine_replays_one_recording_of_calls);
  suite_add_tcase (suite, calls);
  return suite;
}

int main (void)
{
  return test_main (replay_calls_suite (), NULL);
}
