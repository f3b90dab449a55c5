/*
 * vm_fixture.h - two processes on a small machine
 *
 * The one place where tests set up a kernel with its cache: a clock, memory, a cache, simulated threads, and two empty
 * address spaces.  Other fixtures hold one of these and add what they test.
 */
#pragma once

#include "as_pagelock.h"
#include "kernel.h"
#include "kernel_sync.h"
#include "segvn.h"
#include "x86_pages.h"

#include <glib.h>

#define KIB UINT64_C (1024)
#define MIB (KIB * KIB)
#define PROTECT_RW ((unsigned)PROTECT_READ | PROTECT_WRITE)

/* Of segments in these tests: a multiple of 2 MiB. */
#define FIXTURE_BASE UINT64_C (0x10000000)

typedef struct {
  Kernel kernel;
#if KERNEL_CHECKED
  LockChecker lock_checker;
#endif
  uint64_t pages;
  EventQueue *queue;
  KernelClock clock;
  KernelThreads kernel_threads;
  PageAllocator *allocator;
  SimThreads *threads;
  Cache *pcache;
  FingerprintTrail *trail;
  Vm vm;
  AddressSpace as, other_as;
  void *user; /* for whoever has VM and wants its own */
} VmFixture;

/* The fixture that VM is of. */
static inline VmFixture *vm_fixture_of (const Vm *vm)
{
  return (VmFixture *)(void *)((char *)(uintptr_t)vm - offsetof (VmFixture, vm));
}

/* A machine as a test wants it; what is left out is 0. */
typedef struct {
  uint64_t pages;                         /* pageable memory, all of it free */
  uint64_t kernel_pages;                  /* installed beside these, for the kernel itself */
  uint64_t room_pages;                    /* that may be added later */
  uint64_t window_pages;                  /* limit of the cache's window; 0: the cache's own choice */
  uint64_t window_buckets;                /* 0: the cache's own choice */
  const PageSizes *page_sizes;            /* NULL: those of x86 */
  const MemoryThresholdsRule *thresholds; /* NULL: lotsfree is 64, desfree 32 */
} VmFixtureOptions;

VmFixture *vm_fixture_new_with (const VmFixtureOptions *options);

/* PAGES of memory and a window of WINDOW_PAGES, of 256 buckets; lotsfree is 64, desfree 32. */
VmFixture *vm_fixture_new (uint64_t pages, uint64_t window_pages);

/* A machine with plenty of both. */
VmFixture *vm_fixture_new_default (void);

/* Purges the cache, frees all segments, and fails unless no page is locked or in use then. */
void vm_fixture_free (VmFixture *fixture);

/* The same without these checks, for a test that ends while I/O is under way. */
void vm_fixture_discard (VmFixture *fixture);

/* A readable and writable private segment of SIZE bytes at BASE of the first process, with its anon map. */
Segment *vm_fixture_private (VmFixture *fixture, uint64_t base, uint64_t size, unsigned szc);

/* The same shared, over AMP from its page FIRST on, in AS. */
Segment *vm_fixture_shared (VmFixture *fixture, AddressSpace *as, uint64_t base, uint64_t size, AnonMap *amp,
                            uint64_t first);

/* Lets the simulated time go on. */
void vm_fixture_wait (VmFixture *fixture, sim_time time_ns);

/* Locks LEN bytes at ADDR of SEGMENT, which must work, and gives its outcome. */
PagelockOutcome vm_fixture_lock (Segment *segment, uint64_t addr, uint64_t len, SegRw rw, SegmentLock *lock);

/* Locks and unlocks them. */
PagelockOutcome vm_fixture_touch (Segment *segment, uint64_t addr, uint64_t len, SegRw rw);

/* The entries of the cache: an array of CacheEntryInfo, which the caller frees. */
GArray *vm_fixture_list_entries (const VmFixture *fixture);

/* The one entry of the cache; fails if there are more or none. */
CacheEntryInfo vm_fixture_only_entry (const VmFixture *fixture);

/* From now on the cache refuses whatever it is asked to take. */
void vm_fixture_refuse_all (VmFixture *fixture);

/* The only entry serves as many I/Os as it can count; gives its count, to be set back to 0. */
uint32_t *vm_fixture_saturate_only_entry (VmFixture *fixture);

/* The page of SEGMENT at ADDR, which must be there. */
PageNumber vm_fixture_page (const Segment *segment, uint64_t addr);

static inline uint64_t vm_fixture_plocked (const VmFixture *fixture)
{
  return cache_get_state (fixture->pcache).plocked;
}

/* Pages of MAP that are there and in memory. */
static inline uint64_t vm_fixture_count_resident (const AnonMap *map)
{
  uint64_t resident = 0;
  for (uint64_t i = 0; i < map->npages; i++) {
    resident += anon_map_peek_page (map, i) != PAGE_NONE;
  }
  return resident;
}
