/* units.c - reads and writes sizes and times as people do, and measures */
#include "units.h"

#include "words.h"

#include <string.h>

#define UNITS 6
#define FRACTION_MAX_DIGITS 18 /* 10^18 fits 64 bits */
#define DECIMAL_MAX_DIGITS 15  /* this many digits are exact in a double, and so is their power of ten */

typedef struct {
  const char *name;
  uint64_t value; /* 0: pages, whose size depends on the machine; only reading knows them */
} Unit;

struct UnitsQuantity {
  const char *noun;
  const char *parts; /* what it is a whole number of */
  Unit units[UNITS]; /* from small to large */
};

const UnitsQuantity UNITS_SIZE = {
  .noun = "size",
  .parts = "bytes",
  .units = { { "B", 1 },
             { "KiB", UINT64_C (1) << 10 },
             { "MiB", UINT64_C (1) << 20 },
             { "GiB", UINT64_C (1) << 30 },
             { "TiB", UINT64_C (1) << 40 },
             { "pages", 0 } },
};

const UnitsQuantity UNITS_TIME = {
  .noun = "time",
  .parts = "nanoseconds",
  .units = { { "ns", 1 },
             { "us", 1000 },
             { "ms", 1000000 },
             { "s", 1000000000 },
             { "min", UINT64_C (60000000000) },
             { "h", UINT64_C (3600000000000) } },
};

/* ---- reading ---- */

/* A number without sign, as written: WHOLE + FRACTION / 10^FRACTION_DIGITS. */
typedef struct {
  uint64_t whole;
  uint64_t fraction;
  unsigned fraction_digits; /* without zeros at the end */
  bool overflow;
  bool too_fine; /* more digits than can be exact */
} Decimal;

/* Reads the digits at *TEXT and moves it behind them; false if there is no number. */
static bool decimal_read (const char **text, Decimal *decimal)
{
  *decimal = (Decimal){ 0 };
  const char *at = *text;
  if (!g_ascii_isdigit (*at)) {
    return false;
  }
  for (; g_ascii_isdigit (*at); at++) {
    decimal->overflow |= __builtin_mul_overflow (decimal->whole, 10, &decimal->whole);
    decimal->overflow |= __builtin_add_overflow (decimal->whole, (uint64_t)(*at - '0'), &decimal->whole);
  }
  if (*at == '.') {
    const char *first = ++at;
    while (g_ascii_isdigit (*at)) {
      at++;
    }
    const char *end = at;
    while (end > first && end[-1] == '0') {
      end--;
    }
    if (at == first) {
      return false;
    }
    decimal->too_fine = end - first > FRACTION_MAX_DIGITS;
    for (const char *digit = first; digit < end && !decimal->too_fine; digit++) {
      decimal->fraction = decimal->fraction * 10 + (uint64_t)(*digit - '0');
      decimal->fraction_digits++;
    }
  }
  *text = at;
  return true;
}

static uint64_t power_of_ten (unsigned exponent)
{
  uint64_t power = 1;
  while (exponent-- > 0) {
    power *= 10;
  }
  return power;
}

typedef enum { SCALED, SCALED_TOO_LARGE, SCALED_NOT_WHOLE } Scaled;

static Scaled decimal_scale (const Decimal *decimal, uint64_t unit, uint64_t *value)
{
  __extension__ typedef unsigned __int128 Uint128;
  uint64_t power = power_of_ten (decimal->fraction_digits);
  Uint128 parts = (Uint128)decimal->fraction * unit; /* units are below 2^42 */
  if (decimal->too_fine || parts % power != 0) {
    return SCALED_NOT_WHOLE;
  }
  uint64_t whole;
  bool overflow = decimal->overflow || __builtin_mul_overflow (decimal->whole, unit, &whole)
                  || __builtin_add_overflow (whole, (uint64_t)(parts / power), value);
  return overflow ? SCALED_TOO_LARGE : SCALED;
}

/* What one unit called NAME counts ("": no unit was given); 0 if there is no such unit. */
static uint64_t unit_value (const UnitsQuantity *quantity, const char *name, uint64_t plain,
                            uint64_t page_bytes)
{
  if (*name == '\0') {
    return plain;
  }
  for (size_t i = 0; i < UNITS; i++) {
    if (strcmp (quantity->units[i].name, name) == 0) {
      return quantity->units[i].value ? quantity->units[i].value : page_bytes;
    }
  }
  return 0;
}

