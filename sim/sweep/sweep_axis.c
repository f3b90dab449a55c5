/* sweep_axis.c - the values of an axis, in the unit that they are written in */
#include "sweep_axis.h"

#include "number_format.h"
#include "refuse.h"
#include "schema.h"
#include "units.h"

#include <stdint.h>
#include <string.h>

#define DECIMALS 9
#define VALUES_MAX 100000

typedef struct {
  QuantityKind kind;
  uint64_t value;
} Quantity;

/* ---- quantities ---- */

/* Reads digits with at most DECIMALS behind a point, which there need not be. */
static bool sweep_axis_parse_number (const char *text, Quantity *quantity)
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
                             uint64_t page_bytes, Quantity *quantity)
{
  g_autofree char *mistake = NULL;
  *quantity = (Quantity){ .kind = kind };
  return units_parse (units, text, 0, page_bytes, &quantity->value, &mistake);
}

static bool sweep_axis_parse_quantity (const char *text, uint64_t page_bytes, Quantity *quantity)
{
  return sweep_axis_parse_number (text, quantity)
         || parse_with_unit (&UNITS_SIZE, QUANTITY_SIZE, text, page_bytes, quantity)
         || parse_with_unit (&UNITS_TIME, QUANTITY_TIME, text, page_bytes, quantity);
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

static uint64_t find_grid (QuantityKind kind, uint64_t from, uint64_t to, uint64_t page_bytes)
{
  switch (kind) {
  case QUANTITY_SIZE:
    return from % page_bytes == 0 && to % page_bytes == 0 ? page_bytes : 1;
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

/* False with *MISTAKE set, a constant, if WORDS are no range. */
static bool sweep_axis_read_range (SweepAxis *axis, const AxisText *words, const char **mistake)
{
  Quantity from, to;
  uint64_t page = axis->page_bytes;
  if (!sweep_axis_parse_quantity (words->from, page, &from)
      || !sweep_axis_parse_quantity (words->to, page, &to)) {
    *mistake = "the ends are numbers, sizes or times: 1, 0.5, 64MiB, 10s";
    return false;
  }
  adapt (&from, &to);
  adapt (&to, &from);
  if (from.kind != to.kind) {
    *mistake = "the ends are not of one kind; give both as numbers, as sizes or as times";
  } else if (from.value >= to.value) {
    *mistake = "the first end must be below the second";
  } else if (words->scale > AXIS_SCALE_LINEAR && from.value == 0) {
    *mistake = "no logarithmic range begins at 0; begin above";
  } else {
    axis->kind = from.kind;
    axis->range =
        (AxisRange){ from.value, to.value, find_grid (from.kind, from.value, to.value, page), words->scale };
    return true;
  }
  return false;
}

static char **sweep_axis_list_values (const SweepAxis *axis, uint32_t count)
{
  g_autoptr (GArray) numbers = axis_range_list_values (&axis->range, count);
  char **values = g_new0 (char *, (size_t)numbers->len + 1);
  for (guint i = 0; i < numbers->len; i++) {
    values[i] = format_quantity (axis->kind, g_array_index (numbers, uint64_t, i));
  }
  return values;
}

static char *sweep_axis_pick_value (const SweepAxis *axis, double fraction)
{
  const AxisRange *range = &axis->range;
  uint64_t value;
  if (range->scale == AXIS_SCALE_LOG) {
    value = axis_range_get_log_value (range, fraction);
  } else {
    uint64_t steps = (range->to - range->from) / range->grid;
    uint64_t step = (uint64_t)(fraction * ((double)steps + 1));
    value = range->from + MIN (step, steps) * range->grid;
  }
  return format_quantity (axis->kind, value);
}

void sweep_axis_draw (SweepAxis *axis, const double *fractions, size_t count)
{
  g_assert (axis->values == NULL);
  axis->is_drawn = true;
  axis->count = count;
  axis->values = g_new0 (char *, count + 1);
  for (size_t i = 0; i < count; i++) {
    axis->values[i] = sweep_axis_pick_value (axis, fractions[i]);
  }
}

/* ---- reading ---- */

static bool sweep_axis_read_values (SweepAxis *axis, const char *text, char **mistake)
{
  AxisText words;
  if (!axis_text_parse (text, VALUES_MAX, &words, mistake)) {
    return false;
  }
  const char *reason = NULL;
  axis->values = g_steal_pointer (&words.values);
  if (axis->values == NULL && sweep_axis_read_range (axis, &words, &reason)
      && (words.count > 0 || words.scale == AXIS_SCALE_DOUBLE)) {
    axis->values = sweep_axis_list_values (axis, words.count);
  }
  axis->count = axis->values != NULL ? g_strv_length (axis->values) : 0;
  axis_text_clear (&words);
  *mistake = g_strdup (reason);
  return reason == NULL;
}

SweepAxis *sweep_axis_parse (const char *text, uint64_t page_bytes, GError **error)
{
  SweepAxis *axis = g_new0 (SweepAxis, 1);
  axis->page_bytes = page_bytes;
  const char *equals = strchr (text, '=');
  g_autofree char *mistake = NULL;
  bool is_good = equals != NULL && equals != text;
  if (is_good) {
    axis->path = g_strstrip (g_strndup (text, (size_t)(equals - text)));
    is_good = sweep_axis_read_values (axis, equals + 1, &mistake);
  }
  if (!is_good) {
    (void)refuse_option (error, "--vary %s: %s", text,
                         mistake != NULL ? mistake : "write it as PATH=VALUE,VALUE...");
    g_clear_pointer (&axis, sweep_axis_free);
  }
  return axis;
}

void sweep_axis_free (void *data)
{
  SweepAxis *axis = data;
  if (axis != NULL) {
    g_strfreev (axis->values);
    g_free (axis->path);
    g_free (axis);
  }
}
