/* cmd_tunables.c - the subcommand `tunables` */
#include "command.h"
#include "kernel_tunable.h"
#include "scenario_load.h"

static const Option table[] = {
  OPTION_CHANGE_ROWS (ScenarioChanges, , "with a scenario: "),
  OPTION_END,
};

static void print_reference (void)
{
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    g_autofree char *text = schema_reference_kernel (tunable.field);
    printf ("%s\n", text);
  }
  printf (
      "The kernel reads its /etc/system once, at boot. Numbers there are decimal, or hexadecimal with 0x;\n"
      "'" TOOL_NAME " tunables SCENARIO' prints the lines that give a machine the tuning of a scenario.\n");
}

static void print_lines (const Scenario *scenario)
{
  printf ("* %s: all else is as the kernel has it\n", scenario->name);
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    g_autofree char *line = kernel_tunable_line (&tunable, kernel_tunable_get (&tunable, scenario));
    if (line != NULL) {
      printf ("%s\n", line);
    }
  }
}

static ExitCode run_tunables (const void *values, const char *const *operands, GError **error)
{
  const ScenarioChanges *changes = values;
  if (operands[0] != NULL) {
    g_autoptr (Scenario) scenario = scenario_load (operands[0], changes, error);
    if (scenario != NULL) {
      print_lines (scenario);
    }
  } else if (changes->system_path != NULL || changes->sets != NULL) {
    (void)refuse_option (
        error,
        "--system and --set change a scenario; name one, as in 'pcachesim tunables SCENARIO --set ...'");
  } else {
    print_reference ();
  }
  return EXIT_CODE_OK;
}

const Command COMMAND_TUNABLES = {
  .name = "tunables",
  .operands = "[SCENARIO]",
  .summary = "print what can be tuned, or a scenario's tuning as lines for /etc/system",
  .description =
      "Without a scenario: every variable of the kernel that a scenario can set, with its unit, range,\n"
      "default, effect and line.  With one: the lines that give a machine the scenario's tuning, to be\n"
      "put into its /etc/system; what is left at its default needs no line.  The other way round,\n"
      "--system of 'pcachesim run' takes the tuning of a machine from its /etc/system.",
  .example = "  pcachesim tunables | less\n"
             "  pcachesim tunables scenarios/window-pressure.yaml --set tunables.segpcache_shrink_shift=3\n",
  .options = table,
  .values_size = sizeof (ScenarioChanges),
  .run = run_tunables,
};
