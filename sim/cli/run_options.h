/*
 * run_options.h - the options of `pcachesim run`
 */
#pragma once

#include "event_filter.h"
#include "machine.h"
#include "option_table.h"
#include "scenario_load.h"

typedef struct {
  MachineOptions machine; /* all but the trail */
  ScenarioChanges changes;
  const char *output;
  bool quiet;
  bool verbose;
  bool twice;
  const char *trace;        /* the kinds of events; NULL: none are traced */
  EventTraceOptions traced; /* which events, and where to; run_options_for_trace() completes it */
  bool has_trace_from;
  /* For the second process of --twice only. */
  const char *trail_file;
  uint64_t trail_low, trail_high;
} RunOptions;

/* clang-format off */
/* Rows for the options of every command that runs a machine.  The RunOptions are in STRUCT; PREFIX leads to
 * their members: empty, or `run.`. */
#define RUN_OPTION_ROWS(struct_, prefix_)                                                                    \
  OPTION_SEED_ROW (struct_, prefix_ machine.),                                                               \
  OPTION_ROW (struct_, prefix_ machine.run, OPTION_UNSIGNED, 0, "run", "N",                                          \
              "the N-th independent replication of the seed; 0 is the first, and the default"),              \
  OPTION_CHANGE_ROWS (struct_, prefix_ changes., ),                                                           \
  OPTION_DURATION_ROW (struct_, prefix_ machine.duration_ns)
/* clang-format on */

extern const Option RUN_OPTIONS[];

/* Loads the scenario at PATH with the changes in OPTIONS.  Prints warnings unless OPTIONS are quiet or
 * IS_SECOND (this is the second process of --twice).  NULL with ERROR set if it has mistakes. */
Scenario *run_options_load_scenario (const RunOptions *options, const char *path, bool is_second,
                                     GError **error);

/* Fills TRACE with what OPTIONS want traced; TRACE->kinds is 0 if that is nothing.  OPTIONS keep owning what
 * TRACE points to.  On a mistake, false with ERROR set, which says what would be right. */
bool run_options_for_trace (const RunOptions *options, EventTraceOptions *trace, GError **error);

/* Returns the arguments for a second process.  It makes the same run of the scenario at PATH, writes files to
 * OUTPUT, and its trail with steps LOW to HIGH to TRAIL_FILE.  The caller frees them with g_strfreev(). */
char **run_options_for_second (const RunOptions *options, const char *path, const char *output,
                               const char *trail_file, uint64_t low, uint64_t high);
