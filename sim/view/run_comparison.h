/*
 * run_comparison.h - what differs between two runs
 *
 * Lists every number of either run and its change, and the possible causes: differences in scenario, seed,
 * version, and values set.  A is the first run, B the second.
 */
#pragma once

#include "run_values.h"

typedef struct {
  double difference; /* B - A; NAN if one has no value */
  double percent;    /* of A; NAN if A is 0 or one has no value */
  bool is_change;    /* a value that only one run has is a change, too */
  bool is_marked;    /* worth a look: by at least 1 %, from 0, or only one run has the value */
} NumberChange;

/* Returns the change from A to B.  Everything that shows runs side by side marks changes by this rule. */
NumberChange number_change_of (double a, double b);

/* Returns the change from A to B as a share of A: 0.1 for 10 %.  Infinite if A is 0; 0 if both are 0. */
double number_change_get_relative (double a, double b);

typedef struct {
  const char *name;
  double a, b; /* NAN: the run has no value */
  NumberChange change;
} ComparedNumber;

typedef enum {
  COMPARED_SCENARIO, /* the scenario's name or file */
  COMPARED_FACT,     /* another fact of the run */
  COMPARED_SET       /* a path that was set */
} ComparedKind;

/* Owned by the comparison. */
typedef struct {
  ComparedKind kind;
  const char *name;  /* "seed", "tunables.segpcache_maxwindow" */
  const char *noun;  /* for a sentence: "the seed"; NULL for a path that was set */
  const char *a, *b; /* NULL: the run has none, or did not set it */
} ComparedText;

typedef struct {
  GArray *numbers;           /* of ComparedNumber: those of A in their order, then those that only B has */
  GArray *causes;            /* of ComparedText: differing facts, then differing paths that were set */
  GArray *settings;          /* of ComparedText: the values of the scenario that differ */
  size_t changed, marked;    /* how many numbers changed, and how many of those are marked */
  bool has_same_fingerprint; /* the runs had the same events in the same order */
  GPtrArray *paths;          /* char *: the paths that were set */
} RunComparison;

/* Compares A and B, which must live as long as the comparison. */
RunComparison *run_comparison_new (const RunValues *a, const RunValues *b);
void run_comparison_free (RunComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RunComparison, run_comparison_free)

const ComparedNumber *run_comparison_get (const RunComparison *comparison, size_t index);
const ComparedText *run_comparison_get_cause (const RunComparison *comparison, size_t index);

/* ---- side by side, for people and for programs (compare_text.c) ---- */

typedef struct {
  const char *path_a, *path_b; /* as given */
  const RunValues *a, *b;
  const RunComparison *comparison;
  bool all;                   /* also show numbers that are the same */
  const char *const *failing; /* the conditions of --fail-on that hold */
  size_t failing_count;
} CompareText;

/* Appends tables in columns. */
void compare_text_append (GString *text, const CompareText *compare);

/* Appends an object in JSON. */
void compare_text_append_json (GString *text, const CompareText *compare);

/* ---- conditions over two runs (compare_relation.c) ---- */

/* Sets *HOLDS to whether TEXT, an expression (expression.h) over the numbers of two runs, A and B, holds.
 * `a.NAME` is the number of A, `b.NAME` that of B, `delta.NAME` B's minus A's.  NAME alone is that of B; but
 * next to a '%' it is the change from A to B as a share of A: `misses > 10%` says that misses grew by more
 * than a tenth.  Every change from 0 is infinite.  A relation with a name that has no value does not hold:
 * *MISSING is the first such name, which the caller frees with g_free(); NULL if there is none.  False with
 * ERROR set if TEXT is no expression, or names a number that the run in question does not have. */
bool compare_relation_evaluate (const char *text, const RunValues *a, const RunValues *b, bool *holds,
                                char **missing, GError **error);
