/*
 * run_options.h - what `pcachesim run` can be told
 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include "event_filter.h"
#include "machine.h"
#include "option_table.h"

typedef struct {
  OptionNumber seed;
  OptionNumber run;
  const char *system; /* path of an /etc/system file; NULL: none */
  GPtrArray *set;     /* char *, ended by NULL; NULL if there are none */
  OptionNumber duration_ns;
  const char *output;
  bool quiet;
  bool verbose;
  bool twice;
  bool check;
  const char *trace;      /* the kinds of events; NULL: none are traced */
  GPtrArray *trace_files; /* char *, ended by NULL; NULL: the default */
  OptionNumber trace_from, trace_to;
  GPtrArray *trace_owners; /* char *, ended by NULL; NULL: all */
  /* Internal, of the second process of --twice. */
  const char *trail_file;
  OptionNumber trail_low, trail_high;
} RunOptions;

/* clang-format off */
/* Rows for what a machine is made of, in every command that runs one; the RunOptions are at OFFSET of its values. */
#define RUN_OPTION_ROWS(offset_)                                                                          \
  { .name = "seed",                                                                                       \
    .kind = OPTION_UNSIGNED,                                                                              \
    .offset = (offset_) + offsetof (RunOptions, seed),                                                    \
    .argument = "N",                                                                                      \
    .doc = "instead of the scenario's seed" },                                                            \
  { .name = "run",                                                                                        \
    .kind = OPTION_UNSIGNED,                                                                              \
    .offset = (offset_) + offsetof (RunOptions, run),                                                     \
    .argument = "N",                                                                                      \
    .doc = "the N-th independent replication of the seed; 0 is the first, and the default" },             \
  { .name = "system",                                                                                     \
    .kind = OPTION_TEXT,                                                                                  \
    .offset = (offset_) + offsetof (RunOptions, system),                                                  \
    .argument = "FILE",                                                                                   \
    .doc = "take tunables from an /etc/system file; --set counts more" },                                 \
  { .name = "set",                                                                                        \
    .kind = OPTION_LIST,                                                                                  \
    .offset = (offset_) + offsetof (RunOptions, set),                                                     \
    .argument = "PATH=VALUE",                                                                             \
    .doc = "change a value of the scenario; may be given many times" },                                   \
  { .name = "duration",                                                                                   \
    .kind = OPTION_TIME,                                                                                  \
    .offset = (offset_) + offsetof (RunOptions, duration_ns),                                             \
    .argument = "TIME",                                                                                   \
    .doc = "simulate so long, say 90s, instead of what the scenario says" }
/* clang-format on */

extern const Option RUN_OPTIONS[];

/* The scenario at PATH with what OPTIONS change; warnings are printed unless they are quiet, or IS_SECOND (the second process
 * of --twice).  NULL with ERROR set. */
Scenario *run_options_load_scenario (const RunOptions *options, const char *path, bool is_second,
                                     GError **error);

/* What a machine is built with; TRAIL stays the caller's. */
MachineOptions run_options_for_machine (const RunOptions *options, FingerprintTrail *trail);

/* What is to be traced; what points into OPTIONS stays theirs.  TRACE->kinds is 0 if nothing is.  False with ERROR set, which
 * says what would be right, on a mistake. */
bool run_options_for_trace (const RunOptions *options, EventTraceOptions *trace, GError **error);

/* The names of the trace's files, ended by NULL. */
const char *const *run_options_trace_files (const RunOptions *options);

/* The arguments by which a second process makes the same run of the scenario at PATH, writes its files to OUTPUT and its
 * trail, with the steps from LOW to HIGH, to TRAIL_FILE.  The caller frees them with g_strfreev(). */
char **run_options_for_second (const RunOptions *options, const char *path, const char *output,
                               const char *trail_file, uint64_t low, uint64_t high);

#endif
