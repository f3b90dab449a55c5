/*
 * sim_thread.h - simulated threads
 *
 * Some behaviour is easier to write as a thread that waits than as a chain of events.  A simulated thread is
 * a coroutine that an event of the run's queue resumes.  It runs, in no simulated time, until it sleeps or is
 * suspended; then other threads go on in the order of their events.  All threads of a run belong to its
 * SimThreads, which also knows the running thread: two runs share nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event_queue.h"

typedef struct SimThreads SimThreads;
typedef struct SimThread SimThread;

typedef void (*SimThreadMain) (SimThreads *threads, void *argument);

/* The threads of the run whose events are in QUEUE, which must outlive them. */
SimThreads *sim_threads_new (EventQueue *queue);

/* Also frees threads that have not ended, without cleaning up their stacks.  No thread may call it. */
void sim_threads_free (SimThreads *threads);

/* How many threads have started and not yet ended. */
size_t sim_threads_count (const SimThreads *threads);

/* Makes a thread that runs MAIN (THREADS, ARGUMENT) at the present time, after the events that are already
 * due.  Its events have the kind KIND.  The thread ends, and is freed, when MAIN returns. */
SimThread *sim_thread_spawn (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument);

/* The same, but the thread runs at once, until it first waits.  No thread may call this. */
void sim_thread_start (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument);

/* The thread that is running; NULL if none is. */
SimThread *sim_thread_current (const SimThreads *threads);

/* Lets the running thread wait for DURATION_NS; 0: until the events that are already due have fired.  This
 * function and the next two abort if no thread is running. */
void sim_thread_sleep (SimThreads *threads, sim_time duration_ns);

/* Lets the running thread wait until it is woken. */
void sim_thread_suspend (SimThreads *threads);

/* Lets the running thread wait until it is woken (true) or until TIME (false), whichever comes first. */
bool sim_thread_suspend_until (SimThreads *threads, sim_time time);

/* Wakes THREAD, which goes on at the present time, after the events that are already due.  Aborts unless
 * THREAD is suspended and has not been woken yet. */
void sim_thread_wake (SimThread *thread);
