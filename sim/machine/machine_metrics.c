/* machine_metrics.c - the metrics of a run: the tables of its parts, in the order in which they are listed */
#include "machine_internal.h"
#include "page_size.h"

/* ---- metrics of no single part ---- */

static const MetricRow actions_rows[] = {
  METRIC_ROW (MachineActions, COUNTER, ops_skipped, "as_skipped", "",
              "operations not begun: the one before still waited, or the process had ended",
              .after = "as_retries"),
};

static METRIC_TABLE_OF (actions_table, actions_rows);

static const MetricRow setup_rows[] = {
  METRIC_ROW (ScenarioMachine, GAUGE, kernel_memory_pages, "kernel_memory", "pages",
              "the kernel's own, never free", .after = "physmem"),
  METRIC_ROW (ScenarioMachine, GAUGE, swap_pages, "swap_size", "pages", "places on swap",
              .after = "handspread"),
};

static METRIC_TABLE_OF (setup_table, setup_rows);

static void machine_metrics_add_zones (const MachineProcesses *processes, MetricSet *metrics)
{
  g_autofree char *before = g_strdup ("madv_free_miss");
  for (guint i = 0; i < processes->zones->len; i++) {
    const Zone *zone = g_ptr_array_index (processes->zones, i);
    char *name = g_strconcat ("zone_swap.", zone->name, NULL);
    const MetricRow row = { .kind = METRIC_GAUGE,
                            .name = name,
                            .unit = "bytes",
                            .doc = "swap that private segments of its processes reserve",
                            .offset = offsetof (Zone, swresv),
                            .after = before };
    metric_set_add_tables (metrics, &(MetricSource){ &(MetricTable){ &row, 1 }, zone }, 1);
    g_free (before);
    before = name;
  }
}

static const MetricRow latency_rows[] = {
  METRIC_ELEMENT (Latency, COUNTER, sums, LATENCY_WAIT, "latency.wait", "ns",
                  "of the I/Os together: waiting for room, memory or swap"),
  METRIC_ELEMENT (Latency, COUNTER, sums, LATENCY_LOCK, "latency.lock", "ns",
                  "of the I/Os together: locking and unlocking"),
  METRIC_ELEMENT (Latency, COUNTER, sums, LATENCY_DEVICE, "latency.device", "ns",
                  "of the I/Os together: the device"),
};

static METRIC_TABLE_OF (latency_table, latency_rows);
_Static_assert(G_N_ELEMENTS (latency_rows) == LATENCY_PARTS, "each part of a latency has its metric");

static void machine_metrics_add_latency (const Latency *latency, MetricSet *metrics)
{
  for (size_t i = 0; i < LATENCY_QUANTILES; i++) {
    g_autofree char *name = g_strconcat ("latency.", LATENCY_QUANTILE_ROWS[i].name, NULL);
    metric_set_add_quantile (metrics, name, "ns", "of I/Os, from when they were wanted to unlocking",
                             &latency->total, LATENCY_QUANTILE_ROWS[i].parts);
  }
  metric_set_add_tables (metrics, &(MetricSource){ &latency_table, latency }, 1);
}

static void machine_metrics_refresh (void *user)
{
  machine_workloads_sum_latencies (user);
}

/* Returns NUMBERS, or NULL if the cache cannot tell them, since it lacks one of CAPABILITIES. */
static const void *machine_told (const MachineCore *core, unsigned capabilities, const void *numbers)
{
  return cache_can (core->pcache, capabilities) ? numbers : NULL;
}

MetricSet *machine_metrics_new (Machine *machine)
{
  const MachineCore *core = &machine->core;
  const MachineWorkloads *workloads = &machine->workloads;
  const CacheCounters *counters =
      machine_told (core, CACHE_TELLS_COUNTERS, cache_get_counters (core->pcache));
  const MetricSource sources[] = {
    { &KERNEL_METRICS, &core->kernel },
    { &CACHE_STATE_METRICS, machine_told (core, CACHE_TELLS_STATE | CACHE_TELLS_SIZES, core->pcache) },
    { &CACHE_LOOKUP_METRICS, counters },
    { &MISS_METRICS, machine_told (core, CACHE_TELLS_REASONS | CACHE_TELLS_REMOVALS, &core->vm.counters) },
    { &CACHE_METRICS, counters },
    { &KERNEL_CLOCK_METRICS, &core->clock },
    { &VM_COUNTER_METRICS, &core->vm.counters },
    { &IO_METRICS, &workloads->io },
    { &ASYNC_IO_METRICS, &workloads->kinds.async_io },
    { &RDMA_METRICS, &workloads->kinds.rdma },
    { &PAGEOUT_METRICS, &core->pageout },
    { &PAGEOUT_COUNTER_METRICS, &core->pageout.counters },
    { &SWAP_DEVICE_METRICS, &core->swap },
    { &MEMORY_WAITERS_METRICS, &core->waiters },
    { &WORKING_SET_METRICS, &workloads->kinds.working_sets },
    { &MEMORY_CONFIG_STATE_METRICS, &core->memory_config },
    { &MEMORY_CONFIG_METRICS, &core->memory_config.counters },
    { &REPLAY_CALL_METRICS, &workloads->kinds.replay_calls },
    { &AS_METRICS, &core->vm.as },
    { &SPT_METRICS, &core->vm.spt },
    { &ANON_METRICS, &core->vm.anon },
    { &VM_CACHE_METRICS, machine_told (core, CACHE_TELLS_STATE, &core->vm) },
    { &VM_METRICS, &core->vm },
    { &CHILDREN_METRICS, &workloads->children },
    { &actions_table, &machine->actions },
  };
  MetricSet *metrics =
      metric_set_new (page_bytes (&core->kernel.pages, 0), machine_metrics_refresh, &machine->workloads);
  metric_set_add_tables (metrics, sources, G_N_ELEMENTS (sources));
  machine_metrics_add_zones (&machine->processes, metrics);
  machine_metrics_add_latency (workloads->all_latency, metrics);
  return metrics;
}

MetricSet *machine_metrics_new_setup (const Machine *machine)
{
  const MachineCore *core = &machine->core;
  const MetricSource sources[] = {
    { &KERNEL_SETUP_METRICS, &core->kernel },
    { &PAGEOUT_SETUP_METRICS, &core->pageout },
    { &CACHE_SIZE_METRICS, machine_told (core, CACHE_TELLS_SIZES, &core->sizes) },
    { &setup_table, &core->scenario->machine },
  };
  MetricSet *metrics = metric_set_new (page_bytes (&core->kernel.pages, 0), NULL, NULL);
  metric_set_add_tables (metrics, sources, G_N_ELEMENTS (sources));
  return metrics;
}
