/* gnuplot.c - finds gnuplot and the scripts, and runs them in a scratch folder */
#include "gnuplot.h"

#include "run_record.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *const GNUPLOT_FORMATS[] = { "svg", "png", NULL };

#define PRELUDE "runs.gp"
#define OUTPUT "picture"
#define TABLE "table.csv"

struct Gnuplot {
  char *program;
  char *scripts;          /* the folder */
  char *scratch;          /* the folder */
  const char *script;     /* the name */
  const char *palette;    /* NULL: scripts choose colours */
  const Picture *picture; /* NULL: a table is drawn, not runs */
  size_t runs;
};

/* ---- finding things ---- */

/* Finds the scripts relative to the program, so that an installation can be moved; a program in its build
 * folder uses those in the source tree. */
static char *find_scripts (GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (program != NULL ? program : "");
  g_autofree char *beside = g_build_filename (folder, PLOTS_FROM_BIN, NULL);
  bool is_built = program != NULL && g_str_has_prefix (program, BUILD_FOLDER "/");
  const char *const places[] = { is_built ? PLOTS_SOURCE : beside, beside, PLOTS_INSTALLED };
  for (size_t i = 0; i < G_N_ELEMENTS (places); i++) {
    if (g_file_test (places[i], G_FILE_TEST_IS_DIR)) {
      return g_canonicalize_filename (places[i], NULL);
    }
  }
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
               "the scripts that draw are not in %s; install them, or give their folder with --scripts",
               PLOTS_INSTALLED);
  return NULL;
}

Gnuplot *gnuplot_new (const char *scripts, const char *palette, GError **error)
{
  g_autofree char *program = g_find_program_in_path ("gnuplot");
  if (program == NULL) {
    g_set_error_literal (
        error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT,
        "gnuplot, which draws the pictures, is not there; get it with: apt-get install gnuplot-nox");
    return NULL;
  }
  g_autofree char *folder = scripts != NULL ? g_canonicalize_filename (scripts, NULL) : find_scripts (error);
  g_autofree char *scratch = folder != NULL ? g_dir_make_tmp ("pcachesim-plot-XXXXXX", error) : NULL;
  if (scratch == NULL) {
    return NULL;
  }
  Gnuplot *gnuplot = g_new0 (Gnuplot, 1);
  gnuplot->palette = palette;
  gnuplot->program = g_steal_pointer (&program);
  gnuplot->scripts = g_steal_pointer (&folder);
  gnuplot->scratch = g_steal_pointer (&scratch);
  return gnuplot;
}

/* ---- the scratch folder ---- */

/* Returns the path of NAME in the scratch folder of run INDEX, from 0. */
static char *build_run_path (const Gnuplot *gnuplot, size_t index, const char *name)
{
  g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, index + 1);
  return g_build_filename (gnuplot->scratch, number, name, NULL);
}

static void remove_runs (Gnuplot *gnuplot)
{
  for (size_t i = 0; i < gnuplot->runs; i++) {
    g_autofree char *path = build_run_path (gnuplot, i, gnuplot->picture->file);
    g_autofree char *folder = build_run_path (gnuplot, i, NULL);
    g_unlink (path);
    g_rmdir (folder);
  }
  gnuplot->runs = 0;
}

void gnuplot_free (Gnuplot *gnuplot)
{
  if (gnuplot == NULL) {
    return;
  }
  remove_runs (gnuplot);
  static const char *const files[] = { PRELUDE, OUTPUT, TABLE };
  for (size_t i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (gnuplot->scratch, files[i], NULL);
    g_unlink (path);
  }
  g_rmdir (gnuplot->scratch);
  g_free (gnuplot->scratch);
  g_free (gnuplot->scripts);
  g_free (gnuplot->program);
  g_free (gnuplot);
}

static bool write_reduced (const Picture *picture, const RunFolder *run, unsigned pixels, const char *path,
                           GError **error)
{
  g_autoptr (GArray) columns = picture_find_columns (picture, run->series);
  g_autoptr (GArray) rows =
      series_reduce (run->series, (const size_t *)(const void *)columns->data, columns->len, pixels, error);
  if (rows == NULL) {
    return false;
  }
  g_autoptr (GString) text = g_string_new_len (run->series->text, (gssize)run->series->rows);
  for (guint i = 0; i < rows->len; i++) {
    const SeriesRow *row = &g_array_index (rows, SeriesRow, i);
    g_string_append_len (text, row->text, (gssize)row->length);
    g_string_append_c (text, '\n');
  }
  return g_file_set_contents (path, text->str, (gssize)text->len, error);
}

static bool copy_file (const char *from, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;
  return g_file_get_contents (from, &text, &length, error)
         && g_file_set_contents (path, text, (gssize)length, error);
}

void gnuplot_append_setting (GString *settings, const char *name, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *quoted = g_strjoinv ("''", parts);
  g_string_append_printf (settings, "%s = '%s'\n", name, quoted);
}

/* Tells the script which columns of RUN there are to draw. */
static void gnuplot_append_columns (GString *prelude, const Picture *picture, const RunFolder *run)
{
  g_autoptr (GArray) columns = picture_find_columns (picture, run->series);
  for (guint i = 0; i < columns->len; i++) {
    const char *column = run->series->columns[g_array_index (columns, size_t, i)];
    g_string_append_printf (prelude, "%s%s", i == 0 ? "columns = '" : " ", column);
  }
  g_string_append (prelude, columns->len > 0 ? "'\n" : "");
}

