/* tune_axis.c - finds a tunable by its name, makes its values, and steps along them */
#include "tune_axis.h"

#include "det_math.h"
#include "number_format.h"
#include "refuse.h"
#include "sweep_axis.h"
#include "tune_book.h"
#include "units.h"
#include "words.h"

#include <string.h>

enum { LINEAR_VALUES = 64, SPAN_OF_LOG = 10 };
#define LOG_STEP 1.05

const char *const TUNE_AXIS_DEFAULTS[] = { "segpcache_maxwindow", "segpcache_shrink_shift",
                                           "segpcache_reap_ticks", "segpcache_pcp_maxage_ticks", NULL };

/* ---- built-in ranges ---- */

/* The units of the ends of a range. */
typedef enum { IN_ITSELF, IN_MEMORY_PAGES, IN_MEMORY_BYTES, IN_SECONDS } RangeUnit;

/* A range from UNIT × FROM / SHARE to UNIT × TO / SHARE. */
typedef struct {
  const char *name;
  RangeUnit unit;
  uint64_t from, to, share;
  AxisScale scale;
} Row;

/* A threshold of memory goes from a quarter of the kernel's default, or less, to a large part of memory. */
static const Row rows[] = {
  { "segpcache_enabled", IN_ITSELF, 0, 1, 1, AXIS_SCALE_LINEAR },
  { "segpcache_maxwindow", IN_MEMORY_PAGES, 4, 1024, 1024, AXIS_SCALE_LOG },
  { "segpcache_hashsize_win", IN_ITSELF, 1024, 1 << 20, 1, AXIS_SCALE_DOUBLE },
  { "segpcache_hashsize_wired", IN_ITSELF, 1024, 1 << 20, 1, AXIS_SCALE_DOUBLE },
  { "segpcache_reap_sec", IN_ITSELF, 1, 60, 1, AXIS_SCALE_LOG },
  { "segpcache_reap_ticks", IN_SECONDS, 1, 6000, 100, AXIS_SCALE_LOG },
  { "segpcache_pcp_maxage_sec", IN_ITSELF, 1, 60, 1, AXIS_SCALE_LOG },
  { "segpcache_pcp_maxage_ticks", IN_SECONDS, 1, 6000, 100, AXIS_SCALE_LOG },
  { "segpcache_shrink_shift", IN_ITSELF, 0, 10, 1, AXIS_SCALE_LINEAR },
  { "segpcache_maxapurge_bytes", IN_MEMORY_BYTES, 1, 1024, 1024, AXIS_SCALE_LOG },
  { "lotsfree", IN_MEMORY_PAGES, 1, 64, 512, AXIS_SCALE_LOG },
  { "desfree", IN_MEMORY_PAGES, 1, 64, 1024, AXIS_SCALE_LOG },
  { "minfree", IN_MEMORY_PAGES, 1, 64, 2048, AXIS_SCALE_LOG },
  { "throttlefree", IN_MEMORY_PAGES, 1, 64, 2048, AXIS_SCALE_LOG },
  { "pageout_reserve", IN_MEMORY_PAGES, 1, 64, 4096, AXIS_SCALE_LOG },
  { "fastscan", IN_ITSELF, 100, 1 << 20, 1, AXIS_SCALE_LOG },
  { "slowscan", IN_ITSELF, 10, 1 << 16, 1, AXIS_SCALE_LOG },
  { "handspread", IN_MEMORY_PAGES, 1, 256, 512, AXIS_SCALE_LOG },
  { "maxphys", IN_ITSELF, 65536, 1 << 24, 1, AXIS_SCALE_DOUBLE },
};

/* Finds the range of the tunable NAME in SCENARIO's machine; false if it has none. */
static bool tune_axis_find_range (const char *name, const Scenario *scenario, AxisRange *range)
{
  const uint64_t units[] = { [IN_ITSELF] = 1,
                             [IN_MEMORY_PAGES] = scenario->machine.memory_pages,
                             [IN_MEMORY_BYTES] =
                                 scenario->machine.memory_pages * scenario_page_bytes (scenario),
                             [IN_SECONDS] = scenario->machine.hz };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    const Row *row = &rows[i];
    if (strcmp (row->name, name) == 0) {
      uint64_t unit = units[row->unit];
      uint64_t least = row->unit == IN_ITSELF ? 0 : 1;
      *range = (AxisRange){ .from = MAX (unit * row->from / row->share, least),
                            .to = unit * row->to / row->share,
                            .grid = 1,
                            .scale = row->scale };
      return true;
    }
  }
  return false;
}

