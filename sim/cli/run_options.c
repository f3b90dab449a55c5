#include "run_options.h"

const Option RUN_OPTIONS[RUN_OPTION_COUNT] = {
  { .name = "seed",
    .kind = OPTION_UNSIGNED,
    .offset = offsetof (RunOptions, seed),
    .argument = "N",
    .doc = "instead of the scenario's seed" },
  { .name = "run",
    .kind = OPTION_UNSIGNED,
    .offset = offsetof (RunOptions, run),
    .argument = "N",
    .doc = "the N-th independent replication of the seed; 0 is the first, and the default" },
  { .name = "system",
    .kind = OPTION_TEXT,
    .offset = offsetof (RunOptions, system),
    .argument = "FILE",
    .doc = "take tunables from an /etc/system file; --set counts more" },
  { .name = "set",
    .kind = OPTION_LIST,
    .offset = offsetof (RunOptions, set),
    .argument = "PATH=VALUE",
    .doc = "change a value of the scenario; may be given many times" },
  { .name = "duration",
    .kind = OPTION_TIME,
    .offset = offsetof (RunOptions, duration_ns),
    .argument = "TIME",
    .doc = "simulate so long, say 90s, instead of what the scenario says" },
  { .name = "output",
    .letter = 'o',
    .kind = OPTION_TEXT,
    .offset = offsetof (RunOptions, output),
    .argument = "DIR",
    .doc = "write the files there; the default is out/ and the scenario's name" },
  { .name = "quiet",
    .letter = 'q',
    .kind = OPTION_FLAG,
    .offset = offsetof (RunOptions, quiet),
    .doc = "print nothing but errors" },
  { .name = "verbose",
    .letter = 'v',
    .kind = OPTION_FLAG,
    .offset = offsetof (RunOptions, verbose),
    .doc = "print every metric, and how fast the run was" },
  { .name = "twice",
    .kind = OPTION_FLAG,
    .offset = offsetof (RunOptions, twice),
    .doc = "run it twice, the second time with other memory, and say where the runs part if they do" },
  { .name = "check",
    .kind = OPTION_FLAG,
    .offset = offsetof (RunOptions, check),
    .doc = "check at every sample that all the simulator knows fits together, and stop with a dump if not; "
           "debug "
           "builds always do" },
  { .name = "second-trail-file",
    .kind = OPTION_TEXT,
    .offset = offsetof (RunOptions, trail_file),
    .argument = "FILE",
    .doc = "internal: this is the second process of --twice, and leaves its trail there",
    .is_internal = true },
  { .name = "second-trail-low",
    .kind = OPTION_UNSIGNED,
    .offset = offsetof (RunOptions, trail_low),
    .argument = "N",
    .doc = "internal: the first step of the trail that is recorded",
    .is_internal = true },
  { .name = "second-trail-high",
    .kind = OPTION_UNSIGNED,
    .offset = offsetof (RunOptions, trail_high),
    .argument = "N",
    .doc = "internal: the step before which recording ends",
    .is_internal = true },
};

MachineOptions run_options_for_machine (const RunOptions *options, FingerprintTrail *trail)
{
  return (MachineOptions){ .seed = options->seed.value,
                           .has_seed = options->seed.is_given,
                           .run = options->run.value,
                           .duration_ns = options->duration_ns.value,
                           .check = options->check,
                           .trail = trail };
}

static void add_text (GPtrArray *words, const char *name, const char *value)
{
  g_ptr_array_add (words, g_strdup_printf ("--%s=%s", name, value));
}

static void add_number (GPtrArray *words, const char *name, uint64_t value, const char *unit)
{
  g_ptr_array_add (words, g_strdup_printf ("--%s=%" G_GUINT64_FORMAT "%s", name, value, unit));
}

char **run_options_for_second (const RunOptions *options, const char *path, const char *output,
                               const char *trail_file, uint64_t low, uint64_t high)
{
  GPtrArray *words = g_ptr_array_new ();
  g_ptr_array_add (words, g_strdup ("run"));
  if (options->seed.is_given) {
    add_number (words, "seed", options->seed.value, "");
  }
  add_number (words, "run", options->run.value, "");
  if (options->system != NULL) {
    add_text (words, "system", options->system);
  }
  for (size_t i = 0; options->set != NULL && i + 1 < options->set->len; i++) {
    add_text (words, "set", g_ptr_array_index (options->set, i));
  }
  if (options->duration_ns.is_given) {
    add_number (words, "duration", options->duration_ns.value, "ns");
  }
  add_text (words, "output", output);
  if (options->quiet) {
    g_ptr_array_add (words, g_strdup ("--quiet"));
  }
  if (options->check) {
    g_ptr_array_add (words, g_strdup ("--check"));
  }
  add_text (words, "second-trail-file", trail_file);
  add_number (words, "second-trail-low", low, "");
  add_number (words, "second-trail-high", high, "");
  g_ptr_array_add (words, g_strdup ("--"));
  g_ptr_array_add (words, g_strdup (path));
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (words, FALSE);
}
