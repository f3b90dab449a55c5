/* report_tables.c - what was run, and every number that came out */
#include "html.h"
#include "report_internal.h"
#include "run_comparison.h"

#include <math.h>
#include <string.h>

/* ---- what was run ---- */

static JsonNode *find_member (JsonNode *node, const char *path)
{
  g_auto (GStrv) words = g_strsplit (path, "/", -1);
  for (char **word = words; *word != NULL && node != NULL; word++) {
    node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), *word) : NULL;
  }
  return node;
}

static double get_number (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)) {
    return NAN;
  }
  GType type = json_node_get_value_type (node);
  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;
}

static const char *get_text (JsonNode *node)
{
  bool is_text =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
  return is_text ? json_node_get_string (node) : NULL;
}

static void append_value (GString *page, JsonNode *node)
{
  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++) {
      const char *text = get_text (json_array_get_element (array, i));
      g_string_append (page, i > 0 ? "<br><code>" : "<code>");
      html_append (page, text != NULL ? text : "");
      g_string_append (page, "</code>");
    }
    g_string_append (page, json_array_get_length (array) == 0 ? "nothing but the scenario" : "");
  } else if (get_text (node) != NULL) {
    html_append (page, get_text (node));
  } else {
    html_append_number (page, get_number (node), 9);
  }
}

static const struct {
  const char *label, *path;
} identity[] = {
  { "Scenario", "scenario/name" },
  { "File", "scenario/path" },
  { "SHA-256 of it", "scenario/sha256" },
  { "Set", "set" },
  { "Seed", "seed" },
  { "Replication", "run" },
  { "Simulated, s", "duration_s" },
  { "Warm-up, s", "warmup_s" },
  { "Sample, s", "sample_s" },
  { "Events", "events" },
  { "Fingerprint", "fingerprint" },
  { "Version", "version" },
};

void report_append_identity (GString *page, const ReportRun *runs, size_t count)
{
  g_string_append (page, "<h2 id=\"run\">What was run</h2>\n<table class=\"text\">");
  if (count > 1) {
    g_string_append (page, "<tr><th>Run</th>");
    for (size_t i = 0; i < count; i++) {
      g_string_append_printf (page, "<th class=\"b%u\">", (unsigned)i % 8);
      html_append (page, runs[i].folder->label);
      g_string_append (page, "</th>");
    }
    g_string_append (page, "</tr>\n");
  }
  for (size_t row = 0; row < G_N_ELEMENTS (identity); row++) {
    g_string_append_printf (page, "<tr><th>%s</th>", identity[row].label);
    for (size_t i = 0; i < count; i++) {
      g_string_append (page, "<td>");
      append_value (page, find_member (runs[i].summary, identity[row].path));
      g_string_append (page, "</td>");
    }
    g_string_append (page, "</tr>\n");
  }
  g_string_append (page, "</table>\n");
}

/* ---- the numbers ---- */

/* The paths of the numbers under NODE, each below PREFIX, in their order, without those that are there. */
static void report_tables_collect (JsonNode *node, const char *prefix, GPtrArray *paths, GHashTable *seen)
{
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    if (node != NULL && !g_hash_table_contains (seen, prefix)) {
      char *path = g_strdup (prefix);
      g_ptr_array_add (paths, path);
      g_hash_table_add (seen, path);
    }
    return;
  }
  g_autoptr (GList) members = json_object_get_members (json_node_get_object (node));
  for (GList *member = members; member != NULL; member = member->next) {
    g_autofree char *path = g_strconcat (prefix, "/", (const char *)member->data, NULL);
    report_tables_collect (json_object_get_member (json_node_get_object (node), member->data), path, paths,
                           seen);
  }
}

static void report_tables_append_cell (GString *page, double value, bool is_marked, const char *unit)
{
  g_string_append (page, is_marked ? "<td class=\"changed\" data-value=\"" : "<td data-value=\"");
  html_append_json_number (page, value);
  g_string_append (page, "\">");
  html_append_number (page, value, *unit != '\0' ? 2 : 6);
  g_string_append (page, isfinite (value) ? unit : "");
  g_string_append (page, "</td>");
}

static void report_tables_append_difference (GString *page, double first, double second)
{
  NumberChange change = number_change_of (first, second);
  report_tables_append_cell (page, change.difference, change.is_marked, "");
  report_tables_append_cell (page, change.percent, change.is_marked, " %");
}

static void report_tables_append_name (GString *page, const char *path, const char *member)
{
  g_auto (GStrv) words = g_strsplit (path + strlen (member) + 1, "/", -1);
  g_autofree char *name = g_strjoinv (".", words);
  g_string_append (page, "<tr><td>");
  html_append (page, name);
  g_string_append (page, "</td>");
}

void report_append_numbers (GString *page, const ReportRun *runs, size_t count, const char *title,
                            const char *member)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; i < count; i++) {
    report_tables_collect (find_member (runs[i].summary, member), member, paths, seen);
  }
  g_string_append_printf (page, "<h2 id=\"%s\">%s</h2>\n<p class=\"hint\">A click on a heading sorts.</p>\n",
                          member, title);
  g_string_append (page, "<table class=\"sort\"><thead><tr><th>name</th>");
  for (size_t i = 0; i < count; i++) {
    g_string_append (page, "<th>");
    html_append (page, count > 1 ? runs[i].folder->label : "value");
    g_string_append (page, "</th>");
  }
  g_string_append (page, count == 2 ? "<th>difference</th><th>per cent</th>" : "");
  g_string_append (page, "</tr></thead><tbody>\n");
  for (guint row = 0; row < paths->len; row++) {
    const char *path = g_ptr_array_index (paths, row);
    report_tables_append_name (page, path, member);
    for (size_t i = 0; i < count; i++) {
      report_tables_append_cell (page, get_number (find_member (runs[i].summary, path)), false, "");
    }
    if (count == 2) {
      report_tables_append_difference (page, get_number (find_member (runs[0].summary, path)),
                                       get_number (find_member (runs[1].summary, path)));
    }
    g_string_append (page, "</tr>\n");
  }
  g_string_append (page, "</tbody></table>\n");
}

/* ---- the scenarios ---- */

/* The text that was run: the file may have gone, or changed. */
static void append_scenario (GString *page, const ReportRun *run)
{
  const char *path = get_text (find_member (run->summary, "scenario/path"));
  const char *sha256 = get_text (find_member (run->summary, "scenario/sha256"));
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

void report_append_scenarios (GString *page, const ReportRun *runs, size_t count)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_string_append (page, "<h2 id=\"scenario\">Scenario</h2>\n");
  for (size_t i = 0; i < count; i++) {
    const char *sha256 = get_text (find_member (runs[i].summary, "scenario/sha256"));
    if (sha256 != NULL && g_hash_table_add (seen, (void *)sha256)) {
      append_scenario (page, &runs[i]);
    }
  }
}
