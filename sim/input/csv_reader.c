/*
 * csv_reader.c - recordings as tables of text with named columns
 *
 * The first line that is neither blank nor a comment (a '#' first) names the columns; each further one is a
 * request.  Fields are separated by options->separator, may have blanks around them, and may be quoted as
 * in RFC 4180 ("" in quotes is a quote), but a quoted field ends on its line.  A byte order mark before the
 * header is accepted.
 *
 * TraceOptions says what the columns mean.  Every line must have as many fields as the header.
 */
#include "trace_formats.h"

#include "csv_columns.h"
#include "op_table.h"
#include "trace_source.h"
#include "words.h"

enum { BLOCK_SIZE_DEFAULT_BYTES = 512, FRACTION_DIGITS_MAX = 9 };

typedef struct {
  TraceSource source;
  CsvColumns columns;
  OpTable ops;
  uint64_t unit_ns;
  uint64_t time_max; /* in units: a larger one does not fit 64 bits of ns */
  uint64_t block_size_bytes;
  uint64_t block_max;                            /* a larger one does not fit 64 bits of bytes */
  unsigned unit_digits;                          /* digits after the point down to a nanosecond */
  uint64_t fraction_ns[FRACTION_DIGITS_MAX + 1]; /* ns of the last of this many digits after the point */
} CsvReader;

static CsvReader *csv_reader_of (TraceSource *source)
{
  return (CsvReader *)((char *)source - offsetof (CsvReader, source));
}

/* Fails with "column 'NAME': found 'FIELD', expected EXPECTED". */
static bool fail_field (CsvReader *reader, size_t column, TextSpan field, const char *expected)
{
  g_autofree char *name = words_quote (reader->columns.names[column]);
  g_autofree char *before = g_strdup_printf ("column %s: found", name);
  g_autofree char *after = g_strconcat (", expected ", expected, NULL);
  return trace_source_fail_found (&reader->source, before, field, after);
}

/* Puts NUMBER, the field of ROLE (a size or a place), into REQUEST; false if it is too large. */
static inline bool put_number (const CsvReader *reader, CsvRole role, uint64_t number, IoRequest *request)
{
  switch (role) {
  case CSV_ROLE_SIZE:
    request->length_bytes = (uint32_t)number;
    return number <= UINT32_MAX;
  case CSV_ROLE_BLOCK:
    request->offset_bytes = number * reader->block_size_bytes;
    return number <= reader->block_max;
  default:
    request->offset_bytes = number;
    return true;
  }
}

/* Reads FIELD, in any form, into REQUEST; false if it is wrong. */
static bool set_role (CsvReader *reader, CsvRole role, TextSpan field, IoRequest *request)
{
  uint64_t number = 0;
  int file = 0;
  switch (role) {
  case CSV_ROLE_TIME:
    return text_parse_time (field, reader->unit_ns, &request->time_ns);
  case CSV_ROLE_OP:
    request->op = (uint8_t)op_table_find (&reader->ops, field);
    return request->op != OP_UNKNOWN;
  case CSV_ROLE_SIZE:
  case CSV_ROLE_OFFSET:
  case CSV_ROLE_BLOCK:
    return text_parse_u64 (field, &number) && put_number (reader, role, number, request);
  case CSV_ROLE_FILE:
    file = trace_source_find_file (&reader->source, field);
    request->file = (uint16_t)file;
    return file != TRACE_NO_FILE;
  default:
    return true;
  }
}

/* What a field of each role is expected to be. */
static const char *const expected_fields[CSV_ROLES] = {
  [CSV_ROLE_TIME] = "a time of digits, perhaps with decimals, below 584 years (2^64 ns)",
  [CSV_ROLE_OP] = "a value that read_ops or write_ops has; ignore_ops can list values to skip",
  [CSV_ROLE_SIZE] = "a whole number of bytes up to 4294967295",
  [CSV_ROLE_OFFSET] = "a whole number of bytes below 2^64",
  [CSV_ROLE_BLOCK] = "a whole number of blocks, below 2^64 bytes in all",
  [CSV_ROLE_FILE] = "one of the files named above; up to 65536 can be told apart",
};

