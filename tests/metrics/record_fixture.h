/*
 * record_fixture.h - metrics of a run that never was, and a folder for its files
 */
#ifndef RECORD_FIXTURE_H
#define RECORD_FIXTURE_H

#include "metric.h"
#include "output_set.h"

#include <stdbool.h>

/* Where the metrics stand. */
typedef struct {
  uint64_t requests, hits, misses, misses_cold, misses_purged_trim, freemem, maxwindow;
  unsigned refreshed; /* how often values were read */
} FixtureValues;

/* In this order: requests, hits, misses, misses.cold, freemem (pages), misses.purged_trim, maxwindow (pages),
 * hit_rate = hits / (hits + misses). */
MetricSet *fixture_metrics (FixtureValues *values);

/* A new empty folder; and its removal with everything in it.  The caller frees the path. */
char *fixture_make_folder (void);
void fixture_remove_folder (char *folder);

/* The contents of NAME in FOLDER, NULL if there is no such file; how many names there are in FOLDER. */
char *fixture_read (const char *folder, const char *name);
unsigned fixture_count_names (const char *folder);

#endif
