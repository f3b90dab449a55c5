/* check_format.c - writes results of checks as TAP, JUnit and for GitHub */
#include "check_format.h"

#include "tool.h"

#include <string.h>

#define RUNS "runs to its end"

char *check_format_place (SourcePlace place)
{
  return place.line > 0 ? g_strdup_printf ("%s:%u:%u", place.file, place.line, place.column)
                        : g_strdup (place.file);
}

/* ---- TAP ---- */

/* A '#' would begin a directive. */
static void append_tap_line (GString *out, unsigned number, bool passed, const char *name, const char *title)
{
  g_auto (GStrv) parts = g_strsplit (title, "#", -1);
  g_autofree char *escaped = g_strjoinv ("\\#", parts);
  g_string_append_printf (out, "%sok %u - %s: %s\n", passed ? "" : "not ", number, name, escaped);
}

static void append_tap_message (GString *out, const char *place, const char *message)
{
  g_string_append (out, "  ---\n");
  if (place != NULL) {
    g_autofree char *quoted = g_strescape (place, NULL);
    g_string_append_printf (out, "  at: \"%s\"\n", quoted);
  }
  g_string_append (out, "  message: |\n");
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_string_append_printf (out, "    %s\n", *line);
  }
  g_string_append (out, "  ...\n");
}

static void append_tap (GString *out, const GPtrArray *results)
{
  unsigned count = 0, number = 0;
  for (guint i = 0; i < results->len; i++) {
    count += 1 + ((const CheckResult *)g_ptr_array_index (results, i))->cases->len;
  }
  g_string_append_printf (out, "TAP version 13\n1..%u\n", count);
  for (guint i = 0; i < results->len; i++) {
    const CheckResult *result = g_ptr_array_index (results, i);
    append_tap_line (out, ++number, result->error == NULL, result->name, RUNS);
    if (result->error != NULL) {
      append_tap_message (out, NULL, result->error->message);
    }
    for (guint k = 0; k < result->cases->len; k++) {
      const CheckCase *item = &g_array_index (result->cases, CheckCase, k);
      append_tap_line (out, ++number, item->passed, result->name, item->title);
      if (!item->passed) {
        g_autofree char *place = check_format_place (item->place);
        append_tap_message (out, place, item->message);
      }
    }
  }
}

/* ---- JUnit ---- */

static void append_xml (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The arguments are escaped, and what XML cannot hold is left out. */
static void append_xml (GString *out, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  for (const char *at = text; *at != '\0'; at++) {
    if (!g_ascii_iscntrl (*at) || *at == '\n' || *at == '\t') {
      g_string_append_c (out, *at);
    }
  }
}

static void append_junit_case (GString *out, const CheckResult *result, SourcePlace place, const char *title,
                               const char *kind, const char *message)
{
  append_xml (out, "    <testcase classname=\"%s\" name=\"%s\" file=\"%s\"", result->name, title, place.file);
  if (place.line > 0) {
    g_string_append_printf (out, " line=\"%u\"", place.line);
  }
  if (message == NULL) {
    g_string_append (out, "/>\n");
    return;
  }
  g_autofree char *first = g_strndup (message, strcspn (message, "\n"));
  g_string_append_printf (out, ">\n      <%s", kind);
  append_xml (out, " message=\"%s\" type=\"%s\">", first, kind);
  append_xml (out, "%s", message);
  g_string_append_printf (out, "</%s>\n    </testcase>\n", kind);
}

static void append_junit_suite (GString *out, const CheckResult *result)
{
  append_xml (out, "  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" errors=\"%u\">\n", result->name,
              result->cases->len + 1, check_result_count_failed (result), result->error != NULL);
  append_junit_case (out, result, (SourcePlace){ .file = result->path }, RUNS, "error",
                     result->error != NULL ? result->error->message : NULL);
  for (guint i = 0; i < result->cases->len; i++) {
    const CheckCase *item = &g_array_index (result->cases, CheckCase, i);
    append_junit_case (out, result, item->place, item->title, "failure", item->message);
  }
  g_string_append (out, "  </testsuite>\n");
}

static void append_junit (GString *out, const GPtrArray *results)
{
  g_string_append (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"" TOOL_NAME "\">\n");
  for (guint i = 0; i < results->len; i++) {
    append_junit_suite (out, g_ptr_array_index (results, i));
  }
  g_string_append (out, "</testsuites>\n");
}

/* ---- GitHub ---- */

static void append_escaped (GString *out, const char *text, bool is_property)
{
  static const struct {
    char c;
    bool in_properties_only;
    const char *escaped;
  } escapes[] = { { '%', false, "%25" },
                  { '\r', false, "%0D" },
                  { '\n', false, "%0A" },
                  { ':', true, "%3A" },
                  { ',', true, "%2C" } };
  for (; *text != '\0'; text++) {
    const char *escaped = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS (escapes) && escaped == NULL; i++) {
      bool applies = escapes[i].c == *text && (is_property || !escapes[i].in_properties_only);
      escaped = applies ? escapes[i].escaped : NULL;
    }
    if (escaped != NULL) {
      g_string_append (out, escaped);
    } else {
      g_string_append_c (out, *text);
    }
  }
}

static void append_github_error (GString *out, SourcePlace place, const char *name, const char *title,
                                 const char *message)
{
  g_string_append (out, "::error file=");
  append_escaped (out, place.file, true);
  if (place.line > 0) {
    g_string_append_printf (out, ",line=%u,col=%u", place.line, place.column);
  }
  g_autofree char *whole = g_strconcat (name, ": ", title, NULL);
  g_string_append (out, ",title=");
  append_escaped (out, whole, true);
  g_string_append (out, "::");
  append_escaped (out, message, false);
  g_string_append_c (out, '\n');
}

static void append_github (GString *out, const GPtrArray *results)
{
  unsigned failed = 0, count = 0;
  for (guint i = 0; i < results->len; i++) {
    const CheckResult *result = g_ptr_array_index (results, i);
    count += 1 + result->cases->len;
    failed += (result->error != NULL) + check_result_count_failed (result);
    if (result->error != NULL) {
      append_github_error (out, (SourcePlace){ .file = result->path }, result->name, RUNS,
                           result->error->message);
    }
    for (guint k = 0; k < result->cases->len; k++) {
      const CheckCase *item = &g_array_index (result->cases, CheckCase, k);
      if (!item->passed) {
        append_github_error (out, item->place, result->name, item->title, item->message);
      }
    }
  }
  g_string_append_printf (out, "%u of %u hold, in %u scenario%s\n", count - failed, count, results->len,
                          results->len == 1 ? "" : "s");
}

const CheckFormat CHECK_FORMATS[] = {
  { "text", check_text_append },
  { "tap", append_tap },
  { "junit", append_junit },
  { "github", append_github },
};
const size_t CHECK_FORMAT_COUNT = G_N_ELEMENTS (CHECK_FORMATS);

const CheckFormat *check_format_find (const char *word)
{
  for (size_t i = 0; i < CHECK_FORMAT_COUNT; i++) {
    if (strcmp (CHECK_FORMATS[i].word, word) == 0) {
      return &CHECK_FORMATS[i];
    }
  }
  return NULL;
}
