/* blocking.c - calls that may have to wait, in the instant kernel: they never do */
#include "io_buffer.h"

void blocking_do (Vm *vm, BlockingWork work, void *argument)
{
  (void)vm;
  work (argument);
}
