/* option_table.c - command lines read and written by a table of options */
#include "option_table.h"

#include "units.h"
#include "words.h"

#include <string.h>

/* What the callback needs. */
typedef struct {
  const Option *options;
  char *values;
} Reading;

static const Option *find_option (const Reading *reading, const char *given)
{
  for (const Option *option = reading->options; option->name != NULL; option++) {
    bool is_letter = given[0] == '-' && given[1] != '-' && given[1] == option->letter && given[2] == '\0';
    if (is_letter || (g_str_has_prefix (given, "--") && strcmp (given + 2, option->name) == 0)) {
      return option;
    }
  }
  return NULL;
}

static bool option_table_set_bad_value (GError **error, const Option *option, const char *text,
                                        const char *mistake)
{
  g_autofree char *quoted = words_quote (text);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s %s: %s", option->name, quoted, mistake);
  return false;
}

/* Whether the value of NUMBER, given as TEXT, is one that OPTION accepts. */
static bool check_range (const Option *option, const char *text, const OptionNumber *number, GError **error)
{
  if (number->value >= option->least && (option->most == 0 || number->value <= option->most)) {
    return true;
  }
  g_autofree char *range = NULL;
  if (option->kind == OPTION_TIME) {
    range = g_strdup ("nothing happens in no time; use a time above 0, say 10s");
  } else if (option->most == 0) {
    range = g_strdup_printf ("use a number from %" G_GUINT64_FORMAT " on", option->least);
  } else {
    range = g_strdup_printf ("use a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, option->least,
                             option->most);
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s %s: %s", option->name, text, range);
  return false;
}

static bool option_table_read_number (const Option *option, const char *text, OptionNumber *number,
                                      GError **error)
{
  bool is_hex = g_str_has_prefix (text, "0x");
  number->is_given = true;
  if (option->kind == OPTION_TIME) {
    g_autofree char *mistake = NULL;
    return units_parse (&UNITS_TIME, text, 0, 0, &number->value, &mistake)
               ? check_range (option, text, number, error)
               : option_table_set_bad_value (error, option, text, mistake);
  }
  if (!g_ascii_string_to_unsigned (is_hex ? text + 2 : text, is_hex ? 16 : 10, 0, UINT64_MAX, &number->value,
                                   NULL)) {
    return option_table_set_bad_value (
        error, option, text,
        "not a number; use a whole number from 0 to 18446744073709551615, or 0x and hexadecimal digits");
  }
  return check_range (option, text, number, error);
}

static void read_item (const char *text, char ***list)
{
  guint count = *list != NULL ? g_strv_length (*list) : 0;
  *list = g_renew (char *, *list, count + 2);
  (*list)[count] = g_strdup (text);
  (*list)[count + 1] = NULL;
}

static gboolean read_option (const char *given, const char *text, void *user, GError **error)
{
  const Reading *reading = user;
  const Option *option = find_option (reading, given);
  g_assert (option != NULL);
  void *value = reading->values + option->offset;
  switch (option->kind) {
  case OPTION_FLAG:
    *(bool *)value = true;
    return TRUE;
  case OPTION_TEXT:
    g_free (*(char **)value);
    *(char **)value = g_strdup (text);
    return TRUE;
  case OPTION_LIST:
    read_item (text, value);
    return TRUE;
  case OPTION_UNSIGNED:
  case OPTION_TIME:
    return option_table_read_number (option, text, value, error);
  }
  return FALSE;
}

/* The data of an entry with a callback is the callback. */
typedef union {
  GOptionArgFunc callback;
  gpointer data;
} OptionCallback;

static GOptionEntry *make_entries (const Option *options)
{
  size_t count = 0;
  while (options[count].name != NULL) {
    count++;
  }
  GOptionEntry *entries = g_new0 (GOptionEntry, count + 1);
  for (size_t i = 0; i < count; i++) {
    entries[i].long_name = options[i].name;
    entries[i].short_name = options[i].letter;
    /* Bytes are taken as they are given, whatever the locale. */
    entries[i].flags = options[i].kind == OPTION_FLAG ? G_OPTION_FLAG_NO_ARG : G_OPTION_FLAG_FILENAME;
    entries[i].arg = G_OPTION_ARG_CALLBACK;
    entries[i].arg_data = (OptionCallback){ .callback = read_option }.data;
  }
  return entries;
}

/* The first of ARGUMENTS that looks like an option: one that the table does not have. */
static bool check_unknown (const Reading *reading, char **arguments, GError **error)
{
  while (*arguments != NULL && strcmp (*arguments, "--") != 0
         && ((*arguments)[0] != '-' || (*arguments)[1] == '\0')) {
    arguments++;
  }
  if (*arguments == NULL || strcmp (*arguments, "--") == 0) {
    return true;
  }
  g_autofree char *given = g_strndup (*arguments, strcspn (*arguments, "="));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (const Option *option = reading->options; option->name != NULL; option++) {
    if (!option->is_internal) {
      g_ptr_array_add (names, g_strconcat ("--", option->name, NULL));
    }
  }
  g_autofree char *quoted = words_quote (given);
  g_autofree char *hint = words_hint (given, (const char *const *)names->pdata, names->len);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown option %s; %s", quoted, hint);
  return false;
}

/* GLib leaves a "--" when what follows it looks like an option. */
static void drop_dashes (char **arguments)
{
  while (*arguments != NULL && strcmp (*arguments, "--") != 0) {
    arguments++;
  }
  if (*arguments != NULL) {
    g_free (*arguments);
    do {
      arguments[0] = arguments[1];
    } while (*arguments++ != NULL);
  }
}

static void set_fallbacks (const Option *options, char *values)
{
  for (const Option *option = options; option->name != NULL; option++) {
    if (option->kind == OPTION_UNSIGNED || option->kind == OPTION_TIME) {
      ((OptionNumber *)(void *)(values + option->offset))->value = option->fallback;
    }
  }
}

bool option_table_parse (const Option *options, char ***arguments, void *values, GError **error)
{
  set_fallbacks (options, values);
  Reading reading = { options, values };
  g_autofree GOptionEntry *entries = make_entries (options);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionGroup *group = g_option_group_new ("main", "", "", &reading, NULL);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_ignore_unknown_options (context, TRUE);
  /* GLib takes the first word for the name of the program. */
  GPtrArray *words = g_ptr_array_new ();
  g_ptr_array_add (words, g_strdup (""));
  for (char **word = *arguments; *word != NULL; word++) {
    g_ptr_array_add (words, *word);
  }
  g_ptr_array_add (words, NULL);
  g_free (*arguments);
  char **strings = (char **)g_ptr_array_free (words, FALSE);
  bool is_good = g_option_context_parse_strv (context, &strings, error);
  g_free (strings[0]);
  memmove (strings, strings + 1, g_strv_length (strings + 1) * sizeof *strings + sizeof *strings);
  *arguments = strings;
  is_good = is_good && check_unknown (&reading, strings, error);
  drop_dashes (strings);
  return is_good;
}

static void write_text (const Option *option, const char *text, GPtrArray *words)
{
  g_ptr_array_add (words, g_strdup_printf ("--%s=%s", option->name, text));
}

static void write_option (const Option *option, const void *value, GPtrArray *words)
{
  switch (option->kind) {
  case OPTION_FLAG:
    if (*(const bool *)value) {
      g_ptr_array_add (words, g_strconcat ("--", option->name, NULL));
    }
    break;
  case OPTION_TEXT:
    if (*(const char *const *)value != NULL) {
      write_text (option, *(const char *const *)value, words);
    }
    break;
  case OPTION_LIST:
    for (const char *const *item = *(const char *const *const *)value; item != NULL && *item != NULL;
         item++) {
      write_text (option, *item, words);
    }
    break;
  case OPTION_UNSIGNED:
  case OPTION_TIME:
    if (((const OptionNumber *)value)->is_given) {
      g_ptr_array_add (words, g_strdup_printf ("--%s=%" G_GUINT64_FORMAT "%s", option->name,
                                               ((const OptionNumber *)value)->value,
                                               option->kind == OPTION_TIME ? "ns" : ""));
    }
    break;
  }
}

void option_table_write (const Option *options, const void *values, GPtrArray *words)
{
  for (const Option *option = options; option->name != NULL; option++) {
    write_option (option, (const char *)values + option->offset, words);
  }
}

void option_table_clear (const Option *options, void *values)
{
  for (const Option *option = options; option->name != NULL; option++) {
    void *value = (char *)values + option->offset;
    if (option->kind == OPTION_TEXT) {
      g_free (*(char **)value);
    } else if (option->kind == OPTION_LIST) {
      g_strfreev (*(char ***)value);
    }
  }
}
