/* run_twice.c - starts this program again where memory looks different, and finds where the two runs part */
#include "run_twice.h"

#include "command.h"
#include "interrupt.h"
#include "number_format.h"
#include "run_record.h"
#include "simulation.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>

/* ---- the first difference ---- */

/* The trails of both sides for one run. */
typedef struct {
  FingerprintTrail *of[2];
} TrailPair;

static void clear_trails (TrailPair *trails)
{
  g_clear_pointer (&trails->of[0], fingerprint_trail_free);
  g_clear_pointer (&trails->of[1], fingerprint_trail_free);
}

/* Makes the runs of both sides, and replaces TRAILS by theirs. */
static bool run_both (const TwiceSide sides[2], uint64_t low, uint64_t high, TrailPair *trails,
                      GError **error)
{
  clear_trails (trails);
  for (unsigned side = 0; side < 2; side++) {
    trails->of[side] = sides[side].run (sides[side].user, low, high, error);
    if (trails->of[side] == NULL) {
      return false;
    }
  }
  return true;
}

/* Whether the trails differ; if so, stores in RESULT the steps between which they do. */
static bool find_range (const TrailPair *trails, TwiceResult *result)
{
  return fingerprint_trail_first_difference (trails->of[0], trails->of[1], &result->low, &result->high);
}

static bool twice_find_step (const TrailPair *trails, TwiceResult *result)
{
  const FingerprintStep *steps[2];
  if (!fingerprint_trail_first_step (trails->of[0], trails->of[1], &steps[0], &steps[1])) {
    return false;
  }
  result->outcome = TWICE_STEP;
  for (unsigned side = 0; side < 2; side++) {
    result->has_step[side] = steps[side] != NULL;
    if (steps[side] != NULL) {
      result->step[side] = *steps[side];
      result->low = steps[side]->index;
    }
  }
  result->high = result->low + 1;
  return true;
}

/* Makes the runs again, window by window of the range of steps in RESULT, until the step that differs is
 * found. */
static bool search_range (const TwiceSide sides[2], TrailPair *trails, TwiceResult *result, GError **error)
{
  uint64_t low = result->low, high = result->high;
  while (low < high) {
    uint64_t next = low + MIN (high - low, TWICE_WINDOW_STEPS);
    if (!run_both (sides, low, next, trails, error)) {
      return false;
    }
    if (twice_find_step (trails, result)) {
      return true;
    }
    low = next;
  }
  /* A side may differ from its own earlier run, too: take the range in which the last runs differ. */
  (void)find_range (trails, result);
  return true;
}

static bool compare_trails (const TwiceSide sides[2], TrailPair *trails, TwiceResult *result, GError **error)
{
  *result = (TwiceResult){ .outcome = TWICE_SAME };
  if (!run_both (sides, 0, 0, trails, error)) {
    return false;
  }
  result->steps = trails->of[0]->fingerprint.count;
  result->fingerprint = trails->of[0]->fingerprint.hash;
  if (!find_range (trails, result)) {
    return true;
  }
  result->outcome = TWICE_RANGE;
  for (unsigned attempt = 0; attempt < TWICE_ATTEMPTS && result->outcome == TWICE_RANGE; attempt++) {
    if (!search_range (sides, trails, result, error)) {
      return false;
    }
  }
  return true;
}

bool twice_compare (const TwiceSide sides[2], TwiceResult *result, GError **error)
{
  TrailPair trails = { { NULL, NULL } };
  bool is_good = compare_trails (sides, &trails, result, error);
  clear_trails (&trails);
  return is_good;
}

static void append_step (GString *text, const char *who, bool has_step, const FingerprintStep *step)
{
  g_string_append_printf (text, "\n  %s: ", who);
  if (!has_step) {
    g_string_append (text, "it has ended before");
    return;
  }
  number_append_fixed (text, step->time, NUMBER_TIME_DECIMALS);
  g_string_append_printf (text,
                          " s, kind %" G_GUINT32_FORMAT ", value %" G_GUINT64_FORMAT " (0x%" G_GINT64_MODIFIER
                          "x), fingerprint %016" G_GINT64_MODIFIER "x",
                          step->kind, step->value, step->value, step->hash);
}

char *twice_describe (const TwiceResult *result)
{
  GString *text = g_string_new (NULL);
  switch (result->outcome) {
  case TWICE_SAME:
    g_string_append_printf (text,
                            "the two runs are the same: %" G_GUINT64_FORMAT
                            " steps, fingerprint %016" G_GINT64_MODIFIER "x",
                            result->steps, result->fingerprint);
    break;
  case TWICE_STEP:
    g_string_append_printf (text,
                            "the two runs part at step %" G_GUINT64_FORMAT ", counted from 0:", result->low);
    append_step (text, "first run", result->has_step[0], &result->step[0]);
    append_step (text, "second run", result->has_step[1], &result->step[1]);
    break;
  case TWICE_RANGE:
    g_string_append_printf (text,
                            "the two runs part between steps %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT
                            ", not always at the same one",
                            result->low, result->high);
    break;
  }
  return g_string_free (text, FALSE);
}

