/*
 * io_table.h - the keys of workloads that lock buffers of their own choice
 */
#ifndef IO_TABLE_H
#define IO_TABLE_H

#include "scenario_table.h"

extern const SchemaField DIRECT_IO_FIELDS[11];
extern const SchemaField ASYNC_IO_FIELDS[13];
extern const SchemaField RDMA_FIELDS[11];

#define IO_MAX_BYTES SCENARIO_GIB
#define DELAY_MAX_NS (UINT64_C (3600) * SCENARIO_SECOND_NS)
#define COUNT_MAX (UINT64_C (1) << 32)

/* A key of a time that is drawn. */
#define TIMES(struct_, name_, fallback_, doc_)                                                              \
  {                                                                                                         \
    .key = #name_, .type = SCHEMA_DISTRIBUTION, SCENARIO_AT (struct_, name_, DistributionConfig),           \
    .fallback = (fallback_), .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, DELAY_MAX_NS }, .doc = (doc_) \
  }

#endif
