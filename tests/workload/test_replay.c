#include "test_main.h"
#include "workload_fixture.h"
#include "workload_options.h"

#define SERVICE_NS (100 * NS_PER_US)

/* Requests of 8 KiB: one a millisecond, at offsets 0, 8 KiB, ... */
#define REQUESTS 8

typedef struct {
  WorkloadFixture *fixture;
  IoSource *source;
  IoRequest requests[REQUESTS];
  ReplayOptions options;
  GError *error;
} Setup;

static Setup *setup_new (void)
{
  Setup *setup = g_new0 (Setup, 1);
  setup->fixture = workload_fixture_new (4096);
  setup->fixture->context.stream = "replay";
  setup->fixture->context.failure = &setup->error;
  for (unsigned i = 0; i < REQUESTS; i++) {
    setup->requests[i] = (IoRequest){ .time_ns = i * NS_PER_MS,
                                      .offset_bytes = i * UINT64_C (8192),
                                      .length_bytes = 8192,
                                      .op = i % 2 ? IO_OP_WRITE : IO_OP_READ };
  }
  setup->source = memory_source_new (setup->requests, REQUESTS, false);
  setup->options = (ReplayOptions){ .buffer = { .kind = REPLAY_BUFFER_DIRECT, .span_bytes = FIXTURE_SIZE },
                                    .inflight = 4,
                                    .speed = 1,
                                    .repeat = 1,
                                    .service = { .constant = SERVICE_NS } };
  return setup;
}

static void setup_run (Setup *setup, sim_time time)
{
  Workload *workload = replay_new (&setup->fixture->context, &setup->options, setup->source);
  workload_fixture_run (setup->fixture, time);
  workload_free (workload);
}

static void setup_free (Setup *setup)
{
  workload_fixture_free (setup->fixture);
  g_clear_error (&setup->error);
  g_free (setup);
}

START_TEST (requests_start_at_their_recorded_time)
{
  Setup *setup = setup_new ();
  setup_run (setup, 3 * NS_PER_MS);
  ck_assert_uint_eq (setup->fixture->io.started, 4);
  ck_assert_uint_eq (setup->fixture->io.completed, 3);
  setup_free (setup);
}
END_TEST

START_TEST (all_requests_are_played_and_then_it_ends)
{
  Setup *setup = setup_new ();
  setup_run (setup, NS_PER_SEC);
  ck_assert_uint_eq (setup->fixture->io.completed, REQUESTS);
  ck_assert_uint_eq (setup->fixture->io.reads, REQUESTS / 2);
  ck_assert_uint_eq (setup->fixture->io.writes, REQUESTS / 2);
  ck_assert_uint_eq (setup->fixture->io.delayed, 0);
  setup_free (setup);
}
END_TEST

START_TEST (speed_divides_recorded_times)
{
  Setup *setup = setup_new ();
  setup->options.speed = 2;
  setup_run (setup, 3 * NS_PER_MS);
  ck_assert_uint_eq (setup->fixture->io.started, 7);
  setup_free (setup);
}
END_TEST

START_TEST (a_repetition_begins_where_the_last_request_was)
{
  Setup *setup = setup_new ();
  setup->options.repeat = 3;
  setup_run (setup, 7 * NS_PER_MS);
  ck_assert_uint_eq (setup->fixture->io.started, REQUESTS + 1);
  setup_free (setup);
  setup = setup_new ();
  setup->options.repeat = 3;
  setup_run (setup, NS_PER_SEC);
  ck_assert_uint_eq (setup->fixture->io.completed, 3 * REQUESTS);
  setup_free (setup);
}
END_TEST

START_TEST (a_request_without_room_waits_for_it)
{
  Setup *setup = setup_new ();
  for (unsigned i = 0; i < REQUESTS; i++) {
    setup->requests[i].time_ns = 0;
  }
  setup->options.inflight = 2;
  setup_run (setup, 4 * SERVICE_NS - 1);
  ck_assert_uint_eq (setup->fixture->io.started, REQUESTS);
  ck_assert_uint_eq (setup->fixture->io.completed, 6);
  ck_assert_uint_eq (setup->fixture->io.delayed, 6);
  setup_free (setup);
}
END_TEST

