/* machine_inspection.c - what stands in the cache at one moment: a picture for people, and a census */
#include "machine_inspection.h"

#include "event_filter.h"
#include "machine_internal.h"
#include "page_size.h"

typedef struct {
  InspectedOwner owner; /* first */
  uint64_t aged;        /* entries that have an age */
  uint64_t age_ticks;   /* of all those entries together */
  uint64_t oldest_ticks;
  bool is_wanted;
} FoundOwner;

typedef struct {
  MachineInspection *inspection;
  MachinePlaces *places;
  const char *const *wanted; /* names; NULL: all */
  uint64_t now, hz;          /* lbolt */
  FoundOwner **found;        /* by place; NULL: not found yet */
  GHashTable *lists;         /* CacheOwner * -> number of window entries; looked up, never walked */
  GArray *buckets;           /* of InspectedBucket: all buckets */
  GArray *entries;           /* of InspectedEntry: those of wanted owners */
} Inspecting;

static char *name_place (const EventPlace *place)
{
  if (!place->process) {
    return place->object ? g_strdup_printf ("object %s", place->object) : g_strdup ("others");
  }
  return place->segment ? g_strdup_printf ("%s.%s", place->process, place->segment)
                        : g_strdup_printf ("%s (%s)", place->process, place->track);
}

static FoundOwner *find_owner (Inspecting *work, CacheOwner *key)
{
  uint32_t number = machine_places_of_owner (work->places, key);
  FoundOwner *found = work->found[number];
  if (!found) {
    const EventPlace *place = event_places_get (work->places->places, number);
    work->found[number] = found = g_new (FoundOwner, 1);
    *found = (FoundOwner){ .owner = { .name = name_place (place) },
                           .is_wanted = event_filter_wants_owner (work->wanted, place) };
    g_ptr_array_add (work->inspection->owners, &found->owner);
  }
  return found;
}

static void count_bucket (void *user, CacheList list, uint64_t index)
{
  Inspecting *work = user;
  InspectedBucket bucket = { .list = (InspectedListName)list, .index = index, .first = work->entries->len };
  g_array_append_val (work->buckets, bucket);
  work->inspection->lists[list].buckets++;
}

static void count_in_owner_list (Inspecting *work, InspectedOwner *owner, CacheOwner *key)
{
  size_t length = GPOINTER_TO_SIZE (g_hash_table_lookup (work->lists, key)) + 1;
  g_hash_table_insert (work->lists, key, GSIZE_TO_POINTER (length));
  owner->lists += length == 1 ? 1 : 0;
  owner->longest_list = MAX (owner->longest_list, length);
}

static bool has_age (const CacheEntryInfo *entry, InspectedListName list)
{
  return entry->active == 0 && list != INSPECTED_WIRED;
}

static void count_of_owner (Inspecting *work, FoundOwner *found, const CacheEntryInfo *entry,
                            InspectedListName list)
{
  InspectedOwner *owner = &found->owner;
  owner->entries++;
  owner->pages += entry->len / work->inspection->page_bytes;
  owner->active += entry->active > 0 ? 1 : 0;
  if (has_age (entry, list)) {
    uint64_t ticks = work->now - entry->last_use;
    found->aged++;
    found->age_ticks += ticks;
    found->oldest_ticks = MAX (found->oldest_ticks, ticks);
  }
  if (list == INSPECTED_WIRED) {
    owner->wired++;
  } else {
    count_in_owner_list (work, owner, entry->owner);
  }
}

static void show_entry (Inspecting *work, InspectedBucket *bucket, const InspectedOwner *owner,
                        const CacheEntryInfo *entry)
{
  InspectedEntry shown = { .owner = owner,
                           .addr = entry->addr,
                           .len = entry->len,
                           .wlen = entry->wlen,
                           .age_ns = has_age (entry, bucket->list)
                                         ? sim_time_of_ticks (work->now - entry->last_use, work->hz)
                                         : INSPECTED_NO_AGE,
                           .active = entry->active,
                           .is_written = entry->written,
                           .is_referenced = entry->referenced };
  g_array_append_val (work->entries, shown);
  bucket->shown++;
}

