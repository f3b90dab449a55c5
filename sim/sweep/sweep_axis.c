/* sweep_axis.c - reads lists and ranges of values, and gives the values of an axis in their own unit */
#include "sweep_axis.h"

#include "det_math.h"
#include "number_format.h"
#include "refuse.h"
#include "schema.h"
#include "units.h"
#include "words.h"

#include <math.h>
#include <string.h>

#define DECIMALS 9
#define VALUES_MAX 100000

__extension__ typedef unsigned __int128 Uint128;

/* ---- reading ---- */

/* Returns LENGTH bytes of TEXT without blanks at both ends. */
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

/* Reads "FROM:TO:N". */
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

/* Reads "FROM..TO:SCALE:N" with the dots at DOTS. */
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

/* Finds the dots of a range, which follow a number, with or without a unit; other text, say a path, may have
 * dots, too.  NULL if TEXT is no range. */
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

/* Rounds X to the grid of RANGE, within the range. */
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

/* Returns value I of COUNT. */
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

/* ---- axes of a sweep ---- */

typedef struct {
  QuantityKind kind;
  uint64_t value;
} Quantity;

/* ---- quantities ---- */

/* Reads digits, and optionally a point and at most DECIMALS digits. */
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

/* Returns the largest power of ten that divides FROM and TO, divided by SHARE, but at least 1. */
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

/* Makes QUANTITY, a whole number, one of the kind of OTHER if it is 0, or if OTHER has decimals. */
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

/* Reads the range in WORDS.  False with *MISTAKE set, to a constant, if WORDS are no range. */
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
