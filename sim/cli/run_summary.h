/*
 * run_summary.h - a run's outcome for people
 */
#pragma once

#include "simulation.h"

#include <glib.h>

/* What matters of SIMULATION, which has been run, in a screenful. */
void run_summary_append (GString *text, const Simulation *simulation);

/* All of it: what was derived at set-up, and every metric. */
void run_summary_append_all (GString *text, const Simulation *simulation);
