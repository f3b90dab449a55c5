/*
 * io_pattern.h - which buffers a workload uses, and for what
 *
 * Buffers begin at multiples of an alignment from the start of the workload's range. A workload draws each
 * buffer at random, or takes one after the other.
 */
#pragma once

#include "workload.h"

typedef struct {
  WorkloadRange range;       /* first */
  double read;               /* share of disk reads (the device writes memory), 0 to 1 */
  DistributionConfig size;   /* bytes */
  DistributionConfig offset; /* sequential, or a distribution of places, over the buffers */
  uint64_t align_bytes;      /* > 0; buffers begin at multiples of it */
  uint64_t buffers;          /* how many places are used; 0: as many as fit */
} IoPatternOptions;

typedef struct {
  const IoPatternOptions *options;
  uint64_t base, range_bytes; /* where the buffers are */
  uint64_t places;            /* multiples of the alignment where the largest buffer fits; > 0 */
  uint64_t next_place;        /* if sequential */
  Distribution *size;
  Distribution *place; /* draws a place below `places`; NULL: sequential */
} IoPattern;

typedef struct {
  IoOp op;
  uint64_t addr;
  uint64_t bytes;
} IoChoice;

/* Makes the pattern of WORKLOAD, whose options begin with IoPatternOptions, in the range of its context. */
IoPattern io_pattern_make (Workload *workload);

/* Returns the next buffer, and whether the device reads or writes it. */
IoChoice io_pattern_draw (IoPattern *pattern, Random *random);

/* Checks that the buffers fit. USER points to options that begin with IoPatternOptions. */
void io_pattern_check (const WorkloadCheck *check, const void *user);

/* Rows of keys for kinds whose options begin with a member `pattern` of IoPatternOptions. */

#define IO_PATTERN_SEGMENTS(struct_)                                                                     \
  SCHEMA_KEY ("segment", NAME, struct_, pattern.range.segment,                                           \
              "the segment of this process that the buffers are in", .required = true),                  \
      SCHEMA_KEY (                                                                                       \
          "through", NAME, struct_, pattern.range.through,                                               \
          "the last of the adjacent segments that the buffers are in, so that one may lie over several", \
          .absent = "they are in segment only",                                                          \
          .details = "Each segment from `segment` to `through` has an address, where the one before ends.")

#define IO_PATTERN_READ(struct_)                        \
  WORKLOAD_SHARE ("read", struct_, pattern.read, "0.5", \
                  "the share of disk reads (the device writes memory); the others are disk writes")

#define IO_PATTERN_BUFFERS(struct_, size_, max_, align_, what_)                                              \
  SCHEMA_KEY ("size", DISTRIBUTION, struct_, pattern.size, "bytes of " what_, .fallback = (size_),           \
              .quantity = DISTRIBUTION_OF_SIZES, .range = { 1, (max_) }),                                    \
      SCHEMA_KEY ("offset", DISTRIBUTION, struct_, pattern.offset, "which of the buffers " what_ " uses",    \
                  .fallback = "uniform", .quantity = DISTRIBUTION_OF_PLACES),                                \
      SCHEMA_KEY ("align", BYTES, struct_, pattern.align_bytes,                                              \
                  "distance of buffers: they begin at multiples of it in the segment", .fallback = (align_), \
                  .range = { 1, (max_) }),                                                                   \
      SCHEMA_KEY ("buffers", UNSIGNED, struct_, pattern.buffers, "how many different buffers are used",      \
                  .range = { 1, WORKLOAD_COUNT_MAX }, .absent = "as many as fit the segment")

#define IO_PATTERN_IO_BUFFERS(struct_) \
  IO_PATTERN_BUFFERS (struct_, "8KiB", WORKLOAD_IO_MAX_BYTES, "8KiB", "an I/O")
