/*
 * kernel_threads.h - threads of the instant kernel
 *
 * A kernel thread is a simulated thread of the run (sim_thread.h).  It runs in no simulated time until it waits for a
 * condition variable or delays; others go on meanwhile.  kernel_sync.h has the calls that a thread makes; here is what
 * they stand on.
 */
#pragma once

#include "kernel_clock.h"
#include "sim_thread.h"

struct KernelThreads {
  SimThreads *threads;
  KernelClock *clock;
};

/* KERNEL's threads are among THREADS from here on, and go by CLOCK, which must have been started; all must outlive it.
 * Until then no thread can be made in KERNEL and none can wait. */
void kernel_threads_init (KernelThreads *kernel_threads, Kernel *kernel, SimThreads *threads,
                          KernelClock *clock);
