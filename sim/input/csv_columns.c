/* csv_columns.c - finds the columns that matter by the names in a header line */
#include "csv_columns.h"

#include "trace_error.h"
#include "words.h"

#define SEPARATORS ",;\t|"

/* The option and the default name of the column for each role. */
static const struct {
  const char *option;
  size_t member;    /* offset in TraceOptions */
  const char *name; /* default */
  bool required;
} roles[CSV_ROLES] = {
  [CSV_ROLE_TIME] = { "time_column", offsetof (TraceOptions, time_column), "time", true },
  [CSV_ROLE_OP] = { "op_column", offsetof (TraceOptions, op_column), "op", true },
  [CSV_ROLE_SIZE] = { "size_column", offsetof (TraceOptions, size_column), "size", true },
  [CSV_ROLE_OFFSET] = { "offset_column", offsetof (TraceOptions, offset_column), "offset", false },
  [CSV_ROLE_BLOCK] = { "block_column", offsetof (TraceOptions, block_column), "block", false },
  [CSV_ROLE_FILE] = { "file_column", offsetof (TraceOptions, file_column), NULL, false },
};

bool csv_columns_init (CsvColumns *columns, const TraceOptions *options, GError **error)
{
  *columns = (CsvColumns){ .separator = options->separator ? options->separator : ',' };
  columns->scratch = g_string_new (NULL);
  for (size_t role = 1; role < CSV_ROLES; role++) {
    columns->wanted[role] = g_strdup (G_STRUCT_MEMBER (const char *, options, roles[role].member));
  }
  if (!strchr (SEPARATORS, columns->separator)) {
    return trace_error_set (error, TRACE_ERROR_OPTIONS, options->path, 0,
                            "the separator is none of ',', ';', '|' and tab; one of them would be right");
  }
  if (options->offset_column && options->block_column) {
    return trace_error_set (error, TRACE_ERROR_OPTIONS, options->path, 0,
                            "offset_column and block_column are both given; one of them would be right");
  }
  if (options->block_size_bytes && options->offset_column) {
    return trace_error_set (error, TRACE_ERROR_OPTIONS, options->path, 0,
                            "block_size_bytes is given with offset_column; it goes with block_column");
  }
  return true;
}

static void clear_header (CsvColumns *columns)
{
  g_clear_pointer (&columns->names, g_strfreev);
  g_clear_pointer (&columns->roles, g_free);
  columns->count = 0;
}

void csv_columns_clear (CsvColumns *columns)
{
  clear_header (columns);
  for (size_t role = 0; role < CSV_ROLES; role++) {
    g_free (columns->wanted[role]);
  }
  if (columns->scratch) {
    g_string_free (columns->scratch, TRUE);
  }
}

static bool csv_is_blank (const CsvColumns *columns, char c)
{
  return c == ' ' || (c == '\t' && columns->separator != '\t');
}

/* Takes a quoted field, from behind its opening quote at *CURSOR, into the scratch space.  Doubled quotes
 * become single. */
static bool take_quoted (CsvColumns *columns, const char **cursor, const char *end, TextSpan *field)
{
  GString *text = columns->scratch;
  const char *at = *cursor;
  g_string_truncate (text, 0);
  for (; at < end; at++) {
    if (*at == '"') {
      if (at + 1 == end || at[1] != '"') {
        break;
      }
      at++;
    }
    g_string_append_c (text, *at);
  }
  bool closed = at < end;
  at += closed;
  while (at < end && csv_is_blank (columns, *at)) {
    at++;
  }
  *cursor = at;
  *field = (TextSpan){ text->str, text->len };
  return closed && (at == end || *at == columns->separator);
}

bool csv_take_field (CsvColumns *columns, const char **cursor, const char *end, TextSpan *field)
{
  const char *start = *cursor;
  while (start < end && csv_is_blank (columns, *start)) {
    start++;
  }
  if (start < end && *start == '"') {
    *cursor = start + 1;
    return take_quoted (columns, cursor, end, field);
  }
  const char *separator = memchr (start, columns->separator, (size_t)(end - start));
  const char *stop = separator ? separator : end;
  *cursor = stop;
  while (stop > start && csv_is_blank (columns, stop[-1])) {
    stop--;
  }
  *field = (TextSpan){ start, (size_t)(stop - start) };
  return true;
}

