/*
 * scenario_table.h - the table of everything that a scenario may hold
 *
 * The rows are spread over a file for each part of a scenario: scenario_table.c (the whole, objects, processes),
 * machine_table.c (machine), workload_kinds.c, event_table.c and expect_table.c.
 */
#pragma once

#include "page_size.h"
#include "schema.h"

/* Of the struct Scenario. */
extern const SchemaTable SCENARIO_TABLE;

/* Of ScenarioMachine; that of the tunables is in cache_tunables.h. */
extern const SchemaTable MACHINE_TABLE;

/* Of ScenarioWorkload: a kind of workload is a row of its variants. */
extern const SchemaTable WORKLOAD_TABLE;

/* Of ScenarioEvent: an action is a row of its variants. */
extern const SchemaTable EVENT_TABLE;

/* Of ScenarioExpectation and of ScenarioTolerance. */
extern const SchemaTable EXPECTATION_TABLE;
extern const SchemaTable TOLERANCE_TABLE;

/* The sizes of pages: words of a PageSizeCode. */
extern const SchemaWord PAGE_SIZE_WORDS[PAGE_SIZE_CODES];

/* What a process may do with memory: words of a Protection. */
extern const SchemaWord PROTECTION_WORDS[2];
