#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"

/* Two regions of 64 KiB, one after the other, for 10 ms, with 5 ms before each. */
typedef struct {
  WorkloadFixture *fixture;
  RdmaCounters *counters;
  RdmaOptions options;
  Workload *workload;
} Setup;

static Setup *setup_new (void)
{
  Setup *setup = g_new0 (Setup, 1);
  setup->fixture = workload_fixture_new (4096);
  setup->counters = &setup->fixture->kinds.rdma;
  setup->options = (RdmaOptions){ .regions = 2,
                                  .pattern = { .read = 1,
                                               .size = { .constant = 65536 },
                                               .offset = { .kind = DISTRIBUTION_CONFIG_SEQUENTIAL },
                                               .buffers = 16,
                                               .align_bytes = 65536 },
                                  .lifetime = { .constant = 10 * NS_PER_MS },
                                  .pause = { .constant = 5 * NS_PER_MS },
                                  .retry_ns = 7 * NS_PER_MS };
  return setup;
}

/* Up to just before UNTIL_MS. */
static void setup_run (Setup *setup, sim_time until_ms)
{
  if (!setup->workload) {
    setup->workload = workload_start (&RDMA_KIND, &setup->fixture->context, &setup->options, NULL);
  }
  workload_fixture_run (setup->fixture, until_ms * NS_PER_MS - 1);
}

static CacheState cache_state (const Setup *setup)
{
  return cache_get_state (setup->fixture->machine->pcache);
}

static void setup_stop (Setup *setup)
{
  if (setup->workload) {
    workload_free (setup->workload);
    setup->workload = NULL;
  }
}

static void setup_free (Setup *setup)
{
  setup_stop (setup);
  ck_assert_uint_eq (cache_state (setup).entries_active, 0);
  ck_assert_uint_eq (setup->counters->regions + setup->counters->pages + setup->counters->bytes, 0);
  ck_assert_uint_eq (setup->counters->waiting, 0);
  workload_fixture_free (setup->fixture);
  g_free (setup);
}

START_TEST (a_region_is_one_lock_of_all_of_it_for_its_lifetime)
{
  Setup *setup = setup_new ();
  setup_run (setup, 5);
  ck_assert_uint_eq (setup->counters->registrations, 0);
  setup_run (setup, 15);
  ck_assert_uint_eq (setup->counters->registrations, 2);
  ck_assert_uint_eq (setup->counters->regions, 2);
  ck_assert_uint_eq (setup->counters->bytes, 2 * 65536);
  ck_assert_uint_eq (setup->counters->pages, 32);
  ck_assert_uint_eq (cache_state (setup).entries_active, 2);
  ck_assert_uint_eq (setup->fixture->machine->vm.counters.pages_locked, 32);
  setup_run (setup, 20);
  ck_assert_uint_eq (setup->counters->deregistrations, 2);
  ck_assert_uint_eq (setup->counters->regions, 0);
  ck_assert_uint_eq (setup->counters->pages, 0);
  ck_assert_uint_eq (cache_state (setup).entries_active, 0);
  setup_run (setup, 21);
  ck_assert_uint_eq (setup->counters->registrations, 4);
  setup_free (setup);
}
END_TEST

START_TEST (a_process_that_exits_gives_up_its_regions_at_once)
{
  Setup *setup = setup_new ();
  setup_run (setup, 15);
  ck_assert_uint_eq (setup->counters->regions, 2);
  setup->fixture->machine->as.exiting = true;
  workload_leave (setup->workload);
  ck_assert_uint_eq (setup->counters->regions, 0);
  ck_assert_uint_eq (setup->counters->deregistrations, 2);
  ck_assert_uint_eq (cache_state (setup).entries_active, 0);
  setup_run (setup, 1000);
  ck_assert_uint_eq (setup->counters->registrations, 2);
  ck_assert_uint_eq (setup->counters->deregistrations, 2);
  setup_free (setup);
}
END_TEST

START_TEST (regions_are_no_ios)
{
  Setup *setup = setup_new ();
  setup_run (setup, 100);
  ck_assert_uint_gt (setup->counters->deregistrations, 10);
  ck_assert_uint_eq (setup->fixture->io.started, 0);
  ck_assert_uint_eq (setup->fixture->io.bytes, 0);
  setup_free (setup);
}
END_TEST

