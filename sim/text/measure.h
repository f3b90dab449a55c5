/*
 * measure.h - a number that some metric is held against
 *
 * Written as a plain number, with %, or with the unit of a time or a size: 0.9, 90%, 2ms, 128MiB.  What it comes to depends on
 * what the metric counts: 128MiB are 32768 of pages, and no number of entries at all.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum {
  MEASURE_PLAIN,
  MEASURE_PERCENT, /* value: its hundredth */
  MEASURE_TIME,    /* ns */
  MEASURE_SIZE     /* bytes */
} MeasureKind;

typedef struct {
  MeasureKind kind;
  double value;
  uint64_t page_bytes; /* a size is so many pages as it has these */
} Measure;

/* Reads TEXT, for a machine with pages of PAGE_BYTES.  False on a mistake: *MISTAKE then says what is wrong and
 * what would be right, and the caller frees it with g_free(). */
bool measure_parse (const char *text, uint64_t page_bytes, Measure *measure, char **mistake);

/* What MEASURE comes to in UNIT, as metrics have it ("pages", "bytes", "ns", ""); false, with *MISTAKE as above, if it cannot
 * be one of that. */
bool measure_convert (const Measure *measure, const char *unit, double *value, char **mistake);
