/* machine_memory.c - who takes pages away when memory is short, and who waits for them */
#include "anon_pageout.h"
#include "machine_internal.h"

uint64_t machine_count_added_pages (const Machine *machine)
{
  const Scenario *scenario = machine->scenario;
  uint64_t pages = 0;
  for (size_t i = 0; i < scenario->event_count; i++) {
    const ScenarioEvent *event = &scenario->events[i];
    if (event->action == SCENARIO_EVENT_MEMORY_ADD) {
      uint64_t span = machine->duration - MIN (event->at_ns, machine->duration);
      pages += event->change.pages * (event->every_ns != 0 ? span / event->every_ns + 1 : 1);
    }
  }
  return pages;
}

void machine_build_memory (Machine *machine)
{
  const ScenarioMachine *config = &machine->scenario->machine;
  MachineMemory *memory = &machine->memory;
  swap_device_init (&memory->swap, &config->swap, machine->seed, machine->run);
  PageoutOwner owner = anon_pageout_owner (&machine->vm.anon);
  pageout_init (&memory->pageout, &machine->kernel, machine->allocator, machine->queue, &memory->swap, &owner,
                &config->pageout);
  memory->swap_pages = config->swap_pages;
  anon_pageout_connect (&machine->vm.anon, &memory->pageout, memory->swap_pages);
  memory_waiters_init (&memory->waiters, &machine->kernel, machine->queue);
  memory_config_init (&memory->config, &machine->vm, machine->threads, config->thresholds, &config->wanted,
                      machine->seed, machine->run);
}

void machine_clear_memory (Machine *machine)
{
  MachineMemory *memory = &machine->memory;
  memory_waiters_clear (&memory->waiters);
  memory_config_clear (&memory->config);
  pageout_clear (&memory->pageout);
  swap_device_clear (&memory->swap);
}

void machine_set_needfree (Machine *machine, uint64_t pages)
{
  Kernel *kernel = &machine->kernel;
  kernel->needfree += pages - MIN (machine->memory.needfree_set, kernel->needfree);
  machine->memory.needfree_set = pages;
}
