/*
 * io_source.h - where replayed records come from
 *
 * A stream of recorded I/O requests, or of calls of the cache (call_source.h), in the order of the recording.  The workload
 * that replays them pulls them in batches and knows nothing of files and formats; a reader of a format implements the three
 * functions.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  IO_OP_READ, /* the device writes memory */
  IO_OP_WRITE /* the device reads memory */
} IoOp;

typedef struct {
  uint64_t time_ns;      /* since the first request of the recording */
  uint64_t offset_bytes; /* within the recorded file or device */
  uint32_t length_bytes; /* > 0 */
  uint16_t file;         /* which recorded file, in order of first appearance */
  uint8_t op;            /* IoOp */
} IoRequest;

typedef struct IoSource IoSource;

struct IoSource {
  /* Fills RECORDS, of IoRequest or CacheCall, with up to N and returns how many; 0 at the end of the recording, or with
   * ERROR set when it is malformed (the message has the place). Records before a malformed one are delivered first. */
  size_t (*read) (IoSource *source, void *records, size_t n, GError **error);
  /* Starts over from the first record.  False with ERROR set on failure. */
  bool (*rewind) (IoSource *source, GError **error);
  void (*free) (IoSource *source);
};

static inline void io_source_free (IoSource *source)
{
  if (source) {
    source->free (source);
  }
}
