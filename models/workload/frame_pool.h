/*
 * frame_pool.h - a buffer pool, as databases have it
 *
 * N frames, each holding one block of some recorded file.  A block that is in the pool is read into and written from its
 * frame; another one takes the frame that was used longest ago.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct FramePool FramePool;

/* FRAMES (> 0, < 2^32 - 1) empty frames. */
FramePool *frame_pool_new (uint64_t frames);
void frame_pool_free (FramePool *pool);

/* The frame of BLOCK of FILE, which is now the one used last. */
uint64_t frame_pool_use (FramePool *pool, uint16_t file, uint64_t block);

/* Whether BLOCK of FILE is in the pool, and its frame; nothing changes. */
bool frame_pool_peek (const FramePool *pool, uint16_t file, uint64_t block, uint64_t *frame);

/* BLOCK of FILE will be asked for soon: has the host fetch the memory that a search reads first. */
void frame_pool_prefetch (const FramePool *pool, uint16_t file, uint64_t block);