static bool fail_count (CsvReader *reader, size_t count)
{
  return trace_source_fail (
      &reader->source, true, "the line has %s%zu field%s, the header has %zu; as many would be right",
      count > reader->columns.count ? "more than " : "", MIN (count, reader->columns.count),
      MIN (count, reader->columns.count) == 1 ? "" : "s", reader->columns.count);
}

/* Whether LINE has no fields: it is blank or a comment. */
static bool is_empty_line (TextSpan line)
{
  size_t blanks = 0;
  while (blanks < line.length_bytes && line.start[blanks] == ' ') {
    blanks++;
  }
  return blanks == line.length_bytes || line.start[blanks] == '#';
}

static bool parse_fields (CsvReader *reader, TextSpan line, IoRequest *request)
{
  const CsvColumns *columns = &reader->columns;
  const char *at = line.start;
  const char *end = line.start + line.length_bytes;
  for (size_t i = 0; i < columns->count; i++) {
    TextSpan field;
    if (!csv_take_field (&reader->columns, &at, end, &field)) {
      return fail_field (reader, i, field, "the quotes to close at the end of the field, as in '\"field\"'");
    }
    if (!set_role (reader, columns->roles[i], field, request)) {
      return fail_field (reader, i, field, expected_fields[columns->roles[i]]);
    }
    bool last = i + 1 == columns->count;
    if (last ? at < end : at == end) {
      return fail_count (reader, last ? i + 2 : i + 1);
    }
    at += !last;
  }
  return true;
}

/* Parses any line.  False if it is no request: blank, a comment, or malformed (source.failure is set). */
static bool csv_parse_any (CsvReader *reader, TextSpan line, IoRequest *request)
{
  if (is_empty_line (line) || !parse_fields (reader, line, request)) {
    return false;
  }
  if (request->op != OP_IGNORED && request->offset_bytes > UINT64_MAX - request->length_bytes) {
    return trace_source_fail (&reader->source, true,
                              "the request ends beyond 2^64 bytes; a smaller offset would be right");
  }
  return true;
}

static inline bool take_time (const CsvReader *reader, const char **cursor, IoRequest *request)
{
  uint64_t units = 0;
  uint64_t fraction = 0;
  if (!text_take_digits (cursor, &units) || units >= reader->time_max) {
    return false;
  }
  request->time_ns = units * reader->unit_ns;
  if (**cursor == '.') {
    const char *digits = ++*cursor;
    if (!text_take_digits (cursor, &fraction) || *cursor - digits > (ptrdiff_t)reader->unit_digits) {
      return false;
    }
    request->time_ns += fraction * reader->fraction_ns[*cursor - digits];
  }
  return true;
}

static inline bool take_op (CsvReader *reader, const char **cursor, const char *end, char separator,
                            IoRequest *request)
{
  const char *start = *cursor;
  const char *at = start;
  uint64_t key = 0;
  while (at < end && *at != separator) {
    key = op_key_append (key, *at++);
  }
  *cursor = at;
  request->op = OP_UNKNOWN;
  if (at > start && at - start <= OP_KEY_MAX_BYTES && *start != '\0') {
    request->op = (uint8_t)op_table_kind (&reader->ops, key);
  }
  return request->op != OP_UNKNOWN;
}

static inline bool is_blank_or_quote (char c)
{
  return text_is_blank (c) || c == '"';
}

/* Skips a field; false if the field is not plain, so that csv_parse_any() must read it. */
static inline bool skip_field (const char **cursor, const char *end, char separator)
{
  const char *at = *cursor;
  bool plain = !is_blank_or_quote (*at);
  while (at < end && *at != separator) {
    at++;
  }
  *cursor = at;
  return plain;
}

static inline bool take_file (CsvReader *reader, const char **cursor, const char *end, IoRequest *request)
{
  const char *start = *cursor;
  TextSpan last = reader->source.last_file;
  request->file = (uint16_t)reader->source.last_file_number;
  return skip_field (cursor, end, reader->columns.separator) && *cursor > start
         && !is_blank_or_quote ((*cursor)[-1]) && (size_t)(*cursor - start) == last.length_bytes
         && text_begins_with (start, last);
}

