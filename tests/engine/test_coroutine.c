#include "coroutine.h"
#include "misuse.h"
#include "test_main.h"

#include <glib.h>
#include <signal.h>
#include <string.h>

/* Uses some of its stack in a way that compilers cannot leave out, and yields at the bottom. */
static unsigned descend (Coroutine *self, unsigned depth)
{
  volatile unsigned char room[200];
  for (size_t i = 0; i < sizeof room; i++) {
    room[i] = (unsigned char)(depth + i);
  }
  unsigned sum = 0;
  if (depth == 0) {
    coroutine_yield (self);
  } else {
    sum = descend (self, depth - 1);
  }
  for (size_t i = 0; i < sizeof room; i++) {
    sum += room[i] == (unsigned char)(depth + i);
  }
  return sum;
}

typedef struct {
  unsigned steps;
  unsigned depth;
  unsigned sum;
} Work;

static void work_main (Coroutine *self, void *argument)
{
  Work *work = argument;
  for (unsigned i = 0; i < work->steps; i++) {
    work->sum += descend (self, work->depth);
  }
}

START_TEST (a_coroutine_goes_on_where_it_yielded)
{
  Work work = { .steps = 5, .depth = 10 };
  Coroutine *coroutine = coroutine_new (work_main, &work);
  for (unsigned i = 0; i < 5; i++) {
    ck_assert_uint_eq (work.sum, i < 2 ? 0 : (i - 1) * 2200);
    ck_assert (coroutine_resume (coroutine));
  }
  ck_assert (!coroutine_resume (coroutine));
  ck_assert_uint_eq (work.sum, 11000);
  coroutine_free (coroutine);
}
END_TEST

START_TEST (many_coroutines_take_turns)
{
  enum { MANY = 200, STEPS = 50 };
  Work works[MANY];
  Coroutine *coroutines[MANY];
  for (unsigned i = 0; i < MANY; i++) {
    works[i] = (Work){ .steps = STEPS, .depth = i % 30 };
    coroutines[i] = coroutine_new (work_main, &works[i]);
  }
  for (unsigned step = 0; step <= STEPS; step++) {
    for (unsigned i = 0; i < MANY; i++) {
      ck_assert (coroutine_resume (coroutines[i]) == (step < STEPS));
    }
  }
  for (unsigned i = 0; i < MANY; i++) {
    ck_assert_uint_eq (works[i].sum, STEPS * 200 * (i % 30 + 1));
    coroutine_free (coroutines[i]);
  }
}
END_TEST

typedef struct {
  unsigned depth;
  unsigned yielded;
} Nested;

static void nested_main (Coroutine *self, void *argument)
{
  Nested *nested = argument;
  if (nested->depth > 0) {
    Nested inner = { .depth = nested->depth - 1 };
    Coroutine *coroutine = coroutine_new (nested_main, &inner);
    while (coroutine_resume (coroutine)) {
      nested->yielded++;
      coroutine_yield (self);
    }
    coroutine_free (coroutine);
  }
  nested->yielded++;
  coroutine_yield (self);
}

START_TEST (coroutines_resume_others)
{
  Nested nested = { .depth = 9 };
  Coroutine *coroutine = coroutine_new (nested_main, &nested);
  unsigned resumed = 1;
  while (coroutine_resume (coroutine)) {
    resumed++;
  }
  ck_assert_uint_eq (nested.yielded, 10);
  ck_assert_uint_eq (resumed, 11);
  coroutine_free (coroutine);
}
END_TEST

/* Whether it was never resumed, stands in the middle or has ended. */
START_TEST (a_coroutine_can_be_freed_anywhere)
{
  for (unsigned resumes = 0; resumes <= 3; resumes++) {
    Work work = { .steps = 2, .depth = 10 };
    Coroutine *coroutine = coroutine_new (work_main, &work);
    for (unsigned i = 0; i < resumes; i++) {
      ck_assert (coroutine_resume (coroutine) == (i < 2));
    }
    coroutine_free (coroutine);
  }
  coroutine_free (NULL);
}
END_TEST

START_TEST (resuming_what_has_ended_aborts)
{
  Work work = { .steps = 0 };
  Coroutine *coroutine = coroutine_new (work_main, &work);
  coroutine_resume (coroutine);
  coroutine_resume (coroutine);
}
END_TEST

static void resume_self_main (Coroutine *self, void *argument)
{
  (void)argument;
  coroutine_resume (self);
}

START_TEST (resuming_what_runs_aborts)
{
  coroutine_resume (coroutine_new (resume_self_main, NULL));
}
END_TEST

START_TEST (yielding_from_outside_aborts)
{
  Work work = { .steps = 0 };
  coroutine_yield (coroutine_new (work_main, &work));
}
END_TEST

static void free_self_main (Coroutine *self, void *argument)
{
  (void)argument;
  coroutine_free (self);
}

START_TEST (freeing_what_runs_aborts)
{
  coroutine_resume (coroutine_new (free_self_main, NULL));
}
END_TEST

/* Runs into the guard page, not into whatever is below. */
START_TEST (a_stack_that_overflows_ends_the_process)
{
  Work work = { .steps = 1, .depth = 100000 };
  signal (SIGSEGV, SIG_DFL);
  coroutine_resume (coroutine_new (work_main, &work));
}
END_TEST

static Suite *coroutine_suite (void)
{
  Suite *suite = suite_create ("coroutine");
  TCase *use = tcase_create ("use");
  tcase_set_timeout (use, 120);
  tcase_add_test (use, a_coroutine_goes_on_where_it_yielded);
  tcase_add_test (use, many_coroutines_take_turns);
  tcase_add_test (use, coroutines_resume_others);
  tcase_add_test (use, a_coroutine_can_be_freed_anywhere);
  suite_add_tcase (suite, use);
  if (misuse_can_be_tested ()) {
    TCase *misuse = tcase_create ("misuse");
    tcase_add_test_raise_signal (misuse, resuming_what_has_ended_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, resuming_what_runs_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, yielding_from_outside_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, freeing_what_runs_aborts, SIGTRAP);
    tcase_add_test_raise_signal (misuse, a_stack_that_overflows_ends_the_process, SIGSEGV);
    suite_add_tcase (suite, misuse);
  }
  return suite;
}

int main (void)
{
  return test_main (coroutine_suite (), NULL);
}
