/*
 * exit_code.h - what the tool's exit status says
 *
 * The one place where exit codes are defined and documented: every subcommand gives one of these, and `pcachesim help
 * exit-codes` prints the table.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef enum {
  EXIT_CODE_OK = 0,
  EXIT_CODE_FAILED_CHECK = 1,
  EXIT_CODE_BROKEN = 2,
  EXIT_CODE_INTERRUPTED = 130
} ExitCode;

typedef struct {
  ExitCode code;
  const char *doc;
} ExitCodeRow;

extern const ExitCodeRow EXIT_CODES[];
extern const size_t EXIT_CODE_COUNT;

/* Prints ERROR, frees it, and gives what it means: interrupted, or broken. */
ExitCode exit_code_report (GError *error);
