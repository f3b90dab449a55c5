#include "sweep_axis.h"

#include "det_math.h"
#include "number_format.h"
#include "units.h"
#include "words.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

__extension__ typedef unsigned __int128 Uint128;

#define PAGE_BYTES UINT64_C (4096)
#define DECIMALS 9
#define VALUES_MAX 100000

/* What is counted, and in what: numbers with a decimal point in 10^-9. */
typedef enum { QUANTITY_NUMBER, QUANTITY_DECIMAL, QUANTITY_SIZE, QUANTITY_TIME } QuantityKind;

typedef struct {
  QuantityKind kind;
  uint64_t value;
} Quantity;

/* From one end to the other, both multiples of GRID. */
typedef struct {
  QuantityKind kind;
  uint64_t from, to;
  uint64_t grid;
  bool is_log;
} Range;

struct SweepAxis {
  char *path;
  char **values; /* NULL: a range */
  Range range;
};

/* ---- quantities ---- */

/* Reads digits with at most DECIMALS behind a point, which there need not be. */
static bool parse_number (const char *text, Quantity *quantity)
{
  size_t whole = strspn (text, "0123456789");
  bool has_point = text[whole] == '.';
  size_t decimals = has_point ? strspn (text + whole + 1, "0123456789") : 0;
  if (whole == 0 || whole > 18 || (has_point && decimals == 0) || decimals > DECIMALS
      || text[whole + has_point + decimals] != '\0') {
    return false;
  }
  uint64_t value = g_ascii_strtoull (text, NULL, 10);
  *quantity = (Quantity){ has_point ? QUANTITY_DECIMAL : QUANTITY_NUMBER, value };
  for (size_t i = 0; has_point && i < DECIMALS; i++) {
    unsigned digit = i < decimals ? (unsigned)(text[whole + 1 + i] - '0') : 0;
    if (quantity->value > (UINT64_MAX - digit) / 10) {
      return false;
    }
    quantity->value = quantity->value * 10 + digit;
  }
  return true;
}

static bool parse_with_unit (const UnitsQuantity *units, QuantityKind kind, const char *text,
                             Quantity *quantity)
{
  g_autofree char *mistake = NULL;
  *quantity = (Quantity){ .kind = kind };
  return units_parse (units, text, 0, &quantity->value, &mistake);
}

static bool parse_quantity (const char *text, Quantity *quantity)
{
  return parse_number (text, quantity) || parse_with_unit (&UNITS_SIZE, QUANTITY_SIZE, text, quantity)
         || parse_with_unit (&UNITS_TIME, QUANTITY_TIME, text, quantity);
}

static char *format_decimal (uint64_t value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  number_append_fixed (text, value, DECIMALS);
  size_t length = text->len;
  while (text->str[length - 1] == '0' && text->str[length - 2] != '.') {
    length--;
  }
  return g_strndup (text->str, length);
}

static char *format_with_unit (const UnitsQuantity *units, uint64_t value)
{
  char *text = units_format_exact (units, value);
  char *blank = strchr (text, ' ');
  if (blank != NULL) {
    memmove (blank, blank + 1, strlen (blank));
  }
  return text;
}

static char *format_quantity (QuantityKind kind, uint64_t value)
{
  switch (kind) {
  case QUANTITY_SIZE:
    return format_with_unit (&UNITS_SIZE, value);
  case QUANTITY_TIME:
    return format_with_unit (&UNITS_TIME, value);
  case QUANTITY_DECIMAL:
    return format_decimal (value);
  case QUANTITY_NUMBER:
  default:
    return g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  }
}

/* ---- ranges ---- */

/* The largest power of ten that divides both, over SHARE, but at least 1. */
static uint64_t find_decimal_grid (uint64_t from, uint64_t to, uint64_t share)
{
  uint64_t power = 1;
  while (power <= UINT64_MAX / 10 && from % (power * 10) == 0 && to % (power * 10) == 0 && power < to) {
    power *= 10;
  }
  return MAX (power / share, 1);
}

