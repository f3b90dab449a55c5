/* cmd_schema.c - the subcommand `schema` */
#include "command.h"
#include "event_kinds.h"
#include "scenario_table.h"

typedef struct {
  bool json, events;
} SchemaOptions;

static const Option table[] = {
  OPTION_FLAG_ROW (SchemaOptions, json, 0, "json",
                   "print a JSON Schema, by which editors complete and check scenario files"),
  OPTION_FLAG_ROW (SchemaOptions, events, 0, "events",
                   "print the JSON Schema of the lines of an event trace (run --trace) instead"),
  OPTION_END,
};

static ExitCode run_schema (const void *values, const char *const *operands, GError **error)
{
  const SchemaOptions *chosen = values;
  (void)operands, (void)error;
  g_autofree char *text = chosen->events ? event_schema_json ()
                          : chosen->json ? schema_json (&SCENARIO_TABLE)
                                         : schema_reference (&SCENARIO_TABLE);
  (void)fputs (text, stdout);
  return EXIT_CODE_OK;
}

const Command COMMAND_SCHEMA = {
  .name = "schema",
  .operands = "",
  .summary = "print what a scenario file may hold",
  .description =
      "Prints the reference of scenario files: every key with its type, range, default and meaning.",
  .example = "  pcachesim schema | less\n"
             "  pcachesim schema --json >scenario.schema.json\n",
  .options = table,
  .values_size = sizeof (SchemaOptions),
  .run = run_schema,
};
