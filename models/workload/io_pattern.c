/* io_pattern.c - which buffers a workload uses, and for what */
#include "io_pattern.h"

#include <glib.h>

IoPattern io_pattern_make (Workload *workload)
{
  const IoPatternOptions *options = workload->options;
  uint64_t size = workload->context.size;
  uint64_t largest = MIN (distribution_config_max (&options->size), size);
  uint64_t places = (size - largest) / options->align_bytes + 1;
  places = options->buffers != 0 ? MIN (options->buffers, places) : places;
  IoPattern pattern = { .options = options,
                        .base = workload->context.base,
                        .range_bytes = size,
                        .places = places,
                        .size = workload_distribution (workload, &options->size, places) };
  if (options->offset.kind != DISTRIBUTION_CONFIG_SEQUENTIAL) {
    pattern.place = workload_distribution (workload, &options->offset, places);
  }
  return pattern;
}

static uint64_t io_pattern_draw_place (IoPattern *pattern, Random *random)
{
  if (pattern->place) {
    return distribution_draw (pattern->place, random);
  }
  uint64_t place = pattern->next_place;
  pattern->next_place = (place + 1) % pattern->places;
  return place;
}

IoChoice io_pattern_draw (IoPattern *pattern, Random *random)
{
  IoOp op = random_unit (random) < pattern->options->read ? IO_OP_READ : IO_OP_WRITE;
  uint64_t offset = io_pattern_draw_place (pattern, random) * pattern->options->align_bytes;
  uint64_t size = distribution_draw (pattern->size, random);
  return (IoChoice){ op, pattern->base + offset, CLAMP (size, 1, pattern->range_bytes - offset) };
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