static uint64_t find_grid (QuantityKind kind, uint64_t from, uint64_t to)
{
  switch (kind) {
  case QUANTITY_SIZE:
    return from % PAGE_BYTES == 0 && to % PAGE_BYTES == 0 ? PAGE_BYTES : 1;
  case QUANTITY_TIME:
    return find_decimal_grid (from, to, 1000);
  case QUANTITY_DECIMAL:
    return MIN (find_decimal_grid (from, to, 1), 1000);
  case QUANTITY_NUMBER:
  default:
    return 1;
  }
}

/* A 0 needs no unit, and a whole number beside one with decimals is one. */
static void adapt (Quantity *quantity, const Quantity *other)
{
  if (quantity->kind != QUANTITY_NUMBER || other->kind == QUANTITY_NUMBER) {
    return;
  }
  if (quantity->value == 0) {
    quantity->kind = other->kind;
  } else if (other->kind == QUANTITY_DECIMAL && quantity->value <= UINT64_MAX / 1000000000) {
    *quantity = (Quantity){ QUANTITY_DECIMAL, quantity->value * 1000000000 };
  }
}

/* False with *MISTAKE set, a constant, if FROM and TO are no range. */
static bool make_range (const char *from_text, const char *to_text, bool is_log, Range *range,
                        const char **mistake)
{
  Quantity from, to;
  if (!parse_quantity (from_text, &from) || !parse_quantity (to_text, &to)) {
    *mistake = "the ends are numbers, sizes or times: 1, 0.5, 64MiB, 10s";
    return false;
  }
  adapt (&from, &to);
  adapt (&to, &from);
  if (from.kind != to.kind) {
    *mistake = "the ends are not of one kind; give both as numbers, as sizes or as times";
  } else if (from.value >= to.value) {
    *mistake = "the first end must be below the second";
  } else if (is_log && from.value == 0) {
    *mistake = "no logarithmic range begins at 0; begin above";
  } else {
    *range = (Range){ from.kind, from.value, to.value, find_grid (from.kind, from.value, to.value), is_log };
    return true;
  }
  return false;
}

/* X on the grid of RANGE, and within it. */
static uint64_t round_to_grid (const Range *range, double x)
{
  double steps = floor (x / (double)range->grid + 0.5);
  uint64_t most = range->to / range->grid;
  uint64_t value = steps >= (double)most ? range->to : (uint64_t)steps * range->grid;
  return CLAMP (value, range->from, range->to);
}

static uint64_t find_log_value (const Range *range, double fraction)
{
  double ratio = (double)range->to / (double)range->from;
  return round_to_grid (range, (double)range->from * det_pow (ratio, fraction));
}

/* The I-th of COUNT values. */
static uint64_t find_value (const Range *range, uint64_t i, uint64_t count)
{
  if (i == 0 || i + 1 == count) {
    return i == 0 ? range->from : range->to;
  }
  if (range->is_log) {
    return find_log_value (range, (double)i / (double)(count - 1));
  }
  Uint128 steps = (range->to - range->from) / range->grid;
  return range->from + (uint64_t)((steps * i + (count - 1) / 2) / (count - 1)) * range->grid;
}

char *sweep_axis_pick (const SweepAxis *axis, double fraction)
{
  const Range *range = &axis->range;
  g_assert (axis->values == NULL);
  uint64_t value;
  if (range->is_log) {
    value = find_log_value (range, fraction);
  } else {
    uint64_t steps = (range->to - range->from) / range->grid;
    uint64_t step = (uint64_t)(fraction * ((double)steps + 1));
    value = range->from + MIN (step, steps) * range->grid;
  }
  return format_quantity (range->kind, value);
}

/* ---- reading ---- */

/* LENGTH bytes of TEXT without the blanks around. */
static char *take_word (const char *text, size_t length)
{
  return g_strstrip (g_strndup (text, length));
}

