/* vm_observer.c - telling an observer which threads wait for what */
#include "vm_observer.h"

void vm_set_observer (Vm *vm, const VmObserver *observer)
{
  vm->observer = observer;
}

uint64_t vm_begin_wait (Vm *vm, VmWait what, const AddressSpace *as)
{
  uint64_t number = ++vm->waits;
  if (vm->observer) {
    vm->observer->wait_begun (vm->observer->user, what, as, number);
  }
  return number;
}

void vm_end_wait (const Vm *vm, VmWait what, uint64_t number)
{
  if (vm->observer) {
    vm->observer->wait_ended (vm->observer->user, what, number);
  }
}
