/*
 * replay_buffer.h - from a recorded offset to a buffer
 *
 * A recording says where on the device an I/O went, not where in memory.  Three answers:
 *
 *   direct  the segment mirrors the device: base + offset, modulo what is left of the segment
 *   ring    N frames in turn, as a copy program has them
 *   pool    N frames that each keep a block of some recorded file, as a database has them: a block that is in the pool
 *           is read into and written from its frame; another one takes the frame that was used longest ago
 *
 * In a pool a request is cut at block boundaries, since its blocks lie in frames apart.
 */
#pragma once

#include "io_source.h"

typedef struct FramePool FramePool;

typedef enum { REPLAY_BUFFER_DIRECT, REPLAY_BUFFER_RING, REPLAY_BUFFER_POOL } ReplayBufferKind;

typedef struct {
  ReplayBufferKind kind;
  uint64_t base_bytes;       /* in the segment */
  uint64_t span_bytes;       /* direct: what of the segment is used, > 0 */
  uint64_t frames;           /* ring, pool: > 0 */
  uint64_t frame_size_bytes; /* ring, pool: > 0 */
} ReplayBufferOptions;

typedef struct {
  ReplayBufferOptions options;
  uint64_t next_frame; /* ring */
  FramePool *pool;
} ReplayBuffer;

/* A piece of a request, and the buffer that it uses. */
typedef struct {
  uint64_t offset_bytes; /* in the segment */
  uint64_t length_bytes;
} ReplayPiece;

void replay_buffer_init (ReplayBuffer *buffer, const ReplayBufferOptions *options);
void replay_buffer_clear (ReplayBuffer *buffer);

/* The buffer of REQUEST from its byte DONE on (0 for the first piece). The pieces of a request are asked for
 * in order, until their lengths add up to its own. One longer than all of the buffer space is cut there. */
ReplayPiece replay_buffer_place (ReplayBuffer *buffer, const IoRequest *request, uint64_t done);

/* What replay_buffer_place would say of the first piece of REQUEST; false if that is not known yet. Nothing
 * changes. */
bool replay_buffer_foresee (const ReplayBuffer *buffer, const IoRequest *request, ReplayPiece *piece);

/* REQUEST will be foreseen soon: has the host fetch what that needs. */
void replay_buffer_prefetch (const ReplayBuffer *buffer, const IoRequest *request);
