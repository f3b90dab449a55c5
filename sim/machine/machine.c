/* machine.c - a scenario, running: building it, running it, taking it down */
#include "machine_internal.h"

#include "memory_thresholds.h"

G_DEFINE_QUARK (machine - error - quark, machine_error)

/* schedpaging found memory low. */
static void machine_low_memory (void *user)
{
  Machine *machine = user;
  const PageoutCounters before = machine->memory.pageout.counters;
  uint64_t freemem = machine->kernel.freemem;
  uint64_t needfree = machine->kernel.needfree;
  bool woken = seg_preap (machine->pcache);
  pageout_turn (&machine->memory.pageout);
  machine_events_pageout (machine->events, woken, &before, freemem, needfree);
}

static void machine_build_kernel (Machine *machine)
{
  const ScenarioMachine *config = &machine->scenario->machine;
  Kernel *kernel = &machine->kernel;
  uint64_t pageable = config->memory_pages - config->kernel_memory_pages;
  *kernel = (Kernel){ .hz = config->hz,
                      .physmem = config->memory_pages,
                      .total_pages = pageable,
                      .availrmem = pageable,
                      .availrmem_initial = pageable };
#if KERNEL_CHECKED
  kernel->lock_checker = &machine->lock_checker;
#endif
  memory_thresholds_apply (kernel, config->thresholds, &config->wanted);
  machine->allocator = page_allocator_new_with_room (kernel, pageable, machine_count_added_pages (machine));
  kernel_clock_start (&machine->clock, kernel, machine->queue, machine_low_memory, machine);
  kernel_threads_init (&machine->kernel_threads, kernel, machine->threads, &machine->clock);
  machine->hog = memory_hog_new (kernel, machine->allocator);
  machine->setup.kernel_memory_pages = config->kernel_memory_pages;
}

static void machine_build_cache (Machine *machine, const MachineOptions *options)
{
  Cache *(*make_cache) (Kernel *, void *) = options->make_cache ? options->make_cache : pcache_new;
  machine->pcache = make_cache (&machine->kernel, &machine->vm);
  seg_pinit (machine->pcache, &machine->scenario->tunables);
  machine->setup.sizes = cache_get_sizes (machine->pcache);
  thread_create (&machine->kernel, CACHE_EVENT_PURGE_THREAD, seg_pasync_thread, machine->pcache);
  vm_init (&machine->vm, &machine->kernel, &machine->clock, machine->allocator, machine->pcache,
           options->trail);
  machine->vm.threads = machine->threads;
  machine->vm.page_copy_ns = machine->scenario->machine.page_copy_ns;
  machine->children = children_new (&machine->vm);
  machine->vm.lock_cost = machine->scenario->machine.lock_cost;
}

Machine *machine_new (const Scenario *scenario, const MachineOptions *options, GError **error)
{
  Machine *machine = g_new0 (Machine, 1);
  machine->scenario = scenario;
  machine->seed = options->has_seed ? options->seed : scenario->seed;
  machine->run = options->run;
  machine->duration = options->duration_ns != 0 ? options->duration_ns : scenario->duration_ns;
  machine->queue = event_queue_new ();
  event_queue_set_trail (machine->queue, options->trail);
  machine->threads = sim_threads_new (machine->queue);
  machine->processes = g_array_new (FALSE, TRUE, sizeof (MachineProcess));
  machine->workloads = g_ptr_array_new ();
  machine->zones = g_ptr_array_new_with_free_func (g_free);
  machine_list_latencies (machine);
  machine_build_kernel (machine);
  machine_build_cache (machine, options);
  machine_build_memory (machine);
  machine_start_actions (machine);
  if (!machine_build_processes (machine, error)) {
    machine_free (machine);
    return NULL;
  }
  for (size_t i = 0; i < scenario->event_count; i++) {
    machine_prepare_process_ops (&machine->actions[i]);
  }
  machine_register_metrics (machine);
  return machine;
}

