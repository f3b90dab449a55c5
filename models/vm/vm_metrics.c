/* vm_metrics.c - the metrics of the callers of the cache */
#include "vm.h"

uint64_t vm_count_misses (const VmCounters *counters)
{
  return metric_sum (counters->misses, MISS_REASONS);
}

static uint64_t vm_read_misses (const void *counters)
{
  return vm_count_misses (counters);
}

#define MISS(id_, name_, colour_, doc_, advice_)                                                      \
  METRIC_ELEMENT (VmCounters, COUNTER, misses, id_, "misses." name_, "", (doc_), .colour = (colour_), \
                  .advice = (advice_)),

static const MetricRow miss_rows[] = { METRIC_READ (COUNTER, vm_read_misses, "misses.total", "",
                                                    "misses explained: the sum of all reasons"),
                                       MISS_REASONS_TABLE (MISS) };

METRIC_TABLE_OF (MISS_METRICS, miss_rows);

#define LOCKS(id_, name_, doc_) METRIC_ELEMENT (VmCounters, COUNTER, locks, id_, "locks." name_, "", (doc_)),

static const MetricRow vm_counter_rows[] = { PAGELOCK_OUTCOMES_TABLE (LOCKS)
                                                 VM_COUNTERS (METRIC_LISTED, VmCounters) };

METRIC_TABLE_OF (VM_COUNTER_METRICS, vm_counter_rows);

#define AS_DONE(id_, name_, done_, failed_) \
  METRIC_ELEMENT (AsCounters, COUNTER, done, id_, "as_done." name_, "", (done_)),
#define AS_FAILED(id_, name_, done_, failed_) \
  METRIC_ELEMENT (AsCounters, COUNTER, failed, id_, "as_failed." name_, "", (failed_)),

static const MetricRow as_rows[] = { AS_OPS_TABLE (AS_DONE) AS_OPS_TABLE (AS_FAILED)
                                         AS_COUNTERS (METRIC_LISTED, AsCounters) };

METRIC_TABLE_OF (AS_METRICS, as_rows);

#define SPT_REFUSED(id_, name_, doc_) \
  METRIC_ELEMENT (SptCounters, COUNTER, refusals, id_, "spt_refusals." name_, "", (doc_)),

static const MetricRow spt_rows[] = { SPT_REFUSALS_TABLE (SPT_REFUSED)
                                          SPT_COUNTERS (METRIC_LISTED, SptCounters) };

METRIC_TABLE_OF (SPT_METRICS, spt_rows);

static uint64_t vm_read_entries_window (const void *base)
{
  const Vm *vm = base;
  return cache_get_state (vm->pcache).entries - vm->spt.entries;
}

static uint64_t vm_read_cow_copy_time (const void *base)
{
  const Vm *vm = base;
  return vm->anon.n_shared_breaks * vm->page_copy_ns;
}

static const MetricRow vm_cache_rows[] = {
  METRIC_READ (GAUGE, vm_read_entries_window, "entries_window", "entries", "window entries",
               .after = "entries_wired"),
};

METRIC_TABLE_OF (VM_CACHE_METRICS, vm_cache_rows);

static const MetricRow vm_rows[] = {
  METRIC_READ (COUNTER, vm_read_cow_copy_time, "cow_copy_time", "ns", "time for copying them",
               .after = "cow_pages"),
};

METRIC_TABLE_OF (VM_METRICS, vm_rows);
