/*
 * coroutine_checkers.h - telling memory checkers about stacks
 *
 * AddressSanitizer, ThreadSanitizer and valgrind follow one stack per thread, and must be told of every other
 * stack and every switch.  In a build without these checkers the functions here do nothing.
 */
#pragma once

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define COROUTINE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define COROUTINE_ASAN 1
#endif
#endif
#ifndef COROUTINE_ASAN
#define COROUTINE_ASAN 0
#endif

#if defined(__SANITIZE_THREAD__)
#define COROUTINE_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define COROUTINE_TSAN 1
#endif
#endif
#ifndef COROUTINE_TSAN
#define COROUTINE_TSAN 0
#endif

#ifndef HAVE_VALGRIND_H
#define HAVE_VALGRIND_H 0
#endif

#if COROUTINE_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if COROUTINE_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if HAVE_VALGRIND_H
#include <valgrind/valgrind.h>
#endif

/* The sanitizers put a guarded zone around every variable, so frames are larger. */
#define COROUTINE_CHECKS_STACK_FACTOR (COROUTINE_ASAN || COROUTINE_TSAN ? 4U : 1U)

/* What the checkers need to know of one coroutine. */
typedef struct {
  unsigned valgrind_id;
  const void *outside_stack; /* the stack of the code that resumed the coroutine */
  size_t outside_bytes;
  void *inside_fiber, *outside_fiber; /* ThreadSanitizer's names of the two stacks */
} CoroutineChecks;

static inline void coroutine_checks_add_stack (CoroutineChecks *checks, const char *stack, size_t bytes)
{
#if HAVE_VALGRIND_H
  checks->valgrind_id = VALGRIND_STACK_REGISTER (stack, stack + bytes);
#endif
#if COROUTINE_TSAN
  checks->inside_fiber = __tsan_create_fiber (0);
#endif
  (void)checks, (void)stack, (void)bytes;
}

static inline void coroutine_checks_remove_stack (CoroutineChecks *checks, const char *stack, size_t bytes)
{
#if COROUTINE_ASAN
  __asan_unpoison_memory_region (stack, bytes);
#endif
#if COROUTINE_TSAN
  __tsan_destroy_fiber (checks->inside_fiber);
#endif
#if HAVE_VALGRIND_H
  VALGRIND_STACK_DEREGISTER (checks->valgrind_id);
#endif
  (void)checks, (void)stack, (void)bytes;
}

/* The caller jumps after each of these two.  The `enter` after the jump back takes their result. */
static inline void *coroutine_checks_leave_outside (const char *inside_stack, size_t bytes)
{
  void *fake_stack = NULL;
#if COROUTINE_ASAN
  __sanitizer_start_switch_fiber (&fake_stack, inside_stack, bytes);
#endif
  (void)inside_stack, (void)bytes;
  return fake_stack;
}

static inline void *coroutine_checks_leave_inside (const CoroutineChecks *checks)
{
  void *fake_stack = NULL;
#if COROUTINE_ASAN
  __sanitizer_start_switch_fiber (&fake_stack, checks->outside_stack, checks->outside_bytes);
#endif
  (void)checks;
  return fake_stack;
}

/* Each of these two comes just before the jump itself: ThreadSanitizer looks for the place to jump to
 * among the places of the stack that it believes to be the current one. */
static inline void coroutine_checks_jump_inside (CoroutineChecks *checks)
{
#if COROUTINE_TSAN
  checks->outside_fiber = __tsan_get_current_fiber ();
  __tsan_switch_to_fiber (checks->inside_fiber, 0);
#endif
  (void)checks;
}

static inline void coroutine_checks_jump_outside (const CoroutineChecks *checks)
{
#if COROUTINE_TSAN
  __tsan_switch_to_fiber (checks->outside_fiber, 0);
#endif
  (void)checks;
}

/* FAKE_STACK is NULL on a stack that is entered for the first time. */
static inline void coroutine_checks_enter_inside (CoroutineChecks *checks, void *fake_stack)
{
#if COROUTINE_ASAN
  __sanitizer_finish_switch_fiber (fake_stack, &checks->outside_stack, &checks->outside_bytes);
#endif
  (void)checks, (void)fake_stack;
}

static inline void coroutine_checks_enter_outside (void *fake_stack)
{
#if COROUTINE_ASAN
  __sanitizer_finish_switch_fiber (fake_stack, NULL, NULL);
#endif
  (void)fake_stack;
}