static void count_entry (void *user, const CacheEntryInfo *entry)
{
  Inspecting *work = user;
  InspectedBucket *bucket = &g_array_index (work->buckets, InspectedBucket, work->buckets->len - 1);
  InspectedList *list = &work->inspection->lists[bucket->list];
  FoundOwner *found = find_owner (work, entry->owner);
  uint64_t active = entry->active > 0 ? 1 : 0, pages = entry->len / work->inspection->page_bytes;
  bucket->length++;
  bucket->active += active;
  bucket->pages += pages;
  list->entries++;
  list->active += active;
  list->pages += pages;
  list->longest = MAX (list->longest, bucket->length);
  count_of_owner (work, found, entry, bucket->list);
  if (found->is_wanted) {
    show_entry (work, bucket, &found->owner, entry);
  }
}

/* ---- which buckets ---- */

static int compare_numbers (uint64_t a, uint64_t b)
{
  return (a > b) - (a < b);
}

static int compare_buckets (const void *left, const void *right)
{
  const InspectedBucket *a = left, *b = right;
  if (a->length != b->length) {
    return compare_numbers (b->length, a->length);
  }
  return a->list != b->list ? compare_numbers (a->list, b->list) : compare_numbers (a->index, b->index);
}

static InspectedChains *find_chains (GArray *chains, uint64_t length)
{
  InspectedChains *last = chains->len > 0 ? &g_array_index (chains, InspectedChains, chains->len - 1) : NULL;
  if (!last || last->length != length) {
    InspectedChains added = { .length = length };
    g_array_append_val (chains, added);
    last = &g_array_index (chains, InspectedChains, chains->len - 1);
  }
  return last;
}

static void count_chains (Inspecting *work)
{
  for (guint i = work->buckets->len; i-- > 0;) {
    const InspectedBucket *bucket = &g_array_index (work->buckets, InspectedBucket, i);
    if (bucket->length > 0) {
      InspectedChains *chains = find_chains (work->inspection->chains, bucket->length);
      chains->wired += bucket->list == INSPECTED_WIRED ? 1 : 0;
      chains->window += bucket->list == INSPECTED_WIRED ? 0 : 1;
    }
  }
}

/* Gives the inspection the longest buckets that have a wanted entry, and their wanted entries. */
static void choose_buckets (Inspecting *work, size_t limit)
{
  MachineInspection *inspection = work->inspection;
  g_array_sort (work->buckets, compare_buckets);
  count_chains (work);
  for (guint i = 0; i < work->buckets->len && inspection->buckets->len < limit; i++) {
    InspectedBucket bucket = g_array_index (work->buckets, InspectedBucket, i);
    if (bucket.shown > 0) {
      const InspectedEntry *first = &g_array_index (work->entries, InspectedEntry, bucket.first);
      bucket.first = inspection->entries->len;
      g_array_append_vals (inspection->entries, first, (guint)bucket.shown);
      g_array_append_val (inspection->buckets, bucket);
    }
  }
}

/* ---- owners in order ---- */

/* Places may have the same name: the first that was found stays first, since the sort is stable. */
static int compare_owners (const void *left, const void *right)
{
  const InspectedOwner *a = *(const InspectedOwner *const *)left, *b = *(const InspectedOwner *const *)right;
  int order = compare_numbers (b->pages, a->pages);
  return order != 0 ? order : g_strcmp0 (a->name, b->name);
}

