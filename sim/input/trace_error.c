#include "trace_error.h"

enum { QUOTE_MAX_BYTES = 100 };

G_DEFINE_QUARK (trace - error - quark, trace_error)

GError *trace_error_new (TraceErrorCode code, const char *path, uint64_t line, const char *format, ...)
{
  GString *message = g_string_new (path);
  if (line > 0) {
    g_string_append_printf (message, ":%" G_GUINT64_FORMAT, line);
  }
  g_string_append (message, ": ");
  va_list arguments;
  va_start (arguments, format);
  g_string_append_vprintf (message, format, arguments);
  va_end (arguments);
  GError *error = g_error_new_literal (TRACE_ERROR, (int)code, message->str);
  g_string_free (message, TRUE);
  return error;
}

static void append_printable (GString *to, unsigned char byte)
{
  switch (byte) {
  case '\n':
    g_string_append (to, "\\n");
    break;
  case '\r':
    g_string_append (to, "\\r");
    break;
  case '\t':
    g_string_append (to, "\\t");
    break;
  case '\\':
    g_string_append (to, "\\\\");
    break;
  default:
    if (byte < 0x20 || byte > 0x7e) {
      g_string_append_printf (to, "\\x%02x", byte);
    } else {
      g_string_append_c (to, (char)byte);
    }
  }
}

char *trace_quote (const char *text, size_t length)
{
  GString *quoted = g_string_new ("'");
  for (size_t i = 0; i < MIN (length, (size_t)QUOTE_MAX_BYTES); i++) {
    append_printable (quoted, (unsigned char)text[i]);
  }
  g_string_append (quoted, length > QUOTE_MAX_BYTES ? "'..." : "'");
  return g_string_free (quoted, FALSE);
}