static char *read_names (CsvColumns *columns, TextSpan header)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *at = header.start;
  const char *end = header.start + header.length_bytes;
  TextSpan field;
  bool good = csv_take_field (columns, &at, end, &field);
  for (; good; good = csv_take_field (columns, &at, end, &field)) {
    g_ptr_array_add (names, g_strndup (field.start, field.length_bytes));
    if (at == end) {
      break;
    }
    at++;
  }
  columns->count = names->len;
  columns->roles = g_new0 (CsvRole, names->len + 1);
  g_ptr_array_add (names, NULL);
  columns->names = (char **)g_ptr_array_free (names, FALSE);
  return good ? NULL
              : g_strdup_printf ("the quotes of a column's name are not closed or closed early; 'name' or "
                                 "'\"name\"' would be right");
}

/* The index of the first column called NAME from FROM on, or the number of columns if there is none. */
static size_t column_of (const CsvColumns *columns, const char *name, size_t from)
{
  while (from < columns->count && strcmp (columns->names[from], name) != 0) {
    from++;
  }
  return from;
}

/* "; the columns are 'a', 'b'", and what may have been meant instead of NAME. */
static void append_columns (const CsvColumns *columns, const char *name, GString *message)
{
  enum { SHOWN_MAX = 30 };
  g_string_append (message, "; the columns are");
  for (size_t i = 0; i < MIN (columns->count, (size_t)SHOWN_MAX); i++) {
    g_autofree char *quoted = words_quote (columns->names[i]);
    g_string_append_printf (message, "%s %s", i > 0 ? "," : "", quoted);
  }
  g_string_append (message, columns->count > SHOWN_MAX ? ", ..." : "");
  const char *near = words_nearest (name, (const char *const *)columns->names, columns->count);
  const char *separator = columns->count == 1 ? strpbrk (columns->names[0], SEPARATORS) : NULL;
  if (separator) {
    g_string_append_printf (message, "; is the separator %s?",
                            *separator == '\t' ? "a tab" : (char[]){ '\'', *separator, '\'', 0 });
  } else if (near) {
    g_autofree char *quoted = words_quote (near);
    g_string_append_printf (message, "; did you mean %s?", quoted);
  }
}

static char *no_column (const CsvColumns *columns, size_t role, const char *name)
{
  GString *message = g_string_new (NULL);
  g_string_printf (message, "there is no column '%s' (%s)", name, roles[role].option);
  append_columns (columns, name, message);
  return g_string_free (message, FALSE);
}

static char *assign (CsvColumns *columns, size_t role, const char *name)
{
  size_t i = column_of (columns, name, 0);
  if (i == columns->count) {
    return no_column (columns, role, name);
  }
  if (column_of (columns, name, i + 1) < columns->count) {
    return g_strdup_printf ("there are two columns '%s' (%s); one would be right", name, roles[role].option);
  }
  if (columns->roles[i] != CSV_ROLE_SKIP) {
    return g_strdup_printf ("column '%s' is both %s and %s; different columns would be right", name,
                            roles[columns->roles[i]].option, roles[role].option);
  }
  columns->roles[i] = (CsvRole)role;
  return NULL;
}

/* Finds the column that tells where a request begins: one that the options name, else a default one. */
static char *assign_place (CsvColumns *columns)
{
  static const CsvRole places[] = { CSV_ROLE_OFFSET, CSV_ROLE_BLOCK };
  for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
    if (columns->wanted[places[i]]) {
      return assign (columns, places[i], columns->wanted[places[i]]);
    }
  }
  for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
    if (column_of (columns, roles[places[i]].name, 0) < columns->count) {
      return assign (columns, places[i], roles[places[i]].name);
    }
  }
  GString *message =
      g_string_new ("there is no column 'offset' (offset_column) and no column 'block' (block_column)");
  append_columns (columns, "offset", message);
  return g_string_free (message, FALSE);
}

char *csv_columns_read_header (CsvColumns *columns, TextSpan header)
{
  clear_header (columns);
  char *wrong = read_names (columns, header);
  for (size_t role = 1; role < CSV_ROLES && !wrong; role++) {
    const char *name = columns->wanted[role] ? columns->wanted[role] : roles[role].name;
    if (roles[role].required || (role == CSV_ROLE_FILE && name)) {
      wrong = assign (columns, role, name);
    }
  }
  return wrong ? wrong : assign_place (columns);
}
