/*
 * expectation_names.h - the names that expectations use, and what they stand for
 */
#pragma once

#include "expression.h"
#include "run_values.h"
#include "summary_place.h"

/* A number of the summary, or a column of the series. */
typedef struct {
  bool is_column;
  size_t column; /* the metric */
  char *name;    /* of the summary */
  bool is_running;
  SummaryPlace place; /* if so: where it stands while the run goes on */
  const char *unit;
} NamedNumber;

/* What names are looked up in. */
typedef struct {
  const MetricSet *metrics;
  const MetricSet *setup;
  const RunValues *values; /* of a run that has just begun: for its names */
} NameSource;

/* Finds NAME; NULL with *MISTAKE set, to be freed with g_free (), if there is none.  Freed with named_number_free (). */
NamedNumber *named_number_find (const NameSource *source, const char *name, bool is_column, char **mistake);
void named_number_free (void *number);

/* As far as it has grown; NAN if that is known at the end only. */
double named_number_get_running (const NamedNumber *number, const Summary *summary);

/* At the end of a run with VALUES. */
double named_number_get_final (const NamedNumber *number, const RunValues *values);

/* In ROW, a row of the series. */
double named_number_get_sample (const NamedNumber *number, const Summary *row);

/* A relation between numbers. */
typedef struct {
  Expression *expression;
  GPtrArray *numbers; /* of NamedNumber, by slot */
} NamedRelation;

/* Reads TEXT.  NULL with ERROR set. */
NamedRelation *named_relation_new (const NameSource *source, const char *text, bool is_column,
                                   GError **error);
void named_relation_free (NamedRelation *relation);
