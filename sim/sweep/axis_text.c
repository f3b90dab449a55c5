/* axis_text.c - reads lists and ranges of values, and places values in a range */
#include "axis_text.h"

#include "det_math.h"
#include "number_format.h"
#include "words.h"

#include <glib.h>
#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 Uint128;

/* ---- reading ---- */

/* LENGTH bytes of TEXT without the blanks around. */
static char *axis_text_take_word (const char *text, size_t length)
{
  return g_strstrip (g_strndup (text, length));
}

/* Splits TEXT at the commas that are not within brackets or quotes. */
static char **axis_text_split_list (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();
  int depth = 0;
  char quote = '\0';
  const char *begin = text;
  for (const char *at = text;; at++) {
    bool is_end = *at == '\0' || (*at == ',' && depth == 0 && quote == '\0');
    if (is_end) {
      g_ptr_array_add (words, axis_text_take_word (begin, (size_t)(at - begin)));
      begin = at + 1;
    }
    if (*at == '\0') {
      break;
    }
    if (quote != '\0') {
      quote = *at == quote ? '\0' : quote;
    } else if (*at == '"' || *at == '\'') {
      quote = *at;
    } else {
      depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
    }
  }
  g_ptr_array_add (words, NULL);
  return (char **)g_ptr_array_free (words, FALSE);
}

static bool axis_text_check_list (char **values, char **mistake)
{
  for (size_t i = 0; values[i] != NULL; i++) {
    if (*values[i] == '\0') {
      *mistake = g_strdup ("a value is empty; write values with commas between, 1,2,4");
      return false;
    }
    for (size_t j = 0; j < i; j++) {
      if (strcmp (values[i], values[j]) == 0) {
        *mistake = g_strdup ("a value is there twice");
        return false;
      }
    }
  }
  return true;
}

static bool axis_text_read_count (const char *word, uint32_t most, uint32_t *count)
{
  uint64_t number = 0;
  bool is_good = number_parse_unsigned (word, 10, 2, most, &number);
  *count = (uint32_t)number;
  return is_good;
}

/* "FROM:TO:N". */
static bool axis_text_read_steps (const char *text, uint32_t count_max, AxisText *words, char **mistake)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  if (g_strv_length (parts) != 3 || *parts[2] == '\0' || parts[2][strspn (parts[2], "0123456789")] != '\0') {
    *mistake = g_strdup ("write it as lin:FROM:TO:N or log:FROM:TO:N, say log:1MiB:1GiB:11");
    return false;
  }
  if (!axis_text_read_count (parts[2], count_max, &words->count)) {
    *mistake = g_strdup_printf ("N is from 2 to %u", count_max);
    return false;
  }
  words->from = g_strdup (parts[0]);
  words->to = g_strdup (parts[1]);
  return true;
}

static bool axis_text_read_scale (const char *word, AxisScale *scale)
{
  static const struct {
    const char *word;
    AxisScale scale;
  } scales[] = { { "linear", AXIS_SCALE_LINEAR },
                 { "lin", AXIS_SCALE_LINEAR },
                 { "log", AXIS_SCALE_LOG },
                 { "double", AXIS_SCALE_DOUBLE } };
  for (size_t i = 0; i < G_N_ELEMENTS (scales); i++) {
    if (strcmp (scales[i].word, word) == 0) {
      *scale = scales[i].scale;
      return true;
    }
  }
  return false;
}

/* "FROM..TO:SCALE:N", the dots being at DOTS. */
static bool axis_text_read_range (const char *text, const char *dots, uint32_t count_max, AxisText *words,
                                  char **mistake)
{
  g_auto (GStrv) parts = g_strsplit (dots + 2, ":", -1);
  words->from = axis_text_take_word (text, (size_t)(dots - text));
  words->to = g_strstrip (g_strdup (parts[0] != NULL ? parts[0] : ""));
  for (size_t i = 1; parts[0] != NULL && parts[i] != NULL; i++) {
    if (!axis_text_read_scale (parts[i], &words->scale)
        && !axis_text_read_count (parts[i], count_max, &words->count)) {
      g_autofree char *quoted = words_quote (parts[i]);
      *mistake =
          g_strdup_printf ("%s is neither a scale nor a count; write a range as FROM..TO, FROM..TO:log or "
                           "FROM..TO:log:N, with linear, log or double, and N from 2 to %u",
                           quoted, count_max);
      return false;
    }
  }
  return true;
}

