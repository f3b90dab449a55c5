/*
 * sim_thread.h - simulated threads
 *
 * For what is easier to say as a thread that waits than as a chain of events.  A simulated thread is a
 * coroutine that an event of the run's queue resumes: it runs, in no simulated time, until it sleeps or is
 * suspended; others go on meanwhile in the order of their events.  All threads of a run belong to its
 * SimThreads, which also knows the one that is running: there is nothing that two runs share.
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

/* Also gives up the threads that have not ended: what is on their stacks is not cleaned up.  Not from a
 * thread. */
void sim_threads_free (SimThreads *threads);

/* How many threads have been spawned and not ended. */
size_t sim_threads_count (const SimThreads *threads);

/* A new thread that will run MAIN (THREADS, ARGUMENT), at the present time but after the events that are
 * already due. KIND is that of its events.  The thread ends, and is freed, when MAIN returns. */
SimThread *sim_thread_spawn (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument);

/* The same, but it runs at once, until it first waits.  Not from a thread. */
void sim_thread_start (SimThreads *threads, uint32_t kind, SimThreadMain main, void *argument);

/* The thread that is running; NULL if what runs is not a thread. */
SimThread *sim_thread_current (const SimThreads *threads);

/* The running thread goes on in DURATION_NS; with 0, at the same time but after the events that are already
 * due.  Like all waiting, a bug that aborts when no thread is running. */
void sim_thread_sleep (SimThreads *threads, sim_time duration_ns);

/* The running thread goes on when somebody wakes it. */
void sim_thread_suspend (SimThreads *threads);

/* The running thread goes on when somebody wakes it (true) or at TIME (false), whatever comes first. */
bool sim_thread_suspend_until (SimThreads *threads, sim_time time);

/* Wakes THREAD, which is suspended and has not been woken: anything else is a bug and aborts.  It goes on at
 * the present time, after the events that are already due. */
void sim_thread_wake (SimThread *thread);
