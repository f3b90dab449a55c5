/* The index of entries against a plain list of them. */
#include "pcache_internal.h"
#include "test_main.h"
#include "x86_pages.h"

#include <glib.h>

#define ENTRIES 2500

/* Entries without a cache: as the store lays them out. */
typedef struct {
  char *block;
  EntryIndex index;
  GPtrArray *in; /* those in the index, oldest first */
  uint64_t random;
} Fixture;

static PcacheEntry *entry_at (const Fixture *f, unsigned i)
{
  char *block = f->block + i / PCACHE_BLOCK_ENTRIES * 2 * PCACHE_LINKS_DISTANCE;
  return (PcacheEntry *)(void *)block + i % PCACHE_BLOCK_ENTRIES;
}

static Fixture fixture_new (void)
{
  Fixture f = { .in = g_ptr_array_new (), .random = 88172645463325252 };
  f.block = g_malloc0 ((ENTRIES / PCACHE_BLOCK_ENTRIES + 1) * 2 * PCACHE_LINKS_DISTANCE);
  entry_index_init (&f.index);
  return f;
}

static void fixture_free (Fixture *f)
{
  entry_index_clear (&f->index);
  g_ptr_array_free (f->in, TRUE);
  g_free (f->block);
}

static uint64_t next_random (Fixture *f, uint64_t below)
{
  f->random ^= f->random << 13;
  f->random ^= f->random >> 7;
  f->random ^= f->random << 17;
  return f->random % below;
}

/* What the list says: the newest, and each one's next. */
static PcacheEntry *expected_after (const Fixture *f, const PcacheEntry *key, const PcacheEntry *after)
{
  bool seen = after == NULL;
  for (unsigned i = f->in->len; i-- > 0;) {
    PcacheEntry *entry = g_ptr_array_index (f->in, i);
    if (!pcache_entry_has_key (entry, key->bucket, key->tag, key->addr)) {
      continue;
    }
    if (seen) {
      return entry;
    }
    seen = entry == after;
  }
  return NULL;
}

static void check_key (const Fixture *f, const PcacheEntry *key)
{
  PcacheEntry *found = pcache_find (&f->index, key->bucket, key->tag, key->addr);
  PcacheEntry *expected = expected_after (f, key, NULL);
  ck_assert_ptr_eq (found, expected);
  for (bool newest = true; expected; newest = false) {
    ck_assert (expected->newest == newest);
    PcacheEntry *after = expected_after (f, key, expected);
    ck_assert_ptr_eq (pcache_entry_links (expected)->next_same_key, after);
    expected = after;
  }
}

static void add (Fixture *f, PcacheEntry *entry)
{
  entry_index_add (&f->index, entry);
  g_ptr_array_add (f->in, entry);
}

static void remove_at (Fixture *f, unsigned i)
{
  entry_index_remove (&f->index, g_ptr_array_index (f->in, i));
  g_ptr_array_remove_index (f->in, i);
}

/* Keys of one home group, its last one if that is wanted, so that they overflow, round the end of the table. */
static uint64_t colliding_addr (uint64_t tag, uint64_t home, uint64_t mask, uint64_t from)
{
  for (uint64_t addr = from;; addr += PAGESIZE) {
    if (((entry_index_hash (tag, addr) >> 8) & mask) == home) {
      return addr;
    }
  }
}

static const uint64_t homes[] = { 0, 17, 254, 255 };

/* Full groups: twenty keys of one home, added, then removed in every other order, with a neighbour's keys between. */
START_TEST (keys_that_overflow_their_group_are_found)
{
  Fixture f = fixture_new ();
  uint64_t mask = f.index.mask;
  ck_assert_uint_eq (mask, 255);
  uint64_t home = homes[_i];
  uint64_t addr = 0, neighbour = 0;
  for (unsigned i = 0; i < 40; i++) {
    PcacheEntry *entry = entry_at (&f, i);
    entry->tag = 0x30000000000;
    uint64_t *next = i % 2 ? &addr : &neighbour;
    *next = entry->addr =
        colliding_addr (entry->tag, (home + (i % 2 ? 0 : 1)) & mask, mask, *next + PAGESIZE);
    add (&f, entry);
  }
  ck_assert_uint_eq (f.index.mask, mask);
  for (unsigned seed = 0; f.in->len > 0; seed++) {
    for (unsigned i = 0; i < 40; i++) {
      check_key (&f, entry_at (&f, i));
    }
    remove_at (&f, (unsigned)next_random (&f, f.in->len));
  }
  for (unsigned i = 0; i < 40; i++) {
    ck_assert_ptr_null (pcache_find (&f.index, 0, entry_at (&f, i)->tag, entry_at (&f, i)->addr));
  }
  for (uint64_t i = 0; i <= mask; i++) {
    ck_assert_uint_eq (f.index.groups[i].fingerprints, 0);
  }
  ck_assert_uint_eq (f.index.used, 0);
  fixture_free (&f);
}
END_TEST