/* The dots of a range: what stands before them is a number, with a unit or without.  NULL if TEXT is none; paths have dots, too. */
static const char *axis_text_find_dots (const char *text)
{
  const char *dots = strstr (text, "..");
  if (dots == NULL || strchr (text, ',') != NULL) {
    return NULL;
  }
  g_autofree char *from = axis_text_take_word (text, (size_t)(dots - text));
  const char *unit = from + strspn (from, "0123456789.");
  unit += strspn (unit, " ");
  return g_ascii_isdigit (*from) && unit[strspn (unit, G_CSET_a_2_z G_CSET_A_2_Z)] == '\0' ? dots : NULL;
}

bool axis_text_parse (const char *text, uint32_t count_max, AxisText *words, char **mistake)
{
  *words = (AxisText){ 0 };
  const char *dots = axis_text_find_dots (text);
  bool is_good;
  if (g_str_has_prefix (text, "lin:") || g_str_has_prefix (text, "log:")) {
    words->scale = text[1] == 'o' ? AXIS_SCALE_LOG : AXIS_SCALE_LINEAR;
    is_good = axis_text_read_steps (text + 4, count_max, words, mistake);
  } else if (dots != NULL) {
    is_good = axis_text_read_range (text, dots, count_max, words, mistake);
  } else {
    words->values = axis_text_split_list (text);
    is_good = axis_text_check_list (words->values, mistake);
  }
  if (!is_good) {
    axis_text_clear (words);
  }
  return is_good;
}

void axis_text_clear (AxisText *words)
{
  g_strfreev (words->values);
  g_free (words->from);
  g_free (words->to);
  *words = (AxisText){ 0 };
}

/* ---- values ---- */

/* X on the grid of RANGE, and within it. */
static uint64_t axis_range_round (const AxisRange *range, double x)
{
  double steps = floor (x / (double)range->grid + 0.5);
  uint64_t most = range->to / range->grid;
  uint64_t value = steps >= (double)most ? range->to : (uint64_t)steps * range->grid;
  return CLAMP (value, range->from, range->to);
}

uint64_t axis_range_get_log_value (const AxisRange *range, double fraction)
{
  double ratio = (double)range->to / (double)range->from;
  return axis_range_round (range, (double)range->from * det_pow (ratio, fraction));
}

/* Value I of COUNT. */
static uint64_t axis_range_get_value (const AxisRange *range, uint64_t i, uint64_t count)
{
  if (i == 0 || i + 1 == count) {
    return i == 0 ? range->from : range->to;
  }
  if (range->scale == AXIS_SCALE_LOG || range->scale == AXIS_SCALE_DOUBLE) {
    return axis_range_get_log_value (range, (double)i / (double)(count - 1));
  }
  Uint128 steps = (range->to - range->from) / range->grid;
  return range->from + (uint64_t)((steps * i + (count - 1) / 2) / (count - 1)) * range->grid;
}

GArray *axis_range_list_values (const AxisRange *range, uint64_t count)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  uint64_t last = 0;
  bool is_end = false;
  for (uint64_t i = 0; !is_end; i++) {
    uint64_t value = count > 0              ? axis_range_get_value (range, i, count)
                     : i == 0               ? range->from
                     : last > range->to / 2 ? range->to
                                            : 2 * last;
    if (i == 0 || value != last) {
      g_array_append_val (values, value);
    }
    last = value;
    is_end = count > 0 ? i + 1 == count : value == range->to;
  }
  return values;
}
