/* machine_check.c - checks the invariants of a machine */
#include "machine_internal.h"

#include "cache_telemetry.h"
#include "scenario_load.h"

#define NUMBER "%" G_GUINT64_FORMAT

static char *check_vm (const Machine *machine)
{
  g_autoptr (GPtrArray) spaces = g_ptr_array_new ();
  for (guint i = 0; i < machine->processes.list->len; i++) {
    g_ptr_array_add (spaces, &machine_processes_get (&machine->processes, i)->as);
  }
  for (const GList *link = machine->workloads.children.living.head; link; link = link->next) {
    g_ptr_array_add (spaces, link->data);
  }
  return vm_find_broken (&machine->core.vm, spaces);
}

static char *check_equal (const char *what, uint64_t found, uint64_t expected)
{
  return found == expected ? NULL
                           : g_strdup_printf ("%s is " NUMBER ", should be " NUMBER, what, found, expected);
}

static char *check_misses (const Machine *machine)
{
  return check_equal ("the sum of the reasons of misses", vm_count_misses (&machine->core.vm.counters),
                      cache_count_misses (cache_get_counters (machine->core.pcache)));
}

static char *check_pages_locked (const Machine *machine)
{
  const VmCounters *vm = &machine->core.vm.counters;
  return check_equal ("pages locked less pages unlocked", vm->pages_locked - vm->pages_unlocked,
                      page_allocator_count_shared_locks (machine->core.allocator)
                          - machine->core.vm.spt.locked_pages);
}

static char *check_started (const Machine *machine)
{
  const VmCounters *vm = &machine->core.vm.counters;
  const IoCounters *io = &machine->workloads.io;
  const RdmaCounters *rdma = &machine->workloads.kinds.rdma;
  return check_equal ("I/Os and registrations started less those failed and waiting for memory",
                      io->started - io->failed - io->waiting + rdma->registrations - rdma->failed
                          - rdma->waiting,
                      vm->locks[PAGELOCK_HIT] + vm->locks[PAGELOCK_CACHED] + vm->locks[PAGELOCK_UNCACHED]
                          + vm->locks[PAGELOCK_LOST] + vm->locks[PAGELOCK_SOFT] - vm->more_parts);
}

static char *check_cache (const Machine *machine)
{
  return cache_find_broken (machine->core.pcache);
}

/* The checks, in order: a later one may rely on what an earlier one found to be right. */
static const struct {
  unsigned needs;                         /* capabilities that the cache must have (cache_telemetry.h) */
  char *(*find) (const Machine *machine); /* what is broken; NULL: nothing */
} machine_checks[] = {
  { 0, check_cache },
  { CACHE_TELLS_ENTRIES, check_vm },
  { CACHE_TELLS_COUNTERS, check_misses },
  { 0, check_pages_locked },
  { 0, check_started },
};

/* Aborts with WHAT, and with the command that repeats the run. */
G_GNUC_NORETURN static void machine_report_broken (const Machine *machine, const char *what)
{
  const MachineCore *core = &machine->core;
  g_autoptr (GString) again = g_string_new (NULL);
  scenario_append_command (core->scenario, again);
  g_string_append_printf (again, " --seed " NUMBER " --run " NUMBER " --check", core->seed, core->run);
  CacheState state = cache_get_state (core->pcache);
  const Kernel *kernel = &core->kernel;
  g_error ("an invariant is broken at " NUMBER " ns, after " NUMBER " events: %s\n"
           "  plocked " NUMBER ", plocked_window " NUMBER ", disabled " NUMBER ", entries " NUMBER
           ", active " NUMBER "\n"
           "  freemem " NUMBER ", needfree " NUMBER ", availrmem " NUMBER ", total_pages " NUMBER
           ", simulated threads %zu\n"
           "  seed " NUMBER ", run " NUMBER "; again: %s",
           event_queue_now (core->queue), core->queue->taken, what, state.plocked, state.plocked_window,
           state.disabled, state.entries, state.entries_active, kernel->freemem, kernel->needfree,
           kernel->availrmem, kernel->total_pages, sim_threads_count (core->threads), core->seed, core->run,
           again->str);
}

void machine_check (Machine *machine)
{
  for (size_t i = 0; i < G_N_ELEMENTS (machine_checks); i++) {
    char *broken = NULL;
    if (cache_can (machine->core.pcache, machine_checks[i].needs)) {
      broken = machine_checks[i].find (machine);
    }
    if (broken) {
      machine_report_broken (machine, broken);
    }
  }
}
