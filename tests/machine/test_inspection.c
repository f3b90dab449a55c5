/* The cache as a debugger would show it. */
#include "machine_fixture.h"
#include "machine_inspection.h"

#define SECOND NS_PER_SEC

/* Two copies with memory of their own, one process with shared memory that is wired, and an object that two share. */
#define SCENARIO                                                                                       \
  "name: small\nduration: 10s\nmachine: {memory: 256MiB}\n"                                            \
  "tunables: {segpcache_hashsize_win: 16}\n"                                                           \
  "objects: [{name: sga, size: 8MiB}]\n"                                                               \
  "processes:\n"                                                                                       \
  "  - name: db\n"                                                                                     \
  "    count: 2\n"                                                                                     \
  "    segments: [{name: own, type: private, size: 1MiB}]\n"                                           \
  "    workloads: [{name: w, type: direct_io, segment: own, threads: 2, service: {exponential: 4ms}, " \
  "think: {exponential: 1ms}, size: 8KiB, align: 8KiB}]\n"                                             \
  "  - name: app\n"                                                                                    \
  "    segments: [{name: all, type: shared, object: sga, size: 8MiB}]\n"                               \
  "    workloads: [{name: w, type: direct_io, segment: all, service: 1ms, think: 9ms, size: 4KiB, "    \
  "align: 4KiB}]\n"

static uint64_t sum_lists (const MachineInspection *inspection, size_t member)
{
  uint64_t sum = 0;
  for (size_t i = 0; i < INSPECTED_LISTS; i++) {
    const InspectedList *list = &inspection->lists[i];
    const uint64_t values[] = { list->entries, list->active, list->pages };
    sum += values[member];
  }
  return sum;
}

static const InspectedOwner *get_owner (const MachineInspection *inspection, size_t i)
{
  return g_ptr_array_index (inspection->owners, i);
}

static const InspectedOwner *find_owner (const MachineInspection *inspection, const char *name)
{
  for (size_t i = 0; i < inspection->owners->len; i++) {
    if (strcmp (get_owner (inspection, i)->name, name) == 0) {
      return get_owner (inspection, i);
    }
  }
  ck_abort_msg ("no owner %s", name);
  return NULL;
}

START_TEST (lists_owners_and_chains_add_up_to_the_cache)
{
  Run run = run_new (load_text (SCENARIO), 0);
  run_until (&run, 3 * SECOND);
  MachineInspection *inspection = machine_inspection_new (run.machine, 1000, NULL);
  ck_assert_uint_eq (inspection->now, 3 * SECOND);
  ck_assert_uint_gt (run_value (&run, "entries"), 100);
  ck_assert_uint_gt (run_value (&run, "entries_active"), 0);
  ck_assert_uint_eq (sum_lists (inspection, 0), run_value (&run, "entries"));
  ck_assert_uint_eq (sum_lists (inspection, 1), run_value (&run, "entries_active"));
  ck_assert_uint_eq (sum_lists (inspection, 2), run_value (&run, "plocked"));
  uint64_t entries = 0, active = 0, pages = 0, before = UINT64_MAX;
  for (size_t i = 0; i < inspection->owners->len; i++) {
    const InspectedOwner *owner = get_owner (inspection, i);
    entries += owner->entries;
    active += owner->active;
    pages += owner->pages;
    ck_assert_uint_le (owner->pages, before);
    before = owner->pages;
  }
  ck_assert_uint_eq (entries, run_value (&run, "entries"));
  ck_assert_uint_eq (active, run_value (&run, "entries_active"));
  ck_assert_uint_eq (pages, run_value (&run, "plocked"));
  uint64_t in_chains = 0;
  for (size_t i = 0; i < inspection->chains->len; i++) {
    const InspectedChains *chains = &g_array_index (inspection->chains, InspectedChains, i);
    in_chains += chains->length * (chains->window + chains->wired);
  }
  ck_assert_uint_eq (in_chains, entries);
  /* All buckets were asked for, so all entries are there. */
  ck_assert_uint_eq (inspection->entries->len, entries);
  machine_inspection_free (inspection);
  run_finish (&run);
}
END_TEST

START_TEST (owners_have_the_names_of_the_scenario)
{
  Run run = run_new (load_text (SCENARIO), 0);
  run_until (&run, 3 * SECOND);
  MachineInspection *inspection = machine_inspection_new (run.machine, 4, NULL);
  ck_assert_uint_eq (inspection->owners->len, 3);
  const InspectedOwner *first = find_owner (inspection, "db/0.own");
  const InspectedOwner *shared = find_owner (inspection, "object sga");
  ck_assert_uint_eq (find_owner (inspection, "db/1.own")->lists, 1);
  ck_assert_uint_eq (first->lists, 1);
  /* Of 1 MiB in 8 KiB. */
  ck_assert_uint_le (first->entries, 128);
  ck_assert_uint_eq (first->pages, 2 * first->entries);
  ck_assert_uint_eq (first->longest_list, first->entries);
  ck_assert_uint_eq (shared->pages, shared->entries);
  machine_inspection_free (inspection);
  run_finish (&run);
}
END_TEST

