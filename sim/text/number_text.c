/* number_text.c - writes a number of a run with the unit that people read best */
#include "number_text.h"

#include "number_format.h"
#include "units.h"

#include <math.h>
#include <string.h>

#define EXACT_MAX 0x1p53

char *number_text (double value, const char *unit)
{
  if (isnan (value)) {
    return g_strdup ("without a value");
  }
  bool is_count = value >= 0 && value < EXACT_MAX && value == floor (value);
  if (is_count && strcmp (unit, "ns") == 0) {
    return units_format_exact (&UNITS_TIME, (uint64_t)value);
  }
  GString *text = g_string_new (NULL);
  if (is_count) {
    number_append_grouped (text, (uint64_t)value);
  } else {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append (text, g_ascii_formatd (number, sizeof number, "%.9g", value));
  }
  if (*unit != '\0') {
    g_string_append_printf (text, " %s", unit);
  }
  return g_string_free (text, FALSE);
}

char *number_text_change (double percent)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  return isfinite (percent)
             ? g_strdup_printf ("%s %%", g_ascii_formatd (number, sizeof number, "%+.2f", percent))
             : g_strdup ("-");
}
