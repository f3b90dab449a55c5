/* Jumping from one stack to another is the purpose here, not a mistake to be caught. */
#undef _FORTIFY_SOURCE

#include "coroutine.h"

#include <glib.h>
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "coroutine_checkers.h"

/*
 * A stack is entered for the first time by setcontext, which is portable but calls the kernel; from then on
 * it is left and entered by _setjmp and _longjmp, which save and restore what a function call has to keep and
 * cost a few nanoseconds.
 *
 * A coroutine whose main has returned waits in coroutine_begin for another main, on a stack that is as good
 * as new; one that was freed before has its stack set up again.
 */

typedef enum {
  COROUTINE_FREE,
  COROUTINE_SUSPENDED, /* also before it is first resumed */
  COROUTINE_RUNNING,   /* or has resumed another */
  COROUTINE_ENDED
} CoroutineState;

struct Coroutine {
  CoroutinePool *pool;
  Coroutine *next_free;
  CoroutineMain main;
  void *argument;
  CoroutineState state;
  bool is_set_up; /* `inside` is a place on its stack to go on at */
  char *stack;    /* lowest address, above the guard page */
  jmp_buf inside, outside;
  CoroutineChecks checks;
};

struct CoroutinePool {
  size_t stack_bytes;
  GPtrArray *coroutines; /* all, owned */
  Coroutine *free;       /* those to be used again */
};

static size_t coroutine_page_bytes (void)
{
  return (size_t)sysconf (_SC_PAGESIZE);
}

CoroutinePool *coroutine_pool_new (size_t stack_bytes)
{
  CoroutinePool *pool = g_new0 (CoroutinePool, 1);
  size_t page = coroutine_page_bytes ();
  pool->stack_bytes = (stack_bytes * COROUTINE_CHECKS_STACK_FACTOR + page - 1) / page * page;
  pool->coroutines = g_ptr_array_new ();
  return pool;
}

static void coroutine_stack_map (Coroutine *coroutine)
{
  size_t guard = coroutine_page_bytes ();
  size_t bytes = coroutine->pool->stack_bytes;
  char *memory = mmap (NULL, guard + bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED || mprotect (memory, guard, PROT_NONE) != 0) {
    g_error ("no memory for the stack of coroutine %u", coroutine->pool->coroutines->len);
  }
  coroutine->stack = memory + guard;
  coroutine_checks_add_stack (&coroutine->checks, coroutine->stack, bytes);
}

static void coroutine_stack_unmap (Coroutine *coroutine)
{
  size_t guard = coroutine_page_bytes ();
  size_t bytes = coroutine->pool->stack_bytes;
  coroutine_checks_remove_stack (&coroutine->checks, coroutine->stack, bytes);
  munmap (coroutine->stack - guard, guard + bytes);
}

void coroutine_pool_free (CoroutinePool *pool)
{
  if (pool == NULL) {
    return;
  }
  for (guint i = 0; i < pool->coroutines->len; i++) {
    Coroutine *coroutine = g_ptr_array_index (pool->coroutines, i);
    if (coroutine->state == COROUTINE_RUNNING) {
      g_error ("coroutine pool freed while one of its coroutines runs");
    }
    coroutine_stack_unmap (coroutine);
    g_free (coroutine);
  }
  g_ptr_array_unref (pool->coroutines);
  g_free (pool);
}

Coroutine *coroutine_new (CoroutinePool *pool, CoroutineMain main, void *argument)
{
  Coroutine *coroutine = pool->free;
  if (coroutine != NULL) {
    pool->free = coroutine->next_free;
  } else {
    coroutine = g_new0 (Coroutine, 1);
    coroutine->pool = pool;
    coroutine_stack_map (coroutine);
    g_ptr_array_add (pool->coroutines, coroutine);
  }
  coroutine->main = main;
  coroutine->argument = argument;
  coroutine->state = COROUTINE_SUSPENDED;
  return coroutine;
}

void coroutine_free (Coroutine *coroutine)
{
  if (coroutine == NULL) {
    return;
  }
  if (coroutine->state == COROUTINE_FREE || coroutine->state == COROUTINE_RUNNING) {
    g_error ("coroutine freed %s", coroutine->state == COROUTINE_FREE ? "twice" : "while it runs");
  }
  if (coroutine->state == COROUTINE_SUSPENDED) {
    /* Perhaps in the middle of its main. */
    coroutine->is_set_up = false;
  }
  coroutine->state = COROUTINE_FREE;
  coroutine->next_free = coroutine->pool->free;
  coroutine->pool->free = coroutine;
}

/* Leaves SELF for whoever resumed it, and comes back when it is resumed again. */
static void coroutine_leave (Coroutine *self)
{
  void *fake_stack = coroutine_checks_leave_inside (&self->checks);
  if (_setjmp (self->inside) == 0) {
    coroutine_checks_jump_outside (&self->checks);
    _longjmp (self->outside, 1);
  }
  coroutine_checks_enter_inside (&self->checks, fake_stack);
}

/* Where a stack begins.  An int is all that makecontext can hand over: the pointer comes in two. */
G_GNUC_NORETURN static void coroutine_begin (unsigned high, unsigned low)
{
  Coroutine *self = (Coroutine *)((uintptr_t)high << 16 << 16 | low);
  coroutine_checks_enter_inside (&self->checks, NULL);
  for (;;) {
    self->main (self, self->argument);
    self->state = COROUTINE_ENDED;
    self->is_set_up = true;
    coroutine_leave (self);
  }
}

/* The context in which coroutine_begin runs on COROUTINE's stack. */
static void coroutine_make_context (Coroutine *coroutine, ucontext_t *context)
{
  if (getcontext (context) != 0) {
    g_error ("no context for a coroutine");
  }
  context->uc_stack.ss_sp = coroutine->stack;
  context->uc_stack.ss_size = coroutine->pool->stack_bytes;
  context->uc_link = NULL;
  uintptr_t self = (uintptr_t)coroutine;
  makecontext (context, (void (*) (void)) (uintptr_t)coroutine_begin, 2, (unsigned)(self >> 16 >> 16),
               (unsigned)self);
}

bool coroutine_resume (Coroutine *coroutine)
{
  if (coroutine->state != COROUTINE_SUSPENDED) {
    g_error ("coroutine resumed that is not suspended");
  }
  coroutine->state = COROUTINE_RUNNING;
  ucontext_t context;
  if (!coroutine->is_set_up) {
    coroutine_checks_renew_stack (&coroutine->checks, coroutine->stack, coroutine->pool->stack_bytes);
    coroutine_make_context (coroutine, &context);
  }
  /* The jump away is made from the frame that the jump back returns to, so that no frame is skipped. */
  void *fake_stack = coroutine_checks_leave_outside (coroutine->stack, coroutine->pool->stack_bytes);
  if (_setjmp (coroutine->outside) == 0) {
    coroutine_checks_jump_inside (&coroutine->checks);
    if (coroutine->is_set_up) {
      _longjmp (coroutine->inside, 1);
    }
    coroutine->is_set_up = true;
    setcontext (&context);
    g_error ("a coroutine could not be entered");
  }
  coroutine_checks_enter_outside (fake_stack);
  return coroutine->state != COROUTINE_ENDED;
}

void coroutine_yield (Coroutine *self)
{
  if (self->state != COROUTINE_RUNNING) {
    g_error ("coroutine yields that does not run");
  }
  self->state = COROUTINE_SUSPENDED;
  coroutine_leave (self);
}
