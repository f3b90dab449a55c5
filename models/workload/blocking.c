/* blocking.c - work that may block, in the instant kernel, where nothing ever blocks */
#include "io_buffer.h"

void blocking_do (Vm *vm, BlockingWork work, void *argument)
{
  (void)vm;
  work (argument);
}
