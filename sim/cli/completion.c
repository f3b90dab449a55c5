/* completion.c - writes scripts for bash and zsh from the table of commands */
#include "command.h"
#include "kernel_tunable.h"

#include <string.h>

/* How to complete an argument, by its name in the help. */
typedef struct {
  const char *argument;
  const char *bash; /* of compgen */
  const char *zsh;  /* an action of _arguments */
} Completer;

static const Completer completers[] = {
  { "FILE", "-f", "_files" },
  { "DIR", "-d", "_files -/" },
  { "SCENARIO", "-f -X '!*.@(yaml|yml)' -o plusdirs", "_files -g \"*.(yaml|yml)\"" },
  { "SUBCOMMAND", "-W \"$subcommands\"", "_pcachesim_subcommands" },
  { "PATH=VALUE", "-W \"$paths\" -S '='", "_pcachesim_paths" },
};

/* Finds the Completer for the first name in WORDS, "DIR..." or "[SCENARIO]"; NULL: nothing to complete. */
static const Completer *completer_of (const char *words)
{
  const char *word = words + strspn (words, "[");
  for (size_t i = 0; i < G_N_ELEMENTS (completers); i++) {
    if (g_str_has_prefix (word, completers[i].argument)) {
      return &completers[i];
    }
  }
  return NULL;
}

static void add_names (GString *script, const char *separator)
{
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    g_string_append_printf (script, "%s%s", i > 0 ? separator : "", COMMANDS[i]->name);
  }
}

static void add_paths (GString *script)
{
  KernelTunable tunable;
  for (size_t i = 0; kernel_tunable_at (i, &tunable); i++) {
    g_string_append_printf (script, "%s%s.%s", i > 0 ? " " : "", tunable.section->key, tunable.field->key);
  }
}

/* ---- bash ---- */

/* Adds the completions of the values of options. */
static void add_bash_values (GString *script, const Command *command)
{
  for (const Option *option = NULL; (option = command_next_option (command, option)) != NULL;) {
    if (option->kind == OPTION_FLAG) {
      continue;
    }
    const Completer *completer = completer_of (option->argument);
    g_string_append_printf (script, "  %s:--%s", command->name, option->name);
    if (option->letter != '\0') {
      g_string_append_printf (script, " | %s:-%c", command->name, option->letter);
    }
    g_string_append_printf (script, ") matches=(%s)%s ;;\n", completer ? completer->bash : "-W ''",
                            option->kind == OPTION_LIST ? " && compopt -o nospace 2>/dev/null" : "");
  }
}

static void add_bash_options (GString *script, const Command *command)
{
  g_string_append_printf (script, "  %s) options='--help", command->name);
  for (const Option *option = NULL; (option = command_next_option (command, option)) != NULL;) {
    g_string_append_printf (script, " --%s", option->name);
  }
  const Completer *completer = completer_of (command->operands);
  g_string_append_printf (script, "' operands=(%s) ;;\n", completer ? completer->bash : "-W ''");
}

char *completion_bash (void)
{
  GString *script =
      g_string_new ("# bash completion for " TOOL_NAME "\n\n_pcachesim ()\n{\n"
                    "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                    "  local subcommands='");
  add_names (script, " ");
  g_string_append (script, "' paths='");
  add_paths (script);
  g_string_append (script, "'\n"
                           "  local options='' operands=() matches=()\n"
                           "  COMPREPLY=()\n"
                           "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                           "    mapfile -t COMPREPLY < <(compgen -W \"$subcommands\" -- \"$word\")\n"
                           "    return\n"
                           "  fi\n"
                           "  case ${COMP_WORDS[1]}:$before in\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    add_bash_values (script, COMMANDS[i]);
  }
  g_string_append (script, "  esac\n  case ${COMP_WORDS[1]} in\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    add_bash_options (script, COMMANDS[i]);
  }
  g_string_append (
      script,
      "  esac\n"
      "  if [ ${#matches[@]} -eq 0 ]; then\n"
      "    case $word in\n"
      "    -*) matches=(-W \"$options\") ;;\n"
      "    *) matches=(\"${operands[@]}\") ;;\n"
      "    esac\n"
      "  fi\n"
      "  [ ${#matches[@]} -eq 0 ] || mapfile -t COMPREPLY < <(compgen \"${matches[@]}\" -- \"$word\")\n"
      "}\n\n"
      "shopt -s extglob\n"
      "complete -o filenames -F _pcachesim " TOOL_NAME "\n");
  return g_string_free (script, FALSE);
}

/* ---- zsh ---- */

/* Adds TEXT, escaped for brackets within single quotes. */
static void add_zsh_text (GString *script, const char *text)
{
  for (; *text != '\0'; text++) {
    if (*text == '\'') {
      g_string_append (script, "'\\''");
    } else {
      g_string_append_printf (script, "%s%c", strchr ("[]:\\", *text) != NULL ? "\\" : "", *text);
    }
  }
}

static void add_zsh_option (GString *script, const Option *option)
{
  const char *often = option->kind == OPTION_LIST ? "*" : "";
  g_string_append_printf (script, "      '%s--%s[", often, option->name);
  add_zsh_text (script, option->doc);
  g_string_append_c (script, ']');
  if (option->kind != OPTION_FLAG) {
    const Completer *completer = completer_of (option->argument);
    g_string_append_printf (script, ":%s:%s", option->argument, completer ? completer->zsh : "");
  }
  g_string_append (script, "' \\\n");
}

static void add_zsh_command (GString *script, const Command *command)
{
  g_string_append_printf (script, "  %s)\n    _arguments \\\n", command->name);
  for (const Option *option = NULL; (option = command_next_option (command, option)) != NULL;) {
    add_zsh_option (script, option);
  }
  g_string_append (script, "      '--help[print help]'");
  const Completer *completer = completer_of (command->operands);
  if (completer) {
    g_string_append_printf (script, " \\\n      '*:%s:%s'", completer->argument, completer->zsh);
  }
  g_string_append (script, "\n    ;;\n");
}

char *completion_zsh (void)
{
  GString *script = g_string_new ("#compdef " TOOL_NAME "\n\n_pcachesim_subcommands ()\n{\n"
                                  "  local -a subcommands=(\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    g_string_append_printf (script, "    '%s:", COMMANDS[i]->name);
    add_zsh_text (script, COMMANDS[i]->summary);
    g_string_append (script, "'\n");
  }
  g_string_append (script, "  )\n  _describe subcommand subcommands\n}\n\n_pcachesim_paths ()\n{\n"
                           "  compadd -S = -- ");
  add_paths (script);
  g_string_append (script, "\n}\n\n_pcachesim ()\n{\n"
                           "  if (( CURRENT == 2 )); then\n    _pcachesim_subcommands\n    return\n  fi\n"
                           "  local subcommand=$words[2]\n"
                           "  shift words\n  (( CURRENT-- ))\n"
                           "  case $subcommand in\n");
  for (size_t i = 0; i < COMMAND_COUNT; i++) {
    add_zsh_command (script, COMMANDS[i]);
  }
  g_string_append (script, "  esac\n}\n\n_pcachesim \"$@\"\n");
  return g_string_free (script, FALSE);
}
