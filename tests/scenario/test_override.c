#include "scenario_fixture.h"
#include "workload_options.h"

#define LINE DIRECT_IO "think: {exponential: 1ms}}\n"

static Scenario *load_with (const char *set)
{
  const char *const sets[] = { set, NULL };
  return fixture_load (LINE, sets);
}

START_TEST (a_value_is_replaced)
{
  Scenario *scenario = load_with ("machine.memory=1GiB");
  ck_assert_uint_eq (scenario->machine.memory_pages, 262144);
  scenario_free (scenario);
}
END_TEST

START_TEST (keys_are_added_when_they_are_not_there)
{
  Scenario *scenario = load_with ("tunables.segpcache_maxwindow=128MiB");
  ck_assert_uint_eq (scenario->tunables.segpcache_maxwindow, 32768);
  scenario_free (scenario);
}
END_TEST

START_TEST (list_items_are_found_by_name)
{
  Scenario *scenario = load_with ("processes.p.workloads.w.threads=4");
  const DirectIoOptions *options = scenario->processes[0].workloads[0].options;
  ck_assert_uint_eq (options->threads, 4);
  scenario_free (scenario);
}
END_TEST

START_TEST (list_items_are_found_by_index)
{
  Scenario *scenario = load_with ("processes[0].workloads[0].think.exponential=3ms");
  const DirectIoOptions *options = scenario->processes[0].workloads[0].options;
  ck_assert_uint_eq (options->think.exponential.mean, 3000000);
  scenario_free (scenario);
}
END_TEST

START_TEST (whole_items_can_be_replaced)
{
  Scenario *scenario = load_with ("processes[0]={name: q, count: 7}");
  ck_assert_str_eq (scenario->processes[0].name, "q");
  ck_assert_uint_eq (scenario->processes[0].count, 7);
  scenario_free (scenario);
}
END_TEST

START_TEST (values_are_yaml)
{
  Scenario *scenario = load_with ("events=[{at: 1s, action: force_purge}, {at: 2s, action: force_purge}]");
  ck_assert_uint_eq (scenario->event_count, 2);
  scenario_free (scenario);
}
END_TEST

START_TEST (the_last_override_counts)
{
  const char *const sets[] = { "seed=5", "seed=6", NULL };
  Scenario *scenario = fixture_load (LINE, sets);
  ck_assert_uint_eq (scenario->seed, 6);
  scenario_free (scenario);
}
END_TEST

START_TEST (an_override_does_not_reach_other_aliases)
{
  const char *const sets[] = { "processes.b.segments.s.size=2MiB", NULL };
  Scenario *scenario = fixture_load (RUN "processes:\n"
                                         "- {name: a, segments: &s [{name: s, type: private, size: 1MiB}]}\n"
                                         "- {name: b, segments: *s}\n",
                                     sets);
  ck_assert_uint_eq (scenario->processes[0].segments[0].size_bytes, 1 << 20);
  ck_assert_uint_eq (scenario->processes[1].segments[0].size_bytes, 2 << 20);
  scenario_free (scenario);
}
END_TEST

START_TEST (an_override_repairs_a_mistake)
{
  const char *const sets[] = { "seed=5", NULL };
  Scenario *scenario = fixture_load (RUN "seed: many\n", sets);
  ck_assert_uint_eq (scenario->seed, 5);
  scenario_free (scenario);
}
END_TEST

typedef struct {
  const char *set;
  const char *mistakes; /* behind "--set SET: " */
} SetMistake;