START_TEST (a_held_region_cannot_be_purged)
{
  Setup *setup = setup_new ();
  setup_run (setup, 10);
  seg_ppurge_async (setup->fixture->machine->pcache, true);
  ck_assert_uint_eq (cache_state (setup).entries, 2);
  setup_run (setup, 16);
  seg_ppurge_async (setup->fixture->machine->pcache, true);
  ck_assert_uint_eq (cache_state (setup).entries, 0);
  setup_free (setup);
}
END_TEST

START_TEST (pages_that_a_region_only_touches_count_whole)
{
  Setup *setup = setup_new ();
  setup->options.pattern.size.constant = 4097;
  setup->options.regions = 1;
  setup_run (setup, 10);
  ck_assert_uint_eq (setup->counters->bytes, 4097);
  ck_assert_uint_eq (setup->counters->pages, 2);
  setup_free (setup);
}
END_TEST

/* Memory that may only be read. */
START_TEST (only_a_region_that_the_device_may_write_needs_write_permission)
{
  for (unsigned write = 0; write <= 1; write++) {
    Setup *setup = setup_new ();
    Segment *segment = setup->fixture->machine->as.first;
    seg_free (segment);
    segvn_need_amp (segvn_create (&setup->fixture->machine->vm, &setup->fixture->machine->as, FIXTURE_BASE,
                                  FIXTURE_SIZE, 0, PROTECT_READ, NULL, 0));
    setup->options.pattern.read = write;
    setup_run (setup, 10);
    ck_assert_uint_eq (setup->counters->failed, 2 * write);
    ck_assert_uint_eq (setup->counters->regions, 2 - 2 * write);
    setup_free (setup);
  }
}
END_TEST

START_TEST (a_registration_that_fails_is_tried_again_later)
{
  Setup *setup = setup_new ();
  seg_free (setup->fixture->machine->as.first);
  setup_run (setup, 26); /* at 5, 12 and 19 ms */
  ck_assert_uint_eq (setup->counters->registrations, 6);
  ck_assert_uint_eq (setup->counters->failed, 6);
  ck_assert_uint_eq (setup->counters->regions, 0);
  setup_free (setup);
}
END_TEST

START_TEST (a_registration_waits_for_memory)
{
  Setup *setup = setup_new ();
  MemoryWaiters waiters;
  Kernel *kernel = &setup->fixture->machine->kernel;
  memory_waiters_init (&waiters, kernel, setup->fixture->machine->queue);
  kernel->throttlefree = kernel->freemem;
  setup_run (setup, 10);
  ck_assert_uint_eq (setup->counters->waiting, 2);
  ck_assert_uint_eq (setup->counters->regions, 0);
  kernel->throttlefree = kernel->freemem - 24; /* for one of both */
  memory_waiters_notice (&waiters);
  setup_run (setup, 12);
  ck_assert_uint_eq (setup->counters->waiting, 1);
  ck_assert_uint_eq (setup->counters->regions, 1);
  ck_assert_uint_eq (setup->counters->failed, 0);
  setup_stop (setup);
  ck_assert_uint_eq (waiters.length, 0);
  memory_waiters_clear (&waiters);
  setup_free (setup);
}
END_TEST

START_TEST (nothing_is_registered_after_the_stop_and_what_is_held_lives_on)
{
  Setup *setup = setup_new ();
  setup->fixture->context.stop = 6 * NS_PER_MS;
  setup_run (setup, 15);
  ck_assert_uint_eq (setup->counters->regions, 2);
  setup_run (setup, 1000);
  ck_assert_uint_eq (setup->counters->registrations, 2);
  ck_assert_uint_eq (setup->counters->deregistrations, 2);
  setup_free (setup);
}
END_TEST

static Suite *rdma_suite (void)
{
  Suite *suite = suite_create ("rdma");
  TCase *tcase = tcase_create ("rdma");
  tcase_add_test (tcase, a_region_is_one_lock_of_all_of_it_for_its_lifetime);
  tcase_add_test (tcase, a_process_that_exits_gives_up_its_regions_at_once);
  tcase_add_test (tcase, regions_are_no_ios);
  tcase_add_test (tcase, a_held_region_cannot_be_purged);
  tcase_add_test (tcase, pages_that_a_region_only_touches_count_whole);
  tcase_add_test (tcase, only_a_region_that_the_device_may_write_needs_write_permission);
  tcase_add_test (tcase, a_registration_that_fails_is_tried_again_later);
  tcase_add_test (tcase, a_registration_waits_for_memory);
  tcase_add_test (tcase, nothing_is_registered_after_the_stop_and_what_is_held_lives_on);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (rdma_suite (), NULL);
}
