#include "machine_fixture.h"

Scenario *load_text (const char *text)
{
  GError *error = NULL;
  Scenario *scenario = scenario_load_text ("test.yaml", text, strlen (text), NULL, &error);
  if (!scenario) {
    ck_abort_msg ("%s", error->message);
  }
  return scenario;
}

Run run_new (Scenario *scenario, uint64_t run_number)
{
  Run run = { .scenario = scenario, .trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS) };
  MachineOptions options = { .trail = run.trail, .run = run_number };
  GError *error = NULL;
  run.machine = machine_new (scenario, &options, &error);
  if (!run.machine) {
    ck_abort_msg ("%s", error->message);
  }
  return run;
}

void run_until (Run *run, sim_time time)
{
  GError *error = NULL;
  if (!machine_run_until (run->machine, time, NULL, NULL, NULL, &error)) {
    ck_abort_msg ("%s", error->message);
  }
}

uint64_t run_value (const Run *run, const char *name)
{
  const MetricSet *metrics = machine_get_view (run->machine).metrics;
  size_t index;
  ck_assert_msg (metric_set_find (metrics, name, &index), "no metric '%s'", name);
  uint64_t *values = g_new (uint64_t, metric_set_count (metrics));
  metric_set_read (metrics, values);
  uint64_t value = values[index];
  g_free (values);
  return value;
}

uint64_t run_finish (Run *run)
{
  uint64_t fingerprint = run->trail->fingerprint.hash;
  machine_check (run->machine);
  machine_free (run->machine);
  fingerprint_trail_free (run->trail);
  scenario_free (run->scenario);
  return fingerprint;
}

Scenario *load_shipped (const char *name)
{
  char *path = g_strdup_printf ("%s/%s.yaml", g_getenv ("SCENARIOS"), name);
  GError *error = NULL;
  Scenario *scenario = scenario_load (path, NULL, &error);
  if (!scenario) {
    ck_abort_msg ("%s", error->message);
  }
  g_free (path);
  return scenario;
}
