/* pcache_check.c - walks the whole cache to find contradictions */
#include "pcache_internal.h"

#include <glib.h>

typedef struct {
  const Pcache *pcache;
  uint64_t entries, active, pages, window_pages; /* on the chains */
  uint64_t listed_buckets[2];                    /* counted along the lists */
  uint64_t marked_buckets[2];                    /* counted by the buckets' own marks */
  uint64_t owned;                                /* entries on owners' lists */
  char *broken;
} Check;

#define HEX "0x%" G_GINT64_MODIFIER "x"
#define NUMBER "%" G_GUINT64_FORMAT

static char *describe (const PcacheEntry *entry)
{
  return g_strdup_printf ("entry of tag " HEX ", address " HEX ", " NUMBER
                          " bytes, in bucket %u%s, active %u",
                          entry->tag, entry->addr, entry->lengths[S_READ], entry->bucket,
                          pcache_entry_is_wired (entry) ? " (wired)" : "", entry->active);
}

static bool fail_entry (Check *check, const PcacheEntry *entry, const char *what)
{
  g_autofree char *subject = describe (entry);
  check->broken = g_strdup_printf ("%s: %s", subject, what);
  return false;
}

static bool expect (Check *check, const char *what, uint64_t found, uint64_t expected)
{
  if (found == expected) {
    return true;
  }
  check->broken = g_strdup_printf ("%s is " NUMBER ", should be " NUMBER, what, found, expected);
  return false;
}

/* Checks the links to ENTRY on its owner's list; counts all of that list if ENTRY is its newest. */
static bool check_owner_list (Check *check, const PcacheEntry *entry)
{
  const PcacheEntryLinks *links = pcache_entry_links (entry);
  bool is_first = pcache_owner_newest (links->owner) == entry;
  if (pcache_entry_is_wired (entry)) {
    return (!is_first && !links->owner_prev && !links->owner_next)
           || fail_entry (check, entry, "is on its owner's list; wired entries should not be");
  }
  const PcacheEntry *before = links->owner_prev;
  const PcacheEntry *after = links->owner_next;
  if (is_first ? before != NULL : !before || pcache_entry_links (before)->owner_next != entry) {
    return fail_entry (check, entry, "is not on its owner's list, or not linked to from what is before it");
  }
  if (after && pcache_entry_links (after)->owner_prev != entry) {
    return fail_entry (check, entry, "what is behind it on its owner's list does not link back");
  }
  for (const PcacheEntry *at = is_first ? entry : NULL; at && check->owned <= check->pcache->entries;
       at = pcache_entry_links (at)->owner_next) {
    check->owned++;
  }
  return true;
}

/* Checks that the index leads to ENTRY exactly once. */
static bool check_index (Check *check, const PcacheTable *table, const PcacheEntry *entry)
{
  uint64_t found = 0;
  for (uint64_t hash = entry_index_hash (entry->tag, entry->addr), i = 0; i <= table->index.mask; i++) {
    const EntryIndexGroup *group =
        &table->index.groups[(entry_index_home_number (&table->index, hash) + i) & table->index.mask];
    for (unsigned slot = 0; slot < ENTRY_INDEX_GROUP_SLOTS && group->newest[slot]; slot++) {
      const PcacheEntry *at = group->newest[slot];
      if (!pcache_entry_has_key (at, entry->bucket, entry->tag, entry->addr)) {
        continue;
      }
      for (uint64_t steps = 0; at && steps <= check->pcache->entries; steps++) {
        found += at == entry;
        at = pcache_entry_links (at)->next_same_key;
      }
    }
    if (!entry_index_is_full (group)) {
      break;
    }
  }
  return found == 1
         || fail_entry (check, entry, found == 0 ? "is not in the index" : "is in the index more than once");
}

/* Whether a request for ENTRY's key would look into BUCKET. */
static bool is_in_its_bucket (const PcacheTable *table, const PcacheEntry *entry, uint64_t bucket)
{
  uint64_t hash = pcache_entry_is_wired (entry) ? entry->tag >> 6
                                                : (entry->tag >> 3) ^ (entry->addr >> entry->hash_shift);
  return entry->bucket == bucket && (hash & (table->n_buckets - 1)) == bucket;
}

