/*
 * cmd_sweep.c - the subcommand `sweep`
 *
 * A plan file is YAML; its keys are names of options.  The command line adds values to the lists of the file,
 * and replaces its single values:
 *
 *     vary:
 *       - tunables.segpcache_maxwindow=64MiB,128MiB,256MiB
 *       - tunables.segpcache_shrink_shift=lin:1:5:5
 *     replications: 10
 *     metrics: [hit_rate, latency.p99]
 */
#include "interrupt.h"
#include "sweep_end.h"
#include "sweep_file.h"
#include "sweep_shard.h"

typedef struct {
  SweepRequest request; /* from the command line only, without the plan file */
  RunnerOptions runner; /* likewise */
  bool has_draw_seed, has_replications;
  const char *plan, *shard;
  SweepEnd end;
} SweepOptions;

static const Option table[] = {
  OPTION_ROW (
      SweepOptions, request.vary, OPTION_LIST, 0, "vary", "PATH=VALUES",
      "what to vary: a,b,c or lin:FROM:TO:N or log:FROM:TO:N, or FROM..TO or FROM..TO:log to draw from; "
      "may be given many times"),
  OPTION_NUMBER_ROW (SweepOptions, request.random_points, 0, "random", "N", 1, 0, 0,
                     "draw N points from the ranges"),
  OPTION_NUMBER_ROW (SweepOptions, request.lhs_points, 0, "lhs", "N", 1, 0, 0,
                     "draw N points from the ranges, evenly spread: a Latin hypercube"),
  OPTION_GIVEN_ROW (SweepOptions, request.draw_seed, has_draw_seed, OPTION_UNSIGNED, "draw-seed", "N",
                    "draw other points; the default is 0"),
  OPTION_ROW (SweepOptions, request.base, OPTION_LIST, 0, "base", "PATH=VALUE",
              "compare with the point that has this value, instead of the scenario's own; may be given many "
              "times"),
  { .name = "replications",
    .letter = 'r',
    .kind = OPTION_UNSIGNED,
    .offset = offsetof (SweepOptions, request.replications),
    .given_offset = offsetof (SweepOptions, has_replications),
    .argument = "N",
    .doc = "run each point N times, with independent random numbers, the same for all points; the default "
           "is 1" },
  OPTION_ROW (SweepOptions, runner.metrics, OPTION_LIST, 'm', "metric", "NAME",
              "a metric of summary.json to record; may be given many times; the default is hit_rate, misses, "
              "purged_pages, latency.p99"),
  OPTION_ROW (SweepOptions, plan, OPTION_TEXT, 0, "plan", "FILE",
              "read vary, base, metrics, set, replications, random, lhs, draw-seed, seed from a YAML file"),
  OPTION_CHANGE_ROWS (SweepOptions, runner.changes., "for all points: "),
  OPTION_SEED_ROW (SweepOptions, runner.machine.),
  OPTION_DURATION_ROW (SweepOptions, runner.machine.duration_ns),
  OPTION_JOBS_ROW (SweepOptions, runner.jobs),
  OPTION_ROW (
      SweepOptions, shard, OPTION_TEXT, 0, "shard", "K/N",
      "make only the K-th of N parts, say on a machine of its own; 'pcachesim merge' puts them together"),
  OPTION_ROW (SweepOptions, end.output, OPTION_TEXT, 'o', "output", "DIR",
              "write the files there; the default is out/, the scenario's name, and -sweep"),
  SWEEP_END_ROWS (SweepOptions, end.),
  OPTION_END,
};

static const char *const default_metrics[] = { "hit_rate", "misses", "purged_pages", "latency.p99", NULL };

/* One call of the subcommand. */
typedef struct {
  const SweepOptions *options;
  SweepFile *file;
  GPtrArray *lists; /* the joined lists of file and options */
  SweepRequest request;
  RunnerOptions runner_options;
  SweepShard shard;
  Runner *runner;
  SweepPlan *plan;
  SweepEnd end;
  char *output;
  Journal *journal;
} Sweep;

