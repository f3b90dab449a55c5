/* report.c - reads the runs and puts the parts of the page together */
#include "report.h"

#include "html.h"
#include "report_internal.h"

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
    if (!run_folder_read_values (runs[i], error)) {
      return NULL;
    }
  }
  g_autoptr (GString) page = g_string_new (NULL);
  bool is_good = append_all (page, runs, folders->len, error);
  return is_good ? g_steal_pointer (&page) : NULL;
}
