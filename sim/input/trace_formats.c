#include "trace_formats.h"

#include "call_reader.h"
#include "csv_reader.h"
#include "iolog_reader.h"
#include "text_fields.h"
#include "trace_error.h"

static const char *const fio_extensions[] = { ".iolog", ".fio", ".log", NULL };
static const char *const csv_extensions[] = { ".csv", NULL };
static const char *const pcache_extensions[] = { ".pcache", NULL };

static const TraceFormat formats[] = {
  { "fio", "fio's iolog, version 2 or 3 (write_iolog)", fio_extensions, false, iolog_open, NULL },
  { "csv", "a table of text whose first line names the columns", csv_extensions, true, csv_open, NULL },
  { "pcache", "calls of the pagelock cache, recorded with DTrace (scenarios/record)", pcache_extensions,
    false, NULL, call_reader_open },
};

#define COLUMN_OPTION(member)                                                       \
  {                                                                                 \
#member, offsetof(TraceOptions, member), sizeof(((TraceOptions *)NULL)->member) \
  }

/* The options that only a format with columns has. */
static const struct {
  const char *name;
  size_t offset;
  size_t bytes;
} column_options[] = {
  COLUMN_OPTION (separator),   COLUMN_OPTION (time_column),      COLUMN_OPTION (op_column),
  COLUMN_OPTION (size_column), COLUMN_OPTION (offset_column),    COLUMN_OPTION (block_column),
  COLUMN_OPTION (file_column), COLUMN_OPTION (block_size_bytes), COLUMN_OPTION (read_ops),
  COLUMN_OPTION (write_ops),   COLUMN_OPTION (ignore_ops),
};

const TraceFormat *trace_formats (size_t *count)
{
  *count = G_N_ELEMENTS (formats);
  return formats;
}

const char *trace_skip_name (TraceSkip kind)
{
  static const char *const names[TRACE_SKIP_KINDS] = {
    [TRACE_SKIP_BLANK] = "blank",
    [TRACE_SKIP_COMMENT] = "comment",
    [TRACE_SKIP_FILE_ACTION] = "file action",
    [TRACE_SKIP_WAIT] = "wait",
    [TRACE_SKIP_SYNC] = "sync",
    [TRACE_SKIP_TRIM] = "trim",
    [TRACE_SKIP_IGNORED_OP] = "ignored op",
    [TRACE_SKIP_OTHER_FILE] = "other file",
    [TRACE_SKIP_EMPTY] = "empty",
  };
  return names[kind];
}

/* The names of all formats; to be freed, not so the names. */
static const char **format_names (void)
{
  const char **names = g_new0 (const char *, G_N_ELEMENTS (formats) + 1);
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    names[i] = formats[i].name;
  }
  return names;
}

static const TraceFormat *format_named (const TraceOptions *options, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    if (strcmp (formats[i].name, options->format) == 0) {
      return &formats[i];
    }
  }
  const char **names = format_names ();
  char *list = g_strjoinv (", ", (char **)(uintptr_t)names);
  const char *near = text_nearest_word ((TextSpan){ options->format, strlen (options->format) }, names,
                                        G_N_ELEMENTS (formats));
  g_propagate_error (error,
                     trace_error_new (TRACE_ERROR_OPTIONS, options->path, 0,
                                      "unknown format '%s'; the formats are %s%s%s%s", options->format, list,
                                      near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
  g_free (list);
  g_free (names);
  return NULL;
}

static bool has_extension (const char *path, const TraceFormat *format)
{
  static const char *const compressed[] = { "", ".gz", ".zst" };
  for (const char *const *extension = format->extensions; *extension; extension++) {
    for (size_t i = 0; i < G_N_ELEMENTS (compressed); i++) {
      char *suffix = g_strconcat (*extension, compressed[i], NULL);
      bool has = g_str_has_suffix (path, suffix);
      g_free (suffix);
      if (has) {
        return true;
      }
    }
  }
  return false;
}

static const TraceFormat *format_by_extension (const TraceOptions *options, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++) {
    if (has_extension (options->path, &formats[i])) {
      return &formats[i];
    }
  }
  const char **names = format_names ();
  char *list = g_strjoinv (", ", (char **)(uintptr_t)names);
  g_propagate_error (
      error, trace_error_new (TRACE_ERROR_OPTIONS, options->path, 0,
                              "the name does not tell the format; a format of %s would be right", list));
  g_free (list);
  g_free (names);
  return NULL;
}

static bool is_set (const TraceOptions *options, size_t offset, size_t bytes)
{
  static const char zero[sizeof (TraceOptions)];
  return memcmp ((const char *)options + offset, zero, bytes) != 0;
}

static bool check_options (const TraceFormat *format, const TraceOptions *options, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (column_options) && !format->has_columns; i++) {
    if (is_set (options, column_options[i].offset, column_options[i].bytes)) {
      g_propagate_error (error,
                         trace_error_new (TRACE_ERROR_OPTIONS, options->path, 0,
                                          "format '%s' has no %s; without it would be right, it is for csv",
                                          format->name, column_options[i].name));
      return false;
    }
  }
  return true;
}

/* The format of OPTIONS, which they fit. */
static const TraceFormat *find_format (const TraceOptions *options, GError **error)
{
  if (!options->path) {
    g_propagate_error (error, trace_error_new (TRACE_ERROR_OPTIONS, "trace", 0,
                                               "there is no path; the path of a recording would be right"));
    return NULL;
  }
  const TraceFormat *format =
      options->format ? format_named (options, error) : format_by_extension (options, error);
  return format && check_options (format, options, error) ? format : NULL;
}

IoSource *trace_open (const TraceOptions *options, GError **error)
{
  const TraceFormat *format = find_format (options, error);
  if (format && !format->open) {
    g_propagate_error (error,
                       trace_error_new (TRACE_ERROR_OPTIONS, options->path, 0,
                                        "format '%s' holds calls of the cache, not I/O; 'format: %s' in "
                                        "the scenario would be right",
                                        format->name, format->name));
    return NULL;
  }
  return format ? format->open (options, error) : NULL;
}

CallSource *trace_open_calls (const TraceOptions *options, GError **error)
{
  const TraceFormat *format = find_format (options, error);
  if (format && !format->open_calls) {
    g_propagate_error (error, trace_error_new (TRACE_ERROR_OPTIONS, options->path, 0,
                                               "format '%s' holds I/O, not calls of the cache; format pcache "
                                               "would be right",
                                               format->name));
    return NULL;
  }
  return format ? format->open_calls (options, error) : NULL;
}
