/* exit_code.c - the table of exit codes, and the message for an error */
#include "exit_code.h"

#include "interrupt.h"
#include "message.h"

const ExitCodeRow EXIT_CODES[] = {
  { EXIT_CODE_OK, "all went well" },
  { EXIT_CODE_FAILED_CHECK,
    "a check failed: an expectation, a baseline, --twice, --fail-on, --when or --subject-to" },
  { EXIT_CODE_BROKEN, "broken input or usage, or the output cannot be written" },
  { EXIT_CODE_INTERRUPTED, "interrupted by SIGINT or SIGTERM; no half output was written" },
};
const size_t EXIT_CODE_COUNT = G_N_ELEMENTS (EXIT_CODES);

ExitCode exit_code_report (GError *error)
{
  bool is_interrupt = g_error_matches (error, INTERRUPT_ERROR, 0);
  message_print (error->message);
  g_error_free (error);
  return is_interrupt ? EXIT_CODE_INTERRUPTED : EXIT_CODE_BROKEN;
}