START_TEST (the_longest_chains_come_with_their_entries)
{
  Run run = run_new (load_text (SCENARIO), 0);
  run_until (&run, 3 * SECOND);
  MachineInspection *inspection = machine_inspection_new (run.machine, 4, NULL);
  ck_assert_uint_eq (inspection->buckets->len, 4);
  uint64_t before =
      MAX (inspection->lists[INSPECTED_CURRENT].longest, inspection->lists[INSPECTED_OTHER].longest);
  size_t first = 0;
  for (size_t i = 0; i < 4; i++) {
    const InspectedBucket *bucket = &g_array_index (inspection->buckets, InspectedBucket, i);
    ck_assert (i > 0 ? bucket->length <= before : bucket->length == before);
    before = bucket->length;
    ck_assert_uint_eq (bucket->first, first);
    first += bucket->length;
    uint64_t pages = 0, active = 0;
    for (size_t j = 0; j < bucket->length; j++) {
      const InspectedEntry *entry = &g_array_index (inspection->entries, InspectedEntry, bucket->first + j);
      const InspectedOwner *owner = entry->owner;
      pages += entry->len / inspection->page_bytes;
      active += entry->active > 0 ? 1 : 0;
      ck_assert_uint_eq (entry->len, strcmp (owner->name, "object sga") == 0 ? 4096 : 8192);
      ck_assert (entry->active > 0 ? entry->age_ns == INSPECTED_NO_AGE : entry->age_ns <= 3 * SECOND);
    }
    ck_assert_uint_eq (pages, bucket->pages);
    ck_assert_uint_eq (active, bucket->active);
  }
  ck_assert_uint_eq (inspection->entries->len, first);
  machine_inspection_free (inspection);
  run_finish (&run);
}
END_TEST

static void assert_all_of (const MachineInspection *inspection, size_t owner, uint64_t entries)
{
  ck_assert_uint_eq (inspection->entries->len, entries);
  for (size_t i = 0; i < inspection->entries->len; i++) {
    ck_assert_ptr_eq (g_array_index (inspection->entries, InspectedEntry, i).owner,
                      get_owner (inspection, owner));
  }
}

START_TEST (an_inspection_of_an_owner_shows_its_entries_alone)
{
  static const char *const copy[] = { "db/1", NULL }, *const object[] = { "sga", NULL };
  Run run = run_new (load_text (SCENARIO), 0);
  run_until (&run, 3 * SECOND);
  MachineInspection *whole = machine_inspection_new (run.machine, 1000, NULL);
  uint64_t entries = find_owner (whole, "db/1.own")->entries;
  ck_assert_uint_gt (entries, 0);
  MachineInspection *inspection = machine_inspection_new (run.machine, 1000, copy);
  ck_assert_uint_eq (inspection->owners->len, 1);
  ck_assert_uint_eq (find_owner (inspection, "db/1.own")->entries, entries);
  assert_all_of (inspection, 0, entries);
  uint64_t of_others = 0;
  for (size_t i = 0; i < inspection->buckets->len; i++) {
    const InspectedBucket *bucket = &g_array_index (inspection->buckets, InspectedBucket, i);
    ck_assert_uint_gt (bucket->shown, 0);
    of_others += bucket->length - bucket->shown;
  }
  ck_assert_uint_gt (of_others, 0);
  /* The cache is whole. */
  ck_assert_uint_eq (sum_lists (inspection, 0), sum_lists (whole, 0));
  machine_inspection_free (inspection);
  /* The first chains that have some, not those of the longest that do. */
  inspection = machine_inspection_new (run.machine, 2, copy);
  ck_assert_uint_eq (inspection->buckets->len, 2);
  machine_inspection_free (inspection);
  inspection = machine_inspection_new (run.machine, 1000, object);
  ck_assert_uint_eq (inspection->owners->len, 1);
  assert_all_of (inspection, 0, find_owner (inspection, "object sga")->entries);
  machine_inspection_free (inspection);
  machine_inspection_free (whole);
  run_finish (&run);
}
END_TEST

START_TEST (owners_that_are_asked_for_must_be_there)
{
  static const char *const good[] = { "db", "app.all", "sga", NULL }, *const bad[] = { "db", "dc/0", NULL };
  Run run = run_new (load_text (SCENARIO), 0);
  GError *error = NULL;
  ck_assert (machine_inspection_check_owners (run.machine, "owner", good, &error));
  ck_assert (machine_inspection_check_owners (run.machine, "owner", NULL, &error));
  ck_assert (!machine_inspection_check_owners (run.machine, "owner", bad, &error));
  ck_assert_str_eq (error->message, "--owner: 'dc/0' is no process, segment or object of the scenario; "
                                    "did you mean 'db/0'?");
  g_clear_error (&error);
  run_finish (&run);
}
END_TEST

