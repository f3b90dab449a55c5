/* tune_axis.c - a tunable by its name, the values of its range, and steps along them */
#include "tune_axis.h"

#include "axis_text.h"
#include "det_math.h"
#include "number_format.h"
#include "refuse.h"
#include "tune_grid.h"
#include "units.h"
#include "words.h"

#include <string.h>

#define PAGE_BYTES SCHEMA_PAGE_BYTES
#define OPTION "--tunable"

enum { LINEAR_VALUES = 64, SPAN_OF_LOG = 10 };
#define LOG_STEP 1.05

const char *const TUNE_AXIS_DEFAULTS[] = { "segpcache_maxwindow", "segpcache_shrink_shift",
                                           "segpcache_reap_ticks", "segpcache_pcp_maxage_ticks", NULL };

typedef struct {
  int64_t from, to;
  AxisScale scale; /* AXIS_SCALE_NONE: what fits the range */
  uint32_t count;  /* 0: as many as fit the scale */
} TuneRange;

/* ---- ranges of their own ---- */

/* What the ends of a range are counted in. */
typedef enum { IN_ITSELF, IN_MEMORY_PAGES, IN_MEMORY_BYTES, IN_SECONDS } Measure;

/* From MEASURE × FROM / SHARE, at least LEAST, to MEASURE × TO / SHARE. */
typedef struct {
  const char *name;
  Measure measure;
  uint64_t from, to, share;
  AxisScale scale;
} Row;

/* Thresholds go from a quarter of what the kernel makes of memory, or less, to where they take a good part of it. */
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

static uint64_t measure (Measure what, const Scenario *scenario)
{
  switch (what) {
  case IN_MEMORY_PAGES:
    return scenario->machine.memory_pages;
  case IN_MEMORY_BYTES:
    return scenario->machine.memory_pages * 4096;
  case IN_SECONDS:
    return scenario->machine.hz;
  case IN_ITSELF:
  default:
    return 1;
  }
}

/* The range of the tunable NAME in SCENARIO's machine; false if it has none. */
static bool tune_axis_find_range (const char *name, const Scenario *scenario, TuneRange *range)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++) {
    const Row *row = &rows[i];
    if (strcmp (row->name, name) == 0) {
      uint64_t unit = measure (row->measure, scenario);
      uint64_t least = row->measure == IN_ITSELF ? 0 : 1;
      *range = (TuneRange){ .from = (int64_t)MAX (unit * row->from / row->share, least),
                            .to = (int64_t)(unit * row->to / row->share),
                            .scale = row->scale };
      return true;
    }
  }
  return false;
}

/* ---- the values of a range ---- */

static AxisScale find_scale (const TuneRange *range)
{
  if (range->scale != AXIS_SCALE_NONE) {
    return range->scale;
  }
  return range->from > 0 && range->to / SPAN_OF_LOG >= range->from ? AXIS_SCALE_LOG : AXIS_SCALE_LINEAR;
}

static uint32_t find_count (const TuneRange *range, AxisScale scale)
{
  uint64_t span = (uint64_t)(range->to - range->from);
  if (range->count > 0) {
    return range->count;
  }
  if (scale == AXIS_SCALE_LINEAR) {
    return span < LINEAR_VALUES ? (uint32_t)span + 1 : LINEAR_VALUES;
  }
  double step = scale == AXIS_SCALE_LOG ? LOG_STEP : 2;
  double steps = det_log ((double)range->to / (double)range->from) / det_log (step);
  return (uint32_t)MIN (steps + 1, TUNE_VALUES_MAX - 1) + 1;
}

/* Gives AXIS the values of RANGE. */
static void make_values (TuneAxis *axis, const TuneRange *range)
{
  AxisScale scale = find_scale (range);
  uint32_t wanted = find_count (range, scale);
  AxisRange ends = { (uint64_t)range->from, (uint64_t)range->to, 1, scale };
  bool is_doubled = scale == AXIS_SCALE_DOUBLE && range->count == 0;
  axis->values = g_new (int64_t, wanted);
  for (uint32_t i = 0; i < wanted; i++) {
    int64_t value = is_doubled && i + 1 < wanted ? range->from << MIN (i, 62)
                                                 : (int64_t)axis_range_get_value (&ends, i, wanted);
    if (axis->count == 0 || value > axis->values[axis->count - 1]) {
      axis->values[axis->count++] = value;
    }
  }
}

/* ---- reading ---- */

/* Fills in ERROR: what is wrong with TEXT. */
G_GNUC_PRINTF (3, 4) static bool tune_axis_fail (GError **error, const char *text, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *quoted = words_quote (text);
  return refuse_option (error, OPTION " %s: %s", quoted, message);
}

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

static bool tune_axis_read_range (TuneAxis *axis, const char *text, const AxisText *words, GError **error)
{
  const KernelTunable *tunable = &axis->tunable;
  TuneRange range = { .scale = words->scale, .count = words->count };
  if (!parse_value (tunable, text, words->from, &range.from, error)
      || !parse_value (tunable, text, words->to, &range.to, error)
      || !check_limits (tunable, text, range.from, range.to, error)) {
    return false;
  }
  if (words->scale > AXIS_SCALE_LINEAR && range.from == 0) {
    return tune_axis_fail (error, text, "a range from 0 has no logarithm; begin it at 1, or use linear");
  }
  make_values (axis, &range);
  return true;
}

static int tune_axis_compare_values (const void *a, const void *b)
{
  const int64_t *left = a, *right = b;
  return (*left > *right) - (*left < *right);
}

static bool tune_axis_read_list (TuneAxis *axis, const char *text, char *const *words, GError **error)
{
  const KernelTunable *tunable = &axis->tunable;
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

static bool tune_axis_read_values (TuneAxis *axis, const char *text, const char *values, GError **error)
{
  AxisText words;
  g_autofree char *mistake = NULL;
  if (!axis_text_parse (values, TUNE_VALUES_MAX, &words, &mistake)) {
    return tune_axis_fail (error, text, "%s", mistake);
  }
  bool is_good = words.values != NULL ? tune_axis_read_list (axis, text, words.values, error)
                                      : tune_axis_read_range (axis, text, &words, error);
  axis_text_clear (&words);
  return is_good;
}

/* The values of the tunable's own range, for a TEXT that has none. */
static bool tune_axis_take_values (TuneAxis *axis, const char *text, const Scenario *scenario, GError **error)
{
  TuneRange range;
  const char *name = axis->tunable.field->key;
  if (!tune_axis_find_range (name, scenario, &range)) {
    return tune_axis_fail (error, text, "it has no range of its own; give one, as in %s=1..100", name);
  }
  make_values (axis, &range);
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
  g_autoptr (TuneAxis) axis = g_new0 (TuneAxis, 1);
  axis->tunable = tunable;
  axis->path = g_strdup_printf ("%s.%s", tunable.section->key, tunable.field->key);
  bool is_good = equals != NULL ? tune_axis_read_values (axis, text, equals + 1, error)
                                : tune_axis_take_values (axis, text, scenario, error);
  return is_good ? g_steal_pointer (&axis) : NULL;
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
  bool is_size = field->type == SCHEMA_PAGES || field->type == SCHEMA_BYTES;
  if (is_size && value > 0) {
    g_string_append (text, " (");
    number_append_size (text, (uint64_t)value * (field->type == SCHEMA_PAGES ? PAGE_BYTES : 1));
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
