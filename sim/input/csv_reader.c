/*
 * csv_reader.c - recordings as tables of text with named columns
 *
 * The first line that is neither blank nor a comment (a '#' first) names the columns; each further one is a
 * request.  Fields are separated by options->separator, may have blanks around them, and may be quoted as
 * in RFC 4180 ("" in quotes is a quote), but a quoted field ends on its line.  A byte order mark before the
 * header is accepted.
 *
 * What the columns mean is said by TraceOptions.  Every line must have as many fields as the header.
 */
#include "trace_formats.h"

#include "csv_columns.h"
#include "file_table.h"
#include "op_table.h"
#include "text_fields.h"
#include "trace_source.h"
#include "words.h"

enum { BLOCK_SIZE_DEFAULT_BYTES = 512, FRACTION_DIGITS_MAX = 9 };

typedef struct {
  TraceSource source;
  CsvColumns columns;
  OpTable ops;
  FileTable *files;
  uint64_t unit_ns;
  uint64_t time_max; /* in units: a larger one does not fit 64 bits of ns */
  uint64_t block_size_bytes;
  uint64_t block_max;   /* a larger one does not fit 64 bits of bytes */
  unsigned unit_digits; /* digits after the point down to a nanosecond */
  uint64_t
      fraction_ns[FRACTION_DIGITS_MAX + 1]; /* what the last of so many digits after the point is worth */
} CsvReader;

typedef struct {
  uint64_t time_ns; /* as recorded */
  uint64_t offset_bytes;
  uint32_t length_bytes;
  OpKind op;
  int file; /* a number of the file table */
} Record;

static CsvReader *csv_reader_of (TraceSource *source)
{
  return (CsvReader *)((char *)source - offsetof (CsvReader, source));
}

/* "column 'NAME': found 'FIELD', expected EXPECTED". */
static bool fail_field (CsvReader *reader, size_t column, TextSpan field, const char *expected)
{
  const char *name = reader->columns.names[column];
  char *quoted_name = words_quote (name);
  char *quoted = words_quote_bytes (field.start, field.length_bytes);
  trace_source_fail (&reader->source, TRACE_ERROR_MALFORMED, true, "column %s: found %s, expected %s",
                     quoted_name, quoted, expected);
  g_free (quoted);
  g_free (quoted_name);
  return false;
}

static bool set_time (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  return text_parse_time (field, reader->unit_ns, &record->time_ns)
         || fail_field (reader, column, field,
                        "a time of digits, perhaps with decimals, below 584 years (2^64 ns)");
}

static bool set_op (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  record->op = op_table_find (&reader->ops, field);
  return record->op != OP_UNKNOWN
         || fail_field (reader, column, field,
                        "a value that read_ops or write_ops has; ignore_ops can list values to skip");
}

static bool set_size (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  uint64_t length = 0;
  bool good = text_parse_u64 (field, &length) && length <= UINT32_MAX;
  record->length_bytes = (uint32_t)length;
  return good || fail_field (reader, column, field, "a whole number of bytes up to 4294967295");
}

static bool set_offset (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  return text_parse_u64 (field, &record->offset_bytes)
         || fail_field (reader, column, field, "a whole number of bytes below 2^64");
}

static bool set_block (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  uint64_t block = 0;
  bool good = text_parse_u64 (field, &block) && block <= reader->block_max;
  record->offset_bytes = block * reader->block_size_bytes;
  return good || fail_field (reader, column, field, "a whole number of blocks, below 2^64 bytes in all");
}

static bool csv_set_file (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  record->file = file_table_number (reader->files, field);
  return record->file != FILE_TABLE_FULL
         || fail_field (reader, column, field, "one of the files named above; up to 65536 can be told apart");
}

static bool set_nothing (CsvReader *reader, size_t column, TextSpan field, Record *record)
{
  (void)reader;
  (void)column;
  (void)field;
  (void)record;
  return true;
}

static bool (*const setters[CSV_ROLES]) (CsvReader *reader, size_t column, TextSpan field, Record *record) = {
  [CSV_ROLE_SKIP] = set_nothing,  [CSV_ROLE_TIME] = set_time,     [CSV_ROLE_OP] = set_op,
  [CSV_ROLE_SIZE] = set_size,     [CSV_ROLE_OFFSET] = set_offset, [CSV_ROLE_BLOCK] = set_block,
  [CSV_ROLE_FILE] = csv_set_file,
};

