/* Each invariant, broken on purpose: the check aborts, and says what it found. */
#include "machine_fixture.h"
#include "machine_internal.h"
#include "misuse.h"
#include "pcache_internal.h"
#include "x86_pages.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sixteen threads on a private and a shared mapping, of which some I/O is always on its way. */
static Run busy_run (void)
{
  Run run = run_new (load_text ("name: busy\nduration: 10s\nmachine: {memory: 64MiB}\n"
                                "objects: [{name: o, size: 1MiB}]\n"
                                "processes:\n"
                                "  - name: p\n"
                                "    segments: [{name: a, type: private, size: 1MiB},"
                                " {name: s, type: shared, size: 1MiB, object: o}]\n"
                                "    workloads:\n"
                                "      - {name: w, type: direct_io, segment: a, threads: 8, service: 1ms}\n"
                                "      - {name: v, type: direct_io, segment: s, threads: 8, service: 1ms}\n"),
                     0);
  run_until (&run, NS_PER_SEC);
  return run;
}

static PcacheEntry *some_entry (Machine *machine)
{
  const PcacheBucket *bucket =
      pcache_of (machine->core.pcache)->active_buckets[pcache_of (machine->core.pcache)->current];
  ck_assert_ptr_nonnull (bucket);
  return bucket->head;
}

static PcacheEntry *entry_with (Machine *machine, bool amp)
{
  for (uint64_t i = 0; i < pcache_of (machine->core.pcache)->tables[PCACHE_WINDOW].n_buckets; i++) {
    PcacheEntry *entry = pcache_of (machine->core.pcache)->tables[PCACHE_WINDOW].buckets[i].head;
    if (entry && !!(entry->flags & SEGP_AMP) == amp) {
      return entry;
    }
  }
  ck_abort_msg ("no entry");
}

static PcacheBucket *empty_bucket (Machine *machine)
{
  PcacheTable *table = &pcache_of (machine->core.pcache)->tables[PCACHE_WINDOW];
  uint64_t i = 0;
  while (table->buckets[i].head) {
    i++;
  }
  return &table->buckets[i];
}

static void break_plocked (Machine *machine)
{
  pcache_of (machine->core.pcache)->plocked++;
}

static void break_plocked_window (Machine *machine)
{
  pcache_of (machine->core.pcache)->plocked_window--;
}

static void break_entries (Machine *machine)
{
  pcache_of (machine->core.pcache)->entries++;
}

static void break_active (Machine *machine)
{
  pcache_of (machine->core.pcache)->idlings++;
}

static void break_chain_link (Machine *machine)
{
  PcacheEntry *entry = some_entry (machine);
  pcache_entry_links (entry)->chain_prev = entry;
}

static void break_bucket_number (Machine *machine)
{
  some_entry (machine)->bucket ^= 1;
}

static void break_hash (Machine *machine)
{
  some_entry (machine)->hash_shift++;
}

static void break_index (Machine *machine)
{
  entry_index_remove (&pcache_of (machine->core.pcache)->tables[PCACHE_WINDOW].index, some_entry (machine));
}

static void break_owner_list (Machine *machine)
{
  PcacheEntry *entry = some_entry (machine);
  PcacheEntryLinks *links = pcache_entry_links (entry);
  if (links->owner_prev) {
    pcache_entry_links (links->owner_prev)->owner_next = links->owner_next;
  } else {
    links->owner->entries = links->owner_next;
  }
}

static void break_owner_count (Machine *machine)
{
  /* The newest two of the owner become one: the first is reached by its back link only. */
  PcacheEntry *newest = pcache_owner_newest (pcache_entry_links (some_entry (machine))->owner);
  PcacheEntry *second = pcache_entry_links (newest)->owner_next;
  pcache_entry_links (newest)->owner_next = pcache_entry_links (second)->owner_next;
}

static void break_membership (Machine *machine)
{
  pcache_entry_bucket (pcache_of (machine->core.pcache), some_entry (machine))->membership =
      BUCKET_ON_NO_LIST;
}

static void break_empty_bucket (Machine *machine)
{
  empty_bucket (machine)->membership = BUCKET_ON_LIST_0;
}

static void break_other_list (Machine *machine)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache_of (machine->core.pcache), some_entry (machine));
  bucket->membership = bucket->membership == BUCKET_ON_LIST_0 ? BUCKET_ON_LIST_1 : BUCKET_ON_LIST_0;
}

static void break_list_link (Machine *machine)
{
  PcacheBucket *bucket = pcache_entry_bucket (pcache_of (machine->core.pcache), some_entry (machine));
  bucket->ahb_next = bucket->ahb_next->ahb_next;
}

static void break_page_locks (Machine *machine)
{
  ShadowList *list = some_entry (machine)->shadow_list;
  page_trylock_shared (machine->core.allocator, list->pages[0]);
}

static void break_page_unlock (Machine *machine)
{
  ShadowList *list = some_entry (machine)->shadow_list;
  page_unlock (machine->core.allocator, list->pages[0]);
}

static void break_list_length (Machine *machine)
{
  ((ShadowList *)some_entry (machine)->shadow_list)->npages--;
}

static void break_shared_list (Machine *machine)
{
  PcacheEntry *entry = some_entry (machine);
  PcacheEntry *other = pcache_entry_links (entry)->owner_next ? pcache_entry_links (entry)->owner_next
                                                              : pcache_entry_links (entry)->owner_prev;
  entry->shadow_list = other->shadow_list;
}

