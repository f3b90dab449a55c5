/* machine_census.c - what stands in the cache */
#include "machine_internal.h"
#include "page_size.h"

typedef struct {
  CacheCensus *census;
  const PageSizes *pages; /* the machine's */
  uint64_t now;           /* lbolt */
  CensusTable table;
  uint64_t length; /* of the chain that is being visited; 0: none is */
} Census;

static void end_chain (Census *work)
{
  if (work->length > 0) {
    cache_census_add_chain (work->census, work->table, work->length);
    work->length = 0;
  }
}

static void visit_bucket (void *user, CacheList list, uint64_t index)
{
  Census *work = user;
  (void)index;
  end_chain (work);
  work->table = list == CACHE_LIST_WIRED ? CENSUS_WIRED : CENSUS_WINDOW;
}

static void visit_entry (void *user, const CacheEntryInfo *entry)
{
  Census *work = user;
  work->length++;
  cache_census_add_entry (work->census, work->table, page_btop (work->pages, entry->len),
                          work->now - entry->last_use, entry->active > 0);
}

CacheCensus *machine_take_census (Machine *machine)
{
  kernel_clock_update (&machine->core.clock);
  const PageSizes *pages = &machine->core.kernel.pages;
  Census work = { .census = cache_census_new (machine->core.kernel.hz, page_bytes (pages, 0)),
                  .pages = pages,
                  .now = machine->core.kernel.lbolt };
  if (cache_is_configured (machine->core.pcache)) {
    cache_census_set_buckets (work.census, CENSUS_WINDOW, machine->core.sizes.window_buckets);
    cache_census_set_buckets (work.census, CENSUS_WIRED, machine->core.sizes.wired_buckets);
    cache_visit (machine->core.pcache, &(CacheVisitor){ &work, visit_bucket, visit_entry });
    end_chain (&work);
  }
  return work.census;
}
