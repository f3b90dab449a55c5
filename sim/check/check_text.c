/* check_text.c - writes results of checks for people */
#include "check_format.h"

#include <string.h>

/* The further lines of a message are indented, so that the first, with its place, stands out. */
static void append_lines (GString *out, const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_string_append_printf (out, "%s%s\n", line == lines ? "" : "  ", *line);
  }
}

static void append_failed (GString *out, const CheckCase *item)
{
  g_autofree char *place = check_format_place (item->place);
  g_string_append_printf (out, "%s: ", place);
  append_lines (out, item->message);
}

static void append_result (GString *out, const CheckResult *result)
{
  unsigned failed = check_result_count_failed (result), count = result->cases->len;
  if (result->error != NULL) {
    g_string_append_printf (out, "BROKEN  %s: it cannot be checked\n", result->name);
    append_lines (out, result->error->message);
    return;
  }
  if (failed > 0) {
    g_string_append_printf (out, "FAILED  %s: %u of %u %s not hold\n", result->name, failed, count,
                            failed == 1 ? "does" : "do");
  } else if (count == 0) {
    g_string_append_printf (out, "ok      %s: it expects nothing, and has no baseline\n", result->name);
  } else {
    g_string_append_printf (out, "ok      %s: %u hold%s\n", result->name, count, count == 1 ? "s" : "");
  }
  for (guint i = 0; i < count; i++) {
    const CheckCase *item = &g_array_index (result->cases, CheckCase, i);
    if (!item->passed) {
      append_failed (out, item);
    }
  }
  if (result->note != NULL) {
    append_lines (out, result->note);
  }
}

void check_text_append (GString *out, const GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    append_result (out, g_ptr_array_index (results, i));
  }
}
