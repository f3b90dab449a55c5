/*
 * coroutine.h - functions that can be left and entered again
 *
 * A coroutine has a stack of its own, with a guard page below it.  It runs when it is resumed, until it
 * yields or its function returns.  One host thread at a time may use it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Coroutine Coroutine;

#define COROUTINE_STACK_BYTES (64 << 10)

/* SELF is the coroutine that runs: the function yields with coroutine_yield (SELF). */
typedef void (*CoroutineMain) (Coroutine *self, void *argument);

/* Returns a coroutine that runs MAIN (self, ARGUMENT) when first resumed.  Aborts if memory is short. */
Coroutine *coroutine_new (CoroutineMain main, void *argument);

/* Runs COROUTINE until it yields (true) or its main returns (false).  A coroutine may resume others.  Aborts
 * if COROUTINE is running, waits for a coroutine that it has resumed, or has returned. */
bool coroutine_resume (Coroutine *coroutine);

/* Returns control to the code that resumed SELF.  Only SELF calls it, on its own stack. */
void coroutine_yield (Coroutine *self);

/* Frees a coroutine that is not running; NULL is accepted.  A coroutine that has not returned is abandoned
 * where it stands: what its functions have on their stack is not cleaned up. */
void coroutine_free (Coroutine *coroutine);
