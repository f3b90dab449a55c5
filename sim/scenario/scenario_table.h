/*
 * scenario_table.h - the table of everything that a scenario may hold
 */
#pragma once

#include "schema.h"

/* The table of the struct Scenario. */
extern const SchemaTable SCENARIO_TABLE;

/* The table of ScenarioWorkload (workload_kinds.c): each kind of workload is a variant. */
extern const SchemaTable WORKLOAD_TABLE;
