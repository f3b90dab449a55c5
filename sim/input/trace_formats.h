/*
 * trace_formats.h - recordings, whatever their format
 *
 * trace_formats.def lists the formats that can be read. trace_open() finds the right one and returns an
 * IoSource that streams the recording.  A new format needs a row in the list and a reader.
 *
 * What all formats have in common:
 *
 *   - Times become nanoseconds since the first request.  A recorder with several threads may write a
 *     request slightly late: a time before that of the request above becomes equal to it, so a source's times
 *     never decrease.
 *   - A request of no bytes does nothing and is skipped; so is all that is neither read nor write.
 *   - A line that cannot be understood is an error with its place, and so is a recording without any
 *     request.
 */
#pragma once

#include "io_source.h"

typedef enum {
  TRACE_FORMAT_BY_NAME, /* by the extension of the path, before .gz, .zst, .xz, .lz4 or .bz2 */
#define TRACE_FORMAT(name, word, extensions, has_columns, contents, open, doc) TRACE_FORMAT_##name,
#include "trace_formats.def"
  TRACE_FORMATS
} TraceFormat;

typedef enum {
  TRACE_TIME_UNIT_DEFAULT, /* the unit of the format: fio us, csv s */
  TRACE_TIME_UNIT_NS,
  TRACE_TIME_UNIT_US,
  TRACE_TIME_UNIT_MS,
  TRACE_TIME_UNIT_S
} TraceTimeUnit;

typedef enum {
  TRACE_HOLDS_IO,   /* IoRequest */
  TRACE_HOLDS_CALLS /* CacheCall; only the options path, format and buffer_bytes apply */
} TraceContents;

/* How to read a recording.  Zero and NULL mean the default; only the path is needed.  Lists end with NULL.
 * An option that the format does not have is an error. */
typedef struct {
  /* The path of the file, plain or compressed (byte_source.h).  Every message begins with it. */
  const char *path;
  TraceFormat format;
  /* How much is read at a time; default TEXT_STREAM_BUFFER_BYTES.  The requests are the same with any size:
   * tests and fuzzers compare reading in small pieces with reading the whole. */
  size_t buffer_bytes;
  /* The unit of the recorded times.  The waits of fio version 2 are always microseconds. */
  TraceTimeUnit time_unit;

  /* The rest is for csv only.  Columns are named as in the header line. */

  /* What separates fields: ',', ';', '|' or tab; default ','. */
  char separator;
  /* The time; default "time". Decimals are allowed, digits below a nanosecond are cut off. */
  const char *time_column;
  /* Read or write; default "op". */
  const char *op_column;
  /* How many bytes; default "size". */
  const char *size_column;
  /* The place in bytes; default: "offset", if there is one and no block_column is given. */
  const char *offset_column;
  /* The place in blocks; default: "block", if there is one and no "offset". */
  const char *block_column;
  /* The file or device, any text; default: none, all requests are for one file. */
  const char *file_column;
  /* The size of a block in block_column; default 512. */
  uint64_t block_size_bytes;
  /* Values of op that are reads, upper and lower case alike (ASCII); default: r, read, and the SCSI codes 08,
   * 28, a8, 88, also with 0x before. */
  const char *const *read_ops;
  /* Values of op that are writes; default: w, write, and the SCSI codes 0a, 2a, aa, 8a, also with 0x. */
  const char *const *write_ops;
  /* Values of op to skip; default: none.  The words of any list win over the defaults. */
  const char *const *ignore_ops;
} TraceOptions;

/* Whether the options about columns may be given with FORMAT.  TRACE_FORMAT_BY_NAME allows them, until the
 * file is opened. */
bool trace_format_has_columns (TraceFormat format);

/* Opens the recording, which must hold CONTENTS, and reads its header; the options are copied.  NULL with
 * ERROR (trace_error.h) set if it cannot be opened or the options do not fit.  The caller frees the source
 * with io_source_free(). */
IoSource *trace_open (const TraceOptions *options, TraceContents contents, GError **error);

/* The functions of the readers, which trace_open() calls. */
#define TRACE_FORMAT(name, word, extensions, has_columns, contents, open, doc) \
  IoSource *open (const TraceOptions *options, GError **error);
#include "trace_formats.def"
