/* trace_formats.c - finds the reader of a recording and checks that the options fit it */
#include "trace_formats.h"

#include "byte_source.h"
#include "trace_error.h"
#include "words.h"

/* The formats.  Row 0 is TRACE_FORMAT_BY_NAME. */
static const struct {
  const char *word;
  const char *extensions;
  bool has_columns;
  TraceContents contents;
  IoSource *(*open) (const TraceOptions *options, GError **error);
} formats[TRACE_FORMATS] = {
#define TRACE_FORMAT(name, word, extensions, has_columns, contents, open, doc) \
  [TRACE_FORMAT_##name] = { word, extensions, has_columns, TRACE_HOLDS_##contents, open },
#include "trace_formats.def"
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

bool trace_format_has_columns (TraceFormat format)
{
  return format == TRACE_FORMAT_BY_NAME || formats[format].has_columns;
}

static bool has_extension (const char *path, const char *extensions)
{
  static const char *const compressed[] = { BYTE_SOURCE_SUFFIXES };
  g_auto (GStrv) list = g_strsplit (extensions, " ", -1);
  for (char **extension = list; *extension; extension++) {
    for (size_t i = 0; i < G_N_ELEMENTS (compressed); i++) {
      g_autofree char *suffix = g_strconcat (*extension, compressed[i], NULL);
      if (g_str_has_suffix (path, suffix)) {
        return true;
      }
    }
  }
  return false;
}

/* The format that the extension tells; TRACE_FORMAT_BY_NAME with ERROR set if it tells none. */
static TraceFormat format_by_extension (const char *path, GError **error)
{
  const char *words[TRACE_FORMATS];
  for (size_t i = 1; i < TRACE_FORMATS; i++) {
    if (has_extension (path, formats[i].extensions)) {
      return (TraceFormat)i;
    }
    words[i] = formats[i].word;
  }
  g_autofree char *list = words_list (words + 1, TRACE_FORMATS - 1, NULL);
  trace_error_set (error, TRACE_ERROR_OPTIONS, path, 0,
                   "the name does not tell the format; a format of %s would be right", list);
  return TRACE_FORMAT_BY_NAME;
}

static bool trace_option_is_set (const TraceOptions *options, size_t offset, size_t bytes)
{
  static const char zero[sizeof (TraceOptions)];
  return memcmp ((const char *)options + offset, zero, bytes) != 0;
}

static bool check_options (TraceFormat format, const TraceOptions *options, GError **error)
{
  for (size_t i = 0; i < G_N_ELEMENTS (column_options) && !formats[format].has_columns; i++) {
    if (trace_option_is_set (options, column_options[i].offset, column_options[i].bytes)) {
      return trace_error_set (error, TRACE_ERROR_OPTIONS, options->path, 0,
                              "format '%s' has no %s; without it would be right, it is for csv",
                              formats[format].word, column_options[i].name);
    }
  }
  return true;
}

/* False, with ERROR set, if FORMAT does not hold CONTENTS. */
static bool check_contents (TraceFormat format, TraceContents contents, const char *path, GError **error)
{
  const char *word = formats[format].word;
  if (formats[format].contents == contents) {
    return true;
  }
  if (contents == TRACE_HOLDS_IO) {
    return trace_error_set (error, TRACE_ERROR_OPTIONS, path, 0,
                            "format '%s' holds calls of the cache, not I/O; 'format: %s' in the scenario "
                            "would be right",
                            word, word);
  }
  return trace_error_set (error, TRACE_ERROR_OPTIONS, path, 0,
                          "format '%s' holds I/O, not calls of the cache; format pcache would be right",
                          word);
}

IoSource *trace_open (const TraceOptions *options, TraceContents contents, GError **error)
{
  if (!options->path) {
    trace_error_set (error, TRACE_ERROR_OPTIONS, "trace", 0,
                     "there is no path; the path of a recording would be right");
    return NULL;
  }
  TraceFormat format = options->format;
  if (format == TRACE_FORMAT_BY_NAME) {
    format = format_by_extension (options->path, error);
  }
  if (format == TRACE_FORMAT_BY_NAME || !check_options (format, options, error)
      || !check_contents (format, contents, options->path, error)) {
    return NULL;
  }
  return formats[format].open (options, error);
}
