/* trace_source.c - what the readers of recordings share */
#include "trace_source.h"

#include "words.h"

bool trace_source_fail (TraceSource *source, bool line, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_clear_error (&source->failure);
  return trace_error_set (&source->failure, TRACE_ERROR_MALFORMED, source->text->path,
                          line ? source->text->line_number : 0, "%s", message);
}

bool trace_source_fail_found (TraceSource *source, const char *before, TextSpan found, const char *after)
{
  g_autofree char *quoted = words_quote_bytes (found.start, found.length_bytes);
  return trace_source_fail (source, true, "%s %s%s", before, quoted, after);
}

bool trace_source_read_first (TraceSource *source, TextSpan *line, const char *what)
{
  bool is_there = trace_source_next_line (source, line);
  if (!is_there && !source->failure) {
    trace_source_fail (source, false, "is empty; a first line %s would be right", what);
  }
  return is_there;
}

uint64_t trace_time_unit_ns (TraceTimeUnit unit, TraceTimeUnit default_unit)
{
  static const uint64_t units_ns[] = {
    [TRACE_TIME_UNIT_NS] = 1,
    [TRACE_TIME_UNIT_US] = 1000,
    [TRACE_TIME_UNIT_MS] = 1000000,
    [TRACE_TIME_UNIT_S] = 1000000000,
  };
  return units_ns[unit != TRACE_TIME_UNIT_DEFAULT ? unit : default_unit];
}

/* ---- the names of files ---- */

/* One file.  A key to look up is a TraceFile of which only the name is set. */
typedef struct {
  TextSpan name;
  int number;
} TraceFile;

static guint trace_file_hash (gconstpointer key)
{
  TextSpan name = ((const TraceFile *)key)->name;
  uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */
  for (size_t i = 0; i < name.length_bytes; i++) {
    hash = (hash ^ (unsigned char)name.start[i]) * 0x100000001b3U;
  }
  return (guint)(hash ^ hash >> 32);
}

static gboolean trace_file_is_same (gconstpointer a, gconstpointer b)
{
  TextSpan x = ((const TraceFile *)a)->name, y = ((const TraceFile *)b)->name;
  return x.length_bytes == y.length_bytes && memcmp (x.start, y.start, x.length_bytes) == 0;
}

/* Adds a file.  After the struct come the bytes of its name, and then those that text_begins_with() may
 * read. */
static TraceFile *trace_source_add_file (TraceSource *source, TextSpan name)
{
  TraceFile *file = g_malloc0 (sizeof *file + name.length_bytes + TEXT_NAME_SLACK_BYTES);
  memcpy (file + 1, name.start, name.length_bytes);
  *file =
      (TraceFile){ { (const char *)(file + 1), name.length_bytes }, (int)g_hash_table_size (source->files) };
  g_hash_table_add (source->files, file);
  return file;
}

int trace_source_find_file (TraceSource *source, TextSpan name)
{
  TextSpan last = source->last_file;
  if (name.length_bytes == last.length_bytes && last.length_bytes > 0
      && memcmp (name.start, last.start, last.length_bytes) == 0) {
    return source->last_file_number;
  }
  const TraceFile *file = g_hash_table_lookup (source->files, &(TraceFile){ .name = name });
  if (!file) {
    if (g_hash_table_size (source->files) == TRACE_FILES_MAX) {
      return TRACE_NO_FILE;
    }
    file = trace_source_add_file (source, name);
  }
  source->last_file = file->name;
  source->last_file_number = file->number;
  return file->number;
}

/* ---- the source ---- */

static TraceSource *source_of (IoSource *io)
{
  return (TraceSource *)((char *)io - offsetof (TraceSource, io));
}

static size_t source_read (IoSource *io, void *records, size_t n, GError **error)
{
  TraceSource *source = source_of (io);
  size_t count = 0;
  if (n > 0 && !source->ended && !source->failure) {
    count = source->reader->read (source, records, n);
    source->has_record |= count > 0;
    if (source->ended && !source->has_record) {
      trace_source_fail (source, false, "there is no %s in it; a recording with at least one would be right",
                         source->reader->record);
    }
  }
  if (count == 0 && source->failure) {
    g_propagate_error (error, g_error_copy (source->failure));
  }
  return count;
}

static bool start_reading (TraceSource *source, GError **error)
{
  source->ended = false;
  source->has_record = false;
  source->last_time_ns = 0;
  g_hash_table_remove_all (source->files);
  source->last_file = (TextSpan){ "\0\0\0\0\0\0\0", 0 };
  if (!source->reader->start (source)) {
    g_propagate_error (error, g_error_copy (source->failure));
    return false;
  }
  return true;
}

static bool source_rewind (IoSource *io, GError **error)
{
  TraceSource *source = source_of (io);
  g_clear_error (&source->failure);
  if (!text_stream_rewind (source->text, &source->failure)) {
    g_propagate_error (error, g_error_copy (source->failure));
    return false;
  }
  return start_reading (source, error);
}

static void source_free (IoSource *io)
{
  TraceSource *source = source_of (io);
  text_stream_free (source->text);
  g_hash_table_unref (source->files);
  g_clear_error (&source->failure);
  if (source->reader->clear) {
    source->reader->clear (source);
  }
  g_free (source);
}

IoSource *trace_source_open (TraceSource *source, const TraceReader *reader, const TraceOptions *options,
                             GError **error)
{
  source->io = (IoSource){ source_read, source_rewind, source_free };
  source->reader = reader;
  source->files = g_hash_table_new_full (trace_file_hash, trace_file_is_same, g_free, NULL);
  source->text = text_stream_open (options->path, options->buffer_bytes, error);
  if (source->text && start_reading (source, error)) {
    return &source->io;
  }
  source_free (&source->io);
  return NULL;
}
