/* latency_report.c - quantiles and means of latencies, as text, JSON and CSV */
#include "latency_report.h"

#include "number_format.h"
#include "text_table.h"

#include <string.h>

const LatencyQuantile LATENCY_QUANTILE_ROWS[LATENCY_QUANTILES] = {
  { "p50", 5000 }, { "p90", 9000 }, { "p99", 9900 }, { "p999", 9990 }, { "max", HISTOGRAM_ALL },
};

const char *const LATENCY_PART_NAMES[LATENCY_PARTS] = {
  [LATENCY_WAIT] = "wait",
  [LATENCY_LOCK] = "lock",
  [LATENCY_DEVICE] = "device",
};

struct LatencyReport {
  const LatencySource *sources;
  size_t count;
  Latency *before; /* the latencies of each source when the warm-up ended */
};

LatencyReport *latency_report_new (const LatencySource *sources, size_t count)
{
  LatencyReport *report = g_new (LatencyReport, 1);
  *report = (LatencyReport){ sources, count, g_new0 (Latency, count) };
  return report;
}

void latency_report_free (LatencyReport *report)
{
  if (report != NULL) {
    g_free (report->before);
    g_free (report);
  }
}

void latency_report_begin (LatencyReport *report)
{
  for (size_t i = 0; i < report->count; i++) {
    report->before[i] = *report->sources[i].latency;
  }
}

static uint64_t added_count (const LatencyReport *report, size_t i)
{
  return report->sources[i].latency->count - report->before[i].count;
}

/* Returns the mean of PART, or of all parts together for LATENCY_PARTS, to the nearest ns, halves up. */
static uint64_t mean_of (const LatencyReport *report, size_t i, LatencyPart part)
{
  const Latency *now = report->sources[i].latency, *before = &report->before[i];
  uint64_t count = added_count (report, i);
  uint64_t sum = 0;
  for (unsigned each = 0; each < LATENCY_PARTS; each++) {
    sum += part == LATENCY_PARTS || each == part ? now->sums[each] - before->sums[each] : 0;
  }
  return count > 0 ? (sum + count / 2) / count : HISTOGRAM_NO_VALUE;
}

/* The figures of a source: its quantiles, the mean, and the mean of each part. */
enum { FIGURE_MEAN = LATENCY_QUANTILES, FIGURES = LATENCY_QUANTILES + 1 + LATENCY_PARTS };

static uint64_t figure_of (const LatencyReport *report, size_t i, unsigned figure)
{
  if (figure < FIGURE_MEAN) {
    return histogram_quantile (&report->sources[i].latency->total, &report->before[i].total,
                               LATENCY_QUANTILE_ROWS[figure].parts);
  }
  return mean_of (report, i, figure == FIGURE_MEAN ? LATENCY_PARTS : (LatencyPart)(figure - FIGURE_MEAN - 1));
}

/* Returns the name of FIGURE, which for a part begins with BEFORE. The caller frees the name. */
static char *figure_name (unsigned figure, const char *before)
{
  return figure < FIGURE_MEAN    ? g_strdup (LATENCY_QUANTILE_ROWS[figure].name)
         : figure == FIGURE_MEAN ? g_strdup ("mean")
                                 : g_strconcat (before, LATENCY_PART_NAMES[figure - FIGURE_MEAN - 1], NULL);
}

static void write_source (const LatencyReport *report, size_t i, JsonWriter *json)
{
  json_writer_begin_object (json, NULL);
  json_writer_add_text (json, "process", report->sources[i].process);
  json_writer_add_text (json, "workload", report->sources[i].workload);
  json_writer_add_unsigned (json, "completed", added_count (report, i));
  json_writer_begin_object (json, "latency_ns");
  for (unsigned figure = 0; figure < FIGURES; figure++) {
    g_autofree char *key = figure_name (figure, "mean_");
    json_writer_add_known (json, key, figure_of (report, i, figure), 0);
  }
  json_writer_end_object (json);
  json_writer_end_object (json);
}

void latency_report_write_json (const LatencyReport *report, JsonWriter *json, const char *key)
{
  json_writer_begin_array (json, key);
  for (size_t i = 0; i < report->count; i++) {
    write_source (report, i, json);
  }
  json_writer_end_array (json);
}

/* ---- for people ---- */

static void add_us (TextTable *table, uint64_t ns)
{
  char number[NUMBER_MAX_BYTES];
  char *end = number_put_fixed (number, (ns + 50) / 100, 1);
  text_table_take_cell (table, g_strndup (number, (size_t)(end - number)));
}

static void latency_report_add_heading (TextTable *table)
{
  text_table_add_cell (table, "latency, us");
  for (unsigned figure = 0; figure < FIGURES; figure++) {
    text_table_take_cell (table, figure_name (figure, figure == FIGURE_MEAN + 1 ? "of it " : ""));
  }
  text_table_end_row (table);
}

static void latency_report_add_row (TextTable *table, const LatencyReport *report, size_t i)
{
  text_table_take_cell (
      table, g_strconcat ("  ", report->sources[i].process, "/", report->sources[i].workload, NULL));
  for (unsigned figure = 0; figure < FIGURES; figure++) {
    add_us (table, figure_of (report, i, figure));
  }
  text_table_end_row (table);
}

void latency_report_append (const LatencyReport *report, GString *text)
{
  TextTable *table = text_table_new ("lrrrrrrrrr");
  bool any = false;
  latency_report_add_heading (table);
  for (size_t i = 0; i < report->count; i++) {
    if (added_count (report, i) > 0) {
      latency_report_add_row (table, report, i);
      any = true;
    }
  }
  if (any) {
    g_string_append_c (text, '\n');
    text_table_append (table, text);
  }
  text_table_free (table);
}

void latency_report_write_csv (const LatencyReport *report, OutputFile *file)
{
  static const char header[] = "process,workload,lowest_ns,highest_ns,count\n";
  output_file_write (file, header, sizeof header - 1);
  for (size_t i = 0; i < report->count; i++) {
    const LatencySource *source = &report->sources[i];
    for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
      uint64_t count = source->latency->total.counts[bucket] - report->before[i].total.counts[bucket];
      if (count > 0) {
        g_autofree char *row = g_strdup_printf (
            "%s,%s,%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT "\n", source->process,
            source->workload, histogram_lowest (bucket), histogram_highest (bucket), count);
        output_file_write (file, row, strlen (row));
      }
    }
  }
}
