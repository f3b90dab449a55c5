/* check_result.c - collects the results of checks, and writes them for people, as TAP, JUnit, for GitHub */
#include "check_run.h"

#include "tool.h"

#include <string.h>

static void case_clear (void *data)
{
  CheckCase *item = data;
  g_free ((char *)item->place.file);
  g_free (item->title);
  g_free (item->message);
}

CheckResult *check_result_new (const char *path)
{
  CheckResult *result = g_new0 (CheckResult, 1);
  result->path = g_strdup (path);
  result->name = g_path_get_basename (path);
  char *ending = strrchr (result->name, '.');
  if (ending != NULL && ending != result->name) {
    *ending = '\0';
  }
  result->cases = g_array_new (FALSE, FALSE, sizeof (CheckCase));
  g_array_set_clear_func (result->cases, case_clear);
  check_result_add (result, (SourcePlace){ .file = path }, g_strdup ("runs to its end"), NULL);
  return result;
}

void check_result_free (void *data)
{
  CheckResult *result = data;
  if (result != NULL) {
    g_free (result->path);
    g_free (result->name);
    g_free (result->note);
    g_array_unref (result->cases);
    g_free (result);
  }
}

void check_result_add (CheckResult *result, SourcePlace place, char *title, char *message)
{
  CheckCase item = { .place = { g_strdup (place.file), place.line, place.column } };
  item.title = title;
  item.message = message;
  g_array_append_val (result->cases, item);
}

void check_result_set_error (CheckResult *result, const GError *error)
{
  g_array_index (result->cases, CheckCase, 0).message = error != NULL ? g_strdup (error->message) : NULL;
}

bool check_result_is_broken (const CheckResult *result)
{
  return g_array_index (result->cases, CheckCase, 0).message != NULL;
}

unsigned check_result_count_failed (const CheckResult *result)
{
  unsigned count = 0;
  for (guint i = 0; i < result->cases->len; i++) {
    count += g_array_index (result->cases, CheckCase, i).message != NULL;
  }
  return count;
}

/* ---- formats ---- */

/* Returns "FILE:LINE:COLUMN", or the part that is known.  The caller frees it with g_free(). */
static char *format_place (SourcePlace place)
{
  return place.line > 0 ? g_strdup_printf ("%s:%u:%u", place.file, place.line, place.column)
                        : g_strdup (place.file);
}

static const CheckCase *get_case (const CheckResult *result, guint i)
{
  return &g_array_index (result->cases, CheckCase, i);
}

/* Returns how many cases RESULTS have; *FAILED is how many of them failed. */
static unsigned count_cases (const GPtrArray *results, unsigned *failed)
{
  unsigned count = 0;
  *failed = 0;
  for (guint i = 0; i < results->len; i++) {
    const CheckResult *result = g_ptr_array_index (results, i);
    count += result->cases->len;
    *failed += check_result_count_failed (result);
  }
  return count;
}

/* ---- for people ---- */

/* Appends MESSAGE; indents all lines but the first, so that the first, with its place, stands out. */
static void append_lines (GString *out, const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_string_append_printf (out, "%s%s\n", line == lines ? "" : "  ", *line);
  }
}