static bool fail_count (CsvReader *reader, size_t count)
{
  trace_source_fail (&reader->source, TRACE_ERROR_MALFORMED, true,
                     "the line has %s%zu field%s, the header has %zu; as many would be right",
                     count > reader->columns.count ? "more than " : "", MIN (count, reader->columns.count),
                     MIN (count, reader->columns.count) == 1 ? "" : "s", reader->columns.count);
  return false;
}

/* A line without fields: a blank one or a comment. */
static bool is_empty_line (TextLine line)
{
  size_t blanks = 0;
  while (blanks < line.length_bytes && line.start[blanks] == ' ') {
    blanks++;
  }
  return blanks == line.length_bytes || line.start[blanks] == '#';
}

static bool parse_fields (CsvReader *reader, TextLine line, Record *record)
{
  const CsvColumns *columns = &reader->columns;
  const char *at = line.start;
  const char *end = line.start + line.length_bytes;
  for (size_t i = 0; i < columns->count; i++) {
    TextSpan field;
    if (!csv_take_field (&reader->columns, &at, end, &field)) {
      return fail_field (reader, i, field, "the quotes to close at the end of the field, as in '\"field\"'");
    }
    if (!setters[columns->roles[i]](reader, i, field, record)) {
      return false;
    }
    bool last = i + 1 == columns->count;
    if (last ? at < end : at == end) {
      return fail_count (reader, last ? i + 2 : i + 1);
    }
    at += !last;
  }
  return true;
}

/* Understands any line.  False if it is no request: blank, a comment, or malformed with source.failure
 * set. */
static bool csv_parse_any (CsvReader *reader, TextLine line, Record *record)
{
  if (is_empty_line (line) || !parse_fields (reader, line, record)) {
    return false;
  }
  if (record->op != OP_IGNORED && record->offset_bytes > UINT64_MAX - record->length_bytes) {
    trace_source_fail (&reader->source, TRACE_ERROR_MALFORMED, true,
                       "the request ends beyond 2^64 bytes; a smaller offset would be right");
    return false;
  }
  return true;
}

static inline bool take_time (const CsvReader *reader, const char **cursor, Record *record)
{
  uint64_t units = 0;
  uint64_t fraction = 0;
  if (!text_take_digits (cursor, &units) || units >= reader->time_max) {
    return false;
  }
  record->time_ns = units * reader->unit_ns;
  if (**cursor == '.') {
    const char *digits = ++*cursor;
    if (!text_take_digits (cursor, &fraction) || *cursor - digits > (ptrdiff_t)reader->unit_digits) {
      return false;
    }
    record->time_ns += fraction * reader->fraction_ns[*cursor - digits];
  }
  return true;
}

static inline bool take_op (CsvReader *reader, const char **cursor, const char *end, char separator,
                            Record *record)
{
  const char *start = *cursor;
  const char *at = start;
  uint64_t key = 0;
  while (at < end && *at != separator) {
    key = op_key_append (key, *at++);
  }
  *cursor = at;
  record->op = OP_UNKNOWN;
  if (at > start && at - start <= OP_KEY_MAX_BYTES && *start != '\0') {
    record->op = op_table_kind (&reader->ops, key);
  }
  return record->op != OP_UNKNOWN;
}

static inline bool is_blank_or_quote (char c)
{
  return c == ' ' || c == '\t' || c == '"';
}

/* Passes over a field; false if it is not as plain as it looks. */
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

static inline bool take_file (CsvReader *reader, const char **cursor, const char *end, Record *record)
{
  const char *start = *cursor;
  TextSpan last = reader->files->last_name;
  record->file = reader->files->last_number;
  return skip_field (cursor, end, reader->columns.separator) && *cursor > start
         && !is_blank_or_quote ((*cursor)[-1]) && (size_t)(*cursor - start) == last.length_bytes
         && text_begins_with (start, last);
}

