/*
 * scenario_table.h - the table of everything that a scenario may hold
 */
#pragma once

#include "schema.h"

/* Of the struct Scenario. */
extern const SchemaTable SCENARIO_TABLE;

/* Of ScenarioWorkload (workload_kinds.c): a kind of workload is a row of its variants. */
extern const SchemaTable WORKLOAD_TABLE;
