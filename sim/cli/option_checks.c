/* option_checks.c - checks the values of options that several commands have */
#include "option_checks.h"

#define JOBS_MAX 1024

bool option_check_duration (OptionNumber duration_ns, GError **error)
{
  bool is_good = !duration_ns.is_given || duration_ns.value > 0;
  if (!is_good) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         "--duration 0: nothing happens in no time; use a time above 0, say 10s");
  }
  return is_good;
}

bool option_check_jobs (OptionNumber jobs, GError **error)
{
  bool is_good = !jobs.is_given || (jobs.value >= 1 && jobs.value <= JOBS_MAX);
  if (!is_good) {
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--jobs is from 1 to %d", JOBS_MAX);
  }
  return is_good;
}
