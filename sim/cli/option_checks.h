/*
 * option_checks.h - the values of options that several commands have
 *
 * False with ERROR (G_OPTION_ERROR) set, which says what would be right, if a value makes no sense.
 */
#pragma once

#include "option_table.h"

/* How long to simulate instead of what the scenario says. */
bool option_check_duration (OptionNumber duration_ns, GError **error);

/* How many runs to make at a time; that it is not given means one a processor. */
bool option_check_jobs (OptionNumber jobs, GError **error);
