/* option_table.c - command lines read and written by a table of options */
#include "option_table.h"

#include "number_format.h"
#include "refuse.h"
#include "units.h"
#include "words.h"

#include <string.h>

/* Finds the option that is GIVEN as --NAME or -LETTER; NULL: there is none. */
static const Option *find_option (const Option *options, const char *given)
{
  for (const Option *option = options; option->name != NULL; option++) {
    bool is_letter = given[1] == option->letter && given[1] != '\0' && given[2] == '\0';
    if (is_letter || (given[1] == '-' && strcmp (given + 2, option->name) == 0)) {
      return option;
    }
  }
  return NULL;
}

static bool option_table_set_bad_value (GError **error, const Option *option, const char *text,
                                        const char *mistake)
{
  g_autofree char *quoted = words_quote (text);
  return refuse_option (error, "--%s %s: %s", option->name, quoted, mistake);
}

static bool option_table_read_number (const Option *option, const char *text, uint64_t *number,
                                      GError **error)
{
  bool is_hex = g_str_has_prefix (text, "0x"), is_time = option->kind == OPTION_TIME;
  g_autofree char *mistake = NULL;
  if (is_time && !units_parse (&UNITS_TIME, text, 0, 0, number, &mistake)) {
    return option_table_set_bad_value (error, option, text, mistake);
  }
  if (!is_time
      && !number_parse_unsigned (is_hex ? text + 2 : text, is_hex ? 16 : 10, 0, UINT64_MAX, number)) {
    return option_table_set_bad_value (
        error, option, text,
        "not a number; use a whole number from 0 to 18446744073709551615, or 0x and hexadecimal digits");
  }
  uint64_t most = option->most != 0 ? option->most : UINT64_MAX;
  if (*number >= option->least && *number <= most) {
    return true;
  }
  g_autofree char *range =
      is_time ? g_strdup ("nothing happens in no time; use a time above 0, say 10s")
              : g_strdup_printf ("use a number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
                                 option->least, most);
  return refuse_option (error, "--%s %s: %s", option->name, text, range);
}

static void read_item (const char *text, char ***list)
{
  guint count = *list != NULL ? g_strv_length (*list) : 0;
  *list = g_renew (char *, *list, count + 2);
  (*list)[count] = g_strdup (text);
  (*list)[count + 1] = NULL;
}

static bool read_value (const Option *option, const char *text, char *values, GError **error)
{
  void *value = values + option->offset;
  if (option->given_offset != 0) {
    *(bool *)(values + option->given_offset) = true;
  }
  switch (option->kind) {
  case OPTION_FLAG:
    *(bool *)value = true;
    break;
  case OPTION_TEXT:
    g_free (*(char **)value);
    *(char **)value = g_strdup (text);
    break;
  case OPTION_LIST:
    read_item (text, value);
    break;
  case OPTION_UNSIGNED:
  case OPTION_TIME:
    return option_table_read_number (option, text, value, error);
  }
  return true;
}

static bool option_table_set_unknown (const Option *options, const char *given, bool has_help, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (const Option *option = options; option->name != NULL; option++) {
    if (!option->is_internal) {
      g_ptr_array_add (names, g_strconcat ("--", option->name, NULL));
    }
  }
  if (has_help) {
    g_ptr_array_add (names, g_strdup ("--help"));
  }
  g_autofree char *quoted = words_quote (given);
  g_autofree char *hint = words_hint (given, (const char *const *)names->pdata, names->len);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "unknown option %s; %s", quoted, hint);
  return false;
}

/* Reads the option --NAME, or the options -LETTERS, at WORDS[*AT], and moves *AT to the last word read. */
static bool option_table_read_word (const Option *options, char **words, size_t *at, char *values,
                                    bool *is_help, GError **error)
{
  const char *word = words[*at], *letter = word + 1;
  bool is_long = *letter == '-';
  do {
    g_autofree char *given =
        is_long ? g_strndup (word, strcspn (word, "=")) : g_strdup_printf ("-%c", *letter);
    if (is_help != NULL && (strcmp (given, "--help") == 0 || strcmp (given, "-h") == 0)) {
      *is_help = true;
      continue;
    }
    const Option *option = find_option (options, given);
    if (option == NULL) {
      return option_table_set_unknown (options, given, is_help != NULL, error);
    }
    const char *equals = is_long ? strchr (word, '=') : NULL;
    const char *text = equals != NULL ? equals + 1 : NULL;
    if (text == NULL && option->kind != OPTION_FLAG) {
      text = words[*at + 1];
      if (text == NULL) {
        return refuse_option (error, "Missing argument for %s", given);
      }
      ++*at;
    }
    if (!read_value (option, text, values, error)) {
      return false;
    }
  } while (!is_long && *++letter != '\0');
  return true;
}

static void set_fallbacks (const Option *options, void *values)
{
  for (const Option *option = options; option->name != NULL; option++) {
    if (option->kind == OPTION_UNSIGNED || option->kind == OPTION_TIME) {
      *(uint64_t *)(void *)((char *)values + option->offset) = option->fallback;
    }
  }
}

bool option_table_parse (const Option *options, char ***arguments, void *values, bool *is_help,
                         GError **error)
{
  GPtrArray *operands = g_ptr_array_new ();
  char **words = *arguments;
  bool is_good = true, is_over = false;
  set_fallbacks (options, values);
  for (size_t i = 0; words[i] != NULL && is_good; i++) {
    if (is_over || words[i][0] != '-' || words[i][1] == '\0') {
      g_ptr_array_add (operands, g_strdup (words[i]));
    } else if (strcmp (words[i], "--") == 0) {
      is_over = true;
    } else {
      is_good = option_table_read_word (options, words, &i, values, is_help, error);
    }
  }
  g_ptr_array_add (operands, NULL);
  g_strfreev (words);
  *arguments = (char **)g_ptr_array_free (operands, FALSE);
  return is_good;
}

static void write_text (const Option *option, const char *text, GPtrArray *words)
{
  g_ptr_array_add (words, g_strdup_printf ("--%s=%s", option->name, text));
}

/* Whether the number of OPTION in VALUES was given, or differs from the fallback. */
static bool has_number (const Option *option, const char *values)
{
  return option->given_offset != 0
             ? *(const bool *)(values + option->given_offset)
             : *(const uint64_t *)(const void *)(values + option->offset) != option->fallback;
}

static void write_option (const Option *option, const char *values, GPtrArray *words)
{
  const void *value = values + option->offset;
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
    if (has_number (option, values)) {
      g_ptr_array_add (words,
                       g_strdup_printf ("--%s=%" G_GUINT64_FORMAT "%s", option->name,
                                        *(const uint64_t *)value, option->kind == OPTION_TIME ? "ns" : ""));
    }
    break;
  }
}

void option_table_write (const Option *options, const void *values, GPtrArray *words)
{
  for (const Option *option = options; option->name != NULL; option++) {
    write_option (option, values, words);
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
