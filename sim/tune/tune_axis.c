/* tune_axis.c - a tunable by its name, its range, and steps along it */
#include "tune_axis.h"

#include "axis_text.h"
#include "number_format.h"
#include "tune_axis_range.h"
#include "tune_grid.h"
#include "units.h"
#include "words.h"

#include <string.h>

#define PAGE_BYTES SCHEMA_PAGE_BYTES
#define OPTION "--tunable"

const char *const TUNE_AXIS_DEFAULTS[] = { "segpcache_maxwindow", "segpcache_shrink_shift",
                                           "segpcache_reap_ticks", "segpcache_pcp_maxage_ticks", NULL };

/* Fills in ERROR: what is wrong with TEXT. */
G_GNUC_PRINTF (3, 4) static bool tune_axis_fail (GError **error, const char *text, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *quoted = words_quote (text);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, OPTION " %s: %s", quoted, message);
  return false;
}

/* ---- the name ---- */

static bool find_tunable (const char *text, const char *name, KernelTunable *tunable, GError **error)
{
  if (kernel_tunable_find (name, tunable)) {
    return true;
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  KernelTunable other;
  for (size_t i = 0; kernel_tunable_at (i, &other); i++) {
    g_ptr_array_add (names, (void *)(uintptr_t)other.field->key);
  }
  const char *nearest = words_nearest (name, (const char *const *)names->pdata, names->len);
  g_autofree char *hint = nearest != NULL ? g_strdup_printf ("did you mean '%s'?", nearest)
                                          : g_strdup ("'pcachesim tunables' lists them");
  return tune_axis_fail (error, text, "there is no such tunable; %s", hint);
}

/* ---- the range ---- */

static bool parse_size (const char *text, const char *word, uint64_t unit_bytes, int64_t *value,
                        GError **error)
{
  uint64_t bytes;
  g_autofree char *mistake = NULL;
  if (!units_parse (&UNITS_SIZE, word, unit_bytes, PAGE_BYTES, &bytes, &mistake)) {
    return tune_axis_fail (error, text, "%s", mistake);
  }
  if (bytes % unit_bytes != 0) {
    return tune_axis_fail (error, text, "'%s' is not in whole pages; use a multiple of 4KiB", word);
  }
  *value = (int64_t)(bytes / unit_bytes);
  return true;
}

static bool parse_whole (const char *text, const char *word, int64_t *value, GError **error)
{
  g_autofree char *quoted = words_quote (word);
  return g_ascii_string_to_signed (word, 10, 0, INT64_MAX, value, NULL)
         || tune_axis_fail (error, text, "%s is no whole number; use one in the kernel's unit", quoted);
}

static bool parse_value (const KernelTunable *tunable, const char *text, const char *word, int64_t *value,
                         GError **error)
{
  switch (tunable->field->type) {
  case SCHEMA_PAGES:
    return parse_size (text, word, PAGE_BYTES, value, error);
  case SCHEMA_BYTES:
    return parse_size (text, word, 1, value, error);
  default:
    return parse_whole (text, word, value, error);
  }
}

static bool check_limits (const KernelTunable *tunable, const char *text, int64_t from, int64_t to,
                          GError **error)
{
  const SchemaField *field = tunable->field;
  uint64_t unit = field->type == SCHEMA_PAGES ? PAGE_BYTES : 1;
  bool is_signed = field->type == SCHEMA_SIGNED;
  uint64_t least = is_signed ? (uint64_t)MAX (field->signed_range.min, 0) : field->range.min / unit;
  uint64_t most = is_signed ? (uint64_t)field->signed_range.max : field->range.max / unit;
  if ((uint64_t)from < least || (most != 0 && (uint64_t)to > most)) {
    return tune_axis_fail (
        error, text, "it can be from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "; use a range in that",
        least, most != 0 ? most : (uint64_t)INT64_MAX);
  }
  return from < to || tune_axis_fail (error, text, "the range ends where it begins, or before; use FROM..TO");
}

static bool tune_axis_read_range (const KernelTunable *tunable, const char *text, const AxisText *words,
                                  TuneAxis *axis, GError **error)
{
  TuneRange range = { .scale = words->scale, .count = words->count };
  if (!parse_value (tunable, text, words->from, &range.from, error)
      || !parse_value (tunable, text, words->to, &range.to, error)
      || !check_limits (tunable, text, range.from, range.to, error)) {
    return false;
  }
  if (words->scale > AXIS_SCALE_LINEAR && range.from == 0) {
    return tune_axis_fail (error, text, "a range from 0 has no logarithm; begin it at 1, or use linear");
  }
  axis->values = tune_range_make_values (&range, &axis->count);
  return true;
}

static int tune_axis_compare_values (const void *a, const void *b)
{
  const int64_t *left = a, *right = b;
  return (*left > *right) - (*left < *right);
}

static bool tune_axis_read_list (const KernelTunable *tunable, const char *text, char *const *words,
                                 TuneAxis *axis, GError **error)
{
  guint count = g_strv_length ((char **)(uintptr_t)words);
  if (count < 2) {
    return tune_axis_fail (error, text, "it is no range; use %s=FROM..TO", tunable->field->key);
  }
  axis->values = g_new (int64_t, count);
  for (guint i = 0; i < count; i++) {
    if (!parse_value (tunable, text, words[i], &axis->values[i], error)) {
      return false;
    }
  }
  qsort (axis->values, count, sizeof *axis->values, tune_axis_compare_values);
  axis->count = 1;
  for (guint i = 1; i < count; i++) {
    if (axis->values[i] != axis->values[axis->count - 1]) {
      axis->values[axis->count++] = axis->values[i];
    }
  }
  return check_limits (tunable, text, axis->values[0], axis->values[axis->count - 1], error);
}

static bool tune_axis_read_values (const KernelTunable *tunable, const char *text, const char *values,
                                   TuneAxis *axis, GError **error)
{
  AxisText words;
  g_autofree char *mistake = NULL;
  if (!axis_text_parse (values, TUNE_VALUES_MAX, &words, &mistake)) {
    return tune_axis_fail (error, text, "%s", mistake);
  }
  bool is_good = words.values != NULL ? tune_axis_read_list (tunable, text, words.values, axis, error)
                                      : tune_axis_read_range (tunable, text, &words, axis, error);
  axis_text_clear (&words);
  return is_good;
}

/* Its values if TEXT has none. */
static bool tune_axis_take_values (const KernelTunable *tunable, const char *text, const Scenario *scenario,
                                   TuneAxis *axis, GError **error)
{
  TuneRange range;
  if (!tune_range_find (tunable->field->key, scenario, &range)) {
    return tune_axis_fail (error, text, "it has no range of its own; give one, as in %s=1..100",
                           tunable->field->key);
  }
  axis->values = tune_range_make_values (&range, &axis->count);
  return true;
}

/* ---- the axis ---- */

TuneAxis *tune_axis_parse (const char *text, const Scenario *scenario, GError **error)
{
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, (size_t)(equals - text)) : g_strdup (text);
  KernelTunable tunable;
  if (!find_tunable (text, name, &tunable, error)) {
    return NULL;
  }
  TuneAxis *axis = g_new0 (TuneAxis, 1);
  axis->tunable = tunable;
  axis->path = g_strdup_printf ("%s.%s", tunable.section, tunable.field->key);
  bool is_good = equals != NULL ? tune_axis_read_values (&tunable, text, equals + 1, axis, error)
                                : tune_axis_take_values (&tunable, text, scenario, axis, error);
  if (!is_good) {
    g_clear_pointer (&axis, tune_axis_free);
  }
  return axis;
}

