/* measure.c - numbers that metrics are held against */
#include "measure.h"

#include "units.h"
#include "words.h"

#include <string.h>

static bool measure_parse_quantity (const UnitsQuantity *quantity, MeasureKind kind, const char *text,
                                    uint64_t page_bytes, Measure *measure)
{
  uint64_t value;
  g_autofree char *mistake = NULL;
  if (!units_parse (quantity, text, 0, page_bytes, &value, &mistake)) {
    return false;
  }
  *measure = (Measure){ kind, (double)value, page_bytes };
  return true;
}

bool measure_parse (const char *text, uint64_t page_bytes, Measure *measure, char **mistake)
{
  g_autofree char *number = g_strdup (text);
  size_t length = strlen (number);
  MeasureKind kind = MEASURE_PLAIN;
  if (length > 0 && number[length - 1] == '%') {
    kind = MEASURE_PERCENT;
    number[length - 1] = '\0';
    g_strchomp (number);
  }
  double value;
  if (units_parse_decimal (number, &value)) {
    *measure = (Measure){ kind, kind == MEASURE_PERCENT ? value / 100 : value, page_bytes };
    return true;
  }
  if (measure_parse_quantity (&UNITS_TIME, MEASURE_TIME, text, page_bytes, measure)
      || measure_parse_quantity (&UNITS_SIZE, MEASURE_SIZE, text, page_bytes, measure)) {
    return true;
  }
  g_autofree char *quoted = words_quote (text);
  *mistake =
      g_strdup_printf ("is %s; expected a number such as 0.9 or 1000, perhaps with %%, or a time or a size "
                       "such as 2ms or 128MiB",
                       quoted);
  return false;
}

static const struct {
  MeasureKind kind;
  const char *unit;
  bool in_pages;
} conversions[] = {
  { MEASURE_PERCENT, "", false },
  { MEASURE_TIME, "ns", false },
  { MEASURE_SIZE, "bytes", false },
  { MEASURE_SIZE, "pages", true },
};

static const char *const kind_names[] = { "number", "share", "time", "size" };

bool measure_convert (const Measure *measure, const char *unit, double *value, char **mistake)
{
  if (measure->kind == MEASURE_PLAIN) {
    *value = measure->value;
    return true;
  }
  for (size_t i = 0; i < G_N_ELEMENTS (conversions); i++) {
    if (conversions[i].kind == measure->kind && strcmp (conversions[i].unit, unit) == 0) {
      *value = conversions[i].in_pages ? measure->value / (double)measure->page_bytes : measure->value;
      return true;
    }
  }
  *mistake = g_strdup_printf ("is a %s, but the metric counts %s; use a plain number",
                              kind_names[measure->kind], *unit != '\0' ? unit : "something without a unit");
  return false;
}
