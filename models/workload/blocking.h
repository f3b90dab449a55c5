/*
 * blocking.h - where calls are made that may have to wait for a lock
 *
 * The callback of an event cannot wait.  So what workloads do to address spaces and to the cache from such callbacks,
 * they have done here, and what depends on it follows as the last step of that work: its continuation.
 *
 * The instant kernel, in which no lock is ever waited for, does the work before blocking_do returns, and fires no
 * event for it.  A kernel whose locks take simulated time has one of its threads do it: then blocking_do returns
 * before the work is done, and the continuation runs in that thread.  So a caller must have left its own data in
 * order before it calls, and may not go on as if the work had been done; and a continuation must not suppose that it
 * runs inside its caller, or that the time is still the same.
 */
#pragma once

#include "vm.h"

/* May block; does whatever follows from it at its end. */
typedef void (*BlockingWork) (void *argument);

/* Has WORK (ARGUMENT) done on VM's machine, at once or as soon as a thread can. */
void blocking_do (Vm *vm, BlockingWork work, void *argument);