static void break_lost_list (Machine *machine)
{
  some_entry (machine)->shadow_list = machine;
}

static void break_freemem (Machine *machine)
{
  machine->core.kernel.freemem--;
}

static void break_private_softlockcnt (Machine *machine)
{
  Segment *segment = segment_of_owner (pcache_entry_links (entry_with (machine, false))->owner);
  segvn_data (segment)->softlockcnt++;
}

/* Of the process's second segment, which is shared. */
static uint64_t *shared_softlockcnt (Machine *machine)
{
  const MachineProcess *process = machine_processes_get (&machine->processes, 0);
  Segment *segment = process->as.first;
  while (!segvn_data (segment)->shared) {
    segment = segment->next;
  }
  return &segvn_data (segment)->softlockcnt;
}

static void break_shared_softlockcnt (Machine *machine)
{
  ck_assert_uint_gt (*shared_softlockcnt (machine), 0);
  ++*shared_softlockcnt (machine);
}

static void break_shared_softlockcnt_of_all (Machine *machine)
{
  *shared_softlockcnt (machine) = 0;
}

static void break_amp_softlockcnt (Machine *machine)
{
  anon_map_of_owner (pcache_entry_links (entry_with (machine, true))->owner)->softlockcnt--;
}

static void break_misses (Machine *machine)
{
  machine->core.vm.counters.misses[MISS_COLD]++;
}

static void break_locked_count (Machine *machine)
{
  machine->core.vm.counters.pages_locked++;
}

static void break_ios (Machine *machine)
{
  machine->workloads.io.started++;
}

static const struct {
  void (*break_it) (Machine *machine);
  const char *message; /* a part of it */
} cases[] = {
  { break_plocked, ": plocked is " },
  { break_plocked_window, ": plocked_window is " },
  { break_entries, ": the number of entries is " },
  { break_active, ": the number of active entries is " },
  { break_chain_link, "does not link back to what is before it on the chain" },
  { break_bucket_number, "is on the chain of bucket" },
  { break_hash, "is on the chain of bucket" },
  { break_index, "is not in the index" },
  { break_owner_list, "on its owner's list" },
  { break_owner_count, "on its owner's list" },
  { break_membership, "is not empty and is on no active list, should be on one" },
  { break_empty_bucket, "is empty and is on an active list, should be on none" },
  { break_other_list, "is marked as on another or none" },
  { break_list_link, "not linked back to" },
  { break_page_locks, " shared locks, should have " },
  { break_page_unlock, " shared locks, should have " },
  { break_list_length, "has a shadow list of another length" },
  { break_shared_list, "has the shadow list of another entry" },
  { break_lost_list, "has a shadow list that is not there" },
  { break_freemem, ": freemem is " },
  { break_private_softlockcnt, "softlockcnt of the private segment" },
  { break_shared_softlockcnt, "softlockcnt of the shared segments of the anon map" },
  { break_shared_softlockcnt_of_all, "softlockcnt of the shared segments of the anon map" },
  { break_amp_softlockcnt, "softlockcnt of the anon map" },
  { break_misses, "the sum of the reasons of misses" },
  { break_locked_count, "pages locked less pages unlocked" },
  { break_ios, "I/Os and registrations started less" },
};

/* What a process that breaks the invariant and checks says before it dies; it must die. */
static char *words_of (size_t i)
{
  int ends[2];
  ck_assert_int_eq (pipe (ends), 0);
  pid_t child = fork ();
  ck_assert_int_ge (child, 0);
  if (child == 0) {
    dup2 (ends[1], STDERR_FILENO);
    Run run = busy_run ();
    cases[i].break_it (run.machine);
    machine_check (run.machine);
    _exit (0);
  }
  close (ends[1]);
  GString *text = g_string_new (NULL);
  char buffer[1000];
  ssize_t n;
  while ((n = read (ends[0], buffer, sizeof buffer)) > 0) {
    g_string_append_len (text, buffer, n);
  }
  close (ends[0]);
  int status = 0;
  ck_assert_int_eq (waitpid (child, &status, 0), child);
  ck_assert_msg (WIFSIGNALED (status), "case %zu: the check saw nothing; %s", i, cases[i].message);
  return g_string_free (text, FALSE);
}

START_TEST (a_broken_invariant_aborts_with_what_it_found)
{
  g_autofree char *text = words_of ((size_t)_i);
  ck_assert_msg (strstr (text, cases[_i].message) != NULL, "'%s' is not in '%s'", cases[_i].message, text);
  ck_assert_msg (strstr (text, "an invariant is broken at 1000000000 ns") != NULL, "%s", text);
  ck_assert_msg (strstr (text, "again: pcachesim run test.yaml --seed 1 --run 0 --check") != NULL, "%s",
                 text);
}
END_TEST

START_TEST (a_machine_in_order_passes)
{
  Run run = busy_run ();
  ck_assert_uint_gt (run_value (&run, "entries_active"), 0);
  machine_check (run.machine);
  run_finish (&run);
}
END_TEST

static Suite *machine_check_suite (void)
{
  Suite *suite = suite_create ("machine_check");
  TCase *check = tcase_create ("check");
  tcase_add_test (check, a_machine_in_order_passes);
  if (misuse_can_be_tested ()) {
    tcase_add_loop_test (check, a_broken_invariant_aborts_with_what_it_found, 0, G_N_ELEMENTS (cases));
  }
  suite_add_tcase (suite, check);
  return suite;
}

int main (void)
{
  return test_main (machine_check_suite (), NULL);
}
