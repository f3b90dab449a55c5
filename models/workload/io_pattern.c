/* io_pattern.c - which buffers a workload uses, and for what */
#include "io_pattern.h"

#include <glib.h>

void io_pattern_init (IoPattern *pattern, const IoPatternOptions *options, const IoContext *context)
{
  uint64_t largest = MIN (distribution_config_max (&options->size), context->size);
  uint64_t places = (context->size - largest) / options->align_bytes + 1;
  places = options->buffers != 0 ? MIN (options->buffers, places) : places;
  bool is_sequential = options->offset.kind == DISTRIBUTION_CONFIG_SEQUENTIAL;
  *pattern = (IoPattern){ .read = options->read,
                          .align_bytes = options->align_bytes,
                          .places = places,
                          .size = distribution_new (&options->size, places),
                          .place = is_sequential ? NULL : distribution_new (&options->offset, places) };
}

void io_pattern_clear (IoPattern *pattern)
{
  distribution_free (pattern->size);
  distribution_free (pattern->place);
}

static uint64_t io_pattern_draw_place (const IoPattern *pattern, uint64_t *next_place, Random *random)
{
  if (pattern->place) {
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

void io_pattern_check (const WorkloadCheck *check, const void *user)
{
  const IoPatternOptions *options = user;
  uint64_t largest = workload_check_size (check, &options->size, options->range.segment);
  bool is_unbounded = distribution_config_max (&options->size) == UINT64_MAX;
  if (check->bytes == 0 || !schema_is_usable (check->context, &options->size)
      || (largest == 0 && !is_unbounded) || options->buffers == 0 || options->align_bytes == 0) {
    return;
  }
  uint64_t fit = (check->bytes - largest) / options->align_bytes + 1;
  if (options->buffers > fit) {
    schema_mistake (
        check->context, &options->buffers, check->place,
        "buffers is %" G_GUINT64_FORMAT ", more than fit segment '%s' of %s; use at most %" G_GUINT64_FORMAT,
        options->buffers, options->range.segment, schema_size_text (check->context, check->bytes), fit);
  }
}