/* Gives up all locks and memory, so that nothing is left of the run; none of this is part of it any more. */
static void machine_shut_down (Machine *machine)
{
  machine_events_free (machine->events);
  event_queue_clear (machine->queue);
  event_queue_set_trail (machine->queue, NULL);
  machine->vm.trail = NULL;
  for (guint i = 0; i < machine->workloads->len; i++) {
    Workload *workload = g_ptr_array_index (machine->workloads, i);
    workload->free (workload);
  }
  seg_ppurge_async (machine->pcache, true);
  children_free (machine->children);
  for (guint i = 0; i < machine->processes->len; i++) {
    MachineProcess *process = &g_array_index (machine->processes, MachineProcess, i);
    while (process->as.first) {
      seg_free (process->as.first);
    }
    g_free (process->bases);
  }
  for (size_t i = 0; i < machine->scenario->object_count; i++) {
    if (machine->objects && machine->objects[i]) {
      anon_map_free (machine->objects[i]);
    }
  }
}

void machine_free (Machine *machine)
{
  if (!machine) {
    return;
  }
  machine_shut_down (machine);
  sim_threads_free (machine->threads); /* what waits in the queue leaves it while its neighbours live */
  g_free (machine->objects);
  for (size_t i = 0; machine->actions && i < machine->scenario->event_count; i++) {
    g_free (machine->actions[i].process_ops);
  }
  g_free (machine->actions);
  g_array_free (machine->processes, TRUE);
  g_ptr_array_free (machine->workloads, TRUE);
  g_ptr_array_free (machine->zones, TRUE);
  machine_clear_latencies (machine);
  memory_hog_free (machine->hog);
  machine_clear_memory (machine);
  vm_clear (&machine->vm);
  cache_free (machine->pcache);
  page_allocator_free (machine->allocator);
  event_queue_free (machine->queue);
  metric_set_free (machine->metrics);
  metric_set_free (machine->setup_metrics);
  g_clear_error (&machine->failure);
  g_free (machine);
}

static bool machine_goes_on (void *context)
{
  const Machine *machine = context;
  return !machine->failure;
}

static bool machine_run_while (Machine *machine, sim_time time, EventQueueGoesOn goes_on, void *context,
                               GError **error)
{
  event_queue_run_while (machine->queue, time, goes_on, context);
  if (machine->failure) {
    g_propagate_error (error, g_steal_pointer (&machine->failure));
    return false;
  }
  kernel_clock_update (&machine->clock);
  return true;
}

bool machine_run_until (Machine *machine, sim_time time, GError **error)
{
  return machine_run_while (machine, time, machine_goes_on, machine, error);
}

typedef struct {
  const Machine *machine;
  MachineStop stop;
  void *user;
  bool is_stopped;
} MachineStopping;

static bool machine_goes_on_to_stop (void *context)
{
  MachineStopping *stopping = context;
  stopping->is_stopped = !stopping->machine->failure && stopping->stop (stopping->user);
  return !stopping->machine->failure && !stopping->is_stopped;
}

bool machine_run_until_stop (Machine *machine, sim_time time, MachineStop stop, void *user, bool *is_stopped,
                             GError **error)
{
  MachineStopping stopping = { .machine = machine, .stop = stop, .user = user };
  bool is_good = machine_run_while (machine, time, machine_goes_on_to_stop, &stopping, error);
  *is_stopped = stopping.is_stopped;
  return is_good;
}

sim_time machine_get_duration (const Machine *machine)
{
  return machine->duration;
}

uint64_t machine_get_seed (const Machine *machine)
{
  return machine->seed;
}

EventQueue *machine_get_queue (Machine *machine)
{
  return machine->queue;
}

const MetricSet *machine_get_metrics (const Machine *machine)
{
  return machine->metrics;
}

const MetricSet *machine_get_setup (const Machine *machine)
{
  return machine->setup_metrics;
}
