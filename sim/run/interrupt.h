/*
 * interrupt.h - a signal asks the program to end
 *
 * SIGINT and SIGTERM raise a flag that long loops look at, so that a run can clean up after itself.  A second
 * signal ends the process at once.  The flag is the one thing here that belongs to the whole process, as
 * signals do.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define INTERRUPT_ERROR (interrupt_error_quark ())

GQuark interrupt_error_quark (void);

/* From now on the signals raise the flag. */
void interrupt_catch (void);

bool interrupt_is_pending (void);

/* False, with ERROR set (INTERRUPT_ERROR), once the flag is raised. */
bool interrupt_check (GError **error);
