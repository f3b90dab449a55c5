/*
 * run_options.h - what `pcachesim run` can be told
 */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

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
  /* Internal, of the second process of --twice. */
  const char *trail_file;
  OptionNumber trail_low, trail_high;
} RunOptions;

enum { RUN_OPTION_COUNT = 13 };
extern const Option RUN_OPTIONS[RUN_OPTION_COUNT];

/* What a machine is built with; TRAIL stays the caller's. */
MachineOptions run_options_for_machine (const RunOptions *options, FingerprintTrail *trail);

/* The arguments by which a second process makes the same run of the scenario at PATH, writes its files to OUTPUT and its
 * trail, with the steps from LOW to HIGH, to TRAIL_FILE.  The caller frees them with g_strfreev(). */
char **run_options_for_second (const RunOptions *options, const char *path, const char *output,
                               const char *trail_file, uint64_t low, uint64_t high);

#endif
