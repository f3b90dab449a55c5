/* machine_memory_metrics.c - what can be asked of pageout, of who uses memory, and of memory that goes and comes */
#include "machine_metric_rows.h"

static void register_pageout (Machine *machine)
{
  const MachineMemory *memory = &machine->memory;
  const Pageout *pageout = &memory->pageout;
  const PageoutCounters *counters = &pageout->counters;
  const AnonSlots *anon = &machine->vm.anon;
  const MetricRow rows[] = {
    { METRIC_GAUGE, "scan_rate", "pages/s", "pages that pageout means to scan a second; 0: memory is not low",
      &machine->derived.scan_rate },
    { METRIC_GAUGE, "anon_pages", "pages", "anonymous pages, in memory or swapped out", &anon->n_used },
    { METRIC_GAUGE, "swapped_pages", "pages", "of these, swapped out", &anon->n_swapped },
    { METRIC_GAUGE, "swap_used", "pages", "places on swap that are taken", &anon->n_on_swap },
    { METRIC_GAUGE, "pageout.in_flight", "pages", "pages that are being written to swap",
      &pageout->in_flight },
    { METRIC_COUNTER, "pageout.scanned", "pages", "pages that the scanner's hands looked at",
      &counters->scanned },
    { METRIC_COUNTER, "pageout.skipped_locked", "pages", "times that a hand passed over a locked page",
      &counters->skipped_locked },
    { METRIC_COUNTER, "pageout.freed_clean", "pages", "pages freed at once, their contents being on swap",
      &counters->freed_clean },
    { METRIC_COUNTER, "pageout.freed_written", "pages", "pages freed when they were written",
      &counters->freed_written },
    { METRIC_COUNTER, "pageout.writes_started", "pages", "pages given to the swap device",
      &counters->writes_started },
    { METRIC_COUNTER, "pageout.writes_completed", "pages", "pages that it has written",
      &counters->writes_completed },
    { METRIC_COUNTER, "pageout.kept_dirty", "pages", "pages written that had been dirtied meanwhile",
      &counters->kept_dirty },
    { METRIC_COUNTER, "pageout.kept_referenced", "pages", "pages written that had been referenced meanwhile",
      &counters->kept_referenced },
    { METRIC_COUNTER, "pageout.kept_locked", "pages", "pages written that are locked now",
      &counters->kept_locked },
    { METRIC_COUNTER, "pageout.queue_full", "pages", "dirty pages passed over: too many were being written",
      &counters->queue_full },
    { METRIC_COUNTER, "pageout.swap_full", "pages", "dirty pages passed over: no room on swap",
      &counters->swap_full },
    { METRIC_COUNTER, "page_ins", "pages", "pages read back from swap", &machine->vm.counters.page_ins },
    { METRIC_COUNTER, "swap_device.busy", "ns", "time that the swap device worked, all its places together",
      &memory->swap.busy_ns },
    { METRIC_GAUGE, "throttle.waiting", "", "who waits for memory now", &memory->waiters.length },
    { METRIC_COUNTER, "throttle.waits", "", "times that somebody began to wait for memory",
      &memory->waiters.waits },
    { METRIC_COUNTER, "throttle.wait_time", "ns", "time that those waited who were woken",
      &memory->waiters.wait_ns },
    { METRIC_COUNTER, "throttle.locks", "", "locks put off since memory had to come first",
      &machine->vm.counters.must_wait },
    { METRIC_GAUGE, "throttle.ios", "", "I/Os that wait for memory now", &machine->io.waiting },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

static void register_working_sets (Machine *machine)
{
  const WorkingSetCounters *sets = &machine->kinds.working_sets;
  const MetricRow rows[] = {
    { METRIC_GAUGE, "working_sets.size", "pages", "pages that working sets want", &sets->pages },
    { METRIC_GAUGE, "working_sets.resident", "pages", "pages that they touched and that are in memory",
      &machine->vm.anon.n_tracked },
    { METRIC_COUNTER, "working_sets.touches", "", "touches of their pages", &sets->touches },
    { METRIC_COUNTER, "working_sets.made", "pages", "pages that they made as they grew", &sets->touched_new },
    { METRIC_COUNTER, "working_sets.given_back", "pages", "pages that they gave back", &sets->given_back },
    { METRIC_COUNTER, "working_sets.page_in_waits", "", "times that one waited for a page from swap",
      &sets->page_in_waits },
    { METRIC_COUNTER, "working_sets.page_in_time", "ns", "and how long", &sets->page_in_ns },
    { METRIC_COUNTER, "working_sets.memory_waits", "", "times that one waited for memory",
      &sets->memory_waits },
    { METRIC_COUNTER, "working_sets.failed", "", "touches where nothing was mapped, or nothing was left",
      &sets->failed },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

static void register_memory_config (Machine *machine)
{
  const MemoryConfig *config = &machine->memory.config;
  const MemoryConfigCounters *counters = &config->counters;
  const MetricRow rows[] = {
    { METRIC_GAUGE, "removed_pages", "pages", "pages that the machine had and has no more",
      &config->pages_removed },
    { METRIC_COUNTER, "removal.begun", "", "removals of memory", &counters->deletes },
    { METRIC_COUNTER, "removal.done", "", "of these, that got all pages", &counters->deletes_done },
    { METRIC_COUNTER, "removal.given_up", "", "that gave up, since some pages stayed",
      &counters->deletes_given_up },
    { METRIC_COUNTER, "removal.refused", "",
      "that were refused: another was under way, or too much was wanted", &counters->deletes_refused },
    { METRIC_COUNTER, "removal.notices", "", "times that the cache could not be emptied before",
      &counters->notices },
    { METRIC_COUNTER, "removal.collected", "pages", "pages that removals got, also those that gave up",
      &counters->collected },
    { METRIC_COUNTER, "removal.moved", "pages", "pages whose contents went to another page",
      &counters->moved },
    { METRIC_COUNTER, "removal.vain_tries", "", "tries that got no page", &counters->vain_tries },
    { METRIC_COUNTER, "removal.cache_off_time", "ns",
      "time that the cache was off for removals and retirements", &counters->cache_off_ns },
    { METRIC_COUNTER, "memory_added", "pages", "pages that were added", &counters->added },
    { METRIC_COUNTER, "page_retire.begun", "", "pages that were to be retired", &counters->retires },
    { METRIC_COUNTER, "page_retire.done", "", "of these, retired", &counters->retires_done },
    { METRIC_COUNTER, "page_retire.given_up", "", "that stayed locked, or could not be moved",
      &counters->retires_given_up },
    { METRIC_COUNTER, "page_retire.flushes", "", "times that the cache was turned off for one",
      &counters->retires_flushed },
  };
  machine_register_rows (machine->metrics, rows, G_N_ELEMENTS (rows));
}

void machine_register_memory_metrics (Machine *machine)
{
  register_pageout (machine);
  register_working_sets (machine);
  register_memory_config (machine);
}
