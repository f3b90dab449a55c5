#include "io_pattern.h"

#include <glib.h>

static uint64_t io_pattern_draw_place (const IoPattern *pattern, uint64_t *next_place, Random *random)
{
  if (pattern->order == IO_ORDER_DRAWN) {
    return distribution_draw (pattern->place, random);
  }
  uint64_t place = *next_place;
  *next_place = (place + 1) % pattern->places;
  return place;
}

IoChoice io_pattern_draw (const IoPattern *pattern, const IoContext *context, uint64_t *next_place,
                          Random *random)
{
  IoOp op = random_unit (random) < pattern->read ? IO_OP_READ : IO_OP_WRITE;
  uint64_t offset = io_pattern_draw_place (pattern, next_place, random) * pattern->align_bytes;
  uint64_t size = distribution_draw (pattern->size, random);
  return (IoChoice){ op, context->base + offset, CLAMP (size, 1, context->size - offset) };
}
