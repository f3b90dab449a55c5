/* Any bytes are a scenario, or have mistakes: for libFuzzer.  What is behind a NUL is a `--set`. */
#include "scenario_load.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const uint8_t *end = size > 0 ? memchr (data, '\0', size) : NULL;
  size_t length = end ? (size_t)(end - data) : size;
  g_autofree char *set = end ? g_strndup ((const char *)end + 1, size - length - 1) : NULL;
  const char *const sets[] = { set, NULL };
  g_autoptr (GError) error = NULL;
  Scenario *scenario = scenario_load_text ("fuzz.yaml", (const char *)data, length, sets, &error);
  g_assert ((scenario == NULL) == (error != NULL));
  g_assert (!error || g_utf8_validate (error->message, -1, NULL));
  scenario_free (scenario);
  return 0;
}
