/*
 * bench.h - measuring, and saying what came out
 *
 * A benchmark measures its subjects in turn over several rounds, so that what else goes on in the machine
 * hits all of them, and takes the median of each.  What counts is the processor time of the process.  It
 * reports rows: a name, nanoseconds per operation, and those of a reference, if there is one; as a table, or
 * as JSON.
 *
 * All benchmarks take
 *
 *     --json      print JSON instead of a table
 *     --rounds N  so many rounds (default 5)
 *     --smoke     do very little, and check that the report is well-formed JSON
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Bench Bench;

/* Does OPS operations on CONTEXT. */
typedef void (*BenchFunction) (void *context, uint64_t ops);

typedef struct {
  BenchFunction run;
  void *context;
  uint64_t ops;     /* in a round; a hundredth of them (at least 1) in a smoke run */
  double ns_per_op; /* set by bench_measure */
} BenchSubject;

/* NAME is that of the benchmark, OPERATION what it counts ("event"), REFERENCE what rows are compared with
 * (or NULL). Reads the arguments, and exits with status 2 if they make no sense. */
Bench *bench_new (const char *name, const char *operation, const char *reference, int argc, char **argv);

bool bench_is_smoke (const Bench *bench);

/* OPS, or in a smoke run a hundredth of them. */
uint64_t bench_scale (const Bench *bench, uint64_t ops);

/* One round for warming up, and then as many as are wanted. */
void bench_measure (const Bench *bench, BenchSubject *subjects, size_t count);

/* A row.  REFERENCE_NS is what one operation of the reference takes, 0 if there is none; the row's ratio is
 * NS_PER_OP over that: less than 1 is faster than the reference. */
void bench_report (Bench *bench, const char *name, double ns_per_op, double reference_ns);

/* Measures one subject, and reports it without a reference. */
void bench_run (Bench *bench, const char *name, BenchFunction run, void *context, uint64_t ops);

/* Prints the rows, frees BENCH and gives the exit status of the program. */
int bench_finish (Bench *bench);

/* Keeps the compiler from leaving out what computes VALUE. */
static inline void bench_keep (uint64_t value)
{
  __asm__ volatile("" : : "r"(value));
}
