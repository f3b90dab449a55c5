/*
 * run_count.h - how far many runs are, while they run, or other things that come one by one, say pictures
 *
 * A line on standard error (progress.h):
 *
 *     12 of 81 runs, 14 %, 3.2 runs/s, 21 s left
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

typedef struct RunCount RunCount;

/* Of COUNT runs, or what NOUN (a literal) says, of which DONE were there before, from now on.  The line is drawn on TO; NULL: there is none. */
RunCount *run_count_new (FILE *to, const char *noun, uint64_t done, uint64_t count);

/* Erases the line.  NULL is accepted. */
void run_count_free (RunCount *progress);

void run_count_update (RunCount *progress, uint64_t done);

/* The line when DONE of COUNT runs are there, of which FRESH were made in ELAPSED_US.  The caller frees it with g_free(). */
char *run_count_format (const char *noun, uint64_t done, uint64_t count, uint64_t fresh, uint64_t elapsed_us);
