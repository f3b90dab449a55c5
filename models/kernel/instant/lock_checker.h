/*
 * lock_checker.h - is the locking protocol kept?
 *
 * Follows every lock operation of the one running thread: a lock entered twice, taken against the order of
 * its class, left without being held, or needed and not held aborts with the names of the locks.  Operations
 * can be traced.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define LOCK_CHECKER_HELD_MAX 8

typedef struct {
  uint64_t id;
  uint8_t lock_class; /* LockClass */
  bool held;          /* by the running thread */
  bool held_by_other; /* as a test says: a try of it fails */
} KMutex;

typedef enum { LOCK_OP_ENTER, LOCK_OP_EXIT, LOCK_OP_TRY, LOCK_OP_TRY_BUSY } LockOp;

struct LockChecker {
  KMutex *held[LOCK_CHECKER_HELD_MAX]; /* in the order in which they were taken */
  unsigned n_held;
  void (*trace) (void *user, LockOp op, const KMutex *mutex); /* or NULL */
  /* Called before a lock is entered: a test does there what another thread does that goes first.  NULL: nobody does. */
  void (*go_first) (void *user, const KMutex *mutex);
  void *user;
};

typedef struct LockChecker LockChecker;

static inline void lock_checker_init (KMutex *mutex, uint8_t lock_class, uint64_t id)
{
  *mutex = (KMutex){ .id = id, .lock_class = lock_class };
}

/* Takes MUTEX; aborts if it is held, or if one that comes later in the order is. CHECKER may be NULL: nothing
 * to trace or order, but a lock entered twice still aborts. */
void lock_checker_enter (LockChecker *checker, KMutex *mutex);

/* Takes MUTEX unless held_by_other; any order is allowed to a try. */
bool lock_checker_try (LockChecker *checker, KMutex *mutex);

void lock_checker_exit (LockChecker *checker, KMutex *mutex);

void lock_checker_assert_held (const LockChecker *checker, const KMutex *mutex);

/* Aborts if the running thread holds a lock.. */
void lock_checker_assert_none_held (const LockChecker *checker);

/* Writes MUTEX's name ("mem", "bucket 3", "owner 0x30...") into BUFFER of SIZE bytes and returns it. */
const char *lock_checker_name (const KMutex *mutex, char *buffer, unsigned size);
