/*
 * io_source.h - where replayed records come from
 *
 * A stream of recorded I/O requests, or of calls of the cache, in the order of the recording.  The workload
 * that replays them pulls them in batches and knows nothing of files and formats; a reader of a format
 * implements the three functions.
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

/* The calls that a real machine made to its pagelock cache, with their results, in the order of time.
 * Addresses are the recorded machine's. */
typedef enum {
  CACHE_CALL_LOOKUP,      /* seg_plookup */
  CACHE_CALL_CHECK,       /* seg_pinsert_check */
  CACHE_CALL_INSERT,      /* seg_pinsert */
  CACHE_CALL_INACTIVE,    /* seg_pinactive */
  CACHE_CALL_PURGE,       /* seg_ppurge */
  CACHE_CALL_PURGE_WIRED, /* seg_ppurge_wiredpp */
  CACHE_CALL_RECLAIM,     /* the callback of ordinary memory */
  CACHE_CALLS
} CacheCallKind;

/* A member that a kind of call does not have is 0. */
typedef struct {
  uint64_t time_ns;    /* when the call ended, since the recording began */
  uint64_t elapsed_ns; /* time that the call took on the recorded machine */
  uint64_t thread;
  uint64_t tag;  /* of the owner: the anon map if there is one, else the segment */
  uint64_t addr; /* bytes, as are the lengths; whole pages */
  uint64_t len;
  uint64_t wlen;
  uint64_t list; /* address of the shadow list; 0 from a lookup: a miss */
  uint32_t flags;
  uint8_t kind; /* CacheCallKind */
  uint8_t szc;  /* page size code of the segment */
  bool amp;     /* the owner is an anon map */
  bool write;   /* the device writes memory */
  bool failed;  /* a check refused, or an insert failed */
  bool async;   /* an asynchronous reclaim */
} CacheCall;

typedef struct IoSource IoSource;

struct IoSource {
  /* Reads up to N RECORDS, of IoRequest or CacheCall. Returns how many; 0 at the end of the recording, or,
   * with ERROR set (text, place), at a malformed record. Earlier calls return the records before it. */
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
