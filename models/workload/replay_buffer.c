/* replay_buffer.c - which part of a segment a recorded request uses */
#include "replay_buffer.h"

#include <glib.h>

void replay_buffer_init (ReplayBuffer *buffer, const ReplayBufferOptions *options)
{
  *buffer = (ReplayBuffer){ .options = *options };
  if (options->kind == REPLAY_BUFFER_POOL) {
    buffer->pool = frame_pool_new (options->frames);
  }
}

void replay_buffer_clear (ReplayBuffer *buffer)
{
  frame_pool_free (buffer->pool);
}

/* A request that would pass the end is moved back to end there. */
static ReplayPiece replay_buffer_place_direct (const ReplayBufferOptions *options, const IoRequest *request,
                                               uint64_t done)
{
  uint64_t span = options->span_bytes;
  uint64_t length = MIN (request->length_bytes - done, span);
  uint64_t offset = MIN ((request->offset_bytes + done) % span, span - length);
  return (ReplayPiece){ .offset_bytes = options->base_bytes + offset, .length_bytes = length };
}

/* As many frames in a row as the request needs; where there are not so many before the end, from the first on. */
static ReplayPiece replay_buffer_place_ring (ReplayBuffer *buffer, const IoRequest *request, uint64_t done)
{
  const ReplayBufferOptions *options = &buffer->options;
  uint64_t length = MIN (request->length_bytes - done, options->frames * options->frame_size_bytes);
  uint64_t frames = (length + options->frame_size_bytes - 1) / options->frame_size_bytes;
  if (frames > options->frames - buffer->next_frame) {
    buffer->next_frame = 0;
  }
  uint64_t first = buffer->next_frame;
  buffer->next_frame = (first + frames) % options->frames;
  return (ReplayPiece){ .offset_bytes = options->base_bytes + first * options->frame_size_bytes,
                        .length_bytes = length };
}

/* What of LENGTH recorded bytes from AT on lies in FRAME. */
static ReplayPiece replay_buffer_piece_in_frame (const ReplayBufferOptions *options, uint64_t frame,
                                                 uint64_t at, uint64_t length)
{
  uint64_t in_block = at % options->frame_size_bytes;
  return (ReplayPiece){ .offset_bytes = options->base_bytes + frame * options->frame_size_bytes + in_block,
                        .length_bytes = MIN (length, options->frame_size_bytes - in_block) };
}

static ReplayPiece replay_buffer_place_pool (ReplayBuffer *buffer, const IoRequest *request, uint64_t done)
{
  const ReplayBufferOptions *options = &buffer->options;
  uint64_t at = request->offset_bytes + done;
  uint64_t frame = frame_pool_use (buffer->pool, request->file, at / options->frame_size_bytes);
  return replay_buffer_piece_in_frame (options, frame, at, request->length_bytes - done);
}

ReplayPiece replay_buffer_place (ReplayBuffer *buffer, const IoRequest *request, uint64_t done)
{
  switch (buffer->options.kind) {
  case REPLAY_BUFFER_RING:
    return replay_buffer_place_ring (buffer, request, done);
  case REPLAY_BUFFER_POOL:
    return replay_buffer_place_pool (buffer, request, done);
  case REPLAY_BUFFER_DIRECT:
  default:
    return replay_buffer_place_direct (&buffer->options, request, done);
  }
}

bool replay_buffer_foresee (const ReplayBuffer *buffer, const IoRequest *request, ReplayPiece *piece)
{
  const ReplayBufferOptions *options = &buffer->options;
  uint64_t frame;
  switch (options->kind) {
  case REPLAY_BUFFER_DIRECT:
    *piece = replay_buffer_place_direct (options, request, 0);
    return true;
  case REPLAY_BUFFER_POOL:
    if (!frame_pool_peek (buffer->pool, request->file, request->offset_bytes / options->frame_size_bytes,
                          &frame)) {
      return false;
    }
    *piece = replay_buffer_piece_in_frame (options, frame, request->offset_bytes, request->length_bytes);
    return true;
  case REPLAY_BUFFER_RING:
  default:
    return false;
  }
}

void replay_buffer_prefetch (const ReplayBuffer *buffer, const IoRequest *request)
{
  if (buffer->options.kind == REPLAY_BUFFER_POOL) {
    frame_pool_prefetch (buffer->pool, request->file,
                         request->offset_bytes / buffer->options.frame_size_bytes);
  }
}
