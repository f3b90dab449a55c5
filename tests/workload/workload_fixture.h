/*
 * workload_fixture.h - a small machine for workloads
 *
 * One process with one private segment of 1 MiB at 0x10000000, on a kernel with plenty of memory.
 */
#ifndef WORKLOAD_FIXTURE_H
#define WORKLOAD_FIXTURE_H

#include "io.h"
#include "random.h"
#include "segvn.h"
#include "workload.h"

#define FIXTURE_BASE UINT64_C (0x10000000)
#define FIXTURE_SIZE (UINT64_C (1) << 20)

typedef struct {
  Kernel kernel;
#if KERNEL_CHECKED
  LockChecker lock_checker;
#endif
  EventQueue *queue;
  KernelClock clock;
  PageAllocator *allocator;
  Pcache *pcache;
  Vm vm;
  AddressSpace as;
  IoCounters io;
  IoContext context; /* starts at 0, never stops */
} Fixture;

/* PAGES: pageable memory. */
Fixture *fixture_new (uint64_t pages);
void fixture_free (Fixture *fixture);

/* Runs up to TIME (ns). */
void fixture_run (Fixture *fixture, sim_time time);

/* A source of the N requests at REQUESTS, which must outlive it; it fails after them if FAILS. */
IoSource *memory_source_new (const IoRequest *requests, size_t n, bool fails);

#endif