START_TEST (waiting_for_room_is_a_part_of_the_latency)
{
  Setup *setup = setup_new ();
  for (unsigned i = 0; i < REQUESTS; i++) {
    setup->requests[i].time_ns = 0;
  }
  setup->options.inflight = 2;
  setup->fixture->context.latency = g_new0 (Latency, 1);
  setup_run (setup, 4 * SERVICE_NS);
  const Latency *latency = setup->fixture->context.latency;
  ck_assert_uint_eq (latency->count, REQUESTS);
  /* Two at a time: two wait for one service time, two for two, two for three. */
  ck_assert_uint_eq (latency->sums[LATENCY_WAIT], 2 * (1 + 2 + 3) * SERVICE_NS);
  ck_assert_uint_eq (latency->sums[LATENCY_DEVICE], REQUESTS * SERVICE_NS);
  ck_assert_uint_eq (histogram_quantile (&latency->total, NULL, HISTOGRAM_ALL),
                     histogram_highest (histogram_bucket (4 * SERVICE_NS)));
  g_free (setup->fixture->context.latency);
  setup_free (setup);
}
END_TEST

START_TEST (as_soon_as_possible_keeps_all_places_busy)
{
  Setup *setup = setup_new ();
  setup->options.timing = REPLAY_ASAP;
  setup->options.inflight = 4;
  setup_run (setup, 2 * SERVICE_NS);
  ck_assert_uint_eq (setup->fixture->io.completed, REQUESTS);
  ck_assert_uint_eq (setup->fixture->io.delayed, 0);
  setup_free (setup);
}
END_TEST

START_TEST (no_request_starts_from_the_stop_on)
{
  Setup *setup = setup_new ();
  setup->fixture->context.stop = 3 * NS_PER_MS;
  setup_run (setup, NS_PER_SEC);
  ck_assert_uint_eq (setup->fixture->io.completed, 3);
  setup_free (setup);
}
END_TEST

START_TEST (a_source_that_fails_ends_the_replay_and_says_why)
{
  Setup *setup = setup_new ();
  io_source_free (setup->source);
  setup->source = memory_source_new (setup->requests, 3, true);
  setup_run (setup, NS_PER_SEC);
  ck_assert_uint_eq (setup->fixture->io.completed, 3);
  ck_assert_ptr_nonnull (setup->error);
  ck_assert_str_eq (setup->error->message, "the recording is broken");
  setup_free (setup);
}
END_TEST

/* ---- buffers ---- */

static IoRequest request_at (uint64_t offset, uint32_t length)
{
  return (IoRequest){ .offset_bytes = offset, .length_bytes = length };
}

static void assert_piece (ReplayBuffer *buffer, IoRequest request, uint64_t done, uint64_t offset,
                          uint64_t length)
{
  ReplayPiece piece = replay_buffer_place (buffer, &request, done);
  ck_assert_uint_eq (piece.offset_bytes, offset);
  ck_assert_uint_eq (piece.length_bytes, length);
}

/* Places REQUEST, and sees that what was foreseen came true. */
static void assert_foreseen (ReplayBuffer *buffer, IoRequest request, bool foreseeable)
{
  ReplayPiece foreseen;
  replay_buffer_prefetch (buffer, &request);
  ck_assert_int_eq (replay_buffer_foresee (buffer, &request, &foreseen), foreseeable);
  ReplayPiece piece = replay_buffer_place (buffer, &request, 0);
  if (foreseeable) {
    ck_assert_uint_eq (foreseen.offset_bytes, piece.offset_bytes);
    ck_assert_uint_eq (foreseen.length_bytes, piece.length_bytes);
  }
}