/* ---- joining the file and the options ---- */

/* Returns the values of FILE followed by those of OPTION; NULL if both are empty. */
static const char *const *join (Sweep *sweep, const char *const *file, const char *const *option)
{
  GPtrArray *joined = g_ptr_array_new ();
  const char *const *const lists[] = { file, option };
  for (size_t i = 0; i < G_N_ELEMENTS (lists); i++) {
    for (const char *const *item = lists[i]; item != NULL && *item != NULL; item++) {
      g_ptr_array_add (joined, (char *)(uintptr_t)*item);
    }
  }
  bool is_empty = joined->len == 0;
  g_ptr_array_add (joined, NULL);
  const char *const *list = (const char *const *)joined->pdata;
  g_ptr_array_add (sweep->lists, g_ptr_array_free (joined, FALSE));
  return is_empty ? NULL : list;
}

static void join_all (Sweep *sweep, const char *path)
{
  const SweepRequest *chosen = &sweep->options->request;
  const SweepFile *file = sweep->file;
  SweepRequest *request = &sweep->request;
  RunnerOptions *runner = &sweep->runner_options;
  *request = file->request;
  request->vary = join (sweep, request->vary, chosen->vary);
  request->base = join (sweep, request->base, chosen->base);
  request->random_points = chosen->random_points > 0 ? chosen->random_points : request->random_points;
  request->lhs_points = chosen->lhs_points > 0 ? chosen->lhs_points : request->lhs_points;
  request->draw_seed = sweep->options->has_draw_seed ? chosen->draw_seed : request->draw_seed;
  request->replications = sweep->options->has_replications ? chosen->replications : request->replications;
  *runner = sweep->options->runner;
  runner->path = path;
  runner->changes.sets = join (sweep, file->sets, runner->changes.sets);
  runner->metrics = join (sweep, file->metrics, runner->metrics);
  runner->metrics = runner->metrics != NULL ? runner->metrics : default_metrics;
  if (!runner->machine.has_seed && file->seed != SWEEP_FILE_NO_SEED) {
    runner->machine.seed = file->seed;
    runner->machine.has_seed = true;
  }
}

/* ---- the runs ---- */

/* Makes the plan, and checks everything that can be checked before the first run. */
static bool sweep_prepare (Sweep *sweep, const char *path, GError **error)
{
  const SweepOptions *chosen = sweep->options;
  sweep->shard = (SweepShard){ 1, 1 };
  if (chosen->shard != NULL && !sweep_shard_parse (chosen->shard, &sweep->shard, error)) {
    return false;
  }
  sweep->file = sweep_file_load (chosen->plan, error);
  if (sweep->file == NULL) {
    return false;
  }
  join_all (sweep, path);
  if (!sweep_end_check (&chosen->end, sweep->runner_options.metrics, error)) {
    return false;
  }
  sweep->runner = runner_new (&sweep->runner_options, error);
  sweep->plan = sweep->runner != NULL ? sweep_plan_new (sweep->runner, &sweep->request, error) : NULL;
  if (sweep->plan == NULL) {
    return false;
  }
  sweep->output = chosen->end.output != NULL ? g_strdup (chosen->end.output)
                                             : g_strdup_printf ("out/%s-sweep", sweep->plan->scenario);
  sweep->end = chosen->end;
  sweep->end.output = sweep->output;
  return true;
}

