/* machine_metrics.c - what can be asked of a run */
#include "machine_metric_rows.h"

void machine_register_rows (MetricSet *set, const MetricRow *rows, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    metric_set_add (set, rows[i].kind, rows[i].name, rows[i].unit, rows[i].doc, rows[i].value);
  }
}

/* A group of counters that are an array in the model, in the order of its enumeration. */
typedef struct {
  const char *name;
  const char *doc;
} MetricMember;

static void register_group (MetricSet *set, const char *group, const char *unit, const MetricMember *members,
                            size_t n, const uint64_t *values)
{
  for (size_t i = 0; i < n; i++) {
    if (members[i].name) {
      g_autofree char *name = g_strconcat (group, ".", members[i].name, NULL);
      metric_set_add (set, METRIC_COUNTER, name, unit, members[i].doc, &values[i]);
    }
  }
}

#define MEMBER(id_, name_, doc_) [id_] = { name_, doc_ },
#define MISS_MEMBER(id_, name_, colour_, doc_, advice_) [id_] = { name_, doc_ },
#define REMOVAL_MEMBER(id_, name_, colour_, doc_) [id_] = { name_, doc_ },
#define DONE_MEMBER(id_, name_, done_, failed_) [id_] = { name_, done_ },
#define FAILED_MEMBER(id_, name_, done_, failed_) [id_] = { name_, failed_ },

static const MetricMember miss_reasons[] = { MISS_REASONS_TABLE (MISS_MEMBER) };
static const MetricMember lock_outcomes[] = { PAGELOCK_OUTCOMES_TABLE (MEMBER) };
static const MetricMember removal_causes[] = { PCACHE_REMOVALS_TABLE (REMOVAL_MEMBER) };
static const MetricMember as_ops_done[] = { AS_OPS_TABLE (DONE_MEMBER) };
static const MetricMember as_ops_failed[] = { AS_OPS_TABLE (FAILED_MEMBER) };
static const MetricMember spt_refusals[] = { SPT_REFUSALS_TABLE (MEMBER) };

static const MetricMember check_refusals[PCACHE_ADMISSIONS] = {
  [PCACHE_REFUSED_DISABLED] = { "check_disabled", "checks that found the cache off" },
  [PCACHE_REFUSED_WINDOW] = { "check_window", "checks that found the window full" },
  [PCACHE_REFUSED_DESFREE] = { "check_desfree", "checks that found freemem below desfree" },
};

static const MetricMember insert_refusals[PCACHE_ADMISSIONS] = {
  [PCACHE_REFUSED_DISABLED] = { "insert_disabled", "inserts that found the cache off" },
  [PCACHE_REFUSED_WINDOW] = { "insert_window", "inserts that found the window full" },
  [PCACHE_REFUSED_DUPLICATE] = { "insert_duplicate", "inserts that found an entry at least as long" },
};

static uint64_t sum (const uint64_t *values, size_t n)
{
  uint64_t total = 0;
  for (size_t i = 0; i < n; i++) {
    total += values[i];
  }
  return total;
}

void machine_refresh_derived (Machine *machine)
{
  const PcacheCounters *counters = pcache_get_counters (machine->pcache);
  MachineDerived *derived = &machine->derived;
  derived->cache_miss = sum (counters->misses, PCACHE_MISS_REASONS);
  derived->lookups = counters->hits + derived->cache_miss;
  derived->misses = sum (machine->vm.counters.misses, MISS_REASONS);
  derived->refusals = sum (counters->checks, PCACHE_ADMISSIONS) - counters->checks[PCACHE_ADMITTED]
                      + sum (counters->inserts, PCACHE_ADMISSIONS) - counters->inserts[PCACHE_ADMITTED];
  derived->purged_pages = sum (counters->removed_pages, PCACHE_REMOVAL_CAUSES);
  derived->purged_entries = sum (counters->removed_entries, PCACHE_REMOVAL_CAUSES);
  derived->cow_copy_ns = machine->vm.anon.n_shared_breaks * machine->vm.page_copy_ns;
  derived->state = pcache_get_state (machine->pcache);
  derived->scan_rate =
      pageout_is_called_for (&machine->memory.pageout) ? machine->memory.pageout.scan_rate : 0;
  derived->entries_window = derived->state.entries - machine->vm.spt.entries;
  derived->plocked_wired = derived->state.plocked - derived->state.plocked_window;
  derived->entries_idle = derived->state.entries - derived->state.entries_active;
}

