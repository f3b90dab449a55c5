/* interrupt.c - catches SIGINT and SIGTERM */
#include "interrupt.h"

#include <signal.h>

G_DEFINE_QUARK (interrupt - error - quark, interrupt_error)

static volatile sig_atomic_t is_pending;

static void raise_flag (int number)
{
  (void)number;
  is_pending = 1;
}

void interrupt_catch (void)
{
  static const int signals[] = { SIGINT, SIGTERM };
  struct sigaction action = { .sa_handler = raise_flag, .sa_flags = (int)SA_RESETHAND };
  sigemptyset (&action.sa_mask);
  for (size_t i = 0; i < G_N_ELEMENTS (signals); i++) {
    struct sigaction present;
    if (sigaction (signals[i], NULL, &present) == 0 && present.sa_handler != SIG_IGN) {
      sigaction (signals[i], &action, NULL);
    }
  }
}

bool interrupt_is_pending (void)
{
  return is_pending != 0;
}

bool interrupt_check (GError **error)
{
  if (!interrupt_is_pending ()) {
    return true;
  }
  g_set_error_literal (error, INTERRUPT_ERROR, 0, "interrupted; what was not complete was not written");
  return false;
}
