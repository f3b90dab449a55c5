/*
 * workload_counters.h - what the workloads of a machine did, kind by kind
 */
#pragma once

#include "async_io.h"
#include "rdma.h"
#include "replay_calls.h"
#include "working_set.h"

struct WorkloadCounters {
  AsyncIoCounters async_io;
  RdmaCounters rdma;
  ReplayCallCounters replay_calls;
  WorkingSetCounters working_sets;
};
