/*
 * machine_watch.h - a condition on a run that goes on
 *
 * An expression (expression.h) over the run's metrics as they stand: counters, ratios and quantiles since the
 * start of the run, gauges now.  `setup.NAME` is what was worked out when the machine was built.  The name of
 * a group is its `total`, and what has no value satisfies no relation.  It is meant to be asked after every
 * event: only what its names need is brought up to date, which is cheap but for latencies.
 */
#pragma once

#include "machine.h"

typedef struct MachineWatch MachineWatch;

/* Reads TEXT for MACHINE, which must live as long.  NULL with ERROR set, with the column of the mistake. */
MachineWatch *machine_watch_new (Machine *machine, const char *text, GError **error);
void machine_watch_free (MachineWatch *watch);

/* Whether it holds now; a MachineStop. */
bool machine_watch_holds (void *watch);