void machine_refresh_metrics (void *user)
{
  Machine *machine = user;
  machine_refresh_derived (machine);
  machine_sum_latencies (machine);
}

static void register_memory (Machine *machine)
{
  const Kernel *kernel = &machine->kernel;
  const MachineDerived *derived = &machine->derived;
  const MetricRow rows[] = {
    { METRIC_GAUGE, "freemem", "pages", "free pages", &kernel->freemem },
    { METRIC_GAUGE, "lotsfree", "pages", "below it pageout runs and the purge thread is woken",
      &kernel->lotsfree },
    { METRIC_GAUGE, "desfree", "pages", "below it nothing more is cached", &kernel->desfree },
    { METRIC_GAUGE, "minfree", "pages", "below it memory is very short", &kernel->minfree },
    { METRIC_GAUGE, "throttlefree", "pages", "below it who wants pages has to wait", &kernel->throttlefree },
    { METRIC_GAUGE, "needfree", "pages", "pages that somebody waits for", &kernel->needfree },
    { METRIC_GAUGE, "availrmem", "pages", "pages that may be made unpageable", &kernel->availrmem },
    { METRIC_GAUGE, "plocked", "pages", "pages in the cache", &derived->state.plocked },
    { METRIC_GAUGE, "plocked_window", "pages", "pages of window entries", &derived->state.plocked_window },
    { METRIC_GAUGE, "maxwindow", "pages", "most that window entries may hold",
      &machine->setup.sizes.maxwindow_pages },
    { METRIC_GAUGE, "entries", "entries", "entries in the cache", &derived->state.entries },
    { METRIC_GAUGE, "entries_active", "entries", "entries held by I/Os", &derived->state.entries_active },
    { METRIC_GAUGE, "entries_idle", "entries", "entries that may be purged", &derived->entries_idle },
    { METRIC_GAUGE, "disabled", "", "how often the cache is disabled; 0: on", &derived->state.disabled },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

static void register_lookups (Machine *machine)
{
  const PcacheCounters *counters = pcache_get_counters (machine->pcache);
  const MachineDerived *derived = &machine->derived;
  const MetricRow rows[] = {
    { METRIC_COUNTER, "lookups", "", "requests that asked the cache", &derived->lookups },
    { METRIC_COUNTER, "cache_hit", "", "lookups that found an entry", &counters->hits },
    { METRIC_COUNTER, "cache_miss", "", "lookups that did not", &derived->cache_miss },
    { METRIC_COUNTER, "misses.total", "", "misses explained: the sum of all reasons", &derived->misses },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
  register_group (machine->metrics, "misses", "", miss_reasons, MISS_REASONS, machine->vm.counters.misses);
  metric_set_add_ratio (machine->metrics, "hit_rate", "hits by lookups", "cache_hit",
                        (const char *const[]){ "lookups", NULL });
}

static void register_cache (Machine *machine)
{
  MetricSet *set = machine->metrics;
  const PcacheCounters *counters = pcache_get_counters (machine->pcache);
  const MachineDerived *derived = &machine->derived;
  metric_set_add (set, METRIC_COUNTER, "inserts", "", "entries made", &counters->inserts[PCACHE_ADMITTED]);
  metric_set_add (set, METRIC_COUNTER, "refusals.total", "", "lists kept out of the cache",
                  &derived->refusals);
  register_group (set, "refusals", "", check_refusals, PCACHE_ADMISSIONS, counters->checks);
  register_group (set, "refusals", "", insert_refusals, PCACHE_ADMISSIONS, counters->inserts);
  metric_set_add (set, METRIC_COUNTER, "purged_pages.total", "pages", "pages of entries that left the cache",
                  &derived->purged_pages);
  register_group (set, "purged_pages", "pages", removal_causes, PCACHE_REMOVAL_CAUSES,
                  counters->removed_pages);
  metric_set_add (set, METRIC_COUNTER, "purged_entries.total", "entries", "entries that left the cache",
                  &derived->purged_entries);
  register_group (set, "purged_entries", "entries", removal_causes, PCACHE_REMOVAL_CAUSES,
                  counters->removed_entries);
  const MetricRow rows[] = {
    { METRIC_COUNTER, "reclaim_callbacks", "", "lists whose pages were unlocked",
      &counters->reclaim_callbacks },
    { METRIC_COUNTER, "purge_count", "", "asynchronous purges that had cause, or were forced",
      &counters->async_purges },
    { METRIC_COUNTER, "second_chances", "entries", "entries passed over once by a purge",
      &counters->second_chances },
    { METRIC_COUNTER, "full_ahb", "buckets", "buckets with entries that purges met", &counters->full_ahb },
    { METRIC_COUNTER, "empty_ahb", "buckets", "empty buckets that purges met", &counters->empty_ahb },
    { METRIC_COUNTER, "low_memory_turns", "", "turns of schedpaging that found memory low",
      &machine->clock.low_memory_turns },
  };
  machine_register_rows (set, rows, G_N_ELEMENTS (rows));
}

static void register_callers (Machine *machine)
{
  const VmCounters *vm = &machine->vm.counters;
  register_group (machine->metrics, "locks", "", lock_outcomes, PAGELOCK_OUTCOMES, vm->locks);
  const MetricRow rows[] = {
    { METRIC_COUNTER, "failed_locks.access", "", "EACCES: the mapping does not allow it",
      &vm->failed_access },
    { METRIC_COUNTER, "failed_locks.fault", "", "EFAULT: not mapped, or a page is locked by others",
      &vm->failed_fault },
    { METRIC_COUNTER, "failed_locks.memory", "", "ENOMEM: neither memory nor swap is left",
      &vm->failed_memory },
    { METRIC_COUNTER, "pages_locked", "pages", "pages locked by misses", &vm->pages_locked },
    { METRIC_COUNTER, "pages_created", "pages", "pages that were not there before they were locked",
      &vm->pages_created },
    { METRIC_COUNTER, "pages_unlocked", "pages", "pages unlocked by reclaims", &vm->pages_unlocked },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

static void register_replayed (Machine *machine)
{
  const ReplayCallCounters *replayed = &machine->kinds.replay_calls;
  const MetricRow rows[] = {
    { METRIC_COUNTER, "replayed.calls", "", "recorded calls of a real cache that were replayed",
      &replayed->calls },
    { METRIC_COUNTER, "replayed.recorded_lookups", "", "lookups among them", &replayed->recorded_lookups },
    { METRIC_COUNTER, "replayed.recorded_hits", "", "of these, hits on the recorded machine",
      &replayed->recorded_hits },
    { METRIC_COUNTER, "replayed.recorded_reclaimed_pages", "pages",
      "pages that reclaims unlocked on the recorded machine", &replayed->recorded_reclaimed_pages },
    { METRIC_COUNTER, "replayed.compared", "", "lookups, checks and inserts that both machines made",
      &replayed->compared },
    { METRIC_COUNTER, "replayed.agreed", "", "of these, those with the same outcome on both",
      &replayed->agreed },
    { METRIC_COUNTER, "replayed.lost", "", "calls left out, since what comes before them is missing",
      &replayed->lost },
    { METRIC_COUNTER, "replayed.unended", "", "I/Os whose end is not in the recording", &replayed->unended },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
  metric_set_add_ratio (machine->metrics, "replayed.agreement", "outcomes that agree by those compared",
                        "replayed.agreed", (const char *const[]){ "replayed.compared", NULL });
}

static void register_address_spaces (Machine *machine)
{
  const AsCounters *as = &machine->vm.as;
  register_group (machine->metrics, "as_done", "", as_ops_done, AS_OPS, as->done);
  register_group (machine->metrics, "as_failed", "", as_ops_failed, AS_OPS, as->failed);
  const MetricRow rows[] = {
    { METRIC_COUNTER, "as_waits", "", "times that an operation waited for locked pages", &as->waits },
    { METRIC_COUNTER, "as_wait_time", "ns", "how long, all together", &as->wait_ns },
    { METRIC_GAUGE, "as_waiting", "", "operations that wait now", &as->waiting },
    { METRIC_COUNTER, "as_retries", "", "operations that started over at once, after an asynchronous reclaim",
      &as->retries },
    { METRIC_COUNTER, "as_skipped", "",
      "operations not begun: the one before still waited, or the process had ended", &machine->ops_skipped },
    { METRIC_COUNTER, "segment_splits", "", "segments cut in two", &as->splits },
    { METRIC_COUNTER, "segment_joins", "", "segments that became one with their neighbour", &as->joins },
    { METRIC_COUNTER, "segment_joins_refused", "", "joins refused, since pages were locked",
      &as->joins_refused },
    { METRIC_GAUGE, "children", "", "forked children that live", children_count (machine->children) },
    { METRIC_COUNTER, "fork_copies", "", "private segments copied by fork, since pages were locked",
      &as->fork_copies },
    { METRIC_COUNTER, "fork_pages", "pages", "pages of them", &as->fork_pages },
    { METRIC_COUNTER, "fork_copy_time", "ns", "time for copying them", &as->fork_copy_ns },
    { METRIC_COUNTER, "cow_pages", "pages", "pages copied later, that fork had left shared copy-on-write",
      &machine->vm.anon.n_shared_breaks },
    { METRIC_COUNTER, "cow_copy_time", "ns", "time for copying them", &machine->derived.cow_copy_ns },
    { METRIC_COUNTER, "cow_refused", "", "locks of large pages refused, since they were shared copy-on-write",
      &as->cow_refused },
    { METRIC_COUNTER, "madv_free_hit", "pages",
      "pages that madvise (MADV_FREE) freed, as kstat segadvstat counts them", &as->madv_free_hits },
    { METRIC_COUNTER, "madv_free_miss", "pages", "pages that it did not: absent, locked or shared",
      &as->madv_free_misses },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
  for (guint i = 0; i < machine->zones->len; i++) {
    const Zone *zone = g_ptr_array_index (machine->zones, i);
    g_autofree char *name = g_strconcat ("zone_swap.", zone->name, NULL);
    metric_set_add (machine->metrics, METRIC_GAUGE, name, "bytes",
                    "swap that private segments of its processes reserve", &zone->swresv);
  }
}

static void register_spt (Machine *machine)
{
  const SptCounters *spt = &machine->vm.spt;
  register_group (machine->metrics, "spt_refusals", "", spt_refusals, SPT_REFUSALS, spt->refusals);
  const MetricRow rows[] = {
    { METRIC_GAUGE, "spt_attachments", "", "segments of ISM and DISM", &spt->attachments },
    { METRIC_GAUGE, "spt_locked", "pages", "pages of ISM, and of DISM that are mlocked", &spt->locked_pages },
    { METRIC_GAUGE, "entries_wired", "entries", "wired entries, of ISM and DISM", &spt->entries },
    { METRIC_GAUGE, "entries_window", "entries", "window entries", &machine->derived.entries_window },
    { METRIC_GAUGE, "plocked_wired", "pages", "pages of wired entries, each of them counted for itself",
      &machine->derived.plocked_wired },
    { METRIC_GAUGE, "spt_lists", "", "shadow lists of ISM and DISM", &spt->lists },
    { METRIC_GAUGE, "spt_list_pages", "pages", "pages that these lock, counted once", &spt->list_pages },
    { METRIC_COUNTER, "spt_list_builds", "", "lists made", &spt->list_builds },
    { METRIC_COUNTER, "spt_list_shares", "", "entries made of a list that was there", &spt->list_shares },
    { METRIC_COUNTER, "spt_lists_changed", "", "lists that came out of date by mlock, munlock or MADV_FREE",
      &spt->lists_changed },
    { METRIC_COUNTER, "spt_free_waits", "", "MADV_FREEs that waited for a list to go", &spt->free_waits },
    { METRIC_COUNTER, "spt_free_timeouts", "", "and went on after 120 s, though it had not",
      &spt->free_timeouts },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

static void register_setup (Machine *machine)
{
  const Kernel *kernel = &machine->kernel;
  const MachineSetup *setup = &machine->setup;
  const MetricRow rows[] = {
    { METRIC_GAUGE, "physmem", "pages", "memory installed", &kernel->physmem },
    { METRIC_GAUGE, "kernel_memory", "pages", "the kernel's own, never free", &setup->kernel_memory_pages },
    { METRIC_GAUGE, "total_pages", "pages", "pageable memory", &kernel->total_pages },
    { METRIC_GAUGE, "availrmem_initial", "pages", "pages that could be made unpageable at boot",
      &kernel->availrmem_initial },
    { METRIC_GAUGE, "hz", "", "ticks a second", &kernel->hz },
    { METRIC_GAUGE, "lotsfree", "pages", "below it pageout runs", &kernel->lotsfree },
    { METRIC_GAUGE, "desfree", "pages", "below it nothing more is cached", &kernel->desfree },
    { METRIC_GAUGE, "minfree", "pages", "below it memory is very short", &kernel->minfree },
    { METRIC_GAUGE, "throttlefree", "pages", "below it who wants pages has to wait", &kernel->throttlefree },
    { METRIC_GAUGE, "pageout_reserve", "pages", "kept for pageout itself", &kernel->pageout_reserve },
    { METRIC_GAUGE, "fastscan", "pages/s", "pages scanned a second when none is free",
      &machine->memory.pageout.fastscan },
    { METRIC_GAUGE, "slowscan", "pages/s", "pages scanned a second at lotsfree",
      &machine->memory.pageout.slowscan },
    { METRIC_GAUGE, "handspread", "pages", "pages between the scanner's hands",
      &machine->memory.pageout.handspread },
    { METRIC_GAUGE, "swap_size", "pages", "places on swap", &machine->memory.swap_pages },
    { METRIC_GAUGE, "maxwindow", "pages", "most that window entries may hold",
      &setup->sizes.maxwindow_pages },
    { METRIC_GAUGE, "window_buckets", "buckets", "buckets of the window table",
      &setup->sizes.window_buckets },
    { METRIC_GAUGE, "wired_buckets", "buckets", "buckets of the wired table", &setup->sizes.wired_buckets },
    { METRIC_GAUGE, "maxage", "ticks", "age under which a referenced entry is passed over once",
      &setup->sizes.maxage_ticks },
    { METRIC_GAUGE, "reap", "ticks", "the purge thread's period", &setup->sizes.reap_ticks },
    { METRIC_GAUGE, "shrink_shift", "", "log2 of the share of the window to purge at a time",
      &setup->sizes.shrink_shift },
    { METRIC_GAUGE, "maxapurge", "pages", "most to purge at a time", &setup->sizes.maxapurge_npages },
  };
  machine_register_rows (machine->setup_metrics, rows, G_N_ELEMENTS (rows));
}

static void register_latency (Machine *machine)
{
  for (size_t i = 0; i < LATENCY_QUANTILES; i++) {
    g_autofree char *name = g_strconcat ("latency.", LATENCY_QUANTILE_ROWS[i].name, NULL);
    metric_set_add_quantile (machine->metrics, name, "ns", "of I/Os, from when they were wanted to unlocking",
                             &machine->all_latency->total, LATENCY_QUANTILE_ROWS[i].parts);
  }
  const uint64_t *sums = machine->all_latency->sums;
  const MetricRow rows[] = {
    { METRIC_COUNTER, "latency.wait", "ns", "of the I/Os together: waiting for room, memory or swap",
      &sums[LATENCY_WAIT] },
    { METRIC_COUNTER, "latency.lock", "ns", "of the I/Os together: locking and unlocking",
      &sums[LATENCY_LOCK] },
    { METRIC_COUNTER, "latency.device", "ns", "of the I/Os together: the device", &sums[LATENCY_DEVICE] },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

void machine_register_metrics (Machine *machine)
{
  machine->metrics = metric_set_new (machine_refresh_metrics, machine);
  register_memory (machine);
  register_lookups (machine);
  register_cache (machine);
  register_callers (machine);
  machine_register_io_metrics (machine);
  machine_register_memory_metrics (machine);
  register_replayed (machine);
  register_address_spaces (machine);
  register_spt (machine);
  register_latency (machine);
  machine->setup_metrics = metric_set_new (NULL, NULL);
  register_setup (machine);
}
