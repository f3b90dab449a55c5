/* cmd_tunables.c - the subcommand `tunables` */
#include "command.h"
#include "kernel_tunable.h"
#include "message.h"
#include "scenario_load.h"
#include "schema_reference.h"

#include <stdio.h>

typedef struct {
  const char *system;
  GPtrArray *set;
} TunablesOptions;

static const Option options[] = {
  OPTION_ROW (TunablesOptions, system, OPTION_TEXT, 0, "system", "FILE",
              "with a scenario: take tunables from an /etc/system file"),
  OPTION_ROW (TunablesOptions, set, OPTION_LIST, 0, "set", "PATH=VALUE",
              "with a scenario: change a value of it; may be given many times"),
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

static ExitCode print_lines (const char *path, const TunablesOptions *chosen)
{
  ScenarioChanges changes = { chosen->system, option_list_get (chosen->set) };
  GError *error = NULL;
  Scenario *scenario = scenario_load_changed (path, &changes, &error);
  if (scenario == NULL) {
    return exit_code_report (error);
  }
  printf ("* %s: all else is as the kernel has it\n", scenario->name);
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    g_autofree char *line = kernel_tunable_line (&tunable, scenario);
    if (line != NULL) {
      printf ("%s\n", line);
    }
  }
  scenario_free (scenario);
  return EXIT_CODE_OK;
}

static ExitCode run_tunables (const void *values, const char *const *operands)
{
  const TunablesOptions *chosen = values;
  if (operands[0] != NULL) {
    return print_lines (operands[0], chosen);
  }
  if (chosen->system != NULL || chosen->set != NULL) {
    message_print (
        "--system and --set change a scenario; name one, as in 'pcachesim tunables SCENARIO --set ...'");
    return EXIT_CODE_BROKEN;
  }
  print_reference ();
  return EXIT_CODE_OK;
}

const Command COMMAND_TUNABLES = {
  .name = "tunables",
  .operands = "[SCENARIO]",
  .operands_min = 0,
  .operands_max = 1,
  .summary = "print what can be tuned, or a scenario's tuning as lines for /etc/system",
  .description =
      "Without a scenario: every variable of the kernel that a scenario can set, with its unit, range,\n"
      "default, effect and line.  With one: the lines that give a machine the scenario's tuning, to be put "
      "into\n"
      "its /etc/system; what is left at its default needs no line.  The other way round, --system of\n"
      "'pcachesim run' takes the tuning of a machine from its /etc/system.",
  .example = "  pcachesim tunables | less\n"
             "  pcachesim tunables scenarios/window-pressure.yaml --set tunables.segpcache_shrink_shift=3\n",
  .options = options,
  .values_size = sizeof (TunablesOptions),
  .run = run_tunables,
};
