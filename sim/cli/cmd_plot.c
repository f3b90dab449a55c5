/* cmd_plot.c - the subcommand `plot` */
#include "command.h"
#include "gnuplot.h"
#include "interrupt.h"
#include "miss_reason.h"
#include "output_set.h"
#include "run_pool.h"
#include "words.h"

#include <sys/ioctl.h>
#include <unistd.h>

/* The width of the time axis in a picture of 1200 pixels. */
#define PLOT_PIXELS 800

/* Columns of series with fixed colours. */
#define PLOT_MISS_COLOUR(id_, name_, colour_, doc_, advice_) "misses." name_ " " colour_ " "
#define PLOT_PURGE_COLOUR(id_, word_, colour_, doc_) "purged_pages." word_ " " colour_ " "
static const char plot_palette[] =
    MISS_REASONS_TABLE (PLOT_MISS_COLOUR) CACHE_REMOVALS_TABLE (PLOT_PURGE_COLOUR);

typedef struct {
  const char *output;
  const char *const *pictures; /* NULL: all */
  const char *format;
  bool term;
  const char *scripts;
  bool quiet;
} PlotOptions;

#define PLOT_PICTURE_NAME(name_, file_, about_) " " name_

static const Option table[] = {
  OPTION_ROW (PlotOptions, output, OPTION_TEXT, 'o', "output", "DIR",
              "write the pictures there; the default is plots in DIR, for several runs out/plots"),
  OPTION_ROW (PlotOptions, pictures, OPTION_LIST, 0, "picture", "NAME",
              "draw only one of" PICTURES_TABLE (PLOT_PICTURE_NAME) "; may be given many times"),
  OPTION_ROW (PlotOptions, format, OPTION_TEXT, 0, "format", "FORMAT", "svg or png; the default is both"),
  OPTION_FLAG_ROW (PlotOptions, term, 0, "term", "draw in the terminal, with characters, and write no files"),
  OPTION_ROW (PlotOptions, scripts, OPTION_TEXT, 0, "scripts", "DIR",
              "draw with these gnuplot scripts, copies that you changed"),
  OPTION_QUIET_ROW (PlotOptions, quiet),
  OPTION_END,
};

/* One call of the subcommand. */
typedef struct {
  const PlotOptions *options;
  const char *const *formats; /* ended by NULL */
  GPtrArray *runs;
  Gnuplot *gnuplot;
  GnuplotFiles files; /* without outputs: draw in the terminal */
  RunCount *progress; /* counts files */
} Plot;

static bool plot_check_options (const PlotOptions *options, GError **error)
{
  for (const char *const *name = options->pictures; name != NULL && *name != NULL; name++) {
    if (picture_find (*name, error) == NULL) {
      return false;
    }
  }
  if (options->format != NULL && !g_strv_contains (GNUPLOT_FORMATS, options->format)) {
    g_autofree char *quoted = words_quote (options->format);
    g_autofree char *hint =
        words_hint (options->format, GNUPLOT_FORMATS, g_strv_length ((char **)GNUPLOT_FORMATS));
    return refuse_option (error, "--format %s: no such format; %s", quoted, hint);
  }
  if (options->term && (options->output != NULL || options->format != NULL)) {
    return refuse_option (error, "--term writes no files; leave out --%s",
                          options->output != NULL ? "output" : "format");
  }
  return true;
}

static bool draw_text (Plot *plot, GError **error)
{
  struct winsize size = { .ws_col = 0 };
  bool is_terminal = isatty (STDOUT_FILENO);
  GnuplotTerminal terminal = { .terminal = "dumb", .has_colours = is_terminal };
  if (is_terminal && ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60
      && size.ws_row >= 20) {
    terminal.width = size.ws_col;
    terminal.height = MAX (size.ws_row - 2U, 40U);
  }
  g_autoptr (GBytes) drawn = gnuplot_draw (plot->gnuplot, &terminal, error);
  if (drawn == NULL) {
    return false;
  }
  gsize length;
  const char *bytes = g_bytes_get_data (drawn, &length);
  (void)fwrite (bytes, 1, length, stdout);
  return true;
}

/* Whether all runs have what PICTURE needs; prints what they lack. */
static bool check_runs (const Plot *plot, const Picture *picture)
{
  for (guint i = 0; i < plot->runs->len; i++) {
    g_autofree char *lack = picture_find_lack (picture, g_ptr_array_index (plot->runs, i));
    if (lack != NULL) {
      if (!plot->options->quiet) {
        message_printf ("%s is left out: %s", picture->name, lack);
      }
      return false;
    }
  }
  return true;
}