/* Splits TEXT at the commas that are not within brackets or quotes. */
static char **split_list (const char *text)
{
  GPtrArray *words = g_ptr_array_new ();
  int depth = 0;
  char quote = '\0';
  const char *begin = text;
  for (const char *at = text;; at++) {
    bool is_end = *at == '\0' || (*at == ',' && depth == 0 && quote == '\0');
    if (is_end) {
      g_ptr_array_add (words, take_word (begin, (size_t)(at - begin)));
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

static bool check_list (char **values, const char **mistake)
{
  for (size_t i = 0; values[i] != NULL; i++) {
    if (*values[i] == '\0') {
      *mistake = "a value is empty; write values with commas between, 1,2,4";
      return false;
    }
    for (size_t j = 0; j < i; j++) {
      if (strcmp (values[i], values[j]) == 0) {
        *mistake = "a value is there twice";
        return false;
      }
    }
  }
  return true;
}

/* "lin:FROM:TO:N" without its beginning. */
static bool read_steps (SweepAxis *axis, const char *text, bool is_log, const char **mistake)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  Quantity count = { QUANTITY_NUMBER, 0 };
  if (g_strv_length (parts) != 3 || !parse_number (parts[2], &count) || count.kind != QUANTITY_NUMBER) {
    *mistake = "write it as lin:FROM:TO:N or log:FROM:TO:N, say log:1MiB:1GiB:11";
    return false;
  }
  if (count.value < 2 || count.value > VALUES_MAX) {
    *mistake = "N is from 2 to 100000";
    return false;
  }
  Range range;
  if (!make_range (parts[0], parts[1], is_log, &range, mistake)) {
    return false;
  }
  GPtrArray *values = g_ptr_array_new ();
  uint64_t last = 0;
  for (uint64_t i = 0; i < count.value; i++) {
    uint64_t value = find_value (&range, i, count.value);
    if (i == 0 || value != last) {
      g_ptr_array_add (values, format_quantity (range.kind, value));
    }
    last = value;
  }
  g_ptr_array_add (values, NULL);
  axis->values = (char **)g_ptr_array_free (values, FALSE);
  return true;
}

/* "FROM..TO" or "FROM..TO:log", the dots being at DOTS. */
static bool read_range (SweepAxis *axis, const char *text, const char *dots, const char **mistake)
{
  g_autofree char *from = take_word (text, (size_t)(dots - text));
  g_autofree char *to = take_word (dots + 2, strlen (dots + 2));
  char *colon = strchr (to, ':');
  bool is_log = colon != NULL && strcmp (colon, ":log") == 0;
  if (colon != NULL && !is_log && strcmp (colon, ":lin") != 0) {
    *mistake = "write a range as FROM..TO or FROM..TO:log";
    return false;
  }
  if (colon != NULL) {
    *colon = '\0';
  }
  return make_range (from, to, is_log, &axis->range, mistake);
}

static bool is_range (const char *text, const char **dots)
{
  *dots = strstr (text, "..");
  if (*dots == NULL || strchr (text, ',') != NULL) {
    return false;
  }
  g_autofree char *from = take_word (text, (size_t)(*dots - text));
  Quantity quantity;
  return parse_quantity (from, &quantity);
}

static bool read_values (SweepAxis *axis, const char *text, const char **mistake)
{
  const char *dots;
  if (g_str_has_prefix (text, "lin:") || g_str_has_prefix (text, "log:")) {
    return read_steps (axis, text + 4, text[1] == 'o', mistake);
  }
  if (is_range (text, &dots)) {
    return read_range (axis, text, dots, mistake);
  }
  axis->values = split_list (text);
  return check_list (axis->values, mistake);
}

SweepAxis *sweep_axis_parse (const char *text, GError **error)
{
  SweepAxis *axis = g_new0 (SweepAxis, 1);
  const char *equals = strchr (text, '=');
  const char *mistake = "write it as PATH=VALUE,VALUE...";
  bool is_good = equals != NULL && equals != text;
  if (is_good) {
    axis->path = take_word (text, (size_t)(equals - text));
    is_good = read_values (axis, equals + 1, &mistake);
  }
  if (!is_good) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--vary %s: %s", text, mistake);
    g_clear_pointer (&axis, sweep_axis_free);
  }
  return axis;
}

void sweep_axis_free (SweepAxis *axis)
{
  if (axis != NULL) {
    g_strfreev (axis->values);
    g_free (axis->path);
    g_free (axis);
  }
}

const char *sweep_axis_get_path (const SweepAxis *axis)
{
  return axis->path;
}

const char *const *sweep_axis_get_values (const SweepAxis *axis)
{
  return (const char *const *)axis->values;
}
