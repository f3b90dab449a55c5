#include "workload_check.h"

#define mistake(subject_, member_, ...)                                                                 \
  diagnostics_add ((subject_)->check->context->diagnostics, workload_subject_place (subject_, member_), \
                   __VA_ARGS__)

/* The largest value; 0 if there is no bound. */
static uint64_t distribution_max (const DistributionConfig *distribution)
{
  uint64_t max = 0;
  switch (distribution->kind) {
  case DISTRIBUTION_CONFIG_CONSTANT:
    return distribution->constant;
  case DISTRIBUTION_CONFIG_UNIFORM:
    return distribution->uniform.high;
  case DISTRIBUTION_CONFIG_EMPIRICAL:
    for (size_t i = 0; i < distribution->empirical.count; i++) {
      max = MAX (max, distribution->empirical.values[i]);
    }
    return max;
  default:
    return 0;
  }
}

uint64_t workload_check_size (const WorkloadSubject *subject, const DistributionConfig *size,
                              const char *name)
{
  if (subject->bytes == 0 || !scenario_check_is_usable (subject->check, size)) {
    return 0;
  }
  uint64_t largest = distribution_max (size);
  if (largest <= subject->bytes) {
    return largest;
  }
  bool more = subject->bytes > subject->segment->size_bytes;
  g_autofree char *room = units_format_exact (&UNITS_SIZE, subject->bytes);
  g_autofree char *wanted = units_format_exact (&UNITS_SIZE, largest);
  mistake (subject, size, "size is up to %s, more than segment '%s' has%s; use at most %s", wanted, name,
           more ? ", with those that it goes through" : "", room);
  return 0;
}

/* The places of buffers. */
typedef struct {
  const char *segment;
  const DistributionConfig *size;
  uint64_t align_bytes;
  const uint64_t *buffers;
} Buffers;

static void check_buffers (const WorkloadSubject *subject, const Buffers *buffers)
{
  uint64_t largest = workload_check_size (subject, buffers->size, buffers->segment);
  bool fits = subject->bytes > 0 && scenario_check_is_usable (subject->check, buffers->size)
              && (largest > 0 || distribution_max (buffers->size) == 0);
  if (!fits || *buffers->buffers == 0 || buffers->align_bytes == 0) {
    return;
  }
  uint64_t fit = (subject->bytes - largest) / buffers->align_bytes + 1;
  if (*buffers->buffers > fit) {
    g_autofree char *room = units_format_exact (&UNITS_SIZE, subject->bytes);
    mistake (subject, buffers->buffers,
             "buffers is %" G_GUINT64_FORMAT
             ", more than fit segment '%s' of %s; use at most %" G_GUINT64_FORMAT,
             *buffers->buffers, buffers->segment, room, fit);
  }
}

void workload_check_direct_io (const WorkloadSubject *subject)
{
  const ScenarioDirectIo *io = &subject->workload->direct_io;
  Buffers buffers = { io->segment, &io->size, io->align_bytes, &io->buffers };
  check_buffers (subject, &buffers);
}

void workload_check_async_io (const WorkloadSubject *subject)
{
  const ScenarioAsyncIo *io = &subject->workload->async_io;
  Buffers buffers = { io->segment, &io->size, io->align_bytes, &io->buffers };
  check_buffers (subject, &buffers);
  if (io->depth > 0 && io->reap_count > io->depth) {
    mistake (subject, &io->reap_count,
             "reap_count is %" G_GUINT64_FORMAT
             ", more than can be in flight; use at most depth, %" G_GUINT64_FORMAT,
             io->reap_count, io->depth);
  }
}

void workload_check_rdma (const WorkloadSubject *subject)
{
  const ScenarioRdma *rdma = &subject->workload->rdma;
  Buffers buffers = { rdma->segment, &rdma->size, rdma->align_bytes, &rdma->buffers };
  check_buffers (subject, &buffers);
}

/* The segment of PROCESS that begins where SEGMENT ends; NULL if there is none. */
static const ScenarioSegment *find_adjacent (const ScenarioProcess *process, const ScenarioSegment *segment)
{
  uint64_t end = segment->address + segment->size_bytes;
  for (size_t i = 0; i < process->segment_count; i++) {
    if (process->segments[i].address == end) {
      return &process->segments[i];
    }
  }
  return NULL;
}

uint64_t workload_check_through (const WorkloadSubject *subject, const ScenarioProcess *process,
                                 const ScenarioSegment *last, const void *member)
{
  uint64_t bytes = 0;
  const ScenarioSegment *segment = last ? subject->segment : NULL;
  while (segment && segment->size_bytes > 0) {
    bytes += segment->size_bytes;
    if (segment == last) {
      return bytes;
    }
    if (segment->address == 0) {
      mistake (subject, member,
               "segment '%s' has no address; give one to each segment up to '%s', so that they "
               "adjoin",
               segment->name, last->name);
      return 0;
    }
    const ScenarioSegment *next = find_adjacent (process, segment);
    if (!next) {
      mistake (subject, member,
               "segment '%s' does not adjoin '%s': none begins where '%s' ends; use 'address: "
               "0x%" G_GINT64_MODIFIER "x' for the one after it",
               last->name, subject->segment->name, segment->name, segment->address + segment->size_bytes);
    }
    segment = next;
  }
  return 0;
}