static const SetMistake set_mistakes[] = {
  { "processes.p.thread=4",
    "unknown key 'thread' in process 'p'; use name, count, zone, segments or workloads" },
  { "processes.p.workloads.w.thread=4", "unknown key 'thread' in workload 'w'; did you mean 'threads'?" },
  { "machin.memory=1GiB", "unknown key 'machin' in scenario 't'; did you mean 'machine'?" },
  { "machine.memory=1GB", "size '1GB' has no known unit; use B, KiB, MiB, GiB, TiB or pages" },
  { "processes.q.count=4", "processes has no item named 'q'; use p" },
  { "processes[1].count=4", "processes[1] does not exist; processes has 1 item, counted from 0" },
  { "processes[99999999999999999999999].count=4",
    "processes[99999999999999999999999] does not exist; processes has 1 item, counted from 0" },
  { "machine[0]=1", "machine[0] is not there: an index is for lists only; use a key" },
  { "name.first=1", "name is the value 't', which has no keys; set name itself" },
  { "duration=5s=6s", "time '5s=6s' has no known unit; use ns, us, ms, s, min or h" },
  { "duration", "expected path=value, such as tunables.segpcache_shrink_shift=4" },
  { "=5s", "expected path=value, such as tunables.segpcache_shrink_shift=4" },
  { "duration=", "there is no value after the '='; give one, or \"\" for no text" },
  { "machine.=1", "the path is malformed; write it as processes.db.count=4 or events[0].at=5s" },
  { "machine..memory=1", "the path is malformed; write it as processes.db.count=4 or events[0].at=5s" },
  { "processes[0=1", "the path is malformed; write it as processes.db.count=4 or events[0].at=5s" },
  { "processes[x].count=1", "the path is malformed; write it as processes.db.count=4 or events[0].at=5s" },
  { "processes[0]count=1", "the path is malformed; write it as processes.db.count=4 or events[0].at=5s" },
  { "[0]=1", "the path is malformed; write it as processes.db.count=4 or events[0].at=5s" },
  { "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1",
    "the path has more than 32 parts; no value is so deep" },
  { "events=[1", "',' or ']' was expected here; the list in brackets is not closed" },
  { "machine={memory: 64MiB, memory: 64MiB}", "duplicate key 'memory'; it is given already" },
  { "seed=*x", "alias 'x' stands for nothing; an anchor '&x' must come before it" },
  { "warmup=10s", "warmup is 10 s; use less than the duration, 10 s" },
  { "processes.p.workloads.w.segment=heap", "segment 'heap' is not defined in process 'p'; use s" },
};

START_TEST (mistakes_name_the_override)
{
  const SetMistake *mistake = &set_mistakes[_i];
  const char *const sets[] = { mistake->set, NULL };
  g_autofree char *found = fixture_mistakes (LINE, strlen (LINE), sets);
  g_autofree char *expected = g_strdup_printf ("--set %s: %s", mistake->set, mistake->mistakes);
  ck_assert_str_eq (found, expected);
}
END_TEST

START_TEST (mistakes_of_the_file_come_first)
{
  const char *const sets[] = { "seed=x", NULL };
  static const char text[] = RUN "sample: 1\n";
  g_autofree char *found = fixture_mistakes (text, sizeof text - 1, sets);
  ck_assert_str_eq (found,
                    "t.yaml:4:9: time '1' has no unit; use ns, us, ms, s, min or h\n"
                    "--set seed=x: seed is 'x'; expected a whole number from 0 to 18446744073709551615");
}
END_TEST

static Suite *override_suite (void)
{
  Suite *suite = suite_create ("override");
  TCase *tcase = tcase_create ("override");
  tcase_add_test (tcase, a_value_is_replaced);
  tcase_add_test (tcase, keys_are_added_when_they_are_not_there);
  tcase_add_test (tcase, list_items_are_found_by_name);
  tcase_add_test (tcase, list_items_are_found_by_index);
  tcase_add_test (tcase, whole_items_can_be_replaced);
  tcase_add_test (tcase, values_are_yaml);
  tcase_add_test (tcase, the_last_override_counts);
  tcase_add_test (tcase, an_override_does_not_reach_other_aliases);
  tcase_add_test (tcase, an_override_repairs_a_mistake);
  tcase_add_loop_test (tcase, mistakes_name_the_override, 0, G_N_ELEMENTS (set_mistakes));
  tcase_add_test (tcase, mistakes_of_the_file_come_first);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (override_suite (), NULL);
}
