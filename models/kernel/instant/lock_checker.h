/*
 * lock_checker.h - checks that the locking protocol is kept
 *
 * Follows every lock operation of the one running thread: aborts with the names of the locks if a lock is
 * entered twice, taken against the order of the classes, left without being held, or needed but not held.
 * Operations can be traced.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define LOCK_CHECKER_HELD_MAX 8

typedef struct {
  uint64_t id;
  uint8_t lock_class; /* LockClass */
  bool held;          /* by the running thread */
  bool held_by_other; /* a test sets this: a try of the lock fails */
} KMutex;

typedef enum { LOCK_OP_ENTER, LOCK_OP_EXIT, LOCK_OP_TRY, LOCK_OP_TRY_BUSY } LockOp;

struct LockChecker {
  KMutex *held[LOCK_CHECKER_HELD_MAX]; /* in the order in which they were taken */
  unsigned n_held;
  void (*trace) (void *user, LockOp op, const KMutex *mutex); /* or NULL */
  /* Called before a lock is entered: a test acts as another thread that goes first.  NULL: not called. */
  void (*go_first) (void *user, const KMutex *mutex);
  void *user;
};

typedef struct LockChecker LockChecker;

static inline void lock_checker_init (KMutex *mutex, uint8_t lock_class, uint64_t id)
{
  *mutex = (KMutex){ .id = id, .lock_class = lock_class };
}

/* Takes MUTEX; aborts if it is held, or if a later lock of the order is held. With a CHECKER of NULL nothing
 * is traced and no order is checked, but a lock entered twice still aborts. */
void lock_checker_enter (LockChecker *checker, KMutex *mutex);

/* Takes MUTEX in any order, and returns true; false if it is held_by_other. */
bool lock_checker_try (LockChecker *checker, KMutex *mutex);

void lock_checker_exit (LockChecker *checker, KMutex *mutex);

void lock_checker_assert_held (const LockChecker *checker, const KMutex *mutex);

/* Aborts if the running thread holds a lock. */
void lock_checker_assert_none_held (const LockChecker *checker);

/* Writes MUTEX's name ("mem", "bucket 3", "owner 0x30...") into BUFFER of SIZE bytes and returns it. */
const char *lock_checker_name (const KMutex *mutex, char *buffer, unsigned size);
