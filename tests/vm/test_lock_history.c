#include "miss_reason.h"
#include "random.h"
#include "test_main.h"
#include "x86_pages.h"

#include <glib.h>
#include <signal.h>

static LockHistory *history;

static void set_up (void)
{
  history = lock_history_new (&PAGE_SIZES_X86);
}

static void tear_down (void)
{
  lock_history_free (history);
}

START_TEST (what_was_never_locked_is_unknown)
{
  ck_assert_int_eq (lock_history_recall (history, 1, 0, PAGESIZE, 0), MISS_COLD);
}
END_TEST

START_TEST (the_last_fate_counts)
{
  for (MissReason fate = MISS_COLD; fate < MISS_REASONS; fate++) {
    lock_history_record (history, 1, 0x4000, PAGESIZE, 0, fate);
    ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, PAGESIZE, 0), fate);
  }
}
END_TEST

START_TEST (what_is_longer_than_the_longest_is_unknown)
{
  lock_history_record (history, 1, 0x4000, 8 * PAGESIZE, 0, MISS_PURGED_TRIM);
  lock_history_record (history, 1, 0x4000, 2 * PAGESIZE, 0, MISS_PURGED_LOWMEM);
  ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, PAGESIZE, 0), MISS_PURGED_LOWMEM);
  ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, 8 * PAGESIZE, 0), MISS_PURGED_LOWMEM);
  ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, 9 * PAGESIZE, 0), MISS_COLD);
}
END_TEST

START_TEST (owners_addresses_and_page_shifts_are_told_apart)
{
  lock_history_record (history, 1, 0x4000, PAGESIZE, 0, MISS_PURGED_TRIM);
  ck_assert_int_eq (lock_history_recall (history, 2, 0x4000, PAGESIZE, 0), MISS_COLD);
  ck_assert_int_eq (lock_history_recall (history, 1, 0x5000, PAGESIZE, 0), MISS_COLD);
  uint32_t shifted = SEGP_PSHIFT | 16U << 16;
  ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, PAGESIZE, shifted), MISS_COLD);
  lock_history_record (history, 1, 0x4000, PAGESIZE, shifted, MISS_ELSEWHERE);
  ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, PAGESIZE, 0), MISS_PURGED_TRIM);
  /* An entry keeps of the flags only the lower half. */
  ck_assert_int_eq (lock_history_recall (history, 1, 0x4000, PAGESIZE, SEGP_PSHIFT), MISS_ELSEWHERE);
}
END_TEST

START_TEST (address_0_is_a_place_like_others)
{
  lock_history_record (history, 1, 0, PAGESIZE, 0, MISS_ELSEWHERE);
  ck_assert_int_eq (lock_history_recall (history, 1, 0, PAGESIZE, 0), MISS_ELSEWHERE);
}
END_TEST

START_TEST (an_owner_without_a_number_aborts)
{
  lock_history_record (history, 0, 0x4000, PAGESIZE, 0, MISS_ELSEWHERE);
}
END_TEST

START_TEST (an_owner_with_too_high_a_number_aborts)
{
  lock_history_recall (history, (uint64_t)UINT32_MAX + 1, 0x4000, PAGESIZE, 0);
}
END_TEST

typedef struct {
  MissReason fate;
  uint64_t longest;
} ModelRecord;

typedef struct {
  uint64_t serial, addr, len;
  uint32_t flags;
  char *key; /* the model's */
} Place;

static Place draw_place (Random *random)
{
  Place place = { .serial = 1 + random_below (random, 5),
                  .addr = ptob (random_below (random, 2000)),
                  .len = ptob (1 + random_below (random, 20)),
                  .flags = random_below (random, 4) == 0 ? SEGP_PSHIFT | 16U << 16 : 0 };
  place.key = g_strdup_printf ("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT "/%u", place.serial, place.addr,
                               place.flags);
  return place;
}

static MissReason recall_from_model (GHashTable *model, const Place *place)
{
  const ModelRecord *record = g_hash_table_lookup (model, place->key);
  return record && record->longest >= place->len ? record->fate : MISS_COLD;
}

static void record_in_model (GHashTable *model, const Place *place, MissReason fate)
{
  ModelRecord *record = g_hash_table_lookup (model, place->key);
  if (!record) {
    record = g_new0 (ModelRecord, 1);
    g_hash_table_insert (model, g_strdup (place->key), record);
  }
  record->fate = fate;
  record->longest = MAX (record->longest, place->len);
}

/* More places than the first table has room for, several times over. */
START_TEST (it_remembers_what_a_hash_table_does)
{
  GHashTable *model = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Random random;
  random_init (&random, 3, 0, "history");
  unsigned wrong = 0;
  for (unsigned step = 0; step < 60000; step++) {
    Place place = draw_place (&random);
    if (random_below (&random, 2) == 0) {
      MissReason fate = (MissReason)(1 + random_below (&random, MISS_REASONS - 1));
      lock_history_record (history, place.serial, place.addr, place.len, place.flags, fate);
      record_in_model (model, &place, fate);
    }
    wrong += lock_history_recall (history, place.serial, place.addr, place.len, place.flags)
             != recall_from_model (model, &place);
    g_free (place.key);
  }
  ck_assert_uint_eq (wrong, 0);
  ck_assert_uint_gt (g_hash_table_size (model), 8192);
  g_hash_table_unref (model);
}
END_TEST

/* Through growth too, as owners and addresses are told apart. */
START_TEST (the_purge_that_took_a_list_is_remembered_for_who_observes)
{
  for (uint64_t i = 0; i < 5000; i++) {
    lock_history_record (history, 1 + i % 3, i * PAGESIZE, PAGESIZE, 0, MISS_PURGED_TRIM);
    ck_assert_uint_eq (lock_history_recall_purge (history, 1 + i % 3, i * PAGESIZE, 0), 0);
    if (i >= 100) {
      lock_history_note_purge (history, 1 + i % 3, i * PAGESIZE, 0, i);
    }
  }
  for (uint64_t i = 0; i < 5000; i++) {
    ck_assert_uint_eq (lock_history_recall_purge (history, 1 + i % 3, i * PAGESIZE, 0), i >= 100 ? i : 0);
  }
  lock_history_note_purge (history, 1 + 300 % 3, 300 * PAGESIZE, 0, 0);
  ck_assert_uint_eq (lock_history_recall_purge (history, 1 + 300 % 3, 300 * PAGESIZE, 0), 0);
}
END_TEST

static Suite *lock_history_suite (void)
{
  Suite *suite = suite_create ("lock_history");
  TCase *tcase = tcase_create ("lock_history");
  tcase_add_checked_fixture (tcase, set_up, tear_down);
  tcase_add_test (tcase, what_was_never_locked_is_unknown);
  tcase_add_test (tcase, the_last_fate_counts);
  tcase_add_test (tcase, what_is_longer_than_the_longest_is_unknown);
  tcase_add_test (tcase, owners_addresses_and_page_shifts_are_told_apart);
  tcase_add_test (tcase, address_0_is_a_place_like_others);
  tcase_add_test_raise_signal (tcase, an_owner_without_a_number_aborts, SIGTRAP);
  tcase_add_test_raise_signal (tcase, an_owner_with_too_high_a_number_aborts, SIGTRAP);
  tcase_add_test (tcase, the_purge_that_took_a_list_is_remembered_for_who_observes);
  tcase_add_test (tcase, it_remembers_what_a_hash_table_does);
  suite_add_tcase (suite, tcase);
  return suite;
}

int main (void)
{
  return test_main (lock_history_suite (), NULL);
}
