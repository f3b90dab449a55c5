/*
 * machine_watch.h - a condition on a run that is under way
 *
 * An expression (expression.h) over the run's metrics as they stand: counters, ratios and quantiles since the
 * start of the run, gauges now.  `setup.NAME` is what was worked out when the machine was built.  The name of
 * a group means its `total`.  A metric without a value satisfies no relation.  The condition is asked after
 * every event: only the metrics in it are brought up to date, which is cheap except for latencies.
 */
#pragma once

#include "machine.h"

typedef struct MachineWatch MachineWatch;

/* Reads TEXT for MACHINE, which must outlive the watch.  NULL with ERROR set, with the column at fault. */
MachineWatch *machine_watch_new (Machine *machine, const char *text, GError **error);
void machine_watch_free (MachineWatch *watch);

/* Whether the condition holds now; a MachineStop. */
bool machine_watch_holds (void *watch);
