/*
 * sweep_fixture.h - plans of the small scenario, for tests of what is made of them
 */
#pragma once

#include "sweep_plan.h"
#include "test_main.h"

static const char *const sweep_metrics[] = { "lookups", "hit_rate", NULL };

/* With the seed and the duration of MACHINE. */
static inline SweepPlan *sweep_fixture_plan_for (MachineOptions machine, const SweepRequest *request)
{
  RunnerOptions options = { .path = SMALL_SCENARIO, .metrics = sweep_metrics, .machine = machine };
  Runner *runner = runner_new (&options, NULL);
  ck_assert_ptr_nonnull (runner);
  GError *error = NULL;
  SweepPlan *plan = sweep_plan_new (runner, request, &error);
  ck_assert_msg (plan != NULL, "%s", error != NULL ? error->message : "");
  runner_free (runner);
  return plan;
}

static inline SweepPlan *sweep_fixture_plan (const SweepRequest *request)
{
  return sweep_fixture_plan_for ((MachineOptions){ 0 }, request);
}

/* Three windows by two shifts, twice each. */
static inline SweepPlan *sweep_fixture_grid (void)
{
  static const char *const vary[] = { "tunables.segpcache_maxwindow=1MiB,2MiB,4MiB",
                                      "tunables.segpcache_shrink_shift=2,3", NULL };
  return sweep_fixture_plan (&(SweepRequest){ .vary = vary, .replications = 2 });
}
