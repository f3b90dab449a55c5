/*
 * kernel_sync.h - locks, condition variables and threads of the instant kernel
 *
 * A kernel thread is a simulated thread of the run (sim_thread.h).  One runs at a time, and takes no
 * simulated time.  It gives way only in delays and where it waits for a condition variable, never with a lock
 * held, so no lock is ever waited for.  A release build compiles every lock away.  With KERNEL_CHECKED each
 * operation is checked against the protocol (pagelock-cache §2: order owner, bucket, mem; after a bucket, an
 * owner only by a try), may be traced, and a test can say that somebody else holds a lock.
 */
#pragma once

#include "kernel_clock.h"
#include "sim_thread.h"

#include <glib.h>
#include <stdbool.h>

/* In the order in which they may be taken. */
typedef enum {
  LOCK_CLASS_ASYNC,
  LOCK_CLASS_PCACHE,
  LOCK_CLASS_SPT, /* of an object of segspt */
  LOCK_CLASS_OWNER,
  LOCK_CLASS_BUCKET,
  LOCK_CLASS_WIRED_BUCKET,
  LOCK_CLASS_MEM
} LockClass;

/* All zeroes: nobody waits. */
typedef struct {
  GQueue sleepers; /* of SimThread: those that wait, in the order in which they came */
} KCondvar;

#if KERNEL_CHECKED
#include "lock_checker.h"
#else
__extension__ typedef struct {
} KMutex;
#define lock_checker_init(mutex, class, number) ((void)(mutex), (void)(class), (void)(number))
#define lock_checker_enter(checker, mutex) ((void)(checker), (void)(mutex))
#define lock_checker_try(checker, mutex) ((void)(checker), (void)(mutex), true)
#define lock_checker_exit(checker, mutex) ((void)(checker), (void)(mutex))
#define lock_checker_assert_held(checker, mutex) ((void)(checker), (void)(mutex))
#define lock_checker_assert_none_held(checker) ((void)(checker))
#endif

/* ID tells locks of a class apart: a bucket's index, an owner's tag. */
static inline void mutex_init (KMutex *mutex, LockClass lock_class, uint64_t id)
{
  lock_checker_init (mutex, (uint8_t)lock_class, id);
}

static inline void mutex_enter (Kernel *kernel, KMutex *mutex)
{
  lock_checker_enter (kernel->lock_checker, mutex);
}

/* False if somebody else holds MUTEX. */
static inline bool mutex_tryenter (Kernel *kernel, KMutex *mutex)
{
  return lock_checker_try (kernel->lock_checker, mutex);
}

static inline void mutex_exit (Kernel *kernel, KMutex *mutex)
{
  lock_checker_exit (kernel->lock_checker, mutex);
}

/* Aborts unless the running thread holds MUTEX. */
static inline void mutex_assert_held (Kernel *kernel, const KMutex *mutex)
{
  lock_checker_assert_held (kernel->lock_checker, mutex);
}

static inline void cv_init (KCondvar *cv)
{
  *cv = (KCondvar){ 0 };
}

/* Releases MUTEX, which the calling thread holds, sleeps until CV is signalled, and takes MUTEX again. */
void cv_wait (Kernel *kernel, KCondvar *cv, KMutex *mutex);

/* The same, but no longer than until lbolt is TICK; false if nobody signalled. */
bool cv_timedwait (Kernel *kernel, KCondvar *cv, KMutex *mutex, uint64_t tick);

/* The same, but no longer than TICKS from now. */
bool cv_reltimedwait (Kernel *kernel, KCondvar *cv, KMutex *mutex, uint64_t ticks);

/* Wakes the thread that has waited longest for CV, if any does: it goes on at the present time, after the
 * events that are due.  A signal that nobody waits for is lost. */
void cv_signal (Kernel *kernel, KCondvar *cv);

/* Wakes all that wait for CV, in the order in which they came. */
void cv_broadcast (Kernel *kernel, KCondvar *cv);

struct KernelThreads {
  SimThreads *threads;
  KernelClock *clock;
};

/* Lets KERNEL have threads, which are among THREADS and go by CLOCK, which has been started; all must outlive
 * those threads. Before this call no thread can be made in KERNEL, and none can wait. */
void kernel_threads_init (KernelThreads *kernel_threads, Kernel *kernel, SimThreads *threads,
                          KernelClock *clock);

/* Makes a thread of KERNEL that runs BODY (ARGUMENT), and ends when BODY returns.  KIND is the kind of its
 * events in the run's fingerprint.  It runs at once until it first waits; if a thread makes it, it runs after
 * the events that are due. */
void thread_create (Kernel *kernel, uint32_t kind, void (*body) (void *argument), void *argument);

/* The calling thread sleeps for TICKS. */
static inline void delay (Kernel *kernel, uint64_t ticks)
{
  kernel->delay (kernel, ticks);
}
