/*
 * conform.h - the parts of conform
 *
 * A session is one cache with its kernel, and the owners that operations name by number.  conform.c reads lines and runs
 * their operations; conform_cache.c has those of the cache, conform_segment.c those of segments.
 */
#pragma once

#include "cache_ops.h"
#include "segment.h"

#include <glib.h>

#define ARGS_MAX 10

typedef struct {
  Kernel kernel; /* first: the kernel's hooks get back to the session by it */
#if KERNEL_CHECKED
  LockChecker checker;
#endif
  CacheTunables tunables;
  Cache *pcache;
  int64_t reclaim_returns;
  uint64_t lock_trace;
  uint64_t slept_ticks;
  GHashTable *segs, *amps, *spaces; /* by number */
  GPtrArray *kept;                  /* memory of these */
} Session;

typedef struct {
  char *words[ARGS_MAX];
  uint64_t numbers[ARGS_MAX];
} Args;

typedef struct {
  const char *name;
  /* A letter an argument: n number, i number that may be negative, a anon map or -, w word. */
  const char *shape;
  /* False: an argument names nothing that there is, or makes no sense. */
  bool (*run) (Session *session, const Args *args);
} Operation;

typedef struct {
  const Operation *operations;
  size_t n;
} OperationTable;

extern const OperationTable conform_cache_operations;
extern const OperationTable conform_segment_operations;

void session_init (Session *session);
void session_clear (Session *session);

/* MEMORY lives as long as SESSION: entries may name an owner whose number means another one by now. Returns it. */
void *session_keep (Session *session, void *memory);

/* The segment of that number, or NULL. */
Segment *session_find_seg (const Session *session, uint64_t id);

/* VALUE as transcripts have it, in BUFFER. */
const char *conform_hex (uint64_t value, char buffer[32]);
#define HEX(value) conform_hex (value, (char[32]){ 0 })