static void set_ages (const Inspecting *work, FoundOwner *found)
{
  uint64_t aged = found->aged;
  found->owner.mean_age_ns = found->owner.oldest_ns = INSPECTED_NO_AGE;
  if (aged > 0) {
    found->owner.mean_age_ns = sim_time_of_ticks (found->age_ticks / aged, work->hz)
                               + sim_time_of_ticks (found->age_ticks % aged, work->hz) / aged;
    found->owner.oldest_ns = sim_time_of_ticks (found->oldest_ticks, work->hz);
  }
}

/* Drops the owners that are not wanted, and sorts the others. */
static void choose_owners (Inspecting *work)
{
  GPtrArray *owners = work->inspection->owners;
  for (guint i = owners->len; i-- > 0;) {
    FoundOwner *found = g_ptr_array_index (owners, i);
    if (found->is_wanted) {
      set_ages (work, found);
    } else {
      g_ptr_array_remove_index (owners, i);
    }
  }
  g_ptr_array_sort (owners, compare_owners);
}

static void visit (Machine *machine, MachineInspection *inspection, size_t limit, const char *const *owners)
{
  Inspecting work = { .inspection = inspection,
                      .places = machine_places_new (machine),
                      .wanted = owners,
                      .now = machine->core.kernel.lbolt,
                      .hz = machine->core.kernel.hz,
                      .lists = g_hash_table_new (NULL, NULL),
                      .buckets = g_array_new (FALSE, FALSE, sizeof (InspectedBucket)),
                      .entries = g_array_new (FALSE, FALSE, sizeof (InspectedEntry)) };
  work.found = g_new0 (FoundOwner *, event_places_count (work.places->places));
  cache_visit (machine->core.pcache, &(CacheVisitor){ &work, count_bucket, count_entry });
  choose_buckets (&work, limit);
  choose_owners (&work);
  g_hash_table_unref (work.lists);
  g_array_unref (work.buckets);
  g_array_unref (work.entries);
  g_free (work.found);
  machine_places_free (work.places);
}

static void free_owner (void *owner)
{
  g_free (((InspectedOwner *)owner)->name);
  g_free (owner);
}

bool machine_inspection_check_owners (const Machine *machine, const char *option, const char *const *owners,
                                      GError **error)
{
  MachinePlaces *places = machine_places_new (machine);
  bool are_there = event_filter_check_owners (option, owners, places->places, error);
  machine_places_free (places);
  return are_there;
}

MachineInspection *machine_inspection_new (Machine *machine, size_t limit, const char *const *owners)
{
  MachineInspection *inspection = g_new0 (MachineInspection, 1);
  *inspection = (MachineInspection){ .now = event_queue_now (machine->core.queue),
                                     .events = machine->core.queue->taken,
                                     .page_bytes = page_bytes (&machine->core.kernel.pages, 0),
                                     .owners = g_ptr_array_new_with_free_func (free_owner),
                                     .chains = g_array_new (FALSE, FALSE, sizeof (InspectedChains)),
                                     .buckets = g_array_new (FALSE, FALSE, sizeof (InspectedBucket)),
                                     .entries = g_array_new (FALSE, FALSE, sizeof (InspectedEntry)) };
  if (cache_is_configured (machine->core.pcache)) {
    const CacheSizes *sizes = &machine->core.sizes;
    inspection->window_buckets = sizes->window_buckets;
    inspection->wired_buckets = sizes->wired_buckets;
    inspection->trim_pages = cache_get_trim_pages (sizes);
    visit (machine, inspection, limit, owners);
  }
  return inspection;
}

void machine_inspection_free (MachineInspection *inspection)
{
  if (inspection) {
    g_ptr_array_unref (inspection->owners);
    g_array_unref (inspection->chains);
    g_array_unref (inspection->buckets);
    g_array_unref (inspection->entries);
    g_free (inspection);
  }
}

const char *inspected_list_name (InspectedListName list)
{
  static const char *const names[INSPECTED_LISTS] = { "current", "other", "wired" };
  return names[list];
}

/* ---- the census ---- */

typedef struct {
  CacheCensus *census;
  const PageSizes *pages; /* of the machine */
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
