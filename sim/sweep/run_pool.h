/*
 * run_pool.h - many runs at a time, and how far they are
 *
 * What one thread of the pool makes shares nothing with the others, so what comes out does not depend on how
 * many there are.  A line on standard error (progress.h) counts the runs, or other things that come one by
 * one, say pictures:
 *
 *     12 of 81 runs, 14 %, 3.2 runs/s, 21 s left
 */
#pragma once

#include "progress.h"

/* The number of runs that are done is for all to read. */
typedef struct {
  ProgressLine line;
  const char *noun;
  uint64_t before, done, count;
} RunCount;

/* Of COUNT runs, or what NOUN (a literal) says, of which DONE were there before, from now on.  The line is
 * drawn on TO; NULL: there is none.  The caller frees it with run_count_free(). */
RunCount *run_count_new (FILE *to, const char *noun, uint64_t done, uint64_t count);

/* Erases the line.  NULL is accepted. */
void run_count_free (RunCount *progress);

/* Counts DONE more, and draws the line if it is time to.  NULL is accepted. */
void run_count_add (RunCount *progress, uint64_t done);

/* The line when DONE of COUNT runs are there, of which FRESH were made in ELAPSED_US.  The caller frees it
 * with g_free(). */
char *run_count_format (const char *noun, uint64_t done, uint64_t count, uint64_t fresh, uint64_t elapsed_us);

/* What is made of the item at an index. */
typedef struct {
  void (*work) (void *user, size_t index); /* makes it, on a thread of the pool */
  /* Takes it when made, on the caller's thread, in no certain order.  False with ERROR set ends the whole. */
  bool (*done) (void *user, size_t index, GError **error);
  void *user;
} RunPoolCalls;

/* Makes COUNT items, begun in their order, JOBS at a time (0: as many as there are processors).  PROGRESS
 * (NULL: none) is drawn meanwhile; the calls count in it.  True when all are done.  False with ERROR set
 * (INTERRUPT_ERROR after a signal) if it ended before; what had not begun is left out. */
bool run_pool_make (size_t count, uint64_t jobs, const RunPoolCalls *calls, RunCount *progress,
                    GError **error);
