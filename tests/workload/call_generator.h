/*
 * call_generator.h - recordings of calls of the cache, for tests
 *
 * DTrace does not run here, so this stands for a machine that scenarios/record/pcache.d was run on: threads lock buffers of
 * private and shared memory, as segvn does, and of ISM, as segspt does, owners purge, and what the cache is asked and
 * answers is written exactly as the script would.  What came of it all is known, so that a replay can be held to it.
 */
#pragma once

#include "cache_telemetry.h"

#include <glib.h>

typedef struct {
  uint64_t seed;
  uint64_t memory_pages; /* installed, */
  uint64_t kernel_pages; /* and of these the kernel's own */
  uint64_t maxwindow_pages;
  uint64_t threads;
  uint64_t duration_ns;
  const char *comment; /* a line behind the header, without '#'; NULL: none */
} CallGeneratorOptions;

/* Appends the recording to TO, and returns what the cache counted. */
CacheCounters generate_calls (const CallGeneratorOptions *options, GString *to);
