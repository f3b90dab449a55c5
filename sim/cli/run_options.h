/*
 * run_options.h - what `pcachesim run` can be told
 */
#pragma once

#include "event_filter.h"
#include "machine.h"
#include "option_table.h"
#include "scenario_load.h"

typedef struct {
  MachineOptions machine; /* but for the trail */
  ScenarioChanges changes;
  const char *output;
  bool quiet;
  bool verbose;
  bool twice;
  const char *trace;        /* the kinds of events; NULL: none are traced */
  EventTraceOptions traced; /* what of them, and where to; run_options_for_trace() completes it */
  bool has_trace_from;
  /* Internal, of the second process of --twice. */
  const char *trail_file;
  uint64_t trail_low, trail_high;
} RunOptions;

/* clang-format off */
/* Rows for what a machine is made of, in every command that runs one.  The RunOptions are in STRUCT, where
 * PREFIX leads to their members: nothing, or `run.`. */
#define RUN_OPTION_ROWS(struct_, prefix_)                                                                    \
  OPTION_SEED_ROW (struct_, prefix_ machine.),                                                               \
  OPTION_ROW (struct_, prefix_ machine.run, OPTION_UNSIGNED, 0, "run", "N",                                          \
              "the N-th independent replication of the seed; 0 is the first, and the default"),              \
  OPTION_CHANGE_ROWS (struct_, prefix_ changes., ),                                                           \
  OPTION_DURATION_ROW (struct_, prefix_ machine.duration_ns)
/* clang-format on */

extern const Option RUN_OPTIONS[];

/* The scenario at PATH with what OPTIONS change; warnings are printed unless they are quiet, or IS_SECOND
 * (the second process of --twice).  NULL with ERROR set. */
Scenario *run_options_load_scenario (const RunOptions *options, const char *path, bool is_second,
                                     GError **error);

/* What is to be traced; what points into OPTIONS stays theirs.  TRACE->kinds is 0 if nothing is.  False with
 * ERROR set, which says what would be right, on a mistake. */
bool run_options_for_trace (const RunOptions *options, EventTraceOptions *trace, GError **error);

/* The arguments by which a second process makes the same run of the scenario at PATH, writes its files to
 * OUTPUT and its trail, with the steps from LOW to HIGH, to TRAIL_FILE.  Freed with g_strfreev(). */
char **run_options_for_second (const RunOptions *options, const char *path, const char *output,
                               const char *trail_file, uint64_t low, uint64_t high);
