/* cmd_merge.c - the subcommand `merge` */
#include "sweep_end.h"
#include "sweep_shard.h"

static const Option table[] = {
  OPTION_ROW (SweepEnd, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the tables there; the default is the first folder"),
  SWEEP_END_ROWS (SweepEnd, ),
  OPTION_END,
};

static ExitCode run_merge (const void *values, const char *const *operands, GError **error)
{
  SweepEnd end = *(const SweepEnd *)values;
  end.output = end.output != NULL ? end.output : operands[0];
  g_autoptr (GPtrArray) parts = sweep_parts_read (operands, error);
  if (parts == NULL) {
    return EXIT_CODE_BROKEN;
  }
  const SweepPlan *plan = ((const SweepPart *)g_ptr_array_index (parts, 0))->plan;
  return sweep_end_check (&end, (const char *const *)plan->metrics, error)
             ? sweep_end_write (&end, plan, sweep_parts_find, parts, error)
             : EXIT_CODE_BROKEN;
}

const Command COMMAND_MERGE = {
  .name = "merge",
  .operands = "DIR...",
  .summary = "put the shards of a sweep together",
  .description =
      "Reads the journals that 'pcachesim sweep --shard K/N' left in each DIR, and writes the same tables,\n"
      "byte for byte, as the sweep would have on one machine.  Shards of another plan, scenario,\n"
      "version or build are refused; shards that are missing or not complete are named.",
  .example = "  pcachesim merge out/shards\n"
             "  pcachesim merge node1/out node2/out node3/out --output out/merged --plot\n",
  .options = table,
  .values_size = sizeof (SweepEnd),
  .run = run_merge,
};
