/* workload_fixture.c - a small machine for workloads */
#include "workload_fixture.h"

WorkloadFixture *workload_fixture_new (uint64_t pages)
{
  WorkloadFixture *fixture = g_new0 (WorkloadFixture, 1);
  VmFixture *machine = fixture->machine =
      vm_fixture_new_with (&(VmFixtureOptions){ .pages = pages, .window_pages = pages });
  fixture->context = (IoContext){ .vm = &machine->vm,
                                  .queue = machine->queue,
                                  .counters = &fixture->io,
                                  .as = &machine->as,
                                  .base = FIXTURE_BASE,
                                  .size = FIXTURE_SIZE,
                                  .stop = SIM_TIME_NEVER,
                                  .seed = 1,
                                  .stream = "test",
                                  .maxphys_bytes = 65536,
                                  .kinds = &fixture->kinds };
  vm_fixture_private (machine, FIXTURE_BASE, FIXTURE_SIZE, 0);
  return fixture;
}

void workload_fixture_free (WorkloadFixture *fixture)
{
  vm_fixture_discard (fixture->machine);
  g_free (fixture);
}

void workload_fixture_run (WorkloadFixture *fixture, sim_time time)
{
  event_queue_run_while (fixture->machine->queue, time, NULL, NULL);
}

typedef struct {
  IoSource source; /* first */
  const IoRequest *requests;
  size_t n, next;
  bool fails;
} MemorySource;

/* Two at a time, so that a reader of batches meets their ends. */
static size_t memory_source_read (IoSource *base, void *records, size_t n, GError **error)
{
  MemorySource *source = (MemorySource *)(void *)base;
  IoRequest *requests = records;
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