static inline bool take_role (CsvReader *reader, CsvRole role, const char **cursor, const char *end,
                              IoRequest *request)
{
  uint64_t number = 0;
  switch (role) {
  case CSV_ROLE_TIME:
    return take_time (reader, cursor, request);
  case CSV_ROLE_OP:
    return take_op (reader, cursor, end, reader->columns.separator, request);
  case CSV_ROLE_SIZE:
  case CSV_ROLE_OFFSET:
  case CSV_ROLE_BLOCK:
    return text_take_digits (cursor, &number) && put_number (reader, role, number, request);
  case CSV_ROLE_FILE:
    return take_file (reader, cursor, end, request);
  default:
    return skip_field (cursor, end, reader->columns.separator);
  }
}

/* Parses a usual line fast: no blanks, no quotes, small numbers, the same file as the line before.  False for
 * any other line; csv_parse_any() can parse every line. */
static inline bool csv_parse_usual (CsvReader *reader, TextSpan line, IoRequest *request)
{
  const char *at = line.start;
  const char *end = line.start + line.length_bytes;
  const CsvRole *roles = reader->columns.roles;
  size_t count = reader->columns.count;
  if (*at == '#' || !take_role (reader, roles[0], &at, end, request)) {
    return false;
  }
  for (size_t i = 1; i < count; i++) {
    if (at >= end || *at++ != reader->columns.separator || !take_role (reader, roles[i], &at, end, request)) {
      return false;
    }
  }
  return at == end && count > 1 && request->offset_bytes <= UINT64_MAX - request->length_bytes;
}

static inline bool csv_parse (TraceSource *source, TextSpan line, IoRequest *request)
{
  CsvReader *reader = csv_reader_of (source);
  *request = (IoRequest){ 0 };
  return (csv_parse_usual (reader, line, request) || csv_parse_any (reader, line, request))
         && G_LIKELY (request->op != OP_IGNORED && request->length_bytes > 0);
}

static size_t csv_read (TraceSource *source, void *requests, size_t n)
{
  return trace_source_read_lines (source, requests, n, csv_parse);
}

static bool csv_start (TraceSource *source)
{
  static const char byte_order_mark[] = { '\xef', '\xbb', '\xbf' };
  CsvReader *reader = csv_reader_of (source);
  TextSpan line;
  do {
    if (!trace_source_read_first (source, &line, "with the names of the columns")) {
      return false;
    }
    if (line.length_bytes >= 3 && memcmp (line.start, byte_order_mark, 3) == 0) {
      line = (TextSpan){ line.start + 3, line.length_bytes - 3 };
    }
  } while (is_empty_line (line));
  g_autofree char *wrong = csv_columns_read_header (&reader->columns, line);
  return !wrong || trace_source_fail (source, true, "%s", wrong);
}

static void csv_clear (TraceSource *source)
{
  CsvReader *reader = csv_reader_of (source);
  csv_columns_clear (&reader->columns);
  op_table_clear (&reader->ops);
}

static void set_units (CsvReader *reader, const TraceOptions *options)
{
  reader->unit_ns = trace_time_unit_ns (options->time_unit, TRACE_TIME_UNIT_S);
  reader->time_max = UINT64_MAX / reader->unit_ns;
  reader->block_size_bytes = options->block_size_bytes ? options->block_size_bytes : BLOCK_SIZE_DEFAULT_BYTES;
  reader->block_max = UINT64_MAX / reader->block_size_bytes;
  uint64_t worth_ns = reader->unit_ns;
  for (; worth_ns >= 10; reader->unit_digits++) {
    worth_ns /= 10;
    reader->fraction_ns[reader->unit_digits + 1] = worth_ns;
  }
}

IoSource *csv_open (const TraceOptions *options, GError **error)
{
  static const TraceReader reader_functions = { "read or write", csv_start, csv_read, csv_clear };
  CsvReader *reader = g_new0 (CsvReader, 1);
  set_units (reader, options);
  if (!csv_columns_init (&reader->columns, options, error) || !op_table_init (&reader->ops, options, error)) {
    csv_clear (&reader->source);
    g_free (reader);
    return NULL;
  }
  return trace_source_open (&reader->source, &reader_functions, options, error);
}
