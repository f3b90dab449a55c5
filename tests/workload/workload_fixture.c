#include "workload_fixture.h"

Fixture *fixture_new (uint64_t pages)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  fixture->kernel = (Kernel){ .hz = 100,
                              .physmem = pages,
                              .total_pages = pages,
                              .availrmem = pages,
                              .availrmem_initial = pages,
                              .lotsfree = 64,
                              .desfree = 32 };
#if KERNEL_CHECKED
  fixture->kernel.lock_checker = &fixture->lock_checker;
#endif
  fixture->queue = event_queue_new ();
  fixture->allocator = page_allocator_new (&fixture->kernel, pages);
  kernel_clock_start (&fixture->clock, &fixture->kernel, fixture->queue, NULL, NULL);
  fixture->pcache = pcache_new (&fixture->kernel, &fixture->vm);
  PcacheTunables tunables = pcache_tunables_default ();
  tunables.segpcache_maxwindow = pages;
  pcache_setup (fixture->pcache, &tunables);
  vm_init (&fixture->vm, &fixture->kernel, &fixture->clock, fixture->allocator, fixture->pcache, NULL);
  fixture->context = (IoContext){ .vm = &fixture->vm,
                                  .queue = fixture->queue,
                                  .counters = &fixture->io,
                                  .as = &fixture->as,
                                  .base = FIXTURE_BASE,
                                  .size = FIXTURE_SIZE,
                                  .stop = SIM_TIME_NEVER };
  Segment *segment = segvn_create (&fixture->vm, &fixture->as, FIXTURE_BASE, FIXTURE_SIZE, 0,
                                   PROTECT_READ | PROTECT_WRITE, NULL, 0);
  segvn_need_amp (segment);
  return fixture;
}

void fixture_free (Fixture *fixture)
{
  seg_ppurge_async (fixture->pcache, true);
  while (fixture->as.first) {
    seg_free (fixture->as.first);
  }
  vm_clear (&fixture->vm);
  pcache_free (fixture->pcache);
  page_allocator_free (fixture->allocator);
  event_queue_free (fixture->queue);
  g_free (fixture);
}

void fixture_run (Fixture *fixture, sim_time time)
{
  event_queue_run_until (fixture->queue, time);
}

typedef struct {
  IoSource source; /* first */
  const IoRequest *requests;
  size_t n, next;
  bool fails;
} MemorySource;

/* Two at a time, so that a reader of batches meets their ends. */
static size_t memory_source_read (IoSource *base, IoRequest *requests, size_t n, GError **error)
{
  MemorySource *source = (MemorySource *)(void *)base;
  size_t given = 0;
  while (given < n && given < 2 && source->next < source->n) {
    requests[given++] = source->requests[source->next++];
  }
  if (given == 0 && source->fails) {
    g_set_error (error, g_quark_from_static_string ("memory-source"), 1, "the recording is broken");
  }
  return given;
}

static bool memory_source_rewind (IoSource *base, GError **error)
{
  (void)error;
  ((MemorySource *)(void *)base)->next = 0;
  return true;
}

static void memory_source_free (IoSource *base)
{
  g_free (base);
}

IoSource *memory_source_new (const IoRequest *requests, size_t n, bool fails)
{
  MemorySource *source = g_new0 (MemorySource, 1);
  source->source = (IoSource){ memory_source_read, memory_source_rewind, memory_source_free };
  source->requests = requests;
  source->n = n;
  source->fails = fails;
  return &source->source;
}
