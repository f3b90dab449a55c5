/* replay.c - recorded I/O, played back */
#include "workload_options.h"

#include <glib.h>

#define REPLAY_BATCH 256

/* How many requests ahead a request is announced, and, earlier, the way to its buffer is fetched. */
#define REPLAY_AHEAD 20
#define REPLAY_PREFETCH_AHEAD 32

typedef struct {
  Workload base; /* first; its event comes when the next request is due */
  const ReplayOptions *options;
  IoSource *source;
  Distribution *service;
  ReplayBuffer buffer;
  bool waiting; /* the next request is due and waits for room */
  bool ended;

  IoRequest batch[REPLAY_BATCH];
  size_t batch_size, batch_next;
  bool announcing;     /* whether requests of this batch are announced */
  uint64_t piece_done; /* bytes of the present request that were started */
  sim_time time_base;  /* recorded time 0 of this repetition */
  sim_time last_time;  /* due time of the last request that was read */
  uint64_t repeats_left;
} Replay;

/* Reads the next batch; at the end of the recording starts it over if it is to be repeated. Returns false at
 * the last end, or when the source failed. */
static bool replay_fill (Replay *replay)
{
  for (;;) {
    GError *error = NULL;
    replay->batch_next = 0;
    replay->batch_size = replay->source->read (replay->source, replay->batch, REPLAY_BATCH, &error);
    if (replay->batch_size > 0) {
      replay->announcing = cache_announcing_pays (replay->base.context.vm->pcache);
      return true;
    }
    if (!error && --replay->repeats_left > 0) {
      replay->time_base = replay->last_time;
      if (replay->source->rewind (replay->source, &error)) {
        continue;
      }
    }
    if (error) {
      g_propagate_error (replay->base.context.failure, error);
    }
    replay->ended = true;
    return false;
  }
}

/* Returns the present request; NULL at the end. */
static const IoRequest *replay_peek (Replay *replay)
{
  if (replay->ended || (replay->batch_next == replay->batch_size && !replay_fill (replay))) {
    return NULL;
  }
  return &replay->batch[replay->batch_next];
}

static sim_time replay_due (Replay *replay, const IoRequest *request)
{
  if (replay->options->timing == REPLAY_ASAP) {
    return event_queue_now (replay->base.context.queue);
  }
  sim_time recorded = io_scale_recorded (request->time_ns, replay->options->speed);
  replay->last_time = sim_time_add (replay->time_base, recorded);
  return replay->last_time;
}

/* Announces later requests of this batch, so that the host fetches the memory that they will need. */
static void replay_announce (Replay *replay)
{
  size_t prefetched = replay->batch_next + REPLAY_PREFETCH_AHEAD;
  if (prefetched < replay->batch_size) {
    replay_buffer_prefetch (&replay->buffer, &replay->batch[prefetched]);
  }
  size_t announced = replay->batch_next + REPLAY_AHEAD;
  ReplayPiece piece;
  if (announced < replay->batch_size
      && replay_buffer_foresee (&replay->buffer, &replay->batch[announced], &piece)) {
    const IoRequest *request = &replay->batch[announced];
    io_announce (&replay->base.context, replay->base.context.base + piece.offset_bytes, piece.length_bytes,
                 (IoOp)request->op);
  }
}

/* Starts one piece of the present request, for which there is room. After the last piece the next request is
 * present. */
static void replay_start_piece (Replay *replay, const IoRequest *request, sim_time due)
{
  ReplayPiece piece = replay_buffer_place (&replay->buffer, request, replay->piece_done);
  Io *io = replay->base.free_ios;
  sim_time service_ns = distribution_draw (replay->service, &replay->base.random);
  replay->base.free_ios = io->next;
  replay->piece_done += piece.length_bytes;
  bool is_last = replay->piece_done >= request->length_bytes;
  if (is_last) {
    replay->piece_done = 0;
    replay->batch_next++;
  }
  io_start (io, due, replay->base.context.base + piece.offset_bytes, piece.length_bytes, (IoOp)request->op,
            service_ns);
  if (is_last && replay->announcing) {
    replay_announce (replay);
  }
}

/* Starts all requests that are due and have room; then waits until the next is due, or for room. */
static void replay_proceed (Replay *replay)
{
  sim_time now = event_queue_now (replay->base.context.queue);
  const IoRequest *request;
  while ((request = replay_peek (replay))) {
    sim_time due = replay_due (replay, request);
    if (due >= replay->base.context.stop || io_context_is_over (&replay->base.context, now)) {
      replay->ended = true;
      return;
    }
    if (due > now) {
      event_queue_schedule (replay->base.context.queue, &replay->base.next, due);
      return;
    }
    if (!replay->base.free_ios) {
      replay->base.context.counters->delayed +=
          replay->piece_done == 0 && !replay->waiting && replay->options->timing != REPLAY_ASAP;
      replay->waiting = true;
      return;
    }
    replay->waiting = false;
    replay_start_piece (replay, request, due);
  }
}

static void replay_next (Event *event)
{
  replay_proceed (event_container (event, Replay, base.next));
}

/* Frees IO, which is over, and goes on, since there is room for another I/O. */
static void replay_finished (Io *io, uint64_t unlock_ns)
{
  (void)unlock_ns;
  Replay *replay = event_container (io->context, Replay, base.context);
  io->next = replay->base.free_ios;
  replay->base.free_ios = io;
  if (replay->waiting) {
    replay_proceed (replay);
  }
}

static void replay_started (Io *io, IoStart start, uint64_t lock_ns)
{
  (void)lock_ns;
  if (start == IO_FAILED) {
    replay_finished (io, 0);
  }
}

static void replay_clear (void *user)
{
  Replay *replay = user;
  io_source_free (replay->source);
  replay_buffer_clear (&replay->buffer);
}

/* Returns BUFFER with sizes that are 0 filled in, for a range of SIZE bytes. */
static ReplayBufferOptions replay_fill_buffer (const ReplayBufferOptions *buffer, uint64_t size)
{
  ReplayBufferOptions filled = *buffer;
  if (buffer->kind == REPLAY_BUFFER_DIRECT) {
    filled.span_bytes = buffer->span_bytes != 0 ? buffer->span_bytes : size - buffer->base_bytes;
  } else {
    uint64_t room = size / buffer->frame_size_bytes;
    filled.frames = buffer->frames != 0 ? MIN (buffer->frames, room) : room;
  }
  return filled;
}

Workload *replay_new (const IoContext *context, const ReplayOptions *options, IoSource *source)
{
  static const IoContinuations continuations = { .started = replay_started, .finished = replay_finished };
  static const WorkloadKind kind = { .schema.size = sizeof (ReplayOptions),
                                     .bytes = sizeof (Replay),
                                     .fire = replay_next,
                                     .clear = replay_clear };
  Replay *replay = workload_new (&kind, context, options);
  replay->options = replay->base.options;
  replay->source = source;
  replay->service = workload_distribution (&replay->base, &options->service, 1);
  replay->time_base = context->start;
  replay->repeats_left = options->repeat;
  ReplayBufferOptions buffer = replay_fill_buffer (&options->buffer, context->size);
  replay_buffer_init (&replay->buffer, &buffer);
  workload_add_ios (&replay->base, options->inflight, &continuations);
  return &replay->base;
}
