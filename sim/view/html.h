/*
 * html.h - text that stands in a page as it is
 *
 * Everything that comes from files goes through here: as text or in quoted attributes, and as strings in JSON
 * that stands in a script element.  Bytes that are no UTF-8 become U+FFFD.
 */
#pragma once

#include <glib.h>

/* TEXT as it stands in a page.  The caller frees it with g_free(). */
char *html_escape (const char *text);
void html_append (GString *page, const char *text);

/* With its quotes. */
void html_append_json_string (GString *page, const char *text);

/* VALUE with as many decimals as it needs, at most six; "null" for NAN. */
void html_append_json_number (GString *page, double value);

/* VALUE for people, 1,234,567.25, with at most DECIMALS; "-" for NAN. */
void html_append_number (GString *page, double value, unsigned decimals);
