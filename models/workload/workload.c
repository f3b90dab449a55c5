/* workload.c - how workloads of all kinds begin and end, and the check of their sizes */
#include "workload.h"

static void workload_run (SimThreads *threads, void *argument)
{
  Workload *workload = argument;
  const IoContext *context = &workload->context;
  sim_thread_sleep (threads, context->start - event_queue_now (context->queue));
  workload->kind->run (threads, workload);
}

void *workload_new (const WorkloadKind *kind, const IoContext *context, const void *options)
{
  Workload *workload = g_malloc0 (kind->bytes);
  workload->kind = kind;
  workload->options = g_memdup2 (options, kind->schema.size);
  workload->context = *context;
  random_init (&workload->random, context->seed, context->run, context->stream);
  if (kind->fire) {
    event_init (&workload->next, kind->fire, WORKLOAD_EVENT_START);
    event_queue_schedule (context->queue, &workload->next, context->start);
  }
  if (kind->init) {
    kind->init (workload);
  }
  if (kind->run) {
    sim_thread_spawn (context->vm->threads, kind->thread_event, workload_run, workload);
  }
  return workload;
}

Workload *workload_start (const WorkloadKind *kind, const IoContext *context, const void *options,
                          GError **error)
{
  return kind->start ? kind->start (context, options, error) : workload_new (kind, context, options);
}

void workload_leave (Workload *workload)
{
  if (workload->kind->leave) {
    workload->kind->leave (workload);
  }
}

void workload_free (Workload *workload)
{
  event_queue_withdraw (workload->context.queue, &workload->next);
  if (workload->kind->clear) {
    workload->kind->clear (workload);
  }
  for (uint64_t i = 0; i < workload->n_ios; i++) {
    io_abandon (&workload->ios[i]);
  }
  for (GSList *link = workload->distributions; link; link = link->next) {
    distribution_free (link->data);
  }
  g_slist_free (workload->distributions);
  g_free (workload->ios);
  g_free (workload->options);
  g_free (workload);
}

Distribution *workload_distribution (Workload *workload, const DistributionConfig *config, uint64_t places)
{
  Distribution *distribution = distribution_new (config, places);
  workload->distributions = g_slist_prepend (workload->distributions, distribution);
  return distribution;
}

void workload_add_ios (Workload *workload, uint64_t n, const IoContinuations *continuations)
{
  workload->ios = g_new (Io, n);
  workload->n_ios = n;
  for (uint64_t i = n; i-- > 0;) {
    Io *io = &workload->ios[i];
    io_init (io, &workload->context, continuations);
    io->next = workload->free_ios;
    workload->free_ios = io;
  }
}

G_DEFINE_QUARK (workload - error - quark, workload_error)

uint64_t workload_check_size (const WorkloadCheck *check, const DistributionConfig *size, const char *name)
{
  uint64_t largest = distribution_config_max (size);
  if (check->bytes == 0 || !schema_is_usable (check->context, size) || largest == UINT64_MAX) {
    return 0;
  }
  if (largest <= check->bytes) {
    return largest;
  }
  schema_mistake (check->context, size, check->place,
                  "size is up to %s, more than segment '%s' has%s; use at most %s",
                  schema_size_text (check->context, largest), name,
                  check->bytes > check->segment_bytes ? ", with those that it goes through" : "",
                  schema_size_text (check->context, check->bytes));
  return 0;
}
