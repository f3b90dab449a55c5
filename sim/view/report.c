/* report.c - writes the page of runs: what was run, all numbers of the summaries, and charts */
#include "report.h"

#include "html.h"
#include "run_comparison.h"

#include <math.h>
#include <string.h>

/* ---- what was run ---- */

static void report_append_sets (GString *page, const RunValues *values)
{
  const char *const *sets = run_values_get_sets (values);
  g_string_append (page, *sets == NULL ? "nothing but the scenario" : "");
  for (const char *between = "<code>"; *sets != NULL; sets++, between = "<br><code>") {
    g_string_append (page, between);
    html_append (page, *sets);
    g_string_append (page, "</code>");
  }
}

/* Appends the value of FACT; if FACT is NULL, the paths that were set. */
static void report_append_value (GString *page, const RunValues *values, const char *fact)
{
  if (fact == NULL) {
    report_append_sets (page, values);
    return;
  }
  double number = run_values_get_fact_number (values, fact);
  const char *text = run_values_get_fact (values, fact);
  if (text != NULL && isnan (number)) {
    html_append (page, text);
  } else {
    html_append_number (page, number, 9);
  }
}

static const struct {
  const char *label, *fact;
} identity[] = {
  { "Scenario", "scenario.name" },
  { "File", "scenario.path" },
  { "SHA-256 of it", "scenario.sha256" },
  { "Set", NULL },
  { "Seed", "seed" },
  { "Replication", "run" },
  { "Simulated, s", "duration_s" },
  { "Warm-up, s", "warmup_s" },
  { "Sample, s", "sample_s" },
  { "Events", "events" },
  { "Fingerprint", "fingerprint" },
  { "Version", "version" },
};

static void report_append_identity (GString *page, RunFolder *const *runs, size_t count)
{
  g_string_append (page, "<h2 id=\"run\">What was run</h2>\n<table class=\"text\">");
  if (count > 1) {
    g_string_append (page, "<tr><th>Run</th>");
    for (size_t i = 0; i < count; i++) {
      g_string_append_printf (page, "<th class=\"b%u\">", (unsigned)i % 8);
      html_append (page, runs[i]->label);
      g_string_append (page, "</th>");
    }
    g_string_append (page, "</tr>\n");
  }
  for (size_t row = 0; row < G_N_ELEMENTS (identity); row++) {
    g_string_append_printf (page, "<tr><th>%s</th>", identity[row].label);
    for (size_t i = 0; i < count; i++) {
      g_string_append (page, "<td>");
      report_append_value (page, runs[i]->values, identity[row].fact);
      g_string_append (page, "</td>");
    }
    g_string_append (page, "</tr>\n");
  }
  g_string_append (page, "</table>\n");
}

/* ---- the numbers ---- */

#define SETUP "setup."

/* Lists the names of the numbers of the setup, or of the metrics, in the order of their first occurrence. */
static GPtrArray *report_list_names (RunFolder *const *runs, size_t count, bool is_setup)
{
  GPtrArray *names = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < run_values_count (runs[i]->values); j++) {
      const char *name = run_values_get_name (runs[i]->values, j);
      bool is_wanted = g_str_has_prefix (name, SETUP) == is_setup && !g_str_has_prefix (name, "workloads.");
      if (is_wanted && g_hash_table_add (seen, (void *)(uintptr_t)name)) {
        g_ptr_array_add (names, (void *)(uintptr_t)name);
      }
    }
  }
  return names;
}

static void report_append_cell (GString *page, double value, bool is_marked, const char *unit)
{
  g_string_append (page, is_marked ? "<td class=\"changed\" data-value=\"" : "<td data-value=\"");
  html_append_json_number (page, value);
  g_string_append (page, "\">");
  html_append_number (page, value, *unit != '\0' ? 2 : 6);
  g_string_append (page, isfinite (value) ? unit : "");
  g_string_append (page, "</td>");
}

static void report_append_difference (GString *page, double first, double second)
{
  NumberChange change = number_change_of (first, second);
  report_append_cell (page, change.difference, change.is_marked, "");
  report_append_cell (page, change.percent, change.is_marked, " %");
}

