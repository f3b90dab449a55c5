/* Prints the JSON Schema of scenarios, or with a FILE says whether it is a valid scenario by its exit status. */
#include "scenario_load.h"
#include "scenario_table.h"

#include <stdio.h>
#include <stdlib.h>

int main (int argc, char **argv)
{
  if (argc > 1) {
    g_autoptr (GError) error = NULL;
    Scenario *scenario = scenario_load (argv[1], NULL, &error);
    if (!scenario) {
      (void)fprintf (stderr, "%s\n", error->message);
    }
    scenario_free (scenario);
    return scenario ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  g_autofree char *json = schema_json (&SCENARIO_TABLE);
  return fputs (json, stdout) == EOF ? EXIT_FAILURE : EXIT_SUCCESS;
}
