/* machine_metrics.c - what can be asked of a run: the tables of its parts, in the order in which they are listed */
#include "machine_internal.h"

/* ---- what no part of the machine has by itself ---- */

static const MetricRow machine_rows[] = { METRIC_ROW (
    Machine, COUNTER, ops_skipped, "as_skipped", "",
    "operations not begun: the one before still waited, or the process had ended", .after = "as_retries") };

static METRIC_TABLE_OF (machine_table, machine_rows);

static const MetricRow machine_setup_rows[] = { METRIC_ROW (
    Machine, GAUGE, setup.kernel_memory_pages, "kernel_memory", "pages", "the kernel's own, never free",
    .after = "physmem") METRIC_ROW (Machine, GAUGE, memory.swap_pages, "swap_size", "pages", "places on swap",
                                    .after = "handspread") };

static METRIC_TABLE_OF (machine_setup_table, machine_setup_rows);

static void machine_register_zones (Machine *machine)
{
  g_autofree char *before = g_strdup ("madv_free_miss");
  for (guint i = 0; i < machine->zones->len; i++) {
    const Zone *zone = g_ptr_array_index (machine->zones, i);
    char *name = g_strconcat ("zone_swap.", zone->name, NULL);
    const MetricRow row = { .kind = METRIC_GAUGE,
                            .name = name,
                            .unit = "bytes",
                            .doc = "swap that private segments of its processes reserve",
                            .offset = offsetof (Zone, swresv),
                            .after = before };
    metric_set_add_tables (machine->metrics, &(MetricSource){ &(MetricTable){ &row, 1 }, zone }, 1);
    g_free (before);
    before = name;
  }
}

static void machine_register_latency (Machine *machine)
{
  static const char *const docs[] = {
    [LATENCY_WAIT] = "of the I/Os together: waiting for room, memory or swap",
    [LATENCY_LOCK] = "of the I/Os together: locking and unlocking",
    [LATENCY_DEVICE] = "of the I/Os together: the device",
  };
  static const char *const names[] = {
    [LATENCY_WAIT] = "latency.wait", [LATENCY_LOCK] = "latency.lock", [LATENCY_DEVICE] = "latency.device"
  };
  _Static_assert(G_N_ELEMENTS (docs) == LATENCY_PARTS && G_N_ELEMENTS (names) == LATENCY_PARTS,
                 "each part of a latency has its metric");
  for (size_t i = 0; i < LATENCY_QUANTILES; i++) {
    g_autofree char *name = g_strconcat ("latency.", LATENCY_QUANTILE_ROWS[i].name, NULL);
    metric_set_add_quantile (machine->metrics, name, "ns", "of I/Os, from when they were wanted to unlocking",
                             &machine->all_latency->total, LATENCY_QUANTILE_ROWS[i].parts);
  }
  for (size_t i = 0; i < LATENCY_PARTS; i++) {
    metric_set_add (machine->metrics, METRIC_COUNTER, names[i], "ns", docs[i],
                    &machine->all_latency->sums[i]);
  }
}

static void machine_refresh_metrics (void *user)
{
  machine_sum_latencies (user);
}

/* NUMBERS, or NULL if the cache cannot tell them: it has not all of CAPABILITIES (cache_telemetry.h). */
static const void *machine_told (const Machine *machine, unsigned capabilities, const void *numbers)
{
  return cache_can (machine->pcache, capabilities) ? numbers : NULL;
}

void machine_register_metrics (Machine *machine)
{
  const CacheCounters *counters =
      machine_told (machine, CACHE_TELLS_COUNTERS, cache_get_counters (machine->pcache));
  MachineMemory *memory = &machine->memory;
  const MetricSource sources[] = {
    { &KERNEL_METRICS, &machine->kernel },
    { &CACHE_STATE_METRICS, machine_told (machine, CACHE_TELLS_STATE | CACHE_TELLS_SIZES, machine->pcache) },
    { &CACHE_LOOKUP_METRICS, counters },
    { &MISS_METRICS,
      machine_told (machine, CACHE_TELLS_REASONS | CACHE_TELLS_REMOVALS, &machine->vm.counters) },
    { &CACHE_METRICS, counters },
    { &KERNEL_CLOCK_METRICS, &machine->clock },
    { &VM_COUNTER_METRICS, &machine->vm.counters },
    { &IO_METRICS, &machine->io },
    { &ASYNC_IO_METRICS, &machine->kinds.async_io },
    { &RDMA_METRICS, &machine->kinds.rdma },
    { &PAGEOUT_METRICS, &memory->pageout },
    { &PAGEOUT_COUNTER_METRICS, &memory->pageout.counters },
    { &SWAP_DEVICE_METRICS, &memory->swap },
    { &MEMORY_WAITERS_METRICS, &memory->waiters },
    { &WORKING_SET_METRICS, &machine->kinds.working_sets },
    { &MEMORY_CONFIG_STATE_METRICS, &memory->config },
    { &MEMORY_CONFIG_METRICS, &memory->config.counters },
    { &REPLAY_CALL_METRICS, &machine->kinds.replay_calls },
    { &AS_METRICS, &machine->vm.as },
    { &SPT_METRICS, &machine->vm.spt },
    { &ANON_METRICS, &machine->vm.anon },
    { &VM_METRICS, &machine->vm },
    { &CHILDREN_METRICS, machine->children },
    { &machine_table, machine },
  };
  const MetricSource setup_sources[] = {
    { &KERNEL_SETUP_METRICS, &machine->kernel },
    { &PAGEOUT_SETUP_METRICS, &memory->pageout },
    { &CACHE_SIZE_METRICS, machine_told (machine, CACHE_TELLS_SIZES, &machine->setup.sizes) },
    { &machine_setup_table, machine },
  };
  machine->metrics = metric_set_new (machine_refresh_metrics, machine);
  metric_set_add_tables (machine->metrics, sources, G_N_ELEMENTS (sources));
  machine_register_zones (machine);
  machine_register_latency (machine);
  machine->setup_metrics = metric_set_new (NULL, NULL);
  metric_set_add_tables (machine->setup_metrics, setup_sources, G_N_ELEMENTS (setup_sources));
}