static void report_append_numbers (GString *page, RunFolder *const *runs, size_t count, const char *title,
                                   bool is_setup)
{
  g_autoptr (GPtrArray) names = report_list_names (runs, count, is_setup);
  g_string_append_printf (page, "<h2 id=\"%s\">%s</h2>\n<p class=\"hint\">A click on a heading sorts.</p>\n",
                          is_setup ? "setup" : "metrics", title);
  g_string_append (page, "<table class=\"sort\"><thead><tr><th>name</th>");
  for (size_t i = 0; i < count; i++) {
    g_string_append (page, "<th>");
    html_append (page, count > 1 ? runs[i]->label : "value");
    g_string_append (page, "</th>");
  }
  g_string_append (page, count == 2 ? "<th>difference</th><th>per cent</th>" : "");
  g_string_append (page, "</tr></thead><tbody>\n");
  for (guint row = 0; row < names->len; row++) {
    const char *name = g_ptr_array_index (names, row);
    double numbers[2] = { NAN, NAN };
    g_string_append (page, "<tr><td>");
    html_append (page, name + (is_setup ? strlen (SETUP) : 0));
    g_string_append (page, "</td>");
    for (size_t i = 0; i < count; i++) {
      double number = run_values_get_named (runs[i]->values, name);
      report_append_cell (page, number, false, "");
      numbers[MIN (i, 1)] = number;
    }
    if (count == 2) {
      report_append_difference (page, numbers[0], numbers[1]);
    }
    g_string_append (page, "</tr>\n");
  }
  g_string_append (page, "</tbody></table>\n");
}

/* ---- the scenarios ---- */

/* Appends the text of the scenario as it was run; the file may have changed since. */
static void append_scenario (GString *page, const RunFolder *run)
{
  const char *path = run_values_get_fact (run->values, "scenario.path");
  const char *sha256 = run_values_get_fact (run->values, "scenario.sha256");
  g_autofree char *text = NULL;
  gsize length = 0;
  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL)) {
    g_string_append (page, "<p>The file <code>");
    html_append (page, path != NULL ? path : "");
    g_string_append (page, "</code> could not be read when this page was made.</p>\n");
    return;
  }
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)text, length);
  if (g_strcmp0 (sum, sha256) != 0) {
    g_string_append (
        page, "<p class=\"changed\">The file has changed since the run; this is not what was run.</p>\n");
  }
  g_string_append (page, "<pre>");
  html_append (page, text);
  g_string_append (page, "</pre>\n");
}

static void report_append_scenarios (GString *page, RunFolder *const *runs, size_t count)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_string_append (page, "<h2 id=\"scenario\">Scenario</h2>\n");
  for (size_t i = 0; i < count; i++) {
    const char *sha256 = run_values_get_fact (runs[i]->values, "scenario.sha256");
    if (sha256 != NULL && g_hash_table_add (seen, (void *)sha256)) {
      append_scenario (page, runs[i]);
    }
  }
}

/* ---- the page ---- */

static void report_append_head (GString *page, RunFolder *const *runs, size_t count)
{
  g_autoptr (GString) title = g_string_new (NULL);
  for (size_t i = 0; i < count; i++) {
    g_string_append (title, i > 0 ? " and " : "");
    g_string_append (title, runs[i]->label);
  }
  g_string_append (page, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                         "<meta name=\"viewport\" content=\"width=device-width\">\n"
                         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                         "style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
                         "<link rel=\"icon\" href=\"data:,\">\n<title>");
  html_append (page, title->str);
  g_string_append_printf (page, "</title>\n<style>\n%s</style></head><body>\n<h1>", REPORT_STYLE);
  html_append (page, title->str);
  g_string_append (
      page, "</h1>\n<nav><a href=\"#run\">What was run</a><a href=\"#time\">Over time</a>"
            "<a href=\"#end\">At the end</a><a href=\"#metrics\">Numbers</a><a href=\"#setup\">Set up</a>"
            "<a href=\"#scenario\">Scenario</a></nav>\n");
}

static bool append_all (GString *page, RunFolder *const *runs, size_t count, GError **error)
{
  report_append_head (page, runs, count);
  report_append_identity (page, runs, count);
  if (!report_append_time_charts (page, runs, count, error)
      || !report_append_census_charts (page, runs, count, error)) {
    return false;
  }
  report_append_numbers (page, runs, count, "Numbers", false);
  report_append_numbers (page, runs, count, "Set up", true);
  report_append_scenarios (page, runs, count);
  g_string_append_printf (page, "<script>\n%s</script>\n</body></html>\n", REPORT_SCRIPT);
  return true;
}

GString *report_make (const GPtrArray *folders, GError **error)
{
  RunFolder *const *runs = (RunFolder *const *)folders->pdata;
  for (guint i = 0; i < folders->len; i++) {
    runs[i]->values = run_values_open (runs[i]->path, error);
    if (runs[i]->values == NULL) {
      return NULL;
    }
  }
  g_autoptr (GString) page = g_string_new (NULL);
  bool is_good = append_all (page, runs, folders->len, error);
  return is_good ? g_steal_pointer (&page) : NULL;
}