void tune_axis_free (TuneAxis *axis)
{
  if (axis != NULL) {
    g_free (axis->path);
    g_free (axis->values);
    g_free (axis);
  }
}

char *tune_axis_make_set (const TuneAxis *axis, uint32_t index)
{
  return g_strdup_printf ("%s=%" G_GINT64_FORMAT, axis->path, axis->values[index]);
}

char *tune_axis_format_value (const TuneAxis *axis, int64_t value)
{
  const SchemaField *field = axis->tunable.field;
  GString *text = g_string_new (value < 0 ? "-" : "");
  number_append_grouped (text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
  if (field->kernel_unit[0] != '\0') {
    g_string_append_printf (text, " %s", field->kernel_unit);
  }
  bool is_size = field->type == SCHEMA_PAGES || field->type == SCHEMA_BYTES;
  if (is_size && value > 0) {
    g_string_append (text, " (");
    number_append_size (text, (uint64_t)value * (field->type == SCHEMA_PAGES ? PAGE_BYTES : 1));
    g_string_append_c (text, ')');
  }
  return g_string_free (text, FALSE);
}

bool tune_axis_step_up (const TuneAxis *axis, int64_t from, uint32_t *to)
{
  bool is_found = false;
  for (uint32_t i = 0; i < axis->count && !(is_found && axis->values[*to] - from >= from / 10); i++) {
    if (axis->values[i] > from) {
      *to = i;
      is_found = true;
    }
  }
  return is_found;
}

bool tune_axis_step_down (const TuneAxis *axis, int64_t from, uint32_t *to)
{
  bool is_found = false;
  for (uint32_t i = axis->count; i-- > 0 && !(is_found && from - axis->values[*to] >= from / 10);) {
    if (axis->values[i] < from) {
      *to = i;
      is_found = true;
    }
  }
  return is_found;
}
