#include "paging_fixture.h"
#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"
#include "x86_pages.h"

/* What locks and unlocks cost and wait for delays what comes after them: the device, the next piece of a request, the next
 * submission, a region's life. */

#define SWAP_NS (200 * NS_PER_US)
#define SERVICE_NS (300 * NS_PER_US)
#define PAGE_BYTES UINT64_C (4096)
#define BUFFER_BYTES (2 * PAGE_BYTES)

enum { CALL_NS = 10, MISS_NS = 100, PAGE_NS = 7, CREATE_NS = 3 };

/* Of the first lock of a buffer, and of an unlock that leaves its pages to the cache. */
#define COLD_NS(pages_) (CALL_NS + MISS_NS + (pages_) * (PAGE_NS + CREATE_NS))
#define UNLOCK_NS CALL_NS

static WorkloadFixture *fixture;
static PagingFixture paging;
static IoPatternOptions pattern;
static Workload *workload;

static void set_up (void)
{
  fixture = workload_fixture_new (4096);
  fixture->machine->vm.lock_cost =
      (LockCost){ .call_ns = CALL_NS, .miss_ns = MISS_NS, .page_ns = PAGE_NS, .create_ns = CREATE_NS };
  paging_fixture_start (
      &paging, fixture->machine,
      &(PagingFixtureOptions){
          .service_ns = SWAP_NS, .swap_pages = 1024, .scan_pages = 4000, .queue_pages = 1024 });
  pattern = (IoPatternOptions){ .read = 1,
                                .size = { .constant = BUFFER_BYTES },
                                .offset = { .kind = DISTRIBUTION_CONFIG_SEQUENTIAL },
                                .buffers = 128,
                                .align_bytes = BUFFER_BYTES };
  workload = NULL;
}

static void tear_down (void)
{
  if (workload) {
    workload_free (workload);
  }
  seg_ppurge_async (fixture->machine->pcache, true);
  while (fixture->machine->as.first) {
    seg_free (fixture->machine->as.first);
  }
  paging_fixture_stop (&paging);
  workload_fixture_free (fixture);
}

static Segment *map_second_segment (void)
{
  Segment *segment = segvn_create (&fixture->machine->vm, &fixture->machine->as, FIXTURE_BASE + FIXTURE_SIZE,
                                   FIXTURE_SIZE, 0, PROTECT_READ | PROTECT_WRITE, NULL, 0);
  segvn_need_amp (segment);
  fixture->context.size = 2 * FIXTURE_SIZE;
  return segment;
}

/* The first N_PAGES of SEGMENT were used, and are on swap. */
static void swap_out (Segment *segment, uint64_t n_pages)
{
  AsLock lock;
  ck_assert_int_eq (as_pagelock (&fixture->machine->vm, &fixture->machine->as, segment->base,
                                 n_pages * PAGE_BYTES, S_READ, &lock),
                    0);
  as_pageunlock (&lock);
  seg_ppurge_async (fixture->machine->pcache, true);
  for (uint64_t i = 0; i < n_pages; i++) {
    PageNumber page = anon_map_get_page (segvn_data (segment)->amp, i);
    page_set (fixture->machine->allocator, page, PAGE_DIRTY, false);
    anon_slot_swap_out (&fixture->machine->vm.anon, page);
  }
}

static void io_has_started (Io *io, IoStart start, uint64_t lock_ns)
{
  ck_assert_int_eq (start, IO_AT_DEVICE);
  ck_assert_uint_eq (lock_ns, io->buffer.lock.cost_ns);
}

static void io_is_done (Event *event)
{
  io_finish (event_container (event, Io, done));
}

static void io_has_finished (Io *io, uint64_t unlock_ns)
{
  (void)unlock_ns;
  ck_assert (!io->buffer.is_locked);
}

/* One I/O on the two pages at ADDR, and what it met with. */
static Latency run_io (uint64_t addr)
{
  Latency *latency = g_new0 (Latency, 1);
  Io io;
  fixture->context.latency = latency;
  IoContinuations continuations = { io_has_started, io_is_done, io_has_finished };
  io_init (&io, &fixture->context, &continuations);
  io_start (&io, event_queue_now (fixture->machine->queue), addr, BUFFER_BYTES, IO_OP_WRITE, SERVICE_NS);
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (fixture->io.completed, 1);
  fixture->context.latency = NULL;
  Latency result = *latency;
  g_free (latency);
  ck_assert_uint_eq (result.sums[LATENCY_DEVICE], SERVICE_NS);
  return result;
}

START_TEST (the_device_begins_when_pages_are_read_back_from_swap)
{
  swap_out (fixture->machine->as.first, 2);
  ck_assert_uint_eq (run_io (FIXTURE_BASE).sums[LATENCY_WAIT], 2 * SWAP_NS);
}
END_TEST

START_TEST (the_device_begins_when_the_pages_of_all_parts_are_read_back)
{
  swap_out (map_second_segment (), 1);
  ck_assert_uint_eq (run_io (FIXTURE_BASE + FIXTURE_SIZE - PAGE_BYTES).sums[LATENCY_WAIT], SWAP_NS);
}
END_TEST

START_TEST (a_lock_of_several_parts_costs_one_call_and_each_parts_miss_and_pages)
{
  map_second_segment ();
  ck_assert_uint_eq (run_io (FIXTURE_BASE + FIXTURE_SIZE - PAGE_BYTES).sums[LATENCY_LOCK],
                     COLD_NS (2) + MISS_NS + UNLOCK_NS);
}
END_TEST

