/* recording_kind.c - the workload that plays a recording */
#include "recording_kind.h"

#include <unistd.h>

/* The defaults of the readers. */
#define DEFAULT_SEPARATOR ','
#define DEFAULT_BLOCK_BYTES 512

/* ---- keys ---- */

/* Some keys have a meaning only with one of these. */
enum {
  WITH_COLUMNS = 1,  /* a format that has columns */
  WITH_IO = 2,       /* a recording of I/O: one of calls has its own owners, ranges and times */
  WITH_DIRECT = 4,   /* buffer direct */
  WITH_FRAMES = 8,   /* buffer ring or pool */
  WITH_RECORDED = 16 /* timing recorded */
};

static const SchemaWord format_words[] = {
#define TRACE_FORMAT(name, word, extensions, has_columns, contents, open, doc) \
  { word, TRACE_FORMAT_##name, doc },
#include "trace_formats.def"
};

static const SchemaWord time_unit_words[] = {
  { "ns", TRACE_TIME_UNIT_NS, "nanoseconds" },
  { "us", TRACE_TIME_UNIT_US, "microseconds" },
  { "ms", TRACE_TIME_UNIT_MS, "milliseconds" },
  { "s", TRACE_TIME_UNIT_S, "seconds, with decimals" },
};

static const SchemaWord buffer_words[] = {
  { "direct", REPLAY_BUFFER_DIRECT, "at base + recorded offset, modulo what is left of the segment" },
  { "ring", REPLAY_BUFFER_RING, "frames in turn, as a copying program does" },
  { "pool", REPLAY_BUFFER_POOL,
    "frames that keep blocks, least recently used replaced, as a database's buffer pool" },
};

static const SchemaWord timing_words[] = {
  { "recorded", REPLAY_RECORDED, "at its recorded time" },
  { "asap", REPLAY_ASAP, "as soon as fewer than inflight are on their way" },
};

#define COLUMN(name_, absent_, doc_) \
  SCHEMA_KEY (#name_, TEXT, TraceOptions, name_##_column, doc_, .absent = (absent_))

static const SchemaField column_fields[] = {
  COLUMN (time, "time", "when it was issued, in time_unit"),
  COLUMN (op, "op", "whether it is a read or a write"),
  COLUMN (size, "size", "bytes"),
  COLUMN (offset, "offset, if there is one", "place on the device, in bytes; this or block"),
  COLUMN (block, "block, if there is no offset", "place on the device, in blocks of block_size"),
  COLUMN (file, "all I/O is of one",
          "which device or file, any text: blocks of different ones are different"),
};

static const SchemaTable column_table = {
  SCHEMA_TABLE_OF ("columns", "columns", TraceOptions, column_fields),
};

#define OPERATIONS(name_, absent_, doc_)                                                   \
  SCHEMA_KEY (#name_, TEXT_LIST, RecordingOptions, trace.name_, doc_, .absent = (absent_), \
              .group = WITH_COLUMNS)

static const SchemaField recording_fields[] = {
  SCHEMA_KEY ("segment", NAME, RecordingOptions, replay.range.segment,
              "the segment of this process that the buffers are in",
              .absent = "needed, but with format pcache", .group = WITH_IO),
  SCHEMA_KEY (
      "trace", PATH, RecordingOptions, trace.path,
      "the recording, plain, .gz, .zst, .xz, .lz4 or .bz2; a relative path begins at the folder of the "
      "scenario file",
      .required = true),
  SCHEMA_KEY ("format", ENUM, RecordingOptions, trace.format, "format of the recording",
              SCHEMA_WORDS (format_words), .absent = "by the name of the file"),
  SCHEMA_KEY ("time_unit", ENUM, RecordingOptions, trace.time_unit, "unit of the recorded times",
              SCHEMA_WORDS (time_unit_words), .absent = "us for fio, s for csv", .group = WITH_IO),
  SCHEMA_PART ("columns", RecordingOptions, trace, TraceOptions, &column_table,
               "csv: what the columns are called in the header line", .group = WITH_COLUMNS),
  SCHEMA_KEY ("block_size", BYTES, RecordingOptions, trace.block_size_bytes,
              "csv: bytes of a block of the column block", .fallback = "512B", .range = { 1, SCHEMA_GIB },
              .group = WITH_COLUMNS),
  OPERATIONS (read_ops, "r, read, and the SCSI codes 08, 28, a8, 88",
              "csv: what the column op holds for a read"),
  OPERATIONS (write_ops, "w, write, and the SCSI codes 0a, 2a, aa, 8a",
              "csv: what the column op holds for a write"),
  OPERATIONS (ignore_ops, "none", "csv: what the column op holds for what is to be left out"),
  SCHEMA_KEY ("separator", CHARACTER, RecordingOptions, trace.separator, "csv: what stands between columns",
              .fallback = ",", .group = WITH_COLUMNS),
  SCHEMA_KEY ("buffer", ENUM, RecordingOptions, replay.buffer.kind,
              "where in the segment the buffer of an I/O is", .fallback = "direct",
              SCHEMA_WORDS (buffer_words), .group = WITH_IO),
  SCHEMA_KEY ("base", BYTES, RecordingOptions, replay.buffer.base_bytes,
              "buffer direct: where in the segment offset 0 of the recording is", .fallback = "0",
              .group = WITH_IO | WITH_DIRECT),
  SCHEMA_KEY ("frames", UNSIGNED, RecordingOptions, replay.buffer.frames,
              "buffer ring and pool: how many there are", .range = { 1, WORKLOAD_COUNT_MAX },
              .absent = "as many as fit the segment", .group = WITH_IO | WITH_FRAMES),
  SCHEMA_KEY ("frame_size", BYTES, RecordingOptions, replay.buffer.frame_size_bytes,
              "buffer ring and pool: size of each", .fallback = "8KiB", .range = { 512, SCHEMA_GIB },
              .group = WITH_IO | WITH_FRAMES),
  SCHEMA_KEY ("inflight", UNSIGNED, RecordingOptions, replay.inflight,
              "most I/Os on their way at a time; further ones wait", .fallback = "32",
              .range = { 1, 1000000 }, .group = WITH_IO),
  SCHEMA_KEY ("service", DISTRIBUTION, RecordingOptions, replay.service,
              "time that the device takes; the buffer is locked meanwhile", .fallback = "500us",
              .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, WORKLOAD_DELAY_MAX_NS }, .group = WITH_IO),
  SCHEMA_KEY ("timing", ENUM, RecordingOptions, replay.timing, "when an I/O is issued",
              .fallback = "recorded", SCHEMA_WORDS (timing_words), .group = WITH_IO),
  SCHEMA_KEY ("speed", REAL, RecordingOptions, replay.speed,
              "recorded times are divided by it: 2 is twice as fast", .fallback = "1",
              .real_range = { 0, 1000000, true }, .group = WITH_RECORDED),
  SCHEMA_KEY ("repeat", UNSIGNED, RecordingOptions, replay.repeat,
              "how often the recording is played, one time after the other", .fallback = "1",
              .range = { 1, WORKLOAD_COUNT_MAX }, .group = WITH_IO),
};

/* ---- checks ---- */

/* Refuses the keys of GROUP; the message says that they are for MEANING. */
static void recording_refuse_keys (const WorkloadCheck *check, const RecordingOptions *options,
                                   unsigned group, const char *meaning)
{
  for (size_t i = 0; i < G_N_ELEMENTS (recording_fields); i++) {
    const SchemaField *field = &recording_fields[i];
    const SchemaTable *table = field->table;
    for (size_t j = 0; (field->group & group) && j < (table ? table->field_count : 1); j++) {
      size_t offset = field->offset + (table ? table->fields[j].offset : 0);
      const void *member = (const char *)options + offset;
      if (schema_is_given (check->context, member)) {
        schema_mistake (check->context, member, check->place,
                        "%s has no meaning here, it is for %s; remove it", field->key, meaning);
      }
    }
  }
}

static void recording_check_groups (const WorkloadCheck *check, const RecordingOptions *options)
{
  const ReplayBufferKind *buffer = &options->replay.buffer.kind;
  if (!trace_format_has_columns (options->trace.format)) {
    recording_refuse_keys (check, options, WITH_COLUMNS, "format csv");
  }
  if (schema_is_usable (check->context, buffer) && *buffer == REPLAY_BUFFER_DIRECT) {
    recording_refuse_keys (check, options, WITH_FRAMES, "buffer ring or pool");
  } else if (schema_is_usable (check->context, buffer)) {
    recording_refuse_keys (check, options, WITH_DIRECT, "buffer direct");
  }
  if (options->replay.timing == REPLAY_ASAP) {
    recording_refuse_keys (check, options, WITH_RECORDED, "timing recorded");
  }
  if (options->trace.offset_column && options->trace.block_column) {
    schema_mistake (check->context, &options->trace.block_column, check->place,
                    "columns has both offset and block; use the one that says where the I/O goes");
  }
}

static void recording_check_trace (const WorkloadCheck *check, const RecordingOptions *options)
{
  const char *const *path = &options->trace.path;
  if (!*path) {
    return;
  }
  if (!g_file_test (*path, G_FILE_TEST_EXISTS)) {
    schema_mistake (check->context, path, check->place,
                    "there is no trace file '%s'; a relative path begins at the folder of the scenario file",
                    *path);
  } else if (g_file_test (*path, G_FILE_TEST_IS_DIR)) {
    schema_mistake (check->context, path, check->place, "trace '%s' is a folder; name a file in it", *path);
  } else if (access (*path, R_OK) != 0) {
    schema_mistake (check->context, path, check->place, "trace '%s' may not be read; change its permissions",
                    *path);
  }
}

static void recording_check_fit (const WorkloadCheck *check, const RecordingOptions *options)
{
  uint64_t bytes = check->segment_bytes;
  const ReplayBufferOptions *buffer = &options->replay.buffer;
  if (bytes == 0 || !schema_is_usable (check->context, &options->replay.buffer.kind)) {
    return;
  }
  const char *size = schema_size_text (check->context, bytes);
  if (options->replay.buffer.kind == REPLAY_BUFFER_DIRECT) {
    if (buffer->base_bytes >= bytes) {
      schema_mistake (check->context, &buffer->base_bytes, check->place,
                      "base is beyond segment '%s'; use less than its size, %s",
                      options->replay.range.segment, size);
    }
    return;
  }
  if (buffer->frame_size_bytes == 0) {
    return;
  }
  uint64_t fit = bytes / buffer->frame_size_bytes;
  if (fit == 0) {
    schema_mistake (check->context, &buffer->frame_size_bytes, check->place,
                    "a frame is larger than segment '%s'; use at most %s", options->replay.range.segment,
                    size);
  } else if (buffer->frames > fit) {
    schema_mistake (check->context, &buffer->frames, check->place,
                    "frames is %" G_GUINT64_FORMAT
                    ", more than fit segment '%s' of %s; use at most %" G_GUINT64_FORMAT,
                    buffer->frames, options->replay.range.segment, size, fit);
  }
}

static void recording_check (const WorkloadCheck *check, const void *user)
{
  const RecordingOptions *options = user;
  if (options->trace.format == TRACE_FORMAT_PCACHE) {
    recording_refuse_keys (check, options, WITH_IO, "recordings of I/O");
    recording_refuse_keys (check, options, WITH_COLUMNS, "format csv");
    recording_check_trace (check, options);
    return;
  }
  if (!schema_is_given (check->context, &options->replay.range.segment)) {
    schema_mistake (check->context, NULL, check->place,
                    "missing key 'segment' in workload '%s'; add 'segment:' with a name, or 'format: pcache' "
                    "if that is what the recording is",
                    check->name ? check->name : "");
  }
  recording_check_groups (check, options);
  recording_check_trace (check, options);
  recording_check_fit (check, options);
}

/* ---- the workload ---- */

/* Recorded owners have addresses, which are unique in a machine: so one such recording is the limit. */
static Workload *recording_start_calls (const IoContext *context, const TraceOptions *trace, double speed,
                                        GError **error)
{
  ReplayCallCounters *replayed = &context->kinds->replay_calls;
  if (replayed->process != 0) {
    g_set_error (error, WORKLOAD_ERROR, WORKLOAD_ERROR_START,
                 "a second recording of calls of the cache; one on a machine, in a process with count 1, "
                 "would be right");
    return NULL;
  }
  IoSource *source = trace_open (trace, TRACE_HOLDS_CALLS, error);
  if (!source) {
    return NULL;
  }
  replayed->process = context->as->process;
  return replay_calls_new (context, source, speed);
}

/* Passes on options of columns only if they differ from the default: other formats refuse them. */
static Workload *recording_start (const IoContext *context, const void *user, GError **error)
{
  const RecordingOptions *options = user;
  TraceOptions trace = options->trace;
  trace.separator = trace.separator == DEFAULT_SEPARATOR ? 0 : trace.separator;
  trace.block_size_bytes = trace.block_size_bytes == DEFAULT_BLOCK_BYTES ? 0 : trace.block_size_bytes;
  if (options->trace.format == TRACE_FORMAT_PCACHE) {
    return recording_start_calls (context, &trace, options->replay.speed, error);
  }
  IoSource *source = trace_open (&trace, TRACE_HOLDS_IO, error);
  return source ? replay_new (context, &options->replay, source) : NULL;
}

const WorkloadKind RECORDING_KIND = {
  .schema = { .word = "replay",
              .doc = "recorded I/O, played again",
              .details = "The recording is streamed, never read whole. What an offset on the recorded device "
                         "means in memory is for buffer to say.",
              SCHEMA_FIELDS (recording_fields),
              .size = sizeof (RecordingOptions) },
  .check = recording_check,
  .start = recording_start,
};
