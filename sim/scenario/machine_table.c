/* machine_table.c - what a scenario says of the machine; most of it are options of models/kernel and models/vm */
#include "scenario.h"
#include "scenario_table.h"

static const SchemaWord threshold_words[] = {
  { "new", MEMORY_THRESHOLDS_NEW,
    "the defaults from 2021 on: lotsfree is memory/64 from 16 MiB to 2 GiB, and so on" },
  { "classic", MEMORY_THRESHOLDS_CLASSIC,
    "the defaults before: lotsfree is memory/64, at least 512 KiB, and so on" },
};

/* A paging threshold that the user may set: what it is otherwise, what it has to be below, and what it does. */
#define THRESHOLD(name_, default_, parent_, doc_)                                              \
  SCHEMA_KEY (#name_, PAGES, ScenarioMachine, wanted.name_, doc_, .plain = SCHEMA_PLAIN_PAGES, \
              .absent = (default_), .kernel_unit = "pages",                                    \
              .details = "The kernel ignores 0, and what is not below " parent_ ".")

#define SWAP_SERVICE_MAX_NS (UINT64_C (60) * SCHEMA_SECOND_NS)

/* In ScenarioMachine itself: the device's options, and one of pageout. */
static const SchemaField swap_fields[] = {
  SCHEMA_KEY ("size", PAGES, ScenarioMachine, swap_pages,
              "how much fits; when it is full, dirty pages stay in memory",
              .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB }, .absent = "as large as memory"),
  SCHEMA_KEY ("service", DISTRIBUTION, ScenarioMachine, swap.service,
              "time that it takes for one page, read or written", .fallback = "200us",
              .quantity = DISTRIBUTION_OF_TIMES, .range = { 0, SWAP_SERVICE_MAX_NS }),
  SCHEMA_KEY ("concurrent", UNSIGNED, ScenarioMachine, swap.concurrent,
              "pages that it reads or writes at a time; more wait for their turn", .fallback = "8",
              .range = { 1, 1024 }),
  SCHEMA_KEY ("queue", UNSIGNED, ScenarioMachine, pageout.queue,
              "most pages that pageout is writing at a time; it passes over further dirty ones",
              .fallback = "4096", .range = { 1, 65536 }),
};

static const SchemaTable swap_table = {
  SCHEMA_TABLE_OF ("swap", "swap", ScenarioMachine, swap_fields),
};

#define LOCK_COST_MAX_NS (UINT64_C (1) * SCHEMA_SECOND_NS)

#define LOCK_COST(name_, fallback_, doc_)                                        \
  SCHEMA_KEY (#name_, TIME, LockCost, name_##_ns, doc_, .fallback = (fallback_), \
              .range = { 0, LOCK_COST_MAX_NS })

/* Estimates for a processor of about 3 GHz: a call is some locks and a short search; a page's lock is a search in the page
 * hash and an atomic operation on a line that is not in the processor's caches; a new page is 4 KiB to be zeroed. */
static const SchemaField lock_cost_fields[] = {
  LOCK_COST (call, "400ns", "a call that locks or unlocks; a hit costs nothing else"),
  LOCK_COST (miss, "2us", "a lock that misses, beside its pages"),
  LOCK_COST (page, "250ns", "each page that it locks"),
  LOCK_COST (create, "600ns", "each of these that did not exist before"),
  LOCK_COST (unlock, "100ns",
             "each page that is unlocked, by an uncached I/O's end or by a purge in the call"),
};

static const SchemaTable lock_cost_table = {
  SCHEMA_TABLE_OF ("lock cost", "lock costs", LockCost, lock_cost_fields),
};

