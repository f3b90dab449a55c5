/* machine_check.c - what must hold together at any moment */
#include "machine_internal.h"

#include "cache_telemetry.h"
#include "scenario_command.h"
#include "vm_check.h"

#define NUMBER "%" G_GUINT64_FORMAT

/* Aborts with WHAT, which is freed, and with how to get there again; nothing if it is NULL. */
static void check_broken (const Machine *machine, char *what)
{
  if (!what) {
    return;
  }
  g_autoptr (GString) again = g_string_new (NULL);
  scenario_append_command (machine->scenario, again);
  g_string_append_printf (again, " --seed " NUMBER " --run " NUMBER " --check", machine->seed, machine->run);
  CacheState state = cache_get_state (machine->pcache);
  const Kernel *kernel = &machine->kernel;
  g_error ("an invariant is broken at " NUMBER " ns, after " NUMBER " events: %s\n"
           "  plocked " NUMBER ", plocked_window " NUMBER ", disabled " NUMBER ", entries " NUMBER
           ", active " NUMBER "\n"
           "  freemem " NUMBER ", needfree " NUMBER ", availrmem " NUMBER ", total_pages " NUMBER "\n"
           "  seed " NUMBER ", run " NUMBER "; again: %s",
           event_queue_now (machine->queue), event_queue_count_taken (machine->queue), what, state.plocked,
           state.plocked_window, state.disabled, state.entries, state.entries_active, kernel->freemem,
           kernel->needfree, kernel->availrmem, kernel->total_pages, machine->seed, machine->run, again->str);
}

static void check_equal (const Machine *machine, const char *what, uint64_t found, uint64_t expected)
{
  if (found != expected) {
    check_broken (machine, g_strdup_printf ("%s is " NUMBER ", should be " NUMBER, what, found, expected));
  }
}

/* What is known of the locks, and whose they are checked for. */
typedef struct {
  const Machine *machine;
  VmCheck *check;
} LockCheck;

static void add_segments (void *user, AddressSpace *as)
{
  const LockCheck *locks = user;
  for (const Segment *segment = as->first; segment; segment = segment->next) {
    vm_check_add_segment (locks->check, segment);
  }
}

static void check_segments (void *user, AddressSpace *as)
{
  const LockCheck *locks = user;
  for (const Segment *segment = as->first; segment; segment = segment->next) {
    check_broken (locks->machine, vm_check_segment (locks->check, segment));
  }
}

static void visit_address_spaces (const LockCheck *locks, void (*visit) (void *user, AddressSpace *as))
{
  const Machine *machine = locks->machine;
  for (guint i = 0; i < machine->processes->len; i++) {
    visit ((void *)(uintptr_t)locks, &g_array_index (machine->processes, MachineProcess, i).as);
  }
  children_visit (machine->children, visit, (void *)(uintptr_t)locks);
}

static void check_locks (const Machine *machine)
{
  LockCheck locks = { .machine = machine, .check = vm_check_new (&machine->vm) };
  visit_address_spaces (&locks, add_segments);
  check_broken (machine, vm_check_entries (locks.check));
  check_broken (machine, vm_check_pages (locks.check));
  check_broken (machine, vm_check_freemem (locks.check));
  visit_address_spaces (&locks, check_segments);
  vm_check_free (locks.check);
}

static void check_counters (const Machine *machine)
{
  const VmCounters *vm = &machine->vm.counters;
  const IoCounters *io = &machine->io;
  const RdmaCounters *rdma = &machine->kinds.rdma;
  if (cache_can (machine->pcache, CACHE_TELLS_COUNTERS)) {
    check_equal (machine, "the sum of the reasons of misses", vm_count_misses (vm),
                 cache_count_misses (cache_get_counters (machine->pcache)));
  }
  check_equal (machine, "pages locked less pages unlocked", vm->pages_locked - vm->pages_unlocked,
               page_allocator_count_shared_locks (machine->allocator) - machine->vm.spt.locked_pages);
  check_equal (machine, "I/Os and registrations started less those failed and waiting for memory",
               io->started - io->failed - io->waiting + rdma->registrations - rdma->failed - rdma->waiting,
               vm->locks[PAGELOCK_HIT] + vm->locks[PAGELOCK_CACHED] + vm->locks[PAGELOCK_UNCACHED]
                   + vm->locks[PAGELOCK_LOST] + vm->locks[PAGELOCK_SOFT] - vm->more_parts);
}

void machine_check (Machine *machine)
{
  check_broken (machine, cache_find_broken (machine->pcache));
  if (cache_can (machine->pcache, CACHE_TELLS_ENTRIES)) {
    check_locks (machine);
  }
  check_counters (machine);
}
