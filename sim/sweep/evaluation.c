/* evaluation.c - writes the result of one run as a line of a journal, and reads it back */
#include "runner.h"

#include <math.h>
#include <string.h>

/* 17 digits tell any two doubles apart; a decimal number of 15 digits survives conversion to a double. */
enum { DIGITS_MAX = 17, DIGITS_MIN = 15 };

#define NO_VALUE "-"
#define IS_GOOD "ok"
#define IS_ERROR "error"

char *evaluation_make_key (const char *key, uint64_t run)
{
  return g_strdup_printf ("%.*s.%" G_GUINT64_FORMAT, (int)strcspn (key, "."), key, run);
}

static void evaluation_clear (void *data)
{
  Evaluation *evaluation = data;
  g_strfreev ((char **)(uintptr_t)evaluation->sets);
  g_free (evaluation->key);
}

GArray *evaluation_array_new (void)
{
  GArray *evaluations = g_array_new (FALSE, FALSE, sizeof (Evaluation));
  g_array_set_clear_func (evaluations, evaluation_clear);
  return evaluations;
}

void evaluation_result_clear (EvaluationResult *result)
{
  g_free (result->error);
  g_free (result->values);
  *result = (EvaluationResult){ 0 };
}

const char *evaluation_format_number (char *buffer, double value)
{
  if (isnan (value)) {
    buffer[0] = '\0';
    return buffer;
  }
  for (int digits = DIGITS_MIN; digits <= DIGITS_MAX; digits++) {
    char format[8];
    (void)g_snprintf (format, sizeof format, "%%.%dg", digits);
    (void)g_ascii_formatd (buffer, EVALUATION_NUMBER_BYTES, format, value);
    if (g_ascii_strtod (buffer, NULL) == value) {
      break;
    }
  }
  return buffer;
}

void evaluation_append_cell (GString *text, double value)
{
  char buffer[EVALUATION_NUMBER_BYTES];
  g_string_append_printf (text, ",%s", evaluation_format_number (buffer, value));
}

char *evaluation_result_format (const EvaluationResult *result)
{
  if (result->error != NULL) {
    g_autofree char *escaped = g_strescape (result->error, NULL);
    return g_strconcat (IS_ERROR " ", escaped, NULL);
  }
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, IS_GOOD " %016" G_GINT64_MODIFIER "x", result->fingerprint);
  for (size_t i = 0; i < result->count; i++) {
    char number[EVALUATION_NUMBER_BYTES];
    bool has_value = !isnan (result->values[i]);
    g_string_append_printf (text, " %s",
                            has_value ? evaluation_format_number (number, result->values[i]) : NO_VALUE);
  }
  return g_string_free (text, FALSE);
}

static bool evaluation_parse_number (const char *word, double *value)
{
  if (strcmp (word, NO_VALUE) == 0) {
    *value = NAN;
    return true;
  }
  char *end;
  *value = g_ascii_strtod (word, &end);
  return end != word && *end == '\0';
}

/* Reads the words "ok", the fingerprint, and the values. */
static bool parse_good (char **words, size_t count, EvaluationResult *result)
{
  if (g_strv_length (words) != count + 2) {
    return false;
  }
  char *end;
  result->fingerprint = g_ascii_strtoull (words[1], &end, 16);
  result->values = g_new (double, count);
  result->count = count;
  bool is_good = end != words[1] && *end == '\0';
  for (size_t i = 0; i < count && is_good; i++) {
    is_good = evaluation_parse_number (words[i + 2], &result->values[i]);
  }
  return is_good;
}

bool evaluation_result_parse (const char *text, size_t count, EvaluationResult *result)
{
  *result = (EvaluationResult){ 0 };
  if (g_str_has_prefix (text, IS_ERROR " ")) {
    result->error = g_strcompress (text + strlen (IS_ERROR " "));
    return true;
  }
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  bool is_good =
      g_strv_length (words) >= 2 && strcmp (words[0], IS_GOOD) == 0 && parse_good (words, count, result);
  if (!is_good) {
    evaluation_result_clear (result);
  }
  return is_good;
}