/* ---- the values of a range ---- */

/* Returns the default number of values of RANGE, by its scale; 0: each value is twice the one before. */
static uint32_t find_count (const AxisRange *range)
{
  uint64_t span = range->to - range->from;
  if (range->scale == AXIS_SCALE_DOUBLE) {
    return 0;
  }
  if (range->scale == AXIS_SCALE_LINEAR) {
    return span < LINEAR_VALUES ? (uint32_t)span + 1 : LINEAR_VALUES;
  }
  double steps = det_log ((double)range->to / (double)range->from) / det_log (LOG_STEP);
  return (uint32_t)MIN (steps + 1, TUNE_VALUES_MAX - 1) + 1;
}

/* Gives AXIS COUNT values of RANGE; 0: the default number. */
static void make_values (TuneAxis *axis, AxisRange range, uint32_t count)
{
  if (range.scale == AXIS_SCALE_NONE) {
    bool is_wide = range.from > 0 && range.to / SPAN_OF_LOG >= range.from;
    range.scale = is_wide ? AXIS_SCALE_LOG : AXIS_SCALE_LINEAR;
  }
  GArray *values = axis_range_list_values (&range, count > 0 ? count : find_count (&range));
  axis->count = values->len;
  axis->values = (int64_t *)(void *)g_array_free (values, FALSE);
}

/* ---- reading ---- */

static bool find_tunable (const char *name, KernelTunable *tunable, GError **error)
{
  if (kernel_tunable_find (name, tunable)) {
    return true;
  }
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  KernelTunable other;
  for (size_t i = 0; kernel_tunable_at (i, &other); i++) {
    g_ptr_array_add (names, (void *)(uintptr_t)other.field->key);
  }
  g_autofree char *hint = words_hint_or (name, names, "'pcachesim tunables' lists them");
  return refuse_option (error, "there is no such tunable; %s", hint);
}

/* Returns the kernel's unit of AXIS in bytes; 0: the tunable is no size. */
static uint64_t get_unit_bytes (const TuneAxis *axis)
{
  SchemaType type = axis->tunable.field->type;
  return type == SCHEMA_PAGES ? axis->page_bytes : type == SCHEMA_BYTES ? 1 : 0;
}

static bool parse_value (const TuneAxis *axis, const char *word, uint64_t *value, GError **error)
{
  uint64_t unit_bytes = get_unit_bytes (axis);
  g_autofree char *mistake = NULL;
  if (unit_bytes == 0) {
    g_autofree char *quoted = words_quote (word);
    return number_parse_unsigned (word, 10, 0, INT64_MAX, value)
           || refuse_option (error, "%s is no whole number; use one in the kernel's unit", quoted);
  }
  if (!units_parse (&UNITS_SIZE, word, unit_bytes, axis->page_bytes, value, &mistake)) {
    return refuse_option (error, "%s", mistake);
  }
  if (*value % unit_bytes != 0) {
    return refuse_option (error, "'%s' is not in whole pages; use a multiple of %" G_GUINT64_FORMAT "KiB",
                          word, unit_bytes / SCHEMA_KIB);
  }
  *value /= unit_bytes;
  return true;
}

static bool check_limits (const TuneAxis *axis, uint64_t from, uint64_t to, GError **error)
{
  const SchemaField *field = axis->tunable.field;
  uint64_t unit = MAX (get_unit_bytes (axis), 1);
  bool is_signed = field->type == SCHEMA_SIGNED;
  uint64_t least = is_signed ? (uint64_t)MAX (field->signed_range.min, 0) : field->range.min / unit;
  uint64_t most = is_signed ? (uint64_t)field->signed_range.max : field->range.max / unit;
  if (from < least || (most != 0 && to > most)) {
    return refuse_option (
        error, "it can be from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "; use a range in that", least,
        most != 0 ? most : (uint64_t)INT64_MAX);
  }
  return from < to || refuse_option (error, "the range ends where it begins, or before; use FROM..TO");
}

