/* slow_locks.c - in place of blocking.c: a thread does the work, and takes simulated time for it */
#include "slow_locks.h"

#include "io_buffer.h"

#include <glib.h>

typedef struct {
  BlockingWork work;
  void *argument;
} SlowCall;

static void slow_call_run (SimThreads *threads, void *argument)
{
  SlowCall call = *(SlowCall *)argument;
  g_free (argument);
  sim_thread_sleep (threads, SLOW_LOCK_NS);
  call.work (call.argument);
}

void blocking_do (Vm *vm, BlockingWork work, void *argument)
{
  SlowCall call = { work, argument };
  sim_thread_spawn (vm->threads, SLOW_LOCK_EVENT, slow_call_run, g_memdup2 (&call, sizeof call));
}
