/*
 * io_pattern.h - which buffers a workload uses, and for what
 *
 * Buffers begin at multiples of an alignment from the start of the workload's range, and are drawn, or taken one after the
 * other.
 */
#ifndef IO_PATTERN_H
#define IO_PATTERN_H

#include "io.h"
#include "random.h"

typedef enum { IO_ORDER_SEQUENTIAL, IO_ORDER_DRAWN } IoOrder;

/* The distributions stay the caller's and must outlive whoever draws. */
typedef struct {
  double read;               /* share of disk reads, 0 to 1 */
  const Distribution *size;  /* bytes; cut to what fits in the range */
  IoOrder order;             /* sequential: one place after the other */
  const Distribution *place; /* drawn: which place, below PLACES */
  uint64_t places;           /* > 0 */
  uint64_t align_bytes;
} IoPattern;

typedef struct {
  IoOp op;
  uint64_t addr;
  uint64_t bytes;
} IoChoice;

/* The next buffer in the range of CONTEXT. *NEXT_PLACE, 0 at first, is where a sequential pattern is. */
IoChoice io_pattern_draw (const IoPattern *pattern, const IoContext *context, uint64_t *next_place,
                          Random *random);

#endif