bool units_parse (const UnitsQuantity *quantity, const char *text, uint64_t plain, uint64_t page_bytes,
                  uint64_t *value, char **mistake)
{
  g_autofree char *quoted = words_quote (text);
  const char *at = text;
  Decimal decimal;
  if (*at == '-') {
    *mistake = g_strdup_printf ("%s %s is negative; use 0 or more", quantity->noun, quoted);
    return false;
  }
  if (!decimal_read (&at, &decimal)) {
    *mistake = g_strdup_printf ("%s %s is not a number with a unit; write it as %s", quantity->noun, quoted,
                                quantity == &UNITS_SIZE ? "64MiB" : "500us");
    return false;
  }
  while (*at == ' ') {
    at++;
  }
  bool is_zero = strcmp (text, "0") == 0;
  uint64_t unit = unit_value (quantity, at, is_zero ? 1 : plain, page_bytes);
  if (unit == 0) {
    g_autofree char *units = units_list (quantity, "or");
    *mistake = g_strdup_printf ("%s %s has no %sunit; use %s", quantity->noun, quoted,
                                *at == '\0' ? "" : "known ", units);
    return false;
  }
  switch (decimal_scale (&decimal, unit, value)) {
  case SCALED:
    return true;
  case SCALED_NOT_WHOLE:
    *mistake = g_strdup_printf ("%s %s is not a whole number of %s; use a smaller unit", quantity->noun,
                                quoted, quantity->parts);
    return false;
  default: {
    g_autofree char *most = units_format (quantity, UINT64_MAX);
    *mistake = g_strdup_printf ("%s %s is too large; the most that can be written is %s", quantity->noun,
                                quoted, most);
    return false;
  }
  }
}

bool units_parse_decimal (const char *text, double *value)
{
  const char *at = text;
  bool negative = *at == '-';
  at += negative || *at == '+';
  Decimal decimal;
  if (!decimal_read (&at, &decimal) || *at != '\0' || decimal.overflow || decimal.too_fine) {
    return false;
  }
  uint64_t digits;
  uint64_t power = power_of_ten (decimal.fraction_digits);
  if (decimal.fraction_digits > DECIMAL_MAX_DIGITS || __builtin_mul_overflow (decimal.whole, power, &digits)
      || __builtin_add_overflow (digits, decimal.fraction, &digits)
      || digits >= power_of_ten (DECIMAL_MAX_DIGITS)) {
    return false;
  }
  double magnitude = (double)digits / (double)power; /* both exact: one rounding, the same everywhere */
  *value = negative ? -magnitude : magnitude;
  return true;
}

/* ---- writing ---- */

/* "WHOLE.THOUSANDTHS UNIT" without zeros at the end. */
static char *format_thousandths (uint64_t whole, unsigned thousandths, const char *unit)
{
  if (thousandths == 0) {
    return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", whole, unit);
  }
  unsigned digits = 3;
  while (thousandths % 10 == 0) {
    thousandths /= 10;
    digits--;
  }
  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%0*u %s", whole, (int)digits, thousandths, unit);
}

char *units_format_exact (const UnitsQuantity *quantity, uint64_t value)
{
  for (size_t i = UNITS; i-- > 1;) {
    const Unit *unit = &quantity->units[i];
    if (unit->value == 0) {
      continue;
    }
    uint64_t thousandths = value % unit->value * 1000; /* units are below 2^42 */
    if (value >= unit->value && thousandths % unit->value == 0) {
      return format_thousandths (value / unit->value, (unsigned)(thousandths / unit->value), unit->name);
    }
  }
  return format_thousandths (value, 0, quantity->units[0].name);
}

/* A step of rounding, in thousandths, that leaves three digits of a number with this WHOLE part. */
static uint64_t rounding_step (uint64_t whole)
{
  return whole >= 100 ? 1000 : whole >= 10 ? 100 : 10;
}

char *units_format (const UnitsQuantity *quantity, uint64_t value)
{
  size_t chosen = 0;
  for (size_t i = 1; i < UNITS; i++) {
    if (quantity->units[i].value > 0 && value >= quantity->units[i].value) {
      chosen = i;
    }
  }
  for (;; chosen++) {
    const Unit *unit = &quantity->units[chosen];
    uint64_t whole = value / unit->value, rest = value % unit->value;
    uint64_t step = rounding_step (whole);
    /* rest * 1000 / (unit * step) to the nearest, times step */
    uint64_t thousandths = (rest * 1000 + unit->value * step / 2) / (unit->value * step) * step;
    whole += thousandths / 1000;
    bool is_last = chosen + 1 == UNITS || quantity->units[chosen + 1].value == 0;
    if (is_last || whole < quantity->units[chosen + 1].value / unit->value) {
      return format_thousandths (whole, (unsigned)(thousandths % 1000), unit->name);
    }
    value = quantity->units[chosen + 1].value; /* rounding gave one of the next unit */
  }
}

const char *units_noun (const UnitsQuantity *quantity)
{
  return quantity->noun;
}

char *units_list (const UnitsQuantity *quantity, const char *last)
{
  const char *names[UNITS];
  for (size_t i = 0; i < UNITS; i++) {
    names[i] = quantity->units[i].name;
  }
  return words_list (names, UNITS, last);
}

char *units_pattern (const UnitsQuantity *quantity, bool plain)
{
  GString *names = g_string_new (NULL);
  for (size_t i = 0; i < UNITS; i++) {
    g_string_append_printf (names, "%s%s", i > 0 ? "|" : "", quantity->units[i].name);
  }
  char *pattern = g_strdup_printf ("^(0|[0-9]+(\\.[0-9]+)? *(%s)%s)$", names->str, plain ? "?" : "");
  g_string_free (names, TRUE);
  return pattern;
}

/* ---- measures ---- */

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
