/*
 * kernel_sync.h - locks of the instant kernel
 *
 * One simulated thread runs at a time and gives way only in delays, never with a lock held, so no lock is ever waited
 * for.  A release build compiles every lock away.  With KERNEL_CHECKED each operation is checked against the protocol
 * (pagelock-cache §2: order owner, bucket, mem; an owner after a bucket only as a try), may be traced, and a test can
 * say that somebody else holds a lock.
 */
#ifndef KERNEL_SYNC_H
#define KERNEL_SYNC_H

#include "kernel.h"

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

typedef struct {
  void *sleeper;
} KCondvar;

#if KERNEL_CHECKED

#include "lock_checker.h"

/* ID tells locks of a class apart: a bucket's index, an owner's tag. */
static inline void mutex_init (KMutex *mutex, LockClass lock_class, uint64_t id)
{
  *mutex = (KMutex){ .id = id, .lock_class = (uint8_t)lock_class };
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

#else

__extension__ typedef struct {
} KMutex;

static inline void mutex_init (KMutex *mutex, LockClass lock_class, uint64_t id)
{
  (void)mutex, (void)lock_class, (void)id;
}

static inline void mutex_enter (Kernel *kernel, KMutex *mutex)
{
  (void)kernel, (void)mutex;
}

static inline bool mutex_tryenter (Kernel *kernel, KMutex *mutex)
{
  (void)kernel, (void)mutex;
  return true;
}

static inline void mutex_exit (Kernel *kernel, KMutex *mutex)
{
  (void)kernel, (void)mutex;
}

static inline void mutex_assert_held (Kernel *kernel, const KMutex *mutex)
{
  (void)kernel, (void)mutex;
}

#endif

/* Wakes the thread that sleeps on CV, if any. */
static inline void cv_signal (Kernel *kernel, KCondvar *cv)
{
  if (kernel->wakeup && cv->sleeper) {
    kernel->wakeup (kernel, cv->sleeper);
  }
}

/* The calling thread sleeps for TICKS. */
static inline void delay (Kernel *kernel, uint64_t ticks)
{
  kernel->delay (kernel, ticks);
}

#endif
