/*
 * scenario_check.h - what must fit together in a scenario
 *
 * The table says what each value may be; here is what values say of each other: names that are referred to exist,
 * segments do not overlap, buffers fit their segment, times lie within the run.  Values that had a mistake of their own
 * are passed over, so that one mistake does not show twice.
 */
#pragma once

#include "scenario.h"
#include "schema.h"

/* Checks SCENARIO, as schema_read() left it with CONTEXT, and fills in what follows from other values: the kernel's
 * memory, and the end of what lasts to the end of the run. */
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

/* The part of it for the workloads of PROCESS. */
void scenario_check_workloads (const ScenarioCheck *check, ScenarioProcess *process, GHashTable *segments);

/* event_check.c: whether the details of EVENT fit the machine and what it is about. */
void scenario_check_action (const ScenarioCheck *check, const ScenarioEvent *event);

/* Says so if ZONE, which is given at MEMBER or else at ELSEWHERE, cannot be part of a metric's name. */
void scenario_check_zone (const ScenarioCheck *check, const char *const *zone, SourcePlace elsewhere);

/* The value of NAME in TABLE (name → struct); NULL with the mistake added at MEMBER if there is none.  NAME may be NULL:
 * that has been said already. */
void *scenario_check_find (const ScenarioCheck *check, GHashTable *table, const char *name,
                           const void *member, const char *noun, const char *owner);

/* Checks that a part of the run ends after it begins, and within it; *END of 0 becomes the end of the run. */
void scenario_check_span (const ScenarioCheck *check, const uint64_t *begin_ns, uint64_t *end_ns,
                          const char *begin_key, const char *end_key, SourcePlace place);

/* expect_check.c: what is expected, and the tolerances of the baseline. */
void scenario_check_expectations (const ScenarioCheck *check);
