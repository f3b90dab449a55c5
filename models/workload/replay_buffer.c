/* replay_buffer.c - which part of a segment a recorded request uses */
#include "replay_buffer.h"

#include <glib.h>

/* ---- a pool: its frames are in the order of use, and are found by block ---- */

#define NO_FRAME UINT32_MAX

typedef struct {
  uint64_t block;
  uint32_t newer, older; /* neighbours in the order of use */
  uint32_t next_in_chain;
  uint16_t file;
  bool used;
} Frame;

struct FramePool {
  Frame *frames;
  uint32_t *chains; /* the first frame of each chain of the hash table */
  uint64_t chain_mask;
  uint32_t newest, oldest;
};

/* Makes a pool of FRAMES (> 0, < 2^32 - 1) empty frames. */
static FramePool *frame_pool_new (uint64_t frames)
{
  g_assert (frames > 0 && frames < NO_FRAME);
  FramePool *pool = g_new (FramePool, 1);
  uint64_t chains = 1;
  while (chains < frames) {
    chains *= 2;
  }
  pool->frames = g_new0 (Frame, frames);
  pool->chains = g_new (uint32_t, chains);
  pool->chain_mask = chains - 1;
  for (uint64_t i = 0; i < chains; i++) {
    pool->chains[i] = NO_FRAME;
  }
  /* Frame 0 is used first. */
  for (uint32_t i = 0; i < frames; i++) {
    pool->frames[i].older = i == 0 ? NO_FRAME : i - 1;
    pool->frames[i].newer = i + 1 == frames ? NO_FRAME : i + 1;
  }
  pool->oldest = 0;
  pool->newest = (uint32_t)(frames - 1);
  return pool;
}

static void frame_pool_free (FramePool *pool)
{
  if (pool) {
    g_free (pool->frames);
    g_free (pool->chains);
    g_free (pool);
  }
}

static uint32_t *frame_pool_chain (const FramePool *pool, uint16_t file, uint64_t block)
{
  uint64_t hash = (block ^ (uint64_t)file << 48) * UINT64_C (0x9e3779b97f4a7c15);
  return &pool->chains[hash >> 24 & pool->chain_mask];
}

static void frame_pool_make_newest (FramePool *pool, uint32_t i)
{
  Frame *frame = &pool->frames[i];
  if (pool->newest == i) {
    return;
  }
  pool->frames[frame->newer].older = frame->older;
  *(frame->older == NO_FRAME ? &pool->oldest : &pool->frames[frame->older].newer) = frame->newer;
  frame->older = pool->newest;
  frame->newer = NO_FRAME;
  pool->frames[pool->newest].newer = i;
  pool->newest = i;
}

/* Empties the frame that was used longest ago, and returns it. */
static uint32_t frame_pool_evict (FramePool *pool)
{
  uint32_t i = pool->oldest;
  const Frame *frame = &pool->frames[i];
  if (frame->used) {
    uint32_t *link = frame_pool_chain (pool, frame->file, frame->block);
    while (*link != i) {
      link = &pool->frames[*link].next_in_chain;
    }
    *link = frame->next_in_chain;
  }
  return i;
}

static uint32_t frame_pool_find (const FramePool *pool, uint16_t file, uint64_t block)
{
  uint32_t i = *frame_pool_chain (pool, file, block);
  while (i != NO_FRAME && (pool->frames[i].block != block || pool->frames[i].file != file)) {
    i = pool->frames[i].next_in_chain;
  }
  return i;
}

/* Returns the frame of BLOCK of FILE, and makes it the one that was used last. */
static uint64_t frame_pool_use (FramePool *pool, uint16_t file, uint64_t block)
{
  uint32_t i = frame_pool_find (pool, file, block);
  if (i == NO_FRAME) {
    i = frame_pool_evict (pool);
    uint32_t *chain = frame_pool_chain (pool, file, block);
    Frame *frame = &pool->frames[i];
    frame->block = block;
    frame->file = file;
    frame->used = true;
    frame->next_in_chain = *chain;
    *chain = i;
  }
  frame_pool_make_newest (pool, i);
  return i;
}

/* ---- the buffer of a request ---- */

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

/* Moves a request that would pass the end of the buffer back, so that it ends there. */
static ReplayPiece replay_buffer_place_direct (const ReplayBufferOptions *options, const IoRequest *request,
                                               uint64_t done)
{
  uint64_t span = options->span_bytes;
  uint64_t length = MIN (request->length_bytes - done, span);
  uint64_t offset = MIN ((request->offset_bytes + done) % span, span - length);
  return (ReplayPiece){ .offset_bytes = options->base_bytes + offset, .length_bytes = length };
}

/* Returns as many frames in a row as the request needs. Starts again at frame 0 if too few are left before
 * the end. */
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

/* Returns the part of LENGTH recorded bytes from AT on that lies in FRAME. */
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
  uint32_t frame;
  switch (options->kind) {
  case REPLAY_BUFFER_DIRECT:
    *piece = replay_buffer_place_direct (options, request, 0);
    return true;
  case REPLAY_BUFFER_POOL:
    frame = frame_pool_find (buffer->pool, request->file, request->offset_bytes / options->frame_size_bytes);
    if (frame == NO_FRAME) {
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
    __builtin_prefetch (frame_pool_chain (buffer->pool, request->file,
                                          request->offset_bytes / buffer->options.frame_size_bytes));
  }
}
