/*
 * paging_fixture.h - pageout and a swap device under the machine of a VmFixture
 *
 * Pageout never runs by its clock here: a test calls pageout_turn.
 */
#pragma once

#include "memory_waiters.h"
#include "pageout.h"
#include "vm_fixture.h"

typedef struct {
  MemoryWaiters waiters;
  SwapDevice device;
  Pageout pageout;
} PagingFixture;

typedef struct {
  sim_time service_ns;  /* of a page on the swap device, which does one at a time */
  uint64_t swap_pages;  /* the size of that device */
  uint64_t scan_pages;  /* pages a second that the scanner looks at, however short memory is */
  uint64_t queue_pages; /* the longest list of pages to be written */
} PagingFixtureOptions;

void paging_fixture_start (PagingFixture *paging, VmFixture *machine, const PagingFixtureOptions *options);

/* Before the machine is freed. */
void paging_fixture_stop (PagingFixture *paging);
