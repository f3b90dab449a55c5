/*
 * coroutine.h - functions that can be left and entered again
 *
 * A coroutine has a stack of its own: it runs when it is resumed, until it yields or its function returns.
 * Stacks come from a pool, have a guard page below them, and are used again; a pool and its coroutines are of
 * one host thread at a time, and any number of pools may be used side by side.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct Coroutine Coroutine;
typedef struct CoroutinePool CoroutinePool;

#define COROUTINE_STACK_BYTES ((size_t)64 << 10)

/* SELF is what to yield by. */
typedef void (*CoroutineMain) (Coroutine *self, void *argument);

/* Stacks of at least STACK_BYTES (COROUTINE_STACK_BYTES unless there is a reason) each. */
CoroutinePool *coroutine_pool_new (size_t stack_bytes);

/* Also frees the coroutines that are left, as coroutine_free does; none may be running. */
void coroutine_pool_free (CoroutinePool *pool);

/* A coroutine that will run MAIN (self, ARGUMENT) when it is first resumed.  Aborts if there is no memory. */
Coroutine *coroutine_new (CoroutinePool *pool, CoroutineMain main, void *argument);

/* Runs COROUTINE until it yields (true) or its main returns (false).  Coroutines may resume others; one that
 * is running, has resumed another and not been yielded to, or has returned cannot be resumed: that is a bug
 * and aborts. */
bool coroutine_resume (Coroutine *coroutine);

/* Gives back to whoever resumed SELF, until it is resumed again.  Called by SELF, on its own stack, alone. */
void coroutine_yield (Coroutine *self);

/* Frees a coroutine that is not running.  One that has not returned is given up where it stands: what its
 * functions have on their stack is not cleaned up. */
void coroutine_free (Coroutine *coroutine);
