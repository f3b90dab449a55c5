#include "as_fixture.h"

#include "test_main.h"

static void as_call_main (SimThreads *threads, void *argument)
{
  (void)threads;
  AsCall *call = argument;
  Vm *vm = &call->fixture->vm;
  switch (call->op) {
  case AS_OP_MUNMAP:
    call->result = as_unmap (vm, call->as, call->addr, call->size);
    break;
  case AS_OP_MPROTECT:
    call->result = as_change (vm, call->as, AS_OP_MPROTECT, call->addr, call->size, call->protection);
    break;
  case AS_OP_SETPAGESIZE:
    call->result = as_change (vm, call->as, AS_OP_SETPAGESIZE, call->addr, call->size, call->szc);
    break;
  case AS_OP_MADVISE:
    call->result = as_change (vm, call->as, AS_OP_MADVISE, call->addr, call->size, call->advice);
    break;
  case AS_OP_FORK:
    call->result = as_dup (vm, call->as, call->child, &call->copy_ns);
    break;
  case AS_OP_EXIT:
    call->result = as_exit (vm, call->as);
    break;
  default:
    ck_abort_msg ("operation %d is none that waits", (int)call->op);
  }
}

void as_calls_go_on (VmFixture *fixture)
{
  vm_fixture_wait (fixture, 0);
}

int as_call_start (AsCall *call)
{
  call->result = AS_CALL_WAITS;
  sim_thread_spawn (call->fixture->threads, 0x700, as_call_main, call);
  as_calls_go_on (call->fixture);
  return call->result;
}

int as_call (AsCall call)
{
  int result = as_call_start (&call);
  ck_assert_int_ne (result, AS_CALL_WAITS);
  return result;
}
