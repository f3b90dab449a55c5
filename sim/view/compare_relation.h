/*
 * compare_relation.h - conditions over two runs
 *
 * An expression (expression.h) over the numbers of two runs, A and B.  `a.NAME` is A's, `b.NAME` B's,
 * `delta.NAME` B's less A's.  NAME alone is B's; but beside a '%' it is the change from A to B as a part of A: `misses > 10%`
 * says that misses grew by more than a tenth.  From 0 every change is infinite.
 */
#pragma once

#include "run_values.h"

typedef struct CompareRelation CompareRelation;

/* Reads TEXT.  A and B must live as long.  NULL with ERROR set; so also if it has the name of a number that a run which it
 * asks does not have. */
CompareRelation *compare_relation_new (const char *text, const RunValues *a, const RunValues *b,
                                       GError **error);
void compare_relation_free (void *relation);

const char *compare_relation_get_text (const CompareRelation *relation);
bool compare_relation_holds (const CompareRelation *relation);

/* The first of its names that has no value, so that a relation with it cannot hold; NULL if all have one. */
const char *compare_relation_find_missing (const CompareRelation *relation);