static inline bool take_role (CsvReader *reader, CsvRole role, const char **cursor, const char *end,
                              Record *record)
{
  uint64_t number = 0;
  switch (role) {
  case CSV_ROLE_TIME:
    return take_time (reader, cursor, record);
  case CSV_ROLE_OP:
    return take_op (reader, cursor, end, reader->columns.separator, record);
  case CSV_ROLE_SIZE:
    if (!text_take_digits (cursor, &number) || number > UINT32_MAX) {
      return false;
    }
    record->length_bytes = (uint32_t)number;
    return true;
  case CSV_ROLE_OFFSET:
    return text_take_digits (cursor, &record->offset_bytes);
  case CSV_ROLE_BLOCK:
    if (!text_take_digits (cursor, &number) || number > reader->block_max) {
      return false;
    }
    record->offset_bytes = number * reader->block_size_bytes;
    return true;
  case CSV_ROLE_FILE:
    return take_file (reader, cursor, end, record);
  default:
    return skip_field (cursor, end, reader->columns.separator);
  }
}

/* The fast way for what nearly all lines are: no blanks, no quotes, small numbers, the file of the line
 * before.  False if the line is anything else; csv_parse_any() understands all that this does. */
static inline bool csv_parse_usual (CsvReader *reader, TextLine line, Record *record)
{
  const char *at = line.start;
  const char *end = line.start + line.length_bytes;
  const CsvRole *roles = reader->columns.roles;
  size_t count = reader->columns.count;
  if (*at == '#' || !take_role (reader, roles[0], &at, end, record)) {
    return false;
  }
  for (size_t i = 1; i < count; i++) {
    if (at >= end || *at++ != reader->columns.separator || !take_role (reader, roles[i], &at, end, record)) {
      return false;
    }
  }
  return at == end && count > 1 && record->offset_bytes <= UINT64_MAX - record->length_bytes;
}

static size_t csv_read (TraceSource *source, IoRequest *requests, size_t n)
{
  CsvReader *reader = csv_reader_of (source);
  size_t count = 0;
  TextLine line;
  while (count < n && trace_source_next_line (source, &line)) {
    Record record = { 0 };
    if (!csv_parse_usual (reader, line, &record) && !csv_parse_any (reader, line, &record)) {
      if (source->failure) {
        break;
      }
      continue;
    }
    if (G_UNLIKELY (record.op == OP_IGNORED || record.length_bytes == 0)) {
      continue;
    }
    trace_source_emit (source, &requests[count++], record.time_ns,
                       record.op == OP_READ ? IO_OP_READ : IO_OP_WRITE, (uint16_t)record.file,
                       record.offset_bytes, record.length_bytes);
  }
  return count;
}

static bool csv_start (TraceSource *source)
{
  static const char byte_order_mark[] = { '\xef', '\xbb', '\xbf' };
  CsvReader *reader = csv_reader_of (source);
  file_table_clear (reader->files);
  TextLine line;
  do {
    if (!trace_source_next_line (source, &line)) {
      if (!source->failure) {
        trace_source_fail (source, TRACE_ERROR_MALFORMED, false,
                           "is empty; a first line with the names of the columns would be right");
      }
      return false;
    }
    if (line.length_bytes >= 3 && memcmp (line.start, byte_order_mark, 3) == 0) {
      line = (TextLine){ line.start + 3, line.length_bytes - 3 };
    }
  } while (is_empty_line (line));
  char *wrong = csv_columns_read_header (&reader->columns, (TextSpan){ line.start, line.length_bytes });
  if (wrong) {
    trace_source_fail (source, TRACE_ERROR_MALFORMED, true, "%s", wrong);
  }
  g_free (wrong);
  return !source->failure;
}

static void csv_free (TraceSource *source)
{
  CsvReader *reader = csv_reader_of (source);
  csv_columns_clear (&reader->columns);
  op_table_clear (&reader->ops);
  file_table_free (reader->files);
  g_free (reader);
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
  static const TraceReader reader_functions = { csv_start, csv_read, csv_free };
  CsvReader *reader = g_new0 (CsvReader, 1);
  reader->files = file_table_new ();
  set_units (reader, options);
  if (!csv_columns_init (&reader->columns, options, error) || !op_table_init (&reader->ops, options, error)) {
    csv_free (&reader->source);
    return NULL;
  }
  if (!trace_source_start (&reader->source, &reader_functions, options, error)) {
    io_source_free (&reader->source.io);
    return NULL;
  }
  return &reader->source.io;
}
