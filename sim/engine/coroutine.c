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
 * A stack is entered for the first time by setcontext, which is portable but calls the kernel.  From then on
 * it is left and entered by _setjmp and _longjmp, which save only what a function call must preserve (a few
 * ns).
 */

enum { STACK_BYTES = COROUTINE_STACK_BYTES * COROUTINE_CHECKS_STACK_FACTOR };

typedef enum {
  COROUTINE_SUSPENDED, /* also before it is first resumed */
  COROUTINE_RUNNING,   /* or has resumed another */
  COROUTINE_ENDED
} CoroutineState;

struct Coroutine {
  CoroutineMain main;
  void *argument;
  CoroutineState state;
  bool is_entered; /* `inside` holds the place on its stack at which it goes on */
  char *stack;     /* lowest address, above the guard page */
  jmp_buf inside, outside;
  CoroutineChecks checks;
};

static size_t coroutine_page_bytes (void)
{
  return (size_t)sysconf (_SC_PAGESIZE);
}

Coroutine *coroutine_new (CoroutineMain main, void *argument)
{
  size_t guard = coroutine_page_bytes ();
  char *memory = mmap (NULL, guard + STACK_BYTES, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED || mprotect (memory, guard, PROT_NONE) != 0) {
    g_error ("no memory for the stack of a coroutine");
  }
  Coroutine *coroutine = g_new0 (Coroutine, 1);
  coroutine->main = main;
  coroutine->argument = argument;
  coroutine->stack = memory + guard;
  coroutine_checks_add_stack (&coroutine->checks, coroutine->stack, STACK_BYTES);
  return coroutine;
}

void coroutine_free (Coroutine *coroutine)
{
  if (coroutine == NULL) {
    return;
  }
  if (coroutine->state == COROUTINE_RUNNING) {
    g_error ("coroutine freed while it runs");
  }
  size_t guard = coroutine_page_bytes ();
  coroutine_checks_remove_stack (&coroutine->checks, coroutine->stack, STACK_BYTES);
  munmap (coroutine->stack - guard, guard + STACK_BYTES);
  g_free (coroutine);
}

/* Leaves SELF for the code that resumed it, and comes back when SELF is resumed again. */
static void coroutine_leave (Coroutine *self)
{
  void *fake_stack = coroutine_checks_leave_inside (&self->checks);
  if (_setjmp (self->inside) == 0) {
    coroutine_checks_jump_outside (&self->checks);
    _longjmp (self->outside, 1);
  }
  coroutine_checks_enter_inside (&self->checks, fake_stack);
}

/* The first function on a new stack. makecontext passes only ints, so the pointer comes in two halves. */
G_GNUC_NORETURN static void coroutine_begin (unsigned high, unsigned low)
{
  Coroutine *self = (Coroutine *)((uintptr_t)high << 16 << 16 | low);
  coroutine_checks_enter_inside (&self->checks, NULL);
  self->main (self, self->argument);
  self->state = COROUTINE_ENDED;
  coroutine_leave (self);
  g_assert_not_reached ();
}

/* Sets CONTEXT to one in which coroutine_begin runs on COROUTINE's stack. */
static void coroutine_make_context (Coroutine *coroutine, ucontext_t *context)
{
  if (getcontext (context) != 0) {
    g_error ("no context for a coroutine");
  }
  context->uc_stack.ss_sp = coroutine->stack;
  context->uc_stack.ss_size = STACK_BYTES;
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
  if (!coroutine->is_entered) {
    coroutine_make_context (coroutine, &context);
  }
  /* The jump away is made from the frame that the jump back returns to, so that no frame is skipped. */
  void *fake_stack = coroutine_checks_leave_outside (coroutine->stack, STACK_BYTES);
  if (_setjmp (coroutine->outside) == 0) {
    coroutine_checks_jump_inside (&coroutine->checks);
    if (coroutine->is_entered) {
      _longjmp (coroutine->inside, 1);
    }
    coroutine->is_entered = true;
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
