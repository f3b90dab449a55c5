#include "kernel_fixture.h"

#include <glib.h>

KernelFixture *kernel_fixture_with_pages (uint64_t pages)
{
  KernelFixture *fixture = g_new0 (KernelFixture, 1);
  fixture->allocator = page_allocator_new (&fixture->kernel, pages, 0);
  return fixture;
}

static void kernel_fixture_low_memory (void *user)
{
  KernelFixture *fixture = user;
  fixture->low_memory_calls++;
}

KernelFixture *kernel_fixture_with_clock (uint64_t hz)
{
  KernelFixture *fixture = g_new0 (KernelFixture, 1);
  fixture->kernel.hz = hz;
  fixture->queue = event_queue_new ();
  kernel_clock_start (&fixture->clock, &fixture->kernel, fixture->queue, kernel_fixture_low_memory, fixture);
  return fixture;
}

void kernel_fixture_free (KernelFixture *fixture)
{
  page_allocator_free (fixture->allocator);
  if (fixture->queue) {
    event_queue_free (fixture->queue);
  }
  g_free (fixture);
}
