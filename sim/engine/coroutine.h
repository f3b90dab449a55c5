/*
 * coroutine.h - functions that can be left and entered again
 *
 * A coroutine has a stack of its own, with a guard page below it.  It runs when it is resumed, until it yields or its
 * function returns.  One host thread at a time may use it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Coroutine Coroutine;

#define COROUTINE_STACK_BYTES (64 << 10)

/* SELF is what to yield by. */
typedef void (*CoroutineMain) (Coroutine *self, void *argument);

/* A coroutine that will run MAIN (self, ARGUMENT) when it is first resumed.  Aborts if there is no memory. */
Coroutine *coroutine_new (CoroutineMain main, void *argument);

/* Runs COROUTINE until it yields (true) or its main returns (false).  Coroutines may resume others; one that
 * is running, has resumed another and not been yielded to, or has returned cannot be resumed: that is a bug
 * and aborts. */
bool coroutine_resume (Coroutine *coroutine);

/* Gives back to whoever resumed SELF, until it is resumed again.  Called by SELF, on its own stack, alone. */
void coroutine_yield (Coroutine *self);

/* Frees a coroutine that is not running; NULL is accepted.  One that has not returned is given up where it stands:
 * what its functions have on their stack is not cleaned up. */
void coroutine_free (Coroutine *coroutine);
