/* series_file.c - reads a mapped series.csv row by row, and keeps as many samples as a picture shows */
#include "series_file.h"

#include "refuse.h"

#include <math.h>
#include <string.h>

static const char *find_line_end (const char *from, const char *end)
{
  const char *newline = memchr (from, '\n', (size_t)(end - from));
  return newline != NULL ? newline : end;
}

/* Whether NAME is safe: other characters may have a meaning in scripts or pages that get the name. */
static bool series_file_is_name (const char *name)
{
  return *name != '\0'
         && name[strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.")] == '\0';
}

static bool series_file_read_header (SeriesFile *file, GError **error)
{
  const char *end = file->text + file->rows_end;
  const char *line = file->text;
  size_t number = 1;
  while (line < end && *line == '#') {
    line = find_line_end (line, end) + 1;
    number++;
  }
  if (line >= end || !g_str_has_prefix (line, "time_s")) {
    return refuse_file (
        error, "%s:%zu: expected a header that begins with time_s; give a folder that 'pcachesim run' wrote",
        file->path, number);
  }
  const char *header_end = find_line_end (line, end);
  g_autofree char *header = g_strndup (line, (size_t)(header_end - line));
  file->columns = g_strsplit (header, ",", -1);
  file->column_count = g_strv_length (file->columns);
  for (size_t i = 0; i < file->column_count; i++) {
    if (!series_file_is_name (file->columns[i])) {
      return refuse_file (
          error, "%s:%zu: expected names of letters, digits, '_' and '.' in the header; make the run again",
          file->path, number);
    }
  }
  file->rows = MIN ((size_t)(header_end - file->text) + 1, file->rows_end);
  file->rows_line = number + 1;
  return true;
}

/* Moves the end of the rows before the comment lines at the end of FILE, which a complete series has. */
static bool cut_tail (SeriesFile *file, size_t length, GError **error)
{
  bool is_complete = false;
  while (length > 0 && file->text[length - 1] == '\n') {
    size_t begin = length - 1;
    while (begin > 0 && file->text[begin - 1] != '\n') {
      begin--;
    }
    if (file->text[begin] != '#') {
      break;
    }
    is_complete = true;
    length = begin;
  }
  file->rows_end = length;
  return (is_complete && length > 0)
         || refuse_file (
             error,
             "%s: the line with the fingerprint that ends a series is missing: the file was cut off, or "
             "is none; make the run again",
             file->path);
}

SeriesFile *series_file_open (const char *path, GError **error)
{
  GMappedFile *map = g_mapped_file_new (path, FALSE, error);
  if (map == NULL) {
    return NULL;
  }
  SeriesFile *file = g_new0 (SeriesFile, 1);
  file->path = g_strdup (path);
  file->map = map;
  size_t length = g_mapped_file_get_length (map);
  file->text = length > 0 ? g_mapped_file_get_contents (map) : "";
  if (!cut_tail (file, length, error) || !series_file_read_header (file, error)) {
    series_file_free (file);
    return NULL;
  }
  return file;
}

void series_file_free (SeriesFile *file)
{
  g_mapped_file_unref (file->map);
  g_strfreev (file->columns);
  g_free (file->path);
  g_free (file);
}

/* Reads seconds with at most nine decimals, up to END; false if TEXT is anything else. */
static bool series_file_read_time (const char *text, const char *end, sim_time *time_ns)
{
  uint64_t value = 0;
  int decimals = -1;
  const char *at = text;
  for (; at < end && (g_ascii_isdigit (*at) || (*at == '.' && decimals < 0)); at++) {
    if (*at == '.') {
      decimals = 0;
    } else if (decimals < 9) {
      if (__builtin_mul_overflow (value, 10, &value)
          || __builtin_add_overflow (value, (uint64_t)(*at - '0'), &value)) {
        return false;
      }
      decimals += decimals >= 0;
    }
  }
  for (decimals = MAX (decimals, 0); decimals < 9; decimals++) {
    if (__builtin_mul_overflow (value, 10, &value)) {
      return false;
    }
  }
  *time_ns = value;
  return at > text && at == end;
}

sim_time series_file_get_time (const SeriesFile *file, const char *name, sim_time fallback)
{
  g_autofree char *head = g_strndup (file->text, file->rows);
  g_autofree char *key = g_strconcat (", ", name, " ", NULL);
  const char *found = strstr (head, key);
  if (found == NULL) {
    return fallback;
  }
  found += strlen (key);
  sim_time time;
  return series_file_read_time (found, found + strcspn (found, " ,\n"), &time) ? time : fallback;
}

bool series_file_next (const SeriesFile *file, SeriesCursor *cursor, SeriesRow *row, GError **error)
{
  if (cursor->offset == 0) {
    *cursor = (SeriesCursor){ file->rows, file->rows_line };
  }
  if (cursor->offset >= file->rows_end) {
    return false;
  }
  const char *text = file->text + cursor->offset;
  const char *end = find_line_end (text, file->text + file->rows_end);
  *row = (SeriesRow){ .text = text, .length = (size_t)(end - text) };
  size_t commas = 0;
  for (const char *at = text; at < end; at++) {
    commas += *at == ',';
  }
  const char *time_end = memchr (text, ',', row->length);
  if (commas + 1 != file->column_count
      || !series_file_read_time (text, time_end != NULL ? time_end : end, &row->time_ns)) {
    return refuse_file (
        error, "%s:%zu: expected a time and a value for each column of the header; make the run again",
        file->path, cursor->line);
  }
  cursor->offset = (size_t)(end - file->text) + 1;
  cursor->line++;
  return true;
}

bool series_file_get_span (const SeriesFile *file, sim_time *first_ns, sim_time *last_ns)
{
  if (file->rows >= file->rows_end) {
    return false;
  }
  size_t last = file->rows_end - 1;
  while (last > file->rows && file->text[last - 1] != '\n') {
    last--;
  }
  SeriesCursor cursors[2] = { { 0, 0 }, { last, 1 } };
  SeriesRow rows[2];
  if (!series_file_next (file, &cursors[0], &rows[0], NULL)
      || !series_file_next (file, &cursors[1], &rows[1], NULL)) {
    return false;
  }
  *first_ns = rows[0].time_ns;
  *last_ns = rows[1].time_ns;
  return true;
}

static double series_file_read_number (const char *text, const char *end)
{
  static const double scales[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9 };
  double value = 0;
  int decimals = -1;
  if (text == end) {
    return NAN;
  }
  for (; text < end; text++) {
    if (*text == '.' && decimals < 0) {
      decimals = 0;
    } else if (g_ascii_isdigit (*text) && decimals < 9) {
      value = value * 10 + (*text - '0');
      decimals += decimals >= 0;
    } else {
      return NAN;
    }
  }
  return value / scales[MAX (decimals, 0)];
}

void series_row_read (const SeriesRow *row, const size_t *columns, size_t count, double *values)
{
  const char *at = row->text;
  const char *end = row->text + row->length;
  size_t column = 0;
  for (size_t i = 0; i < count; i++) {
    for (; column < columns[i]; column++) {
      const char *comma = memchr (at, ',', (size_t)(end - at));
      at = comma != NULL ? comma + 1 : end;
    }
    const char *comma = memchr (at, ',', (size_t)(end - at));
    values[i] = series_file_read_number (at, comma != NULL ? comma : end);
  }
}

/* ---- as many samples as a picture can show ---- */

typedef struct {
  SeriesRow row;
  uint64_t number;
} NumberedRow;

/* The extremes of one value over the samples of one column of pixels. */
typedef struct {
  double least, greatest;
  NumberedRow at_least, at_greatest;
} Extremes;

typedef struct {
  size_t count;
  Extremes *extremes; /* of each value; NAN: no value yet */
  NumberedRow first;  /* the first sample of this column of pixels */
  bool has_first;
  NumberedRow *picked; /* room for the samples kept of one column of pixels */
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

/* Keeps the first sample of a column of pixels, and the samples with the extremes of values that change. */
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
      /* The first sample may lack this value, which stays the same. */
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
    /* There are no rows, or malformed ones; reading the rows finds out. */
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
