/* sweep_options.c - joins what the command line and a plan file ask of a sweep */
#include "sweep_options.h"

#include "option_checks.h"
#include "sweep_file.h"

const Option SWEEP_OPTIONS[] = {
  OPTION_ROW (
      SweepOptions, vary, OPTION_LIST, 0, "vary", "PATH=VALUES",
      "what to vary: a,b,c or lin:FROM:TO:N or log:FROM:TO:N, or FROM..TO or FROM..TO:log to draw from; "
      "may be given many times"),
  OPTION_ROW (SweepOptions, random, OPTION_UNSIGNED, 0, "random", "N", "draw N points from the ranges"),
  OPTION_ROW (SweepOptions, lhs, OPTION_UNSIGNED, 0, "lhs", "N",
              "draw N points from the ranges, evenly spread: a Latin hypercube"),
  OPTION_ROW (SweepOptions, draw_seed, OPTION_UNSIGNED, 0, "draw-seed", "N",
              "draw other points; the default is 0"),
  OPTION_ROW (SweepOptions, base, OPTION_LIST, 0, "base", "PATH=VALUE",
              "compare with the point that has this value, instead of the scenario's own; may be given many "
              "times"),
  OPTION_ROW (
      SweepOptions, replications, OPTION_UNSIGNED, 'r', "replications", "N",
      "run each point so often, with independent random numbers, the same for all points; the default "
      "is 1"),
  OPTION_ROW (SweepOptions, metric, OPTION_LIST, 'm', "metric", "NAME",
              "a metric of summary.json to record; may be given many times; the default is hit_rate, misses, "
              "purged_pages, latency.p99"),
  OPTION_ROW (SweepOptions, plan, OPTION_TEXT, 0, "plan", "FILE",
              "read vary, base, metrics, set, replications, random, lhs, draw-seed, seed from a YAML file"),
  OPTION_ROW (SweepOptions, system, OPTION_TEXT, 0, "system", "FILE",
              "for all points: take tunables from an /etc/system file; --set counts more"),
  OPTION_ROW (SweepOptions, set, OPTION_LIST, 0, "set", "PATH=VALUE",
              "for all points: change a value of the scenario; may be given many times"),
  OPTION_ROW (SweepOptions, seed, OPTION_UNSIGNED, 0, "seed", "N", "instead of the scenario's seed"),
  OPTION_ROW (SweepOptions, duration_ns, OPTION_TIME, 0, "duration", "TIME",
              "simulate so long, say 90s, instead of what the scenario says"),
  OPTION_ROW (SweepOptions, jobs, OPTION_UNSIGNED, 'j', "jobs", "N",
              "runs at a time; the default is as many as there are processors"),
  OPTION_ROW (
      SweepOptions, shard, OPTION_TEXT, 0, "shard", "K/N",
      "make only the K-th of N parts, say on a machine of its own; 'pcachesim merge' puts them together"),
  OPTION_ROW (SweepOptions, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the files there; the default is out/, the scenario's name, and -sweep"),
  OPTION_ROW (SweepOptions, plot, OPTION_FLAG, 0, "plot", NULL,
              "draw a heat map of each metric, and a Pareto front, with gnuplot, into DIR/plots"),
  OPTION_ROW (
      SweepOptions, front, OPTION_LIST, 0, "front", "METRIC:WHICH",
      "one of the two metrics of the Pareto front, and whether max or min is good; to be given twice"),
  OPTION_ROW (SweepOptions, quiet, OPTION_FLAG, 'q', "quiet", NULL, "print nothing but errors"),
  OPTION_END,
};

static const char *const default_metrics[] = { "hit_rate", "misses", "purged_pages", "latency.p99", NULL };

/* ---- joining the file and the options ---- */

static void add_strings (GPtrArray *to, const char *const *strings)
{
  for (; strings != NULL && *strings != NULL; strings++) {
    g_ptr_array_add (to, g_strdup (*strings));
  }
}

/* What the file has, what the command line has, and the end. */
static GPtrArray *join (const SweepFileStrings *file, const GPtrArray *option)
{
  GPtrArray *joined = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < file->count; i++) {
    g_ptr_array_add (joined, g_strdup (file->items[i]));
  }
  add_strings (joined, option_list_get (option));
  g_ptr_array_add (joined, NULL);
  return joined;
}

static uint64_t choose (OptionNumber option, uint64_t file)
{
  return option.is_given ? option.value : file;
}

static bool check_numbers (const SweepOptions *options, GError **error)
{
  if (!option_check_duration (options->duration_ns, error) || !option_check_jobs (options->jobs, error)) {
    return false;
  }
  bool has_points = (!options->random.is_given || options->random.value > 0)
                    && (!options->lhs.is_given || options->lhs.value > 0);
  if (!has_points) {
    g_set_error_literal (
        error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
        "no points are to be drawn; give --random or --lhs a number above 0, or leave it out");
  }
  return has_points;
}

static SweepRequest make_request (const SweepOptions *options, const SweepFile *file, const SweepWish *wish)
{
  return (SweepRequest){ .vary = option_list_get (wish->vary),
                         .base = option_list_get (wish->base),
                         .random_points = choose (options->random, file->random),
                         .lhs_points = choose (options->lhs, file->lhs),
                         .draw_seed = choose (options->draw_seed, file->draw_seed),
                         .replications = choose (options->replications, file->replications),
                         .has_seed = options->seed.is_given || file->seed != SWEEP_FILE_NO_SEED,
                         .seed = choose (options->seed, file->seed) };
}

static void take_metrics (SweepWish *wish)
{
  if (wish->metrics->len > 1) {
    return;
  }
  g_ptr_array_set_size (wish->metrics, 0);
  add_strings (wish->metrics, default_metrics);
  g_ptr_array_add (wish->metrics, NULL);
}

SweepWish *sweep_wish_new (const SweepOptions *options, const char *path, GError **error)
{
  SweepFile *file = check_numbers (options, error) ? sweep_file_load (options->plan, error) : NULL;
  if (file == NULL) {
    return NULL;
  }
  SweepWish *wish = g_new0 (SweepWish, 1);
  wish->vary = join (&file->vary, options->vary);
  wish->base = join (&file->base, options->base);
  wish->metrics = join (&file->metrics, options->metric);
  wish->sets = join (&file->sets, options->set);
  take_metrics (wish);
  wish->request = make_request (options, file, wish);
  wish->runner =
      (RunnerOptions){ .path = path,
                       .changes = { .system_path = options->system, .sets = option_list_get (wish->sets) },
                       .duration_ns = options->duration_ns.value,
                       .metrics = option_list_get (wish->metrics),
                       .jobs = (unsigned)options->jobs.value };
  sweep_file_free (file);
  return wish;
}

void sweep_wish_free (SweepWish *wish)
{
  if (wish != NULL) {
    g_ptr_array_unref (wish->vary);
    g_ptr_array_unref (wish->base);
    g_ptr_array_unref (wish->metrics);
    g_ptr_array_unref (wish->sets);
    g_free (wish);
  }
}