/* ---- the second process ---- */

enum {
  STACK_SHIFT_BYTES = 40009, /* of environment, which is where the stack begins */
  HEAP_SHIFTS = 37,
  MAPPING_BYTES = 4096 * 1237,
  POLL_US = 2000
};

/* Switches address-space randomization on; called between fork and exec. */
static void randomize_addresses (gpointer user)
{
  (void)user;
  int present = personality (0xffffffff);
  if (present != -1) {
    personality ((unsigned long)present & ~(unsigned long)ADDR_NO_RANDOMIZE);
  }
}

static char **make_environment (void)
{
  char **environment = g_get_environ ();
  const char *tunables = g_environ_getenv (environment, "GLIBC_TUNABLES");
  g_autofree char *perturbed = g_strconcat (tunables != NULL ? tunables : "", tunables != NULL ? ":" : "",
                                            "glibc.malloc.perturb=165", NULL);
  g_autofree char *padding = g_strnfill (STACK_SHIFT_BYTES, 'x');
  environment = g_environ_setenv (environment, "GLIBC_TUNABLES", perturbed, TRUE);
  environment = g_environ_setenv (environment, "MALLOC_PERTURB_", "165", TRUE);
  return g_environ_setenv (environment, "PCACHESIM_STACK_SHIFT", padding, TRUE);
}

/* Waits until CHILD ends, and returns its status; passes an interruption on to CHILD. */
static int run_twice_wait_for (GPid child)
{
  bool is_told = false;
  int status = 0;
  while (waitpid (child, &status, WNOHANG) == 0) {
    if (interrupt_is_pending () && !is_told) {
      kill (child, SIGTERM);
      is_told = true;
    }
    g_usleep (POLL_US);
  }
  return status;
}

static bool run_twice_start (const char *const *arguments, GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  if (program == NULL) {
    return false;
  }
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_ptr_array_add (words, program);
  for (; *arguments != NULL; arguments++) {
    g_ptr_array_add (words, (void *)*arguments);
  }
  g_ptr_array_add (words, NULL);
  g_auto (GStrv) environment = make_environment ();
  GPid child;
  if (!g_spawn_async (NULL, (char **)words->pdata, environment,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, randomize_addresses, NULL,
                      &child, error)) {
    return false;
  }
  int status = run_twice_wait_for (child);
  if (!interrupt_check (error)) {
    return false;
  }
  if (WIFEXITED (status) && WEXITSTATUS (status) == EXIT_CODE_INTERRUPTED) {
    g_set_error_literal (error, INTERRUPT_ERROR, 0, "interrupted");
    return false;
  }
  if (!g_spawn_check_wait_status (status, error)) {
    g_prefix_error (error, "the second run failed: ");
    return false;
  }
  return true;
}

GPtrArray *run_twice_shift_memory (void)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < HEAP_SHIFTS; i++) {
    g_ptr_array_add (taken, g_malloc (17 + i * 211));
  }
  /* This mapping stays until the process ends, so that later mappings are at other addresses. */
  void *mapping = mmap (NULL, MAPPING_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  (void)mapping;
  return taken;
}

/* ---- a run and its second ---- */

static const char *const run_files[] = { RUN_RECORD_SERIES, RUN_RECORD_ENTRIES, RUN_RECORD_CHAINS,
                                         RUN_RECORD_LATENCY, RUN_RECORD_SUMMARY };

typedef struct {
  GPtrArray *file_names; /* of the files that each run writes */
  RunTwice *first;
  char *folder; /* scratch folder of the second process */
  char *output; /* the folder for its files, in `folder` */
  char *trail;  /* the file for its trail, in `folder` */
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
  MachineOptions machine_options = options->machine;
  machine_options.trail = trail;
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
  return run_twice_start ((const char *const *)arguments, error) ? fingerprint_trail_load (work->trail, error)
                                                                 : NULL;
}

/* Returns the offset in bytes at which the files A and B differ; -1: nowhere; -2: one cannot be read. */
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

/* Whether both runs wrote the same files; lists in TEXT the files that differ. */
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
  for (size_t i = 0; i < G_N_ELEMENTS (run_files); i++) {
    g_ptr_array_add (names, (void *)(uintptr_t)run_files[i]);
  }
  for (const char *const *name = first->trace.files; first->trace.kinds != 0 && *name != NULL; name++) {
    g_ptr_array_add (names, (void *)(uintptr_t)*name);
  }
  bool is_good = run_twice_compare (&work, same, text, error);
  remove_folder (&work);
  g_clear_pointer (&first->trail, fingerprint_trail_free);
  return is_good;
}
