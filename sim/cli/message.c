/* message.c - puts the tool's name before messages that do not begin with a place */
#include "message.h"

#include <string.h>
#include <unistd.h>

/* Whether LINE begins with "FILE:LINE:". */
static bool has_place (const char *line)
{
  for (const char *colon = strchr (line, ':'); colon != NULL; colon = strchr (colon + 1, ':')) {
    size_t digits = strspn (colon + 1, "0123456789");
    if (colon != line && digits > 0 && colon[1 + digits] == ':') {
      return true;
    }
  }
  return false;
}

char *message_format (const char *text)
{
  GString *message = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    if (**line != '\0') {
      g_string_append_printf (message, "%s%s\n", has_place (*line) ? "" : TOOL_NAME ": ", *line);
    }
  }
  return g_string_free (message, FALSE);
}

void message_print (const char *text)
{
  g_autofree char *message = message_format (text);
  (void)fputs (message, stderr);
}

void message_printf (const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  message_print (text);
}

FILE *message_get_terminal (bool is_quiet)
{
  return !is_quiet && isatty (STDERR_FILENO) ? stderr : NULL;
}