bool gnuplot_prepare (Gnuplot *gnuplot, const Picture *picture, const GPtrArray *runs, unsigned pixels,
                      GError **error)
{
  remove_runs (gnuplot);
  gnuplot->picture = picture;
  gnuplot->script = picture->name;
  g_autoptr (GString) prelude = g_string_new ("# what pcachesim tells of the runs\ndirs = '");
  for (guint i = 0; i < runs->len; i++) {
    g_string_append_printf (prelude, i > 0 ? " %u" : "%u", i + 1);
  }
  g_string_append (prelude, "'\n");
  for (guint i = 0; i < runs->len; i++) {
    const RunFolder *run = g_ptr_array_index (runs, i);
    gnuplot->runs++;
    g_autofree char *folder = build_run_path (gnuplot, i, NULL);
    g_autofree char *path = build_run_path (gnuplot, i, picture->file);
    g_mkdir (folder, 0700);
    bool is_series = strcmp (picture->file, RUN_RECORD_SERIES) == 0;
    g_autofree char *from = g_build_filename (run->path, picture->file, NULL);
    if (!(is_series ? write_reduced (picture, run, pixels, path, error) : copy_file (from, path, error))) {
      return false;
    }
    g_autofree char *name = g_strdup_printf ("name_%u", i + 1);
    gnuplot_append_setting (prelude, name, run->label);
    g_string_append_printf (prelude, "sample_%u = %" G_GUINT64_FORMAT ".%09u\n", i + 1,
                            run->sample_ns / 1000000000, (unsigned)(run->sample_ns % 1000000000));
  }
  gnuplot_append_columns (prelude, picture, g_ptr_array_index (runs, 0));
  if (gnuplot->palette != NULL) {
    gnuplot_append_setting (prelude, "palette", gnuplot->palette);
  }
  g_autofree char *path = g_build_filename (gnuplot->scratch, PRELUDE, NULL);
  return g_file_set_contents (path, prelude->str, (gssize)prelude->len, error);
}

bool gnuplot_prepare_table (Gnuplot *gnuplot, const char *script, const char *path, const char *settings,
                            GError **error)
{
  remove_runs (gnuplot);
  gnuplot->picture = NULL;
  gnuplot->script = script;
  g_autofree char *prelude = g_strconcat ("points = '" TABLE "'\n", settings, NULL);
  g_autofree char *table = g_build_filename (gnuplot->scratch, TABLE, NULL);
  g_autofree char *prelude_path = g_build_filename (gnuplot->scratch, PRELUDE, NULL);
  return copy_file (path, table, error) && g_file_set_contents (prelude_path, prelude, -1, error);
}

/* ---- drawing ---- */

/* Returns the last line of TEXT, gnuplot's error; warnings are before it. */
static const char *find_last_line (const char *text)
{
  const char *newline = strrchr (text, '\n');
  return newline != NULL ? newline + 1 : text;
}

static bool run_program (const Gnuplot *gnuplot, const char *settings, const char *script, GError **error)
{
  const char *const arguments[] = { gnuplot->program, "-d", PRELUDE, "-e", settings, script, NULL };
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "LC_ALL", "C.UTF-8", TRUE);
  g_autofree char *said = NULL;
  int status;
  if (!g_spawn_sync (gnuplot->scratch, (char **)arguments, environment, G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                     NULL, NULL, &said, &status, error)) {
    return false;
  }
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0) {
    g_autofree char *text = g_utf8_make_valid (said, -1);
    const char *last = find_last_line (g_strchomp (text));
    g_set_error (error, G_SPAWN_ERROR, G_SPAWN_ERROR_FAILED, "%s: gnuplot failed: %s", script, last);
    return false;
  }
  return true;
}

GBytes *gnuplot_draw (Gnuplot *gnuplot, const GnuplotTerminal *terminal, GError **error)
{
  g_autoptr (GString) settings = g_string_new (NULL);
  g_string_append_printf (settings, "terminal='%s'; output='" OUTPUT "'; ansi=%d", terminal->terminal,
                          terminal->has_colours);
  if (terminal->width > 0) {
    g_string_append_printf (settings, "; width=%u; height=%u", terminal->width, terminal->height);
  }
  g_autofree char *name = g_strconcat (gnuplot->script, ".gp", NULL);
  g_autofree char *script = g_build_filename (gnuplot->scripts, name, NULL);
  if (!g_file_test (script, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                 "%s: there is no such script; --scripts wants a folder with copies of those in plots/",
                 script);
    return NULL;
  }
  g_autofree char *output = g_build_filename (gnuplot->scratch, OUTPUT, NULL);
  g_unlink (output);
  char *text = NULL;
  gsize length;
  if (!run_program (gnuplot, settings->str, script, error)
      || !g_file_get_contents (output, &text, &length, error)) {
    return NULL;
  }
  return g_bytes_new_take (text, length);
}

static char *draw_file (Gnuplot *gnuplot, const char *name, const char *format, OutputSet *outputs,
                        GError **error)
{
  const GnuplotTerminal terminal = { .terminal = format };
  g_autoptr (GBytes) drawn = gnuplot_draw (gnuplot, &terminal, error);
  g_autofree char *file_name = g_strconcat (name, ".", format, NULL);
  gsize length;
  const char *bytes = drawn != NULL ? g_bytes_get_data (drawn, &length) : NULL;
  bool is_good = bytes != NULL && output_set_add_text (outputs, file_name, bytes, length, error);
  return is_good ? g_steal_pointer (&file_name) : NULL;
}

bool gnuplot_draw_files (Gnuplot *gnuplot, const char *name, const char *const *formats,
                         const GnuplotFiles *files, GError **error)
{
  for (; *formats != NULL; formats++) {
    g_autofree char *file_name = draw_file (gnuplot, name, *formats, files->outputs, error);
    if (file_name == NULL) {
      return false;
    }
    g_autofree char *path = g_build_filename (files->folder, file_name, NULL);
    g_string_append_printf (files->report, "%s\n", path);
  }
  return true;
}
