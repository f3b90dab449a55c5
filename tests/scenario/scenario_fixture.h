/*
 * scenario_fixture.h - scenarios for tests
 */
#pragma once

#include "scenario_load.h"
#include "test_main.h"

#include <glib.h>
#include <string.h>

/* The beginnings of valid scenarios, each one longer than the one before; they end where a key, a key of a process,
 * a workload, or a key of a workload and "}" may follow. */
#define RUN "name: t\nduration: 10s\nmachine: {memory: 64MiB}\n"
#define PROCESS RUN "processes:\n- name: p\n  segments: [{name: s, type: private, size: 1MiB}]\n"
#define WORKLOADS PROCESS "  workloads:\n  - "
#define DIRECT_IO WORKLOADS "{name: w, type: direct_io, segment: s, "
#define REPLAY WORKLOADS "{name: w, type: replay, segment: s, trace: /dev/null, "

/* The text of everything.yaml, a scenario that has each kind of thing.  The caller frees it with g_free(). */
char *fixture_everything (void);

/* The scenario in TEXT, file "t.yaml", with SETS (ended by NULL, or NULL); the test fails with its mistakes if it has any. */
Scenario *fixture_load (const char *text, const char *const *sets);

/* The mistakes of LENGTH bytes of TEXT likewise, "" if it has none.  The caller frees it with g_free(). */
char *fixture_mistakes (const char *text, size_t length, const char *const *sets);
