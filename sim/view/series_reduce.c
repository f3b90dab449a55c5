/* series_reduce.c - keeps of each column of pixels the samples with extremes */
#include "series_reduce.h"

#include <math.h>

typedef struct {
  SeriesRow row;
  uint64_t number;
} NumberedRow;

/* Of one value, over the samples of one column of pixels. */
typedef struct {
  double least, greatest;
  NumberedRow at_least, at_greatest;
} Extremes;

typedef struct {
  size_t count;
  Extremes *extremes; /* of each value; NAN while there is none */
  NumberedRow first;  /* sample of this column of pixels */
  bool has_first;
  NumberedRow *picked; /* room for those of one column */
  GArray *kept;
} Reduction;

static void begin_pixel (Reduction *reduction)
{
  reduction->has_first = false;
  for (size_t i = 0; i < reduction->count; i++) {
    reduction->extremes[i].least = NAN;
    reduction->extremes[i].greatest = NAN;
  }
}

static void series_reduce_add_row (Reduction *reduction, const NumberedRow *row, const double *values)
{
  if (!reduction->has_first) {
    reduction->first = *row;
    reduction->has_first = true;
  }
  for (size_t i = 0; i < reduction->count; i++) {
    Extremes *extremes = &reduction->extremes[i];
    if (isnan (values[i])) {
      continue;
    }
    if (!(values[i] >= extremes->least)) {
      extremes->least = values[i];
      extremes->at_least = *row;
    }
    if (!(values[i] <= extremes->greatest)) {
      extremes->greatest = values[i];
      extremes->at_greatest = *row;
    }
  }
}

static int compare_rows (const void *a, const void *b)
{
  uint64_t left = ((const NumberedRow *)a)->number;
  uint64_t right = ((const NumberedRow *)b)->number;
  return left < right ? -1 : left > right;
}

/* Keeps the first sample, which stands for all values that stay as they are, and the extremes of those that do not. */
static void end_pixel (Reduction *reduction)
{
  if (!reduction->has_first) {
    return;
  }
  size_t n = 0;
  reduction->picked[n++] = reduction->first;
  for (size_t i = 0; i < reduction->count; i++) {
    const Extremes *extremes = &reduction->extremes[i];
    if (extremes->least < extremes->greatest) {
      reduction->picked[n++] = extremes->at_least;
      reduction->picked[n++] = extremes->at_greatest;
    } else if (!isnan (extremes->least)) {
      /* The only value that there is may not be at the first sample. */
      reduction->picked[n++] = extremes->at_least;
    }
  }
  qsort (reduction->picked, n, sizeof *reduction->picked, compare_rows);
  for (size_t i = 0; i < n; i++) {
    if (i == 0 || reduction->picked[i].number != reduction->picked[i - 1].number) {
      g_array_append_val (reduction->kept, reduction->picked[i].row);
    }
  }
}

static uint64_t get_pixel (sim_time time, sim_time first, sim_time last, unsigned pixels)
{
  if (last <= first || time <= first) {
    return 0;
  }
  return MIN ((time - first) / ((last - first) / pixels + 1), pixels - 1);
}

static bool reduce (Reduction *reduction, const SeriesFile *file, const size_t *columns, unsigned pixels,
                    GError **error)
{
  sim_time first = 0, last = 0;
  if (!series_file_get_span (file, &first, &last)) {
    /* No rows, or malformed ones: reading them tells. */
    first = last = 0;
  }
  double *values = g_new (double, reduction->count + 1);
  SeriesCursor cursor = { 0, 0 };
  NumberedRow row = { .number = 0 };
  uint64_t pixel = 0;
  GError *mistake = NULL;
  begin_pixel (reduction);
  while (series_file_next (file, &cursor, &row.row, &mistake)) {
    uint64_t now = get_pixel (row.row.time_ns, first, last, pixels);
    if (now != pixel) {
      end_pixel (reduction);
      begin_pixel (reduction);
      pixel = now;
    }
    series_row_read (&row.row, columns, reduction->count, values);
    series_reduce_add_row (reduction, &row, values);
    row.number++;
  }
  g_free (values);
  if (mistake != NULL) {
    g_propagate_error (error, mistake);
    return false;
  }
  end_pixel (reduction);
  if (row.number > 0
      && g_array_index (reduction->kept, SeriesRow, reduction->kept->len - 1).text != row.row.text) {
    g_array_append_val (reduction->kept, row.row);
  }
  return true;
}

GArray *series_reduce (const SeriesFile *file, const size_t *columns, size_t count, unsigned pixels,
                       GError **error)
{
  g_assert (pixels > 0);
  Reduction reduction = { .count = count,
                          .extremes = g_new0 (Extremes, count + 1),
                          .picked = g_new (NumberedRow, 2 * count + 1),
                          .kept = g_array_new (FALSE, FALSE, sizeof (SeriesRow)) };
  bool is_good = reduce (&reduction, file, columns, pixels, error);
  g_free (reduction.extremes);
  g_free (reduction.picked);
  if (!is_good) {
    g_array_unref (reduction.kept);
    return NULL;
  }
  return reduction.kept;
}
