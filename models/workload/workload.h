/*
 * workload.h - who does I/O, and when
 *
 * A running workload of one process, whatever its kind.
 */
#ifndef WORKLOAD_H
#define WORKLOAD_H

typedef struct Workload Workload;

struct Workload {
  /* The run is over: gives up what is still locked, and frees the workload. */
  void (*free) (Workload *workload);
};

#endif
