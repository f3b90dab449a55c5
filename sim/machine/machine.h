/*
 * machine.h - a scenario, running
 *
 * The simulated machine that a scenario describes: kernel memory, the cache, processes with their segments
 * and workloads, events.  One Machine is one run; several live side by side.
 */
#pragma once

#include "cache.h"
#include "cache_census.h"
#include "event_queue.h"
#include "fingerprint_trail.h"
#include "latency_report.h"
#include "metric.h"
#include "scenario.h"

typedef struct Machine Machine;

#define MACHINE_ERROR (machine_error_quark ())

typedef enum { MACHINE_ERROR_BUILD } MachineErrorCode;

GQuark machine_error_quark (void);

typedef struct {
  uint64_t seed; /* instead of the scenario's own if has_seed */
  bool has_seed;
  uint64_t run;            /* which independent replication of the seed; 0 is the first */
  sim_time duration_ns;    /* instead of the scenario's own; 0: the scenario's */
  bool check;              /* the taker of samples calls machine_check() at each, in release builds too */
  FingerprintTrail *trail; /* takes every event and every outcome of the cache; not owned; may be NULL */
  /* Makes the cache over KERNEL, with USER for its callbacks; the machine owns it. NULL: pcache_new. */
  Cache *(*make_cache) (Kernel *kernel, void *user);
} MachineOptions;

/* Builds the machine of SCENARIO, which must outlive the machine, ready at time 0. If that fails, returns
 * NULL with ERROR set, which names the place in the scenario or trace. */
Machine *machine_new (const Scenario *scenario, const MachineOptions *options, GError **error);
void machine_free (Machine *machine);

/* What may be read of a machine, which owns all of it. */
typedef struct {
  uint64_t seed;
  sim_time duration; /* the end of the run */
  EventQueue *queue;
  const MetricSet *metrics; /* what can be asked of the run */
  /* What was derived when the machine was built, for people and for summary.json: thresholds, sizes of the
   * cache. In pages or counts, as metrics of kind gauge. */
  const MetricSet *setup;
  const LatencySource *latencies; /* of the scenario's workloads, in its order */
  size_t latency_count;
} MachineView;

MachineView machine_get_view (const Machine *machine);

/* A function that is asked before the first event and after each: the run stops where it returns true.  It
 * must change nothing. */
typedef bool (*MachineStop) (void *user);

/* Runs all events due at or before TIME (ns).  False with ERROR set if a workload cannot go on, say because
 * its trace is malformed; the run is over then.  If STOP (may be NULL) returns true before TIME, *IS_STOPPED
 * (may be NULL) is true, the clock stays at the time of that event, and the run may go on later. */
bool machine_run_until (Machine *machine, sim_time time, MachineStop stop, void *user, bool *is_stopped,
                        GError **error);

/* Counts what is in the cache now.  The caller frees it with cache_census_free(). */
CacheCensus *machine_take_census (Machine *machine);

/* Checks the invariants: the cache's chains, index, lists and counts, the locks of every page, each
 * softlockcnt, freemem, and the counters. Aborts with a message that says which one is broken, and which
 * command repeats the run. The time for this grows with the pages ever used, the buckets and the entries. */
void machine_check (Machine *machine);
