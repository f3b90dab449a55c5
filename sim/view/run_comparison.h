/*
 * run_comparison.h - what differs between two runs
 *
 * Two runs side by side: every number that either has, with how it changed, and what was different before:
 * scenario, seed, version, and what was set.  A is the first, B the second.
 */
#pragma once

#include "run_values.h"

typedef struct {
  double difference; /* B - A; NAN if one has no value */
  double percent;    /* of A; NAN if A is 0 or one has no value */
  bool is_change;    /* a value that is there in one only is a change, too */
  bool is_marked;    /* one to look at: of at least a per cent, from 0, or of a value that came or went */
} NumberChange;

/* From A to B.  The rule of what is marked is the same wherever runs are shown side by side. */
NumberChange number_change_of (double a, double b);

/* The same as what a per cent is compared with: 0.1 for 10 %.  Infinite from 0, 0 if it stayed 0. */
double number_change_get_relative (double a, double b);

typedef struct {
  const char *name;
  double a, b; /* NAN: there is none */
  NumberChange change;
} ComparedNumber;

typedef enum {
  COMPARED_SCENARIO, /* its name, its file */
  COMPARED_FACT,     /* another fact of the run */
  COMPARED_SET       /* one path of what was set */
} ComparedKind;

/* Owned by the comparison. */
typedef struct {
  ComparedKind kind;
  const char *name;  /* "seed", "tunables.segpcache_maxwindow" */
  const char *noun;  /* in a sentence: "the seed"; NULL of what was set */
  const char *a, *b; /* NULL: it has none, or it was not set */
} ComparedText;

typedef struct {
  GArray *numbers;           /* of ComparedNumber: those of A in their order, then those that B has alone */
  GArray *causes;            /* of ComparedText: what was different before, facts and then what was set */
  GArray *settings;          /* of ComparedText: the values of the scenario that differ */
  size_t changed, marked;    /* numbers that changed, and those of them that are marked */
  bool has_same_fingerprint; /* the runs had the same events in the same order */
  GPtrArray *paths;          /* char *: names of what was set */
} RunComparison;

/* A and B must live as long. */
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
  bool all;                   /* the numbers that are the same, too */
  const char *const *failing; /* the conditions of --fail-on that hold */
  size_t failing_count;
} CompareText;

/* Appends tables in columns. */
void compare_text_append (GString *text, const CompareText *compare);

/* Appends an object in JSON. */
void compare_text_append_json (GString *text, const CompareText *compare);

/* ---- conditions over two runs (compare_relation.c) ---- */

/* Whether TEXT HOLDS, an expression (expression.h) over the numbers of two runs, A and B.  `a.NAME` is A's,
 * `b.NAME` B's, `delta.NAME` B's less A's.  NAME alone is B's; but beside a '%' it is the change from A to B
 * as a part of A: `misses > 10%` says that misses grew by more than a tenth.  From 0 every change is
 * infinite.  *MISSING is the first name that has no value, so that no relation with it holds, which the
 * caller frees with g_free(); NULL if all have one.  False with ERROR set if TEXT is no expression, or has
 * the name of a number that a run which it asks does not have. */
bool compare_relation_evaluate (const char *text, const RunValues *a, const RunValues *b, bool *holds,
                                char **missing, GError **error);
