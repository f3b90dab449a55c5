/* memory_config.c - threads that remove memory and retire pages (surroundings §6) */
#include "memory_config.h"

#define RETIRE_POLL_NS (NS_PER_SEC / 4)

void memory_config_init (MemoryConfig *config, Vm *vm, SimThreads *threads, MemoryThresholdsRule rule,
                         const MemoryThresholds *wanted, uint64_t seed, uint64_t run)
{
  *config = (MemoryConfig){ .vm = vm,
                            .threads = threads,
                            .rule = rule,
                            .wanted = *wanted,
                            .removed = g_array_new (FALSE, FALSE, sizeof (PageNumber)) };
  config->span = g_array_new (FALSE, FALSE, sizeof (PageNumber));
  config->collected = g_array_new (FALSE, FALSE, sizeof (PageNumber));
  random_init (&config->random, seed, run, "page errors");
}

void memory_config_clear (MemoryConfig *config)
{
  g_clear_pointer (&config->removed, g_array_unref);
  g_clear_pointer (&config->span, g_array_unref);
  g_clear_pointer (&config->collected, g_array_unref);
}

static sim_time memory_config_now (const MemoryConfig *config)
{
  return event_queue_now (config->vm->clock->queue);
}

/* Adds PAGES to physmem and to everything that depends on physmem. */
static void memory_config_change (MemoryConfig *config, int64_t pages)
{
  Kernel *kernel = config->vm->kernel;
  kernel->physmem += (uint64_t)pages;
  kernel->total_pages += (uint64_t)pages;
  kernel->availrmem += (uint64_t)pages;
  config->vm->anon.limit += config->vm->anon.limit == UINT64_MAX ? 0 : (uint64_t)pages;
  memory_thresholds_apply (kernel, config->rule, &config->wanted);
}

/* ---- one page ---- */

typedef enum { CAPTURE_DONE, CAPTURE_LOCKED, CAPTURE_NO_ROOM } CaptureResult;

/* Takes PAGE from its owner. PAGE is then locked exclusively, and has no owner. */
static CaptureResult memory_config_capture_page (MemoryConfig *config, PageNumber page)
{
  Vm *vm = config->vm;
  if (!page_is (vm->allocator, page, PAGE_IN_USE)) {
    page_capture (vm->allocator, page);
    return CAPTURE_DONE;
  }
  if (anon_slot_of_page (&vm->anon, page) == ANON_SLOT_NONE
      || !page_trylock_exclusive (vm->allocator, page)) {
    return CAPTURE_LOCKED;
  }
  PageNumber other =
      vm->kernel->freemem > vm->kernel->pageout_reserve ? page_create (vm->allocator) : PAGE_NONE;
  if (other == PAGE_NONE) {
    page_unlock (vm->allocator, page);
    return CAPTURE_NO_ROOM;
  }
  anon_slot_move (&vm->anon, page, other);
  config->counters.moved++;
  return CAPTURE_DONE;
}

/* Frees the last COUNT of PAGES, which have no owner, and takes them off the array. */
static void memory_config_give_back (const MemoryConfig *config, GArray *pages, uint64_t count)
{
  for (; count > 0; count--) {
    PageNumber page = g_array_index (pages, PageNumber, pages->len - 1);
    g_array_set_size (pages, pages->len - 1);
    page_unlock (config->vm->allocator, page);
    page_free (config->vm->allocator, page);
  }
}

/* ---- the cache ---- */

static sim_time memory_config_turn_cache_off (MemoryConfig *config)
{
  sim_time since = memory_config_now (config);
  config->counters.notices += seg_p_mem_config_pre_del (config->vm->pcache);
  return since;
}

static void memory_config_turn_cache_on (MemoryConfig *config, sim_time since)
{
  seg_p_mem_config_post_del (config->vm->pcache);
  config->counters.cache_off_ns += memory_config_now (config) - since;
}

/* ---- deletes ---- */

