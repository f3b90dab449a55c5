/* kernel_threads.c - condition variables, delays and new threads of the instant kernel */
#include "kernel_sync.h"

#include <glib.h>

/* Called before the running thread gives way, which it must not do with a lock held. */
static void kernel_thread_gives_way (const Kernel *kernel)
{
  lock_checker_assert_none_held (kernel->lock_checker);
}

static void kernel_thread_delay (Kernel *kernel, uint64_t ticks)
{
  const KernelThreads *threads = kernel->threads;
  kernel_thread_gives_way (kernel);
  sim_thread_sleep (threads->threads, kernel_ticks_to_ns (kernel, ticks));
  kernel_clock_update (threads->clock);
}

void kernel_threads_init (KernelThreads *kernel_threads, Kernel *kernel, SimThreads *threads,
                          KernelClock *clock)
{
  *kernel_threads = (KernelThreads){ .threads = threads, .clock = clock };
  kernel->threads = kernel_threads;
  kernel->delay = kernel_thread_delay;
}

typedef struct {
  void (*body) (void *argument);
  void *argument;
  KernelClock *clock;
} KernelThreadStart;

static void kernel_thread_main (SimThreads *threads, void *argument)
{
  (void)threads;
  KernelThreadStart start = *(KernelThreadStart *)argument;
  g_free (argument);
  kernel_clock_update (start.clock);
  start.body (start.argument);
}

void thread_create (Kernel *kernel, uint32_t kind, void (*body) (void *argument), void *argument)
{
  const KernelThreads *threads = kernel->threads;
  KernelThreadStart *start = g_new (KernelThreadStart, 1);
  *start = (KernelThreadStart){ .body = body, .argument = argument, .clock = threads->clock };
  if (sim_thread_current (threads->threads)) {
    sim_thread_spawn (threads->threads, kind, kernel_thread_main, start);
  } else {
    sim_thread_start (threads->threads, kind, kernel_thread_main, start);
  }
}

/* Adds the running thread to those that wait for CV, by SELF on its stack, and releases MUTEX. */
static void cv_begin_wait (Kernel *kernel, KCondvar *cv, KMutex *mutex, GList *self)
{
  *self = (GList){ .data = sim_thread_current (kernel->threads->threads) };
  g_queue_push_tail_link (&cv->sleepers, self);
  mutex_exit (kernel, mutex);
  kernel_thread_gives_way (kernel);
}

static void cv_end_wait (Kernel *kernel, KMutex *mutex)
{
  kernel_clock_update (kernel->threads->clock);
  mutex_enter (kernel, mutex);
}

void cv_wait (Kernel *kernel, KCondvar *cv, KMutex *mutex)
{
  GList self;
  cv_begin_wait (kernel, cv, mutex, &self);
  sim_thread_suspend (kernel->threads->threads);
  cv_end_wait (kernel, mutex);
}

static bool cv_wait_until (Kernel *kernel, KCondvar *cv, KMutex *mutex, sim_time time)
{
  GList self;
  cv_begin_wait (kernel, cv, mutex, &self);
  bool woken = sim_thread_suspend_until (kernel->threads->threads, time);
  if (!woken) {
    g_queue_unlink (&cv->sleepers, &self);
  }
  cv_end_wait (kernel, mutex);
  return woken;
}

bool cv_timedwait (Kernel *kernel, KCondvar *cv, KMutex *mutex, uint64_t tick)
{
  return tick > kernel->lbolt && cv_wait_until (kernel, cv, mutex, kernel_ticks_to_ns (kernel, tick));
}

bool cv_reltimedwait (Kernel *kernel, KCondvar *cv, KMutex *mutex, uint64_t ticks)
{
  sim_time now = event_queue_now (kernel->threads->clock->queue);
  sim_time wait_ns = MAX (kernel_ticks_to_ns (kernel, ticks), 1);
  return cv_wait_until (kernel, cv, mutex, sim_time_add (now, wait_ns));
}

void cv_signal (Kernel *kernel, KCondvar *cv)
{
  (void)kernel;
  GList *first = g_queue_pop_head_link (&cv->sleepers);
  if (first) {
    sim_thread_wake (first->data);
  }
}

void cv_broadcast (Kernel *kernel, KCondvar *cv)
{
  while (cv->sleepers.head) {
    cv_signal (kernel, cv);
  }
}
