/* machine_memory.c - who takes pages away when memory is short, and who waits for them */
#include "anon_pageout.h"
#include "machine_internal.h"

void machine_build_memory (Machine *machine)
{
  const ScenarioMachine *config = &machine->scenario->machine;
  MachineMemory *memory = &machine->memory;
  SwapDeviceOptions device = { .service = machine_make_distribution (machine, &config->swap.service, 1),
                               .concurrent = config->swap.concurrent,
                               .seed = machine->seed,
                               .run = machine->run };
  swap_device_init (&memory->swap, &device);
  PageoutTunables tunables = { .fastscan = config->fastscan,
                               .slowscan = config->slowscan,
                               .handspread = config->handspread_pages,
                               .queue = config->swap.queue };
  PageoutOwner owner = anon_pageout_owner (&machine->vm.anon);
  pageout_init (&memory->pageout, &machine->kernel, machine->allocator, machine->queue, &memory->swap, &owner,
                &tunables);
  memory->swap_pages = config->swap.size_pages;
  anon_pageout_connect (&machine->vm.anon, &memory->pageout, memory->swap_pages);
  memory_waiters_init (&memory->waiters, &machine->kernel, machine->queue);
}

void machine_clear_memory (Machine *machine)
{
  MachineMemory *memory = &machine->memory;
  memory_waiters_clear (&memory->waiters);
  pageout_clear (&memory->pageout);
  swap_device_clear (&memory->swap);
}

void machine_set_needfree (Machine *machine, uint64_t pages)
{
  Kernel *kernel = &machine->kernel;
  kernel->needfree += pages - MIN (machine->memory.needfree_set, kernel->needfree);
  machine->memory.needfree_set = pages;
}
