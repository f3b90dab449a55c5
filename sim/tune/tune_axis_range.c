/* tune_axis_range.c - ranges of their own of the tunables, and the values of a range */
#include "tune_axis_range.h"

#include "det_math.h"
#include "tune_grid.h"

#include <glib.h>
#include <string.h>

enum { LINEAR_VALUES = 64, SPAN_OF_LOG = 10 };
#define LOG_STEP 1.05

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

bool tune_range_find (const char *name, const Scenario *scenario, TuneRange *range)
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

/* ---- values ---- */

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

int64_t *tune_range_make_values (const TuneRange *range, uint32_t *count)
{
  AxisScale scale = find_scale (range);
  uint32_t wanted = find_count (range, scale);
  AxisRange axis = { (uint64_t)range->from, (uint64_t)range->to, 1, scale };
  bool is_doubled = scale == AXIS_SCALE_DOUBLE && range->count == 0;
  int64_t *values = g_new (int64_t, wanted);
  *count = 0;
  for (uint32_t i = 0; i < wanted; i++) {
    int64_t value = is_doubled && i + 1 < wanted ? range->from << MIN (i, 62)
                                                 : (int64_t)axis_range_get_value (&axis, i, wanted);
    if (*count == 0 || value > values[*count - 1]) {
      values[(*count)++] = value;
    }
  }
  return values;
}
