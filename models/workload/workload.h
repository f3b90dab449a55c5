/*
 * workload.h - who does I/O, and when
 *
 * A running workload of one process, whatever its kind.
 */
#pragma once

#include "segment.h"

typedef struct Workload Workload;

struct Workload {
  /* Its process exits, and its address space says so: what the kernel takes from a process before it frees its
   * memory is given up, at once or as soon as possible.  NULL: there is nothing. */
  void (*leave) (Workload *workload);
  /* The run is over: gives up what is still locked, and frees the workload. */
  void (*free) (Workload *workload);
  AddressSpace *as; /* of its process; set by the owner of the workload */
};