/* Random additions and removals, of few keys with many entries and of many keys, while the index grows. */
static const struct {
  unsigned tags, addrs, buckets, steps;
} populations[] = { { 1, 4, 1, 1000 }, { 3, 20, 2, 2000 }, { 1, 2500, 1, 5000 }, { 64, 64, 1, 5000 } };

START_TEST (the_index_says_what_a_list_says)
{
  Fixture f = fixture_new ();
  g_autoptr (GArray) unused = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (unsigned i = 0; i < ENTRIES; i++) {
    g_array_append_val (unused, i);
  }
  for (unsigned i = 0; i < populations[_i].steps; i++) {
    bool full = unused->len == 0;
    bool grow = next_random (&f, 100) < (i * 2 < populations[_i].steps ? 70U : 30U);
    PcacheEntry *entry;
    if (f.in->len == 0 || (grow && !full)) {
      entry = entry_at (&f, g_array_index (unused, unsigned, unused->len - 1));
      g_array_set_size (unused, unused->len - 1);
      entry->tag = 0x30000000000 + 128 * next_random (&f, populations[_i].tags);
      entry->addr = PAGESIZE * next_random (&f, populations[_i].addrs);
      entry->bucket = (uint32_t)next_random (&f, populations[_i].buckets);
      add (&f, entry);
    } else {
      unsigned at = (unsigned)next_random (&f, f.in->len);
      entry = g_ptr_array_index (f.in, at);
      remove_at (&f, at);
      for (unsigned number = 0; number < ENTRIES; number++) {
        if (entry_at (&f, number) == entry) {
          g_array_append_val (unused, number);
          break;
        }
      }
    }
    check_key (&f, entry);
    if (f.in->len > 0) {
      check_key (&f, g_ptr_array_index (f.in, next_random (&f, f.in->len)));
    }
  }
  fixture_free (&f);
}
END_TEST

START_TEST (the_index_grows_with_its_keys)
{
  Fixture f = fixture_new ();
  for (unsigned i = 0; i < ENTRIES; i++) {
    PcacheEntry *entry = entry_at (&f, i);
    entry->tag = 8 * (i % 7);
    entry->addr = PAGESIZE * (i / 7);
    add (&f, entry);
  }
  ck_assert_uint_eq (f.index.used, ENTRIES);
  ck_assert_uint_ge ((f.index.mask + 1) * 4, ENTRIES);
  for (unsigned i = 0; i < ENTRIES; i++) {
    const PcacheEntry *entry = entry_at (&f, i);
    ck_assert_ptr_eq (pcache_find (&f.index, 0, entry->tag, entry->addr), entry);
  }
  fixture_free (&f);
}
END_TEST

/* The bytes of the fingerprints decide, wherever they stand; a free slot never matches, nor the eighth byte. */
START_TEST (a_match_names_the_first_slot_with_the_fingerprint)
{
  for (unsigned slot = 0; slot < ENTRY_INDEX_GROUP_SLOTS; slot++) {
    EntryIndexGroup group = { .fingerprints = 0 };
    for (unsigned i = 0; i <= slot; i++) {
      group.fingerprints |= entry_index_fingerprint (i == slot ? 0x55 : 0x54) << (8 * i);
    }
    ck_assert (entry_index_match (&group, 0x55) != 0);
    ck_assert_uint_eq (entry_index_first (entry_index_match (&group, 0x55)), slot);
    ck_assert (entry_index_match (&group, 0x56) == 0);
    ck_assert (entry_index_match (&group, 0) == 0);
  }
  EntryIndexGroup empty = { .fingerprints = 0 };
  for (uint64_t hash = 0; hash < 256; hash++) {
    ck_assert (entry_index_match (&empty, hash) == 0);
  }
}
END_TEST

static Suite *entry_index_suite (void)
{
  Suite *suite = suite_create ("entry index");
  TCase *tcase = tcase_create ("entry index");
  tcase_set_timeout (tcase, 120);
  tcase_add_loop_test (tcase, keys_that_overflow_their_group_are_found, 0, G_N_ELEMENTS (homes));
  tcase_add_loop_test (tcase, the_index_says_what_a_list_says, 0, G_N_ELEMENTS (populations));
  tcase_add_test (tcase, the_index_grows_with_its_keys);
  tcase_add_test (tcase, a_match_names_the_first_slot_with_the_fingerprint);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (entry_index_suite (), NULL);
}
