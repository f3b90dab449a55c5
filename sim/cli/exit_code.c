#include "exit_code.h"

#include <glib.h>

const ExitCodeRow EXIT_CODES[] = {
  { EXIT_CODE_OK, "all went well" },
  { EXIT_CODE_FAILED_CHECK,
    "a check failed: an expectation, a baseline, --twice, --fail-on, --when or --subject-to" },
  { EXIT_CODE_BROKEN, "broken input or usage, or the output cannot be written" },
  { EXIT_CODE_INTERRUPTED, "interrupted by SIGINT or SIGTERM; no half output was written" },
};
const size_t EXIT_CODE_COUNT = G_N_ELEMENTS (EXIT_CODES);
