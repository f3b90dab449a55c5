/* diagnostics.c - mistakes and warnings, with their places */
#include "diagnostics.h"

#include <string.h>

typedef struct {
  size_t file; /* index in Diagnostics.files */
  unsigned line;
  unsigned column;
  char *text;
} Diagnostic;

/* All diagnostics of one severity. */
typedef struct {
  GArray *kept; /* Diagnostic */
  size_t dropped;
} DiagnosticList;

struct Diagnostics {
  GPtrArray *files; /* in order of appearance */
  DiagnosticList mistakes;
  DiagnosticList warnings;
};

static void clear_diagnostic (void *diagnostic)
{
  g_free (((Diagnostic *)diagnostic)->text);
}

static void list_init (DiagnosticList *list)
{
  list->kept = g_array_new (FALSE, FALSE, sizeof (Diagnostic));
  g_array_set_clear_func (list->kept, clear_diagnostic);
}

Diagnostics *diagnostics_new (const char *file)
{
  Diagnostics *diagnostics = g_new0 (Diagnostics, 1);
  diagnostics->files = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (diagnostics->files, g_strdup (file));
  list_init (&diagnostics->mistakes);
  list_init (&diagnostics->warnings);
  return diagnostics;
}

void diagnostics_free (Diagnostics *diagnostics)
{
  if (diagnostics) {
    g_ptr_array_unref (diagnostics->files);
    g_array_unref (diagnostics->mistakes.kept);
    g_array_unref (diagnostics->warnings.kept);
    g_free (diagnostics);
  }
}

static size_t file_index (Diagnostics *diagnostics, const char *file)
{
  unsigned index;
  if (!g_ptr_array_find_with_equal_func (diagnostics->files, file, g_str_equal, &index)) {
    index = diagnostics->files->len;
    g_ptr_array_add (diagnostics->files, g_strdup (file));
  }
  return index;
}

static int compare_indices (size_t a, size_t b)
{
  return (a > b) - (a < b);
}

static int compare_places (const void *a, const void *b)
{
  const Diagnostic *x = a, *y = b;
  int order = compare_indices (x->file, y->file);
  order = order != 0 ? order : compare_indices (x->line, y->line);
  return order != 0 ? order : compare_indices (x->column, y->column);
}

static bool list_has (const DiagnosticList *list, const Diagnostic *diagnostic)
{
  for (unsigned i = 0; i < list->kept->len; i++) {
    const Diagnostic *kept = &g_array_index (list->kept, Diagnostic, i);
    if (compare_places (kept, diagnostic) == 0 && strcmp (kept->text, diagnostic->text) == 0) {
      return true;
    }
  }
  return false;
}

static void list_add (Diagnostics *diagnostics, DiagnosticList *list, SourcePlace place, char *text)
{
  Diagnostic diagnostic = { file_index (diagnostics, place.file), place.line, place.column, text };
  bool is_known = list_has (list, &diagnostic);
  if (!is_known && list->kept->len < DIAGNOSTICS_MAX) {
    g_array_append_val (list->kept, diagnostic);
  } else {
    list->dropped += !is_known;
    g_free (text);
  }
}

bool diagnostics_add_va (Diagnostics *diagnostics, SourcePlace place, const char *format, va_list arguments)
{
  list_add (diagnostics, &diagnostics->mistakes, place, g_strdup_vprintf (format, arguments));
  return false;
}

bool diagnostics_add (Diagnostics *diagnostics, SourcePlace place, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  diagnostics_add_va (diagnostics, place, format, arguments);
  va_end (arguments);
  return false;
}

void diagnostics_warn (Diagnostics *diagnostics, SourcePlace place, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  list_add (diagnostics, &diagnostics->warnings, place, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

size_t diagnostics_count (const Diagnostics *diagnostics)
{
  return diagnostics->mistakes.kept->len + diagnostics->mistakes.dropped;
}

bool diagnostics_is_full (const Diagnostics *diagnostics)
{
  return diagnostics->mistakes.kept->len == DIAGNOSTICS_MAX;
}

/* "file:line:col: text"; the whole of a file has no line. */
static char *diagnostic_line (const Diagnostics *diagnostics, const Diagnostic *diagnostic)
{
  const char *file = g_ptr_array_index (diagnostics->files, diagnostic->file);
  if (diagnostic->line == 0) {
    return g_strdup_printf ("%s: %s", file, diagnostic->text);
  }
  return g_strdup_printf ("%s:%u:%u: %s", file, diagnostic->line, diagnostic->column, diagnostic->text);
}

static char **list_lines (const Diagnostics *diagnostics, const DiagnosticList *list, const char *noun)
{
  g_autoptr (GArray) sorted = g_array_copy (list->kept);
  g_array_set_clear_func (sorted, NULL); /* the texts stay those of LIST */
  g_array_sort (sorted, compare_places);
  GPtrArray *lines = g_ptr_array_new ();
  for (unsigned i = 0; i < sorted->len; i++) {
    g_ptr_array_add (lines, diagnostic_line (diagnostics, &g_array_index (sorted, Diagnostic, i)));
  }
  if (list->dropped > 0) {
    g_ptr_array_add (
        lines, g_strdup_printf ("and %zu more %s%s", list->dropped, noun, list->dropped == 1 ? "" : "s"));
  }
  g_ptr_array_add (lines, NULL);
  return (char **)g_ptr_array_free (lines, FALSE);
}

char *diagnostics_text (const Diagnostics *diagnostics)
{
  g_auto (GStrv) lines = list_lines (diagnostics, &diagnostics->mistakes, "mistake");
  return g_strjoinv ("\n", lines);
}

char **diagnostics_warnings (const Diagnostics *diagnostics)
{
  return list_lines (diagnostics, &diagnostics->warnings, "warning");
}

GError *diagnostics_error (const Diagnostics *diagnostics, GQuark domain, int code)
{
  if (diagnostics_count (diagnostics) == 0) {
    return NULL;
  }
  g_autofree char *text = diagnostics_text (diagnostics);
  return g_error_new_literal (domain, code, text);
}
