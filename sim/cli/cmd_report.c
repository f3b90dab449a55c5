/* cmd_report.c - the subcommand `report` */
#include "command.h"
#include "output_set.h"
#include "report.h"
#include "run_folder.h"

typedef struct {
  const char *output;
  bool quiet;
} ReportOptions;

static const Option table[] = {
  OPTION_ROW (ReportOptions, output, OPTION_TEXT, 'o', "output", "FILE",
              "write the page there; the default is report.html in DIR, for several runs out/report.html"),
  OPTION_QUIET_ROW (ReportOptions, quiet),
  OPTION_END,
};

/* Writes PAGE to PATH through a set of one file, which is written aside and then renamed. */
static bool write_page (const char *path, const GString *page, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (OutputSet) outputs = output_set_new (folder, error);
  return outputs != NULL && output_set_add_text (outputs, name, page->str, page->len, error)
         && output_set_commit (outputs, error);
}

static char *choose_path (const ReportOptions *chosen, const GPtrArray *runs)
{
  if (chosen->output != NULL) {
    return g_strdup (chosen->output);
  }
  const RunFolder *first = g_ptr_array_index (runs, 0);
  return g_build_filename (runs->len == 1 ? first->path : "out", "report.html", NULL);
}

static ExitCode run_report (const void *values, const char *const *operands, GError **error)
{
  const ReportOptions *chosen = values;
  g_autoptr (GPtrArray) runs = run_folders_open (operands, error);
  g_autoptr (GString) page = runs != NULL ? report_make (runs, error) : NULL;
  g_autofree char *path = page != NULL ? choose_path (chosen, runs) : NULL;
  if (page != NULL && write_page (path, page, error) && !chosen->quiet) {
    printf ("%s\n", path);
  }
  return EXIT_CODE_OK;
}

const Command COMMAND_REPORT = {
  .name = "report",
  .operands = "DIR...",
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