static gint memory_config_compare_pages (gconstpointer a, gconstpointer b)
{
  PageNumber one = *(const PageNumber *)a;
  PageNumber other = *(const PageNumber *)b;
  return (one > other) - (one < other);
}

/* Sets the span to the pages with the lowest numbers that the machine has. */
static void memory_config_choose_span (MemoryConfig *config)
{
  g_autoptr (GArray) gone = g_array_copy (config->removed);
  g_array_sort (gone, memory_config_compare_pages);
  guint next = 0;
  for (PageNumber page = 0; config->span->len < config->delete_pages; page++) {
    if (next < gone->len && g_array_index (gone, PageNumber, next) == page) {
      next++;
    } else {
      g_array_append_val (config->span, page);
    }
  }
  page_allocator_reach (config->vm->allocator,
                        (uint64_t)g_array_index (config->span, PageNumber, config->span->len - 1) + 1);
}

/* Sets the delete's share of needfree to PAGES, which still need room elsewhere, but to 100 at most. */
static void memory_config_set_needfree (MemoryConfig *config, uint64_t pages)
{
  Kernel *kernel = config->vm->kernel;
  pages = MIN (pages, MEMORY_DELETE_NEEDFREE_MAX);
  kernel->needfree += pages - config->needfree;
  config->needfree = pages;
}

/* Tries each page left in the span, or only the free ones. Returns how many it collected. */
static guint memory_config_collect_pages (MemoryConfig *config, bool only_free)
{
  guint left = 0;
  bool room = true;
  for (guint i = 0; i < config->span->len; i++) {
    PageNumber page = g_array_index (config->span, PageNumber, i);
    bool tries = !page_is (config->vm->allocator, page, PAGE_IN_USE) || (!only_free && room);
    CaptureResult result = tries ? memory_config_capture_page (config, page) : CAPTURE_LOCKED;
    room = room && result != CAPTURE_NO_ROOM;
    if (result == CAPTURE_DONE) {
      g_array_append_val (config->collected, page);
    } else {
      g_array_index (config->span, PageNumber, left++) = page;
    }
  }
  guint collected = config->span->len - left;
  g_array_set_size (config->span, left);
  config->counters.collected += collected;
  return collected;
}

/* Returns true once all pages are collected, false if there was no progress for too long. */
static bool memory_config_collect_span (MemoryConfig *config)
{
  sim_time progress = memory_config_now (config);
  while (config->span->len > 0) {
    /* Free pages first, so that no contents are moved to a page of the span. */
    guint collected =
        memory_config_collect_pages (config, true) + memory_config_collect_pages (config, false);
    if (collected > 0) {
      progress = memory_config_now (config);
    } else {
      config->counters.vain_tries++;
    }
    if (config->span->len == 0 || memory_config_now (config) - progress >= config->timeout_ns) {
      break;
    }
    memory_config_set_needfree (config, config->span->len);
    sim_thread_sleep (config->threads, NS_PER_SEC / MEMORY_DELETE_TRIES_PER_SECOND);
  }
  memory_config_set_needfree (config, 0);
  return config->span->len == 0;
}

static void memory_config_finish_delete (MemoryConfig *config, bool complete)
{
  if (complete) {
    g_array_append_vals (config->removed, config->collected->data, config->collected->len);
    config->pages_removed += config->delete_pages;
    config->counters.deletes_done++;
    memory_config_change (config, -(int64_t)config->delete_pages);
  } else {
    memory_config_give_back (config, config->collected, config->collected->len);
    config->counters.deletes_given_up++;
  }
}

static void memory_config_delete_main (SimThreads *threads, void *argument)
{
  (void)threads;
  MemoryConfig *config = argument;
  sim_time since = memory_config_turn_cache_off (config);
  memory_config_choose_span (config);
  bool complete = memory_config_collect_span (config);
  memory_config_finish_delete (config, complete);
  memory_config_turn_cache_on (config, since);
  g_array_set_size (config->span, 0);
  g_array_set_size (config->collected, 0);
  config->deleting = false;
}

