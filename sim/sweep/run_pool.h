/*
 * run_pool.h - makes many runs at a time, and shows the progress
 *
 * The threads of the pool share no data of their runs, so results do not depend on the number of threads.  A
 * line on standard error (progress.h) counts the runs, or other things that are made one by one, say
 * pictures:
 *
 *     12 of 81 runs, 14 %, 3.2 runs/s, 21 s left
 */
#pragma once

#include "progress.h"

/* Everybody may read `done`, the number of runs that are done. */
typedef struct {
  ProgressLine line;
  const char *noun;
  uint64_t before, done, count;
} RunCount;

/* Begins to count COUNT runs, or whatever NOUN (a literal) names, of which DONE exist already.  The line is
 * drawn on TO (NULL: no line).  The caller frees the result with run_count_free(). */
RunCount *run_count_new (FILE *to, const char *noun, uint64_t done, uint64_t count);

/* Erases the line.  NULL is accepted. */
void run_count_free (RunCount *progress);

/* Counts DONE more, and draws the line if it is time to.  NULL is accepted. */
void run_count_add (RunCount *progress, uint64_t done);

/* Returns the line for DONE of COUNT runs, FRESH of which were made in ELAPSED_US.  The caller frees it with
 * g_free(). */
char *run_count_format (const char *noun, uint64_t done, uint64_t count, uint64_t fresh, uint64_t elapsed_us);

/* The functions that make an item. */
typedef struct {
  void (*work) (void *user, size_t index); /* makes item INDEX, on a thread of the pool */
  /* Takes item INDEX, on the caller's thread, in any order.  False with ERROR set stops the pool. */
  bool (*done) (void *user, size_t index, GError **error);
  void *user;
} RunPoolCalls;

/* Makes COUNT items, begun in their order, JOBS at a time (0: as many as there are processors).  Draws
 * PROGRESS (NULL: none), to which the calls add.  True when all items are done.  False with ERROR set
 * (INTERRUPT_ERROR after a signal) if it stopped before; then items that had not begun are not made. */
bool run_pool_make (size_t count, uint64_t jobs, const RunPoolCalls *calls, RunCount *progress,
                    GError **error);
