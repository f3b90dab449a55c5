#include "scenario_fixture.h"

char *fixture_everything (void)
{
  char *text = NULL;
  GError *error = NULL;
  if (!g_file_get_contents (EVERYTHING_YAML, &text, NULL, &error)) {
    ck_abort_msg ("%s", error->message);
  }
  return text;
}

Scenario *fixture_load (const char *text, const char *const *sets)
{
  GError *error = NULL;
  Scenario *scenario = scenario_load_text ("t.yaml", text, strlen (text), sets, &error);
  if (!scenario) {
    ck_abort_msg ("%s", error->message);
  }
  return scenario;
}

char *fixture_mistakes (const char *text, size_t length, const char *const *sets)
{
  GError *error = NULL;
  Scenario *scenario = scenario_load_text ("t.yaml", text, length, sets, &error);
  char *mistakes = g_strdup (error ? error->message : "");
  ck_assert ((scenario == NULL) == (error != NULL));
  scenario_free (scenario);
  g_clear_error (&error);
  return mistakes;
}
