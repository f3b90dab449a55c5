/*
 * replay_buffer.h - from a recorded offset to a buffer
 *
 * A recording says where on the device an I/O went, not where in memory.  Three answers:
 *
 *   direct  the segment mirrors the device: base + offset, modulo the rest of the segment after base
 *   ring    N frames in turn, as in a copy program
 *   pool    N frames that each keep a block of a recorded file, as in a database: a block in the pool is read
 *           into and written from its frame; any other block takes the frame that was used longest ago
 *
 * In a pool a request is cut at block boundaries, since its blocks lie in separate frames.
 */
#pragma once

#include "io_source.h"

typedef struct FramePool FramePool;

typedef enum { REPLAY_BUFFER_DIRECT, REPLAY_BUFFER_RING, REPLAY_BUFFER_POOL } ReplayBufferKind;

typedef struct {
  ReplayBufferKind kind;
  uint64_t base_bytes;       /* in the segment */
  uint64_t span_bytes;       /* direct: how much of the segment is used, > 0 */
  uint64_t frames;           /* ring, pool: > 0 */
  uint64_t frame_size_bytes; /* ring, pool: > 0 */
} ReplayBufferOptions;

typedef struct {
  ReplayBufferOptions options;
  uint64_t next_frame; /* ring */
  FramePool *pool;
} ReplayBuffer;

/* The buffer of a piece of a request. */
typedef struct {
  uint64_t offset_bytes; /* in the segment */
  uint64_t length_bytes;
} ReplayPiece;

void replay_buffer_init (ReplayBuffer *buffer, const ReplayBufferOptions *options);
void replay_buffer_clear (ReplayBuffer *buffer);

/* Returns the buffer of REQUEST from byte DONE of the request on (0 for the first piece). The caller asks for
 * the pieces in order, until their lengths add up to the request's. No piece exceeds the buffer space. */
ReplayPiece replay_buffer_place (ReplayBuffer *buffer, const IoRequest *request, uint64_t done);

/* Sets *PIECE to what replay_buffer_place would return for the first piece of REQUEST, and changes nothing
 * else; false if that is not known yet. */
bool replay_buffer_foresee (const ReplayBuffer *buffer, const IoRequest *request, ReplayPiece *piece);

/* Has the host fetch the host memory that replay_buffer_foresee will need for REQUEST soon. */
void replay_buffer_prefetch (const ReplayBuffer *buffer, const IoRequest *request);
