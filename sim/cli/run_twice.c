/* run_twice.c - makes the second run, and compares trails and files */
#include "run_twice.h"

#include "run_record.h"
#include "second_process.h"
#include "simulation.h"
#include "twice.h"

#include <glib/gstdio.h>

static const char *const run_files[] = { RUN_RECORD_SERIES, RUN_RECORD_ENTRIES, RUN_RECORD_CHAINS,
                                         RUN_RECORD_LATENCY, RUN_RECORD_SUMMARY };

typedef struct {
  GPtrArray *file_names; /* of what each run writes */
  RunTwice *first;
  char *folder; /* of the second process */
  char *output; /* in it: its files */
  char *trail;  /* and its trail */
} TwiceWork;

static FingerprintTrail *run_here (void *user, uint64_t low, uint64_t high, GError **error)
{
  const TwiceWork *work = user;
  if (low == high) {
    return g_steal_pointer (&work->first->trail);
  }
  const RunOptions *options = work->first->options;
  FingerprintTrail *trail = fingerprint_trail_new (FINGERPRINT_TRAIL_CHECKPOINTS);
  fingerprint_trail_set_window (trail, low, high);
  MachineOptions machine_options = run_options_for_machine (options, trail);
  Simulation *simulation = simulation_new (work->first->scenario, &machine_options, error);
  bool is_good = simulation != NULL && simulation_run (simulation, NULL, NULL, error);
  simulation_free (simulation);
  if (!is_good) {
    g_clear_pointer (&trail, fingerprint_trail_free);
  }
  return trail;
}

static FingerprintTrail *run_there (void *user, uint64_t low, uint64_t high, GError **error)
{
  const TwiceWork *work = user;
  const RunTwice *first = work->first;
  g_auto (GStrv) arguments =
      run_options_for_second (first->options, first->path, work->output, work->trail, low, high);
  return second_process_run ((const char *const *)arguments, error)
             ? fingerprint_trail_load (work->trail, error)
             : NULL;
}

/* Where the files at A and B differ, as an offset in bytes; -1: nowhere; -2: one of them cannot be read. */
static gint64 compare_files (const char *a, const char *b)
{
  g_autoptr (GMappedFile) file_a = g_mapped_file_new (a, FALSE, NULL);
  g_autoptr (GMappedFile) file_b = g_mapped_file_new (b, FALSE, NULL);
  if (file_a == NULL || file_b == NULL) {
    return -2;
  }
  gsize length_a = g_mapped_file_get_length (file_a), length_b = g_mapped_file_get_length (file_b);
  const char *bytes_a = g_mapped_file_get_contents (file_a), *bytes_b = g_mapped_file_get_contents (file_b);
  gsize at = 0;
  while (at < MIN (length_a, length_b) && bytes_a[at] == bytes_b[at]) {
    at++;
  }
  return at < MAX (length_a, length_b) ? (gint64)at : -1;
}

/* Whether both runs wrote the same files; says in TEXT which are not. */
static bool compare_outputs (const TwiceWork *work, GString *text)
{
  bool is_same = true;
  for (size_t i = 0; i < work->file_names->len; i++) {
    const char *name = g_ptr_array_index (work->file_names, i);
    g_autofree char *first = g_build_filename (work->first->output, name, NULL);
    g_autofree char *second = g_build_filename (work->output, name, NULL);
    gint64 at = compare_files (first, second);
    if (at >= 0) {
      g_string_append_printf (
          text, "\n%s: the second run wrote something else, from byte %" G_GINT64_FORMAT " on", first, at);
    } else if (at == -2) {
      g_string_append_printf (text, "\n%s: cannot be compared with what the second run wrote", first);
    }
    is_same = is_same && at == -1;
  }
  return is_same;
}

static bool run_twice_compare (TwiceWork *work, bool *same, char **text, GError **error)
{
  TwiceSide sides[2] = { { run_here, work }, { run_there, work } };
  TwiceResult result;
  if (!twice_compare (sides, &result, error)) {
    return false;
  }
  g_autofree char *description = twice_describe (&result);
  GString *lines = g_string_new (description);
  *same = compare_outputs (work, lines) && result.outcome == TWICE_SAME;
  if (*same) {
    g_string_append_printf (lines, ", %u files byte for byte", work->file_names->len);
  }
  *text = g_string_free (lines, FALSE);
  return true;
}

static void remove_folder (const TwiceWork *work)
{
  for (size_t i = 0; i < work->file_names->len; i++) {
    g_autofree char *path = g_build_filename (work->output, g_ptr_array_index (work->file_names, i), NULL);
    g_unlink (path);
  }
  g_unlink (work->trail);
  g_rmdir (work->output);
  g_rmdir (work->folder);
}

static void list_files (const RunOptions *options, GPtrArray *names)
{
  for (size_t i = 0; i < G_N_ELEMENTS (run_files); i++) {
    g_ptr_array_add (names, (void *)(uintptr_t)run_files[i]);
  }
  for (const char *const *name = run_options_trace_files (options); options->trace != NULL && *name != NULL;
       name++) {
    g_ptr_array_add (names, (void *)(uintptr_t)*name);
  }
}

bool run_twice (RunTwice *first, bool *same, char **text, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("pcachesim-XXXXXX", error);
  if (folder == NULL) {
    return false;
  }
  g_autofree char *output = g_build_filename (folder, "output", NULL);
  g_autofree char *trail = g_build_filename (folder, "trail", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  TwiceWork work = { names, first, folder, output, trail };
  list_files (first->options, names);
  bool is_good = run_twice_compare (&work, same, text, error);
  remove_folder (&work);
  g_clear_pointer (&first->trail, fingerprint_trail_free);
  return is_good;
}
