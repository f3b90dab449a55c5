/* machine_core.c - builds the kernel of a machine, with its memory and the cache */
#include "machine_core.h"

#include "kernel.h"

/* Called when schedpaging finds memory low. */
static void machine_core_low_memory (void *user)
{
  MachineCore *core = user;
  LowMemoryTurn turn = { .before = core->pageout.counters,
                         .freemem = core->kernel.freemem,
                         .needfree = core->kernel.needfree };
  turn.woken = seg_preap (core->pcache);
  pageout_turn (&core->pageout);
  if (core->low_memory) {
    core->low_memory (core->low_memory_user, &turn);
  }
}

/* Counts the pages that all occurrences of the scenario's events can add. */
static uint64_t machine_core_count_added_pages (const MachineCore *core)
{
  uint64_t pages = 0;
  for (size_t i = 0; i < core->scenario->event_count; i++) {
    const ScenarioEvent *event = &core->scenario->events[i];
    if (event->action == SCENARIO_EVENT_MEMORY_ADD) {
      uint64_t span = core->duration - MIN (event->at_ns, core->duration);
      pages += event->memory.pages * (event->every_ns != 0 ? span / event->every_ns + 1 : 1);
    }
  }
  return pages;
}

static void machine_core_init_kernel (MachineCore *core)
{
  const ScenarioMachine *config = &core->scenario->machine;
  Kernel *kernel = &core->kernel;
  uint64_t pageable = config->memory_pages - config->kernel_memory_pages;
  *kernel = (Kernel){ .pages = *scenario_machine_pages (config),
                      .hz = config->hz,
                      .physmem = config->memory_pages,
                      .total_pages = pageable,
                      .availrmem = pageable,
                      .availrmem_initial = pageable };
#if KERNEL_CHECKED
  kernel->lock_checker = &core->lock_checker;
#endif
  memory_thresholds_apply (kernel, config->thresholds, &config->wanted);
  core->allocator = page_allocator_new (kernel, pageable, machine_core_count_added_pages (core));
  kernel_clock_start (&core->clock, kernel, core->queue, machine_core_low_memory, core);
  kernel_threads_init (&core->kernel_threads, kernel, core->threads, &core->clock);
  core->hog = memory_hog_make (core->allocator);
}

static void machine_core_init_cache (MachineCore *core, const MachineOptions *options)
{
  Cache *(*make_cache) (Kernel *, void *) = options->make_cache ? options->make_cache : pcache_new;
  core->pcache = make_cache (&core->kernel, &core->vm);
  seg_pinit (core->pcache, &core->scenario->tunables);
  core->sizes = cache_get_sizes (core->pcache);
  thread_create (&core->kernel, CACHE_EVENT_PURGE_THREAD, seg_pasync_thread, core->pcache);
  vm_init (&core->vm, &core->kernel, &core->clock, core->allocator, core->pcache, options->trail);
  core->vm.threads = core->threads;
  core->vm.page_copy_ns = core->scenario->machine.page_copy_ns;
  core->vm.lock_cost = core->scenario->machine.lock_cost;
}

static void machine_core_init_memory (MachineCore *core)
{
  const ScenarioMachine *config = &core->scenario->machine;
  swap_device_init (&core->swap, &config->swap, core->seed, core->run);
  PageoutOwner owner = anon_pageout_owner (&core->vm.anon);
  pageout_init (&core->pageout, &core->kernel, core->allocator, core->queue, &core->swap, &owner,
                &config->pageout);
  anon_pageout_connect (&core->vm.anon, &core->pageout, config->swap_pages);
  memory_waiters_init (&core->waiters, &core->kernel, core->queue);
  memory_config_init (&core->memory_config, &core->vm, core->threads, config->thresholds, &config->wanted,
                      core->seed, core->run);
}

void machine_core_init (MachineCore *core, const Scenario *scenario, const MachineOptions *options)
{
  core->scenario = scenario;
  core->seed = options->has_seed ? options->seed : scenario->seed;
  core->run = options->run;
  core->duration = options->duration_ns != 0 ? options->duration_ns : scenario->duration_ns;
  core->queue = event_queue_new ();
  core->queue->trail = options->trail;
  core->threads = sim_threads_new (core->queue);
  machine_core_init_kernel (core);
  machine_core_init_cache (core, options);
  machine_core_init_memory (core);
}

void machine_core_stop (MachineCore *core)
{
  event_queue_clear (core->queue);
  core->queue->trail = NULL;
  core->vm.trail = NULL;
}

void machine_core_clear (MachineCore *core)
{
  sim_threads_free (core->threads);
  memory_hog_clear (&core->hog);
  memory_waiters_clear (&core->waiters);
  memory_config_clear (&core->memory_config);
  pageout_clear (&core->pageout);
  swap_device_clear (&core->swap);
  vm_clear (&core->vm);
  cache_free (core->pcache);
  page_allocator_free (core->allocator);
  event_queue_free (core->queue);
}
