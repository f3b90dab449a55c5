/*
 * machine_fixture.h - running a scenario from a test
 *
 * A Run is a machine with its scenario and fingerprint.  Whatever fails fails the test.
 */
#pragma once

#include "machine.h"
#include "scenario_load.h"
#include "test_main.h"

#include <string.h>

typedef struct {
  Scenario *scenario;
  FingerprintTrail *trail;
  Machine *machine;
} Run;

/* A scenario that is written in the test. */
Scenario *load_text (const char *text);

/* One of those that are shipped, by name. */
Scenario *load_shipped (const char *name);

/* A machine for SCENARIO, which is the run's from here on; replication RUN_NUMBER. */
Run run_new (Scenario *scenario, uint64_t run_number);

void run_until (Run *run, sim_time time);

/* The metric NAME now. */
uint64_t run_value (const Run *run, const char *name);

/* Checks the machine, frees RUN, and returns its fingerprint. */
uint64_t run_finish (Run *run);