static const SchemaField machine_fields[] = {
  SCHEMA_KEY ("memory", PAGES, ScenarioMachine, memory_pages, "installed memory (the kernel's physmem)",
              .required = true, .range = { 16 * SCHEMA_MIB, 4 * SCHEMA_TIB }),
  SCHEMA_KEY ("kernel_memory", PAGES, ScenarioMachine, kernel_memory_pages,
              "memory that the kernel itself holds and never gives back; 0: 1/16 of memory",
              .absent = "1/16 of memory"),
  SCHEMA_KEY ("hz", UNSIGNED, ScenarioMachine, hz, "clock ticks a second", .fallback = "100",
              .range = { 10, 10000 }),
  SCHEMA_KEY ("thresholds", ENUM, ScenarioMachine, thresholds,
              "which rules derive the paging thresholds that are not set below", .fallback = "new",
              SCHEMA_WORDS (threshold_words)),
  THRESHOLD (lotsfree, "1/64 of memory, from 16 MiB to 2 GiB (classic: at least 512 KiB)",
             "the memory that there is",
             "below so much free memory the page scanner and the cache's purge begin"),
  THRESHOLD (desfree, "1/2 of lotsfree", "lotsfree", "below so much free memory little is cached any more"),
  THRESHOLD (minfree, "3/4 of desfree (classic: 1/2)", "desfree", "below so much free memory is very short"),
  THRESHOLD (throttlefree, "minfree", "desfree", "below so much free memory requests for pages wait"),
  THRESHOLD (pageout_reserve, "3/4 of throttlefree (classic: 1/2)", "throttlefree",
             "free memory that only pageout may use"),
  SCHEMA_KEY ("fastscan", UNSIGNED, ScenarioMachine, pageout.fastscan,
              "pages that the page scanner looks at in a second when no memory is free",
              .range = { 1, UINT64_C (1) << 32 }, .absent = "half of memory, at most 64 MiB"),
  SCHEMA_KEY ("slowscan", UNSIGNED, ScenarioMachine, pageout.slowscan,
              "pages that it looks at in a second when free memory is just below lotsfree",
              .range = { 1, UINT64_C (1) << 32 }, .absent = "fastscan/10, at most 100"),
  SCHEMA_KEY ("handspread", PAGES, ScenarioMachine, pageout.handspread,
              "memory between the scanner's two hands: a page referenced within that way stays",
              .plain = SCHEMA_PLAIN_PAGES, .range = { SCHEMA_LEAST_PAGE, 4 * SCHEMA_TIB },
              .absent = "fastscan"),
  { .key = "swap",
    .type = SCHEMA_STRUCT,
    .offset = 0,
    .table = &swap_table,
    .doc = "where pages are written to when memory is short" },
  SCHEMA_KEY (
      "page_copy", TIME, ScenarioMachine, page_copy_ns, "time to copy a page of 4 KiB when a process forks",
      .fallback = "600ns", .range = { 0, SCHEMA_SECOND_NS },
      .details =
          "The default is 4 KiB at 8 GB/s, about what one core copies from and to memory that is in no "
          "processor cache, and 100 ns for getting the page."),
  SCHEMA_PART (
      "lock_cost", ScenarioMachine, lock_cost, LockCost, &lock_cost_table,
      "what locking a buffer takes of the time of an I/O",
      .details =
          "The defaults are estimates for a processor of about 3 GHz, not measurements; what matters is that "
          "a hit costs the same however large the buffer, and a miss its pages."),
  SCHEMA_KEY (
      "maxphys", BYTES, ScenarioMachine, maxphys_bytes,
      "most that a device is given at a time: requests of direct_io above it are cut", .fallback = "1MiB",
      .plain = SCHEMA_PLAIN_BYTES, .range = { SCHEMA_LEAST_PAGE, SCHEMA_GIB }, .kernel_unit = "bytes",
      .details =
          "The kernel's own default is 56 KiB on x86, but disk drivers ask for more, many for 1 MiB, and "
          "that is what counts; so that is the default here."),
};

const SchemaTable MACHINE_TABLE = {
  SCHEMA_TABLE_OF ("machine", "machines", ScenarioMachine, machine_fields),
};