START_TEST (what_is_foreseen_comes_true)
{
  ReplayBuffer direct, ring, pool;
  replay_buffer_init (&direct, &(ReplayBufferOptions){ .base_bytes = 4096, .span_bytes = 65536 });
  replay_buffer_init (
      &ring, &(ReplayBufferOptions){ .kind = REPLAY_BUFFER_RING, .frames = 2, .frame_size_bytes = 8192 });
  replay_buffer_init (
      &pool, &(ReplayBufferOptions){ .kind = REPLAY_BUFFER_POOL, .frames = 2, .frame_size_bytes = 8192 });
  assert_foreseen (&direct, request_at (65536 + 65024, 4096), true);
  assert_foreseen (&ring, request_at (0, 512), false);
  assert_foreseen (&pool, request_at (5 * 8192 + 512, 512), false);
  assert_foreseen (&pool, request_at (5 * 8192 + 1024, 16384), true);
  /* Foreseeing does not count as use: block 5 is the oldest. */
  assert_foreseen (&pool, request_at (6 * 8192, 512), false);
  IoRequest oldest = request_at (5 * 8192, 512);
  ReplayPiece piece;
  ck_assert (replay_buffer_foresee (&pool, &oldest, &piece));
  assert_foreseen (&pool, request_at (7 * 8192, 512), false);
  assert_foreseen (&pool, oldest, false);
  replay_buffer_clear (&direct);
  replay_buffer_clear (&ring);
  replay_buffer_clear (&pool);
}
END_TEST

START_TEST (direct_is_base_and_offset_modulo_the_rest)
{
  ReplayBuffer buffer;
  replay_buffer_init (&buffer, &(ReplayBufferOptions){ .base_bytes = 4096, .span_bytes = 65536 });
  assert_piece (&buffer, request_at (0, 512), 0, 4096, 512);
  assert_piece (&buffer, request_at (65536 + 8192, 512), 0, 4096 + 8192, 512);
  /* What would pass the end is moved back to end there; what is longer than all is cut. */
  assert_piece (&buffer, request_at (65024, 4096), 0, 4096 + 61440, 4096);
  assert_piece (&buffer, request_at (1, 100000), 0, 4096, 65536);
  assert_piece (&buffer, request_at (1, 100000), 65536, 4096 + 1, 100000 - 65536);
  replay_buffer_clear (&buffer);
}
END_TEST

START_TEST (ring_takes_frames_in_turn_whatever_the_offset)
{
  ReplayBuffer buffer;
  replay_buffer_init (
      &buffer, &(ReplayBufferOptions){ .kind = REPLAY_BUFFER_RING, .frames = 4, .frame_size_bytes = 8192 });
  assert_piece (&buffer, request_at (777, 512), 0, 0, 512);
  assert_piece (&buffer, request_at (777, 8192), 0, 8192, 8192);
  assert_piece (&buffer, request_at (0, 8193), 0, 2 * 8192, 8193);
  assert_piece (&buffer, request_at (0, 512), 0, 0, 512);
  /* Not enough before the end: from the first on. */
  assert_piece (&buffer, request_at (0, 4 * 8192), 0, 0, 4 * 8192);
  replay_buffer_clear (&buffer);
}
END_TEST

START_TEST (pool_keeps_a_block_in_its_frame_and_replaces_the_oldest)
{
  ReplayBuffer buffer;
  replay_buffer_init (
      &buffer, &(ReplayBufferOptions){ .kind = REPLAY_BUFFER_POOL, .frames = 2, .frame_size_bytes = 8192 });
  assert_piece (&buffer, request_at (0, 512), 0, 0, 512);
  assert_piece (&buffer, request_at (8192, 512), 0, 8192, 512);
  assert_piece (&buffer, request_at (4096, 512), 0, 4096, 512);
  assert_piece (&buffer, request_at (5 * 8192, 512), 0, 8192, 512);
  assert_piece (&buffer, request_at (0, 512), 0, 0, 512);
  assert_piece (&buffer, request_at (8192, 512), 0, 8192, 512);
  replay_buffer_clear (&buffer);
}
END_TEST

START_TEST (pool_cuts_a_request_at_block_boundaries)
{
  ReplayBuffer buffer;
  replay_buffer_init (
      &buffer, &(ReplayBufferOptions){ .kind = REPLAY_BUFFER_POOL, .frames = 8, .frame_size_bytes = 8192 });
  assert_piece (&buffer, request_at (4096, 16384), 0, 4096, 4096);
  assert_piece (&buffer, request_at (4096, 16384), 4096, 8192, 8192);
  assert_piece (&buffer, request_at (4096, 16384), 12288, 16384, 4096);
  replay_buffer_clear (&buffer);
}
END_TEST

