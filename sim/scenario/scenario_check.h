/*
 * scenario_check.h - what must fit together in a scenario
 *
 * The table says what each value may be.  Here values are checked against each other: names that are used
 * exist, segments do not overlap, buffers fit their segment, times lie within the run.  Values with a mistake
 * of their own are skipped, so that one mistake does not show twice.
 */
#pragma once

#include "scenario.h"
#include "schema.h"

/* Checks SCENARIO, as schema_read() left it with CONTEXT, and fills in what other values determine: the
 * kernel's memory, and all times that default to the end of the run. */
void scenario_check (SchemaContext *context, Scenario *scenario);

typedef struct {
  SchemaContext *context;
  Scenario *scenario;
  SourcePlace whole;               /* the file */
  GHashTable *objects, *processes; /* name → struct */
} ScenarioCheck;

/* Bytes in a page of code PAGE_SIZE. */
static inline uint64_t scenario_check_page_bytes (const ScenarioCheck *check, PageSizeCode page_size)
{
  return page_bytes (scenario_machine_pages (&check->scenario->machine), page_size);
}

/* Checks the workloads of PROCESS. */
void scenario_check_workloads (const ScenarioCheck *check, ScenarioProcess *process, GHashTable *segments);

/* event_check.c: checks that the details of EVENT fit the machine, the process and the segment. */
void scenario_check_action (const ScenarioCheck *check, const ScenarioEvent *event);

/* Adds a mistake if *ZONE, given there or else at ELSEWHERE, cannot be part of a metric's name. */
void scenario_check_zone (const ScenarioCheck *check, const char *const *zone, SourcePlace elsewhere);

/* The value of NAME in TABLE (name → struct); NULL with the mistake added at MEMBER if there is none.  NAME
 * may be NULL, a mistake that was added before. */
void *scenario_check_find (const ScenarioCheck *check, GHashTable *table, const char *name,
                           const void *member, const char *noun, const char *owner);

/* Checks that a part of the run ends after its begin and within the run. *END_NS: 0 becomes the run's end. */
void scenario_check_span (const ScenarioCheck *check, const uint64_t *begin_ns, uint64_t *end_ns,
                          const char *begin_key, const char *end_key, SourcePlace place);

/* expect_check.c: checks the expectations, and the tolerances of the baseline. */
void scenario_check_expectations (const ScenarioCheck *check);
