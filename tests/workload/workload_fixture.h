/*
 * workload_fixture.h - a small machine for workloads
 *
 * One process with one private segment of 1 MiB at 0x10000000, on a kernel with plenty of memory.
 */
#pragma once

#include "io.h"
#include "random.h"
#include "vm_fixture.h"
#include "workload.h"
#include "workload_options.h"

#define FIXTURE_SIZE (UINT64_C (1) << 20)

typedef struct {
  VmFixture *machine;
  IoCounters io;
  WorkloadCounters kinds;
  IoContext context; /* starts at 0, never stops */
} WorkloadFixture;

/* PAGES: pageable memory. */
WorkloadFixture *workload_fixture_new (uint64_t pages);
void workload_fixture_free (WorkloadFixture *fixture);

/* Runs up to TIME (ns). */
void workload_fixture_run (WorkloadFixture *fixture, sim_time time);

/* A source of the N requests at REQUESTS, which must outlive it; it fails after them if FAILS. */
IoSource *memory_source_new (const IoRequest *requests, size_t n, bool fails);
