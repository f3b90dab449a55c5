/* lock_checker.c - following every lock operation of the running thread */
#include "kernel_sync.h"

#if KERNEL_CHECKED

#include <glib.h>
#include <inttypes.h>
#include <stdio.h>

static void lock_checker_fail (const char *what, const KMutex *mutex, const KMutex *other)
{
  char name[64];
  char other_name[64] = "";
  lock_checker_name (mutex, name, sizeof name);
  if (other) {
    lock_checker_name (other, other_name, sizeof other_name);
  }
  g_error ("locking protocol broken: %s '%s'%s%s", what, name, other ? " with " : "", other_name);
}

static void lock_checker_take (LockChecker *checker, KMutex *mutex)
{
  mutex->held = true;
  if (checker) {
    g_assert (checker->n_held < LOCK_CHECKER_HELD_MAX);
    checker->held[checker->n_held++] = mutex;
  }
}

static void lock_checker_trace (LockChecker *checker, LockOp op, const KMutex *mutex)
{
  if (checker && checker->trace) {
    checker->trace (checker->user, op, mutex);
  }
}

/* A bucket's rank is the same in both tables: no thread ever holds two buckets. */
static unsigned lock_checker_rank (const KMutex *mutex)
{
  return mutex->lock_class == LOCK_CLASS_WIRED_BUCKET ? LOCK_CLASS_BUCKET : mutex->lock_class;
}

void lock_checker_enter (LockChecker *checker, KMutex *mutex)
{
  if (checker && checker->go_first) {
    checker->go_first (checker->user, mutex);
  }
  if (mutex->held) {
    lock_checker_fail ("entered twice", mutex, NULL);
  }
  if (mutex->held_by_other) {
    lock_checker_fail ("would wait for ever for", mutex, NULL);
  }
  for (unsigned i = 0; checker && i < checker->n_held; i++) {
    if (lock_checker_rank (checker->held[i]) >= lock_checker_rank (mutex)) {
      lock_checker_fail ("entered against the order", mutex, checker->held[i]);
    }
  }
  lock_checker_take (checker, mutex);
  lock_checker_trace (checker, LOCK_OP_ENTER, mutex);
}

bool lock_checker_try (LockChecker *checker, KMutex *mutex)
{
  if (mutex->held) {
    lock_checker_fail ("tried while held", mutex, NULL);
  }
  lock_checker_trace (checker, mutex->held_by_other ? LOCK_OP_TRY_BUSY : LOCK_OP_TRY, mutex);
  if (mutex->held_by_other) {
    return false;
  }
  lock_checker_take (checker, mutex);
  return true;
}

void lock_checker_exit (LockChecker *checker, KMutex *mutex)
{
  if (!mutex->held) {
    lock_checker_fail ("left without being held", mutex, NULL);
  }
  mutex->held = false;
  for (unsigned i = 0; checker && i < checker->n_held; i++) {
    if (checker->held[i] == mutex) {
      checker->held[i] = checker->held[--checker->n_held];
      break;
    }
  }
  lock_checker_trace (checker, LOCK_OP_EXIT, mutex);
}

void lock_checker_assert_held (const LockChecker *checker, const KMutex *mutex)
{
  (void)checker;
  if (!mutex->held) {
    lock_checker_fail ("needed but not held", mutex, NULL);
  }
}

void lock_checker_assert_none_held (const LockChecker *checker)
{
  if (checker && checker->n_held > 0) {
    lock_checker_fail ("a thread gives way and holds", checker->held[0], NULL);
  }
}

const char *lock_checker_name (const KMutex *mutex, char *buffer, unsigned size)
{
  switch ((LockClass)mutex->lock_class) {
  case LOCK_CLASS_ASYNC:
    snprintf (buffer, size, "async");
    break;
  case LOCK_CLASS_PCACHE:
    snprintf (buffer, size, "pcache");
    break;
  case LOCK_CLASS_SPT:
    snprintf (buffer, size, "spt 0x%" PRIx64, mutex->id);
    break;
  case LOCK_CLASS_OWNER:
    snprintf (buffer, size, "owner 0x%" PRIx64, mutex->id);
    break;
  case LOCK_CLASS_BUCKET:
    snprintf (buffer, size, "bucket %" PRIu64, mutex->id);
    break;
  case LOCK_CLASS_WIRED_BUCKET:
    snprintf (buffer, size, "wired-bucket %" PRIu64, mutex->id);
    break;
  case LOCK_CLASS_MEM:
    snprintf (buffer, size, "mem");
    break;
  }
  return buffer;
}

#else
/* ISO C wants something in every file. */
typedef int lock_checker_is_compiled_away;
#endif