/* Makes the runs of the shard; *COUNT is how many it has. */
static bool sweep_make_runs (Sweep *sweep, size_t *count, GError **error)
{
  bool is_quiet = sweep->end.quiet;
  g_autofree char *name = sweep_shard_make_name (sweep->shard);
  g_autofree char *path = g_build_filename (sweep->output, name, NULL);
  g_autofree char *head = sweep_shard_format_head (sweep->shard, sweep->plan);
  sweep->journal = journal_open (path, error);
  if (sweep->journal == NULL || !journal_put_head (sweep->journal, head, error)) {
    return false;
  }
  g_autoptr (GArray) runs = sweep_shard_list_runs (sweep->shard, sweep->plan);
  size_t done = 0;
  for (guint i = 0; i < runs->len; i++) {
    done += journal_find (sweep->journal, g_array_index (runs, Evaluation, i).key) != NULL;
  }
  if (done > 0 && done < runs->len && !is_quiet) {
    message_printf ("%zu of %u runs are there already", done, runs->len);
  }
  RunCount *progress = run_count_new (message_get_terminal (is_quiet), "runs", done, runs->len);
  bool is_good = runner_fill_journal (sweep->runner, sweep->journal, runs, progress, error);
  done = progress->done;
  run_count_free (progress);
  if (!is_good && !is_quiet) {
    message_printf ("%zu of %u runs are in %s; the same command goes on from there", done, runs->len, path);
  }
  *count = runs->len;
  return is_good;
}

static const char *find_in_journal (const void *user, const char *key)
{
  return journal_find (user, key);
}

static ExitCode sweep_run_all (Sweep *sweep, const char *path, GError **error)
{
  size_t runs;
  if (!sweep_prepare (sweep, path, error) || !sweep_make_runs (sweep, &runs, error)) {
    return EXIT_CODE_BROKEN;
  }
  if (sweep->shard.count == 1) {
    return sweep_end_write (&sweep->end, sweep->plan, find_in_journal, sweep->journal, error);
  }
  if (!sweep->end.quiet) {
    printf ("shard %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT
            ": %zu runs in %s; 'pcachesim merge' puts the shards together\n",
            sweep->shard.number, sweep->shard.count, runs, sweep->output);
  }
  return EXIT_CODE_OK;
}

static ExitCode run_sweep (const void *values, const char *const *operands, GError **error)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func (g_free);
  Sweep sweep = { .options = values, .lists = lists };
  interrupt_catch ();
  ExitCode code = sweep_run_all (&sweep, operands[0], error);
  journal_close (sweep.journal);
  sweep_plan_free (sweep.plan);
  runner_free (sweep.runner);
  g_clear_pointer (&sweep.file, sweep_file_free);
  g_free (sweep.output);
  return code;
}

const Command COMMAND_SWEEP = {
  .name = "sweep",
  .operands = "SCENARIO",
  .summary = "run a scenario with many values",
  .description =
      "Runs SCENARIO with all combinations of the values of --vary, on all cores, and shows the metrics of\n"
      "each point: means and 95 % confidence intervals over the replications, and the difference from the\n"
      "scenario as it is, replication by replication.  All points are checked before anything runs.\n"
      "Each result goes into a journal at once: after an interruption the same command continues where the\n"
      "sweep stopped.  Results of another build of the simulator are not used.  At the end it writes\n"
      "sweep.csv, a row for each run, and points.csv, a row for each point.  These are the same bytes\n"
      "however often the sweep was interrupted, with any number of jobs, and in one piece or in shards.",
  .example =
      "  pcachesim sweep scenarios/small-machine.yaml --vary tunables.segpcache_maxwindow=2MiB,4MiB,8MiB\n"
      "  pcachesim sweep scenarios/small-machine.yaml --vary tunables.segpcache_maxwindow=log:1MiB:64MiB:7 "
      "\\\n"
      "      --vary tunables.segpcache_shrink_shift=lin:1:5:5 --replications 5 --plot\n"
      "  pcachesim sweep scenarios/small-machine.yaml --vary tunables.segpcache_maxwindow=1MiB..64MiB:log "
      "\\\n"
      "      --vary tunables.segpcache_reap_sec=1..30 --lhs 20 --shard 1/4 --output out/drawn\n",
  .options = table,
  .values_size = sizeof (SweepOptions),
  .run = run_sweep,
};
