/* cmd_reasons.c - the subcommand `reasons` */
#include "command.h"
#include "miss_reason.h"

#define REASON_LINE(id_, name_, colour_, doc_, advice_) { (name_), (doc_), (advice_) },

static const struct {
  const char *name, *doc, *advice;
} reason_lines[] = { MISS_REASONS_TABLE (REASON_LINE) };

static ExitCode run_reasons (const void *values, const char *const *operands, GError **error)
{
  (void)values, (void)operands, (void)error;
  for (size_t i = 0; i < G_N_ELEMENTS (reason_lines); i++) {
    printf ("%-18s %s\n", reason_lines[i].name, reason_lines[i].doc);
    if (reason_lines[i].advice) {
      printf ("%-18s   many of them: %s\n", "", reason_lines[i].advice);
    }
  }
  return EXIT_CODE_OK;
}

const Command COMMAND_REASONS = {
  .name = "reasons",
  .operands = "",
  .summary = "explain why lookups miss",
  .description = "Prints each reason of a miss, what it means, and what many of them say about tuning.",
  .example = "  pcachesim reasons\n",
  .run = run_reasons,
};