void memory_config_remove (MemoryConfig *config, uint64_t pages, uint64_t timeout_ns)
{
  const Kernel *kernel = config->vm->kernel;
  config->counters.deletes++;
  if (config->deleting || pages + kernel->lotsfree >= kernel->total_pages || pages >= kernel->availrmem) {
    config->counters.deletes_refused++;
    return;
  }
  config->deleting = true;
  config->delete_pages = pages;
  config->timeout_ns = timeout_ns;
  sim_thread_spawn (config->threads, MEMORY_EVENT_THREAD, memory_config_delete_main, config);
}

/* ---- additions ---- */

void memory_config_add (MemoryConfig *config, uint64_t pages)
{
  uint64_t again = MIN (pages, config->removed->len);
  memory_config_change (config, (int64_t)pages);
  memory_config_give_back (config, config->removed, again);
  page_allocator_grow (config->vm->allocator, pages - again);
  config->pages_removed -= again;
  config->counters.added += pages;
}

/* ---- retirement ---- */

/* Returns a page that is in use; PAGE_NONE if no page is. */
static PageNumber memory_config_choose_page (MemoryConfig *config)
{
  const PageAllocator *allocator = config->vm->allocator;
  uint64_t pages = allocator->n_ever_used;
  uint64_t first = pages > 0 ? random_below (&config->random, pages) : 0;
  for (uint64_t i = 0; i < pages; i++) {
    PageNumber page = (PageNumber)((first + i) % pages);
    if (page_is (allocator, page, PAGE_IN_USE)
        && anon_slot_of_page (&config->vm->anon, page) != ANON_SLOT_NONE) {
      return page;
    }
  }
  return PAGE_NONE;
}

/* Tries to collect PAGE, for 23 s at most. Returns whether it did. */
static bool memory_config_wait_for_page (MemoryConfig *config, PageNumber page)
{
  sim_time end = sim_time_add (memory_config_now (config), PAGE_RETIRE_WAIT_NS);
  for (;;) {
    if (memory_config_capture_page (config, page) == CAPTURE_DONE) {
      return true;
    }
    if (memory_config_now (config) >= end) {
      return false;
    }
    sim_thread_sleep (config->threads, RETIRE_POLL_NS);
  }
}

static bool memory_config_retire_with_cache_off (MemoryConfig *config, PageNumber page)
{
  bool done = false;
  config->counters.retires_flushed++;
  sim_time since = memory_config_turn_cache_off (config);
  for (unsigned i = 0; i < PAGE_RETIRE_TRIES && !done; i++) {
    done = memory_config_wait_for_page (config, page);
  }
  memory_config_turn_cache_on (config, since);
  return done;
}

static void memory_config_retire_main (SimThreads *threads, void *argument)
{
  (void)threads;
  MemoryConfig *config = argument;
  PageNumber page = memory_config_choose_page (config);
  bool done = page != PAGE_NONE
              && (memory_config_capture_page (config, page) == CAPTURE_DONE
                  || memory_config_retire_with_cache_off (config, page));
  if (!done) {
    config->counters.retires_given_up++;
    return;
  }
  g_array_append_val (config->removed, page);
  config->pages_removed++;
  config->counters.retires_done++;
  memory_config_change (config, -1);
}

void memory_config_retire (MemoryConfig *config)
{
  config->counters.retires++;
  sim_thread_spawn (config->threads, MEMORY_EVENT_THREAD, memory_config_retire_main, config);
}

static const MetricRow memory_config_rows[] = {
  METRIC_ROW (MemoryConfig, GAUGE, pages_removed, "removed_pages", "pages",
              "pages that the machine had and has no more"),
};

METRIC_TABLE_OF (MEMORY_CONFIG_STATE_METRICS, memory_config_rows);
METRIC_TABLE (MEMORY_CONFIG_METRICS, MemoryConfigCounters, MEMORY_CONFIG_COUNTERS);