static bool draw_picture (Plot *plot, const Picture *picture, GError **error)
{
  if (!interrupt_check (error) || !gnuplot_prepare (plot->gnuplot, picture, plot->runs, PLOT_PIXELS, error)) {
    return false;
  }
  if (plot->files.outputs == NULL) {
    return draw_text (plot, error);
  }
  bool is_good = gnuplot_draw_files (plot->gnuplot, picture->name, plot->formats, &plot->files, error);
  run_count_add (plot->progress, g_strv_length ((char **)(uintptr_t)plot->formats));
  return is_good;
}

static char *choose_folder (const Plot *plot)
{
  if (plot->options->output != NULL) {
    return g_strdup (plot->options->output);
  }
  const RunFolder *first = g_ptr_array_index (plot->runs, 0);
  return plot->runs->len == 1 ? g_build_filename (first->path, "plots", NULL)
                              : g_build_filename ("out", "plots", NULL);
}

static bool plot_draw_all (Plot *plot, const char *const *paths, GError **error)
{
  const PlotOptions *chosen = plot->options;
  plot->runs = plot_check_options (chosen, error) ? run_folders_open (paths, error) : NULL;
  if (plot->runs == NULL || (plot->gnuplot = gnuplot_new (chosen->scripts, plot_palette, error)) == NULL) {
    return false;
  }
  plot->files.folder = choose_folder (plot);
  if (!chosen->term && (plot->files.outputs = output_set_new (plot->files.folder, error)) == NULL) {
    return false;
  }
  g_autoptr (GPtrArray) pictures = g_ptr_array_new ();
  for (size_t i = 0; i < PICTURE_COUNT; i++) {
    bool is_chosen = chosen->pictures == NULL || g_strv_contains (chosen->pictures, PICTURES[i].name);
    if (is_chosen && check_runs (plot, &PICTURES[i])) {
      g_ptr_array_add (pictures, (void *)&PICTURES[i]);
    }
  }
  plot->progress =
      run_count_new (message_get_terminal (chosen->quiet || chosen->term), "pictures", 0,
                     (uint64_t)pictures->len * g_strv_length ((char **)(uintptr_t)plot->formats));
  for (guint i = 0; i < pictures->len; i++) {
    if (!draw_picture (plot, g_ptr_array_index (pictures, i), error)) {
      return false;
    }
  }
  return pictures->len == 0 || plot->files.outputs == NULL || output_set_commit (plot->files.outputs, error);
}

static ExitCode run_plot (const void *values, const char *const *operands, GError **error)
{
  const PlotOptions *chosen = values;
  const char *const one_format[] = { chosen->format, NULL };
  g_autoptr (GString) report = g_string_new (NULL);
  Plot plot = { .options = chosen,
                .formats = chosen->format != NULL ? one_format : GNUPLOT_FORMATS,
                .files = { .report = report } };
  interrupt_catch ();
  bool is_good = plot_draw_all (&plot, operands, error);
  run_count_free (plot.progress);
  if (is_good && !chosen->quiet) {
    (void)fputs (report->str, stdout);
  }
  output_set_free (plot.files.outputs);
  gnuplot_free (plot.gnuplot);
  g_clear_pointer (&plot.runs, g_ptr_array_unref);
  g_free (plot.files.folder);
  return EXIT_CODE_OK;
}

/* A line of the help. */
#define PLOT_PICTURE_HELP(name_, file_, about_) "\n  " name_ ": " about_

const Command COMMAND_PLOT = {
  .name = "plot",
  .operands = "DIR...",
  .operands_max = 8,
  .summary = "draw what runs left",
  .description = "Draws the files in DIR, the folder of a run, with gnuplot, as SVG and PNG:" PICTURES_TABLE (
      PLOT_PICTURE_HELP) "\nSeveral runs are drawn over each other.  The scripts are for copying and "
                         "changing; they work\n"
                         "without this command too.  Of a long series all spikes are drawn: each column of "
                         "pixels has the\n"
                         "least and the greatest value of its samples.",
  .example = "  pcachesim plot out/low-memory\n"
             "  pcachesim plot out/low-memory --term --picture reap\n"
             "  pcachesim plot out/small-window out/large-window --output out/windows\n",
  .options = table,
  .values_size = sizeof (PlotOptions),
  .run = run_plot,
};
