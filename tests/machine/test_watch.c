/* Conditions that are asked after every event. */
#include "machine_fixture.h"
#include "machine_watch.h"

#include <math.h>

#define HEAD "name: small\nduration: 10s\nmachine: {memory: 256MiB}\n"
#define PROCESS                                                                                             \
  "processes:\n"                                                                                            \
  "  - name: p\n"                                                                                           \
  "    segments: [{name: a, type: private, size: 1MiB}]\n"                                                  \
  "    workloads: [{name: w, type: direct_io, segment: a, threads: 4, service: {exponential: 3ms}, think: " \
  "{exponential: "                                                                                          \
  "2ms}, size: 4KiB, align: 4KiB}]\n"
#define END (10 * NS_PER_SEC)

static Run new_run (void)
{
  return run_new (load_text (HEAD PROCESS), 0);
}

static MachineWatch *new_watch (const Run *run, const char *text)
{
  GError *error = NULL;
  MachineWatch *watch = machine_watch_new (run->machine, text, &error);
  ck_assert_msg (watch != NULL, "%s", error ? error->message : "");
  return watch;
}

static bool run_to (const Run *run, sim_time time, MachineStop stop, void *user)
{
  bool is_stopped;
  GError *error = NULL;
  ck_assert (machine_run_until (run->machine, time, stop, user, &is_stopped, &error));
  return is_stopped;
}

/* Counts the answers of a watch. */
typedef struct {
  MachineWatch *watch;
  unsigned asked, holding;
} Asked;

static bool ask (void *user)
{
  Asked *asked = user;
  bool holds = machine_watch_holds (asked->watch);
  asked->asked++;
  asked->holding += holds ? 1 : 0;
  return holds;
}

START_TEST (a_run_stops_after_the_first_event_at_which_it_holds)
{
  Run run = new_run ();
  Asked asked = { .watch = new_watch (&run, "misses.cold >= 100") };
  ck_assert (run_to (&run, END, ask, &asked));
  ck_assert_uint_eq (run_value (&run, "misses.cold"), 100);
  uint64_t events = machine_get_view (run.machine).queue->taken;
  /* Before the first event, and after each. */
  ck_assert_uint_eq (asked.asked, events + 1);
  ck_assert_uint_eq (asked.holding, 1);
  sim_time stopped = event_queue_now (machine_get_view (run.machine).queue);
  ck_assert_uint_gt (stopped, 0);
  ck_assert_uint_lt (stopped, END);
  machine_watch_free (asked.watch);
  run_finish (&run);
  /* One event earlier it did not hold. */
  run = new_run ();
  run_until (&run, stopped - 1);
  ck_assert_uint_eq (run_value (&run, "misses.cold"), 99);
  run_finish (&run);
}
END_TEST

START_TEST (stopping_does_not_change_the_run)
{
  Run run = new_run ();
  run_until (&run, END);
  uint64_t fingerprint = run_finish (&run);
  run = new_run ();
  for (unsigned i = 1; i < 50; i++) {
    g_autofree char *text = g_strdup_printf ("lookups >= %u", i * 20);
    MachineWatch *watch = new_watch (&run, text);
    ck_assert (run_to (&run, END, machine_watch_holds, watch));
    machine_watch_free (watch);
  }
  run_until (&run, END);
  ck_assert_uint_eq (run_finish (&run), fingerprint);
}
END_TEST

START_TEST (what_holds_at_once_stops_before_the_first_event)
{
  Run run = new_run ();
  MachineWatch *watch = new_watch (&run, "lookups == 0");
  ck_assert (run_to (&run, END, machine_watch_holds, watch));
  ck_assert_uint_eq (machine_get_view (run.machine).queue->taken, 0);
  machine_watch_free (watch);
  run_finish (&run);
}
END_TEST

START_TEST (what_never_holds_lets_the_run_end)
{
  Run run = new_run ();
  MachineWatch *watch = new_watch (&run, "lookups < 0");
  ck_assert (!run_to (&run, END, machine_watch_holds, watch));
  ck_assert_uint_eq (event_queue_now (machine_get_view (run.machine).queue), END);
  machine_watch_free (watch);
  run_finish (&run);
}
END_TEST

static bool holds (const Run *run, const char *text)
{
  MachineWatch *watch = new_watch (run, text);
  bool is_so = machine_watch_holds (watch);
  machine_watch_free (watch);
  return is_so;
}

START_TEST (each_kind_of_metric_has_its_value)
{
  Run run = new_run ();
  /* Nothing by nothing has no value, and neither has a quantile of nothing. */
  ck_assert (!holds (&run, "hit_rate < 1") && !holds (&run, "hit_rate >= 0"));
  ck_assert (!holds (&run, "latency.p99 >= 0"));
  run_until (&run, END / 2);
  static const char *const texts[] = { "lookups > 100 && misses > 10",
                                       "misses == misses.total && misses == misses.cold",
                                       "hit_rate > 10% && hit_rate < 100%",
                                       "hit_rate * lookups - cache_hit < 0.001",
                                       "latency.p50 > 1000000 && latency.p50 < latency.max",
                                       "latency.device > 0",
                                       "freemem < setup.total_pages && freemem > 0",
                                       "setup.maxwindow == maxwindow",
                                       "plocked == entries && entries == entries_active + entries_idle" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    ck_assert_msg (holds (&run, texts[i]), "%s", texts[i]);
  }
  ck_assert (!holds (&run, "purged_pages > 0"));
  run_finish (&run);
}
END_TEST

/* A watch sees the present, whatever was read before. */
START_TEST (only_what_is_named_is_brought_up_to_date_but_that_is)
{
  static const char *const texts[] = { "lookups >= 500", "hit_rate > 60%", "latency.device > 300000000",
                                       "io.completed >= 500", "latency.max > 10000000" };
  for (size_t i = 0; i < G_N_ELEMENTS (texts); i++) {
    Run run = new_run ();
    MachineWatch *watch = new_watch (&run, texts[i]);
    ck_assert_msg (run_to (&run, END, machine_watch_holds, watch), "%s", texts[i]);
    ck_assert_uint_lt (event_queue_now (machine_get_view (run.machine).queue), END);
    machine_watch_free (watch);
    run_finish (&run);
  }
}
END_TEST

START_TEST (mistakes_say_what_would_be_right)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
    { "mises > 0", "column 1: unknown name 'mises'; did you mean 'misses'?" },
    { "0 < setup.maxwindw", "column 5: unknown name 'setup.maxwindw'; did you mean 'setup.maxwindow'?" },
    { "lookups >", "column 10: a value is missing; write a number, a name or something in parentheses" },
  };
  Run run = new_run ();
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++) {
    GError *error = NULL;
    ck_assert (machine_watch_new (run.machine, cases[i].text, &error) == NULL);
    ck_assert_str_eq (error->message, cases[i].message);
    g_error_free (error);
  }
  run_finish (&run);
}
END_TEST

static Suite *watch_suite (void)
{
  Suite *suite = suite_create ("watch");
  TCase *rules = tcase_create ("rules");
  tcase_add_test (rules, a_run_stops_after_the_first_event_at_which_it_holds);
  tcase_add_test (rules, stopping_does_not_change_the_run);
  tcase_add_test (rules, what_holds_at_once_stops_before_the_first_event);
  tcase_add_test (rules, what_never_holds_lets_the_run_end);
  tcase_add_test (rules, each_kind_of_metric_has_its_value);
  tcase_add_test (rules, only_what_is_named_is_brought_up_to_date_but_that_is);
  tcase_add_test (rules, mistakes_say_what_would_be_right);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (watch_suite (), NULL);
}
