/* sweep_end.c - prints and writes the tables of a sweep that is complete */
#include "sweep_end.h"

#define ROWS_SHOWN 50

static void sweep_end_print_table (const SweepEnd *end, const SweepPlan *plan, const SweepTable *table)
{
  g_autofree char *text = sweep_table_format (table, ROWS_SHOWN);
  (void)fputs (text, stdout);
  printf ("\n%zu run%s of %zu point%s; after ± half of the 95 %% confidence interval, * a difference that "
          "has no 0 in its own\n"
          "written to %s: " SWEEP_TABLE_RUNS ", " SWEEP_TABLE_POINTS "\n",
          sweep_plan_count_runs (plan), sweep_plan_count_runs (plan) == 1 ? "" : "s",
          (size_t)plan->points->len, plan->points->len == 1 ? "" : "s", end->output);
}

static bool write_tables (const SweepEnd *end, const SweepTable *table, GError **error)
{
  g_autoptr (OutputSet) outputs = output_set_new (end->output, error);
  return outputs != NULL && sweep_table_write (table, outputs, error) && output_set_commit (outputs, error);
}

ExitCode sweep_end_write (const SweepEnd *end, const SweepPlan *plan, SweepTableFind find, const void *user,
                          GError **error)
{
  g_autoptr (SweepTable) table = sweep_table_new (plan, find, user, error);
  if (table == NULL || !write_tables (end, table, error)) {
    return EXIT_CODE_BROKEN;
  }
  if (!end->quiet) {
    sweep_end_print_table (end, plan, table);
    (void)fflush (stdout);
  }
  if (end->plot && !sweep_pictures_draw (end, plan, error)) {
    return EXIT_CODE_BROKEN;
  }
  size_t errors = sweep_table_count_errors (table);
  if (errors > 0) {
    message_printf ("%zu of %zu runs failed, see the column error of %s/" SWEEP_TABLE_RUNS "; the first:",
                    errors, sweep_plan_count_runs (plan), end->output);
    message_print (sweep_table_get_first_error (table));
  }
  return errors > 0 ? EXIT_CODE_BROKEN : EXIT_CODE_OK;
}
