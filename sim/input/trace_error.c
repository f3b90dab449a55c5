/* trace_error.c - messages of readers of recordings, with their place */
#include "trace_error.h"

#include "words.h"

G_DEFINE_QUARK (trace - error - quark, trace_error)

bool trace_error_set (GError **error, TraceErrorCode code, const char *path, uint64_t line,
                      const char *format, ...)
{
  g_autoptr (GString) message = g_string_new (path);
  if (line > 0) {
    g_string_append_printf (message, ":%" G_GUINT64_FORMAT, line);
  }
  g_string_append (message, ": ");
  va_list arguments;
  va_start (arguments, format);
  g_string_append_vprintf (message, format, arguments);
  va_end (arguments);
  g_set_error_literal (error, TRACE_ERROR, (int)code, message->str);
  return false;
}

char *trace_error_expect (TextSpan found, const char *const *words, size_t count)
{
  g_autofree char *word = g_strndup (found.start, found.length_bytes);
  g_autofree char *list = words_list (words, count, "or");
  const char *near = words_nearest (word, words, count);
  return near ? g_strdup_printf ("; expected %s; did you mean '%s'?", list, near)
              : g_strconcat ("; expected ", list, NULL);
}