static bool tune_axis_read_range (TuneAxis *axis, const AxisText *words, GError **error)
{
  AxisRange range = { .grid = 1, .scale = words->scale };
  if (!parse_value (axis, words->from, &range.from, error) || !parse_value (axis, words->to, &range.to, error)
      || !check_limits (axis, range.from, range.to, error)) {
    return false;
  }
  if (words->scale > AXIS_SCALE_LINEAR && range.from == 0) {
    return refuse_option (error, "a range from 0 has no logarithm; begin it at 1, or use linear");
  }
  make_values (axis, range, words->count);
  return true;
}

static int tune_axis_compare_values (const void *a, const void *b)
{
  const int64_t *left = a, *right = b;
  return (*left > *right) - (*left < *right);
}

static bool tune_axis_read_list (TuneAxis *axis, char *const *words, GError **error)
{
  guint count = g_strv_length ((char **)(uintptr_t)words);
  if (count < 2) {
    return refuse_option (error, "it is no range; use %s=FROM..TO", axis->tunable.field->key);
  }
  int64_t *values = axis->values = g_new (int64_t, count);
  for (guint i = 0; i < count; i++) {
    uint64_t value;
    if (!parse_value (axis, words[i], &value, error)) {
      return false;
    }
    values[i] = (int64_t)value;
  }
  qsort (values, count, sizeof *values, tune_axis_compare_values);
  for (guint i = 0; i < count; i++) {
    if (i == 0 || values[i] != values[i - 1]) {
      values[axis->count++] = values[i];
    }
  }
  return check_limits (axis, (uint64_t)values[0], (uint64_t)values[axis->count - 1], error);
}

static bool tune_axis_read_values (TuneAxis *axis, const char *values, GError **error)
{
  AxisText words;
  g_autofree char *mistake = NULL;
  if (!axis_text_parse (values, TUNE_VALUES_MAX, &words, &mistake)) {
    return refuse_option (error, "%s", mistake);
  }
  bool is_good = words.values != NULL ? tune_axis_read_list (axis, words.values, error)
                                      : tune_axis_read_range (axis, &words, error);
  axis_text_clear (&words);
  return is_good;
}

/* Gives AXIS the values of the built-in range of its tunable. */
static bool tune_axis_take_values (TuneAxis *axis, const Scenario *scenario, GError **error)
{
  AxisRange range;
  const char *name = axis->tunable.field->key;
  if (!tune_axis_find_range (name, scenario, &range)) {
    return refuse_option (error, "it has no range of its own; give one, as in %s=1..100", name);
  }
  make_values (axis, range, 0);
  return true;
}

/* ---- the axis ---- */

TuneAxis *tune_axis_parse (const char *text, const Scenario *scenario, GError **error)
{
  g_autofree char *name = g_strndup (text, strcspn (text, "="));
  const char *equals = strchr (text, '=');
  g_autoptr (TuneAxis) axis = g_new0 (TuneAxis, 1);
  axis->page_bytes = scenario_page_bytes (scenario);
  if (find_tunable (name, &axis->tunable, error)
      && (equals != NULL ? tune_axis_read_values (axis, equals + 1, error)
                         : tune_axis_take_values (axis, scenario, error))) {
    axis->path = g_strdup_printf ("%s.%s", axis->tunable.section->key, axis->tunable.field->key);
    return g_steal_pointer (&axis);
  }
  g_autofree char *quoted = words_quote (text);
  g_prefix_error (error, "--tunable %s: ", quoted);
  return NULL;
}

void tune_axis_free (void *data)
{
  TuneAxis *axis = data;
  g_free (axis->path);
  g_free (axis->values);
  g_free (axis);
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
  uint64_t unit_bytes = get_unit_bytes (axis);
  if (unit_bytes > 0 && value > 0) {
    g_string_append (text, " (");
    number_append_size (text, (uint64_t)value * unit_bytes);
    g_string_append_c (text, ')');
  }
  return g_string_free (text, FALSE);
}

bool tune_axis_step (const TuneAxis *axis, int64_t from, int way, uint32_t *to)
{
  bool is_found = false;
  for (uint32_t n = 0; n < axis->count; n++) {
    uint32_t i = way > 0 ? n : axis->count - 1 - n;
    int64_t distance = way * (axis->values[i] - from);
    if (distance > 0) {
      *to = i;
      is_found = true;
    }
    if (is_found && distance >= from / 10) {
      break;
    }
  }
  return is_found;
}
