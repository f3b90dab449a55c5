/*
 * second_process.h - the same program once more, where memory looks different
 *
 * Whatever a run must not depend on differs in the second process: addresses are laid out anew (also where the
 * first has address-space randomization switched off), the stack and the heap begin elsewhere, and memory that is
 * allocated, or freed, is filled with garbage.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Runs this program with ARGUMENTS (ended by NULL, without its name), standard output thrown away, and waits for it.  False
 * with ERROR set if it does not end with exit code 0; INTERRUPT_ERROR after a signal, which is passed on to it. */
bool second_process_run (const char *const *arguments, GError **error);

/* In the second process: takes odd amounts of memory, so that what follows stands elsewhere.  To be unreferenced at the end. */
GPtrArray *second_process_shift_memory (void);
