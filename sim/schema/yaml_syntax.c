/* yaml_syntax.c - turns the errors of libyaml into words that help */
#include "yaml_syntax.h"

#include <string.h>

/* What the parser says, and the message that replaces it. */
typedef struct {
  bool at_begin; /* report where the faulty part begins, not where the parser gave up */
  const char *problem;
  const char *explanation;
} Explanation;

static const Explanation explanations[] = {
  { false, "did not find expected key",
    "a key was expected here; check the indentation, quotes and brackets" },
  { false, "did not find expected '-' indicator",
    "a list item ('- ') or less indentation was expected here; check the indentation" },
  { false, "did not find expected ',' or ']'",
    "',' or ']' was expected here; the list in brackets is not closed" },
  { false, "did not find expected ',' or '}'",
    "',' or '}' was expected here; the mapping in braces is not closed" },
  { false, "did not find expected node content",
    "a value was expected here; check the brackets, commas and colons" },
  { false, "mapping values are not allowed in this context",
    "a ':' is not allowed here; check the indentation, or put the text in quotes" },
  { true, "could not find expected ':'", "this is no 'key: value'; add the ':' or check the indentation" },
  { false, "mapping keys are not allowed in this context",
    "a key is not allowed here; check the indentation, or remove the '?'" },
  { false, "block sequence entries are not allowed in this context",
    "a list item is not allowed here; begin the list on a line of its own" },
  { true, "found unexpected end of stream", "the text in quotes is never closed; add the closing quote" },
  { true, "found unexpected document indicator",
    "the text in quotes is never closed; add the closing quote" },
  { false, "found unknown escape character",
    "this is no escape that YAML knows; write '\\\\' for a backslash, or use single quotes" },
  { false, "found a tab character that violates indentation",
    "a tab indents this line; YAML allows spaces only" },
  { false, "found a tab character where an indentation space is expected",
    "a tab indents this line; YAML allows spaces only" },
  { false, "did not find expected <document start>",
    "this belongs to no key; check the indentation (a scenario's keys begin in column 1)" },
};

SourcePlace yaml_syntax_place (YamlOrigin origin, const yaml_mark_t *mark)
{
  SourcePlace place = { .file = origin.file };
  if (origin.has_lines) {
    place.line = (unsigned)mark->line + 1;
    place.column = (unsigned)mark->column + 1;
  }
  return place;
}

/* The place of the byte at OFFSET; all bytes before it are UTF-8. */
static SourcePlace place_of_byte (YamlOrigin origin, const char *text, size_t offset)
{
  SourcePlace place = { .file = origin.file };
  if (!origin.has_lines) {
    return place;
  }
  const char *at = text + offset, *line = text;
  place.line = 1;
  for (const char *end; (end = memchr (line, '\n', (size_t)(at - line))) != NULL; line = end + 1) {
    place.line++;
  }
  place.column = (unsigned)g_utf8_strlen (line, at - line) + 1;
  return place;
}

/* The offset of the first control character of TEXT, or LENGTH. */
static size_t find_control_character (const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f) {
      return i;
    }
  }
  return length;
}

bool yaml_syntax_check_text (YamlOrigin origin, const char *text, size_t length, Diagnostics *diagnostics)
{
  size_t control = find_control_character (text, length);
  const char *end;
  if (!g_utf8_validate_len (text, control, &end)) {
    size_t offset = (size_t)(end - text);
    return diagnostics_add (diagnostics, place_of_byte (origin, text, offset),
                            "byte 0x%02x is not UTF-8; save the text as UTF-8",
                            (unsigned)(unsigned char)text[offset]);
  }
  if (control < length) {
    return diagnostics_add (
        diagnostics, place_of_byte (origin, text, control),
        "control character 0x%02x is not allowed; remove it, or write it as an escape in double quotes",
        (unsigned)(unsigned char)text[control]);
  }
  return true;
}

/* The number of bytes before the character at MARK. */
static size_t offset_of_mark (const char *text, size_t length, const yaml_mark_t *mark)
{
  bool has_order_mark = length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0; /* MARK does not count it */
  const char *start = has_order_mark ? text + 3 : text;
  return MIN ((size_t)(g_utf8_offset_to_pointer (start, (glong)mark->index) - text), length);
}

/* The row for what PARSER says, or NULL. */
static const Explanation *find_explanation (const yaml_parser_t *parser)
{
  for (size_t i = 0; i < G_N_ELEMENTS (explanations); i++) {
    if (strcmp (parser->problem, explanations[i].problem) == 0) {
      return &explanations[i];
    }
  }
  return NULL;
}

static char *explain (const yaml_parser_t *parser, const Explanation *explanation, char found)
{
  if (strcmp (parser->problem, "found character that cannot start any token") == 0) {
    return found == '\t' ? g_strdup ("a tab stands before a value; YAML indents with spaces only")
                         : g_strdup_printf ("a value cannot begin with '%c'; put it in quotes", found);
  }
  if (explanation) {
    return g_strdup (explanation->explanation);
  }
  return g_strdup_printf ("no valid YAML: %s%s%s; see yaml.org for the syntax",
                          parser->context ? parser->context : "", parser->context ? ", " : "",
                          parser->problem);
}

/* Adds the mistake where the parser gave up, or where the part begins that it could not finish. */
static void report_problem (const yaml_parser_t *parser, YamlOrigin origin, const char *text, size_t length,
                            Diagnostics *diagnostics)
{
  size_t offset = offset_of_mark (text, length, &parser->problem_mark);
  const Explanation *row = find_explanation (parser);
  g_autofree char *explanation = explain (parser, row, offset < length ? text[offset] : '\0');
  bool at_begin = parser->context && row && row->at_begin;
  const yaml_mark_t *mark = at_begin ? &parser->context_mark : &parser->problem_mark;
  SourcePlace place = yaml_syntax_place (origin, mark);
  if (parser->context && parser->context_mark.line != mark->line && origin.has_lines) {
    diagnostics_add (diagnostics, place, "%s (in what begins at line %zu)", explanation,
                     parser->context_mark.line + 1);
  } else {
    diagnostics_add (diagnostics, place, "%s", explanation);
  }
}

void yaml_syntax_report (const yaml_parser_t *parser, YamlOrigin origin, const char *text, size_t length,
                         Diagnostics *diagnostics)
{
  if (parser->error == YAML_MEMORY_ERROR) {
    g_error ("yaml_syntax: out of memory");
  }
  if (parser->error == YAML_READER_ERROR) {
    diagnostics_add (diagnostics, place_of_byte (origin, text, MIN (parser->problem_offset, length)),
                     "character U+%04X is not allowed; remove it, or write it as an escape in double quotes",
                     (unsigned)parser->problem_value);
    return;
  }
  report_problem (parser, origin, text, length, diagnostics);
}
