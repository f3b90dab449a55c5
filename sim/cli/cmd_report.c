/* cmd_report.c - the subcommand `report` */
#include "command.h"
#include "output_set.h"
#include "report.h"
#include "run_folder.h"

#include <stdio.h>

typedef struct {
  const char *output;
  bool quiet;
} ReportOptions;

static const Option table[] = {
  OPTION_ROW (ReportOptions, output, OPTION_TEXT, 'o', "output", "FILE",
              "write the page there; the default is report.html in DIR, for several runs out/report.html"),
  OPTION_ROW (ReportOptions, quiet, OPTION_FLAG, 'q', "quiet", NULL, "print nothing but errors"),
  OPTION_END,
};

/* A file alone in its set is written aside and renamed. */
static bool write_page (const char *path, const GString *page, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  OutputSet *outputs = output_set_new (folder, error);
  OutputFile *file = outputs != NULL ? output_set_add (outputs, name, error) : NULL;
  bool is_good = file != NULL;
  if (is_good) {
    output_file_write (file, page->str, page->len);
    is_good = output_set_commit (outputs, error);
  }
  output_set_free (outputs);
  return is_good;
}

static char *choose_path (const ReportOptions *options, const GPtrArray *runs)
{
  if (options->output != NULL) {
    return g_strdup (options->output);
  }
  const RunFolder *first = g_ptr_array_index (runs, 0);
  return g_build_filename (runs->len == 1 ? first->path : "out", "report.html", NULL);
}

static ExitCode run_report (const void *values, const char *const *operands)
{
  const ReportOptions *options = values;
  GError *error = NULL;
  g_autoptr (GPtrArray) runs = run_folders_open (operands, &error);
  GString *page = runs != NULL ? report_make (runs, &error) : NULL;
  g_autofree char *path = page != NULL ? choose_path (options, runs) : NULL;
  bool is_good = page != NULL && write_page (path, page, &error);
  if (page != NULL) {
    g_string_free (page, TRUE);
  }
  if (!is_good) {
    return exit_code_report (error);
  }
  if (!options->quiet) {
    printf ("%s\n", path);
  }
  return EXIT_CODE_OK;
}

const Command COMMAND_REPORT = {
  .name = "report",
  .operands = "DIR...",
  .operands_min = 1,
  .operands_max = 8,
  .summary = "make a page of what runs left",
  .description =
      "Makes one HTML file of DIR, the folder of a run, to read and to send: what was run and set, pictures\n"
      "over time with the values under the pointer, what stood in the cache at the end, every number in\n"
      "tables that sort, and the scenario's text, if its file is still there.  With two runs the tables\n"
      "have the differences; several runs are drawn over each other.  The file asks nothing of a network.",
  .example = "  pcachesim report out/low-memory\n"
             "  pcachesim report out/small-window out/large-window --output windows.html\n",
  .options = table,
  .values_size = sizeof (ReportOptions),
  .run = run_report,
};
