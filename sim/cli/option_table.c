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

static bool option_table_read_unsigned (const Option *option, const char *text, OptionNumber *number,
                                        GError **error)
{
  bool is_hex = g_str_has_prefix (text, "0x");
  number->is_given = true;
  if (!g_ascii_string_to_unsigned (is_hex ? text + 2 : text, is_hex ? 16 : 10, 0, UINT64_MAX, &number->value,
                                   NULL)) {
    return option_table_set_bad_value (
        error, option, text,
        "not a number; use a whole number from 0 to 18446744073709551615, or 0x and "
        "hexadecimal digits");
  }
  return true;
}

static bool option_table_read_time (const Option *option, const char *text, OptionNumber *number,
                                    GError **error)
{
  g_autofree char *mistake = NULL;
  number->is_given = true;
  if (!units_parse (&UNITS_TIME, text, 0, 0, &number->value, &mistake)) {
    return option_table_set_bad_value (error, option, text, mistake);
  }
  return true;
}

static void option_table_read_text (const char *text, char **value)
{
  g_free (*value);
  *value = g_strdup (text);
}

/* The list always ends with NULL. */
static void read_item (const char *text, GPtrArray **list)
{
  if (*list == NULL) {
    *list = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (*list, NULL);
  }
  g_ptr_array_insert (*list, (int)(*list)->len - 1, g_strdup (text));
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
    option_table_read_text (text, value);
    return TRUE;
  case OPTION_LIST:
    read_item (text, value);
    return TRUE;
  case OPTION_UNSIGNED:
    return option_table_read_unsigned (option, text, value, error);
  case OPTION_TIME:
    return option_table_read_time (option, text, value, error);
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

bool option_table_parse (const Option *options, char ***arguments, void *values, GError **error)
{
  Reading reading = { options, values };
  GOptionEntry *entries = make_entries (options);
  GOptionContext *context = g_option_context_new (NULL);
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
  g_option_context_free (context);
  g_free (entries);
  return is_good;
}

static void option_table_write_number (const Option *option, const OptionNumber *number, const char *unit,
                                       GPtrArray *words)
{
  if (number->is_given) {
    g_ptr_array_add (words,
                     g_strdup_printf ("--%s=%" G_GUINT64_FORMAT "%s", option->name, number->value, unit));
  }
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
    for (const char *const *item = option_list_get (*(GPtrArray *const *)value);
         item != NULL && *item != NULL; item++) {
      write_text (option, *item, words);
    }
    break;
  case OPTION_UNSIGNED:
    option_table_write_number (option, value, "", words);
    break;
  case OPTION_TIME:
    option_table_write_number (option, value, "ns", words);
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
    } else if (option->kind == OPTION_LIST && *(GPtrArray **)value != NULL) {
      g_ptr_array_free (*(GPtrArray **)value, TRUE);
    }
  }
}

const char *const *option_list_get (const GPtrArray *list)
{
  return list != NULL ? (const char *const *)list->pdata : NULL;
}
