/* scenario_command.c - the command that gets a run again */
#include "scenario_command.h"

#include <string.h>

/* What no shell makes anything of needs no quotes. */
static void append_word (GString *text, const char *word)
{
  bool is_plain = word[0] != '\0';
  for (const char *at = word; *at != '\0'; at++) {
    is_plain = is_plain && (g_ascii_isalnum (*at) || strchr ("_./=,:+-@%", *at) != NULL);
  }
  if (is_plain) {
    g_string_append (text, word);
  } else {
    g_autofree char *quoted = g_shell_quote (word);
    g_string_append (text, quoted);
  }
}

void scenario_append_set (const char *set, GString *text)
{
  g_string_append (text, " --set ");
  append_word (text, set);
}

void scenario_append_command (const Scenario *scenario, GString *text)
{
  g_string_append (text, "pcachesim run ");
  append_word (text, scenario->path);
  for (size_t i = 0; i < scenario->sets.count; i++) {
    scenario_append_set (scenario->sets.items[i], text);
  }
}
