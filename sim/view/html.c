/* html.c - escapes text and writes numbers for a page */
#include "html.h"

#include <math.h>
#include <string.h>

static const char *get_entity (char c)
{
  switch (c) {
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '&':
    return "&amp;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    /* Other control characters are not allowed in a page. */
    return g_ascii_iscntrl (c) && c != '\n' && c != '\t' ? "\xef\xbf\xbd" : NULL;
  }
}

char *html_escape (const char *text)
{
  GString *page = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  for (const char *at = valid; *at != '\0'; at++) {
    const char *entity = get_entity (*at);
    if (entity != NULL) {
      g_string_append (page, entity);
    } else {
      g_string_append_c (page, *at);
    }
  }
  return g_string_free (page, FALSE);
}

void html_append (GString *page, const char *text)
{
  g_autofree char *escaped = html_escape (text);
  g_string_append (page, escaped);
}

void html_append_json_string (GString *page, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_string_append_c (page, '"');
  for (const char *at = valid; *at != '\0'; at++) {
    if (g_ascii_iscntrl (*at) || strchr ("<>&\"'\\", *at) != NULL) {
      g_string_append_printf (page, "\\u%04x", (unsigned)(unsigned char)*at);
    } else {
      g_string_append_c (page, *at);
    }
  }
  g_string_append_c (page, '"');
}

/* Formats VALUE without trailing zeroes. */
static char *format (double value, unsigned decimals, char *buffer, int size)
{
  char pattern[8];
  (void)g_snprintf (pattern, sizeof pattern, "%%.%uf", MIN (decimals, 9));
  g_ascii_formatd (buffer, size, pattern, value);
  if (strchr (buffer, '.') != NULL) {
    char *end = buffer + strlen (buffer);
    while (end[-1] == '0') {
      *--end = '\0';
    }
    if (end[-1] == '.') {
      end[-1] = '\0';
    }
  }
  return strcmp (buffer, "-0") == 0 ? buffer + 1 : buffer;
}

void html_append_json_number (GString *page, double value)
{
  char buffer[400];
  g_string_append (page, isfinite (value) ? format (value, 6, buffer, sizeof buffer) : "null");
}

void html_append_number (GString *page, double value, unsigned decimals)
{
  char buffer[400];
  if (!isfinite (value)) {
    g_string_append_c (page, '-');
    return;
  }
  const char *text = format (value, decimals, buffer, sizeof buffer);
  if (*text == '-') {
    g_string_append (page, "\xe2\x88\x92"); /* a minus sign */
    text++;
  }
  size_t digits = strspn (text, "0123456789");
  for (size_t i = 0; text[i] != '\0'; i++) {
    if (i > 0 && i < digits && (digits - i) % 3 == 0) {
      g_string_append_c (page, ',');
    }
    g_string_append_c (page, text[i]);
  }
}
