/*
 * html.h - escapes text for a page
 *
 * All text that comes from files is escaped here: text and quoted attributes of HTML, and strings in JSON
 * within a script element.  Bytes that are not UTF-8 become U+FFFD.
 */
#pragma once

#include <glib.h>

/* Returns TEXT escaped for HTML.  The caller frees it with g_free(). */
char *html_escape (const char *text);
void html_append (GString *page, const char *text);

/* Appends TEXT as a string of JSON, with its quotes. */
void html_append_json_string (GString *page, const char *text);

/* Appends VALUE with as many decimals as it needs, at most six; "null" for NAN. */
void html_append_json_number (GString *page, double value);

/* Appends VALUE for people, say 1,234,567.25, with at most DECIMALS; "-" for NAN. */
void html_append_number (GString *page, double value, unsigned decimals);