START_TEST (the_ages_of_an_owner_are_those_of_its_idle_entries)
{
  static const char *const copy[] = { "db/0", NULL };
  Run run = run_new (load_text (SCENARIO), 0);
  run_until (&run, 3 * SECOND);
  MachineInspection *inspection = machine_inspection_new (run.machine, 1000, copy);
  const InspectedOwner *owner = find_owner (inspection, "db/0.own");
  uint64_t idle = 0, sum_ns = 0, oldest_ns = 0;
  for (size_t i = 0; i < inspection->entries->len; i++) {
    const InspectedEntry *entry = &g_array_index (inspection->entries, InspectedEntry, i);
    if (entry->age_ns != INSPECTED_NO_AGE) {
      ck_assert_uint_eq (entry->active, 0);
      idle++;
      sum_ns += entry->age_ns;
      oldest_ns = MAX (oldest_ns, entry->age_ns);
    }
  }
  ck_assert_uint_eq (idle, owner->entries - owner->active);
  ck_assert_uint_gt (oldest_ns, 0);
  ck_assert_uint_eq (owner->oldest_ns, oldest_ns);
  ck_assert_uint_ge (owner->mean_age_ns + 1, sum_ns / idle);
  ck_assert_uint_le (owner->mean_age_ns, sum_ns / idle + 1);
  machine_inspection_free (inspection);
  run_finish (&run);
}
END_TEST

START_TEST (wired_entries_are_told_apart)
{
  Run run = run_new (load_shipped ("oltp-ism"), 0);
  run_until (&run, SECOND);
  MachineInspection *inspection = machine_inspection_new (run.machine, 1, NULL);
  const InspectedList *wired = &inspection->lists[INSPECTED_WIRED];
  ck_assert_uint_gt (wired->entries, 0);
  ck_assert_uint_eq (wired->entries, run_value (&run, "entries") - run_value (&run, "entries_window"));
  uint64_t of_owners = 0;
  for (size_t i = 0; i < inspection->owners->len; i++) {
    of_owners += get_owner (inspection, i)->wired;
  }
  ck_assert_uint_eq (of_owners, wired->entries);
  /* §6.2: the end of an I/O leaves their time of last use alone, so it is as long ago as when they were made. */
  ck_assert_uint_eq (g_array_index (inspection->entries, InspectedEntry, 0).age_ns, INSPECTED_NO_AGE);
  ck_assert_uint_eq (get_owner (inspection, 0)->oldest_ns, INSPECTED_NO_AGE);
  machine_inspection_free (inspection);
  run_finish (&run);
}
END_TEST

START_TEST (an_empty_cache_and_one_that_is_off_can_be_inspected)
{
  Run run = run_new (load_text (SCENARIO), 0);
  MachineInspection *inspection = machine_inspection_new (run.machine, 4, NULL);
  ck_assert_uint_eq (inspection->owners->len + inspection->buckets->len + inspection->chains->len, 0);
  ck_assert_uint_eq (inspection->window_buckets, 16);
  machine_inspection_free (inspection);
  run_finish (&run);
  run = run_new (
      load_text ("name: off\nduration: 1s\nmachine: {memory: 256MiB}\ntunables: {segpcache_enabled: 0}\n"),
      0);
  inspection = machine_inspection_new (run.machine, 4, NULL);
  ck_assert_uint_eq (inspection->window_buckets, 0);
  machine_inspection_free (inspection);
  run_finish (&run);
}
END_TEST

static Suite *inspection_suite (void)
{
  Suite *suite = suite_create ("inspection");
  TCase *rules = tcase_create ("rules");
  tcase_set_timeout (rules, 120);
  tcase_add_test (rules, lists_owners_and_chains_add_up_to_the_cache);
  tcase_add_test (rules, owners_have_the_names_of_the_scenario);
  tcase_add_test (rules, the_longest_chains_come_with_their_entries);
  tcase_add_test (rules, an_inspection_of_an_owner_shows_its_entries_alone);
  tcase_add_test (rules, owners_that_are_asked_for_must_be_there);
  tcase_add_test (rules, the_ages_of_an_owner_are_those_of_its_idle_entries);
  tcase_add_test (rules, wired_entries_are_told_apart);
  tcase_add_test (rules, an_empty_cache_and_one_that_is_off_can_be_inspected);
  suite_add_tcase (suite, rules);
  return suite;
}

int main (void)
{
  return test_main (inspection_suite (), NULL);
}
