/*
 * quad_heap.h - the queue to beat
 *
 * A heap with four children a node as it is made when speed matters: keys of 16 bytes (time, sequence) apart
 * from the items, so that the children of a node are one cache line; the grandchildren's lines are fetched
 * ahead while the children are compared; and taking the first leaves a hole at the root, which the next push
 * fills, so that the usual take and push sift once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint64_t time;
  uint64_t sequence;
} QuadHeapKey;

typedef struct {
  QuadHeapKey *keys; /* the children of i are 4i + 1 ... 4i + 4; keys + 1 is at the start of a cache line */
  void **items;
  void *memory;
  size_t count; /* nodes, the hole included */
  uint64_t pushed;
  bool hole; /* at the root */
} QuadHeap;

static inline void quad_heap_init (QuadHeap *heap, size_t count_max)
{
  size_t bytes = ((count_max + 8) * sizeof (QuadHeapKey) + 63) & ~(size_t)63;
  heap->memory = aligned_alloc (64, bytes);
  heap->keys = (QuadHeapKey *)heap->memory + 3;
  heap->items = calloc (count_max + 8, sizeof *heap->items);
  if (heap->memory == NULL || heap->items == NULL) {
    abort ();
  }
  heap->count = 0;
  heap->pushed = 0;
  heap->hole = false;
}

static inline void quad_heap_clear (QuadHeap *heap)
{
  free (heap->memory);
  free (heap->items);
}

static inline bool quad_heap_before (const QuadHeapKey *a, const QuadHeapKey *b)
{
  __extension__ typedef unsigned __int128 uint128;
  uint128 a_key = (uint128)a->time << 64 | a->sequence;
  uint128 b_key = (uint128)b->time << 64 | b->sequence;
  return a_key < b_key;
}

/* Puts KEY and ITEM where they belong below the hole at the root. */
static inline void quad_heap_fill (QuadHeap *heap, QuadHeapKey key, void *item)
{
  QuadHeapKey *keys = heap->keys;
  size_t at = 0;
  size_t child = 1;
  while (child + 3 < heap->count) {
    for (size_t line = 0; line < 4; line++) {
      __builtin_prefetch (&keys[4 * (child + line) + 1]);
    }
    size_t left = quad_heap_before (&keys[child + 1], &keys[child]) ? child + 1 : child;
    size_t right = quad_heap_before (&keys[child + 3], &keys[child + 2]) ? child + 3 : child + 2;
    size_t least = quad_heap_before (&keys[right], &keys[left]) ? right : left;
    if (!quad_heap_before (&keys[least], &key)) {
      break;
    }
    keys[at] = keys[least];
    heap->items[at] = heap->items[least];
    at = least;
    child = 4 * at + 1;
  }
  if (child < heap->count && child + 3 >= heap->count) {
    size_t least = child;
    for (size_t other = child + 1; other < heap->count; other++) {
      least = quad_heap_before (&keys[other], &keys[least]) ? other : least;
    }
    if (quad_heap_before (&keys[least], &key)) {
      keys[at] = keys[least];
      heap->items[at] = heap->items[least];
      at = least;
    }
  }
  keys[at] = key;
  heap->items[at] = item;
}

static inline void quad_heap_push (QuadHeap *heap, uint64_t time, void *item)
{
  QuadHeapKey key = { .time = time, .sequence = heap->pushed++ };
  if (heap->hole) {
    heap->hole = false;
    quad_heap_fill (heap, key, item);
    return;
  }
  size_t at = heap->count++;
  while (at > 0 && quad_heap_before (&key, &heap->keys[(at - 1) / 4])) {
    heap->keys[at] = heap->keys[(at - 1) / 4];
    heap->items[at] = heap->items[(at - 1) / 4];
    at = (at - 1) / 4;
  }
  heap->keys[at] = key;
  heap->items[at] = item;
}

/* The first item, which is taken, and its *TIME; NULL if there is none. */
static inline void *quad_heap_pop (QuadHeap *heap, uint64_t *time)
{
  if (heap->hole) {
    heap->hole = false;
    heap->count--;
    if (heap->count > 0) {
      quad_heap_fill (heap, heap->keys[heap->count], heap->items[heap->count]);
    }
  }
  if (heap->count == 0) {
    return NULL;
  }
  heap->hole = true;
  *time = heap->keys[0].time;
  return heap->items[0];
}
