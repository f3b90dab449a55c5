/* report_census.c - charts of what was in the cache at the end of the runs */
#include "chart.h"
#include "refuse.h"
#include "report.h"
#include "run_record.h"

#include <math.h>
#include <string.h>

enum { BINS = 80, FIELDS = 9, ENTRY_COLUMNS = 4 };

/* One chart: the rows of a file whose first field is KEY. */
typedef struct {
  const char *title, *unit, *x_label;
  const char *file, *key;
  bool is_log;
  unsigned first_value, last_value; /* the fields whose sum is a bar */
  unsigned expected;                /* the field that is a dot; 0: none */
} CensusChart;

static const CensusChart census_charts[] = {
  { "Entries by age", "entries", "age, from", RUN_RECORD_ENTRIES, "age_s", false, 4, 7, 0 },
  { "Entries by size", "entries", "size, from", RUN_RECORD_ENTRIES, "size_bytes", false, 4, 7, 0 },
  { "Hash chains of the window, by length", "buckets", "length of the chain, entries, from",
    RUN_RECORD_CHAINS, "window", true, 4, 4, 5 },
  { "Hash chains of the wired table, by length", "buckets", "length of the chain, entries, from",
    RUN_RECORD_CHAINS, "wired", true, 4, 4, 5 },
};

typedef struct {
  double bars[BINS], dots[BINS];
} CensusData;

/* The bins over all runs. */
typedef struct {
  unsigned first, end; /* of the bins that are not empty */
  char *labels[BINS];  /* NULL: not known */
} CensusBins;

static char *report_census_make_label (const char *key, const char *from)
{
  double value = g_ascii_strtod (from, NULL);
  static const char *const sizes[] = { "KiB", "MiB", "GiB", "TiB" };
  if (strcmp (key, "age_s") == 0) {
    return value > 0 && value < 1 ? g_strdup_printf ("%.6g ms", value * 1000)
                                  : g_strdup_printf ("%.6g s", value);
  }
  if (strcmp (key, "size_bytes") == 0) {
    size_t unit = 0;
    for (value /= 1024; value >= 1024 && unit + 1 < G_N_ELEMENTS (sizes); unit++) {
      value /= 1024;
    }
    return g_strdup_printf ("%.6g %s", value, sizes[unit]);
  }
  return g_strdup (from);
}

static void read_row (const CensusChart *chart, char **fields, CensusData *data, CensusBins *bins)
{
  uint64_t bin = g_ascii_strtoull (fields[1], NULL, 10);
  if (bin >= BINS) {
    return;
  }
  double sum = 0;
  for (unsigned i = chart->first_value; i <= chart->last_value; i++) {
    sum += g_ascii_strtod (fields[i], NULL);
  }
  double expected = chart->expected != 0 ? g_ascii_strtod (fields[chart->expected], NULL) : NAN;
  data->bars[bin] = sum > 0 ? sum : NAN;
  data->dots[bin] = expected >= 0.5 ? expected : NAN;
  if (sum > 0 || expected >= 0.5) {
    bins->first = MIN (bins->first, (unsigned)bin);
    bins->end = MAX (bins->end, (unsigned)bin + 1);
  }
  if (bins->labels[bin] == NULL) {
    bins->labels[bin] = report_census_make_label (chart->key, fields[2]);
  }
}

static bool read_census (const CensusChart *chart, const RunFolder *run, CensusData *data, CensusBins *bins,
                         GError **error)
{
  for (size_t i = 0; i < BINS; i++) {
    data->bars[i] = data->dots[i] = NAN;
  }
  g_autofree char *path = run_folder_find (run, chart->file);
  g_autofree char *text = NULL;
  if (path == NULL) {
    return true;
  }
  if (!g_file_get_contents (path, &text, NULL, error)) {
    return false;
  }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto (GStrv) fields = g_strsplit (*line, ",", FIELDS + 1);
    unsigned wanted = MAX (chart->last_value, chart->expected) + 1;
    if (**line != '#' && strcmp (fields[0] != NULL ? fields[0] : "", chart->key) == 0) {
      if (g_strv_length (fields) < wanted) {
        return refuse_file (error,
                            "%s:%u: expected a value for each column of the header; make the run again", path,
                            (unsigned)(line - lines) + 1);
      }
      read_row (chart, fields, data, bins);
    }
  }
  return true;
}

static void add_marks (Chart *picture, const CensusData *data, const CensusBins *bins, const char *label,
                       size_t index, size_t count)
{
  unsigned length = bins->end - bins->first;
  double places[BINS];
  for (unsigned i = 0; i < length; i++) {
    places[i] = i + ((double)index - (double)(count - 1) / 2) * 0.84 / (double)count;
  }
  unsigned axis = chart_add_axis (picture, places, length);
  chart_add_series (picture, label, CHART_BARS, (unsigned)index % 8, axis, data->bars + bins->first, NULL);
}

static void add_dots (Chart *picture, const CensusData *data, const CensusBins *bins, size_t index,
                      size_t count, const char *label)
{
  g_autofree char *own = count > 1 ? g_strconcat ("perfect hash, ", label, NULL) : g_strdup ("perfect hash");
  chart_add_series (picture, own, CHART_DOTS, count > 1 ? 6 : 1, (unsigned)index, data->dots + bins->first,
                    NULL);
}

static bool append_chart (GString *page, const CensusChart *chart, RunFolder *const *runs, size_t count,
                          GError **error)
{
  g_autofree CensusData *data = g_new0 (CensusData, count);
  CensusBins bins = { .first = BINS };
  bool is_good = true;
  for (size_t i = 0; i < count && is_good; i++) {
    is_good = read_census (chart, runs[i], &data[i], &bins, error);
  }
  if (is_good && bins.end > bins.first) {
    Chart *picture = chart_new (chart->title, chart->unit, chart->is_log);
    for (unsigned i = bins.first; i < bins.end; i++) {
      bins.labels[i] = bins.labels[i] != NULL ? bins.labels[i] : g_strdup ("");
    }
    chart_set_labels (picture, chart->x_label, (const char *const *)bins.labels + bins.first,
                      bins.end - bins.first);
    for (size_t i = 0; i < count; i++) {
      add_marks (picture, &data[i], &bins, count > 1 ? runs[i]->label : chart->unit, i, count);
    }
    for (size_t i = 0; i < count && chart->expected != 0; i++) {
      add_dots (picture, &data[i], &bins, i, count, runs[i]->label);
    }
    chart_append (picture, page);
    chart_free (picture);
  }
  for (size_t i = 0; i < BINS; i++) {
    g_free (bins.labels[i]);
  }
  return is_good;
}

bool report_append_census_charts (GString *page, RunFolder *const *runs, size_t count, GError **error)
{
  g_string_append (page, "<h2 id=\"end\">At the end</h2>\n");
  for (size_t i = 0; i < G_N_ELEMENTS (census_charts); i++) {
    if (!append_chart (page, &census_charts[i], runs, count, error)) {
      return false;
    }
  }
  return true;
}
