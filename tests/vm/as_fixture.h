/*
 * as_fixture.h - operations on address spaces, in threads
 *
 * A call is made in a simulated thread of its own, so that a test goes on while it waits.
 */
#pragma once

#include "segspt.h"
#include "segvn.h"
#include "vm_fixture.h"

#define AS_CALL_WAITS (-1)

typedef struct {
  VmFixture *fixture;
  AsOp op;
  AddressSpace *as;
  uint64_t addr, size;
  unsigned protection;  /* mprotect */
  unsigned szc;         /* setpagesize */
  SegmentAdvice advice; /* madvise */
  AddressSpace *child;  /* fork */
  int result;           /* AS_CALL_WAITS until it is over */
  sim_time copy_ns;     /* fork */
} AsCall;

/* Makes CALL, as far as it comes without waiting; gives its result so far. */
int as_call_start (AsCall *call);

/* Makes the call, which must not wait, and gives its result. */
int as_call (AsCall call);

/* Lets those go on that were woken. */
void as_calls_go_on (VmFixture *fixture);

static inline uint64_t softlockcnt_of (const Segment *segment)
{
  return segvn_data (segment)->softlockcnt;
}
