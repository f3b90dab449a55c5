/* frame_pool.c - frames in the order of their use, found by block */
#include "frame_pool.h"

#include <glib.h>
#include <stdbool.h>

#define NO_FRAME UINT32_MAX

typedef struct {
  uint64_t block;
  uint32_t newer, older; /* in order of use */
  uint32_t next_in_chain;
  uint16_t file;
  bool used;
} Frame;

struct FramePool {
  Frame *frames;
  uint32_t *chains; /* first frame of each chain of the hash table */
  uint64_t chain_mask;
  uint32_t newest, oldest;
};

FramePool *frame_pool_new (uint64_t frames)
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

void frame_pool_free (FramePool *pool)
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

/* Takes the frame used longest ago from the block that it holds, if any. */
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

void frame_pool_prefetch (const FramePool *pool, uint16_t file, uint64_t block)
{
  __builtin_prefetch (frame_pool_chain (pool, file, block));
}

bool frame_pool_peek (const FramePool *pool, uint16_t file, uint64_t block, uint64_t *frame)
{
  uint32_t i = frame_pool_find (pool, file, block);
  *frame = i;
  return i != NO_FRAME;
}

uint64_t frame_pool_use (FramePool *pool, uint16_t file, uint64_t block)
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