static bool check_chain (Check *check, const PcacheTable *table, uint64_t number)
{
  const PcacheEntry *before = NULL;
  for (const PcacheEntry *entry = table->buckets[number].head; entry;
       before = entry, entry = pcache_entry_links (entry)->chain_next) {
    if (pcache_entry_links (entry)->chain_prev != before) {
      return fail_entry (check, entry, "does not link back to what is before it on the chain");
    }
    if (!is_in_its_bucket (table, entry, number)) {
      g_autofree char *what = g_strdup_printf ("is on the chain of bucket " NUMBER, number);
      return fail_entry (check, entry, what);
    }
    if (pcache_table_of ((Pcache *)(uintptr_t)check->pcache, entry->flags) != table) {
      return fail_entry (check, entry, "is in the other table");
    }
    if (++check->entries > check->pcache->entries) {
      return fail_entry (check, entry, "is one more than the cache has, or on two chains");
    }
    check->active += entry->active > 0;
    check->pages += pcache_entry_npages (check->pcache, entry);
    check->window_pages += pcache_entry_is_wired (entry) ? 0 : pcache_entry_npages (check->pcache, entry);
    if (!check_owner_list (check, entry) || !check_index (check, table, entry)) {
      return false;
    }
  }
  return true;
}

static bool check_table (Check *check, const PcacheTable *table)
{
  for (uint64_t i = 0; i < table->n_buckets; i++) {
    const PcacheBucket *bucket = &table->buckets[i];
    if (!check_chain (check, table, i)) {
      return false;
    }
    bool is_listed = bucket->membership != BUCKET_ON_NO_LIST;
    bool should_be = bucket->head && table == &check->pcache->tables[PCACHE_WINDOW];
    if (is_listed != should_be) {
      check->broken = g_strdup_printf ("bucket " NUMBER " is %s and is on %s active list, should be on %s", i,
                                       bucket->head ? "not empty" : "empty", is_listed ? "an" : "no",
                                       should_be ? "one" : "none");
      return false;
    }
    if (is_listed) {
      check->marked_buckets[bucket->membership == BUCKET_ON_LIST_1]++;
    }
  }
  return true;
}

static bool check_active_list (Check *check, unsigned list)
{
  const PcacheTable *table = &check->pcache->tables[PCACHE_WINDOW];
  const PcacheBucket *first = check->pcache->active_buckets[list];
  for (const PcacheBucket *bucket = first; bucket; bucket = active_buckets_next (first, bucket)) {
    bool is_linked = bucket->ahb_next && bucket->ahb_next->ahb_prev == bucket;
    bool is_marked = bucket->membership == (list ? BUCKET_ON_LIST_1 : BUCKET_ON_LIST_0);
    if (!is_linked || !is_marked || ++check->listed_buckets[list] > table->n_buckets) {
      check->broken = g_strdup_printf ("bucket " NUMBER " on active list %u is %s",
                                       (uint64_t)(bucket - table->buckets), list,
                                       !is_linked  ? "not linked back to"
                                       : is_marked ? "met a second time"
                                                   : "marked as on another or none");
      return false;
    }
  }
  return expect (check,
                 list ? "the number of buckets on active list 1" : "the number of buckets on active list 0",
                 check->listed_buckets[list], check->marked_buckets[list]);
}

static bool check_counts (Check *check)
{
  const Pcache *pcache = check->pcache;
  uint64_t window_entries = 0;
  for (unsigned list = 0; list < 2; list++) {
    const PcacheBucket *first = pcache->active_buckets[list];
    for (const PcacheBucket *bucket = first; bucket; bucket = active_buckets_next (first, bucket)) {
      for (const PcacheEntry *entry = bucket->head; entry; entry = pcache_entry_links (entry)->chain_next) {
        window_entries++;
      }
    }
  }
  return expect (check, "the number of entries", pcache->entries, check->entries)
         && expect (check, "the number of active entries", pcache->activations - pcache->idlings,
                    check->active)
         && expect (check, "plocked", pcache->plocked, check->pages)
         && expect (check, "plocked_window", pcache->plocked_window, check->window_pages)
         && expect (check, "the number of entries on owners' lists", check->owned, window_entries);
}

char *pcache_find_broken (const Cache *cache)
{
  const Pcache *pcache = pcache_of_const (cache);
  Check check = { .pcache = pcache };
  (void)(check_table (&check, &pcache->tables[PCACHE_WINDOW])
         && check_table (&check, &pcache->tables[PCACHE_WIRED]) && check_active_list (&check, 0)
         && check_active_list (&check, 1) && check_counts (&check));
  return check.broken;
}