static void append_text_result (GString *out, const CheckResult *result)
{
  unsigned failed = check_result_count_failed (result), count = result->cases->len - 1;
  if (check_result_is_broken (result)) {
    g_string_append_printf (out, "BROKEN  %s: it cannot be checked\n", result->name);
    append_lines (out, get_case (result, 0)->message);
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
  for (guint i = 1; i <= count; i++) {
    const CheckCase *item = get_case (result, i);
    if (item->message != NULL) {
      g_autofree char *place = format_place (item->place);
      g_string_append_printf (out, "%s: ", place);
      append_lines (out, item->message);
    }
  }
  if (result->note != NULL) {
    append_lines (out, result->note);
  }
}

static void append_text (GString *out, const GPtrArray *results)
{
  for (guint i = 0; i < results->len; i++) {
    append_text_result (out, g_ptr_array_index (results, i));
  }
}

/* ---- TAP ---- */

/* Appends the line of a case; escapes '#', which would begin a directive. */
static void append_tap_line (GString *out, unsigned number, const char *name, const CheckCase *item)
{
  g_auto (GStrv) parts = g_strsplit (item->title, "#", -1);
  g_autofree char *escaped = g_strjoinv ("\\#", parts);
  g_string_append_printf (out, "%sok %u - %s: %s\n", item->message == NULL ? "" : "not ", number, name,
                          escaped);
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
  unsigned failed, number = 0;
  g_string_append_printf (out, "TAP version 13\n1..%u\n", count_cases (results, &failed));
  for (guint i = 0; i < results->len; i++) {
    const CheckResult *result = g_ptr_array_index (results, i);
    for (guint k = 0; k < result->cases->len; k++) {
      const CheckCase *item = get_case (result, k);
      append_tap_line (out, ++number, result->name, item);
      if (item->message != NULL) {
        g_autofree char *place = k > 0 ? format_place (item->place) : NULL;
        append_tap_message (out, place, item->message);
      }
    }
  }
}

/* ---- JUnit ---- */

static void append_xml (GString *out, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Appends text to XML: escapes the arguments, and omits characters that XML does not allow. */
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

static void append_junit_case (GString *out, const CheckResult *result, const CheckCase *item,
                               const char *kind)
{
  append_xml (out, "    <testcase classname=\"%s\" name=\"%s\" file=\"%s\"", result->name, item->title,
              item->place.file);
  if (item->place.line > 0) {
    g_string_append_printf (out, " line=\"%u\"", item->place.line);
  }
  if (item->message == NULL) {
    g_string_append (out, "/>\n");
    return;
  }
  g_autofree char *first = g_strndup (item->message, strcspn (item->message, "\n"));
  g_string_append_printf (out, ">\n      <%s", kind);
  append_xml (out, " message=\"%s\" type=\"%s\">", first, kind);
  append_xml (out, "%s", item->message);
  g_string_append_printf (out, "</%s>\n    </testcase>\n", kind);
}

static void append_junit_suite (GString *out, const CheckResult *result)
{
  unsigned failed = check_result_count_failed (result), errors = check_result_is_broken (result);
  append_xml (out, "  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" errors=\"%u\">\n", result->name,
              result->cases->len, failed - errors, errors);
  for (guint i = 0; i < result->cases->len; i++) {
    append_junit_case (out, result, get_case (result, i), i == 0 ? "error" : "failure");
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

static void append_github_error (GString *out, const char *name, const CheckCase *item)
{
  g_string_append (out, "::error file=");
  append_escaped (out, item->place.file, true);
  if (item->place.line > 0) {
    g_string_append_printf (out, ",line=%u,col=%u", item->place.line, item->place.column);
  }
  g_autofree char *title = g_strconcat (name, ": ", item->title, NULL);
  g_string_append (out, ",title=");
  append_escaped (out, title, true);
  g_string_append (out, "::");
  append_escaped (out, item->message, false);
  g_string_append_c (out, '\n');
}

static void append_github (GString *out, const GPtrArray *results)
{
  unsigned failed, count = count_cases (results, &failed);
  for (guint i = 0; i < results->len; i++) {
    const CheckResult *result = g_ptr_array_index (results, i);
    for (guint k = 0; k < result->cases->len; k++) {
      if (get_case (result, k)->message != NULL) {
        append_github_error (out, result->name, get_case (result, k));
      }
    }
  }
  g_string_append_printf (out, "%u of %u hold, in %u scenario%s\n", count - failed, count, results->len,
                          results->len == 1 ? "" : "s");
}

const CheckFormat CHECK_FORMATS[] = {
  { "text", append_text },
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
