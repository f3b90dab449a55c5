/* cmd_sweep.c - the subcommand `sweep` */
#include "command.h"
#include "interrupt.h"
#include "message.h"
#include "run_count.h"
#include "sweep_end.h"
#include "sweep_options.h"
#include "sweep_shard.h"

#include <stdio.h>
#include <unistd.h>

/* One call of the subcommand. */
typedef struct {
  const SweepOptions *options;
  SweepWish *wish;
  SweepShard shard;
  Runner *runner;
  SweepPlan *plan;
  char *output;
  Journal *journal;
  RunCount *count;
  size_t done, runs;
} Sweep;

static void begin_count (void *user, size_t done, size_t count)
{
  Sweep *sweep = user;
  sweep->done = done;
  sweep->runs = count;
  FILE *to = !sweep->options->quiet && isatty (STDERR_FILENO) ? stderr : NULL;
  sweep->count = run_count_new (to, "runs", done, count);
  if (done > 0 && done < count && !sweep->options->quiet) {
    message_printf ("%zu of %zu runs are there already", done, count);
  }
}

static void sweep_update_count (void *user, size_t done)
{
  Sweep *sweep = user;
  sweep->done = done;
  run_count_update (sweep->count, done);
}

static SweepEnd make_end (const Sweep *sweep)
{
  const SweepOptions *options = sweep->options;
  return (SweepEnd){
    .output = sweep->output, .quiet = options->quiet, .plot = options->plot, .front = options->front
  };
}

/* Makes the plan, with everything checked that can be before something runs. */
static bool sweep_prepare (Sweep *sweep, const char *path, GError **error)
{
  const SweepOptions *options = sweep->options;
  sweep->shard = (SweepShard){ 1, 1 };
  if (options->shard != NULL && !sweep_shard_parse (options->shard, &sweep->shard, error)) {
    return false;
  }
  sweep->wish = sweep_wish_new (options, path, error);
  SweepEnd end = make_end (sweep);
  if (sweep->wish == NULL || !sweep_end_check (&end, sweep->wish->runner.metrics, error)) {
    return false;
  }
  sweep->runner = runner_new (&sweep->wish->runner, error);
  sweep->plan = sweep->runner != NULL
                    ? sweep_plan_new (sweep->runner, &sweep->wish->runner, &sweep->wish->request, error)
                    : NULL;
  if (sweep->plan == NULL) {
    return false;
  }
  g_autofree char *name = g_strconcat (sweep->plan->scenario, "-sweep", NULL);
  sweep->output = options->output != NULL ? g_strdup (options->output) : g_build_filename ("out", name, NULL);
  return true;
}

static bool sweep_make_runs (Sweep *sweep, GError **error)
{
  g_autofree char *name = sweep_shard_make_name (sweep->shard);
  g_autofree char *path = g_build_filename (sweep->output, name, NULL);
  sweep->journal = journal_open (path, error);
  SweepShardCalls calls = { begin_count, sweep_update_count, sweep };
  bool is_good = sweep->journal != NULL
                 && sweep_shard_run (sweep->shard, sweep->plan, sweep->runner, &sweep->wish->request,
                                     sweep->journal, &calls, error);
  g_clear_pointer (&sweep->count, run_count_free);
  if (!is_good && sweep->journal != NULL && !sweep->options->quiet) {
    message_printf ("%zu of %zu runs are in %s; the same command goes on from there", sweep->done,
                    sweep->runs, path);
  }
  return is_good;
}

static const char *find_in_journal (const void *user, const char *key)
{
  return journal_find (user, key);
}

static ExitCode end_shard (const Sweep *sweep)
{
  if (!sweep->options->quiet) {
    printf ("shard %" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT
            ": %zu runs in %s; 'pcachesim merge' puts the shards together\n",
            sweep->shard.number, sweep->shard.count, sweep->runs, sweep->output);
  }
  return EXIT_CODE_OK;
}

static ExitCode sweep_run_all (Sweep *sweep, const char *path)
{
  GError *error = NULL;
  if (!sweep_prepare (sweep, path, &error) || !sweep_make_runs (sweep, &error)) {
    return exit_code_report (error);
  }
  if (sweep->shard.count > 1) {
    return end_shard (sweep);
  }
  SweepEnd end = make_end (sweep);
  return sweep_end_write (&end, sweep->plan, find_in_journal, sweep->journal);
}

static ExitCode run_sweep (const void *values, const char *const *operands)
{
  Sweep sweep = { .options = values };
  interrupt_catch ();
  ExitCode code = sweep_run_all (&sweep, operands[0]);
  journal_close (sweep.journal);
  sweep_plan_free (sweep.plan);
  runner_free (sweep.runner);
  sweep_wish_free (sweep.wish);
  g_free (sweep.output);
  return code;
}

const Command COMMAND_SWEEP = {
  .name = "sweep",
  .operands = "SCENARIO",
  .operands_min = 1,
  .operands_max = 1,
  .summary = "run a scenario with many values",
  .description =
      "Runs SCENARIO with all combinations of the values of --vary, on all cores, and says what becomes of\n"
      "the metrics: means and 95 % confidence intervals over the replications, and the difference from\n"
      "the scenario as it is, replication by replication.  All points are checked before anything runs.\n"
      "Results go into a journal as they come: a sweep that was interrupted or killed goes on where\n"
      "it was when the same command is given again; results of another build of the simulator are not used.\n"
      "At the end it writes sweep.csv, a row a run, and points.csv, a row a point, which are the same\n"
      "however often it was interrupted, however many runs went on at a time, and whether it was made as\n"
      "one or in shards.",
  .example =
      "  pcachesim sweep scenarios/small-machine.yaml --vary tunables.segpcache_maxwindow=2MiB,4MiB,8MiB\n"
      "  pcachesim sweep scenarios/small-machine.yaml --vary tunables.segpcache_maxwindow=log:1MiB:64MiB:7 "
      "\\\n"
      "      --vary tunables.segpcache_shrink_shift=lin:1:5:5 --replications 5 --plot\n"
      "  pcachesim sweep scenarios/small-machine.yaml --vary tunables.segpcache_maxwindow=1MiB..64MiB:log "
      "\\\n"
      "      --vary tunables.segpcache_reap_sec=1..30 --lhs 20 --shard 1/4 --output out/drawn\n",
  .options = SWEEP_OPTIONS,
  .values_size = sizeof (SweepOptions),
  .run = run_sweep,
};