START_TEST (pool_tells_files_apart)
{
  ReplayBuffer buffer;
  replay_buffer_init (
      &buffer, &(ReplayBufferOptions){ .kind = REPLAY_BUFFER_POOL, .frames = 4, .frame_size_bytes = 8192 });
  IoRequest other = request_at (0, 512);
  other.file = 1;
  assert_piece (&buffer, request_at (0, 512), 0, 0, 512);
  assert_piece (&buffer, other, 0, 8192, 512);
  assert_piece (&buffer, request_at (0, 512), 0, 0, 512);
  replay_buffer_clear (&buffer);
}
END_TEST

/* Against a plain list, newest first. */
START_TEST (pool_is_least_recently_used)
{
  enum { FRAMES = 13, BLOCKS = 40 };
  ReplayBuffer buffer;
  replay_buffer_init (&buffer, &(ReplayBufferOptions){
                                   .kind = REPLAY_BUFFER_POOL, .frames = FRAMES, .frame_size_bytes = 512 });
  uint64_t order[FRAMES], frame_of[BLOCKS];
  unsigned used = 0;
  Random random;
  random_init (&random, 5, 0, "pool");
  for (unsigned step = 0; step < 20000; step++) {
    uint64_t block = random_below (&random, BLOCKS);
    unsigned at = 0;
    while (at < used && order[at] != block) {
      at++;
    }
    IoRequest request = request_at (block * 512, 512);
    ReplayPiece foreseen;
    ck_assert (replay_buffer_foresee (&buffer, &request, &foreseen) == (at < used));
    uint64_t frame = replay_buffer_place (&buffer, &request, 0).offset_bytes / 512;
    if (at < used) {
      ck_assert_uint_eq (foreseen.offset_bytes, frame * 512);
      ck_assert_uint_eq (frame, frame_of[block]);
    } else if (used < FRAMES) {
      ck_assert_uint_eq (frame, used);
      at = used++;
    } else {
      at = used - 1;
      ck_assert_uint_eq (frame, frame_of[order[at]]);
    }
    memmove (&order[1], &order[0], at * sizeof order[0]);
    order[0] = block;
    frame_of[block] = frame;
  }
  replay_buffer_clear (&buffer);
}
END_TEST

static Suite *replay_suite (void)
{
  Suite *suite = suite_create ("replay");
  TCase *timing = tcase_create ("timing");
  tcase_add_test (timing, requests_start_at_their_recorded_time);
  tcase_add_test (timing, all_requests_are_played_and_then_it_ends);
  tcase_add_test (timing, speed_divides_recorded_times);
  tcase_add_test (timing, a_repetition_begins_where_the_last_request_was);
  tcase_add_test (timing, a_request_without_room_waits_for_it);
  tcase_add_test (timing, as_soon_as_possible_keeps_all_places_busy);
  tcase_add_test (timing, no_request_starts_from_the_stop_on);
  tcase_add_test (timing, waiting_for_room_is_a_part_of_the_latency);
  tcase_add_test (timing, a_source_that_fails_ends_the_replay_and_says_why);
  suite_add_tcase (suite, timing);
  TCase *buffers = tcase_create ("buffers");
  tcase_add_test (buffers, direct_is_base_and_offset_modulo_the_rest);
  tcase_add_test (buffers, ring_takes_frames_in_turn_whatever_the_offset);
  tcase_add_test (buffers, what_is_foreseen_comes_true);
  tcase_add_test (buffers, pool_keeps_a_block_in_its_frame_and_replaces_the_oldest);
  tcase_add_test (buffers, pool_cuts_a_request_at_block_boundaries);
  tcase_add_test (buffers, pool_tells_files_apart);
  tcase_add_test (buffers, pool_is_least_recently_used);
  suite_add_tcase (suite, buffers);
  return suite;
}

int main (void)
{
  return test_main (replay_suite (), NULL);
}
