/* cmd_merge.c - the subcommand `merge` */
#include "command.h"
#include "sweep_end.h"
#include "sweep_merge.h"

typedef struct {
  const char *output;
  bool plot;
  GPtrArray *front;
  bool quiet;
} MergeOptions;

static const Option options[] = {
  OPTION_ROW (MergeOptions, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the tables there; the default is the first folder"),
  OPTION_ROW (MergeOptions, plot, OPTION_FLAG, 0, "plot", NULL,
              "draw a heat map of each metric, and a Pareto front, with gnuplot, into DIR/plots"),
  OPTION_ROW (
      MergeOptions, front, OPTION_LIST, 0, "front", "METRIC:WHICH",
      "one of the two metrics of the Pareto front, and whether max or min is good; to be given twice"),
  OPTION_ROW (MergeOptions, quiet, OPTION_FLAG, 'q', "quiet", NULL, "print nothing but errors"),
  OPTION_END,
};

static ExitCode run_merge (const void *values, const char *const *operands)
{
  const MergeOptions *chosen = values;
  GError *error = NULL;
  SweepEnd end = { .output = chosen->output != NULL ? chosen->output : operands[0],
                   .quiet = chosen->quiet,
                   .plot = chosen->plot,
                   .front = chosen->front };
  SweepMerge *merge = sweep_merge_new (operands, &error);
  if (merge == NULL) {
    return exit_code_report (error);
  }
  const SweepPlan *plan = sweep_merge_get_plan (merge);
  ExitCode code = sweep_end_check (&end, (const char *const *)plan->metrics, &error)
                      ? sweep_end_write (&end, plan, sweep_merge_find, merge)
                      : exit_code_report (error);
  sweep_merge_free (merge);
  return code;
}

const Command COMMAND_MERGE = {
  .name = "merge",
  .operands = "DIR...",
  .operands_min = 1,
  .operands_max = 10000,
  .summary = "put the shards of a sweep together",
  .description =
      "Reads the journals that 'pcachesim sweep --shard K/N' left in each DIR, and writes the same tables,\n"
      "byte for byte, as the sweep would have on one machine.  Shards of another plan, scenario,\n"
      "version or build are refused; shards that are missing or not complete are named.",
  .example = "  pcachesim merge out/shards\n"
             "  pcachesim merge node1/out node2/out node3/out --output out/merged --plot\n",
  .options = options,
  .values_size = sizeof (MergeOptions),
  .run = run_merge,
};
