/*
 * kernel_fixture.h - a kernel by itself
 *
 * A Kernel with the parts that hang on it, for tests of one part each: what a test does not need stays NULL.
 */
#pragma once

#include "kernel_clock.h"
#include "page_allocator.h"

typedef struct {
  Kernel kernel;
  PageAllocator *allocator;
  EventQueue *queue;
  KernelClock clock;
  uint64_t low_memory_calls; /* of the hook of CLOCK */
} KernelFixture;

/* A kernel with PAGES free pages. */
KernelFixture *kernel_fixture_with_pages (uint64_t pages);

/* A kernel whose clock runs at HZ. */
KernelFixture *kernel_fixture_with_clock (uint64_t hz);

void kernel_fixture_free (KernelFixture *fixture);
