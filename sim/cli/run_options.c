/* run_options.c - the table of the options of `run`, and what they ask for */
#include "run_options.h"

#include "command.h"
#include "refuse.h"

const Option RUN_OPTIONS[] = {
  RUN_OPTION_ROWS (RunOptions, ),
  OPTION_ROW (RunOptions, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the files there; the default is out/ and the scenario's name"),
  OPTION_QUIET_ROW (RunOptions, quiet),
  OPTION_FLAG_ROW (RunOptions, verbose, 'v', "verbose", "print every metric, and how fast the run was"),
  OPTION_FLAG_ROW (RunOptions, twice, 0, "twice",
                   "run it twice, the second time with other memory, and say where the runs part if they do"),
  OPTION_FLAG_ROW (
      RunOptions, machine.check, 0, "check",
      "check at every sample that all the simulator knows fits together, and stop with a dump if not; "
      "debug "
      "builds always do"),
  OPTION_ROW (RunOptions, trace, OPTION_TEXT, 0, "trace", "LIST",
              "write what happens, event by event: 'all', or kinds of events with commas between them (see "
              "below)"),
  OPTION_ROW (
      RunOptions, traced.files, OPTION_LIST, 0, "trace-file", "NAME",
      "the file for that, beside the others; .jsonl: lines, .json: for a trace viewer, and .gz or .zst "
      "after "
      "it: compressed; the default is " EVENT_FILE_DEFAULT "; may be given many times"),
  OPTION_GIVEN_ROW (RunOptions, traced.from, has_trace_from, OPTION_TIME, "trace-from", "TIME",
                    "trace from this simulated time on, say 20s"),
  { .name = "trace-to",
    .kind = OPTION_TIME,
    .offset = offsetof (RunOptions, traced.to),
    .fallback = SIM_TIME_NEVER,
    .argument = "TIME",
    .doc = "and up to this one" },
  OPTION_ROW (
      RunOptions, traced.owners, OPTION_LIST, 0, "trace-owner", "NAME",
      "trace only events of this process (server, server/1), segment (server.buffers) or object, and the "
      "kernel's; may be given many times"),
  OPTION_INTERNAL_ROW (RunOptions, trail_file, OPTION_TEXT, "second-trail-file", "FILE",
                       "internal: this is the second process of --twice, and leaves its trail there"),
  OPTION_INTERNAL_ROW (RunOptions, trail_low, OPTION_UNSIGNED, "second-trail-low", "N",
                       "internal: the first step of the trail that is recorded"),
  OPTION_INTERNAL_ROW (RunOptions, trail_high, OPTION_UNSIGNED, "second-trail-high", "N",
                       "internal: the step before which recording ends"),
  OPTION_END,
};

Scenario *run_options_load_scenario (const RunOptions *options, const char *path, bool is_second,
                                     GError **error)
{
  Scenario *scenario = scenario_load (path, &options->changes, error);
  for (size_t i = 0; scenario != NULL && scenario->warnings[i] && !options->quiet && !is_second; i++) {
    message_print (scenario->warnings[i]);
  }
  return scenario;
}

/* Returns the first option about traces that is given although nothing is traced. */
static const char *find_needless (const RunOptions *options)
{
  return options->traced.files != NULL          ? "trace-file"
         : options->has_trace_from              ? "trace-from"
         : options->traced.to != SIM_TIME_NEVER ? "trace-to"
         : options->traced.owners != NULL       ? "trace-owner"
                                                : NULL;
}

static bool check_files (const EventTraceOptions *trace, GError **error)
{
  for (const char *const *name = trace->files; *name != NULL; name++) {
    EventFormat format;
    EventCompression compression;
    if (!event_file_parse_name (*name, &format, &compression, error)) {
      return false;
    }
    if (g_strv_contains (name + 1, *name)) {
      return refuse_option (error, "--trace-file %s: given twice", *name);
    }
  }
  return true;
}

bool run_options_for_trace (const RunOptions *options, EventTraceOptions *trace, GError **error)
{
  static const char *const by_default[] = { EVENT_FILE_DEFAULT, NULL };
  *trace = options->traced;
  trace->files = trace->files != NULL ? trace->files : by_default;
  if (options->trace == NULL) {
    const char *needless = find_needless (options);
    return needless == NULL
           || refuse_option (error, "--%s: nothing is traced; use it with --trace all", needless);
  }
  if (trace->from >= trace->to) {
    return refuse_option (error, "--trace-to: the time must be after that of --trace-from");
  }
  return event_filter_parse_kinds (options->trace, &trace->kinds, error) && check_files (trace, error);
}

char **run_options_for_second (const RunOptions *options, const char *path, const char *output,
                               const char *trail_file, uint64_t low, uint64_t high)
{
  RunOptions second = *options;
  second.twice = false;
  second.output = output;
  second.trail_file = trail_file;
  second.trail_low = low;
  second.trail_high = high;
  GPtrArray *words = g_ptr_array_new ();
  g_ptr_array_add (words, g_strdup ("run"));
  option_table_write (RUN_OPTIONS, &second, words);
  g_ptr_array_add (words, g_strdup ("--"));
  g_ptr_array_add (words, g_strdup (path));
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (words, FALSE);
}
