/* sim_thread.c - runs coroutines as threads on the event queue */
#include "sim_thread.h"

#include <glib.h>

#include "coroutine.h"

typedef enum {
  SIM_THREAD_FREE,
  SIM_THREAD_READY, /* its event is pending */
  SIM_THREAD_RUNNING,
  SIM_THREAD_SUSPENDED /* its event is pending if it has a time limit */
} SimThreadState;

struct SimThread {
  Event event; /* lets it run */
  SimThreads *threads;
  SimThread *next_free;
  Coroutine *coroutine; /* runs one `main` after another */
  SimThreadMain main;
  void *argument;
  SimThreadState state;
  bool woken; /* its last suspension ended before the time limit */
};

struct SimThreads {
  EventQueue *queue;
  SimThread *current;
  size_t count;
  GPtrArray *all;  /* SimThread *, owned: threads in use and free ones */
  SimThread *free; /* threads that can be used again */
};

static void sim_thread_free (void *data)
{
  SimThread *thread = data;
  event_queue_withdraw (thread->threads->queue, &thread->event);
  coroutine_free (thread->coroutine);
  g_free (thread);
}

SimThreads *sim_threads_new (EventQueue *queue)
{
  SimThreads *threads = g_new0 (SimThreads, 1);
  threads->queue = queue;
  threads->all = g_ptr_array_new_with_free_func (sim_thread_free);
  return threads;
}

void sim_threads_free (SimThreads *threads)
{
  if (threads != NULL) {
    g_ptr_array_unref (threads->all);
    g_free (threads);
  }
}

size_t sim_threads_count (const SimThreads *threads)
{
  return threads->count;
}

SimThread *sim_thread_current (const SimThreads *threads)
{
  return threads->current;
}

static void sim_thread_begin (Coroutine *self, void *argument)
{
  SimThread *thread = argument;
  for (;;) {
    thread->main (thread->threads, thread->argument);
    thread->state = SIM_THREAD_FREE;
    coroutine_yield (self);
  }
}

static void sim_thread_run (SimThread *thread)
{
  SimThreads *threads = thread->threads;
  if (threads->current != NULL) {
    g_error ("a simulated thread runs events, which would run threads inside it");
  }
  threads->current = thread;
  thread->state = SIM_THREAD_RUNNING;
  coroutine_resume (thread->coroutine);
  threads->current = NULL;
  if (thread->state == SIM_THREAD_FREE) {
    thread->next_free = threads->free;
    threads->free = thread;
    threads->count--;
  }
}

static void sim_thread_fire (Event *event)
{
  sim_thread_run (event_container (event, SimThread, event));
}

static SimThread *sim_thread_new (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument)
{
  SimThread *thread = threads->free;
  if (thread != NULL) {
    threads->free = thread->next_free;
  } else {
    thread = g_new0 (SimThread, 1);
    thread->coroutine = coroutine_new (sim_thread_begin, thread);
    g_ptr_array_add (threads->all, thread);
  }
  event_init (&thread->event, sim_thread_fire, kind);
  thread->threads = threads;
  thread->main = main;
  thread->argument = argument;
  thread->state = SIM_THREAD_READY;
  threads->count++;
  return thread;
}

SimThread *sim_thread_spawn (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument)
{
  SimThread *thread = sim_thread_new (threads, kind, main, argument);
  event_queue_schedule (threads->queue, &thread->event, event_queue_now (threads->queue));
  return thread;
}

void sim_thread_start (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument)
{
  sim_thread_run (sim_thread_new (threads, kind, main, argument));
}

static SimThread *sim_thread_require_current (const SimThreads *threads)
{
  if (threads->current == NULL) {
    g_error ("only a simulated thread can wait");
  }
  return threads->current;
}

static void sim_thread_leave (SimThread *thread, SimThreadState state)
{
  thread->state = state;
  coroutine_yield (thread->coroutine);
}

void sim_thread_sleep (SimThreads *threads, sim_time duration_ns)
{
  SimThread *thread = sim_thread_require_current (threads);
  event_queue_schedule_in (threads->queue, &thread->event, duration_ns);
  sim_thread_leave (thread, SIM_THREAD_READY);
}

void sim_thread_suspend (SimThreads *threads)
{
  sim_thread_leave (sim_thread_require_current (threads), SIM_THREAD_SUSPENDED);
}

bool sim_thread_suspend_until (SimThreads *threads, sim_time time)
{
  SimThread *thread = sim_thread_require_current (threads);
  thread->woken = false;
  event_queue_schedule (threads->queue, &thread->event, time);
  sim_thread_leave (thread, SIM_THREAD_SUSPENDED);
  return thread->woken;
}

void sim_thread_wake (SimThread *thread)
{
  if (thread->state != SIM_THREAD_SUSPENDED) {
    g_error ("simulated thread woken that is not suspended");
  }
  EventQueue *queue = thread->threads->queue;
  thread->state = SIM_THREAD_READY;
  thread->woken = true;
  event_queue_withdraw (queue, &thread->event);
  event_queue_schedule (queue, &thread->event, event_queue_now (queue));
}
