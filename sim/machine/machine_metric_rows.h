/*
 * machine_metric_rows.h - tables of metrics
 */
#ifndef MACHINE_METRIC_ROWS_H
#define MACHINE_METRIC_ROWS_H

#include "machine_internal.h"

/* A metric whose value is somewhere in the machine. */
typedef struct {
  MetricKind kind;
  const char *name;
  const char *unit;
  const char *doc;
  const uint64_t *value;
} MetricRow;

/* Adds the N metrics at ROWS to SET, which their texts and values must outlive. */
void machine_register_rows (MetricSet *set, const MetricRow *rows, size_t n);

/* machine_memory_metrics.c: of pageout, swap, who waits for memory, and working sets. */
void machine_register_memory_metrics (Machine *machine);

/* machine_io.c: of I/Os and of memory regions. */
void machine_register_io_metrics (Machine *machine);

#endif