/* One request of two pages, a page at a time. */
static void start_cut_request (void)
{
  DirectIoOptions options = {
    .threads = 1, .pattern = pattern, .service = { .constant = SERVICE_NS }, .requests = 1
  };
  fixture->context.maxphys_bytes = PAGE_BYTES;
  workload = workload_start (&DIRECT_IO_KIND, &fixture->context, &options, NULL);
}

START_TEST (a_piece_begins_when_the_one_before_is_unlocked)
{
  start_cut_request ();
  sim_time second = COLD_NS (1) + SERVICE_NS + UNLOCK_NS;
  workload_fixture_run (fixture, second - 1);
  ck_assert_uint_eq (fixture->io.completed, 1);
  ck_assert_uint_eq (fixture->io.started, 1);
  workload_fixture_run (fixture, second);
  ck_assert_uint_eq (fixture->io.started, 2);
}
END_TEST

START_TEST (what_comes_after_a_piece_that_failed_after_waiting_is_dropped)
{
  fixture->machine->kernel.throttlefree = fixture->machine->kernel.freemem;
  start_cut_request ();
  workload_fixture_run (fixture, NS_PER_MS);
  ck_assert_uint_eq (fixture->io.waiting, 1);
  seg_free (fixture->machine->as.first);
  fixture->machine->kernel.throttlefree = 0;
  memory_waiters_notice (&paging.waiters);
  workload_fixture_run (fixture, NS_PER_SEC);
  ck_assert_uint_eq (fixture->io.failed, 1);
  ck_assert_uint_eq (fixture->io.started, 1);
}
END_TEST

/* Two in flight, reaped each millisecond. */
static void start_async_io (void)
{
  AsyncIoOptions options = { .depth = 2,
                             .pattern = pattern,
                             .service = { .constant = SERVICE_NS },
                             .reap_interval = { .constant = NS_PER_MS } };
  workload = workload_start (&ASYNC_IO_KIND, &fixture->context, &options, NULL);
}

START_TEST (the_next_submission_comes_when_the_one_before_is_locked)
{
  start_async_io ();
  workload_fixture_run (fixture, COLD_NS (2) - 1);
  ck_assert_uint_eq (fixture->io.started, 1);
  workload_fixture_run (fixture, COLD_NS (2));
  ck_assert_uint_eq (fixture->io.started, 2);
}
END_TEST

START_TEST (submission_goes_on_when_all_that_was_reaped_is_unlocked)
{
  start_async_io ();
  sim_time unlocked = NS_PER_MS + 2 * UNLOCK_NS;
  workload_fixture_run (fixture, unlocked - 1);
  ck_assert_uint_eq (fixture->io.completed, 2);
  ck_assert_uint_eq (fixture->io.started, 2);
  workload_fixture_run (fixture, unlocked);
  ck_assert_uint_eq (fixture->io.started, 3);
}
END_TEST

/* One region at a time, held for a millisecond. */
static void start_rdma (void)
{
  RdmaOptions options = {
    .regions = 1, .pattern = pattern, .lifetime = { .constant = NS_PER_MS }, .retry_ns = NS_PER_MS
  };
  workload = workload_start (&RDMA_KIND, &fixture->context, &options, NULL);
}

/* The first region is given up at TIME, and the next one registered when that one is unlocked. */
static void check_life (sim_time time)
{
  workload_fixture_run (fixture, time - 1);
  ck_assert_uint_eq (fixture->kinds.rdma.deregistrations, 0);
  workload_fixture_run (fixture, time + UNLOCK_NS - 1);
  ck_assert_uint_eq (fixture->kinds.rdma.deregistrations, 1);
  ck_assert_uint_eq (fixture->kinds.rdma.registrations, 1);
  workload_fixture_run (fixture, time + UNLOCK_NS);
  ck_assert_uint_eq (fixture->kinds.rdma.registrations, 2);
}

START_TEST (a_regions_life_begins_when_it_is_locked_and_the_next_when_it_is_unlocked)
{
  start_rdma ();
  check_life (COLD_NS (2) + NS_PER_MS);
}
END_TEST

START_TEST (a_regions_life_begins_when_its_pages_are_read_back_from_swap)
{
  swap_out (fixture->machine->as.first, 2);
  start_rdma ();
  workload_fixture_run (fixture, 2 * SWAP_NS + NS_PER_MS);
  ck_assert_uint_eq (fixture->kinds.rdma.deregistrations, 0);
  workload_fixture_run (fixture, 2 * SWAP_NS + NS_PER_MS + NS_PER_US);
  ck_assert_uint_eq (fixture->kinds.rdma.deregistrations, 1);
}
END_TEST

static Suite *lock_times_suite (void)
{
  Suite *suite = suite_create ("lock_times");
  TCase *tcase = tcase_create ("lock_times");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, the_device_begins_when_pages_are_read_back_from_swap);
  tcase_add_test (tcase, the_device_begins_when_the_pages_of_all_parts_are_read_back);
  tcase_add_test (tcase, a_lock_of_several_parts_costs_one_call_and_each_parts_miss_and_pages);
  tcase_add_test (tcase, a_piece_begins_when_the_one_before_is_unlocked);
  tcase_add_test (tcase, what_comes_after_a_piece_that_failed_after_waiting_is_dropped);
  tcase_add_test (tcase, the_next_submission_comes_when_the_one_before_is_locked);
  tcase_add_test (tcase, submission_goes_on_when_all_that_was_reaped_is_unlocked);
  tcase_add_test (tcase, a_regions_life_begins_when_it_is_locked_and_the_next_when_it_is_unlocked);
  tcase_add_test (tcase, a_regions_life_begins_when_its_pages_are_read_back_from_swap);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (lock_times_suite (), NULL);
}
